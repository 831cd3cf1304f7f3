// Assignment 5 as students get it wrong.

import Foundation

@testable import Assignments

extension Stranger {
  private static func smooth(_ x: Double, _ beta: Double) -> Double {
    let size = abs(x)
    return size <= beta ? 0.5 * size * size / beta : size - 0.5 * beta
  }

  private static func difference(_ body: @escaping @Sendable (Double, Double) -> Double) -> Function {
    Function { (x: Double, beta: Double) in body(x, beta) }
  }

  private static func two(_ body: @escaping @Sendable (Rectangle, Rectangle) -> Double) -> Function {
    Function { (a: Rectangle, b: Rectangle) in body(a, b) }
  }

  private static func image(
    _ body: @escaping @Sendable ([[Double]], [[Double]], [AnchorState], Double) throws -> Double
  ) -> Function {
    Function { (codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) in
      try body(codes, targets, states, beta)
    }
  }

  private static func isPositive(_ state: AnchorState) -> Bool { if case .positive = state { true } else { false } }

  static let boxLosses: [Stranger] = [
    Stranger(
      "5.1", "the 2 is forgotten: x² / β", ["R14"],
      difference { x, b in
        abs(x) < b ? x * x / b : abs(x) - b / 2
      }),
    Stranger(
      "5.1", "β is 1, as in the first PyTorch", ["R13"],
      difference { x, _ in
        abs(x) < 1 ? x * x / 2 : abs(x) - 0.5
      }),
    Stranger("5.1", "Huber", ["R15"], difference { x, b in abs(x) < b ? x * x / 2 : b * (abs(x) - b / 2) }),
    Stranger(
      "5.1", "Fast R-CNN's σ: β is 1/σ²", ["R16"],
      difference { x, s in
        abs(x) < 1 / (s * s) ? 0.5 * (s * x) * (s * x) : abs(x) - 0.5 / (s * s)
      }),
    Stranger("5.1", "plain L1", ["R21"], difference { x, _ in abs(x) }),
    Stranger("5.2", "Huber's slope", ["R15"], difference { x, b in max(-b, min(b, x)) }),
    Stranger("5.2", "β is 1", ["R13"], difference { x, _ in max(-1, min(1, x)) }),
    Stranger("5.2", "0 on the line", [], difference { x, b in abs(x) < b ? x / b : 0 }),
    Stranger("5.2", "size of the slope", ["R26"], difference { x, b in min(1, abs(x) / b) }),
    Stranger(
      "5.3", "generalized IoU", ["B24"],
      two { a, b in
        let union = area(a) + area(b) - common(a, b)
        let hull = (max(a.xMax, b.xMax) - min(a.xMin, b.xMin)) * (max(a.yMax, b.yMax) - min(a.yMin, b.yMin))
        return hull == 0 || union == 0 ? 1 : 1 - common(a, b) / union + (hull - union) / hull
      }),
    Stranger(
      "5.3", "negative sides are multiplied", ["B1"],
      two { a, b in
        let inter =
          (min(a.xMax, b.xMax) - max(a.xMin, b.xMin)) * (min(a.yMax, b.yMax) - max(a.yMin, b.yMin))
        let union = area(a) + area(b) - inter
        return union == 0 ? 1 : 1 - inter / union
      }),
    Stranger("5.3", "the minus alone: −IoU", ["R25"], two { -overlap($0, $1) }),
    Stranger(
      "5.3", "nothing over nothing", ["B9"],
      two { a, b in
        1 - common(a, b) / (area(a) + area(b) - common(a, b))
      }),
    Stranger(
      "5.4", "not divided", ["R19"],
      image { codes, targets, states, b in
        var sum = 0.0
        for i in states.indices where isPositive(states[i]) {
          for k in 0..<4 { sum += smooth(codes[i][k] - targets[i][k], b) }
        }
        return sum
      }),
    Stranger(
      "5.4", "targets by the object's index", ["R20"],
      image { codes, targets, states, b in
        var (sum, n) = (0.0, 0)
        for (i, state) in states.enumerated() {
          guard case .positive(let object) = state else { continue }
          n += 1
          for k in 0..<4 { sum += smooth(codes[i][k] - targets[object][k], b) }
        }
        return sum / Double(max(1, n))
      }),
    Stranger(
      "5.4", "plain L1", ["R21"],
      image { codes, targets, states, _ in
        var (sum, n) = (0.0, 0)
        for i in states.indices where isPositive(states[i]) {
          n += 1
          for k in 0..<4 { sum += abs(codes[i][k] - targets[i][k]) }
        }
        return sum / Double(max(1, n))
      }),
    Stranger(
      "5.4", "β is 1/9", [],
      image { codes, targets, states, _ in
        var (sum, n) = (0.0, 0)
        for i in states.indices where isPositive(states[i]) {
          n += 1
          for k in 0..<4 { sum += smooth(codes[i][k] - targets[i][k], 1 / 9) }
        }
        return sum / Double(max(1, n))
      }),
    Stranger(
      "5.4", "the summed difference is smoothed", ["R22"],
      image { codes, targets, states, b in
        var (sum, n) = (0.0, 0)
        for i in states.indices where isPositive(states[i]) {
          n += 1
          sum += smooth(zip(codes[i], targets[i]).reduce(0) { $0 + abs($1.0 - $1.1) }, b)
        }
        return sum / Double(max(1, n))
      }),
    Stranger("5.5", "the whole β", ["R23"], Function { 0.3111 }),
    Stranger("5.5", "on the parabola", ["R24"], Function { 0.2108 }),
    Stranger("5.6", "c and d", [], Function { (p: String) in ["A": "d", "B": "a", "C": "e"][p] ?? "" }),
  ]
}
