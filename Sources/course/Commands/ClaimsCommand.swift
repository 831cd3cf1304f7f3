// `course claims 4`: each claim of an assignment, whether it holds, and which planted bugs it catches.

import Assignments
import CommandLineTool
import Foundation

/// Judges a student's claims one by one.
struct ClaimsCommand: Command {
  static let specification = CommandSpecification(
    name: "claims", overview: "Try your claims on two correct versions and on the planted bugs.",
    arguments: [TaskChoice.assignment])

  let choice: TaskChoice

  init(_ arguments: ParsedArguments) { choice = arguments[TaskChoice.assignment] }

  func run(console: Console) throws {
    let workplace = try Workplace.here(with: choice)
    guard let assignment = choice.assignment.flatMap(Course.assignment), assignment.hasClaims else {
      throw UsageError("There are no claims in assignment \(choice.assignment ?? 0), which is diagnosis alone.")
    }
    if case .failed(let message, _) = workplace.build(assignment) { throw CommandFailure(message) }
    let (result, verdicts) = Checker(workplace: workplace)
      .claims(assignment, executable: workplace.executable(of: assignment))
    for verdict in verdicts {
      let (title, message) = (Console.plain(verdict.title), Console.plain(verdict.message))
      console.print("\(verdict.isRight ? "true " : "wrong")  line \(verdict.line): \(title)")
      console.print("       \(message)")
    }
    console.print("\(result.message) \(Grade.text(result.score)) of \(Grade.text(result.max)) points.")
  }
}
