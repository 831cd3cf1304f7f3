// One training step after another. Files, evaluation and messages are TrainingRun's business.

import Detector
import Foundation
import Images
import Layers
import Randomness
import Tensors

/// Trains a detector, step by step.
public final class Trainer {
  /// The detector; its parameters change with every step.
  public let model: RetinaNet
  /// What decides the run's bits.
  public let options: TrainingOptions
  /// Steps done so far.
  public private(set) var step = 0
  /// The optimizer and its memory.
  public let optimizer: Optimizer
  /// The running average of the weights, if there is one.
  public let average: WeightAverage?
  /// The detector that is the run's result so far: the average, if there is one.
  public var result: RetinaNet { average?.model ?? model }
  /// Called when a part of a step is over, by those who measure.
  package var phaseIsOver: ((StepPhase) -> Void)?
  private let loader: BatchLoader
  private let dataset: any Dataset

  /// A run that has not begun.
  public init(model: RetinaNet, dataset: any Dataset, options: TrainingOptions) {
    self.model = model
    self.options = options
    self.dataset = dataset
    optimizer = Optimizer(options.optimizer, parameters: model.parameters)
    average = options.averageShare.map { WeightAverage(of: model, share: $0) }
    loader = BatchLoader(dataset, model.configuration, options, pieces: model.ownPieces)
  }

  /// Throws if there is not the memory that a step needs, as far as the first picture tells their size.
  package func checkMemory() throws {
    guard dataset.count > 0 else { return }
    try model.configuration.checkMemory(
      forTrainingOn: options.batchSize, of: try dataset.example(at: 0).image.size)
  }

  /// Makes one step: batch, forward, losses, backward, update.
  ///
  /// - Throws: `NotFiniteError` before anything is changed by a loss or a gradient that is not a number, and passes on
  ///   what the dataset throws.
  @discardableResult
  public func trainStep() throws -> StepResult {
    let batch = try loader.batch(step: step)
    phaseIsOver?(.batch)
    let pass = Pass.training()
    let outputs = model(model.input(batch.images), pass)
    phaseIsOver?(.forward)
    let targets = model.batch(batch.targets, anchors: batch.anchors)
    // A sampler's draws are its step's own, whatever was drawn before.
    var generator = SeededGenerator(seed: options.seed, 3, UInt64(step))
    let loss = model.loss(outputs, targets, pass, seed: generator.next())
    guard loss.total.isFinite else { throw NotFiniteError.find(in: model, batch, step: step + 1) }
    phaseIsOver?(.losses)
    pass.tape.backward([(loss.classification, 1), (loss.box, 1)])
    phaseIsOver?(.backward)
    let norm = optimizer.gradientNorm()
    guard norm.isFinite else {
      defer { optimizer.clearGradients() }
      throw NotFiniteError.find(inGradientsOf: model, step: step + 1)
    }
    optimizer.update(rate: options.schedule.rate(atStep: step), gradientNorm: norm, committing: pass.updates)
    step += 1
    average?.add(step: step)
    phaseIsOver?(.update)
    return StepResult(
      step: step, loss: Double(loss.total), classLoss: Double(loss.classification.tensor.buffer[0]),
      boxLoss: Double(loss.box.tensor.buffer[0]),
      positivesPerImage: Double(targets.positives.reduce(0, +)) / Double(targets.positives.count))
  }

  /// Goes on after the given step, once model, optimizer and average have been filled.
  func resume(step: Int) {
    self.step = step
    optimizer.resume(steps: step)
  }
}
