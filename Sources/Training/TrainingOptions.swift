// Everything that decides a training run's bits besides model and data.

import Images

/// A training run's options.
///
/// Equal options, model and data give equal bits, whatever the number of threads.
public struct TrainingOptions: Hashable, Sendable, Codable {
  /// Updates in all.
  public var steps: Int
  /// Images for each update.
  public var batchSize: Int
  /// Decides the order of the images and their augmentation.
  public var seed: UInt64
  /// Rule, weight decay and clipping.
  public var optimizer: OptimizerConfiguration
  /// The learning rate of every step.
  public var schedule: LearningRateSchedule
  /// How images are varied.
  public var augmentation: Augmentation
  /// The share of the newest weights in the running average that is evaluated and saved; nil: no average.
  public var averageShare: Double?

  /// Options from their parts.
  ///
  /// - Precondition: `steps` ≥ 0, `batchSize` ≥ 1, `averageShare` above 0 and at most 1, and the optimizer's numbers
  ///   are ones that can be computed with.
  public init(
    steps: Int, batchSize: Int = 16, seed: UInt64 = 0, optimizer: OptimizerConfiguration = .adamW,
    schedule: LearningRateSchedule, augmentation: Augmentation = .none, averageShare: Double? = nil
  ) {
    self.steps = steps
    self.batchSize = batchSize
    self.seed = seed
    self.optimizer = optimizer
    self.schedule = schedule
    self.augmentation = augmentation
    self.averageShare = averageShare
    if let problem { preconditionFailure(problem) }
  }

  /// The first option that no run can have, if there is one: those of a file have passed no initializer.
  var problem: String? {
    if steps < 0 { return "steps must not be negative, found \(steps)" }
    if batchSize < 1 { return "batchSize must be at least 1, found \(batchSize)" }
    if steps.multipliedReportingOverflow(by: batchSize).overflow {
      return "steps: \(steps) of \(batchSize) images are more than can be counted"
    }
    if let averageShare, !(averageShare > 0 && averageShare <= 1) {
      return "averageShare must be above 0 and at most 1, found \(averageShare)"
    }
    return optimizer.problem ?? schedule.problem ?? augmentation.problem
  }

  /// The default: Muon, with a rate that rises for a quarter of the run and then falls in a straight line to 0.
  ///
  /// What each part of it brought is in ``Speedrun``.
  public static func standard(steps: Int = 800, batchSize: Int = 8, seed: UInt64 = 0) -> TrainingOptions {
    TrainingOptions(
      steps: steps, batchSize: batchSize, seed: seed, optimizer: .muon,
      schedule: LearningRateSchedule(
        peak: OptimizerConfiguration.muon.rule.usualRate, totalSteps: steps, decay: .linear(finalFraction: 0),
        warmUp: .init(steps: min(200, steps / 4), startFactor: 0.01)))
  }

  /// The default before Muon, for comparisons: AdamW, 0.008 after a warm-up of 100 steps, then half a cosine to 0.
  public static func plain(steps: Int = 800, batchSize: Int = 16, seed: UInt64 = 0) -> TrainingOptions {
    TrainingOptions(
      steps: steps, batchSize: batchSize, seed: seed, optimizer: .adamW,
      schedule: LearningRateSchedule(
        peak: 0.008, totalSteps: steps, decay: .cosine(finalFraction: 0),
        warmUp: .init(steps: min(100, steps / 5), startFactor: 0.01)))
  }
}
