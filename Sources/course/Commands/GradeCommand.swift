// `course grade`: the grade of this package, of a submission, or of a folder of submissions, for people and machines.

import Assignments
import CommandLineTool
import Foundation

/// Grades answers with calls that no student has seen.
struct GradeCommand: Command {
  static let folder = Argument<URL?>.optionalPositional(.path("dir"), help: "A submission; this package if left out.")
  static let format = Argument.option(
    "format", .choice("format"), default: GradeFormat.text, help: "How it is written.")
  static let output = Argument<URL?>.optional("output", short: "o", .path("file"), help: "Where it is written.")
  static let assignment = Argument<Int?>.optional("assignment", .integer(in: 1...10), help: "One assignment only.")
  static let seed = Argument<UInt64?>.optional("seed", .seed, help: "The calls' seed; a new one each time if left out.")
  static let each = Argument.flag("each", help: "Every folder in <dir> is a submission: one CSV line for each.")
  static let threads = Argument.option("threads", .integer(in: 1...64), default: 2, help: "Tasks run at a time.")

  static let specification = CommandSpecification(
    name: "grade", overview: "Grade this package, a submission, or a folder of submissions.",
    discussion: """
      Of a submission only Answers.swift and Claims.swift are taken, into a package of the grader's own; with \
      --assignment they may lie in the folder itself. The calls are \
      others than those of `course check`. With --output a result of 0 points is written before anything else, so that \
      no failure leaves none.
      """, arguments: [folder, format, output, assignment, seed, each, threads],
    requirements: [(each, folder)])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  private var chosen: [Assignment] {
    Course.assignments.filter { arguments[Self.assignment] == nil || arguments[Self.assignment] == $0.number }
  }

  func run(console: Console) throws {
    let format = arguments[Self.format]
    if let file = arguments[Self.output] {
      let results = chosen.flatMap { assignment in
        Checker.unbuilt(
          assignment, tasks: assignment.tasks, wantsClaims: assignment.hasClaims, message: "The grading did not finish."
        )
      }
      try writeFile(Data(format.text(of: Grade(results: results)).utf8), to: file)
    }
    let text = arguments[Self.each] ? try table() : format.text(of: try grade(arguments[Self.folder]))
    guard let file = arguments[Self.output] else { return console.output(text) }
    try writeFile(Data(text.utf8), to: file)
    console.print("\(file.path) is written.")
  }

  /// One line for each folder: its name, its points, and those of each assignment.
  private func table() throws -> String {
    guard let folder = arguments[Self.folder] else { return "" }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    var lines = ["submission,score,max," + chosen.map { "assignment \($0.number)" }.joined(separator: ",")]
    for name in names {
      let submission = folder.appending(path: name)
      guard (try? submission.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else { continue }
      let grade = try grade(submission)
      let parts = chosen.map { assignment in
        Grade.text(
          grade.results.filter { $0.id.hasPrefix("\(assignment.number).") }.reduce(0) { $0 + $1.score })
      }
      let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
      lines.append(([quoted, Grade.text(grade.score), Grade.text(grade.max)] + parts).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func grade(_ submission: URL?) throws -> Grade {
    let start = Date()
    var generator = SystemRandomNumberGenerator()
    let seed = arguments[Self.seed] ?? generator.next()
    // Of a submission what is in it counts, or what was asked for.
    let handedIn = submission.map { Submission(folder: $0, bare: arguments[Self.assignment]) }
    let wanted = chosen.filter { handedIn?.has($0) ?? true || arguments[Self.assignment] != nil }
    let workplace = try handedIn?.workplace(for: wanted) ?? Workplace.here()
    let checker = Checker(workplace: workplace, seed: seed, reveals: false, threads: arguments[Self.threads])
    let present = wanted.filter(workplace.has)
    guard !present.isEmpty else { throw CommandFailure("there are no answers in \(workplace.assignments.path)") }
    let results = present.flatMap { checker.check($0) }
    return Grade(results: results, seconds: Date().timeIntervalSince(start))
  }
}
