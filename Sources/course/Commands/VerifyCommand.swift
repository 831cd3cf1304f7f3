// `course verify`: for teachers, the proof about the grader, as text, JSON or a page.

import Assignments
import CommandLineTool
import Foundation

/// Runs the proof.
struct VerifyCommand: Command {
  static let json = Argument.flag("json", help: "Print the figures as JSON.")
  static let page = Argument<URL?>.optional("page", .path("file"), help: "Write laws against mistakes as an HTML page.")

  static let specification = CommandSpecification(
    name: "verify", overview: "For teachers: prove that the grader tells right from wrong.",
    discussion: """
      Unanswered scores 0; two correct versions score everything; every known mistake is killed by a law and named; \
      every law kills a mistake that no other law kills. The runs of assignment 9 are made by a program that is built \
      first; its building is not in the seconds that are printed.
      """, arguments: [json, page])

  let isJSON: Bool
  let file: URL?

  init(_ arguments: ParsedArguments) {
    isJSON = arguments[Self.json]
    file = arguments[Self.page]
  }

  /// The figures, as JSON prints them.
  struct Figures: Encodable {
    var unanswered, reference, alternative: Double
    var mistakes, killed, named, classes, laws, lawsNeeded, pairs, pairsNamed, pairsInTurn: Int
    var seconds: Double

    init(_ proof: Proof, seconds: Double) {
      (unanswered, reference, alternative) = (proof.unanswered, proof.reference, proof.alternative)
      (mistakes, killed, named) = (proof.mistakes.count, proof.killed, proof.named)
      classes = proof.classes.count
      (laws, lawsNeeded) = (proof.laws.count, proof.laws.count { $0.isNeeded })
      (pairs, pairsNamed, pairsInTurn) = (proof.pairs, proof.pairsNamed, proof.pairsInTurn)
      self.seconds = (seconds * 1000).rounded() / 1000
    }
  }

  func run(console: Console) throws {
    let runs = RunMaker()
    runs.prepare((try? Workplace.here()) ?? Workplace(root: StartFiles.library))
    let start = Date()
    let proof = Proof(Course.assignments.map { $0.made(by: runs.run) })
    let figures = Figures(proof, seconds: Date().timeIntervalSince(start))
    if let file { try writeFile(Data(proof.page.utf8), to: file) }
    if isJSON {
      console.output(asJSON(figures))
    } else {
      console.print(
        "unanswered \(figures.unanswered) %, reference \(figures.reference) %, "
          + "another correct version \(figures.alternative) %")
      console.print(
        "\(figures.mistakes) mistakes, \(figures.killed) killed, \(figures.named) named alone, "
          + "\(figures.classes) classes of equals")
      console.print(
        "\(figures.pairs) pairs of mistakes in one function: \(figures.pairsNamed) named both at once, "
          + "\(figures.pairsInTurn) one after the other")
      console.print("\(figures.laws) laws, \(figures.lawsNeeded) of them kill a mistake that no other law kills")
    }
    guard proof.isWhole else { throw CommandFailure("the proof has a gap: see `course verify --page FILE`") }
  }
}
