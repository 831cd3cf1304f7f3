// `retinanet evaluate`: COCO's numbers of trained weights on shapes or on a COCO file.

import Foundation
import RetinaKit

/// Measures weights.
struct EvaluateCommand: Command {
  static let weights = Argument.required(
    "weights", short: "w", .path(), help: "The weights.safetensors or checkpoint.safetensors of a run.")
  static let preset = Argument.optional(
    "preset", ValueType<ShapesDataset.Preset>.choice("preset"),
    help: "The kind of shapes, by default the one that it was trained on.")
  static let seed = Argument.optional(
    "seed", .seed, help: "The seed of the shapes, by default that of the run's validation pictures.")
  static let count = Argument.optional(
    "count", .integer(in: 1...1_000_000), help: "How many pictures, by default as many as the run measured on.")
  static let size = Argument.optional(
    "size", .integer("pixels", in: 64...4096),
    help: "The height and width of the drawn pictures, by default as in training.")
  static let json = Argument.flag(
    "json", help: "Print JSON: numbers that no object could be measured for are left out.")

  static let specification = CommandSpecification(
    name: "evaluate", overview: "Measure trained weights: COCO's twelve numbers and AP of each class.",
    discussion: """
      Without options it repeats the numbers at the end of the run that wrote the weights. The seeds of training sets \
      end at \(TrainArguments.seeds.upperBound); those of validation sets begin after that.
      """,
    arguments: [
      weights, preset, seed, count, size, SceneOptions.annotations, SceneOptions.images, SceneOptions.dropsUnusable,
      TrainArguments.threads, json,
    ],
    conflicts: [
      (SceneOptions.annotations, preset), (SceneOptions.annotations, seed), (SceneOptions.annotations, count),
      (SceneOptions.annotations, size),
    ],
    requirements: [
      (SceneOptions.images, SceneOptions.annotations), (SceneOptions.dropsUnusable, SceneOptions.annotations),
    ])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run(console: Console) throws {
    if let threads = arguments[TrainArguments.threads] { Threads.count = threads }
    let file = arguments[Self.weights]
    let detector = try TrainedDetector(contentsOf: file)
    let (dataset, title) = try dataset(for: detector, console: console)
    guard dataset.categories == detector.categories else {
      throw CommandFailure(
        "\(file.relativePath): the weights know the classes \(detector.categories.joined(separator: ", ")), but the "
          + "pictures have \(dataset.categories.joined(separator: ", ")); measure on pictures of the same classes in "
          + "the same order")
    }
    let evaluation = try DetectorEvaluation(detector.model, on: dataset)
    if arguments[Self.json] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let output = EvaluateOutput(
        weights: file.relativePath, data: title, images: dataset.count, summary: evaluation.summary)
      console.print(String(decoding: try encoder.encode(output), as: UTF8.self))
    } else {
      console.print("\(dataset.count.counted("picture")): \(title)\n")
      console.print(evaluation.summary.table)
      console.print("\n" + evaluation.summary.classTable)
    }
  }

  private func dataset(
    for detector: TrainedDetector, console: Console
  ) throws -> (dataset: any Dataset, title: String) {
    if let annotations = arguments[SceneOptions.annotations] {
      return (try SceneOptions.dataset(arguments, annotations: annotations), annotations.relativePath)
    }
    let trained = TrainData(metadata: detector.metadata)
    var data = trained ?? TrainData(preset: .standard, size: 128, seed: 0, trainImages: nil, validationImages: 500)
    if let preset = arguments[Self.preset] { data.preset = preset }
    if let size = arguments[Self.size] { data.size = size }
    let seed = arguments[Self.seed] ?? data.validationSeed
    if let trained, seed == trained.seed, data.preset == trained.preset, data.size == trained.size {
      console.error("Warning: shapes of seed \(seed) are what these weights were trained on; choose another seed.\n")
    }
    let dataset = ShapesDataset(
      preset: data.preset, seed: seed, count: arguments[Self.count] ?? data.validationImages, imageSize: data.size)
    return (dataset, "\(data.preset.rawValue) shapes, \(data.size) × \(data.size), seed \(seed)")
  }
}

/// What `--json` prints.
struct EvaluateOutput: Codable, Hashable {
  var weights: String
  var data: String
  var images: Int
  var summary: COCOSummary
}

extension COCOSummary {
  /// A line for each class: how many objects, AP, AP50 and a bar of AP.
  var classTable: String {
    let width = max(5, perClass.map(\.category.count).max() ?? 0)
    func left(_ text: String) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let header = left("class") + right("objects", 9) + right("AP", 8) + right("AP50", 8)
    let bars = TerminalChart.bars(perClass.map { ("", $0.ap) }, maximum: 1, width: 24).split(separator: "\n")
    return zip(perClass, bars).reduce(into: header) { text, row in
      let (result, bar) = row
      text += "\n" + left(result.category) + right("\(result.objects)", 9) + right(result.ap.digits(3), 8)
      text += right(result.ap50.digits(3), 8)
      let blocks = bar.dropFirst(2).prefix { $0 != " " }
      if !blocks.isEmpty { text += "  " + blocks }
    }
  }
}
