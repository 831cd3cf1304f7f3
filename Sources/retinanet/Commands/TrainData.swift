// What a detector is trained and measured on: shapes from seeds, or annotated pictures.

import CommandLineTool
import Foundation
import Images
import Shapes

/// The sets of a run.
struct TrainSets {
  var training: any Dataset
  /// Measured on; never trained on.
  var validation: any Dataset
}

/// Where a run's pictures come from, as far as it decides the run's bits.
enum TrainData: Hashable, Sendable {
  case shapes(ShapesData)
  case pictures(PictureData)

  /// The height and width that the detector sees.
  var size: Int {
    switch self {
    case .shapes(let data): data.size
    case .pictures(let data): data.size
    }
  }

  /// What the pictures are: "easy shapes of 64 × 64", "pictures of set/annotations.json at 128 × 128".
  var title: String {
    switch self {
    case .shapes(let data): "\(data.preset.rawValue) shapes of \(size) × \(size)"
    case .pictures(let data): "pictures of \(data.training.pictures.annotations.relativePath) at \(size) × \(size)"
    }
  }

  /// The classes, in a report's words.
  var whatIsLearnt: String {
    switch self {
    case .shapes: "shapes"
    case .pictures: "the objects of annotated pictures"
    }
  }

  /// What the pictures are, in a report's heading; it is the same wherever the files lie.
  var reportTitle: String {
    switch self {
    case .shapes(let data): "\(data.preset.rawValue) shapes, \(size) × \(size) px"
    case .pictures(let data):
      "\(data.trainingCount.counted("picture")) of \(data.training.pictures.annotations.lastPathComponent), "
        + "\(data.mode.rawValue) to \(size) × \(size) px"
    }
  }

  /// Why training and validation share no picture, in a report's words.
  var partsText: String {
    switch self {
    case .shapes(let data):
      "Training draws its pictures from the \(data.trainPreset.rawValue) shapes of seed \(data.seed), validation from "
        + "the \(data.preset.rawValue) ones of seed \(data.validationSeed): training seeds end at \(TrainArguments.seeds.upperBound), so that the two never "
        + "share a picture."
    case .pictures(let data):
      data.validation.map { "Validation has its own file, \($0.pictures.annotations.lastPathComponent)." }
        ?? "The seed chose the \(data.validationImages ?? 0) pictures of the file that validation has; they were not "
        + "trained on. The boxes were measured in the pictures' own pixels."
    }
  }

  /// How many there are to train on.
  var trainingText: String {
    switch self {
    case .shapes(let data): data.trainImages.map { $0.counted("picture") } ?? "new pictures at every step"
    case .pictures(let data): data.trainingCount.counted("picture")
    }
  }

  /// By their names on the command line.
  var rows: [(argument: any AnyArgument, value: String)] {
    switch self {
    case .shapes(let data): data.rows
    case .pictures(let data): data.rows
    }
  }

  /// As a weights file says it, so that it need not be repeated.
  var metadata: [String: String] {
    switch self {
    case .shapes(let data): data.metadata
    case .pictures(let data): data.metadata
    }
  }

  /// What a weights file says, if it says it.
  init?(metadata: [String: String]) {
    if let data = ShapesData(metadata: metadata) {
      self = .shapes(data)
    } else if let data = PictureData(metadata: metadata) {
      self = .pictures(data)
    } else {
      return nil
    }
  }

  /// The pictures themselves; of files what is only known once they are read, such as how many there are, is filled in.
  mutating func sets(console: Console) throws -> TrainSets {
    switch self {
    case .shapes(let data): return TrainSets(training: data.training, validation: data.validation)
    case .pictures(var data):
      let sets = try data.sets(console: console)
      self = .pictures(data)
      return sets
    }
  }
}

/// The shapes that a detector is trained and measured on.
struct ShapesData: Hashable, Sendable {
  /// What is measured on.
  var preset: ShapesDataset.Preset
  /// What is trained on.
  var trainPreset: ShapesDataset.Preset
  var size: Int
  /// The seed of the training set.
  var seed: UInt64
  /// nil: all new at every step.
  var trainImages: Int?
  var validationImages: Int

  static let standardValidationImages = 500
  /// More pictures than any run can ask for.
  private static let endless = 1 << 40
  private static let trainKey = "train-images"
  private static let trainPresetKey = "train-preset"

  /// What is trained on to be measured on a preset: pictures with more objects teach more at the same cost.
  static func standardTrainPreset(for preset: ShapesDataset.Preset) -> ShapesDataset.Preset {
    preset == .standard ? .busy : preset
  }

  /// By its name on the command line.
  var rows: [(argument: any AnyArgument, value: String)] {
    [
      (SceneOptions.preset, preset.rawValue), (TrainArguments.trainPreset, trainPreset.rawValue),
      (TrainArguments.size, "\(size)"), (TrainArguments.seed, "\(seed)"),
      (TrainArguments.trainImages, trainImages.map(String.init) ?? "all new"),
      (TrainArguments.validationImages, "\(validationImages)"),
    ]
  }

  /// Beyond every training seed, so that no training set shares a picture with any validation set.
  var validationSeed: UInt64 { UInt64(TrainArguments.seeds.upperBound) + 1 + seed }
  var training: ShapesDataset {
    ShapesDataset(preset: trainPreset, seed: seed, count: trainImages ?? Self.endless, imageSize: size)
  }
  var validation: ShapesDataset {
    ShapesDataset(preset: preset, seed: validationSeed, count: validationImages, imageSize: size)
  }

  /// As a weights file says it, so that it need not be repeated.
  var metadata: [String: String] {
    [
      "preset": preset.rawValue, Self.trainPresetKey: trainPreset.rawValue, "size": "\(size)", "seed": "\(seed)",
      "validation-seed": "\(validationSeed)",
      Self.trainKey: trainImages.map(String.init) ?? "all new", "validation-images": "\(validationImages)",
    ]
  }

  init(
    preset: ShapesDataset.Preset, trainPreset: ShapesDataset.Preset? = nil, size: Int, seed: UInt64, trainImages: Int?,
    validationImages: Int
  ) {
    self.preset = preset
    self.trainPreset = trainPreset ?? Self.standardTrainPreset(for: preset)
    self.size = size
    self.seed = seed
    self.trainImages = trainImages
    self.validationImages = validationImages
  }

  /// What a weights file says, if it says it.
  init?(metadata: [String: String]) {
    guard let preset = metadata["preset"].flatMap(ShapesDataset.Preset.init(rawValue:)),
      let size = metadata["size"].flatMap({ Int($0) }), size >= 8,
      let seed = metadata["seed"].flatMap({ UInt64($0) }), seed <= TrainArguments.seeds.upperBound,
      let count = metadata["validation-images"].flatMap({ Int($0) }), count >= 1,
      let trainText = metadata[Self.trainKey]
    else { return nil }
    let trainImages = Int(trainText)
    if let trainImages, trainImages < 1 { return nil }
    // Runs that do not say what they were trained on were trained on what they were measured on.
    let trainPreset = ShapesDataset.Preset(rawValue: metadata[Self.trainPresetKey] ?? preset.rawValue)
    guard let trainPreset else { return nil }
    self.init(
      preset: preset, trainPreset: trainPreset, size: size, seed: seed, trainImages: trainImages,
      validationImages: count)
  }
}
