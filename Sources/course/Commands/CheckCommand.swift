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
    let workplace = try Workplace.here(with: choice)
    let results = Self.check(choice, in: workplace, console: console)
    guard results.allSatisfy({ $0.status == .passed }) else {
      throw CommandFailure("\(results.count { $0.status != .passed }) of \(results.count) are not done")
    }
  }

  /// Checks, shows and notes down.
  @discardableResult
  static func check(_ choice: TaskChoice?, in workplace: Workplace, console: Console) -> [TaskResult] {
    var results: [TaskResult] = []
    for assignment in TaskChoice.assignments(choice) where workplace.has(assignment) {
      results += Checker(workplace: workplace).check(assignment, only: choice?.task)
    }
    var progress = workplace.readProgress()
    progress.add(results)
    workplace.remember(progress, console: console)
    console.output(page(results, hasColors: console.hasColors))
    return results
  }

  /// One line a task, and under it what is wrong.
  static func page(_ results: [TaskResult], hasColors: Bool) -> String {
    func colored(_ text: String, _ code: Int) -> String { hasColors ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
    var lines: [String] = []
    // What does not compile is said once.
    var said: Set<String> = []
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
      if result.status == .buildFailed && !said.insert(result.message).inserted { continue }
      lines.append("    \(Console.plain(result.message))")
      if !result.mistakes.isEmpty { lines.append("    This mistake is known: course hint \(result.id)") }
    }
    let grade = Grade(results: results)
    lines.append("Total: \(Grade.text(grade.score)) of \(Grade.text(grade.max)) points.")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Workplace {
  /// Whether the assignment is part of this package.
  func has(_ assignment: Assignment) -> Bool { FileManager.default.fileExists(atPath: folder(of: assignment).path) }

  /// The package around the working directory; refuses one without what is asked about.
  static func here(with choice: TaskChoice?) throws(CommandFailure) -> Workplace {
    let workplace = try here()
    _ = try workplace.assignments(choice)
    return workplace
  }

  /// The assignments of a choice that this package has; refuses a choice without any.
  func assignments(_ choice: TaskChoice?) throws(CommandFailure) -> [Assignment] {
    let found = TaskChoice.assignments(choice).filter(has)
    guard found.isEmpty else { return found }
    let present = Course.assignments.filter(has).map { "\($0.number)" }.joined(separator: ", ")
    guard let number = choice?.assignment, !present.isEmpty else {
      throw CommandFailure("there are no assignments in \(assignments.path)")
    }
    throw CommandFailure("assignment \(number) is not in this package, which has \(present)")
  }

  /// Writes progress down; that it cannot be written is no reason not to check.
  func remember(_ progress: CourseProgress, console: Console) {
    do { try writeFile(Data(progress.text.utf8), to: self.progress) } catch {
      console.error("Progress is not remembered: \(error)\n")
    }
  }
}

extension Console {
  /// Whether colors may be written: to a terminal that has them, whose user has not asked for none (no-color.org).
  var hasColors: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }
}
