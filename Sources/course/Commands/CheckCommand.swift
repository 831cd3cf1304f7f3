// `course check`: builds and checks one task, one assignment or all, and says the total.

import Assignments
import CommandLineTool
import Foundation

/// Checks a student's answers.
struct CheckCommand: Command {
  static let specification = CommandSpecification(
    name: "check", overview: "Check a task, an assignment, or everything.",
    discussion: """
      Ends with exit code 0 if everything that was checked has all its points, and with 1 otherwise. A grade makes \
      other calls than a check: passing here is necessary, and the total says how much it is worth.
      """, arguments: [TaskChoice.optional])

  let choice: TaskChoice?

  init(_ arguments: ParsedArguments) { choice = arguments[TaskChoice.optional] }

  func run(console: Console) throws {
    let workplace = try Workplace.here()
    let results = try Self.check(choice, in: workplace, console: console)
    guard results.allSatisfy({ $0.status == .passed }) else {
      throw CommandFailure("\(results.count { $0.status != .passed }) of \(results.count) are not done")
    }
  }

  /// Checks, shows and notes down.
  @discardableResult
  static func check(_ choice: TaskChoice?, in workplace: Workplace, console: Console) throws -> [TaskResult] {
    var results: [TaskResult] = []
    for assignment in TaskChoice.assignments(choice) where workplace.has(assignment) {
      results += Checker(workplace: workplace).check(assignment, only: choice?.task)
    }
    var progress = workplace.readProgress()
    progress.add(results)
    try workplace.write(progress)
    console.output(page(results, isTerminal: console.isTerminal))
    return results
  }

  /// One line a task, and under it what is wrong.
  static func page(_ results: [TaskResult], isTerminal: Bool) -> String {
    func colored(_ text: String, _ code: Int) -> String { isTerminal ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
    var lines: [String] = []
    for result in results {
      let (mark, color) =
        switch result.status {
        case .passed: ("▮", 32)
        case .unanswered: ("▯", 33)
        default: ("✗", 31)
        }
      lines.append(
        "\(colored(mark, color)) \(result.id)  \(result.title): \(Grade.text(result.score)) of \(Grade.text(result.max))"
      )
      // What claims caught is worth reading whether it is enough or not.
      let isSilent = result.status == .passed || result.status == .unanswered
      if isSilent && !result.id.hasSuffix("claims") { continue }
      lines.append("    \(result.message)")
      if !result.mistakes.isEmpty { lines.append("    This mistake is known: course hint \(result.id)") }
    }
    let grade = Grade(results: results)
    lines.append("Total: \(Grade.text(grade.score)) of \(Grade.text(grade.max)) points.")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Workplace {
  /// Whether the assignment is part of this package.
  func has(_ assignment: Assignment) -> Bool { FileManager.default.fileExists(atPath: answers(of: assignment).path) }
}
