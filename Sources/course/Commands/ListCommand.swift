// `course list`: the assignments, what is done of them, and what comes next.

import Assignments
import CommandLineTool
import Foundation

/// Lists assignments and tasks.
struct ListCommand: Command {
  static let specification = CommandSpecification(
    name: "list", overview: "List assignments and tasks, what is done, and the next step.",
    discussion: "What is done is what the last check found; checks are not repeated here.", arguments: [])

  init(_ arguments: ParsedArguments) {}

  func run(console: Console) throws {
    let workplace = try Workplace.here()
    let folder = workplace.assignments.path.dropFirst(workplace.root.path.count + 1)
    console.output(
      Self.page(workplace.readProgress(), assignments: try workplace.assignments(nil), folder: String(folder)))
  }

  /// The page for some progress; the folder is the one that holds the assignments.
  static func page(_ progress: CourseProgress, assignments: [Assignment], folder: String) -> String {
    var lines = [
      "Everything starts unanswered: that is no bug. Write a function, save, check.",
      "`course` stands for `swift run course` or, once that has built it, for the faster .build/debug/course.", "",
    ]
    var next: (Assignment, CourseTask)?
    for assignment in assignments {
      let done = assignment.tasks.map { progress.isDone($0.id) }
      let bar = done.map { $0 ? "▮" : "▯" }.joined()
      lines.append("\(assignment.number)  \(bar)  \(assignment.title), about \(Grade.text(assignment.hours)) h")
      for (task, isDone) in zip(assignment.tasks, done) {
        lines.append("   \(isDone ? "▮" : "▯") \(task.id)  \(task.title)")
        if !isDone && next == nil { next = (assignment, task) }
      }
      if assignment.hasClaims {
        let id = "\(assignment.number).claims"
        lines.append("   \(progress.isDone(id) ? "▮" : "▯") \(id)  Your claims: write them first")
      }
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
