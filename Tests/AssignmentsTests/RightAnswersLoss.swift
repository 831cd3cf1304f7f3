// Right answers to assignment 1 by other ways.

import Foundation

@testable import Assignments

extension RightAnswer {
  private typealias One = @Sendable (_ x: Double, _ positive: Bool, _ alpha: Double, _ gamma: Double) -> Double

  private static func one(_ body: @escaping One) -> Function {
    Function { (x: Double, positive: Bool, alpha: Double, gamma: Double) in body(x, positive, alpha, gamma) }
  }

  /// ln(1 + eˣ) in two branches.
  private static func branched(_ x: Double) -> Double { x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }

  /// ln(e⁰ + eˣ), the largest taken out.
  private static func logSumExp(_ x: Double) -> Double {
    let top = max(0, x)
    return top + log(exp(-top) + exp(x - top))
  }

  private static func focal(_ x: Double, _ positive: Bool, _ alpha: Double, _ gamma: Double) -> Double {
    let z = positive ? x : -x
    let focus = gamma == 0 ? 1 : exp(-gamma * branched(z))
    return (positive ? alpha : 1 - alpha) * focus * branched(-z)
  }

  static let loss: [RightAnswer] = [
    RightAnswer(
      "1.1", "t α + (1 − t)(1 − α)",
      Function { (p: Bool, a: Double) in
        let t = p ? 1.0 : 0
        return t * a + (1 - t) * (1 - a)
      }),
    RightAnswer("1.1", "|1 − t − α|", Function { (p: Bool, a: Double) in abs((p ? 0 : 1) - a) }),
    RightAnswer("1.1", "in 32 bits", Function { (p: Bool, a: Double) in Double(p ? Float(a) : 1 - Float(a)) }),
    RightAnswer("1.2", "softplus in branches, the focus by e", one(focal)),
    RightAnswer(
      "1.2", "a sigmoid for each sign, the power of it",
      one { x, p, a, g in
        let z = p ? x : -x
        let rest = z >= 0 ? exp(-z) / (1 + exp(-z)) : 1 / (1 + exp(z))
        return (p ? a : 1 - a) * (g == 0 ? 1 : pow(rest, g)) * branched(-z)
      }),
    RightAnswer(
      "1.2", "logarithm of the sum of two exponentials, and − x where it is large",
      one { x, p, a, g in
        let z = p ? x : -x
        let cost = z > 30 ? exp(-z) : logSumExp(-z)
        return (p ? a : 1 - a) * exp(-g * branched(z)) * cost
      }),
    RightAnswer(
      "1.3", "the quotient rule, without a division",
      one { x, p, a, g in
        let z = p ? x : -x
        let (t, rest) = (exp(-branched(-z)), exp(-branched(z)))
        let slope = (p ? a : 1 - a) * exp(-g * branched(z)) * (g * t * branched(-z) + rest)
        return p ? -slope : slope
      }),
    RightAnswer(
      "1.3", "a central difference",
      one { x, p, a, g in
        (focal(x + 1e-4, p, a, g) - focal(x - 1e-4, p, a, g)) / 2e-4
      }),
    RightAnswer(
      "1.3", "the product rule by its two terms",
      one { x, p, a, g in
        let z = p ? x : -x
        let (t, rest) = (exp(-branched(-z)), exp(-branched(z)))
        let weight = (p ? a : 1 - a) * (g == 0 ? 1 : exp(g * -branched(z)))
        let ofWeight = -g * t * weight * branched(-z)
        let ofLogarithm = -weight * rest
        return (p ? 1 : -1) * (ofWeight + ofLogarithm)
      }),
    RightAnswer(
      "1.4", "from the last anchor back",
      Function {
        (logits: [[Double]], targets: [AnchorState], a: Double, g: Double) in
        var sum = 0.0
        for i in logits.indices.reversed() where targets[i] != .ignored {
          for k in logits[i].indices.reversed() { sum += focal(logits[i][k], targets[i] == .positive(k), a, g) }
        }
        return sum
      }),
    RightAnswer(
      "1.4", "summed in 32 bits",
      Function { (logits: [[Double]], targets: [AnchorState], a: Double, g: Double) in
        var sum: Float = 0
        for (row, target) in zip(logits, targets) where target != .ignored {
          for (k, x) in row.enumerated() { sum += Float(focal(x, target == .positive(k), a, g)) }
        }
        return Double(sum)
      }),
    RightAnswer(
      "1.4", "all as negatives, then the positives put right",
      Function {
        (logits: [[Double]], targets: [AnchorState], a: Double, g: Double) in
        let rows = zip(logits, targets).filter { $1 != .ignored }
        let background = rows.flatMap(\.0).map { focal($0, false, a, g) }.reduce(0, +)
        return rows.reduce(background) { (sum: Double, row: ([Double], AnchorState)) -> Double in
          guard case .positive(let k) = row.1 else { return sum }
          return sum - focal(row.0[k], false, a, g) + focal(row.0[k], true, a, g)
        }
      }),
    RightAnswer(
      "1.5", "each loss by its own share",
      Function { (losses: [[Double]], positives: [Int]) in
        var all: [Double] = []
        for (i, image) in losses.enumerated() {
          all += image.map { $0 / Double(Swift.max(1, positives[i]) * losses.count) }
        }
        return all.sorted().reduce(0, +)
      }),
    RightAnswer(
      "1.5", "a running mean",
      Function { (losses: [[Double]], positives: [Int]) in
        var mean = 0.0
        for (i, image) in losses.enumerated() {
          let own = image.reduce(0, +) / (positives[i] > 0 ? Double(positives[i]) : 1)
          mean += (own - mean) / Double(i + 1)
        }
        return mean
      }),
    RightAnswer(
      "1.5", "in 32 bits",
      Function { (losses: [[Double]], positives: [Int]) in
        var sum: Float = 0
        for (image, n) in zip(losses, positives) {
          sum += image.reduce(Float(0)) { $0 + Float($1) } / Float(n == 0 ? 1 : n)
        }
        return Double(sum / Float(losses.count))
      }),
    RightAnswer("1.6", "ln π − ln(1 − π)", Function { (p: Double) in log(p) - log(1 - p) }),
    RightAnswer("1.6", "with log1p", Function { (p: Double) in log(p) - log1p(-p) }),
    RightAnswer("1.6", "2 artanh(2π − 1)", Function { (p: Double) in 2 * atanh(2 * p - 1) }),
    RightAnswer("1.7", "1.1285", Function { 1.1285 }),
    RightAnswer("1.7", "all digits", Function { 1.128473 }),
  ]
}
