// Where the assignments are and how they are built: a package with a folder for each.

import Assignments
import CommandLineTool
import Foundation

/// A package with assignments: this library's own, or one that `course start` wrote.
struct Workplace: Sendable {
  /// The folder of Package.swift.
  var root: URL

  /// The folder with one folder for each assignment.
  var assignments: URL {
    let own = root.appending(path: "Assignments")
    return FileManager.default.fileExists(atPath: own.path) ? own : root.appending(path: "Examples/Assignments")
  }

  /// The package around a folder.
  static func find(from folder: URL) throws(CommandFailure) -> Workplace {
    var folder = folder.standardizedFileURL
    while true {
      let workplace = Workplace(root: folder)
      if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path),
        FileManager.default.fileExists(atPath: workplace.assignments.path)
      {
        return workplace
      }
      guard folder.path != "/" else {
        throw CommandFailure(
          "there is no package with assignments here or above: go to one, or make one with `course start DIR`")
      }
      folder = folder.deletingLastPathComponent().standardizedFileURL
    }
  }

  /// The package around the working directory.
  static func here() throws(CommandFailure) -> Workplace {
    try find(from: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
  }

  func folder(of assignment: Assignment) -> URL { assignments.appending(path: assignment.folder) }

  func answers(of assignment: Assignment) -> URL { folder(of: assignment).appending(path: "Answers.swift") }

  /// Where progress is written down.
  var progress: URL { root.appending(path: ".build/course/progress.txt") }

  func executable(of assignment: Assignment) -> URL { root.appending(path: ".build/debug/\(assignment.product)") }
}
