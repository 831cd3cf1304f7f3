// What a detector is trained and measured on: shapes from seeds, or annotated pictures.

import CommandLineTool
import Foundation
import Images
import Shapes
import Text
import Training

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
    trainingCount.map { $0.counted("picture") } ?? "new pictures at every step"
  }

  /// How many there are to train on, once files were read; nil: new ones at every step.
  var trainingCount: Int? {
    switch self {
    case .shapes(let data): data.trainImages
    case .pictures(let data): data.trainingCount
    }
  }

  /// By their names on the command line.
  var rows: [(argument: any AnyArgument, value: String)] {
    switch self {
    case .shapes(let data): data.rows
    case .pictures(let data): data.rows
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

extension TrainData {
  /// Pictures trained on that are measured, too, because they are seen again and again and may be learnt by heart; nil:
  /// every step has new ones.
  func learntPictures(of sets: TrainSets) -> (any Dataset)? {
    if case .shapes(let data) = self, data.trainImages == nil { return nil }
    return FirstPictures(min(100, sets.validation.count), of: sets.training)
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
}

// MARK: - As files say it: {"shapes": {…}} or {"pictures": {…}}

extension TrainData: Codable {
  private enum CodingKeys: String, CodingKey { case shapes, pictures }
  /// Under which name a run's files have it.
  static let note = "data"

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    switch values.allKeys.count == 1 ? values.allKeys.first : nil {
    case .shapes: self = .shapes(try values.decode(ShapesData.self, forKey: .shapes))
    case .pictures: self = .pictures(try values.decode(PictureData.self, forKey: .pictures))
    case nil:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "expected one of shapes and pictures"))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .shapes(let data): try values.encode(data, forKey: .shapes)
    case .pictures(let data): try values.encode(data, forKey: .pictures)
    }
  }
}

extension ShapesData: Codable {
  private enum CodingKeys: String, CodingKey {
    case preset, trainPreset, size, seed, trainImages, validationImages
  }

  /// Reads what can be drawn; throws `DecodingError` for what no command line asks for.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    preset = try values.decode(ShapesDataset.Preset.self, forKey: .preset)
    trainPreset = try values.decode(ShapesDataset.Preset.self, forKey: .trainPreset)
    size = try values.decode(Int.self, forKey: .size)
    seed = try values.decode(UInt64.self, forKey: .seed)
    trainImages = try values.decodeIfPresent(Int.self, forKey: .trainImages)
    validationImages = try values.decode(Int.self, forKey: .validationImages)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }

  private var problem: String? {
    typealias Table = TrainArguments
    if let problem = Table.problem(size: size, seed: seed) { return problem }
    if let trainImages, !Table.trainCounts.contains(trainImages) {
      return "trainImages: expected 1 to \(Table.trainCounts.upperBound), found \(trainImages)"
    }
    guard !Table.validationCounts.contains(validationImages) else { return nil }
    return "validationImages: expected 1 to \(Table.validationCounts.upperBound), found \(validationImages)"
  }
}
