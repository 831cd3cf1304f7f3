// What decides the bits of a run of `retinanet train`: the library's options and what the shapes are.

import Foundation
import RetinaKit

/// The shapes that a detector is trained and measured on.
struct TrainData: Hashable, Sendable {
  var preset: ShapesDataset.Preset
  var size: Int
  /// The seed of the training set.
  var seed: UInt64
  /// nil: all new at every step.
  var trainImages: Int?
  var validationImages: Int

  /// More pictures than any run can ask for.
  private static let endless = 1 << 40
  private static let trainKey = "train-images"

  /// Beyond every training seed, so that no training set shares a picture with any validation set.
  var validationSeed: UInt64 { UInt64(TrainArguments.seeds.upperBound) + 1 + seed }
  var training: ShapesDataset {
    ShapesDataset(preset: preset, seed: seed, count: trainImages ?? Self.endless, imageSize: size)
  }
  var validation: ShapesDataset {
    ShapesDataset(preset: preset, seed: validationSeed, count: validationImages, imageSize: size)
  }

  /// As a weights file says it, so that it need not be repeated.
  var metadata: [String: String] {
    [
      "preset": preset.rawValue, "size": "\(size)", "seed": "\(seed)", "validation-seed": "\(validationSeed)",
      Self.trainKey: trainImages.map(String.init) ?? "all new", "validation-images": "\(validationImages)",
    ]
  }

  init(preset: ShapesDataset.Preset, size: Int, seed: UInt64, trainImages: Int?, validationImages: Int) {
    self.preset = preset
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
    self.init(preset: preset, size: size, seed: seed, trainImages: trainImages, validationImages: count)
  }
}

/// Everything that decides a run's bits.
struct TrainSettings: Hashable, Sendable {
  var options: TrainingOptions
  var data: TrainData

  init(options: TrainingOptions, data: TrainData) {
    self.options = options
    self.data = data
  }

  /// What a command line asks for; what it leaves out is the library's default.
  init(_ arguments: ParsedArguments) {
    typealias Table = TrainArguments
    let steps = arguments[Table.steps]
    let seed = UInt64(arguments[Table.seed])
    var options = TrainingOptions.standard(steps: steps, batchSize: arguments[Table.batch], seed: seed)
    var peak = options.schedule.peak
    if arguments[Table.optimizer] == .sgd {
      options.optimiser = .paper
      options.optimiser.rule = .sgd(momentum: arguments[Table.momentum] ?? 0.9)
      peak = LearningRateSchedule.retinaNet.peak
    }
    if let decay = arguments[Table.weightDecay] { options.optimiser.weightDecay = decay }
    if let clip = arguments[Table.clip] { options.optimiser.clipNorm = clip == 0 ? nil : clip }
    let warmUp = arguments[Table.warmup].map {
      LearningRateSchedule.WarmUp(steps: $0, startFactor: options.schedule.warmUp.startFactor)
    }
    options.schedule = LearningRateSchedule(
      peak: arguments[Table.lr] ?? peak, totalSteps: steps, decay: Self.decay(arguments, options.schedule),
      warmUp: warmUp ?? options.schedule.warmUp)
    if arguments.isGiven(Table.augment) { options.augmentation = arguments[Table.augment].augmentation }
    if let share = arguments[Table.average] { options.averageShare = share == 0 ? nil : share }
    self.options = options
    data = TrainData(
      preset: arguments[SceneOptions.preset], size: arguments[Table.size], seed: seed,
      trainImages: arguments[Table.trainImages], validationImages: arguments[Table.validationImages])
  }

  private static func decay(
    _ arguments: ParsedArguments, _ standard: LearningRateSchedule
  ) -> LearningRateSchedule.Decay {
    let wanted = arguments[TrainArguments.schedule]
    if wanted == .step {
      // As the paper's 60k and 80k of 90k; in a run of one step there is nothing to divide.
      let steps = standard.totalSteps
      let parts = Set([steps * 2 / 3, steps * 8 / 9]).filter { $0 > 0 }.sorted()
      return .step(milestones: arguments[TrainArguments.milestones] ?? parts, factor: 0.1)
    }
    if wanted == TrainArguments.Schedule(standard.decay) { return standard.decay }
    return wanted == .constant ? .constant : .cosine(finalFraction: 0)
  }

  /// Every option that decides the bits, with its value as text: for the report, and to find what differs.
  var rows: [(argument: any AnyArgument, value: String)] {
    typealias Table = TrainArguments
    let rule: TrainArguments.Optimizer
    var momentum = "none"
    switch options.optimiser.rule {
    case .sgd(let value): (rule, momentum) = (.sgd, "\(value)")
    case .adamW: rule = .adamw
    }
    var milestones = "none"
    if case .step(let steps, _) = options.schedule.decay { milestones = ValueType<[Int]>.steps.text(steps) }
    return [
      (Table.steps, "\(options.steps)"), (Table.batch, "\(options.batchSize)"),
      (SceneOptions.preset, data.preset.rawValue), (Table.size, "\(data.size)"), (Table.seed, "\(options.seed)"),
      (Table.trainImages, data.trainImages.map(String.init) ?? "all new"),
      (Table.validationImages, "\(data.validationImages)"),
      (Table.augment, Table.Augment(options.augmentation).rawValue), (Table.optimizer, rule.rawValue),
      (Table.lr, "\(options.schedule.peak)"), (Table.schedule, Table.Schedule(options.schedule.decay).rawValue),
      (Table.milestones, milestones), (Table.warmup, "\(options.schedule.warmUp.steps)"), (Table.momentum, momentum),
      (Table.weightDecay, "\(options.optimiser.weightDecay)"),
      (Table.clip, "\(options.optimiser.clipNorm ?? 0)"), (Table.average, "\(options.averageShare ?? 0)"),
    ]
  }
}
