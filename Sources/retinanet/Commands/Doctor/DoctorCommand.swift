// `retinanet doctor`: why only background, why so poor? Measurements, the root cause first, and what to do.
// How each thing is examined is in DoctorExaminations.swift.

import CommandLineTool
import Diagnosis
import Foundation
import Images
import Shapes

/// Examines a data set, anchors, a detector, a run, results or a number.
struct DoctorCommand: Command {
  static let preset = Argument.optional(
    "preset", ValueType<ShapesDataset.Preset>.choice("preset"),
    help: "Examine shapes of a kind; this is what is examined if nothing else is named.")
  static let count = Argument.option(
    "count", .integer(in: 4...100_000), default: 200, help: "How many pictures of shapes to examine.")
  static let size = Argument.optional(
    "size", .integer("pixels", in: 64...4096),
    help: "The height and width at which the detector will look; by default 128 for shapes, and annotated pictures as "
      + "they are.")
  static let validation = Argument.optional(
    "validation-annotations", .path(), help: "A second COCO JSON file: what will be measured on.")
  static let results = Argument.optional(
    "results", .path(),
    help: "The results of any detector, a JSON list as COCO has it, to be examined beside --annotations.")
  static let run = Argument.optional("run", .path("folder"), help: "The folder of a run of 'retinanet train'.")
  static let loss = Argument.optional(
    "loss", .number(in: 0...1_000_000), help: "A number alone: what a classification loss means that stands there.")
  static let weights = Argument.optional(
    "weights", short: "w", .path(), help: "Examine these weights instead of fresh ones.")
  static let overfit = Argument.flag(
    "overfit", help: "Also see whether a picture can be learnt by heart, which takes some seconds.")
  static let rangeTest = Argument.flag(
    "range-test", help: "Also look for a learning rate, in a short training with rising rates.")
  static let json = Argument.flag("json", help: "Print JSON.")
  static let page = Argument.optional("page", .path(), help: "Also write a page with pictures and curves.")
  static let ward = Argument.flag(
    "ward",
    help:
      "Examine the doctor: sick sets, settings, detectors, runs and results made by code, each with one disease, and "
      + "which finding stands first; a minute or two.")
  static let repaired = Argument.optional(
    "write-repaired", .path(), help: "Write the results as they are after the repair that was named.")

  static let specification = CommandSpecification(
    name: "doctor", overview: "Examine data, anchors, a detector, a run or results: what is wrong, and what to do.",
    discussion: """
      Every finding is a measurement with what it should have been. The first severe one is the cause to be mended \
      first; what only follows from it is not shown. Annotations are read as they are written, also those that \
      training refuses. With --run the log, the weights and some pictures of both parts are looked at. With --results \
      the pictures are looked at if --images says where they are, and --config names the anchors that the detector \
      had, if they are known: then what was not learnt is told from what could not be. Exit codes: 0 if nothing \
      severe was found, 1 if something was.
      """,
    arguments: [
      SceneOptions.annotations, SceneOptions.images, validation, preset, count, SceneOptions.seed, size,
      SceneOptions.resize, AnchorConfiguration.option, weights, overfit, rangeTest, run, results, loss, ward, json,
      page,
      repaired,
    ],
    conflicts: [
      (SceneOptions.annotations, preset), (SceneOptions.annotations, count),
      (SceneOptions.annotations, SceneOptions.seed),
      (loss, SceneOptions.annotations), (loss, preset), (loss, run), (loss, results), (run, results), (run, preset),
      (run, SceneOptions.annotations), (results, overfit), (results, rangeTest), (results, weights),
      (results, validation),
      (loss, overfit), (loss, rangeTest), (run, overfit), (run, rangeTest), (loss, weights), (run, weights),
      (weights, AnchorConfiguration.option), (weights, overfit), (weights, rangeTest),
      (ward, SceneOptions.annotations), (ward, preset), (ward, run), (ward, results), (ward, loss), (ward, weights),
      (ward, overfit), (ward, rangeTest), (ward, json),
    ],
    requirements: [
      (SceneOptions.images, SceneOptions.annotations), (results, SceneOptions.annotations), (repaired, results),
      (validation, SceneOptions.annotations), (SceneOptions.resize, size),
    ])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run(console: Console) throws {
    if arguments[Self.ward] { return try showWard(console: console) }
    let page = try examined(console: console)
    if let file = arguments[Self.page] { try writeFile(Data(page.document.html.utf8), to: file) }
    if arguments[Self.json] {
      console.print(try page.diagnosis.json())
    } else {
      console.print(page.subject + "\n")
      console.print(page.diagnosis.text())
      if let file = arguments[Self.page] { console.print("\nPage: \(file.relativePath)") }
    }
    if page.diagnosis.isSevere { throw SeriousFinding() }
  }

  /// The doctor's own examination; it fails if fewer than nine diseases of ten are named first.
  private func showWard(console: Console) throws {
    let ward = try Ward { console.error("\($0.part.rawValue): \($0.disease)\n") }
    console.print(ward.text)
    if let file = arguments[Self.page] {
      try writeFile(Data(ward.document.html.utf8), to: file)
      console.print("\nPage: \(file.relativePath)")
    }
    if ward.diagonal < 0.9 { throw SeriousFinding() }
  }

  private func examined(console: Console) throws -> DiagnosisPage {
    if let loss = arguments[Self.loss] {
      return DiagnosisPage(PlateauLoss.diagnosis(of: loss), subject: "A classification loss that stands at \(loss)")
    }
    if let folder = arguments[Self.run] { return try RunExamination(folder: folder).page(console: console) }
    if let results = arguments[Self.results], let annotations = arguments[SceneOptions.annotations] {
      return try ResultsExamination(
        results: results, annotations: annotations, images: arguments[SceneOptions.images],
        view: arguments.isGiven(AnchorConfiguration.option) ? SetExamination(arguments).view : nil,
        repaired: arguments[Self.repaired]
      ).page(console: console)
    }
    return try SetExamination(arguments).page(console: console)
  }
}

/// What ends the program with 1 once all findings are printed: they have said what there is to say.
struct SeriousFinding: SilentFailure {}
