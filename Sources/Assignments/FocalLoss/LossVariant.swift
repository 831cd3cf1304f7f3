// The focal loss of one output with any number of its known mistakes at once.
// The mistakes are independent choices (weight, focus, logarithm, sign, probability), so every pair has its own values.

import Foundation
import Losses

/// The focal loss with some choices made wrongly; with none it is the definition, computed in another way.
struct LossVariant: Sendable {
  /// The catalogue's numbers of the wrong choices.
  var wrong: Set<String> = []

  /// What each wrong choice is about: two of one aspect exclude each other.
  static let aspects = [
    ["L1", "L2"], ["L3", "L4", "L5", "L28"], ["L6", "L6b"], ["L7"], ["L8"], ["L9", "L12", "L13"],
  ]
  static let slopeAspects = [["L1", "L2"], ["L14", "L16", "L28"], ["L15"], ["L7", "L26"], ["L13"]]

  /// Every two choices of different aspects.
  static func pairs(_ aspects: [[String]]) -> [[String]] {
    var pairs: [[String]] = []
    for (index, first) in aspects.enumerated() {
      for second in aspects[(index + 1)...] { for one in first { for other in second { pairs.append([one, other]) } } }
    }
    // Where the clamp has no slope, 0 is never raised to anything.
    return pairs.filter { $0 != ["L16", "L13"] }
  }

  func has(_ id: String) -> Bool { wrong.contains(id) }

  func weight(isPositive: Bool, alpha: Double) -> Double {
    if has("L1") { return alpha }
    return isPositive != has("L2") ? alpha : 1 - alpha
  }

  /// (p, ln pt, ln(1 − pt)) from the logit, as the chosen way of computing the probability has them.
  private func probability(_ logit: Double, _ isPositive: Bool) -> (p: Double, lnTruth: Double, lnRest: Double) {
    let x = has("L9") ? 1 / (1 + exp(-logit)) : logit
    let z = isPositive ? x : -x
    var p = 1 / (1 + exp(-x))
    if has("L12b") {
      let truth = isPositive ? p : 1 - p
      return (p, log(truth), log(1 - truth))
    }
    guard has("L12") || has("L13") else { return (p, -softplus(-z), -softplus(z)) }
    if has("L13") { p = min(max(p, 1e-4), 1 - 1e-4) }
    return isPositive ? (p, log(p), log(1 - p)) : (p, log(1 - p), log(p))
  }

  func value(logit: Double, isPositive: Bool, alpha: Double, gamma given: Double) -> Double {
    let gamma = has("L28") ? 2 : given
    let (p, lnTruth, lnRest) = probability(logit, isPositive)
    var focus = exp(gamma * lnRest)
    if gamma == 0 { focus = 1 }
    if has("L3") && isPositive { focus = pow(p, gamma) }
    if has("L4") { focus = pow(1 - p, gamma) }
    if has("L5") { focus = gamma * exp(lnRest) }
    let weight = weight(isPositive: isPositive, alpha: alpha) * focus
    var logarithm = has("L8") ? log(weight) : lnTruth
    if has("L6") { logarithm /= log(10) }
    if has("L6b") { logarithm /= log(2) }
    return has("L7") ? weight * logarithm : -weight * logarithm
  }

  func slope(logit: Double, isPositive: Bool, alpha: Double, gamma given: Double) -> Double {
    let gamma = has("L28") ? 2 : given
    let z = isPositive ? logit : -logit
    let truth = 1 / (1 + exp(-z))
    let rest = 1 / (1 + exp(z))
    if has("L13") && abs(logit) > log((1 - 1e-4) / 1e-4) { return 0 }
    let focus = exp(-gamma * softplus(z))
    var moving = gamma * truth * softplus(-z) * focus
    if has("L16") { moving = -gamma * pow(1 - truth, gamma - 1) * log(truth) * truth * (1 - truth) }
    if has("L14") { moving = 0 }
    var slope = -weight(isPositive: isPositive, alpha: alpha) * (moving + focus * rest)
    if has("L15") { slope /= truth * rest }
    if has("L7") { slope = -slope }
    return isPositive || has("L26") ? slope : -slope
  }
}
