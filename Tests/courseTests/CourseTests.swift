// The program's pages, its files to start from, and what it makes of a compiler's words.

import Assignments
import Foundation
import Testing
import _TestSupport

@testable import CommandLineTool
@testable import course

@Suite("The program course")
struct CourseTests {
  @Test("The list's first line says that everything starts unanswered")
  func list() {
    let page = ListCommand.page(CourseProgress())
    #expect(page.hasPrefix("Everything starts unanswered"))
    #expect(page.contains("Next: 1.1"))
    #expect(page.contains("▯▯▯▯▯▯▯▯  Focal loss"))
  }

  @Test("Progress is a text that is read again as it was written")
  func progress() {
    var progress = CourseProgress()
    progress.add([TaskResult(id: "1.1", title: "", status: .passed, score: 5.5, max: 5.5, message: "")])
    progress.add([TaskResult(id: "1.2", title: "", status: .failed, score: 1, max: 5.5, message: "")])
    progress.hints["1.2"] = 2
    #expect(CourseProgress(text: progress.text) == progress)
    #expect(progress.isDone("1.1") && !progress.isDone("1.2") && !progress.isDone("9.9"))
    #expect(CourseProgress(text: "nonsense\n1.1 x of y").scores.isEmpty)
  }

  @Test(
    "Tasks are chosen by their number, and others are refused",
    arguments: [
      ("1", true), ("1.2", true), ("1.claims", true), ("1.99", false), ("99", false), ("x", false), ("1.2.3", false),
    ])
  func choices(_ text: String, _ exists: Bool) { #expect((TaskChoice(text) != nil) == exists) }

  @Test("Hints go from what happens to the formula")
  func hints() throws {
    let task = try #require(Course.assignment(1)?.tasks[0])
    var result = TaskResult(id: "1.1", title: "", status: .failed, max: 1, message: "m")
    result.hints = ["symptom", "place", "formula"]
    let found = (0..<3).map { HintCommand.hint(result, task: task, level: $0) }
    #expect(found == ["Hint 1 of 3: symptom", "Hint 2 of 3: place", "Hint 3 of 3: formula"])
  }

  @Test("A compile error is told with its file and line")
  func compileErrors() {
    let text = "Building\n/a b/Assignments/1-focal-loss/Answers.swift:12:5: error: cannot find 'x' in scope\nmore"
    #expect(Workplace.firstError(text) == "Answers.swift, line 12: cannot find 'x' in scope")
    #expect(Workplace.firstError("error: no such module 'X'") == "no such module 'X'")
  }

  @Test("A trap is told with its message and its place")
  func traps() {
    let text = """
      Swift/ContiguousArrayBuffer.swift:600: Fatal error: Index out of range

      Thread 0 "assignment-1" crashed:
      3 [ra] 0x1 Answers.sum(logits:) + 9 in assignment-1 at /x/Assignments/1-focal-loss/Answers.swift:20:14
      """
    let crash = Crash(text, status: 4, isSignal: true)
    #expect(crash.sentence == "Index out of range in Answers.swift, line 20")
    #expect(Crash("", status: 3, isSignal: false).sentence == "the program ended itself with exit code 3")
  }

  @Test("Every assignment of the repository is unanswered, as `course reset` would leave it")
  func unanswered() throws {
    let workplace = Workplace(root: StartFiles.library)
    for assignment in Course.assignments {
      for file in StartFiles.files(assignment) {
        let text = try String(contentsOf: workplace.folder(of: assignment).appending(path: file), encoding: .utf8)
        #expect(text == StartFiles.text(assignment, file), "\(assignment.folder)/\(file)")
      }
    }
  }

  @Test(
    "Answers may not import the module that holds the solution",
    arguments: [
      ("import Losses", true), ("@testable import Assignments", true), ("import struct Losses.FocalLoss", true),
      ("import Assignments; import Losses", true), ("import Foundation", false), ("// import Losses", false),
      ("/* a */ import\nLosses", true),
    ])
  func imports(_ line: String, _ isRefused: Bool) throws {
    let assignment = try #require(Course.assignment(1))
    let root = FileManager.default.temporaryDirectory.appending(path: "course-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appending(path: "Assignments/\(assignment.folder)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try "import Assignments\n\(line)\n".write(
      to: folder.appending(path: "Answers.swift"), atomically: true, encoding: .utf8)
    try "".write(to: folder.appending(path: "Claims.swift"), atomically: true, encoding: .utf8)
    #expect((Workplace(root: root).refusedImport(assignment) != nil) == isRefused)
  }

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
    #expect(scripts["run_autograder"]?.contains("/autograder/results/results.json") == true)
    #expect(scripts["run_autograder"]?.contains("/autograder/submission --assignment 4 ") == true)
    #expect(scripts["setup.sh"]?.contains(#"'https://example.org/it'\''s here.git' /autograder/RetinaKit"#) == true)
    #expect(Gradescope.run(Course.assignments).contains("--assignment") == false)
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

  private let silent = Console(output: { _ in }, error: { _ in })

  private func parsed(_ command: any Command.Type, _ words: [String]) throws -> ParsedArguments {
    var parser = ArgumentParser(command.specification)
    guard case .run(let arguments) = try parser.parse(words) else { throw CommandFailure("help was asked for") }
    return arguments
  }
}
