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
      for name in assignment.tasks.flatMap(\.writes) {
        #expect(text.contains("func \(name.prefix { $0 != "(" })("), "\(name)")
      }
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

  @Test("Numbers are shown with six digits that count, whatever they are")
  func numbers() {
    let shown: [(Double, String)] = [
      (1.46344e-27, "1.46344e-27"), (.nan, "NaN"), (-.nan, "NaN"), (.infinity, "infinity"), (-.infinity, "-infinity"),
      (0.1 + 0.2, "0.3"), (2, "2"), (-0.000790204, "-0.000790204"), (1.3988189, "1.39882"), (1e300, "1e+300"),
    ]
    for (number, text) in shown { #expect(Value.number(number).description == text) }
  }

  @Test("Two numbers that look alike in six digits are shown in as many as tell them apart")
  func alike() throws {
    let task = try #require(Self.tasks.first { $0.id == "1.6" })
    let judge = Judge(task, seed: 1)
    let almost = judge.calls.map { arguments -> Outcome in
      guard case .value(let value) = task.reference.outcome(arguments), let number = value.double else {
        return .missing
      }
      return .value(.number(number * (1 + 1.02e-6)))
    }
    let message = judge.verdict(almost, points: 1, reveals: true).message
    let parts = message.split(separator: " gives ").last?.split(separator: "; right is ").map(String.init) ?? []
    #expect(parts.count == 2 && parts.first?.prefix(12) != parts.last?.prefix(12), "\(message)")
  }

  @Test("A convention is called so with its owner, whatever the owner's name ends in")
  func owners() {
    for mistake in Self.tasks.flatMap(\.mistakes) where mistake.convention != nil {
      #expect(!mistake.explained.contains("'s's") && !mistake.explained.contains("'s is"), "\(mistake.explained)")
      #expect(mistake.convention?.hasSuffix("'s") == false)
    }
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
