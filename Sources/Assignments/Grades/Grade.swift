// A grade: the verdicts on one or more assignments, and their sum.

import Foundation

/// The verdicts of a grading, in the order of the tasks.
package struct Grade: Sendable {
  package var results: [TaskResult]
  /// Seconds by the clock.
  package var seconds: Double

  package init(results: [TaskResult], seconds: Double = 0) {
    self.results = results
    self.seconds = seconds
  }

  /// The points.
  package var score: Double { Self.rounded(results.reduce(0) { $0 + $1.score }) }
  /// The points that there are.
  package var max: Double { Self.rounded(results.reduce(0) { $0 + $1.max }) }

  /// Why assignments could not be run at all, each reason once.
  var failures: [String] {
    var found: [String] = []
    for result in results where result.status == .buildFailed && !found.contains(result.message) {
      found.append(result.message)
    }
    return found
  }

  /// Points are shown with two decimals.
  static func rounded(_ points: Double) -> Double { (points * 100).rounded() / 100 }
}

/// The forms in which a grade can be written.
package enum GradeFormat: String, Sendable, CaseIterable {
  case text, json, gradescope, classroom, exercism

  /// The grade in this form.
  package func text(of grade: Grade) -> String {
    switch self {
    case .text: grade.page
    case .json: asJSON(PlainGrade(grade))
    case .gradescope: asJSON(GradescopeGrade(grade))
    case .classroom: asJSON(ClassroomGrade(grade))
    case .exercism: asJSON(ExercismGrade(grade))
    }
  }
}

/// A value as JSON with sorted keys, in snake case.
package func asJSON(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  // The formats' names have underscores, Swift's do not.
  encoder.keyEncodingStrategy = .convertToSnakeCase
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  // Nothing in a grade is without a number: points and seconds are finite.
  guard let data = try? encoder.encode(value) else { return "{}" }
  return String(decoding: data, as: UTF8.self) + "\n"
}

extension Grade {
  /// The grade as a page of text: a line for each task, and what is to be done under it.
  package var page: String {
    var lines: [String] = []
    // What does not compile is said once.
    var said: Set<String> = []
    for result in results {
      let mark = result.status == .passed ? "done" : result.status == .unanswered ? "open" : "look"
      lines.append("\(mark)  \(result.id)  \(Self.text(result.score)) of \(Self.text(result.max))  \(result.title)")
      let isSilent = result.status == .passed || result.status == .unanswered
      if result.status == .buildFailed && !said.insert(result.message).inserted { continue }
      if !isSilent || result.id.hasSuffix("claims") { lines.append("      \(result.message)") }
      if !result.mistakes.isEmpty, result.hints.count > 1 { lines.append("      \(result.hints[1])") }
    }
    lines.append("Total: \(Self.text(score)) of \(Self.text(max)) points.")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Points without needless decimals.
  package static func text(_ points: Double) -> String {
    let rounded = rounded(points)
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}

/// The plain form: `{"score", "max", "tasks": [{"id", "score", "max", "status", "message", "mistake", "hint"}]}`.
struct PlainGrade: Encodable {
  struct Task: Encodable {
    var id: String
    var title: String
    var score: Double
    var max: Double
    var status: String
    var message: String
    var mistake: String?
    var hint: String?
  }
  var score: Double
  var max: Double
  var seconds: Double
  var tasks: [Task]

  init(_ grade: Grade) {
    score = grade.score
    max = grade.max
    seconds = Grade.rounded(grade.seconds)
    tasks = grade.results.map { result in
      Task(
        id: result.id, title: result.title, score: Grade.rounded(result.score), max: Grade.rounded(result.max),
        status: result.status.rawValue, message: result.message,
        mistake: result.mistakes.isEmpty ? nil : result.mistakes.joined(separator: "+"),
        hint: result.hints.count > 1 ? result.hints[1] : nil)
    }
  }
}
