// Writes a package of one's own, and takes a submission into one.

import Assignments
import CommandLineTool
import Foundation

/// A package with assignments that depends on this library.
struct StartPackage {
  var folder: URL
  var source: StartFiles.Source
  var assignments: [Assignment]

  /// Writes everything; files that are there already are left alone unless `replaces`.
  func write(replaces: Bool = false) throws {
    try put(StartFiles.manifest(assignments, source: source), "Package.swift", replaces)
    try put(".build/\n*.swp\n", ".gitignore", replaces)
    try put(StartFiles.workflow(assignments), ".github/workflows/classroom.yml", replaces)
    for assignment in assignments {
      for file in StartFiles.files(assignment) {
        try put(StartFiles.text(assignment, file), "Assignments/\(assignment.folder)/\(file)", replaces)
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

/// Somebody's answers, wherever they are in a folder.
struct Submission {
  var folder: URL
  /// The assignment whose files may also lie in the folder itself: the one that was asked for, if it was one.
  var bare: Int?

  /// The folder with an assignment's answers; nil if there are none.
  private func answers(_ assignment: Assignment) -> URL? {
    var places = ["Assignments/\(assignment.folder)", "Examples/Assignments/\(assignment.folder)", assignment.folder]
    if bare == assignment.number { places.append(".") }
    return places.map { folder.appending(path: $0) }
      .first { FileManager.default.fileExists(atPath: $0.appending(path: "Answers.swift").path) }
  }

  /// Whether there are answers to an assignment.
  func has(_ assignment: Assignment) -> Bool { answers(assignment) != nil }

  /// A package of the grader's own with these answers and claims in it, and nothing else of the submission.
  func workplace(for assignments: [Assignment]) throws -> Workplace {
    let here = (try? Workplace.here().root) ?? StartFiles.library
    let root = here.appending(path: ".build/course/grading")
    let package = StartPackage(folder: root, source: .path(StartFiles.library.path), assignments: Course.assignments)
    guard Course.assignments.contains(where: { answers($0) != nil }) else {
      throw CommandFailure(
        "\(folder.path) has no Assignments/<number>-<name>/Answers.swift; with --assignment the file may lie in the "
          + "folder itself")
    }
    for assignment in assignments {
      for file in ["Answers.swift", "Claims.swift"] where StartFiles.files(assignment).contains(file) {
        let own = answers(assignment)?.appending(path: file)
        let text = own.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? StartFiles.text(assignment, file)
        let target = root.appending(path: "Assignments/\(assignment.folder)/\(file)")
        if (try? String(contentsOf: target, encoding: .utf8)) != text { try writeFile(Data(text.utf8), to: target) }
      }
    }
    try package.write()
    return Workplace(root: root)
  }
}
