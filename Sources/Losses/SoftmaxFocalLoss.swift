// The focal loss with a softmax over K + 1 outputs, background being one of them: for comparison.
// RetinaNet's own has K sigmoids and no background output.

import Boxes
import Foundation

/// Focal loss of a softmax.
///
/// ```
/// FL = -αt (1 - pt)^γ ln(pt)        pt = exp(x_t) / Σ exp(x_j), t the true class or the background
/// ```
///
/// With a softmax the scores of an anchor sum to 1, so "nothing here" needs an output of its own, and an anchor
/// cannot report two classes.
///
/// Properties:
/// - Adding a number to all logits changes nothing.
/// - Two outputs (x, 0) give what one sigmoid output x does.
/// - The gradient sums to 0.
///
/// Edge cases: one infinite logit is its own limit, so that a right answer costs 0 and a wrong one infinity, with a
/// gradient as large as αt. NaN anywhere is NaN, and so is ∞ - ∞: two logits of plus infinity, or all of minus
/// infinity. Detectron's kernel takes no logarithm of less than the smallest normal `Float`: its -ln(pt) stops at 87.3,
/// where this one goes on, and there an infinite logit is NaN.
public struct SoftmaxFocalLoss: ClassificationLoss, Hashable, Codable {
  /// The focusing parameter γ ≥ 0.
  public let gamma: Double

  /// α for the classes and 1 - α for the background, in 0...1; 1 for both if nil.
  public let alpha: Double?
  /// The index of the background's output: 0 in Detectron's `SoftmaxFocalLoss`, K in many later systems.
  public let background: Int

  /// The softmax focal loss with the given focusing parameter, unbalanced unless told otherwise.
  public init(gamma: Double = 2, alpha: Double? = nil, background: Int = 0) {
    self.gamma = gamma
    self.alpha = alpha
    self.background = background
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    if !(gamma >= 0 && gamma.isFinite) { return "gamma must be finite and at least 0, found \(gamma)" }
    if let alpha, !(0...1).contains(alpha) { return "alpha must be in 0...1, found \(alpha)" }
    return background >= 0 ? nil : "background must be at least 0, found \(background)"
  }

  /// αt: the factor of a target.
  public func weight(target: Int) -> Double {
    guard let alpha else { return 1 }
    return target == background ? 1 - alpha : alpha
  }

  /// The loss of one anchor's logits.
  ///
  /// - Parameters:
  ///   - logits: [K + 1], at least two.
  ///   - target: the index of the true output.
  public func value(logits: [Double], target: Int) -> Double {
    let output = Output(logits: logits, target: target)
    let weight = weight(target: target)
    if weight == 0, !output.cost.isNaN { return 0 }
    return weight * modulation(output) * output.cost
  }

  /// (1 - pt)^γ; 1 for γ = 0 even where 0 times infinity would be in the exponent.
  private func modulation(_ output: Output) -> Double {
    gamma == 0 && !output.cost.isNaN ? 1 : exp(gamma * output.logComplement)
  }

  /// The derivative of the loss by each logit, [K + 1].
  public func gradient(logits: [Double], target: Int) -> [Double] {
    let output = Output(logits: logits, target: target)
    // d(-ln pt)/dx_j = p_j - [j = t], and d(1 - pt)^γ carries another factor pt · -ln(pt) / (1 - pt).
    let complement = exp(output.logComplement)
    // That factor tends to 1 as pt does, and to 0 as pt does.
    let focus = complement > 0 ? (output.cost.isInfinite ? 0 : exp(-output.cost) * output.cost / complement) : 1
    let slope = weight(target: target) * modulation(output) * (gamma * focus + 1)
    return logits.indices.map { slope * ($0 == target ? -complement : output.probability(of: logits[$0])) }
  }

  /// "focal of a softmax with background, γ 2.0, no α".
  public var name: String {
    let weights = alpha.map { "α \($0) for classes and \(1 - $0) for background" } ?? "no α"
    return "focal of a softmax with background, γ \(gamma), \(weights)"
  }

  /// A softmax with the background's output.
  public var outputs: ClassOutputs { .softmax(background: background) }

  /// The loss of one anchor: a negative should say background; 0 for an ignored anchor.
  public func value(logits: [Double], target: AnchorTarget) -> Double {
    output(of: target, logits: logits).map { value(logits: logits, target: $0) } ?? 0
  }

  /// The derivative by each logit, [K + 1]; zeros for an ignored anchor.
  public func gradient(logits: [Double], target: AnchorTarget) -> [Double] {
    output(of: target, logits: logits).map { gradient(logits: logits, target: $0) } ?? logits.map { _ in 0 }
  }

  /// The index of the output that should be 1, nil for an ignored anchor.
  private func output(of target: AnchorTarget, logits: [Double]) -> Int? {
    switch target {
    case .positive(let label): outputs.index(ofLabel: label)
    case .negative: background
    case .ignored: nil
    }
  }

  /// ln Σ exp(x), -ln(pt) and ln(1 - pt) of one anchor.
  private struct Output {
    let logSum: Double
    /// How many logits other than the target's are infinite.
    let infiniteOthers: Int
    let cost: Double
    let logComplement: Double

    init(logits: [Double], target: Int) {
      precondition(logits.count >= 2, "logits must be at least two, one of them background, found \(logits.count)")
      precondition(logits.indices.contains(target), "target must be in 0..<\(logits.count), found \(target)")
      var others = logits
      let truth = others.remove(at: target)
      // The target's odds against all others are one logit z: from here on the sigmoid's stable forms serve.
      let othersLogSum = logSumOfExponentials(others)
      let z = truth - othersLogSum
      cost = softplus(-z)
      logComplement = -softplus(z)
      logSum = othersLogSum + softplus(z)
      infiniteOthers = others.count(where: { $0 == .infinity })
    }

    /// The probability of an output that is not the target's.
    func probability(of logit: Double) -> Double {
      if logComplement == -.infinity { return 0 }
      // Infinity takes all there is; two of them do not say how they share it.
      if logit == .infinity { return infiniteOthers == 1 ? 1 : .nan }
      return exp(logit - logSum)
    }
  }
}

#if !hasFeature(Embedded)
  extension SoftmaxFocalLoss {
    /// Reads it; throws `DecodingError` for what no initializer accepts.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      gamma = try values.decode(Double.self, forKey: .gamma)
      alpha = try values.decodeIfPresent(Double.self, forKey: .alpha)
      background = try values.decode(Int.self, forKey: .background)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
