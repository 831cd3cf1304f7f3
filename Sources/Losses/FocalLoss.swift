// The focal loss of one sigmoid output, from the probability or from the logit, with closed-form gradients.
// It is the definition, in Double; the engine that trains computes the same for whole tensors.

import Foundation

/// Focal loss (Lin et al., "Focal Loss for Dense Object Detection", 2017).
///
/// ```
/// FL(pt) = -αt (1 - pt)^γ ln(pt)        pt = p for a positive, 1 - p for a negative
/// ```
///
/// With γ = 2 and a constant α = 0.25:
///
/// | pt   | cross entropy | focal loss  | ratio  |
/// |------|---------------|-------------|--------|
/// | 0.99 | 0.0100503     | 2.512584e-7 | 40 000 |
/// | 0.9  | 0.1053605     | 0.000263401 | 400    |
/// | 0.5  | 0.6931472     | 0.043321699 | 16     |
/// | 0.1  | 2.3025851     | 0.466273481 | 4.938  |
///
/// Properties:
/// - γ = 0 without α is cross entropy.
/// - The focal loss is at most αt times cross entropy, and falls as pt rises.
/// - A larger γ never costs more.
/// - Value and gradient are finite for logits of ±1e4 and any γ ≥ 0. In particular no gradient is NaN for γ < 1,
///   as it is where (1 - pt)^(γ-1) is computed at pt = 1.
public struct FocalLoss: SigmoidLoss, Hashable, Codable {
  /// How positives and negatives are weighed.
  public enum Alpha: Hashable, Sendable, Codable {
    /// 1 for both.
    case none
    /// The same factor for both, at least 0.
    case constant(Double)
    /// α for positives, 1 - α for negatives, α in 0...1: the paper's αt.
    case balanced(Double)
    /// αₖ for positives, 1 - αₖ for negatives of class k, each in 0...1.
    case perClass([Double])

    // As they are written: {"none": {}}, {"balanced": {"alpha": 0.25}}.
    private enum ConstantCodingKeys: String, CodingKey { case _0 = "alpha" }
    private enum BalancedCodingKeys: String, CodingKey { case _0 = "alpha" }
    private enum PerClassCodingKeys: String, CodingKey { case _0 = "alpha" }

    /// What is wrong with it, if anything.
    fileprivate var problem: String? {
      switch self {
      case .none: break
      case .constant(let value):
        if !(value >= 0 && value.isFinite) { return "a constant alpha must be finite and at least 0, found \(value)" }
      case .balanced(let value):
        if !(0...1).contains(value) { return "a balanced alpha must be in 0...1, found \(value)" }
      case .perClass(let values):
        if values.isEmpty { return "alpha per class must be of at least one class, found none" }
        if !values.allSatisfy((0...1).contains) { return "alpha per class must be in 0...1, found \(values)" }
      }
      return nil
    }
  }

  /// The balance of positives and negatives; the paper's is `.balanced(0.25)`.
  public let alpha: Alpha
  /// The focusing parameter γ ≥ 0; 2 in the paper, and 0 makes it weighted cross entropy.
  public let gamma: Double

  /// The focal loss with the given balance and focusing parameter; the paper's unless told otherwise.
  ///
  /// α = 0.25 gives *less* weight to the rarer positives. That is no slip: γ = 2 has already taken nearly all
  /// weight from the easy negatives, and the two were tuned together.
  public init(alpha: Alpha = .balanced(0.25), gamma: Double = 2) {
    self.alpha = alpha
    self.gamma = gamma
    if let problem { preconditionFailure(problem) }
  }

  /// What is wrong with it, if anything.
  private var problem: String? {
    gamma >= 0 && gamma.isFinite ? alpha.problem : "gamma must be finite and at least 0, found \(gamma)"
  }

  /// "focal, γ 2.0, α 0.25 for positives and 0.75 for negatives"; "cross entropy" for γ = 0.
  public var name: String {
    let weights =
      switch alpha {
      case .none: "no α"
      case .constant(let value): "α \(value) for all"
      case .balanced(let value): "α \(value) for positives and \(1 - value) for negatives"
      case .perClass(let values): "α of each class \(values)"
      }
    return gamma == 0 ? "cross entropy, \(weights)" : "focal, γ \(gamma), \(weights)"
  }

  /// αt: the factor of a positive or a negative of the given class.
  public func weight(isPositive: Bool, label: Int = 0) -> Double {
    switch alpha {
    case .none: return 1
    case .constant(let value): return value
    case .balanced(let value): return isPositive ? value : 1 - value
    case .perClass(let values):
      precondition(values.indices.contains(label), "label must be in 0..<\(values.count), found \(label)")
      return isPositive ? values[label] : 1 - values[label]
    }
  }

  // MARK: - From the probability

  /// The loss of a probability, at least 0.
  ///
  /// Nothing is clamped: a clamp would stop the gradient exactly where the output is most wrong. Edge cases:
  /// infinity for a positive at p = 0 and for a negative at p = 1, unless their weight is 0.
  ///
  /// - Precondition: `probability` is in 0...1.
  public func value(probability: Double, isPositive: Bool, label: Int = 0) -> Double {
    let output = TruthProbability(probability: probability, isPositive: isPositive)
    let weight = weight(isPositive: isPositive, label: label)
    return weight == 0 ? 0 : weight * pow(output.complement, gamma) * output.cost
  }

  /// The derivative of the loss by the probability.
  ///
  /// ```
  /// dFL/dpt = -αt (1 - pt)^γ (γ · -ln(pt) / (1 - pt) + 1 / pt)        dpt/dp = ±1
  /// ```
  ///
  /// Edge cases: infinite where the value is. At pt = 1 it is the limit: 0 for γ > 0, ±αt for γ = 0.
  ///
  /// - Precondition: `probability` is in 0...1.
  public func gradient(probability: Double, isPositive: Bool, label: Int = 0) -> Double {
    let output = TruthProbability(probability: probability, isPositive: isPositive)
    let weight = weight(isPositive: isPositive, label: label)
    if weight == 0 { return 0 }
    let focus = gamma == 0 ? 0 : gamma * output.costOverComplement
    let slope = -weight * pow(output.complement, gamma) * (focus + 1 / output.truth)
    return isPositive ? slope : -slope
  }

  // MARK: - From the logit

  /// The loss of a logit x, finite for every |x| up to 1e4 and well beyond.
  ///
  /// ```
  /// FL = αt e^(-γ softplus(z)) softplus(-z)        z = x for a positive, -x for a negative
  /// ```
  ///
  /// because ln(1 - pt) = -softplus(z) and ln(pt) = -softplus(-z): no logarithm of a rounded probability.
  ///
  /// Edge cases: a NaN logit gives NaN. An infinite one gives 0 where it is right or has no weight, and infinity where
  /// it is wrong.
  public func value(logit: Double, isPositive: Bool, label: Int = 0) -> Double {
    let z = isPositive ? logit : -logit
    let weight = weight(isPositive: isPositive, label: label)
    if weight == 0, !logit.isNaN { return 0 }
    return weight * modulation(z) * softplus(-z)
  }

  /// (1 - pt)^γ, of the logit of the right answer; 1 for γ = 0 even where 0 times infinity would be in the exponent.
  private func modulation(_ z: Double) -> Double { gamma == 0 && !z.isNaN ? 1 : exp(-gamma * softplus(z)) }

  /// The derivative of the loss by the logit.
  ///
  /// ```
  /// dFL/dz = -αt (1 - pt)^γ (γ pt · -ln(pt) + 1 - pt)        dz/dx = ±1
  /// ```
  ///
  /// Nothing is divided, so nothing is 0/0 at saturation. A positive at x = -1e4 pulls with its full weight, αt.
  public func gradient(logit: Double, isPositive: Bool, label: Int = 0) -> Double {
    let z = isPositive ? logit : -logit
    let truth = sigmoid(z)
    // At minus infinity pt · ln(pt) tends to 0.
    let cost = truth == 0 ? 0 : gamma * truth * softplus(-z)
    let slope = -weight(isPositive: isPositive, label: label) * modulation(z) * (cost + sigmoid(-z))
    return isPositive ? slope : -slope
  }
}

// On the protocol, so that `.crossEntropy` can be said wherever some classification loss is wanted.
extension ClassificationLoss where Self == FocalLoss {
  /// Plain cross entropy, the paper's Table 1a without α: γ = 0, and positives and negatives weigh alike.
  public static var crossEntropy: FocalLoss { FocalLoss(alpha: .none, gamma: 0) }

  /// α-balanced cross entropy (equation 3): γ = 0, α for positives and 1 - α for negatives, α in 0...1.
  ///
  /// It makes up for negatives being many, not for their being easy.
  public static func balancedCrossEntropy(alpha: Double) -> FocalLoss {
    FocalLoss(alpha: .balanced(alpha), gamma: 0)
  }
}

/// The factor (1 - pt)^γ by which the focal loss multiplies cross entropy: 0.01 at pt = 0.9, 0.81 at pt = 0.1.
///
/// - Precondition: `truthProbability` (pt) is in 0...1 and `gamma` at least 0.
public func focalWeight(truthProbability: Double, gamma: Double = 2) -> Double {
  precondition(
    (0...1).contains(truthProbability), "truthProbability must be in 0...1, found \(truthProbability)")
  precondition(gamma >= 0, "gamma must be at least 0, found \(gamma)")
  return pow(1 - truthProbability, gamma)
}

#if !hasFeature(Embedded)
  extension FocalLoss {
    /// Reads a loss; throws `DecodingError` for one that no initializer accepts.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      alpha = try values.decode(Alpha.self, forKey: .alpha)
      gamma = try values.decode(Double.self, forKey: .gamma)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
