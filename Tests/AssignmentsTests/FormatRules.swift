// What three systems demand of a results file, as values: each rule names where it is published.
// Written down from the specifications as they stood in November 2026; no file of theirs is copied.

import Foundation

/// What one value of a JSON document may be.
indirect enum JSONRule: Sendable {
  /// A text, of at most some characters and of some values if they are given.
  case text(most: Int = .max, oneOf: [String]? = nil)
  /// A number in a range.
  case number(ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
  case list(of: JSONRule)
  /// An object with the keys that have to be there and those that may be; any other key is refused.
  case object(required: [String: JSONRule], optional: [String: JSONRule] = [:])

  /// What in a value is against the rule, with its place.
  func faults(_ value: Any?, at place: String = "") -> [String] {
    switch self {
    case .text(let most, let values):
      guard let text = value as? String else { return ["\(place): no text"] }
      if text.count > most { return ["\(place): \(text.count) characters, at most \(most)"] }
      return values.map { $0.contains(text) } ?? true ? [] : ["\(place): \(text)"]
    case .number(let range):
      guard let number = (value as? NSNumber)?.doubleValue else { return ["\(place): no number"] }
      return range.contains(number) ? [] : ["\(place): \(number)"]
    case .list(let rule):
      guard let values = value as? [Any] else { return ["\(place): no list"] }
      return values.enumerated().flatMap { rule.faults($1, at: "\(place)[\($0)]") }
    case .object(let required, let optional):
      guard let object = value as? [String: Any] else { return ["\(place): no object"] }
      let missing = required.keys.filter { object[$0] == nil }.map { "\(place).\($0): missing" }
      let known = required.merging(optional) { first, _ in first }
      return missing.sorted()
        + object.keys.sorted().flatMap { key in
          known[key].map { $0.faults(object[key], at: "\(place).\(key)") } ?? ["\(place).\(key): not in the format"]
        }
    }
  }
}

/// The published formats.
enum FormatRules {
  private static let visibility = JSONRule.text(oneOf: ["hidden", "after_due_date", "after_published", "visible"])
  private static let outputFormat = JSONRule.text(oneOf: ["text", "html", "simple_format", "md", "ansi"])

  /// Gradescope, "Autograder Specifications", section "Output format".
  ///
  /// https://gradescope-autograders.readthedocs.io/en/latest/specs/ . `score` is required where a test has none.
  static let gradescope = JSONRule.object(
    required: [
      "tests": .list(
        of: .object(
          required: ["score": .number()],
          optional: [
            "max_score": .number(0...1e9), "status": .text(oneOf: ["passed", "failed"]), "name": .text(),
            "name_format": outputFormat, "number": .text(), "output": .text(), "output_format": outputFormat,
            "tags": .list(of: .text()), "visibility": visibility,
          ]))
    ],
    optional: [
      "score": .number(), "execution_time": .number(0...1e9), "output": .text(), "output_format": outputFormat,
      "test_output_format": outputFormat, "test_name_format": outputFormat, "visibility": visibility,
      "stdout_visibility": visibility,
      "leaderboard": .list(
        of: .object(
          required: ["name": .text(), "value": .number()], optional: ["order": .text(oneOf: ["asc", "desc"])])),
    ])

  /// GitHub Classroom, what classroom-resources/autograding-grading-reporter reads (src/main.js and
  /// src/notify-classroom.js): the points that it reports are the sum of `tests[].score`, of `max_score`.
  static let classroom = JSONRule.object(
    required: [
      "version": .number(1...1), "status": .text(oneOf: ["pass", "fail", "error"]), "max_score": .number(0...1e9),
      "tests": .list(
        of: .object(
          required: [
            "name": .text(), "status": .text(oneOf: ["pass", "fail", "error"]), "score": .number(0...1e9),
          ],
          optional: [
            "message": .text(), "test_code": .text(), "filename": .text(), "line_no": .number(0...1e9),
            "duration": .number(0...1e9),
          ])),
    ])

  /// Exercism, "The Test Runner Interface", version 3.
  ///
  /// https://exercism.org/docs/building/tooling/test-runners/interface . A message has at most 65535 characters.
  static let exercism = JSONRule.object(
    required: ["version": .number(3...3), "status": .text(oneOf: ["pass", "fail", "error"])],
    optional: [
      "message": .text(most: 65_535),
      "tests": .list(
        of: .object(
          required: ["name": .text(), "test_code": .text(), "status": .text(oneOf: ["pass", "fail", "error"])],
          optional: [
            "message": .text(most: 65_535), "output": .text(most: 500), "task_id": .number(1...1000),
          ])),
    ])
}
