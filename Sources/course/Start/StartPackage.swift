// Writes a package of one's own.

import Assignments
import CommandLineTool
import Foundation

/// A package with assignments that depends on this library.
struct StartPackage {
  var folder: URL
  var source: StartFiles.Source
  var assignments: [Assignment]

  /// Writes everything; files that are there already are left alone unless `replaces`.
  ///
  /// - Parameter own: texts of some files, by their path, that stand in place of the unanswered ones.
  func write(instead own: [String: String] = [:], replaces: Bool = false) throws {
    try put(StartFiles.manifest(assignments, source: source), "Package.swift", replaces)
    try put(".build/\n*.swp\n", ".gitignore", replaces)
    try put(StartFiles.workflow(assignments), ".github/workflows/classroom.yml", replaces)
    for assignment in assignments {
      for file in StartFiles.files(assignment) {
        let path = "Assignments/\(assignment.folder)/\(file)"
        try put(own[path] ?? StartFiles.text(assignment, file), path, replaces)
      }
      let readme = StartFiles.library.appending(path: "Examples/Assignments/\(assignment.folder)/README.md")
      guard let text = try? String(contentsOf: readme, encoding: .utf8) else {
        throw CommandFailure(
          "\(readme.path) cannot be read: this program was built in a folder that is gone; build it anew")
      }
      try put(text, "Assignments/\(assignment.folder)/README.md", replaces)
    }
  }

  private func put(_ text: String, _ path: String, _ replaces: Bool) throws {
    let file = folder.appending(path: path)
    let existing = try? String(contentsOf: file, encoding: .utf8)
    // A file that stays as it is keeps its time, and what is built from it.
    guard existing == nil || (replaces && existing != text) else { return }
    try writeFile(Data(text.utf8), to: file)
  }
}
