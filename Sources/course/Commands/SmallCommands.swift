// `course solution`, `course reset` and `course watch`: a few lines each.

import Assignments
import CommandLineTool
import Foundation

/// Where this library has its own answer, for those who have theirs.
struct SolutionCommand: Command {
  static let specification = CommandSpecification(
    name: "solution", overview: "Where the library's own answer stands, once you have all points of a task.",
    arguments: [TaskChoice.task])

  let choice: TaskChoice

  init(_ arguments: ParsedArguments) { choice = arguments[TaskChoice.task] }

  func run(console: Console) throws {
    let (assignment, task) = try choice.one()
    let result = Checker(workplace: try Workplace.here()).check(assignment, only: task.id).first
    guard result?.status == .passed else {
      throw CommandFailure("\(task.id) has not all its points yet; `course hint \(task.id)` helps")
    }
    console.print("RetinaKit's own: \(task.solution)")
  }
}

/// Puts the unanswered files back.
struct ResetCommand: Command {
  static let specification = CommandSpecification(
    name: "reset", overview: "Put an assignment back to unanswered; your files are kept beside it.",
    arguments: [TaskChoice.task])

  let choice: TaskChoice

  init(_ arguments: ParsedArguments) { choice = arguments[TaskChoice.task] }

  func run(console: Console) throws {
    guard let assignment = choice.assignment.flatMap(Course.assignment) else { throw UsageError("name an assignment") }
    let workplace = try Workplace.here()
    let folder = workplace.folder(of: assignment)
    let kept = workplace.root.appending(
      path: ".build/course/kept/\(assignment.folder)-\(Int(Date().timeIntervalSince1970))")
    for file in StartFiles.files(assignment) where file != "main.swift" {
      let own = folder.appending(path: file)
      if let data = FileManager.default.contents(atPath: own.path) {
        try writeFile(data, to: kept.appending(path: file))
      }
      try writeFile(Data(StartFiles.text(assignment, file).utf8), to: own)
    }
    console.print("\(assignment.folder) is unanswered again. Your files: \(kept.path)")
  }
}

/// Checks whenever a file is saved.
struct WatchCommand: Command {
  static let specification = CommandSpecification(
    name: "watch", overview: "Check on every save, until it is interrupted.",
    discussion: "It looks at the files' times twice a second; nothing tells it of a change.",
    arguments: [TaskChoice.optional])

  let choice: TaskChoice?

  init(_ arguments: ParsedArguments) { choice = arguments[TaskChoice.optional] }

  func run(console: Console) throws {
    let workplace = try Workplace.here()
    console.print("Looking at Answers.swift and Claims.swift twice a second; end with control-C.")
    var seen: [String: Date] = [:]
    while true {
      for assignment in TaskChoice.assignments(choice) where workplace.has(assignment) {
        let times = ["Answers.swift", "Claims.swift"].compactMap { file -> Date? in
          let path = workplace.folder(of: assignment).appending(path: file).path
          return (try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate]) as? Date
        }
        guard let latest = times.max(), seen[assignment.folder] != latest else { continue }
        seen[assignment.folder] = latest
        var one = TaskChoice("\(assignment.number)")
        one?.task = choice?.task
        try CheckCommand.check(one, in: workplace, console: console)
      }
      Thread.sleep(forTimeInterval: 0.5)
    }
  }
}
