// `retinanet match`: for one scene, which anchor learns what and why, as text and as a picture.

import CommandLineTool
import Foundation
import Images
import Matching
import Shapes

/// How objects without a good anchor are treated, as the command line calls it.
enum LowQuality: String, CaseIterable, Sendable {
  case none, best

  var rule: Matcher.LowQualityRule { self == .none ? .none : .bestAnchors }
}

/// Matches the anchors with the objects of one scene and explains the outcome.
struct MatchCommand: Command {
  static let index = Argument.option(
    "index", .integer(in: 0...Int.max), default: 0, help: "Which picture of the set, from 0.")
  static let positive = Argument.option(
    "positive-threshold", .number("iou", in: 0.01...1), default: 0.5, help: "From this IoU on an anchor is positive.")
  static let negative = Argument.option(
    "negative-threshold", .number("iou", in: 0.01...1), default: 0.4, help: "Below this IoU an anchor is negative.")
  static let lowQuality = Argument.optional(
    "low-quality", .choice("rule") as ValueType<LowQuality>,
    help:
      "Whether the best anchor of an object is positive even below the threshold; by default as --config has it: best "
      + "for small, as in training, and none for paper.")
  static let all = Argument.flag("all", help: "Also list every negative anchor.")
  static let output = Argument.optional("output", short: "o", .path("file"), help: "Write a picture here, as PNG.")
  static let zoom = Argument.optional(
    "zoom", .integer("factor", in: 1...32), help: "How many times to enlarge the picture, by default to about 768.")

  static let specification = CommandSpecification(
    name: "match", overview: "Show for one scene which anchors learn which object, and why.",
    discussion: """
      In the picture an object is green if it has a positive anchor and red if not; crowds are blue. Thin boxes are \
      the positive anchors. A picture of --annotations is matched as it is, or brought to --size if that is given.
      """,
    arguments: [
      AnchorConfiguration.option, SceneOptions.preset, SceneOptions.seed, SceneOptions.size, SceneOptions.annotations,
      SceneOptions.images, SceneOptions.dropsUnusable, SceneOptions.resize, index, positive, negative, lowQuality, all,
      output, zoom,
    ],
    conflicts: [
      (SceneOptions.preset, SceneOptions.annotations), (SceneOptions.seed, SceneOptions.annotations),
    ],
    requirements: SceneOptions.companions + [(SceneOptions.resize, SceneOptions.size), (zoom, output)])

  private let arguments: ParsedArguments
  private let matcher: Matcher

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let (low, high) = (arguments[Self.negative], arguments[Self.positive])
    guard low <= high else {
      throw UsageError(
        "The options contradict each other: '--negative-threshold' \(low) is above '--positive-threshold' \(high).")
    }
    self.arguments = arguments
    let given = arguments[AnchorConfiguration.option].matcher
    matcher = Matcher(
      positiveThreshold: high, negativeThreshold: low,
      lowQuality: arguments[Self.lowQuality]?.rule ?? given.lowQuality, boundary: given.boundary,
      outOfImage: given.outOfImage, pixels: given.pixels, crowdThreshold: given.crowdThreshold)
  }

  func run(console: Console) throws {
    let (scene, categories, title) = try scene(console: console)
    let configuration = arguments[AnchorConfiguration.option]
    let report = MatchReport(
      title: title, scene: scene, categories: categories, generator: configuration.generator,
      configuration: configuration.rawValue, matcher: matcher)
    console.print(report.text(listsNegatives: arguments[Self.all]))
    guard let file = arguments[Self.output] else { return }
    let side = max(scene.image.height, scene.image.width)
    let picture = MatchPicture(report: report, zoom: arguments[Self.zoom] ?? min(32, max(1, 768 / side)))
    try writeFile(PNG.encode(picture.image()), to: file)
    console.print("\nPicture: \(file.path)")
  }

  private func scene(console: Console) throws -> (scene: AnnotatedImage, categories: [String], title: String) {
    let index = arguments[Self.index]
    if let pictures = SceneOptions.pictures(arguments) {
      let dataset = pictures.pictures(of: try pictures.read(console: console).file)
      let path = pictures.annotations.path
      guard index < dataset.count else {
        throw CommandFailure("\(path) has \(dataset.count.counted("picture")); --index counts from 0")
      }
      let scene = try dataset.example(at: index)
      let title = "Picture \(index) of \(path)"
      guard arguments.isGiven(SceneOptions.size) else { return (scene, dataset.categories, title) }
      let (side, mode) = (arguments[SceneOptions.size], arguments[SceneOptions.resize] ?? .letterbox)
      let transform = mode.resizing(height: side, width: side).transform(of: scene.image)
      return (
        transform.apply(scene), dataset.categories,
        "\(title), by \(mode.rawValue) from \(scene.image.height) × \(scene.image.width)"
      )
    }
    let (preset, seed) = (arguments[SceneOptions.preset], arguments[SceneOptions.seed])
    let size = arguments[SceneOptions.size]
    guard index < Int.max else { throw CommandFailure("--index \(index) is beyond every set") }
    let dataset = ShapesDataset(recipe: .preset(preset), seed: seed, count: index + 1, imageSize: size)
    let title = "Picture \(index) of the \(preset.rawValue) shapes, seed \(seed)"
    return (dataset.example(at: index), dataset.categories, title)
  }
}
