// What a loss means that stands at one number: `retinanet doctor --loss 2.302` (run2).

import Foundation
import Losses
import Text

/// A number at which a loss stands still when something is wrong, and what that is.
///
/// ```
/// 2.3021   α (1 − c)^γ (−ln c), c = 10⁻⁴     probabilities are clamped: the positives' gradient is 0
/// 1.1284   α (1 − π)^γ (−ln π), π = 0.01     nothing has been learnt since the start
/// 0.0433   α ½^γ ln 2                        a positive at ½ (a negative costs 0.1300)
/// 0.6931   ln 2                              cross entropy of a coin
/// min over p of α (1 − p)^γ (−ln p) + R (1 − α) p^γ (−ln(1 − p))      one answer for all anchors
/// ```
///
/// R is the number of negative outputs for each positive anchor. All are of a loss that is divided by the number of
/// positive anchors (the paper, section 4).
public struct PlateauLoss: Hashable, Sendable {
  /// The number.
  public let value: Double
  /// What a loss that stands there means, in a sentence without a full stop.
  public let meaning: String
  /// What to do.
  public let advice: String

  /// All such numbers for a focal loss.
  ///
  /// - Parameters:
  ///   - alpha: the weight of positives.
  ///   - gamma: the focusing parameter.
  ///   - prior: π, the score before training.
  ///   - negativesPerPositive: R; nil leaves out what depends on it.
  public static func all(
    alpha: Double = 0.25, gamma: Double = 2, prior: Double = 0.01, negativesPerPositive: Double? = nil
  ) -> [PlateauLoss] {
    let positive = { (p: Double) in alpha * pow(1 - p, gamma) * -log(p) }
    let negative = { (p: Double) in (1 - alpha) * pow(p, gamma) * -log(1 - p) }
    var found = [
      PlateauLoss(
        value: positive(1e-4),
        meaning: "every positive scores less than 10⁻⁴, where probabilities are clamped: the clamp has no slope, so "
          + "nothing pulls them up again",
        advice: "compute the loss from logits (softplus) without a clamp, and lower the learning rate"),
      PlateauLoss(
        value: positive(prior),
        meaning: "every anchor still scores the prior \(prior.short): nothing has been learnt",
        advice: "look whether gradients reach the weights: frozen layers, a rate of 0, an optimizer without parameters"),
      PlateauLoss(
        value: log(2), meaning: "every output is ½ and the loss is plain cross entropy",
        advice: "nothing has been learnt; start the classification bias at −ln((1 − π)/π)"),
      PlateauLoss(
        value: 0, meaning: "there is nothing to learn: no positive anchor, or everything is known by heart",
        advice: "look whether pictures have positive anchors (retinanet match), and at the AP on other pictures"),
    ]
    if let ratio = negativesPerPositive, ratio > 0 {
      let constant = bestConstant(positive, { ratio * negative($0) })
      found += [
        PlateauLoss(
          value: constant.value,
          meaning:
            "every anchor gets the same score, \(constant.score.fixed(digits: 2)), the best of all constant answers: the "
            + "network tells no anchor from another",
          advice: "lower the learning rate ten times; every good run passes this number, a sick one stays"),
        PlateauLoss(
          value: positive(0.5) + ratio * negative(0.5),
          meaning: "every output is ½: the classification bias is 0, without the prior",
          advice: "start the classification bias at −ln((1 − π)/π) = −4.595 for π = 0.01"),
      ]
    }
    return found
  }

  /// The numbers that a loss is within 1 % of, the nearest first; of 0 within 0.0005.
  public static func meanings(
    of loss: Double, negativesPerPositive: Double? = nil, prior: Double = 0.01
  ) -> [PlateauLoss] {
    all(prior: prior, negativesPerPositive: negativesPerPositive).filter {
      abs($0.value - loss) <= max(0.01 * $0.value, 0.0005)
    }.sorted { abs($0.value - loss) < abs($1.value - loss) }
  }

  /// The smallest sum over all constant scores, by golden section: the sum has one minimum.
  private static func bestConstant(
    _ positive: (Double) -> Double, _ negatives: (Double) -> Double
  ) -> (score: Double, value: Double) {
    var (low, high) = (1e-6, 1 - 1e-6)
    let ratio = (5.0.squareRoot() - 1) / 2
    for _ in 0..<80 {
      let (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
      if positive(a) + negatives(a) < positive(b) + negatives(b) { high = b } else { low = a }
    }
    let score = (low + high) / 2
    return (score, positive(score) + negatives(score))
  }

  /// What a number alone says.
  public static func diagnosis(of loss: Double, negativesPerPositive: Double? = nil) -> Diagnosis {
    let found = meanings(of: loss, negativesPerPositive: negativesPerPositive)
    let findings =
      found.isEmpty
      ? [
        Finding(
          "run2", .note, "A loss of \(loss.short) is none of the numbers that a sick run stands at",
          measured: loss.short,
          expected: all(negativesPerPositive: negativesPerPositive).map { $0.value.short }.joined(separator: ", "),
          advice: "look at the curve: retinanet doctor --run FOLDER")
      ]
      : found.map {
        Finding(
          "run2", .severe, "A loss that stands at \($0.value.short) means: \($0.meaning)", measured: loss.short,
          expected: "a loss that falls below it within the first hundred steps", advice: $0.advice)
      }
    return Diagnosis(findings, checks: ["run2"])
  }
}
