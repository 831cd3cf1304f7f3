// `retinanet evaluate`: COCO's numbers of trained weights on shapes or on a COCO file, or of any detector's results.

import Boxes
import CommandLineTool
import Detector
import Evaluation
import Foundation
import Images
import Kernels
import Reports
import Shapes
import Text
import Training

/// Measures weights, or results.
struct EvaluateCommand: Command {
  /// The weights of a detector that looks at pictures: `detect` has to be given them.
  static let weights = Argument.required(
    "weights", short: "w", .path(), help: "The weights.safetensors or checkpoint.safetensors of a run.")
  static let measured = Argument.optional(
    "weights", short: "w", .path(), help: "The weights.safetensors or checkpoint.safetensors of a run.")
  static let results = Argument.optional(
    "results", .path(),
    help: "Instead of weights the results of any detector, a JSON list as COCO has it, to be scored against "
      + "--annotations; pictures without results count as those in which nothing was found.")
  static let preset = Argument.optional(
    "preset", ValueType<ShapesDataset.Preset>.choice("preset"),
    help: "The kind of shapes, by default the one that it was trained on.")
  static let seed = Argument.optional(
    "seed", .seed, help: "The seed of the shapes, by default that of the run's validation pictures.")
  static let count = Argument.optional(
    "count", .integer(in: 1...1_000_000), help: "How many pictures, by default as many as the run measured on.")
  static let size = Argument.optional(
    "size", .integer("pixels", in: 64...4096),
    help: "The height and width at which the detector sees the pictures, by default as in training; those of "
      + "--annotations as they are, if it was trained on shapes.")
  static let json = Argument.flag(
    "json", help: "Print JSON: numbers that no object could be measured for are left out.")

  static let specification = CommandSpecification(
    name: "evaluate",
    overview: "Measure weights, or the results of any detector, and what is wrong with them.",
    discussion: """
      Without options beside --weights it repeats the numbers at the end of the run that wrote them. The seeds of \
      training sets end at \(TrainArguments.seeds.upperBound); those of validation sets begin after that. What is found \
      in pictures of --annotations is measured in their own pixels, at whatever size the detector saw them.
      It prints COCO's twelve numbers, AP of each class, how often each kind of error occurs and what it costs, which \
      class is taken for which, and from which score on detections are best shown.
      """,
    arguments: [
      measured, results, preset, seed, count, SceneOptions.annotations, SceneOptions.images, SceneOptions.dropsUnusable,
      SceneOptions.dropLimit,
      size, SceneOptions.resize, TrainArguments.threads, json,
    ] + EvaluationOptions.all,
    conflicts: [
      (SceneOptions.annotations, preset), (SceneOptions.annotations, seed), (SceneOptions.annotations, count),
      (results, measured), (results, size), (results, SceneOptions.images), (results, SceneOptions.resize),
      (results, TrainArguments.threads),
    ],
    requirements: SceneOptions.companions + [(results, SceneOptions.annotations)])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    guard arguments.isGiven(Self.measured) || arguments.isGiven(Self.results) else {
      throw UsageError(
        "Missing expected argument '--weights <file>', or '--results <file>' with '--annotations <file>'.")
    }
  }

  func run(console: Console) throws {
    try Threads.with(arguments[TrainArguments.threads]) { try evaluate(console: console) }
  }

  private func evaluate(console: Console) throws {
    if let results = arguments[Self.results], let pictures = SceneOptions.pictures(arguments) {
      try score(results, on: pictures, console: console)
    } else if let weights = arguments[Self.measured] {
      try measure(weights, console: console)
    }
  }

  private func measure(_ file: URL, console: Console) throws {
    let detector = try TrainedDetector(contentsOf: file)
    for remark in detector.remarks { console.error("Note: \(remark).\n") }
    let (dataset, title) = try dataset(for: detector, console: console)
    guard dataset.categories == detector.categories else {
      throw CommandFailure(
        "\(file.relativePath): the weights know the classes \(detector.categories.joined(separator: ", ")), but the "
          + "pictures have \(dataset.categories.joined(separator: ", ")); measure on pictures of the same classes")
    }
    let evaluation = try DetectorEvaluation(
      detector.model, on: dataset, evaluator: EvaluationOptions.evaluator(arguments, categories: dataset.categories))
    let report = EvaluationReport(
      evaluation.images, summary: evaluation.summary, categories: detector.categories)
    try show(
      report,
      as: EvaluateOutput(weights: file.relativePath, data: title, images: dataset.count, report: report),
      console: console)
  }

  private func score(_ url: URL, on pictures: AnnotatedPictures, console: Console) throws {
    let (images, summary, categories) = try ResultsScoring(results: url, pictures: pictures).summary(
      evaluator: { EvaluationOptions.evaluator(arguments, categories: $0) }, console: console)
    let report = EvaluationReport(images, summary: summary, categories: categories)
    try show(
      report,
      as: EvaluateOutput(
        results: url.relativePath, data: pictures.annotations.relativePath, images: images.count, report: report),
      console: console)
  }

  private func show(_ report: EvaluationReport, as output: EvaluateOutput, console: Console) throws {
    if arguments[Self.json] {
      try console.print(json: output)
    } else {
      console.print("\(output.images.counted("picture")): \(output.data)\n")
      console.print(report.text)
    }
  }
}

// MARK: - The pictures that weights are measured on

extension EvaluateCommand {
  private func dataset(
    for detector: TrainedDetector, console: Console
  ) throws -> (dataset: any Dataset, title: String) {
    let trained = try detector.trainData
    if let pictures = SceneOptions.pictures(arguments) {
      return (
        try dataset(pictures, classes: detector.categories, trained: trained, console: console),
        pictures.annotations.relativePath
      )
    }
    if case .pictures(var data) = trained, ![Self.preset, Self.seed, Self.count].contains(where: isGiven) {
      if let size = arguments[Self.size] { data.size = size }
      let file = (data.validation ?? data.training).pictures.annotations.relativePath
      let part = data.validation == nil ? ", those that were held out" : ""
      return (try data.sets(console: console).validation, file + part)
    }
    return shapes(trained: trained, console: console)
  }

  private func isGiven(_ argument: any AnyArgument) -> Bool { arguments.isGiven(argument) }

  /// Annotated pictures, seen as the detector saw those that it was trained on.
  private func dataset(
    _ pictures: AnnotatedPictures, classes: [String], trained: TrainData?, console: Console
  ) throws -> any Dataset {
    var (dataset, digest) = try pictures.checked(console: console)
    // Where the names are those of the weights, ids and order do not matter.
    if let file = try? dataset.file.withClasses(classes) { dataset = pictures.pictures(of: file) }
    var resizing: (mode: ResizeMode, size: Int)?
    if case .pictures(let data) = trained {
      resizing = (data.mode, data.size)
      if data.training.digest == digest {
        console.error(
          "Warning: these weights were trained on pictures of \(pictures.annotations.relativePath)"
            + (data.validation == nil ? "; without --annotations those that were held out are measured.\n" : ".\n"))
      }
    }
    if let mode = arguments[SceneOptions.resize] { resizing = (mode, resizing?.size ?? trained?.size ?? 128) }
    if let size = arguments[Self.size] { resizing = (resizing?.mode ?? .letterbox, size) }
    return resizing.map { ResizedDataset(dataset, $0.mode.resizing(height: $0.size, width: $0.size)) } ?? dataset
  }

  private func shapes(trained: TrainData?, console: Console) -> (dataset: any Dataset, title: String) {
    var data = ShapesData(
      preset: .standard, size: 128, seed: 0, trainImages: nil, validationImages: ShapesData.standardValidationImages)
    var known: ShapesData?
    if case .shapes(let found) = trained { (data, known) = (found, found) }
    if let preset = arguments[Self.preset] { data.preset = preset }
    if let size = arguments[Self.size] { data.size = size }
    let seed = arguments[Self.seed] ?? data.validationSeed
    if let known, seed == known.seed, data.preset == known.preset, data.size == known.size {
      console.error("Warning: shapes of seed \(seed) are what these weights were trained on; choose another seed.\n")
    }
    let dataset = ShapesDataset(
      preset: data.preset, seed: seed, count: arguments[Self.count] ?? data.validationImages, imageSize: data.size)
    return (dataset, "\(data.preset.rawValue) shapes, \(data.size) × \(data.size), seed \(seed)")
  }
}

extension TrainedDetector {
  /// What a run of this program trained it on; nil for other detectors.
  var trainData: TrainData? {
    get throws(CommandFailure) {
      do {
        return try description?.notes.value(TrainData.note)
      } catch {
        throw CommandFailure("the weights say of their data what cannot be used: \(error)")
      }
    }
  }
}
