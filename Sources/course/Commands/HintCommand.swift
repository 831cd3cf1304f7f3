// `course hint 1.2`: the next of three hints, from vague to plain: what happens, where to look, the formula.

import Assignments
import CommandLineTool
import Foundation

/// Helps with a task, one step at a time.
struct HintCommand: Command {
  static let specification = CommandSpecification(
    name: "hint", overview: "Help with a task: what happens, then where to look, then the formula.",
    discussion: """
      Each call says one thing more; after the third it begins again, and so it does when another mistake is found. No \
      hint holds code.
      """,
    arguments: [TaskChoice.task])

  let choice: TaskChoice

  init(_ arguments: ParsedArguments) { choice = arguments[TaskChoice.task] }

  func run(console: Console) throws {
    let (assignment, task) = try choice.one()
    let workplace = try Workplace.here(with: choice)
    guard let result = Checker(workplace: workplace).check(assignment, only: task.id).first else { return }
    var progress = workplace.readProgress()
    let level = progress.nextHint(for: result)
    workplace.remember(progress, console: console)
    console.print(Console.plain(Self.hint(result, task: task, level: level)))
  }

  /// The hint of a level, 0 to 2.
  static func hint(_ result: TaskResult, task: CourseTask, level: Int) -> String {
    switch result.status {
    case .passed: return "\(task.id) has all its points. The library's own: course solution \(task.id)"
    case .buildFailed: return result.message
    default: break
    }
    var hints = result.hints.isEmpty ? [result.message, task.formula, task.formula] : result.hints
    if result.status == .unanswered {
      let first = task.worked.first.map { " For example: \(task.written($0.arguments)) is \($0.right)." } ?? ""
      let start = "\(task.id), \(task.title), is not answered yet." + (task.kind == .implementation ? first : "")
      hints = [start, "Its row in README.md says what it is given and what it gives; begin with that.", task.formula]
    }
    return "Hint \(level + 1) of 3: \(hints[min(level, hints.count - 1)])"
  }
}
