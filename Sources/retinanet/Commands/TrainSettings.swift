// What decides the bits of a run of `retinanet train`: the library's options and what the pictures are.

import CommandLineTool
import Detector
import Foundation
import Training

/// Everything that decides a run's bits.
struct TrainSettings: Hashable, Sendable {
  var options: TrainingOptions
  var data: TrainData
  var model: TrainModel

  init(options: TrainingOptions, data: TrainData, model: TrainModel = TrainModel()) {
    self.options = options
    self.data = data
    self.model = model
  }

  /// What a run's files say beside what the library writes: the data, and what the detector began with.
  func notes() throws -> FileDescription.Notes {
    var notes = FileDescription.Notes()
    try notes.set(data, as: TrainData.note)
    try notes.set(model, as: TrainModel.note)
    return notes
  }

  /// What a command line asks for; what it leaves out is the library's default.
  ///
  /// - Parameter pictures: How many annotated pictures are trained on; nil: not known before the file is read.
  init(_ arguments: ParsedArguments, pictures: Int? = nil) {
    typealias Table = TrainArguments
    let seed = UInt64(arguments[Table.seed])
    var options = Self.standard(arguments, pictures: pictures, seed: seed)
    let steps = options.steps
    // The share of the usual rate: less for what goes on from weights.
    let share = options.schedule.peak / options.optimizer.rule.usualRate
    options.optimizer = arguments[Table.optimizer].configuration(momentum: arguments[Table.momentum])
    let peak = arguments[Table.lr] ?? share * options.optimizer.rule.usualRate
    if let decay = arguments[Table.weightDecay] { options.optimizer.weightDecay = decay }
    if let clip = arguments[Table.clip] { options.optimizer.clipNorm = clip == 0 ? nil : clip }
    let warmUp = arguments[Table.warmup].map {
      LearningRateSchedule.WarmUp(steps: $0, startFactor: options.schedule.warmUp.startFactor)
    }
    options.schedule = LearningRateSchedule(
      peak: peak, totalSteps: steps, decay: Self.decay(arguments, options.schedule),
      warmUp: warmUp ?? options.schedule.warmUp)
    if let augment = arguments[Table.augment] { options.augmentation = augment.augmentation }
    if let share = arguments[Table.average] { options.averageShare = share == 0 ? nil : share }
    self.options = options
    model = TrainModel(arguments)
    if let pictures = PictureData(arguments) {
      data = .pictures(pictures)
    } else {
      data = .shapes(
        ShapesData(
          preset: arguments[SceneOptions.preset], trainPreset: arguments[Table.trainPreset],
          size: arguments[Table.size], seed: seed, trainImages: arguments[Table.trainImages],
          validationImages: arguments[Table.validationImages] ?? ShapesData.standardValidationImages))
    }
  }

  /// The library's defaults for shapes, or for pictures of one's own.
  private static func standard(_ arguments: ParsedArguments, pictures: Int?, seed: UInt64) -> TrainingOptions {
    let (steps, batch) = (arguments[TrainArguments.steps], arguments[TrainArguments.batch])
    guard arguments[SceneOptions.annotations] != nil else {
      return .standard(steps: steps ?? TrainingOptions.standard().steps, batchSize: batch, seed: seed)
    }
    return .ownPictures(
      count: pictures ?? 0, steps: steps, batchSize: batch, seed: seed,
      goesOn: arguments[TrainArguments.weights] != nil)
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
    return switch wanted {
    case .constant, .step: .constant
    case .linear: .linear(finalFraction: 0)
    case .cosine: .cosine(finalFraction: 0)
    }
  }

  /// Every option that decides the bits, with its value as text: for the report, and to find what differs.
  var rows: [(argument: any AnyArgument, value: String)] {
    typealias Table = TrainArguments
    let rule: TrainArguments.Optimizer
    var momentum = "none"
    switch options.optimizer.rule {
    case .sgd(let value): (rule, momentum) = (.sgd, "\(value)")
    case .adamW: rule = .adamw
    case .muon(let value, _, _, _): (rule, momentum) = (.muon, "\(value)")
    }
    var milestones = "none"
    if case .step(let steps, _) = options.schedule.decay { milestones = ValueType<[Int]>.steps.text(steps) }
    return [
      (Table.steps, "\(options.steps)"), (Table.batch, "\(options.batchSize)"),
    ] + data.rows + model.rows + [
      (Table.augment, Table.Augment(options.augmentation).rawValue), (Table.optimizer, rule.rawValue),
      (Table.lr, "\(options.schedule.peak)"), (Table.schedule, Table.Schedule(options.schedule.decay).rawValue),
      (Table.milestones, milestones), (Table.warmup, "\(options.schedule.warmUp.steps)"), (Table.momentum, momentum),
      (Table.weightDecay, "\(options.optimizer.weightDecay)"),
      (Table.clip, "\(options.optimizer.clipNorm ?? 0)"), (Table.average, "\(options.averageShare ?? 0)"),
    ]
  }
}
