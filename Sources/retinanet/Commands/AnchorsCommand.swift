// `retinanet anchors`: where the anchors stand, and how well they cover the objects of a dataset.

import Anchors
import Boxes
import CommandLineTool
import Formats
import Foundation
import Images
import Randomness
import Reports
import Shapes
import Text

/// Prints grids and counts, and the coverage of a dataset.
struct AnchorsCommand: Command {
  static let size = Argument.optional(
    "size", .imageSize(in: 1...8192),
    help:
      "The pictures' size, by default 128 for small and 800 for all others; shapes are drawn in it, and the pictures "
      + "of --annotations are brought to it, which by default are measured as they are.")
  static let preset = Argument.optional(
    "preset", ValueType<ShapesDataset.Preset>.choice("preset"), help: "Measure how well shapes are covered.")
  static let count = Argument.option(
    "count", .integer(in: 1...100_000), default: 200, help: "How many pictures of shapes to measure.")
  static let fit = Argument.flag(
    "fit", help: "Also fit sizes and ratios to the objects measured, by k-means and by a search.")
  static let write = Argument.optional(
    "write", .path(),
    help: "For --fit: a new JSON file for the anchors that the search found, for 'retinanet train --anchors'.")

  static let specification = CommandSpecification(
    name: "anchors", overview: "Show the anchors' grids and counts, and how well they cover a data set.",
    discussion: """
      The coverage shows the mean of the objects' best IoU, how many have an anchor that reaches the positive \
      threshold, and how many have a positive anchor at all. The two differ: small, torchvision, \
      detectron2 and mmdetection let an object have its best anchor, however little that overlaps it (detectron from \
      0.4 on); and one object's anchors may go to another. The \
      last column counts the positive anchors, on which a box's learning rests. Without --size the objects of a COCO \
      file are measured at the size they have, each on the grid of its own picture; the table of grids is that of the first. The pictures themselves are \
      looked at if --images says where they are: whether each is there, whole and of the annotated size.
      """,
    arguments: [
      AnchorConfiguration.option, size, preset, count, SceneOptions.seed, SceneOptions.annotations, SceneOptions.images,
      SceneOptions.dropsUnusable, SceneOptions.dropLimit, SceneOptions.resize, fit,
      write, SceneOptions.json,
    ],
    conflicts: [
      (preset, SceneOptions.annotations), (count, SceneOptions.annotations),
      (SceneOptions.seed, SceneOptions.annotations),
    ],
    requirements: SceneOptions.companions + [
      (SceneOptions.resize, size), (count, preset), (SceneOptions.seed, preset), (write, fit),
    ])

  /// Of larger pictures not even the grid of anchors is laid out.
  private static let mostPixels = 1 << 28

  /// What is measured.
  enum Source: Sendable {
    case nothing
    case shapes(ShapesDataset)
    /// Brought to a size, if one is given.
    case pictures(AnnotatedPictures, areLookedAt: Bool, Resizing?)
  }

  let configuration: AnchorConfiguration
  let size: ImageSize
  let source: Source
  let isFitting: Bool
  let written: URL?
  let isJSON: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    configuration = arguments[AnchorConfiguration.option]
    let side = configuration == .small ? 128 : 800
    size = arguments[Self.size] ?? .square(side)
    isFitting = arguments[Self.fit]
    written = arguments[Self.write]
    isJSON = arguments[SceneOptions.json]
    if let preset = arguments[Self.preset] {
      guard size.height == size.width, size.height >= 64 else {
        throw UsageError("Shapes are drawn on squares of at least 64 pixels: give one number to '--size'.")
      }
      source = .shapes(
        ShapesDataset(
          recipe: .preset(preset), seed: arguments[SceneOptions.seed], count: arguments[Self.count],
          imageSize: size.height))
    } else if let pictures = SceneOptions.pictures(arguments) {
      let mode = arguments[SceneOptions.resize] ?? .letterbox
      source = .pictures(
        pictures, areLookedAt: arguments.isGiven(SceneOptions.images),
        arguments[Self.size].map { mode.resizing(height: $0.height, width: $0.width) })
    } else if isFitting {
      throw UsageError("The flag '--fit' needs objects: give '--preset' or '--annotations'.")
    } else {
      source = .nothing
    }
  }

  func run(console: Console) throws {
    let generator = configuration.generator
    let (images, unusable) = try objects(console: console)
    let size = images.first?.size ?? size
    let coverage = images.isEmpty ? nil : CoverageTable(generator, images: images, matcher: configuration.matcher)
    let fits = isFitting && !images.isEmpty ? try fits(generator, images) : []
    if isJSON {
      try console.print(
        json: AnchorsOutput(
          configuration, on: size, coverage: coverage, fitted: fits.isEmpty ? nil : fits.map(\.fitted)))
      if let written, let found = fits.last { try write(found.fitted, to: written) }
      return
    }
    console.print("The \(configuration.rawValue) anchors on \(size) pixels (height × width)")
    let ratios = generator.ratios.map { "\($0)" }.joined(separator: ", ")
    let meaning = generator.ratioMeaning == .heightOverWidth ? "height / width" : "width / height"
    console.print(
      "\(generator.anchorsPerCell) in each cell: \(generator.scales.count) scales, ratios (\(meaning)) \(ratios)\n")
    console.print(generator.table(on: size))
    guard let coverage else { return }
    let count = images.reduce(0) { $0 + $1.objects.count }
    console.print(
      "\nCoverage of \(count.counted("object")) in \(images.count.counted("picture"))"
        + (unusable > 0 ? ", without \(unusable.counted("unusable annotation"))" : "") + "\n")
    console.print(coverage.text)
    if isFitting {
      console.print("\nFitted to these objects: by k-means of their shapes, and by a search for scales and ratios\n")
      console.print(AnchorFit.table(comparing: fits))
      if let written {
        try write(fits[1].fitted, to: written)
        console.print("\nThe anchors that the search found: \(written.relativePath)")
      }
      if let count = fits[0].clusterCount, count < generator.ratios.count {
        console.print(
          "\nThe objects have \(count == 1 ? "one and the same ratio" : "only \(count) distinct ratios"): k-means looked for "
            + "\(count), not \(generator.ratios.count).")
      }
    }
  }

  /// By k-means of the objects' shapes, and by a search for scales and ratios.
  private func fits(_ generator: AnchorGenerator, _ images: [ImageObjects]) throws -> [AnchorFit] {
    try [AnchorFit.Method.clusters, .search(AnchorSearch())].map { method in
      var random = SeededGenerator(seed: 0)
      return try AnchorFit(generator, images: images, method: method, using: &random)
    }
  }

  private func write(_ generator: AnchorGenerator, to url: URL) throws {
    do {
      try Data((CodedJSON.encode(generator) + "\n").utf8).write(to: url, options: .withoutOverwriting)
    } catch let error as CodedJSONError {
      throw error
    } catch {
      throw CommandFailure("\(url.relativePath): the anchors cannot be written: \(fileReason(error))")
    }
  }

  /// The objects to measure, by picture, and how many annotations were left out.
  private func objects(console: Console) throws -> (images: [ImageObjects], unusable: Int) {
    switch source {
    case .nothing: return ([], 0)
    case .shapes(let dataset):
      let images = (0..<dataset.count).map { index in
        let example = dataset.example(at: index)
        return ImageObjects(
          size: example.image.size, objects: example.objects)
      }
      return (images, 0)
    case .pictures(let pictures, let areLookedAt, let resizing):
      var dataset = pictures.pictures(of: try pictures.read(console: console).file)
      if areLookedAt { dataset = try pictures.looked(at: dataset, console: console) }
      dataset = try pictures.sized(dataset)
      let file = dataset.file.forTraining
      let images = try file.images.map { picture in
        let (objects, size) = (file.objects(imageID: picture.id), picture.size ?? .square(0))
        if let transform = resizing?.transform(of: size) {
          return ImageObjects(size: transform.size, objects: transform.apply(objects))
        }
        guard max(size.height, size.width) <= AnchorGenerator.largestSide,
          size.height <= Self.mostPixels / max(1, size.width)
        else {
          throw CommandFailure(
            "\(pictures.annotations.path): image \(picture.id) has height \(size.height) and width \(size.width), too many cells "
              + "for anchors; measure it at a size, by --size")
        }
        return ImageObjects(size: size, objects: objects)
      }
      return (images, file.dropped.values.reduce(0, +))
    }
  }
}
