// `course grade` as a process: a folder of submissions of every kind, and what cannot be graded at all.

import Assignments
import Foundation
import Testing
import _TestSupport

@testable import course

@Suite("A folder of submissions")
struct GradeTests {
  /// The fields of a CSV file, by RFC 4180.
  private func parsed(_ text: String) -> [[String]] {
    var rows: [[String]] = [[""]]
    var isQuoted = false
    var characters = text.unicodeScalars[...]
    while let character = characters.popFirst() {
      let (row, field) = (rows.count - 1, rows[rows.count - 1].count - 1)
      switch character {
      case "\"" where isQuoted && characters.first == "\"":
        characters.removeFirst()
        rows[row][field].unicodeScalars.append(character)
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: rows[row].append("")
      case "\n" where !isQuoted: rows.append([""])
      default: rows[row][field].unicodeScalars.append(character)
      }
    }
    return rows.dropLast()
  }

  @Test(
    "A field of the table is read again as it was",
    arguments: ["", "a b", "a,b", "say \"a\"", "two\nlines", "two\r\nlines", "Ångström, Å. 森", "\"", "=1+1"])
  func fields(_ text: String) {
    #expect(parsed(GradeTable.field(text) + ",x\n") == [[text, "x"]])
  }

  @Test("Each is one line in the order of the names, with its points and with what happened, whatever was handed in")
  func table() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let group = scratch.root.appending(path: "class")
    let strange = "Ångström, \"Åke\"\n森"
    for (name, text) in [
      ("ann", Scratch.answers(Scratch.right)), ("Ann", Scratch.answers(Scratch.wrong)),
      ("broken", "import Assignments\nstruct"), ("loops", Scratch.answers(Scratch.endless)),
      ("thief", "import Assignments\nimport/*\n*/Losses\nstruct Answers: FocalLossTask {}\n"),
      (strange, Scratch.answers(Scratch.right)), (".hidden", "struct"),
    ] { try scratch.write(text, to: group.appending(path: "\(name)/Assignments/1-focal-loss/Answers.swift")) }
    // A bare file, a folder without any, an archive, and a file that is none of these.
    try scratch.write(Scratch.answers(Scratch.right), to: group.appending(path: "bare/Answers.swift"))
    try scratch.write("I forgot.", to: group.appending(path: "empty/README.md"))
    try scratch.write("PK", to: group.appending(path: "ann.zip"))
    try scratch.write("", to: group.appending(path: "list.txt"))

    let result = try scratch.run(
      "grade", "class", "--each", "--assignment", "1", "--seed", "7", "--output", "new/grades.csv")
    #expect(result.code == 0, "\(result.output)\(result.error)")
    #expect(result.lines.count { $0.contains("/9 ") } == 9)
    let text = try String(contentsOf: scratch.root.appending(path: "new/grades.csv"), encoding: .utf8)
    let rows = parsed(text)
    #expect(rows.first == ["submission", "score", "max", "assignment 1", "mistakes", "note"])
    #expect(
      rows.dropFirst().map { $0[0] }
        == ["Ann", "ann", "ann.zip", "bare", "broken", "empty", "loops", "thief", strange])
    let byName = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Array($0.dropFirst())) })
    let points = "9.17"
    for name in ["ann", "bare", strange] { #expect(byName[name] == [points, "100", points, "", "graded"], "\(name)") }
    #expect(byName["Ann"] == ["0", "100", "0", "L1", "graded"])
    #expect(byName["ann.zip"] == ["", "", "", "", "was not graded: it is no folder, unpack it"])
    #expect(byName["broken"]?.prefix(3) == ["0", "100", "0"])
    #expect(byName["broken"]?.last?.hasPrefix("Answers.swift, line 2: ") == true)
    #expect(byName["empty"]?.last == "1-focal-loss was not handed in: there is no Answers.swift of it.")
    #expect(byName["loops"]?.prefix(3) == ["0", "100", "0"])
    #expect(byName["loops"]?.last?.contains("1.1: ") == true && byName["loops"]?.last?.contains("longer than") == true)
    #expect(byName["thief"]?.last?.contains("Losses holds what is asked for") == true)

    // Without a file the table is the output, and the same.
    let again = try scratch.run("grade", "class/", "--each", "--assignment", "1", "--seed", "7", "--threads", "1")
    #expect(again.output == text)
  }

  @Test("What cannot be graded at all is a failure with its reason, before anything is built")
  func refused() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    try FileManager.default.createDirectory(
      at: scratch.root.appending(path: "none/.git"), withIntermediateDirectories: true)
    try scratch.write("x", to: scratch.root.appending(path: "two/ann/notes.txt"))
    try scratch.write(Scratch.answers("0"), to: scratch.root.appending(path: "class/ann/Answers.swift"))
    for (words, code, reason) in [
      (["none", "--each"], 1, "has no submissions"), (["nowhere", "--each"], 1, "cannot be read"),
      (["two", "--each"], 1, "no folder in"), (["nowhere"], 1, "is no folder"), (["two"], 1, "has no Assignments"),
      (["class", "--each", "--format", "json"], 64, "do not go together"),
      (["class", "--each", "--assignment", "1", "--output", "Package.swift/grades.csv"], 1, "cannot be made"),
      (["--each"], 64, "--each"), (["class", "--format", "xml"], 64, "gradescope"),
      (["--assignment", "4"], 1, "no such answers"),
    ] as [([String], Int32, String)] {
      let (process, output, error) = scratch.process(["grade"] + words)
      try process.run()
      _ = try output.fileHandleForReading.readToEnd()
      let said = String(decoding: try error.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == code && said.contains(reason), "\(words): \(said)")
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.root.appending(path: ".build/course/grading").path))
  }

  @Test("A result file says why there are no points, also where nothing could be graded")
  func resultFile() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let result = try scratch.run(
      "grade", "nowhere", "--assignment", "1", "--format", "gradescope", "-o", "results.json")
    #expect(result.code == 1)
    let data = try Data(contentsOf: scratch.root.appending(path: "results.json"))
    let grade = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(grade["score"] as? Double == 0)
    #expect((grade["output"] as? String)?.contains("is no folder") == true)
    #expect((grade["tests"] as? [[String: Any]])?.count == 9)
  }
}
