// A short training for the ward: small pictures, some seconds, everything a run writes down of itself.

import Detector
import Images
import Losses
import Shapes
import Training

/// A training of the small detector on shapes of 64 × 64 pixels.
package struct WardRun {
  /// The detector after training.
  package let model: RetinaNet
  /// What it wrote down.
  package let history: RunHistory
  /// What it learnt from.
  package let training: any Dataset
  /// What it was measured on.
  package let validation: any Dataset
  /// The optimizer and the peak rate.
  package let optimizer: (configuration: OptimizerConfiguration, rate: Double)

  /// Trains.
  ///
  /// - Parameters:
  ///   - rate: the peak, after a warm-up of a tenth of the steps and before half a cosine.
  ///   - pictures: how many are learnt from; nil: new ones at every step.
  ///   - change: makes the fresh detector sick.
  package init(
    rate: Double = 0.008, optimizer: OptimizerConfiguration = .adamW, steps: Int = 120, pictures: Int? = nil,
    preset: ShapesDataset.Preset = .busy, decay: LearningRateSchedule.Decay = .cosine(finalFraction: 0),
    configuration: RetinaNet.Configuration = .small, change: (RetinaNet) -> Void = { _ in },
    teaching: (any Dataset) -> any Dataset = { $0 }
  ) throws {
    let model = RetinaNet(configuration)
    change(model)
    let training = teaching(ShapesDataset(preset: preset, seed: 11, count: pictures ?? 1 << 20, imageSize: 64))
    let options = TrainingOptions(
      steps: steps, batchSize: 4, optimizer: optimizer,
      schedule: LearningRateSchedule(
        peak: rate, totalSteps: steps, decay: decay, warmUp: .init(steps: max(1, steps / 10))))
    let trainer = Trainer(model: model, dataset: training, options: options)
    let architecture = configuration.architecture
    var history = RunHistory(
      steps: [],
      outputsPerPicture: architecture.anchors.anchorCount(on: .square(64)) * architecture.classes,
      prior: configuration.learning.prior.probability, trainingPictures: pictures)
    for step in 1...steps {
      do {
        let report = try trainer.trainStep()
        history.steps.append(
          .init(
            step: step, classLoss: report.classLoss, boxLoss: report.boxLoss, positives: report.positivesPerImage,
            rate: options.schedule.rate(atStep: step - 1)))
      } catch is NotFiniteError {
        history.steps.append(
          .init(step: step, classLoss: .nan, boxLoss: .nan, positives: 0, rate: options.schedule.rate(atStep: step - 1))
        )
        break
      }
    }
    validation = ShapesDataset(preset: preset, seed: 12, count: 32, imageSize: 64)
    if history.steps.allSatisfy({ $0.classLoss.isFinite }) {
      let measured = try DetectorEvaluation(model, on: validation)
      history.evaluations.append(.init(step: steps, ap: measured.summary.ap))
    }
    self.model = model
    self.history = history
    self.training = training
    self.optimizer = (optimizer, rate)
  }

  /// What the doctor says of it; with the detector itself, or by the log alone.
  package func diagnosis(looking: Bool = false) throws -> Diagnosis {
    let log = RunRules.diagnosis(history)
    guard looking else { return log }
    let state = try LearntState(model, training: training, validation: validation, most: 32, optimizer: optimizer)
    return log.joined(with: Diagnosis(state.findings, checks: LearntState.checks))
  }
}
