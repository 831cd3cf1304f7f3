// Files of detectors, each a recipe: what the file says of itself, and in what its tensors are not those of a good one.
// The bytes of such files are the format `safetensors`.

import Anchors
import Boxes
import Detector
import Formats
import Foundation
import Images
import Training

/// Weights and checkpoints of a detector so small that thousands are read in a second.
enum FuzzDetectorFiles {
  /// Weights of a run, of torchvision, of a run's average, behind a wrapper's names, and from before today's form.
  static let weights: [[UInt8]] = {
    let own = FileDescription(configuration: tiny, categories: ["a", "é\u{1B}"], step: 3)
    let changes = #"{"classification.predictor.bias":-4.5,"backbone.stem.convolution.weight":[3,3,3,1]}"#
    return [
      recipe(0, saying: tree(own), but: changes), recipe(0, saying: tree(own), before: "module.model."),
      recipe(
        1, saying: #"{"categories":["a","b"],"epsilon":"1e-5","format":"pt"}"#,
        but: #"{"backbone.body.conv1.weight":[1,3,7,7],"head.classification_head.cls_logits.bias":[18]}"#),
      recipe(2, saying: tree(ofCheckpoint: 0)), recipe(4, saying: ofBefore),
    ]
  }()

  /// A checkpoint of each of two rules of updates.
  static let checkpoints: [[UInt8]] = optimizers.indices.map { recipe(2 + $0, saying: tree(ofCheckpoint: $0)) }

  /// Reads weights as `detect` does, and looks at a picture with them.
  static func readWeights(_ bytes: [UInt8]) throws {
    let file = FuzzRecipe.file(bytes, of: bases)
    let detector = try TrainedDetector(file, path: "weights")
    // As `train --weights` does for other classes.
    if bytes.count.isMultiple(of: 4) {
      _ = try RetinaNet.make(
        beginningWith: file, from: URL(fileURLWithPath: "weights"), classes: 3, replacingClasses: true)
    }
    let configuration = detector.model.configuration
    let transform = configuration.preprocessing.resizing?.transform(of: picture.size)
    let size = transform?.size ?? picture.size
    try configuration.checkMemory(forDetectingIn: 1, of: size)
    guard size.height * size.width <= mostPixels, configuration.architecture.sizeDivisor <= mostDivisor else { return }
    _ = detector.model.detect([transform?.apply(picture) ?? picture])
  }

  /// Reads a checkpoint as a run that goes on does, and makes a step.
  static func readCheckpoint(_ bytes: [UInt8]) throws {
    let file = FuzzRecipe.file(bytes, of: bases, standard: 2)
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

  // MARK: - Good files

  /// The tensors that recipes begin with: a run's, torchvision's, those of the checkpoints, those of before.
  private static let bases: [[SafetensorsFile.Entry]] = {
    let own = zeros(RetinaNet(tiny, seed: 1).weights())
    let before = own.map {
      SafetensorsFile.Entry(
        name: $0.name.replacing("normaliz", with: "normalis"), shape: $0.shape, values: $0.values)
    }
    return [own, zeros(RetinaNet(tinyResNet, seed: 1).weights(naming: .torchvision))]
      + checkpointFiles.map(zeros) + [before]
  }()

  private static let optimizers: [OptimizerConfiguration] = [.muon, .adamW]

  private static let checkpointFiles: [SafetensorsFile] = optimizers.map { optimizer in
    var options = TrainingOptions.plain(steps: 8, batchSize: 2)
    (options.optimizer, options.averageShare, options.augmentation) = (optimizer, 0.5, .standard)
    let trainer = Trainer(model: RetinaNet(tiny, seed: 1), dataset: pictures, options: options)
    let description = FileDescription(configuration: tiny, categories: pictures.categories)
    return (try? Checkpoint.file(trainer, description: description)) ?? SafetensorsFile()
  }

  /// The smallest network that there is.
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

  /// A network under torchvision's names, as small.
  private static let tinyResNet: RetinaNet.Configuration = {
    var configuration = RetinaNet.Configuration.resNet50(classes: 2, epsilon: 1e-5)
    configuration.architecture.backbone = .resNet(blocks: [1, 1, 1, 1], .frozen(epsilon: 1e-5))
    configuration.architecture.stemChannels = 1
    configuration.architecture.stageChannels = [4, 4, 4, 4]
    configuration.architecture.pyramidChannels = 2
    configuration.architecture.headDepth = 1
    return configuration
  }()

  /// What a run wrote before today's form, as far as the small network differs from what was the default.
  private static let ofBefore = #"""
    {"categories":["a","b"],"step":"12","checkpoint-every":"5","evaluate-every":"0","preset":"easy","size":"64",
    "seed":"7","train-images":"all new","validation-images":"2","configuration":{"stemChannels":"1",
    "stageChannels":"[1, 1, 1, 1]","pyramidChannels":"2","headDepth":"1","headGroups":"1","backbone":"basic",
    "anchors":"AnchorGenerator(levels: [Anchors.AnchorGenerator.Level(stride: 8, baseSize: 16.0), \#
    Anchors.AnchorGenerator.Level(stride: 16, baseSize: 32.0), Anchors.AnchorGenerator.Level(stride: 32, baseSize: 64.0), \#
    Anchors.AnchorGenerator.Level(stride: 64, baseSize: 128.0), Anchors.AnchorGenerator.Level(stride: 128, \#
    baseSize: 256.0)], scales: [1.0], ratios: [1.0], centre: Anchors.AnchorGenerator.Centre.corner, order: \#
    Anchors.AnchorGenerator.Order.ratioMajor, ratioMeaning: Anchors.AnchorGenerator.RatioMeaning.heightOverWidth, \#
    rounding: Anchors.AnchorGenerator.Rounding.none, pixels: Boxes.PixelConvention.continuous, spacing: \#
    Anchors.AnchorGenerator.Spacing.stride)","boxLoss":"smoothL1(Losses.SmoothL1(beta: 0.1111111111111111))"}}
    """#

  private static let picture = Image(height: 24, width: 40, color: .red)
  private static let pictures = InMemoryDataset(
    categories: ["a", "b"],
    examples: [
      AnnotatedImage(
        image: picture, objects: [LabeledBox(box: Box(xMin: 3, yMin: 4, xMax: 20, yMax: 18), label: 1)]),
      AnnotatedImage(image: picture),
    ])

  /// Zeros: what the numbers are decides nothing but whether they are numbers.
  private static func zeros(_ file: SafetensorsFile) -> [SafetensorsFile.Entry] {
    file.entries.map { .init(name: $0.name, shape: $0.shape, values: [Float](repeating: 0, count: $0.values.count)) }
  }

  private static func tree(_ description: FileDescription) -> String {
    "{\"retinakit\":\((try? description.metadata())?["retinakit"] ?? "null")}"
  }

  private static func tree(ofCheckpoint index: Int) -> String {
    "{\"retinakit\":\(checkpointFiles[index].metadata["retinakit"] ?? "null")}"
  }

  private static func recipe(_ base: Int, saying says: String, but: String = "{}", before: String = "") -> [UInt8] {
    Array("{\"base\":\(base),\"before\":\"\(before)\",\"but\":\(but),\"says\":\(says)}".utf8)
  }
}
