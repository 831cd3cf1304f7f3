// Everything that decides the result of one training and one measurement, as a value: what a result is filed under.
// Making the training is ExperimentTrainer's business.

import Detector
import Formats
import Foundation
import Images
import Shapes
import Training

/// One detector, trained on shapes and measured.
///
/// Equal experiments have equal results, whatever the number of threads; so a result that is there is used again.
///
/// Properties:
/// - Equal experiments have equal keys, different ones different keys, in every process.
/// - Experiments that differ in how they are measured alone have the same training key: they share one training.
public struct Experiment: Hashable, Sendable, Codable {
  /// The detector.
  public var configuration: RetinaNet.Configuration
  /// How it is trained; the seed also decides the pictures and the first weights.
  public var options: TrainingOptions
  /// What it is trained and measured on.
  public var pictures: Pictures
  /// What is measured.
  public var measured = Measured.precision
  /// After how many steps it is measured; nil: at the end.
  ///
  /// The schedule is that of the whole length in either case.
  public var stop: Int?

  /// The shapes that a detector learns from and those that it is measured on.
  public struct Pictures: Hashable, Sendable, Codable {
    /// What is measured on.
    public var preset: ShapesDataset.Preset
    /// What is trained on.
    public var trainPreset: ShapesDataset.Preset
    /// Height and width in pixels, at least 8.
    public var size: Int
    /// How many are trained on again and again; nil: every step has new ones.
    public var trainImages: Int?
    /// How many are measured on.
    public var validationImages: Int

    /// Pictures of a kind.
    ///
    /// - Precondition: `size` ≥ 8, both counts ≥ 1.
    public init(
      preset: ShapesDataset.Preset = .standard, trainPreset: ShapesDataset.Preset? = nil, size: Int = 128,
      trainImages: Int? = nil, validationImages: Int = 500
    ) {
      precondition(size >= 8, "size must be at least 8, found \(size)")
      precondition((trainImages ?? 1) >= 1, "trainImages must be at least 1, found \(trainImages ?? 1)")
      precondition(validationImages >= 1, "validationImages must be at least 1, found \(validationImages)")
      self.preset = preset
      self.trainPreset = trainPreset ?? preset
      self.size = size
      self.trainImages = trainImages
      self.validationImages = validationImages
    }

    /// More pictures than any run can ask for.
    private static let endless = 1 << 40
    /// Beyond every seed that `retinanet train` accepts, so that no training set shares a picture with the measured
    /// ones; the same for all seeds, so that all results can be compared picture by picture.
    static let validationSeed: UInt64 = 1_000_000

    /// The pictures trained on by a seed.
    public func training(seed: UInt64) -> ShapesDataset {
      ShapesDataset(preset: trainPreset, seed: seed, count: trainImages ?? Self.endless, imageSize: size)
    }

    /// The pictures measured on.
    public var validation: ShapesDataset {
      ShapesDataset(preset: preset, seed: Self.validationSeed, count: validationImages, imageSize: size)
    }
  }

  /// What is measured of a trained detector.
  public enum Measured: Hashable, Sendable, Codable {
    /// Average precision, as COCO measures it.
    case precision
    /// Who owns the classification loss, for several γ: the paper's Figure 4.
    case focus(gammas: [Double])
  }

  /// An experiment from its parts.
  public init(
    configuration: RetinaNet.Configuration, options: TrainingOptions, pictures: Pictures,
    measured: Measured = .precision, stop: Int? = nil
  ) {
    self.configuration = configuration
    self.options = options
    self.pictures = pictures
    self.measured = measured
    self.stop = stop
  }

  /// The steps that are made before it is measured.
  public var steps: Int { min(stop ?? options.steps, options.steps) }
}

// MARK: - How much is trained

extension Experiment {
  /// For a class: the paper's four tables in ten minutes on two quiet cores, some eight seconds a run.
  ///
  /// 64 × 64 pixels, easy shapes, 600 steps of 16 by AdamW, the rate 0.002 after 50 steps of warm-up. All of it is said
  /// here and does not follow the library's defaults, so that a class's tables stay comparable.
  public static func quick(steps: Int = 600, seed: UInt64 = 0) -> Experiment {
    Experiment(
      configuration: .small,
      options: TrainingOptions(
        steps: steps, batchSize: 16, seed: seed, optimizer: .adamW,
        schedule: LearningRateSchedule(
          peak: 0.002, totalSteps: steps, decay: .cosine(finalFraction: 0),
          warmUp: .init(steps: min(50, steps / 5), startFactor: 0.01))),
      pictures: Pictures(preset: .easy, size: 64, validationImages: 200))
  }

  /// For a figure in a report: `retinanet train` as it is without options.
  public static func full(steps: Int = TrainingOptions.standard().steps, seed: UInt64 = 0) -> Experiment {
    Experiment(
      configuration: .standard(), options: .standard(steps: steps, seed: seed),
      pictures: Pictures(preset: .standard, trainPreset: .busy))
  }

  /// The same with another seed.
  public func with(seed: UInt64) -> Experiment {
    var copy = self
    copy.options.seed = seed
    return copy
  }
}

// MARK: - Keys

extension Experiment {
  /// The form of experiments and results; another one has other keys.
  static let schema = 1

  /// What decides the weights.
  private struct Weights: Codable {
    var architecture: RetinaNet.Architecture
    var preprocessing: RetinaNet.Preprocessing
    var learning: RetinaNet.Learning
    var options: TrainingOptions
    var trainPreset: ShapesDataset.Preset
    var size: Int
    var trainImages: Int?
    var schema = Experiment.schema
  }

  /// Sixteen hexadecimal digits that stand for the experiment.
  ///
  /// - Throws: `CodedJSONError` if a number in it cannot be written.
  public func key() throws(CodedJSONError) -> String { try Self.digest(Keyed(experiment: self)) }

  /// What experiments share whose weights are made by one training.
  public func trainingKey() throws(CodedJSONError) -> String {
    try Self.digest(
      Weights(
        architecture: configuration.architecture, preprocessing: configuration.preprocessing,
        learning: configuration.learning, options: options, trainPreset: pictures.trainPreset, size: pictures.size,
        trainImages: pictures.trainImages))
  }

  private struct Keyed: Codable {
    var experiment: Experiment
    var schema = Experiment.schema
  }

  private static func digest(_ value: some Codable) throws(CodedJSONError) -> String {
    String(SHA256.digest(Data(try CodedJSON.encode(value).utf8)).prefix(16))
  }
}
