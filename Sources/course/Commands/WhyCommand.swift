// `course why 4.2`: the smallest call that a task's function gets wrong, drawn.

import Assignments
import CommandLineTool
import Foundation

/// Draws the smallest failing instance as SVG.
struct WhyCommand: Command {
  static let specification = CommandSpecification(
    name: "why", overview: "Draw the smallest call that goes wrong, as SVG.", arguments: [TaskChoice.task])

  let choice: TaskChoice

  init(_ arguments: ParsedArguments) { choice = arguments[TaskChoice.task] }

  func run(console: Console) throws {
    let (assignment, task) = try choice.one()
    let workplace = try Workplace.here(with: choice)
    guard let result = Checker(workplace: workplace).check(assignment, only: task.id).first else { return }
    guard result.failing != nil else {
      console.print(result.status == .passed ? "\(task.id) has all its points." : result.message)
      return
    }
    let file = workplace.root.appending(path: ".build/course/why-\(task.id).svg")
    try writeFile(Data(FailingPicture(task: task, result: result).svg.utf8), to: file)
    console.print(result.message)
    console.print(file.path)
  }
}
