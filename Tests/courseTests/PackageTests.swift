// Packages of one's own, what is taken of a submission, and Gradescope's zip.

import Assignments
import Foundation
import Testing

@testable import CommandLineTool
@testable import course

@Suite("Packages and submissions")
struct PackageTests {
  @Test("A package is written into an empty folder and never over another")
  func start() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "course-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let one = try StartCommand(parsed(StartCommand.self, [folder.path, "--assignment", "1"]))
    try one.run(console: silent)
    let manifest = try String(contentsOf: folder.appending(path: "Package.swift"), encoding: .utf8)
    #expect(manifest.contains("assignment-1") && !manifest.contains("assignment-2"))
    let workflow = try String(contentsOf: folder.appending(path: ".github/workflows/classroom.yml"), encoding: .utf8)
    #expect(workflow.contains(#""status": "error", "max_score": 100,"#))
    #expect(workflow.contains("COURSE_RESULTS: ${{ steps"))
    #expect(throws: CommandFailure.self) { try one.run(console: silent) }
  }

  @Test("A stored zip has the checksum and the names that unzip expects")
  func zip() {
    let bytes = [UInt8](Zip.stored([("a", "xyz")]))
    // CRC-32 of "xyz", as Python's zlib has it.
    #expect(bytes[14..<18] == [0x67, 0xBA, 0x8E, 0xEB])
    #expect(bytes.prefix(4) == [0x50, 0x4B, 3, 4])
    #expect(bytes.count == 30 + 1 + 3 + 46 + 1 + 22)
  }

  @Test("Gradescope's scripts are what its specification asks for, and bash can read them")
  func gradescope() throws {
    let one = Course.assignments.filter { $0.number == 4 }
    let url = "https://example.org/it's here.git"
    let scripts = [
      "setup.sh": Gradescope.setup(url: url, version: "1.0.0", assignments: one), "run_autograder": Gradescope.run(one),
    ]
    #expect(scripts["run_autograder"]?.contains("root=${AUTOGRADER_ROOT:-/autograder}") == true)
    #expect(scripts["run_autograder"]?.contains("results=$root/results/results.json") == true)
    #expect(scripts["run_autograder"]?.contains("/submission\" --assignment 4 ") == true)
    #expect(scripts["setup.sh"]?.contains(#"'https://example.org/it'\''s here.git' "$root/RetinaKit""#) == true)
    let several = Gradescope.run(Course.assignments.filter { [1, 4].contains($0.number) })
    #expect(several.contains("--assignment 1 --assignment 4 "))
    for (name, text) in scripts {
      #expect(text.hasPrefix("#!/usr/bin/env bash\n"), "\(name)")
      let file = FileManager.default.temporaryDirectory.appending(path: "course-\(UUID().uuidString).sh")
      defer { try? FileManager.default.removeItem(at: file) }
      try text.write(to: file, atomically: true, encoding: .utf8)
      let (status, said) = Workplace(root: file).run("bash", ["-n", file.path])
      #expect(status == 0, "\(name): \(said)")
    }
  }

  @Test("A submission may be two bare files, if one assignment was asked for")
  func bareSubmission() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "course-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try "".write(to: folder.appending(path: "Answers.swift"), atomically: true, encoding: .utf8)
    let (four, seven) = (try #require(Course.assignment(4)), try #require(Course.assignment(7)))
    #expect(Submission(folder: folder, bare: 4).has(four))
    #expect(!Submission(folder: folder, bare: 4).has(seven))
    #expect(!Submission(folder: folder).has(four))
  }

  @Test("Of a submission plain texts of its own are taken, and what else stands there is refused with its reason")
  func submittedFiles() throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: "course-\(UUID().uuidString)")
    defer { try? files.removeItem(at: folder) }
    let one = try #require(Course.assignment(1))
    // As an archive of a repository is unpacked: one folder in the folder, and what the system adds.
    let work = folder.appending(path: "ann/course-main/Assignments/1-focal-loss")
    try files.createDirectory(at: work, withIntermediateDirectories: true)
    try files.createDirectory(at: folder.appending(path: "ann/__MACOSX"), withIntermediateDirectories: true)
    let answers = work.appending(path: "Answers.swift")
    let ann = Submission(folder: folder.appending(path: "ann"))
    #expect(!ann.has(one) && ann.refusal(one) == nil)
    try Data("// é".utf8).write(to: answers)
    #expect(ann.file("Answers.swift", of: one) == .text("// é") && ann.file("Claims.swift", of: one) == .missing)
    try Data([0x2F, 0x2F, 0xFF]).write(to: answers)
    #expect(ann.refusal(one) == "Answers.swift is no text in UTF-8")
    try Data(repeating: 0x20, count: Submission.mostBytes + 1).write(to: answers)
    #expect(ann.refusal(one) == "Answers.swift has more than 1024 kilobytes")

    // Links lead to another's answers, through the file or through its folder.
    try Data("// own".utf8).write(to: answers)
    let bob = folder.appending(path: "bob/Assignments/1-focal-loss")
    try files.createDirectory(at: bob, withIntermediateDirectories: true)
    try files.createSymbolicLink(at: bob.appending(path: "Answers.swift"), withDestinationURL: answers)
    let refused = Submission(folder: folder.appending(path: "bob")).refusal(one)
    #expect(refused == "Answers.swift is a link or no plain file")
    try files.createDirectory(at: folder.appending(path: "eve"), withIntermediateDirectories: true)
    try files.createSymbolicLink(at: folder.appending(path: "eve/1-focal-loss"), withDestinationURL: work)
    #expect(Submission(folder: folder.appending(path: "eve")).refusal(one) != nil)
  }

  private let silent = Console(output: { _ in }, error: { _ in })

  private func parsed(_ command: any Command.Type, _ words: [String]) throws -> ParsedArguments {
    var parser = ArgumentParser(command.specification)
    guard case .run(let arguments) = try parser.parse(words) else { throw CommandFailure("help was asked for") }
    return arguments
  }
}
