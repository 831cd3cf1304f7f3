// The sigmoid and its logarithm, in forms that neither overflow nor lose digits.

import Foundation

/// The probability of a logit, in 0...1.
///
/// ```
/// σ(x) = 1 / (1 + e⁻ˣ)
/// ```
///
/// Properties:
/// - σ(-x) = 1 - σ(x).
/// - σ never decreases, and reaches 0 and 1 only by rounding.
public func sigmoid(_ logit: Double) -> Double {
  // 1 / (1 + exp(-x)) alone would be exp's overflow, 1/∞ = 0, for x below -709, where σ still has digits.
  if logit >= 0 { return 1 / (1 + exp(-logit)) }
  let odds = exp(logit)
  return odds / (1 + odds)
}

/// ln(1 + eˣ): minus the logarithm of σ(-x), at least 0.
///
/// ```
/// softplus(x) = max(x, 0) + ln(1 + e^-|x|)
/// ```
///
/// Properties:
/// - softplus(x) - softplus(-x) = x.
/// - It never overflows: at x = 1e4 it is 1e4, where ln(1 + exp(1e4)) would be infinite.
public func softplus(_ x: Double) -> Double {
  max(x, 0) + log1p(exp(-abs(x)))
}

/// One output as both signs of target see it: the probability given to the truth, and its complement.
///
/// Both are kept because 1 - pt loses its digits when pt is next to 1, which is where most anchors are.
struct TruthProbability {
  /// pt: p for a positive, 1 - p for a negative.
  let truth: Double
  /// 1 - pt.
  let complement: Double
  /// -ln(pt), at least 0: the cross entropy.
  let cost: Double

  init(probability: Double, isPositive: Bool) {
    precondition((0...1).contains(probability), "probability must be in 0...1, found \(probability)")
    truth = isPositive ? probability : 1 - probability
    complement = isPositive ? 1 - probability : probability
    cost = abs(isPositive ? log(probability) : log1p(-probability))
  }

  /// -ln(pt) / (1 - pt), which tends to 1 as pt does: 0/0 never arises.
  var costOverComplement: Double { complement > 0 ? cost / complement : 1 }
}
