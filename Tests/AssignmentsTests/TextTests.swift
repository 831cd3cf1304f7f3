// What the grader says: hints without code, numbers in the READMEs, conventions called conventions, machine formats.

import Foundation
import Testing

@testable import Assignments

@Suite("What the grader says")
struct TextTests {
  static let tasks = Course.assignments.flatMap(\.tasks)

  @Test("No hint contains code")
  func hints() {
    for task in Self.tasks {
      for hint in task.mistakes.flatMap({ [$0.title, $0.place] }) + [task.formula] {
        for code in ["func ", "return", "let ", "var ", "{", "}", "==", "&&", "+=", "Double", ".xMin", "max(", "log("] {
          #expect(!hint.contains(code), "\(task.id): \(hint)")
        }
      }
    }
  }

  @Test("Conventions are called so, and name whose they are")
  func conventions() throws {
    let conventions = Self.tasks.flatMap(\.mistakes).filter { $0.convention != nil }
    #expect(conventions.count >= 10)
    for mistake in conventions { #expect(mistake.explained.contains("convention and no mistake")) }
  }

  @Test("A README has every function, and no number with three decimals that is not a task's")
  func readmes() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for assignment in Course.assignments {
      let file = root.appending(path: "Examples/Assignments/\(assignment.folder)/README.md")
      let text = try String(contentsOf: file, encoding: .utf8)
      for task in assignment.tasks { #expect(text.contains("func \(task.function)("), "\(task.id)") }
      // What stands in the table of assignment 10 is asserted where its runs are made.
      if assignment.number == 10 { continue }
      let known = assignment.tasks.flatMap(Self.numbers)
      for match in text.replacing("−", with: "-").matches(of: /-?\d+\.\d{3,}/) {
        let word = String(match.output)
        let digits = word.drop { $0 != "." }.count - 1
        let number = try #require(Double(word))
        let isKnown = known.contains { abs($0 - number) <= 0.51 * pow(10, -Double(digits)) }
        #expect(isKnown, "\(assignment.folder): \(word)")
      }
    }
  }

  private static func numbers(_ task: CourseTask) -> [Double] {
    func flat(_ value: Value) -> [Double] {
      if case .list(let values) = value { return values.flatMap(flat) }
      return value.double.map { [$0] } ?? []
    }
    func flat(_ outcome: Outcome) -> [Double] { if case .value(let value) = outcome { flat(value) } else { [] } }
    let worked = task.worked.flatMap { $0.arguments.flatMap(flat) + flat($0.right) }
    let figures = task.mistakes.flatMap {
      $0.figure.arguments.flatMap(flat) + flat($0.figure.right) + flat($0.figure.wrong)
    }
    return worked + figures
  }

  @Test("A wrong function is named, a strange one is not, and the message says how many calls differ")
  func naming() throws {
    let task = try #require(Self.tasks.first { $0.id == "1.3" })
    let judge = Judge(task, seed: 3)
    let constant = try #require(task.mistakes.first { $0.id == "L14" })
    let named = judge.verdict(Judge.outcomes(of: constant.make(), calls: judge.calls), points: 9, reveals: true)
    #expect(named.mistakes == ["L14"])
    #expect(named.score == 0)
    #expect(named.hints.count == 3)
    let strange = judge.verdict(judge.calls.map { _ in .value(7) }, points: 9, reveals: true)
    #expect(strange.mistakes == [])
    #expect(strange.message.contains("more of \(judge.calls.count) calls differ"))
  }

  @Test("A grade does not say the right values of its own calls, nor a question's answer")
  func secrets() throws {
    let task = try #require(Self.tasks.first { $0.id == "1.1" })
    let judge = Judge(task, seed: 77)
    let outcomes = Judge.outcomes(of: task.workedNumbersCopied, calls: judge.calls)
    #expect(!judge.verdict(outcomes, points: 1, reveals: false).message.contains("right is"))
    let question = try #require(Self.tasks.first { $0.id == "1.7" })
    let asked = Judge(question, seed: 1)
    #expect(!asked.verdict([.value(3)], points: 1, reveals: true).message.contains("1.12"))
  }

  @Test("A value survives the way between processes, whatever it is")
  func words() {
    let values: [Value] = [
      .number(.nan), .number(-.infinity), .number(0.1), -7, true, "a b\n;]é", nil, [[], [1.5, nil, "x"], [[[]]]],
    ]
    for value in values {
      let again = Value(word: value.word)
      #expect(again.map { $0.agrees(with: value, tolerance: 0) } == true, "\(value)")
      #expect(!value.word.contains { $0 == " " || $0 == "\n" })
    }
    for word in ["", "n", "nxyz;", "[", "[t", "s0;", "sxx;", "tt", "q"] { #expect(Value(word: word) == nil) }
  }
}

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

  private func object(_ format: GradeFormat, _ results: [TaskResult] = results) throws -> [String: Any] {
    let text = format.text(of: Grade(results: results, seconds: 1.5))
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// Every key must be there with its type, and no other key.
  private func check(_ object: [String: Any], _ required: [String: Any.Type], optional: [String: Any.Type] = [:]) {
    for (key, type) in required { #expect(Self.isOf(object[key], type), "\(key)") }
    for (key, value) in object {
      let type = required[key] ?? optional[key]
      #expect(type != nil, "\(key) is not in the format")
      if let type { #expect(Self.isOf(value, type), "\(key)") }
    }
  }

  private static func isOf(_ value: Any?, _ type: Any.Type) -> Bool {
    if type == String.self { return value is String }
    if type == Double.self { return value is NSNumber }
    return value is [Any]
  }

  @Test("The plain form has points, and a task's mistake and hint where they are known")
  func plain() throws {
    let grade = try object(.json)
    check(grade, ["score": Double.self, "max": Double.self, "tasks": [Any].self, "seconds": Double.self])
    let tasks = try #require(grade["tasks"] as? [[String: Any]])
    #expect(tasks[1]["mistake"] as? String == "L14")
    #expect(tasks[1]["hint"] as? String == "place")
    #expect(tasks[0]["mistake"] == nil)
    #expect(grade["score"] as? Double == 7.5 && grade["max"] as? Double == 35)
  }

  @Test("Gradescope's results.json")
  func gradescope() throws {
    let grade = try object(.gradescope)
    check(
      grade,
      [
        "score": Double.self, "execution_time": Double.self, "output": String.self, "output_format": String.self,
        "visibility": String.self, "stdout_visibility": String.self, "tests": [Any].self,
      ], optional: ["leaderboard": [Any].self])
    for test in try #require(grade["tests"] as? [[String: Any]]) {
      check(
        test,
        [
          "name": String.self, "number": String.self, "score": Double.self, "max_score": Double.self,
          "status": String.self, "output": String.self, "tags": [Any].self, "visibility": String.self,
        ])
      #expect(["passed", "failed"].contains(test["status"] as? String))
    }
    #expect(["hidden", "after_due_date", "after_published", "visible"].contains(grade["visibility"] as? String))
  }

  @Test("GitHub Classroom's result: every test has a score, and they sum to the total")
  func classroom() throws {
    let grade = try object(.classroom)
    check(grade, ["version": Double.self, "status": String.self, "max_score": Double.self, "tests": [Any].self])
    let tests = try #require(grade["tests"] as? [[String: Any]])
    for test in tests {
      check(
        test,
        [
          "name": String.self, "status": String.self, "score": Double.self, "message": String.self,
          "test_code": String.self, "filename": String.self, "line_no": Double.self, "duration": Double.self,
        ])
      #expect(["pass", "fail", "error"].contains(test["status"] as? String))
    }
    #expect(tests.reduce(0) { $0 + ($1["score"] as? Double ?? -99) } == 7.5)
    let output = Grade(results: Self.results).classroomOutput
    #expect(Data(base64Encoded: output) != nil)
  }

  @Test("Exercism's version 3; a build that failed is an error with its message and no tests")
  func exercism() throws {
    let grade = try object(.exercism)
    check(grade, ["version": Double.self, "status": String.self, "tests": [Any].self])
    for test in try #require(grade["tests"] as? [[String: Any]]) {
      check(
        test, ["name": String.self, "test_code": String.self, "status": String.self],
        optional: ["message": String.self, "task_id": Double.self])
    }
    let unbuilt = [TaskResult(id: "1.1", title: "A", status: .buildFailed, max: 5, message: "line 3: no")]
    let failed = try object(.exercism, unbuilt)
    #expect(failed["status"] as? String == "error" && failed["message"] as? String == "line 3: no")
  }

  @Test("The page says the total, whatever was passed")
  func page() {
    #expect(GradeFormat.text.text(of: Grade(results: Self.results)).hasSuffix("Total: 7.5 of 35 points.\n"))
  }
}
