// The focal loss of one output with any number of its known mistakes at once.
// The mistakes are independent choices (weight, focus, logarithm, sign, probability), so every pair has its own values.

import Foundation
import Losses

/// The focal loss with some choices made wrongly; with none it is the definition, computed in another way.
struct LossVariant: Sendable {
  /// The wrong choices.
  var wrong = Wrong()

  /// What wrong choices of the value are about: two of one aspect exclude each other.
  static let aspects = [
    // α, the power, what stands under the logarithm and how it comes to be there, and the truth.
    ["L1", "L2", "L29", "L30", "L36"], ["L3", "L4", "L5", "L28", "L31", "L33", "L51"], ["L8", "L33"],
    ["L9", "L12", "L12b", "L13", "L34", "L35"], ["L6", "L6b"], ["L7", "L26b"], ["L32", "L40"],
  ]
  static let slopeAspects = [
    ["L1", "L2", "L29", "L30", "L36"], ["L14", "L16", "L28", "L37", "L38", "L39"], ["L7", "L26"],
    // Where the clamp has no slope, 0 is never raised to anything.
    ["L13", "L16"],
  ]
  /// How far from 0 and 1 a probability is clamped, and what is added under a logarithm.
  static let margins = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8]
  static let epsilons = [1e-8, 1e-5, 1e-6, 1e-7, 1e-10, 1e-12]
  static let spellings = ["L13": margins.count, "L34": epsilons.count]

  func weight(isPositive: Bool, alpha given: Double) -> Double {
    let alpha = wrong("L29") ? 0.25 : given
    if wrong("L1") { return alpha }
    if wrong("L36") || (wrong("L30") && !isPositive) { return 1 }
    return isPositive != wrong("L2") ? alpha : 1 - alpha
  }

  /// (p, ln pt, ln(1 − pt)) from the logit, as the chosen way of computing the probability has them.
  private func probability(_ logit: Double, _ isPositive: Bool) -> (p: Double, lnTruth: Double, lnRest: Double) {
    let x = wrong("L9") ? 1 / (1 + exp(-logit)) : logit
    let z = isPositive ? x : -x
    var p = 1 / (1 + exp(-x))
    if wrong("L12b") {
      // ln pt is right, and 1 − pt is 1 − e^(ln pt).
      return (p, -softplus(-z), log(1 - exp(-softplus(-z))))
    }
    if wrong("L35") { return (p, -log(1 + exp(-z)), -softplus(z)) }
    if wrong("L34") {
      return (p, log((isPositive ? p : 1 - p) + Self.epsilons[wrong.spelling("L34")]), -softplus(z))
    }
    guard wrong("L12") || wrong("L13") else { return (p, -softplus(-z), -softplus(z)) }
    if wrong("L13") {
      let margin = Self.margins[wrong.spelling("L13")]
      p = min(max(p, margin), 1 - margin)
    }
    return isPositive ? (p, log(p), log(1 - p)) : (p, log(1 - p), log(p))
  }

  func value(logit: Double, isPositive given: Bool, alpha: Double, gamma: Double) -> Double {
    if wrong("L40") {
      return [true, false].reduce(0) { $0 + term(logit: logit, isPositive: $1, alpha: alpha, gamma: gamma) }
    }
    return term(logit: logit, isPositive: given, alpha: alpha, gamma: gamma)
  }

  private func term(logit: Double, isPositive given: Bool, alpha: Double, gamma power: Double) -> Double {
    let gamma = wrong("L28") ? 2 : power
    let isPositive = given != wrong("L32")
    let (p, lnTruth, lnRest) = probability(logit, isPositive)
    let balance = weight(isPositive: given, alpha: alpha)
    var focus = gamma == 0 ? 1 : exp(gamma * lnRest)
    if wrong("L3") && isPositive { focus = pow(p, gamma) }
    if wrong("L4") { focus = pow(1 - p, gamma) }
    if wrong("L5") { focus = gamma * exp(lnRest) }
    if wrong("L31") { focus = 1 - exp(gamma * lnTruth) }
    if wrong("L33") { focus = pow(1 - exp(balance * lnTruth), gamma) }
    if wrong("L51") { focus = 1 }
    let weight = balance * focus
    var logarithm = wrong("L8") ? log(weight) : lnTruth
    if wrong("L6") { logarithm /= log(10) }
    if wrong("L6b") { logarithm /= log(2) }
    return wrong("L7") || (wrong("L26b") && !given) ? weight * logarithm : -weight * logarithm
  }

  func slope(logit: Double, isPositive given: Bool, alpha: Double, gamma power: Double) -> Double {
    let gamma = wrong("L28") ? 2 : power
    let isPositive = given != wrong("L32")
    let z = isPositive ? logit : -logit
    let truth = 1 / (1 + exp(-z))
    let rest = 1 / (1 + exp(z))
    if wrong("L13") && abs(logit) > log((1 - 1e-4) / 1e-4) { return 0 }
    var focus = exp(-gamma * softplus(z))
    var moving = gamma * truth * softplus(-z) * focus
    if wrong("L16") { moving = -gamma * pow(1 - truth, gamma - 1) * log(truth) * truth * (1 - truth) }
    if wrong("L37") { moving = -moving }
    if wrong("L39") { moving = gamma * softplus(-z) * focus }
    if wrong("L14") || wrong("L38") { moving = 0 }
    if wrong("L38") { focus = 1 }
    var slope = -weight(isPositive: given, alpha: alpha) * (moving + focus * rest)
    if wrong("L15") { slope /= truth * rest }
    if wrong("L7") { slope = -slope }
    return isPositive || wrong("L26") ? slope : -slope
  }
}
