// `course grade FOLDER --each`: a folder of submissions as one table, whatever is in them.

import Assignments
import CommandLineTool
import Foundation

/// Grades every folder in a folder, in the order of their names, into one CSV file.
struct GradeTable {
  var folder: URL
  var grader: Grader
  var output: URL?

  /// What became of one submission.
  struct Row {
    var name: String
    var grade: Grade?
    var note: String
  }

  func run(console: Console) throws {
    let (submissions, archives) = try found()
    // The assignments that anybody has handed in, unless some were asked for: every line has the same maximum.
    let wanted = grader.chosen.filter { assignment in
      !grader.numbers.isEmpty || submissions.contains { grader.submission(folder.appending(path: $0)).has(assignment) }
    }
    guard !wanted.isEmpty else {
      throw CommandFailure(
        "no folder in \(folder.path) has an Assignments/<number>-<name>/Answers.swift; with --assignment the file "
          + "may lie in the submission's folder itself")
    }
    var rows = (submissions + archives).sorted(by: Self.comesBefore)
      .map { Row(name: $0, note: "was not graded: the grading did not finish") }
    try write(rows, wanted)
    for index in rows.indices {
      let name = rows[index].name
      if archives.contains(name) {
        rows[index].note = "was not graded: it is no folder, unpack it"
      } else {
        rows[index] = row(name, wanted)
      }
      try write(rows, wanted)
      let points = rows[index].grade.map { "\(Grade.text($0.score)) of \(Grade.text($0.max)) points" } ?? "no points"
      // Where the table is the output, this is beside it.
      let line = Console.plain("\(index + 1)/\(rows.count) \(name): \(points); \(rows[index].note)") + "\n"
      output == nil ? console.error(line) : console.output(line)
    }
    guard let output else { return console.output(Self.text(rows, wanted)) }
    console.print("\(output.path) is written.")
  }

  /// The names of folders, and those of archives, which are not looked into.
  private func found() throws -> (submissions: [String], archives: [String]) {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
      throw CommandFailure("\(folder.path) cannot be read: is it a folder of submissions?")
    }
    let shown = names.filter { !$0.hasPrefix(".") && $0 != "__MACOSX" }
    let folders = shown.filter { name in
      (try? folder.appending(path: name).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }
    let endings: Set = ["zip", "gz", "tgz", "tar", "7z", "rar"]
    let archives = shown.filter { name in
      !folders.contains(name) && endings.contains(URL(fileURLWithPath: name).pathExtension.lowercased())
    }
    guard !folders.isEmpty || !archives.isEmpty else {
      throw CommandFailure("\(folder.path) has no submissions: each is a folder in it")
    }
    return (folders, archives)
  }

  /// The order of the names' bytes, which no language changes.
  private static func comesBefore(_ one: String, _ other: String) -> Bool {
    one.utf8.lexicographicallyPrecedes(other.utf8)
  }

  private func row(_ name: String, _ wanted: [Assignment]) -> Row {
    do {
      let grade = try grader.grade(grader.submission(folder.appending(path: name)), wanted)
      return Row(name: name, grade: grade, note: Self.note(grade))
    } catch { return Row(name: name, note: "was not graded: \(error)") }
  }

  /// What happened, in one line: what did not compile, what is missing, what had to be stopped.
  static func note(_ grade: Grade) -> String {
    var notes: [String] = []
    for result in grade.results {
      let note: String
      switch result.status {
      case .buildFailed: note = result.message
      case .stopped: note = "\(result.id): \(result.message)"
      case .passed, .failed, .unanswered: continue
      }
      // What does not compile is the note of each of its tasks.
      let line = note.replacing("\n", with: " ")
      if !notes.contains(line) { notes.append(line) }
    }
    return notes.isEmpty ? "graded" : notes.joined(separator: " | ")
  }

  private func write(_ rows: [Row], _ wanted: [Assignment]) throws {
    if let output { try writeFile(Data(Self.text(rows, wanted).utf8), to: output) }
  }

  /// The table: a line for each submission, with its points, those of each assignment, the mistakes that were
  /// recognized, and what happened.
  static func text(_ rows: [Row], _ wanted: [Assignment]) -> String {
    let titles =
      ["submission", "score", "max"] + wanted.map { "assignment \($0.number)" } + ["mistakes", "note"]
    let lines = rows.map { row -> [String] in
      let results = row.grade?.results ?? []
      let parts = wanted.map { assignment in
        row.grade == nil
          ? "" : Grade.text(results.filter { $0.id.hasPrefix("\(assignment.number).") }.reduce(0) { $0 + $1.score })
      }
      let mistakes = results.flatMap(\.mistakes)
      return [row.name, row.grade.map { Grade.text($0.score) } ?? "", row.grade.map { Grade.text($0.max) } ?? ""]
        + parts + [mistakes.joined(separator: " "), row.note]
    }
    return ([titles] + lines).map { $0.map(field).joined(separator: ",") + "\n" }.joined()
  }

  /// A field as RFC 4180 quotes it.
  static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
