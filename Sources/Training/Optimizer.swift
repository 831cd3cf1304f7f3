// The three optimizers and their memory, for whole models. Their definitions are SGD.swift, AdamW.swift and Muon.swift,
// the fast arithmetic is UpdateKernels.

import Foundation
import Kernels
import Layers
import Tensors

/// What one step does with the gradients.
public struct OptimizerConfiguration: Hashable, Sendable, Codable {
  /// How a gradient becomes a step.
  public enum Rule: Hashable, Sendable, Codable {
    /// Stochastic gradient descent with momentum: the paper's, with 0.9. Weight decay is part of the gradient.
    case sgd(momentum: Double)
    /// AdamW (Loshchilov and Hutter, 2019): weight decay apart from the averages.
    case adamW(beta1: Double, beta2: Double, epsilon: Double)
    /// Muon (Jordan et al., 2024) for the weights of convolutions, and AdamW for all else.
    case muon(momentum: Double, beta1: Double, beta2: Double, epsilon: Double)

    /// The highest learning rate that is usual with it: the paper's for SGD, and what the small detector learns fastest
    /// by for the others.
    public var usualRate: Double {
      switch self {
      case .sgd: LearningRateSchedule.retinaNet.peak
      case .adamW: 0.008
      case .muon: 0.012
      }
    }
  }

  /// How a gradient becomes a step, with the numbers of its formula.
  public var rule: Rule
  /// Weight decay; it applies to the weights of convolutions, not to biases and normalization.
  public var weightDecay: Double
  /// Gradients are scaled down so that their common norm is at most this; nil: never.
  public var clipNorm: Double?

  /// A rule with its weight decay and clipping.
  public init(rule: Rule, weightDecay: Double, clipNorm: Double?) {
    self.rule = rule
    self.weightDecay = weightDecay
    self.clipNorm = clipNorm
  }

  /// The first number that cannot be computed with, if there is one.
  var problem: String? {
    switch rule {
    case .sgd(let momentum):
      if !(0..<1).contains(momentum) { return "momentum must be at least 0 and below 1, found \(momentum)" }
    case .adamW(let beta1, let beta2, let epsilon):
      if let problem = Self.problem(beta1, beta2, epsilon) { return problem }
    case .muon(let momentum, let beta1, let beta2, let epsilon):
      if !(0..<1).contains(momentum) { return "momentum must be at least 0 and below 1, found \(momentum)" }
      if let problem = Self.problem(beta1, beta2, epsilon) { return problem }
    }
    if !(weightDecay >= 0 && weightDecay.isFinite) {
      return "weightDecay must be finite and not negative, found \(weightDecay)"
    }
    if let clipNorm, !(clipNorm > 0) { return "clipNorm must be above 0, found \(clipNorm)" }
    return nil
  }

  private static func problem(_ beta1: Double, _ beta2: Double, _ epsilon: Double) -> String? {
    for (name, beta) in [("beta1", beta1), ("beta2", beta2)] where !(0..<1).contains(beta) {
      return "\(name) must be at least 0 and below 1, found \(beta)"
    }
    return epsilon > 0 && epsilon.isFinite ? nil : "epsilon must be above 0 and finite, found \(epsilon)"
  }

  /// What an optimizer remembers of a parameter: momentum, or Adam's two averages.
  func memoryNames(of parameter: Parameter) -> [String] {
    switch rule {
    case .sgd: ["velocity"]
    case .adamW: ["mean", "square"]
    case .muon: parameter.isKernel ? ["velocity"] : ["mean", "square"]
    }
  }

  /// SGD with momentum 0.9 and weight decay 0.0001 (the paper, section 4.1).
  public static let paper = OptimizerConfiguration(rule: .sgd(momentum: 0.9), weightDecay: 0.0001, clipNorm: nil)
  /// AdamW with weight decay 0.01, gradients clipped to a norm of 10, and β₂ = 0.99.
  ///
  /// PyTorch's default β₂ is 0.999: its average of squares looks back 1 000 steps, more than the default run has, and
  /// goes on dividing by the large gradients of the start.
  public static let adamW = OptimizerConfiguration(
    rule: .adamW(beta1: 0.9, beta2: 0.99, epsilon: 1e-8), weightDecay: 0.01, clipNorm: 10)
  /// Muon with momentum 0.8 for the weights of convolutions; for all else, and in all else, as `adamW`.
  public static let muon = OptimizerConfiguration(
    rule: .muon(momentum: 0.8, beta1: 0.9, beta2: 0.99, epsilon: 1e-8), weightDecay: 0.01, clipNorm: 10)
}

extension Parameter {
  /// Whether it is a convolution's weights, [height, width, inputs, outputs]: what Muon reads as a matrix with a column
  /// for each output.
  var isKernel: Bool { value.shape.count == 4 }
}

/// An optimizer over a model's parameters.
public final class Optimizer {
  /// Rule, weight decay and the limit of the gradients' norm.
  public let configuration: OptimizerConfiguration
  /// Updates made so far.
  public private(set) var steps = 0
  private let parameters: [Parameter]
  /// For each parameter, one tensor for each of its `memoryNames`.
  private let memory: [[Tensor]]

  /// An optimizer without a past.
  public init(_ configuration: OptimizerConfiguration, parameters: [Parameter]) {
    self.configuration = configuration
    self.parameters = parameters
    memory = parameters.map { parameter in
      configuration.memoryNames(of: parameter).map { _ in Tensor(zeros: parameter.value.shape) }
    }
  }

  /// √Σ g² over all parameters; not finite if any gradient is not.
  public func gradientNorm() -> Double {
    UpdateKernels.sumOfSquares(parameters.map { $0.gradient.buffer }).squareRoot()
  }

  /// Clears the gradients of all parameters: after a step, or instead of one.
  public func clearGradients() { UpdateKernels.clear(parameters.map { $0.gradient.buffer }) }

  /// Makes a step: changes all parameters, commits what the pass found besides, and clears the gradients.
  ///
  /// - Parameters:
  ///   - rate: the learning rate of this step.
  ///   - gradientNorm: what `gradientNorm()` returned; it decides about clipping.
  ///   - updates: those of the pass that the gradients are from.
  public func update(rate: Double, gradientNorm: Double, committing updates: [StateUpdate] = []) {
    defer { clearGradients() }
    for update in updates { update.commit() }
    steps += 1
    let limit = configuration.clipNorm ?? .infinity
    // As PyTorch's clip_grad_norm_: the small number keeps a norm of zero from dividing.
    let factor = Float(min(1, limit / (gradientNorm + 1e-6)))
    let pairs = Array(zip(parameters, memory))
    switch configuration.rule {
    case .sgd(let momentum):
      for (parameter, memory) in pairs {
        UpdateKernels.momentum(
          weights: parameter.value.buffer, gradient: parameter.gradient.buffer, velocity: memory[0].buffer,
          rate: Float(rate), momentum: Float(momentum), decay: decay(parameter), factor: factor)
      }
    case .adamW(let beta1, let beta2, let epsilon):
      adam(pairs, rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, factor: factor)
    case .muon(let momentum, let beta1, let beta2, let epsilon):
      adam(pairs.filter { !$0.0.isKernel }, rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, factor: factor)
      UpdateKernels.muon(
        pairs.filter(\.0.isKernel).map { parameter, memory in
          UpdateKernels.MuonUpdate(
            weights: parameter.value.buffer, gradient: parameter.gradient.buffer, velocity: memory[0].buffer,
            columns: parameter.value.shape[3],
            coefficients: .init(
              rate: Float(rate), momentum: Float(momentum), decay: decay(parameter), scale: Float(Muon.scale),
              factor: factor))
        })
    }
  }

  private func adam(
    _ pairs: [(Parameter, [Tensor])], rate: Double, beta1: Double, beta2: Double, epsilon: Double, factor: Float
  ) {
    let (correction1, correction2) = (Float(1 - pow(beta1, Double(steps))), Float(1 - pow(beta2, Double(steps))))
    UpdateKernels.adam(
      pairs.map { parameter, memory in
        UpdateKernels.AdamUpdate(
          weights: parameter.value.buffer, gradient: parameter.gradient.buffer, mean: memory[0].buffer,
          square: memory[1].buffer,
          coefficients: .init(
            rate: Float(rate), beta1: Float(beta1), beta2: Float(beta2), epsilon: Float(epsilon),
            decay: decay(parameter), correction1: correction1, correction2: correction2, factor: factor))
      })
  }

  private func decay(_ parameter: Parameter) -> Float { Float(parameter.decays ? configuration.weightDecay : 0) }

  /// The optimizer's memory by name, for a checkpoint.
  public var state: [StateTensor] {
    zip(parameters, memory).flatMap { parameter, memory in
      zip(configuration.memoryNames(of: parameter), memory).map {
        StateTensor(name: "optimizer.\($0).\(parameter.name)", value: $1)
      }
    }
  }

  /// Goes on after a number of updates; the tensors of `state` have been filled.
  public func resume(steps: Int) { self.steps = steps }
}
