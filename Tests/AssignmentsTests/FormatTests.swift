// The machine formats against the rules that their systems have published.

import Foundation
import Testing

@testable import Assignments

@Suite("Machine formats")
struct FormatTests {
  static let results: [TaskResult] = {
    var failed = TaskResult(id: "1.2", title: "B", status: .failed, score: 2.5, max: 5, message: "wrong")
    failed.mistakes = ["L14"]
    failed.hints = ["symptom", "place", "formula"]
    return [
      TaskResult(id: "1.1", title: "A", status: .passed, score: 5, max: 5, message: "fine"), failed,
      TaskResult(id: "1.claims", title: "C", status: .stopped, score: 0, max: 25, message: "stopped"),
    ]
  }()

  /// Grades of every kind: mixed, perfect, not built, of nothing.
  static let grades: [[TaskResult]] = [
    results, [results[0]], [TaskResult(id: "1.1", title: "A", status: .buildFailed, max: 5, message: "line 3: no")], [],
  ]

  private func object(_ format: GradeFormat, _ results: [TaskResult] = results) throws -> [String: Any] {
    let text = format.text(of: Grade(results: results, seconds: 1.5))
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("The plain form has points, and a task's mistake and hint where they are known")
  func plain() throws {
    let rule = JSONRule.object(
      required: [
        "score": .number(), "max": .number(), "seconds": .number(),
        "tasks": .list(
          of: .object(
            required: [
              "id": .text(), "title": .text(), "score": .number(), "max": .number(), "status": .text(),
              "message": .text(),
            ], optional: ["mistake": .text(), "hint": .text()])),
      ])
    for results in Self.grades { #expect(rule.faults(try object(.json, results)) == []) }
    let grade = try object(.json)
    let tasks = try #require(grade["tasks"] as? [[String: Any]])
    #expect(tasks[1]["mistake"] as? String == "L14")
    #expect(tasks[1]["hint"] as? String == "place")
    #expect(tasks[0]["mistake"] == nil)
    #expect(grade["score"] as? Double == 7.5 && grade["max"] as? Double == 35)
  }

  @Test("Gradescope's results.json keeps its specification, and the tests' scores sum to the score", arguments: 0...3)
  func gradescope(_ index: Int) throws {
    let grade = try object(.gradescope, Self.grades[index])
    #expect(FormatRules.gradescope.faults(grade) == [])
    let tests = try #require(grade["tests"] as? [[String: Any]])
    #expect(tests.reduce(0) { $0 + ($1["score"] as? Double ?? -99) } == grade["score"] as? Double)
    for test in tests where test["status"] as? String == "passed" {
      #expect(test["score"] as? Double == test["max_score"] as? Double)
    }
  }

  @Test("GitHub Classroom's result: every test has a score, and they sum to the total", arguments: 0...3)
  func classroom(_ index: Int) throws {
    let results = Self.grades[index]
    let grade = try object(.classroom, results)
    #expect(FormatRules.classroom.faults(grade) == [])
    let tests = try #require(grade["tests"] as? [[String: Any]])
    #expect(tests.reduce(0) { $0 + ($1["score"] as? Double ?? -99) } == Grade(results: results).score)
    let output = Grade(results: results).classroomOutput
    #expect(Data(base64Encoded: output) == Data(GradeFormat.classroom.text(of: Grade(results: results)).utf8))
  }

  @Test("Exercism's version 3; only an error has a message of its own, and only what ran has tests", arguments: 0...3)
  func exercism(_ index: Int) throws {
    let grade = try object(.exercism, Self.grades[index])
    #expect(FormatRules.exercism.faults(grade) == [])
    #expect((grade["status"] as? String == "error") == (grade["message"] != nil))
    #expect((grade["tests"] == nil) == (grade["status"] as? String == "error"))
  }

  @Test("A rule refuses what is missing, what is more, and what is of another kind")
  func rules() {
    let rule = JSONRule.object(required: ["a": .number(0...1)], optional: ["b": .text(most: 2, oneOf: ["x", "long"])])
    #expect(rule.faults(["a": 0.5, "b": "x"]) == [])
    #expect(rule.faults(["b": "y", "c": 1]) == [".a: missing", ".b: y", ".c: not in the format"])
    #expect(rule.faults(["a": 2, "b": "long"]) == [".a: 2.0", ".b: 4 characters, at most 2"])
    #expect(JSONRule.list(of: .text()).faults([1]) == ["[0]: no text"])
  }

  @Test("The page says the total, whatever was passed")
  func page() {
    #expect(GradeFormat.text.text(of: Grade(results: Self.results)).hasSuffix("Total: 7.5 of 35 points.\n"))
  }
}
