// `retinanet match`: for one scene, which anchor learns what and why, as text and as a picture.

import CommandLineTool
import Foundation
import Images
import Matching
import Reports
import Shapes
import Text

/// How objects without a good anchor are treated, as the command line calls it.
enum LowQuality: String, CaseIterable, Sendable {
  case none, best

  var rule: Matcher.LowQualityRule { self == .none ? .none : .bestAnchors }
}

/// Matches the anchors with the objects of one scene and explains the outcome.
struct MatchCommand: Command {
  static let positive = Argument.option(
    "positive-threshold", .number("iou", in: 0.01...1), default: 0.5, help: "From this IoU on an anchor is positive.")
  static let negative = Argument.option(
    "negative-threshold", .number("iou", in: 0.01...1), default: 0.4, help: "Below this IoU an anchor is negative.")
  static let lowQuality = Argument.optional(
    "low-quality", .choice("rule") as ValueType<LowQuality>,
    help:
      "Whether the best anchor of an object is positive even below the threshold; by default as --config has it: best "
      + "for small, as in training, and none for paper.")
  static let count = Argument.option(
    "count", .integer(in: 1...400), default: 1,
    help: "How many pictures from --index on: more than one make a contact sheet of their objects, and a line each.")
  static let all = Argument.flag("all", help: "Also list every negative anchor.")
  static let output = Argument.optional("output", short: "o", .png, help: "Write a picture here, as PNG.")
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
      SceneOptions.images, SceneOptions.dropsUnusable, SceneOptions.dropLimit, SceneOptions.resize, SceneOptions.index,
      count,
      positive, negative, lowQuality, all,
      output, zoom, SceneOptions.json,
    ],
    conflicts: [
      (SceneOptions.preset, SceneOptions.annotations), (SceneOptions.seed, SceneOptions.annotations),
      (all, SceneOptions.json),
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
    let (set, title) = try scenes(console: console)
    guard arguments[Self.count] == 1 else { return try contactSheet(set, title: title, console: console) }
    let report = try report(set, at: arguments[SceneOptions.index], title: title)
    if arguments[SceneOptions.json] {
      try console.print(json: MatchOutput(report))
    } else {
      console.print(report.text(listsNegatives: arguments[Self.all]))
    }
    guard let file = arguments[Self.output] else { return }
    let side = max(report.scene.image.height, report.scene.image.width)
    let picture = MatchPicture(report: report, zoom: arguments[Self.zoom] ?? min(32, max(1, 768 / side)))
    try writeFile(PNG.encode(picture.image()), to: file)
    if !arguments[SceneOptions.json] { console.print("\nPicture: \(file.path)") }
  }

  private func report(_ set: any Dataset, at index: Int, title: String) throws -> MatchReport {
    let configuration = arguments[AnchorConfiguration.option]
    var scene = try set.example(at: index)
    var title = "Picture \(index) of \(title)"
    if arguments.isGiven(SceneOptions.annotations), arguments.isGiven(SceneOptions.size) {
      let (side, mode) = (arguments[SceneOptions.size], arguments[SceneOptions.resize] ?? .letterbox)
      title += ", by \(mode.rawValue) from \(scene.image.height) × \(scene.image.width)"
      scene = mode.resizing(height: side, width: side).transform(of: scene.image).apply(scene)
    }
    return MatchReport(
      title: title, scene: scene, categories: set.categories, generator: configuration.generator,
      configuration: configuration.rawValue, matcher: matcher)
  }

  /// A line and a small picture for each of many scenes.
  private func contactSheet(_ set: any Dataset, title: String, console: Console) throws {
    let range = arguments[SceneOptions.index]..<min(set.count, arguments[SceneOptions.index] + arguments[Self.count])
    let reports = try range.map { ("\($0)", try report(set, at: $0, title: title)) }
    let sheet = ContactSheet(reports)
    if arguments[SceneOptions.json] {
      try console.print(json: reports.map { MatchOutput($0.1) })
    } else {
      console.print("Pictures \(range.lowerBound) to \(range.upperBound - 1) of \(title)\n")
      console.print(sheet.lines.joined(separator: "\n"))
    }
    guard let file = arguments[Self.output] else { return }
    try writeFile(PNG.encode(sheet.image()), to: file)
    if !arguments[SceneOptions.json] { console.print("\nPicture: \(file.path)") }
  }

  private func scenes(console: Console) throws -> (set: any Dataset, title: String) {
    let index = arguments[SceneOptions.index]
    if let pictures = SceneOptions.pictures(arguments) {
      let dataset = pictures.pictures(of: try pictures.read(console: console).file.forTraining)
      let path = pictures.annotations.path
      guard index < dataset.count else {
        throw CommandFailure("\(path) has \(dataset.count.counted("picture")); --index counts from 0")
      }
      return (dataset, path)
    }
    let (preset, seed) = (arguments[SceneOptions.preset], arguments[SceneOptions.seed])
    guard index < Int.max - arguments[Self.count] else { throw CommandFailure("--index \(index) is beyond every set") }
    let dataset = ShapesDataset(
      recipe: .preset(preset), seed: seed, count: index + arguments[Self.count],
      imageSize: arguments[SceneOptions.size])
    return (dataset, "the \(preset.rawValue) shapes, seed \(seed)")
  }
}
