// `course watch` as a process: saves of every kind, and its end.

import Foundation
import Testing
import _TestSupport

@testable import course

@Suite("Watching files")
struct WatchTests {
  private let file = FileManager.default.temporaryDirectory.appending(path: "course-\(UUID().uuidString).swift")

  @Test("A save is seen once: new contents, another file in its place even if it is older, gone, back")
  func changes() throws {
    let files = FileManager.default
    defer { try? files.removeItem(at: file) }
    var watched = WatchedFiles()
    #expect(watched.change(of: [file]) == .gone(file))
    #expect(watched.change(of: [file]) == .none)
    try Data("a".utf8).write(to: file)
    #expect(watched.change(of: [file]) == .saved)
    #expect(watched.change(of: [file]) == .none)
    try Data("b".utf8).write(to: file)
    #expect(watched.change(of: [file]) == .saved)
    // As `git checkout` and `cp -p` do: a time in the past.
    let other = file.appendingPathExtension("old")
    try Data("c".utf8).write(to: other)
    try files.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: other.path)
    try files.removeItem(at: file)
    try files.moveItem(at: other, to: file)
    #expect(watched.change(of: [file]) == .saved)
    let aside = file.appendingPathExtension("aside")
    try files.moveItem(at: file, to: aside)
    #expect(watched.change(of: [file]) == .gone(file))
    try files.moveItem(at: aside, to: file)
    #expect(watched.change(of: [file]) == .saved)
    #expect(watched.change(of: [file]) == .none)
  }

  @Test("From a file that does not compile to control-C in the middle of an endless loop, which leaves no process")
  func watch() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let (process, output, error) = scratch.process(["watch", "1.1"])
    try scratch.write("import Assignments\nstruct", to: scratch.answers)
    let lines = LineReader(output.fileHandleForReading, limit: 1 << 20)
    let errors = LineReader(error.fileHandleForReading, limit: 1 << 20)
    try process.run()
    defer { process.terminate() }
    /// The lines up to one that has a text.
    func upTo(_ text: String) -> [String] {
      var found: [String] = []
      while let line = lines.line(until: Date(timeIntervalSinceNow: 60)) {
        found.append(line)
        if line.contains(text) { return found }
      }
      Issue.record("no “\(text)” came: \(found) \(errors.everything(until: Date()))")
      return found
    }
    #expect(upTo("Looking").last?.contains("five times a second") == true)
    #expect(upTo("Total").contains { $0.contains("Answers.swift, line 2") })

    try scratch.write(Scratch.answers(Scratch.right), to: scratch.answers)
    #expect(upTo("Total").first?.hasPrefix("▮ 1.1") == true)

    // Two saves in a row: the last verdict is that of the last one.
    try scratch.write(Scratch.answers("0"), to: scratch.answers)
    Thread.sleep(forTimeInterval: 0.3)
    try Data(Scratch.answers(Scratch.wrong).utf8).write(to: scratch.answers)
    #expect(upTo("gives 0.25; right is 0.75").first?.hasPrefix("✗ 1.1") == true)

    let aside = scratch.root.appending(path: "aside.swift")
    try FileManager.default.moveItem(at: scratch.answers, to: aside)
    _ = upTo("1-focal-loss/Answers.swift is gone")
    try FileManager.default.moveItem(at: aside, to: scratch.answers)
    #expect(upTo("Total").contains { $0.hasPrefix("✗ 1.1") })

    try scratch.write(Scratch.answers(Scratch.endless), to: scratch.answers)
    #expect(comes { scratch.students().count == 1 })
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    #expect(comes(within: 5) { scratch.students().isEmpty }, "the student's program runs on")
  }
}
