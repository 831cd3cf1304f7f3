// `course watch`: checks whenever a file is saved, however the editor saves it.

import Assignments
import CommandLineTool
import Foundation

/// Checks whenever a file is saved.
struct WatchCommand: Command {
  static let specification = CommandSpecification(
    name: "watch", overview: "Check on every save, until it is interrupted.",
    discussion: """
      What is named is checked at once and on every save; without a name nothing is checked before it is saved. It \
      looks at the files' times five times a second; nothing tells it of a change.
      """, arguments: [TaskChoice.optional])

  let choice: TaskChoice?

  init(_ arguments: ParsedArguments) { choice = arguments[TaskChoice.optional] }

  func run(console: Console) throws {
    let workplace = try Workplace.here()
    let assignments = try workplace.assignments(choice)
    var files = WatchedFiles()
    if choice == nil {
      for assignment in assignments { _ = files.change(of: workplace.work(assignment)) }
    }
    console.print("Looking at Answers.swift and Claims.swift five times a second; end with control-C.")
    while console.problem() == nil {
      for assignment in assignments {
        switch files.change(of: workplace.work(assignment)) {
        case .none: break
        case .gone(let file):
          console.print("\(assignment.folder)/\(file.lastPathComponent) is gone; it is checked when it is back.")
        case .saved:
          var one = TaskChoice("\(assignment.number)")
          one?.task = choice?.task
          CheckCommand.check(one, in: workplace, console: console)
        }
      }
      Thread.sleep(forTimeInterval: 0.2)
    }
  }
}

extension Workplace {
  /// The files of a student's own.
  func work(_ assignment: Assignment) -> [URL] {
    StartFiles.files(assignment).filter { $0 != "main.swift" }.map { folder(of: assignment).appending(path: $0) }
  }
}

/// What files were like when they were last looked at.
struct WatchedFiles {
  enum Change: Equatable { case none, saved, gone(URL) }

  /// A file's time and size, and which file it is: an editor may put another in its place, as old as it likes.
  private struct Stamp: Hashable {
    var time: Date?
    var size: Int?
    var number: Int?

    init?(_ file: URL) {
      guard let found = try? FileManager.default.attributesOfItem(atPath: file.path) else { return nil }
      time = found[.modificationDate] as? Date
      size = (found[.size] as? NSNumber)?.intValue
      number = (found[.systemFileNumber] as? NSNumber)?.intValue
    }
  }
  private var seen: [URL: Stamp?] = [:]

  /// What has happened to some files since they were last asked about; files that nobody has asked about were saved.
  mutating func change(of files: [URL]) -> Change {
    var now = files.map { Stamp($0) }
    guard zip(files, now).contains(where: { seen[$0] != .some($1) }) else { return .none }
    // A file is emptied before it is written, and one that is replaced is gone for a moment.
    for _ in 0..<20 {
      Thread.sleep(forTimeInterval: 0.05)
      let next = files.map { Stamp($0) }
      if next == now { break }
      now = next
    }
    for (file, stamp) in zip(files, now) { seen[file] = .some(stamp) }
    return zip(files, now).first { $1 == nil }.map { .gone($0.0) } ?? .saved
  }
}
