// `course grade`: the grade of this package, of a submission, or of a folder of submissions, for people and machines.

import Assignments
import CommandLineTool
import Foundation

/// Grades answers with calls that no student has seen.
struct GradeCommand: Command {
  static let folder = Argument<URL?>.optionalPositional(.path("dir"), help: "A submission; this package if left out.")
  static let format = Argument<GradeFormat?>.optional(
    "format", .choice("format"), help: "How it is written: text, if left out.")
  static let output = Argument<URL?>.optional("output", short: "o", .path("file"), help: "Where it is written.")
  static let assignments = Argument<[Int]>.repeated(
    "assignment", .integer(in: 1...10),
    help: "Only this assignment; may be given several times. What is missing of them has 0 points.")
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

      With --each a submission that cannot be graded is a line like any other, whose last column says why; archives \
      have to be unpacked.
      """, arguments: [folder, format, output, assignments, seed, each, threads],
    requirements: [(each, folder)])

  let folder: URL?
  let format: GradeFormat
  let output: URL?
  let numbers: [Int]
  let grader: Grader
  let isTable: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    folder = arguments[Self.folder]
    output = arguments[Self.output]
    numbers = arguments[Self.assignments]
    isTable = arguments[Self.each]
    if isTable, arguments[Self.format] != nil {
      throw UsageError("The options '--each' and '--format' do not go together: --each writes one CSV table.")
    }
    format = arguments[Self.format] ?? .text
    var generator = SystemRandomNumberGenerator()
    grader = Grader(
      numbers: numbers, seed: arguments[Self.seed] ?? generator.next(), threads: arguments[Self.threads])
  }

  func run(console: Console) throws {
    if isTable, let folder {
      try GradeTable(folder: folder, grader: grader, output: output).run(console: console)
      return
    }
    try writeNothing("The grading did not finish.")
    let grade: Grade
    do { grade = try grader.grade(folder) } catch {
      try writeNothing("\(error)")
      throw error
    }
    let text = format.text(of: grade)
    guard let output else { return console.output(format == .text ? Console.plain(text) : text) }
    try writeFile(Data(text.utf8), to: output)
    console.print("\(output.path) is written: \(Grade.text(grade.score)) of \(Grade.text(grade.max)) points.")
  }

  /// Writes a result without points, if there is a file for it.
  private func writeNothing(_ reason: String) throws {
    guard let output else { return }
    let results = grader.chosen.flatMap { assignment in
      Checker.unbuilt(assignment, tasks: assignment.tasks, wantsClaims: assignment.hasClaims, message: reason)
    }
    try writeFile(Data(format.text(of: Grade(results: results)).utf8), to: output)
  }
}
