// The pieces of work that `retinanet bench` measures, one function each.

import Anchors
import Boxes
import CommandLineTool
import Detector
import Evaluation
import Formats
import Foundation
import Images
import Kernels
import Matching
import Shapes
import Systems
import Training

/// What can be measured.
enum BenchWork: String, CaseIterable, Sendable {
  case peak, step, infer, focal, match, nms, coco, r50, read, all

  /// The work itself: `all` is every other that needs no file.
  var parts: [BenchWork] { self == .all ? Self.allCases.filter { $0 != .all && $0 != .read } : [self] }
}

/// Measures with the settings of one command line.
struct Bench {
  var limits: Measurement.Limits
  var seconds: Double
  /// The images' height and width, if they are not to be the usual ones, and how many a batch has.
  var size: Int?
  var batch: Int
  /// Whether step, infer and r50 are measured by their parts, too.
  var showsPhases = false
  /// The picture or the JSON file that is read.
  var file: URL?
  /// The usual ones: of the small detector and of the full-size one.
  static let (smallSize, fullSize) = (128, 800)

  /// The measurements of one piece of work.
  func measure(_ work: BenchWork) throws -> [Measurement] {
    switch work {
    case .peak, .all: []
    case .step: [try step()]
    case .infer: [infer(batch), infer(1)]
    case .focal: [focal()]
    case .match: [10, 100, 500].map(match)
    case .nms: [1_000, 5_000, 20_000].flatMap { [suppression($0, perClass: false), suppression($0, perClass: true)] }
    case .coco: [evaluation()]
    case .r50: [try fullSize()]
    case .read: try file.map { [try reading($0)] } ?? []
    }
  }

  /// One training step: forward, matching, losses, backward, AdamW; the pictures are made in the meantime.
  private func step() throws -> Measurement {
    let configuration = RetinaNet.Configuration.small
    let size = size ?? Self.smallSize
    // What the peer does, too; the default of 'retinanet train' is another one.
    var options = TrainingOptions.standard(steps: 1_000_000, batchSize: batch)
    options.optimizer = .adamW
    let trainer = Trainer(
      model: RetinaNet(configuration), dataset: ShapesDataset(seed: 0, count: 100_000, imageSize: size),
      options: options)
    var measurement = try Measurement(
      "step", seconds: seconds, limits: limits, images: batch,
      operations: 3 * Double(batch) * trainer.model.operations(on: .square(size))
    ) { try trainer.trainStep().loss }
    if showsPhases {
      measurement.phases = try Phases(of: trainer, seconds: seconds, threads: limits.threads)
    }
    return measurement
  }

  /// Pictures to final detections.
  private func infer(_ batch: Int) -> Measurement {
    let configuration = RetinaNet.Configuration.small
    let size = size ?? Self.smallSize
    let model = RetinaNet(configuration)
    let shapes = ShapesDataset(seed: 1, count: batch, imageSize: size)
    let images = (0..<batch).map { shapes.example(at: $0).image }
    var measurement = Measurement(
      "infer, batch \(batch)", seconds: seconds, limits: limits, images: batch,
      operations: Double(batch) * model.operations(on: .square(size))
    ) { Double(model.detect(images).reduce(0) { $0 + $1.count }) }
    measurement.phases = phases(of: model, images)
    return measurement
  }

  /// The focal loss and its gradient by the logits.
  private func focal() -> Measurement {
    let (logits, labels) = Workload.logits()
    let kernel = FocalKernel(
      positiveWeights: Array(repeating: 0.25, count: 80), negativeWeights: Array(repeating: 0.75, count: 80), gamma: 2)
    return Measurement(
      "focal, 100 000 × 80", seconds: seconds, limits: limits, bytes: Double(8 * logits.count)
    ) { kernel.lossAndGradient(logits: logits, labels: labels, factors: [1.0 / 1_000]).losses[0] }
  }

  /// The targets of an image of 800 × 1344 pixels: labels of 201 600 anchors, deltas of the positive ones.
  private func match(_ count: Int) -> Measurement {
    let objects = Workload.objects(count)
    let generator = AnchorGenerator.preset(.torchvision, reproducingDefects: true)
    let matcher = Matcher.preset(.torchvision)
    let anchors = generator.anchors(on: ImageSize(height: 800, width: 1_344))
    return Measurement("match, 201 600 × \(count)", seconds: seconds, limits: limits) {
      let gridded = GriddedAnchors(anchors, of: generator, size: ImageSize(height: 800, width: 1_344))
      return Double(Targets(gridded, objects: objects, matcher: matcher).positiveCount)
    }
  }

  private func suppression(_ count: Int, perClass: Bool) -> Measurement {
    let detections = Workload.detections(count)
    let suppression = NonMaximumSuppression(perClass: perClass)
    return Measurement("nms, \(count)\(perClass ? " by class" : "")", seconds: seconds, limits: limits) {
      Double(suppression.kept(detections).count)
    }
  }

  private func evaluation() -> Measurement {
    let images = Workload.images()
    let evaluator = COCOEvaluator(categories: (0..<80).map { "class \($0)" })
    let found = images.reduce(0) { $0 + $1.detections.count }
    return Measurement("coco, \(found) detections", seconds: seconds, limits: limits) {
      evaluator.evaluate(images).ap ?? -1
    }
  }

  /// One picture to its final detections by ResNet-50; the result is the sum of their scores.
  private func fullSize() throws -> Measurement {
    let size = size ?? Self.fullSize
    let model = try Workload.resNet50()
    let picture = Workload.picture(size)
    var measurement = Measurement(
      "r50, \(size) × \(size)", seconds: seconds, limits: limits, images: 1,
      operations: model.operations(on: .square(size))
    ) { model.detect([picture])[0].reduce(0) { $0 + $1.score } }
    measurement.phases = phases(of: model, [picture])
    return measurement
  }

  /// Where the time of detecting goes, if that was asked for.
  private func phases(of model: RetinaNet, _ images: [Image]) -> Phases? {
    guard showsPhases else { return nil }
    return Phases(of: model, seconds: seconds, threads: limits.threads) { _ = model.detect(images) }
  }

  /// A picture from its file to its pixels, or COCO's annotations or results from theirs to values, on one thread.
  ///
  /// The result is the mean of the pixels' numbers, or how many annotations or results there are.
  private func reading(_ url: URL) throws -> Measurement {
    guard isRegularFile(url) else {
      throw CommandFailure("\(url.path): expected a file that can be read again and again, found none")
    }
    let kind = FileKind(of: url)
    let name = "read, \(shown(url.lastPathComponent))"
    guard kind?.isJSON ?? false else {
      return try Measurement(name, seconds: seconds, limits: limits, images: 1) {
        let pixels = try Image(contentsOf: url).pixels
        return Double(pixels.reduce(0) { $0 + Int($1) }) / Double(pixels.count)
      }
    }
    do {
      return try Measurement(name, seconds: seconds, limits: limits) {
        let data = try COCOFile.data(of: url)
        return Double(
          kind == .cocoResults
            ? try COCOResults(decoding: data).entries.count : try COCOFile(decoding: data).annotations.count)
      }
    } catch let error as COCOError {
      throw CommandFailure(error.description(in: url.path))
    }
  }
}
