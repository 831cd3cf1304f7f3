// Files of detectors: their headers are changed, and numbers that fit put behind them.

import Anchors
import Boxes
import Detector
import Formats
import Foundation
import Images
import Training

/// Weights and checkpoints of a detector so small that thousands are read in a second.
enum FuzzDetectorFiles {
  /// The header of a file of weights, of a run and of torchvision.
  static let weightHeaders: [[UInt8]] = {
    let description = FileDescription(configuration: tiny, categories: ["a", "é\u{1B}"], step: 3)
    let own = RetinaNet(tiny, seed: 1).weights(metadata: (try? description.metadata()) ?? [:])
    let torchvision = SafetensorsFile(
      entries: [
        ("backbone.body.conv1.weight", [4, 3, 1, 1]), ("backbone.body.layer1.0.conv1.weight", [2, 4, 1, 1]),
        ("backbone.body.layer3.22.conv3.weight", [2, 2, 1, 1]), ("backbone.fpn.inner_blocks.0.0.weight", [4, 8, 1, 1]),
        ("head.classification_head.cls_logits.weight", [18, 4, 3, 3]),
        ("head.classification_head.cls_logits.bias", [18]), ("head.regression_head.bbox_reg.bias", [36]),
      ].map { name, shape in
        .init(name: name, shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *)))
      }, metadata: ["format": "pt", "categories": "[\"a\", \"b\"]"])
    return [own, torchvision].map(header)
  }()

  /// The header of a checkpoint, of each rule of updates.
  static let checkpointHeaders: [[UInt8]] = [OptimizerConfiguration.muon, .adamW].compactMap { optimizer in
    var options = TrainingOptions.plain(steps: 8, batchSize: 2)
    (options.optimizer, options.averageShare, options.augmentation) = (optimizer, 0.5, .standard)
    let trainer = Trainer(model: RetinaNet(tiny, seed: 1), dataset: pictures, options: options)
    let description = FileDescription(configuration: tiny, categories: pictures.categories)
    return (try? Checkpoint.file(trainer, description: description)).map(header)
  }

  /// Reads weights as `detect` does, and looks at a picture with them.
  static func readWeights(header: [UInt8]) throws {
    let detector = try TrainedDetector(try file(header: header), path: "weights")
    let configuration = detector.model.configuration
    let transform = configuration.preprocessing.resizing?.transform(of: picture.size)
    let size = transform?.size ?? picture.size
    try configuration.checkMemory(forDetectingIn: 1, of: size)
    guard size.height * size.width <= mostPixels, configuration.architecture.sizeDivisor <= mostDivisor else { return }
    _ = detector.model.detect([transform?.apply(picture) ?? picture])
  }

  /// Reads a checkpoint as a run that goes on does, and makes a step.
  static func readCheckpoint(header: [UInt8]) throws {
    let file = try file(header: header)
    let description = try Checkpoint.description(of: file, path: "checkpoint")
    let options = try Checkpoint.options(of: description, path: "checkpoint")
    _ = try TrainingRun.Intervals(recordedIn: description)
    try description.configuration.check(fits: file.withCurrentNames)
    let trainer = Trainer(
      model: RetinaNet(description.configuration, seed: nil), dataset: pictures, options: options)
    try Checkpoint.restore(trainer, from: file, path: "checkpoint")
    try trainer.checkMemory()
    let isShort = options.batchSize <= 4 && description.configuration.architecture.sizeDivisor <= mostDivisor
    if isShort, trainer.step < options.steps { try trainer.trainStep() }
  }

  /// More would be right, and take longer than there is.
  private static let mostPixels = 1 << 14
  private static let mostDivisor = 128

  /// The smallest network that there is, on the finest level alone.
  private static let tiny: RetinaNet.Configuration = {
    var configuration = RetinaNet.Configuration(classes: 2)
    configuration.architecture.stemChannels = 1
    configuration.architecture.stageChannels = [1, 1, 1, 1]
    configuration.architecture.pyramidChannels = 2
    configuration.architecture.headDepth = 1
    configuration.architecture.headGroups = 1
    configuration.architecture.anchors.scales = [1]
    configuration.architecture.anchors.ratios = [1]
    return configuration
  }()

  private static let picture = Image(height: 24, width: 40, color: .red)
  private static let pictures = InMemoryDataset(
    categories: ["a", "b"],
    examples: [
      AnnotatedImage(
        image: picture, objects: [LabeledBox(box: Box(xMin: 3, yMin: 4, xMax: 20, yMax: 18), label: 1)]),
      AnnotatedImage(image: picture),
    ])

  private static func header(of file: SafetensorsFile) -> [UInt8] {
    let bytes = [UInt8](file.encoded())
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    return Array(bytes[8..<8 + length])
  }

  /// A file of a header, and as many zeros behind it as it speaks of.
  private static func file(header: [UInt8]) throws -> SafetensorsFile {
    var end = 0
    if case .object(let entries)? = try? JSONValue(Data(header)) {
      for case .list(let offsets)? in entries.values.map({ $0["data_offsets"] }) {
        if case .number(let number)? = offsets.last, let offset = number.int { end = max(end, min(offset, mostBytes)) }
      }
    }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return try SafetensorsFile(data: Data(length + header + [UInt8](repeating: 0, count: end)))
  }

  private static let mostBytes = 1 << 16
}
