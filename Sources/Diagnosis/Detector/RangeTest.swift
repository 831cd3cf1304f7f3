// Which learning rates make the loss fall, tried in one short training (run9).

import Detector
import Foundation
import Images
import Layers
import Tensors
import Training

/// A learning-rate range test: every step at a higher rate than the one before (Smith, 2017, "Cyclical Learning Rates
/// for Training Neural Networks", section 3.3).
public struct RangeTest: Hashable, Sendable {
  /// The rates and the losses, smoothed over ten steps.
  public let curve: [Point]
  /// The rate at which the loss fell fastest; nil if it never fell.
  public let suggestion: Double?
  /// The rate from which on the loss rose; nil if it never did.
  public let limit: Double?
  /// The loss that a short training with `suggestion` has at its end; nil if there is none.
  public let confirmed: Confirmation?

  /// A short training at the rate that was found.
  public struct Confirmation: Hashable, Sendable {
    /// How many steps.
    public var steps: Int
    /// Class and box loss of the first step.
    public var first: Double
    /// The mean of the last tenth of the steps; infinite if it ended with no number.
    public var last: Double
  }

  /// One rate and its loss.
  public struct Point: Hashable, Sendable, Codable {
    /// The learning rate.
    public var rate: Double
    /// The loss, smoothed.
    public var loss: Double
  }

  /// Trains a fresh detector with rates from `rates.lowerBound` to `rates.upperBound`, each step's the same factor
  /// higher, and another one at the rate that was found.
  ///
  /// - Parameters:
  ///   - dataset: what is trained on.
  ///   - rates: the first and the last rate.
  ///   - steps: steps of the first training, at least 20.
  ///   - batchSize: pictures a step.
  ///   - confirming: steps of the second training; 0 leaves it out.
  ///   - optimizer: the rule whose rates are tried.
  ///   - make: makes a fresh detector.
  public init(
    _ dataset: any Dataset, rates: ClosedRange<Double> = 1e-5...1, steps: Int = 100, batchSize: Int = 8,
    confirming: Int = 60, optimizer: OptimizerConfiguration = .adamW, model make: () -> RetinaNet
  ) throws {
    let model = make()
    precondition(steps >= 20, "steps must be at least 20, found \(steps)")
    let factor = pow(rates.upperBound / rates.lowerBound, 1 / Double(steps - 1))
    let options = TrainingOptions(
      steps: steps, batchSize: batchSize, optimizer: optimizer,
      schedule: LearningRateSchedule(peak: rates.upperBound, totalSteps: steps))
    let loader = BatchLoader(dataset, model.configuration, options)
    let rule = Optimizer(optimizer, parameters: model.parameters)
    var curve: [Point] = []
    var smooth: Double?
    for step in 0..<steps {
      let batch = try loader.batch(step: step)
      let pass = Pass.training()
      let loss = model.loss(model(model.input(batch.images), pass), model.batch(batch.targets), pass)
      pass.tape.backward([(loss.classification, 1), (loss.box, 1)])
      let norm = rule.gradientNorm()
      guard loss.total.isFinite, norm.isFinite else { break }
      let rate = rates.lowerBound * pow(factor, Double(step))
      rule.update(rate: rate, gradientNorm: norm, committing: pass.updates)
      let value = smooth.map { 0.85 * $0 + 0.15 * Double(loss.total) } ?? Double(loss.total)
      smooth = value
      curve.append(Point(rate: rate, loss: value))
      if let least = curve.map(\.loss).min(), value > 4 * least { break }
    }
    self.curve = curve
    let lowest = curve.indices.min { curve[$0].loss < curve[$1].loss } ?? 0
    let falls = curve.indices.dropFirst(5).filter { $0 <= lowest }.map {
      (index: $0, fall: curve[$0 - 5].loss - curve[$0].loss)
    }
    let fastest = falls.max { $0.fall < $1.fall }
    suggestion = fastest.flatMap { $0.fall > 0 ? curve[$0.index].rate : nil }
    limit = lowest < curve.count - 1 ? curve[lowest].rate : nil
    confirmed = try suggestion.flatMap { rate in
      confirming < 1
        ? nil : try Self.train(make(), dataset, rate: rate, steps: confirming, batchSize: batchSize, optimizer)
    }
  }

  /// A short training at one rate, warmed up.
  private static func train(
    _ model: RetinaNet, _ dataset: any Dataset, rate: Double, steps: Int, batchSize: Int,
    _ optimizer: OptimizerConfiguration
  ) throws -> Confirmation {
    let options = TrainingOptions(
      steps: steps, batchSize: batchSize, optimizer: optimizer,
      schedule: LearningRateSchedule(
        peak: rate, totalSteps: steps, decay: .cosine(finalFraction: 0), warmUp: .init(steps: min(10, steps / 4))))
    let trainer = Trainer(model: model, dataset: dataset, options: options)
    var losses: [Double] = []
    do {
      for _ in 0..<steps { losses.append(try trainer.trainStep().loss) }
    } catch is NotFiniteError {
      losses.append(.infinity)
    }
    let tail = losses.suffix(max(1, steps / 10))
    return Confirmation(steps: steps, first: losses.first ?? .infinity, last: tail.mean ?? .infinity)
  }

  /// What the test says.
  public func finding(command: String) -> Finding {
    guard let suggestion else {
      return Finding(
        "run9", .severe, "No learning rate makes the loss fall",
        measured: "rates up to \((curve.last?.rate ?? 0).short)",
        expected: "a loss that falls at some rate", advice: "look at the gradients and at the targets first")
    }
    return Finding(
      "run9", .note, "A learning rate of about \(suggestion.short) learns fastest",
      measured: "the loss falls fastest at \(suggestion.short)"
        + (limit.map { " and rises from \($0.short) on" } ?? "")
        + (confirmed.map {
          "; \($0.steps) steps with it go from \($0.first.fixed(digits: 2)) to \($0.last.fixed(digits: 2))"
        } ?? ""),
      expected: "a peak rate between the two", advice: "train with it",
      command: command.isEmpty ? "" : "\(command) --lr \(suggestion.short)")
  }
}
