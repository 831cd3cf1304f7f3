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
    let page = ListCommand.page(CourseProgress(), assignments: Course.assignments, folder: "Examples/Assignments")
    #expect(page.hasPrefix("Everything starts unanswered"))
    #expect(page.contains("Next: 1.1"))
    #expect(page.contains("in Examples/Assignments/1-focal-loss/Answers.swift"))
    #expect(page.contains("▯▯▯▯▯▯▯▯  Focal loss"))
  }

  @Test("The list of a package with one assignment is of that one")
  func listOfOne() {
    let four = Course.assignments.filter { $0.number == 4 }
    let page = ListCommand.page(CourseProgress(), assignments: four, folder: "Assignments")
    #expect(page.contains("Next: 4.1") && !page.contains("1.1"))
    var progress = CourseProgress()
    progress.add(four[0].tasks.map { TaskResult(id: $0.id, title: "", status: .passed, score: 1, max: 1, message: "") })
    let done = ListCommand.page(progress, assignments: four, folder: "Assignments")
    #expect(done.contains("All is done") && done.contains("course solution 4.1"))
  }

  @Test("For programs the list is JSON: every assignment with its tasks, its claims, and what is done")
  func listAsJSON() throws {
    var progress = CourseProgress()
    progress.add([TaskResult(id: "1.1", title: "", status: .passed, score: 1, max: 1, message: "")])
    let one = ListCommand.Entry(Course.assignments[0], progress: progress)
    #expect(one.number == 1 && one.folder == "1-focal-loss" && one.title == "Focal loss")
    #expect(one.tasks.map(\.id).prefix(2) == ["1.1", "1.2"] && one.tasks.last?.id == "1.claims")
    #expect(one.tasks.filter(\.isDone).map(\.id) == ["1.1"])
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let again = try decoder.decode(ListCommand.Entry.self, from: Data(asJSON(one).utf8))
    #expect(again == one)
  }

  @Test("Progress is a text that is read again as it was written")
  func progress() {
    var progress = CourseProgress()
    progress.add([TaskResult(id: "1.1", title: "", status: .passed, score: 5.5, max: 5.5, message: "")])
    progress.add([TaskResult(id: "1.2", title: "", status: .failed, score: 1, max: 5.5, message: "")])
    var mistaken = TaskResult(id: "1.3", title: "", status: .failed, score: 1, max: 5.5, message: "")
    mistaken.mistakes = ["L14"]
    #expect(progress.nextHint(for: mistaken) == 0)
    #expect(progress.text.contains("1.3 1.0 of 5.5 hints 1 L14"))
    #expect(CourseProgress(text: progress.text) == progress)
    #expect(progress.isDone("1.1") && !progress.isDone("1.2") && !progress.isDone("9.9"))
    for text in ["nonsense\n1.1 x of y", "1.1 nan of 2", "1.1 1 of inf", "1.1 -1 of 2", "1.1 1e308 of 1e308"] {
      #expect(CourseProgress(text: text).scores.isEmpty, "\(text)")
    }
    for count in ["-1", "-2", "x", "99999999999999999999"] {
      var damaged = CourseProgress(text: "1.3 1 of 5.5 hints \(count) L14")
      #expect(damaged.nextHint(for: mistaken) == 0, "\(count): the first hint again, and no hint before it")
    }
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

  @Test("Hints go on while the mistake is the same, and begin anew when it is another")
  func hintLevels() {
    func result(_ status: TaskStatus, _ mistakes: String...) -> TaskResult {
      var result = TaskResult(id: "1.2", title: "", status: status, max: 1, message: "")
      result.mistakes = mistakes
      return result
    }
    var progress = CourseProgress()
    func next(_ result: TaskResult) -> Int {
      // Between two commands there is the file.
      progress = CourseProgress(text: progress.text)
      return progress.nextHint(for: result)
    }
    #expect([1, 2, 3, 4].map { _ in next(result(.failed, "L14")) } == [0, 1, 2, 0])
    // Another mistake, a pair with it, none that is known, and the first again.
    #expect(next(result(.failed, "L2")) == 0)
    #expect(next(result(.failed, "L2")) == 1)
    #expect(next(result(.failed, "L14", "L2")) == 0)
    #expect(next(result(.failed)) == 0)
    #expect(next(result(.failed)) == 1)
    #expect(next(result(.failed, "L14")) == 0)
    // A file that does not compile in between finds nothing.
    progress.add([result(.buildFailed)])
    #expect(next(result(.buildFailed)) == 1)
    #expect(next(result(.failed, "L14")) == 1)
    // A check that finds another mistake counts too.
    progress.add([result(.unanswered)])
    #expect(next(result(.failed, "L14")) == 0)
    progress.add([result(.passed)])
    #expect(next(result(.failed, "L14")) == 0)
  }

  @Test("Colors and a student's control characters are written only where they may be")
  func colors() {
    var result = TaskResult(id: "1.2", title: "T", status: .failed, max: 1, message: "threw \u{1B}[2J")
    result.mistakes = ["L2"]
    let plain = CheckCommand.page([result], hasColors: false)
    #expect(!plain.contains("\u{1B}") && plain.contains("threw \\u{1B}[2J") && plain.contains("course hint 1.2"))
    let colored = CheckCommand.page([result], hasColors: true)
    #expect(colored.contains("\u{1B}[31m✗\u{1B}[0m") && !colored.contains("\u{1B}[2J"))
    let terminal = Console(output: { _ in }, error: { _ in }, isTerminal: false)
    #expect(!terminal.hasColors)
  }

  @Test("What does not compile is said once, not once a task")
  func saidOnce() {
    let results = ["1.1", "1.2"].map { TaskResult(id: $0, title: "", status: .buildFailed, max: 1, message: "line 3") }
    for page in [CheckCommand.page(results, hasColors: false), Grade(results: results).page] {
      #expect(page.split(separator: "line 3", omittingEmptySubsequences: false).count == 2)
    }
  }

  @Test("A compile error is told with its file and line")
  func compileErrors() {
    let text = "Building\n/a b/Assignments/1-focal-loss/Answers.swift:12:5: error: cannot find 'x' in scope\nmore"
    #expect(Workplace.firstError(text) == "Answers.swift, line 12: cannot find 'x' in scope")
    #expect(Workplace.firstError("error: no such module 'X'") == "no such module 'X'")
    #expect(Workplace.firstError("<unknown>:0: error: unable to open 'a.pcm'") == "unable to open 'a.pcm'")
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
}
