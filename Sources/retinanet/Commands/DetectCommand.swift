// `retinanet detect`: pictures in, annotated pictures and COCO's results out.

import Boxes
import CommandLineTool
import Detector
import Figures
import Formats
import Foundation
import Images
import Kernels
import Reports
import Text

/// Looks at pictures with trained weights.
struct DetectCommand: Command {
  static let score = Argument.option(
    "score", .number(in: 0...1), default: TrainingReport.shownScore,
    help: "Leave out of the pictures what scores less; the results keep all that the detector found.")
  static let size = Argument.optional(
    "size", .integer("pixels", in: 1...8192),
    help: "Look at a copy whose longer side has this many pixels; by default at the picture as it is, with "
      + "weights of a run on annotated pictures at one of the size trained on, and with torchvision's at one whose shorter "
      + "side has 800, or whose longer side has 1333.")
  static let output = Argument.option(
    "output", short: "o", .path("folder"), default: URL(fileURLWithPath: "detections"),
    help: "The folder of what is written.")
  static let annotations = Argument.optional(
    "annotations", .path(),
    help:
      "A COCO file that lists the pictures: the results have its ids of pictures and classes, matched by the names of "
      + "files and classes.")
  static let pictures = Argument.positionals(.path("picture"), help: "PNG, JPEG or binary PPM files of any size.")

  static let specification = CommandSpecification(
    name: "detect", overview: "Find objects in pictures: annotated PNG and COCO results out.",
    discussion: """
      For a picture a.png it writes a-detections.png; for all together detections.json, COCO's results, in which \
      image_id counts the pictures from 1 as they are given (or is that of --annotations), and pictures.json, which \
      says which is which. Boxes are \
      in the pixels of the picture itself. Detectors know objects of the sizes that they were trained on: a large \
      photograph may need --size.

      The weights may also be torchvision's: a safetensors file of retinanet_resnet50_fpn's state dict, recognized by \
      its names. A detection's category is then torchvision's label, for COCO's 91 the official identifier; a JSON \
      array of names under 'categories' in the file's metadata names other classes.
      """,
    arguments: [EvaluateCommand.weights, score, size, annotations, output, TrainArguments.threads, pictures])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run(console: Console) throws {
    try Threads.with(arguments[TrainArguments.threads]) { try detect(console: console) }
  }

  private func detect(console: Console) throws {
    let (files, folder) = (arguments[Self.pictures], arguments[Self.output])
    let outputs = try outputs(of: files, in: folder)
    let detector = try TrainedDetector(contentsOf: arguments[EvaluateCommand.weights])
    for remark in detector.remarks { console.error("Note: \(remark).\n") }
    let annotator = Annotator(categories: detector.categories, minimumScore: arguments[Self.score])
    let own = zip(detector.categoryIDs, detector.categories).map { COCOFile.Category(id: $0, name: $1) }
    let names = try arguments[Self.annotations].map { try ListedPictures(annotations: $0, console: console) }
    let categories = try names?.categories(own, console: console) ?? own
    let ids = try files.enumerated().map { try names?.id(of: $0.element) ?? .number($0.offset + 1) }
    var results = COCOResults()
    var pictures: [COCOFile.Picture] = []
    var failures = 0
    try makeFolder(folder)
    for (index, (file, output)) in zip(files, outputs).enumerated() {
      let image: Image
      do {
        // A small file may hold a picture that no memory does: what it becomes, and what is drawn on. A pipe is read
        // but once.
        if isRegularFile(file), let size = try? Image.size(ofFileAt: file) {
          try NotEnoughMemoryError.check(
            12 * size.height * size.width, for: "\(file.relativePath), a picture of \(size.height) × \(size.width)")
        }
        image = try Image(contentsOf: file)
      } catch {
        console.error("Error: \(error)\n")
        failures += 1
        continue
      }
      let detections = try detect(image, detector)
      let size = image.size
      // The picture that is drawn on is the one that was read: there is memory for one.
      try writeFile(PNG.encode(annotator.annotated(consume image, detections: detections)), to: output)
      results.append(detections, imageID: ids[index], categories: categories)
      pictures.append(.init(id: ids[index], fileName: file.relativePath, height: size.height, width: size.width))
      let found = ShownDetections(detections, from: arguments[Self.score], categories: detector.categories)
      console.print("\(file.relativePath): \(found.text) → \(output.relativePath)")
    }
    if !pictures.isEmpty {
      try writeFile(try results.encoded(), to: folder.appendingPathComponent("detections.json"))
      let list = COCOFile(categories: categories, images: pictures, annotations: [])
      try writeFile(try list.encoded(), to: folder.appendingPathComponent("pictures.json"))
    }
    if failures > 0 { throw CommandFailure("\(failures) of \(files.count.counted("picture")) could not be read") }
  }

  /// What is found in a picture, in its own pixels, best first.
  private func detect(_ image: Image, _ detector: TrainedDetector) throws -> [Detection] {
    let transform = try resizing(of: detector)?.transform(of: image)
    try detector.model.configuration.checkMemory(
      forDetectingIn: 1, of: transform?.size ?? image.size)
    let found = detector.model.detect([transform?.apply(image) ?? image]).first ?? []
    return transform?.inverse(found) ?? found
  }

  /// How a picture is brought to size: as asked for, as the detector was trained on pictures, or as its model says.
  private func resizing(of detector: TrainedDetector) throws -> Resizing? {
    if let size = arguments[Self.size] {
      return .shorterSide(size, longerSide: size, multiple: 1, rounding: .toNearestOrAwayFromZero)
    }
    if case .pictures(let data) = try detector.trainData { return data.resizing }
    return detector.model.configuration.preprocessing.resizing
  }

  /// `a-detections.png` for each picture, `a-detections-2.png` for a second one of the same name; never a file
  /// that is to be read.
  private func outputs(of files: [URL], in folder: URL) throws(CommandFailure) -> [URL] {
    var taken: [String: Int] = [:]
    let sources = Set(files.map(\.standardizedFileURL.path))
    var outputs: [URL] = []
    for file in files {
      let stem = file.deletingPathExtension().lastPathComponent
      let number = taken[stem, default: 0] + 1
      taken[stem] = number
      let output = folder.appendingPathComponent("\(stem)-detections\(number > 1 ? "-\(number)" : "").png")
      guard !sources.contains(output.standardizedFileURL.path) else {
        throw CommandFailure("\(output.relativePath) would be replaced by its own result: choose another --output")
      }
      outputs.append(output)
    }
    return outputs
  }
}
