// `course start DIR`: a package of one's own for a course, and the zip for Gradescope.

import Assignments
import CommandLineTool
import Foundation

/// Writes a package with assignments.
struct StartCommand: Command {
  static let folder = Argument.positional(ValueType<URL>.path("dir"), help: "A new or empty folder.")
  static let url = Argument<String?>.optional("url", .word("url"), help: "Where git finds RetinaKit.")
  static let version = Argument<String?>.optional("version", .word("version"), help: "The version to depend on.")
  static let assignments = Argument<[Int]>.repeated(
    "assignment", .integer(in: 1...10), help: "Only these assignments; may be given several times.")
  static let gradescope = Argument<URL?>.optional(
    "gradescope", .path("file"), help: "Also write the autograder's zip for Gradescope; needs --url.")

  static let specification = CommandSpecification(
    name: "start", overview: "Write a package with assignments that depends on RetinaKit.",
    discussion: """
      Without --url and --version the package depends on the folder that this program was built in. It brings a \
      workflow that grades every push for GitHub Classroom.
      """, arguments: [folder, url, version, assignments, gradescope],
    requirements: [(version, url), (url, version), (gradescope, url)])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run(console: Console) throws {
    let folder = arguments[Self.folder]
    guard (try? folder.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory != false else {
      throw CommandFailure("\(folder.path) is a file: choose another folder")
    }
    let found = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0 != ".git" }
    guard found.isEmpty else { throw CommandFailure("\(folder.path) is not empty: choose another folder") }
    let numbers = arguments[Self.assignments]
    let chosen = Course.assignments.filter { numbers.isEmpty || numbers.contains($0.number) }
    guard !chosen.isEmpty else { throw CommandFailure("there is no such assignment") }
    var source = StartFiles.Source.path(StartFiles.library.path)
    if let url = arguments[Self.url], let version = arguments[Self.version] {
      source = .version(url: url, version: version)
      if let file = arguments[Self.gradescope] {
        try writeFile(Gradescope.zip(url: url, version: version, assignments: chosen), to: file)
        console.print("\(file.path) is the autograder to upload.")
      }
    }
    try StartPackage(folder: folder, source: source, assignments: chosen).write()
    console.print("\(folder.path) has \(chosen.count == 1 ? "one assignment" : "\(chosen.count) assignments").")
    if case .path(let library) = source {
      console.print(
        "It depends on \(library), which other machines have not: for them, and for the workflow, give --url and --version."
      )
    }
    console.print("Next: cd \(folder.path.shellQuoted); swift run course list")
  }
}

extension ValueType<String> {
  /// Any word.
  static func word(_ placeholder: String) -> ValueType {
    ValueType(placeholder: placeholder, expectation: "a word", value: { $0.isEmpty ? nil : $0 }, text: { $0 })
  }
}
