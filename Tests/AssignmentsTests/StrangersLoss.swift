// Assignment 1 as students get it wrong.

import Foundation

@testable import Assignments

extension Stranger {
  private typealias One = @Sendable (_ x: Double, _ positive: Bool, _ alpha: Double, _ gamma: Double) -> Double

  private static func one(_ body: @escaping One) -> Function {
    Function { (x: Double, positive: Bool, alpha: Double, gamma: Double) in body(x, positive, alpha, gamma) }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// ln(1 + eˣ) that holds everywhere.
  private static func soft(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  private static func power(_ base: Double, _ exponent: Double) -> Double { exponent == 0 ? 1 : pow(base, exponent) }

  private static func right(_ x: Double, _ positive: Bool, _ alpha: Double, _ gamma: Double) -> Double {
    let z = positive ? x : -x
    return (positive ? alpha : 1 - alpha) * exp(-gamma * soft(z)) * soft(-z)
  }

  private static func summed(
    _ body: @escaping @Sendable ([[Double]], [AnchorState], Double, Double) -> Double
  ) -> Function {
    Function { (logits: [[Double]], targets: [AnchorState], alpha: Double, gamma: Double) in
      body(logits, targets, alpha, gamma)
    }
  }

  private static func outputs(
    _ logits: [[Double]], _ targets: [AnchorState], _ cost: (Double, Bool) -> Double
  ) -> [Double] {
    zip(logits, targets).flatMap { row, target -> [Double] in
      if target == .ignored { return [] }
      return row.enumerated().map { cost($1, target == .positive($0)) }
    }
  }

  private static func mean(_ body: @escaping @Sendable ([[Double]], [Int]) -> Double) -> Function {
    Function { (losses: [[Double]], positives: [Int]) in body(losses, positives) }
  }

  static let loss: [Stranger] = [
    Stranger("1.1", "only positives are weighed", ["L30"], Function { (p: Bool, a: Double) in p ? a : 1.0 }),
    Stranger("1.1", "0.25 and 0.75 are written down", ["L29"], Function { (p: Bool, _: Double) in p ? 0.25 : 0.75 }),
    Stranger("1.1", "negatives are minus α", [], Function { (p: Bool, a: Double) in p ? a : -a }),
    Stranger("1.2", "α is forgotten", ["L36"], one { x, p, _, g in right(x, p, 0.5, g) * 2 }),
    Stranger(
      "1.2", "1 − pt^γ", ["L31"],
      one { x, p, a, g in
        let t = sigmoid(p ? x : -x)
        return (p ? a : 1 - a) * (1 - power(t, g)) * soft(p ? -x : x)
      }),
    Stranger(
      "1.2", "α stands inside of the power", [],
      one { x, p, a, g in
        let z = p ? x : -x
        return power((p ? a : 1 - a) * sigmoid(-z), g) * soft(-z)
      }),
    Stranger(
      "1.2", "the label is read the wrong way round", ["L32"],
      one { x, p, a, g in
        right(-x, p, a, g)
      }),
    Stranger(
      "1.2", "the sigmoid has the wrong sign: 1 / (1 + eˣ)", ["L32"],
      one { x, p, a, g in
        let z = p ? -x : x
        return (p ? a : 1 - a) * exp(-g * soft(z)) * soft(-z)
      }),
    Stranger(
      "1.2", "PyTorch port: pt = exp(−bce) of a bce that is weighed", ["L33"],
      one { x, p, a, g in
        let bce = (p ? a : 1 - a) * soft(p ? -x : x)
        return power(1 - exp(-bce), g) * bce
      }),
    Stranger(
      "1.2", "PyTorch port: pt = exp(−bce), right but for rounding far out", ["L12b"],
      one { x, p, a, g in
        let bce = soft(p ? -x : x)
        return (p ? a : 1 - a) * power(1 - exp(-bce), g) * bce
      }),
    Stranger(
      "1.2", "ε 1e-8 under the logarithm", ["L34"],
      one { x, p, a, g in
        let t = sigmoid(p ? x : -x)
        return -(p ? a : 1 - a) * power(sigmoid(p ? -x : x), g) * log(t + 1e-8)
      }),
    Stranger(
      "1.2", "p is clamped to 1e-7, as Keras does", ["L13"],
      one { x, p, a, g in
        let s = min(max(sigmoid(x), 1e-7), 1 - 1e-7)
        let t = p ? s : 1 - s
        return -(p ? a : 1 - a) * power(1 - t, g) * log(t)
      }),
    Stranger(
      "1.2", "softplus overflows: ln(1 + eˣ) as it stands", ["L35"],
      one { x, p, a, g in
        let z = p ? x : -x
        return (p ? a : 1 - a) * power(1 / (1 + exp(z)), g) * log(1 + exp(-z))
      }),
    Stranger(
      "1.2", "the terms of both labels are added", ["L40"],
      one { x, _, a, g in
        a * power(sigmoid(-x), g) * soft(-x) + (1 - a) * power(sigmoid(x), g) * soft(x)
      }),
    Stranger(
      "1.2", "the minus stands for positives only", ["L26b"],
      one { x, p, a, g in
        p ? right(x, p, a, g) : -right(x, p, a, g)
      }),
    Stranger("1.2", "0.25 and 2 are written down", ["L28", "L29"], one { x, p, _, _ in right(x, p, 0.25, 2) }),
    Stranger(
      "1.2", "focal weight forgotten: plain weighed cross entropy", ["L51"],
      one { x, p, a, _ in
        (p ? a : 1 - a) * soft(p ? -x : x)
      }),
    Stranger(
      "1.2", "√ for the power: (1 − pt)^(1/γ)", [],
      one { x, p, a, g in
        (p ? a : 1 - a) * power(sigmoid(p ? -x : x), 1 / g) * soft(p ? -x : x)
      }),
    Stranger(
      "1.3", "the minus of ln is lost inside", ["L37"],
      one { x, p, a, g in
        let z = p ? x : -x
        let s = (p ? a : 1 - a) * exp(-g * soft(z)) * (g * sigmoid(z) * -soft(-z) + sigmoid(-z))
        return p ? -s : s
      }),
    Stranger(
      "1.3", "the slope of cross entropy: αt (p − y)", ["L38"],
      one { x, p, a, _ in
        (p ? -a : 1 - a) * sigmoid(p ? -x : x)
      }),
    Stranger(
      "1.3", "pt is forgotten beside γ", ["L39"],
      one { x, p, a, g in
        let z = p ? x : -x
        let s = (p ? a : 1 - a) * exp(-g * soft(z)) * (g * soft(-z) + sigmoid(-z))
        return p ? -s : s
      }),
    Stranger(
      "1.3", "α is forgotten", ["L36"],
      one { x, p, _, g in
        let z = p ? x : -x
        let s = exp(-g * soft(z)) * (g * sigmoid(z) * soft(-z) + sigmoid(-z))
        return p ? -s : s
      }),
    Stranger(
      "1.3", "one difference, forward, with a step of 1e-4", [],
      one { x, p, a, g in
        (right(x + 1e-4, p, a, g) - right(x, p, a, g)) / 1e-4
      }),
    Stranger(
      "1.4", "γ = 2 is written down", ["L28"],
      summed { logits, targets, a, _ in
        outputs(logits, targets) { right($0, $1, a, 2) }.reduce(0, +)
      }),
    Stranger(
      "1.4", "α = 0.25 is written down", ["L29"],
      summed { logits, targets, _, g in
        outputs(logits, targets) { right($0, $1, 0.25, g) }.reduce(0, +)
      }),
    Stranger(
      "1.4", "the mean over the outputs", ["L41"],
      summed { logits, targets, a, g in
        let all = outputs(logits, targets) { right($0, $1, a, g) }
        return all.isEmpty ? 0 : all.reduce(0, +) / Double(all.count)
      }),
    Stranger(
      "1.4", "the mean over the anchors", ["L41b"],
      summed { logits, targets, a, g in
        outputs(logits, targets) { right($0, $1, a, g) }.reduce(0, +) / Double(max(1, targets.count))
      }),
    Stranger(
      "1.4", "a positive has its own class's output alone", ["L42"],
      summed { logits, targets, a, g in
        var sum = 0.0
        for (row, target) in zip(logits, targets) {
          switch target {
          case .ignored: continue
          case .positive(let label): sum += right(row[label], true, a, g)
          case .negative: for x in row { sum += right(x, false, a, g) }
          }
        }
        return sum
      }),
    Stranger(
      "1.4", "the first ignored anchor ends the loop", ["L43"],
      summed { logits, targets, a, g in
        var sum = 0.0
        for (row, target) in zip(logits, targets) {
          if target == .ignored { break }
          for (k, x) in row.enumerated() { sum += right(x, target == .positive(k), a, g) }
        }
        return sum
      }),
    Stranger(
      "1.5", "the images' sum, no mean", ["L45"],
      mean { losses, positives in
        zip(losses, positives).map { $0.reduce(0, +) / Double(max(1, $1)) }.reduce(0, +)
      }),
    Stranger(
      "1.5", "images without objects are skipped", ["L46"],
      mean { losses, positives in
        var all: [Double] = []
        for (loss, count) in zip(losses, positives) where count > 0 { all.append(loss.reduce(0, +) / Double(count)) }
        return all.reduce(0, +) / Double(max(1, all.count))
      }),
    Stranger(
      "1.5", "positives + 1 against the division by 0", ["L47"],
      mean { losses, positives in
        zip(losses, positives).map { $0.reduce(0, +) / Double($1 + 1) }.reduce(0, +) / Double(losses.count)
      }),
    Stranger("1.6", "log10", ["L6"], Function { (p: Double) in log10(p / (1 - p)) }),
    Stranger("1.6", "the odds without a logarithm", ["L48"], Function { (p: Double) in p / (1 - p) }),
    Stranger("1.6", "ln(1 − π)", [], Function { (p: Double) in log(1 - p) }),
    Stranger("1.7", "divided by all outputs", ["L17"], Function { 0.009683 }),
    Stranger("1.7", "not divided", ["L49"], Function { 89.1493 }),
    Stranger("1.7", "1.13, two decimals", [], Function { 1.13 }),
    Stranger("1.8", "a and c exchanged", [], Function { (p: String) in ["A": "a", "B": "f", "C": "d"][p] ?? "" }),
  ]
}
