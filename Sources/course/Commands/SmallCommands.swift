// `course solution` and `course reset`: a few lines each.

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
    let result = Checker(workplace: try Workplace.here(with: choice)).check(assignment, only: task.id).first
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
    arguments: [TaskChoice.assignment])

  let choice: TaskChoice

  init(_ arguments: ParsedArguments) { choice = arguments[TaskChoice.assignment] }

  func run(console: Console) throws {
    guard let assignment = choice.assignment.flatMap(Course.assignment), choice.task == nil else {
      throw UsageError("A whole assignment is put back, never a task: name one, as 1.")
    }
    let workplace = try Workplace.here(with: choice)
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
