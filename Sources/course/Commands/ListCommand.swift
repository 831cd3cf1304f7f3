// `course list`: the assignments, what is done of them, and what comes next.

import Assignments
import CommandLineTool
import Foundation

/// Lists assignments and tasks.
struct ListCommand: Command {
  static let json = Argument.flag("json", help: "Print JSON.")

  static let specification = CommandSpecification(
    name: "list", overview: "List assignments and tasks, what is done, and the next step.",
    discussion: "What is done is what the last check found; checks are not repeated here.", arguments: [json])

  let isJSON: Bool

  init(_ arguments: ParsedArguments) { isJSON = arguments[Self.json] }

  func run(console: Console) throws {
    let workplace = try Workplace.here()
    let folder = workplace.assignments.path.dropFirst(workplace.root.path.count + 1)
    let (progress, assignments) = (workplace.readProgress(), try workplace.assignments(nil))
    console.output(
      isJSON
        ? asJSON(assignments.map { Entry($0, progress: progress) })
        : Self.page(progress, assignments: assignments, folder: String(folder)))
  }

  /// An assignment, as JSON has it.
  struct Entry: Codable, Hashable {
    /// A task, or the claims.
    struct Task: Codable, Hashable {
      var id, title: String
      /// What the last check found.
      var isDone: Bool
    }

    var number: Int
    var title, folder: String
    /// How long it takes, about.
    var hours: Double
    var tasks: [Task]

    init(_ assignment: Assignment, progress: CourseProgress) {
      (number, title, folder) = (assignment.number, assignment.title, assignment.folder)
      hours = assignment.hours
      tasks = ListCommand.lines(of: assignment).map { Task(id: $0.id, title: $0.title, isDone: progress.isDone($0.id)) }
    }
  }

  /// The tasks of an assignment, and its claims behind them if it has some.
  private static func lines(of assignment: Assignment) -> [(id: String, title: String)] {
    assignment.tasks.map { ($0.id, $0.title) }
      + (assignment.hasClaims ? [("\(assignment.number).claims", "Your claims: write them first")] : [])
  }

  /// The page for some progress; the folder is the one that holds the assignments.
  static func page(_ progress: CourseProgress, assignments: [Assignment], folder: String) -> String {
    var lines = [
      "Everything starts unanswered: that is no bug. Write a function, save, check.",
      "`course` stands for `swift run course` or, once that has built it, for the faster .build/debug/course.", "",
    ]
    var next: (Assignment, CourseTask)?
    func mark(_ id: String) -> String { progress.isDone(id) ? "▮" : "▯" }
    for assignment in assignments {
      let bar = assignment.tasks.map { mark($0.id) }.joined()
      lines.append("\(assignment.number)  \(bar)  \(assignment.title), about \(Grade.text(assignment.hours)) h")
      lines += Self.lines(of: assignment).map { "   \(mark($0.id)) \($0.id)  \($0.title)" }
      if next == nil { next = assignment.tasks.first { !progress.isDone($0.id) }.map { (assignment, $0) } }
    }
    lines.append("")
    if let (assignment, task) = next {
      lines.append(
        "Next: \(task.id), \(task.title), in \(folder)/\(assignment.folder)/Answers.swift; then: course check \(task.id)"
      )
    } else {
      let first = assignments.first?.tasks.first?.id ?? "1.1"
      lines.append("All is done. The definitions to compare yours with: course solution \(first)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Workplace {
  /// What the last checks found; nothing if there was none.
  func readProgress() -> CourseProgress {
    CourseProgress(text: (try? String(contentsOf: progress, encoding: .utf8)) ?? "")
  }
}
