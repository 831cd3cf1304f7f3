// Right answers to assignment 5 by other ways.

import Foundation

@testable import Assignments

extension RightAnswer {
  private static func difference(_ body: @escaping @Sendable (Double, Double) -> Double) -> Function {
    Function { (x: Double, beta: Double) in body(x, beta) }
  }

  private static func smooth(_ x: Double, _ beta: Double) -> Double {
    let inner = min(abs(x), beta)
    return inner * inner / (2 * beta) + abs(x) - inner
  }

  private typealias Image = @Sendable ([[Double]], [[Double]], [AnchorState], Double) -> Double

  private static func image(_ body: @escaping Image) -> Function {
    Function { (codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) in
      body(codes, targets, states, beta)
    }
  }

  private static func isPositive(_ state: AnchorState) -> Bool { if case .positive = state { true } else { false } }

  private static func overlap(_ a: Rectangle, _ b: Rectangle) -> Double {
    let w = min(a.xMax, b.xMax) - max(a.xMin, b.xMin)
    let h = min(a.yMax, b.yMax) - max(a.yMin, b.yMin)
    guard w > 0, h > 0 else { return 0 }
    return w * h / (area(a) + area(b) - w * h)
  }

  static let boxLosses: [RightAnswer] = [
    RightAnswer("5.1", "parabola of what is below β, and the rest", difference(smooth)),
    RightAnswer("5.1", "≤ in place of <", difference { x, b in abs(x) <= b ? x * x / 2 / b : abs(x) - b / 2 }),
    RightAnswer(
      "5.1", "Huber over β, in 32 bits",
      difference { x, b in
        let (x, b) = (abs(Float(x)), Float(b))
        return Double((x < b ? x * x / 2 : b * (x - b / 2)) / b)
      }),
    RightAnswer("5.2", "clamped", difference { x, b in min(max(x / b, -1), 1) }),
    RightAnswer("5.2", "by the sign", difference { x, b in abs(x) <= b ? x / b : x / abs(x) }),
    RightAnswer(
      "5.2", "a central difference",
      difference { x, b in
        (smooth(x + 1e-6, b) - smooth(x - 1e-6, b)) / 2e-6
      }),
    RightAnswer("5.3", "1 − IoU", Function { (a: Rectangle, b: Rectangle) in 1 - overlap(a, b) }),
    RightAnswer(
      "5.3", "with a guard of 1e-9",
      Function { (a: Rectangle, b: Rectangle) in
        let inter =
          max(0, min(a.xMax, b.xMax) - max(a.xMin, b.xMin)) * max(0, min(a.yMax, b.yMax) - max(a.yMin, b.yMin))
        let sum = area(a) + area(b)
        return 1 - inter / (sum - inter + 1e-9)
      }),
    RightAnswer(
      "5.3", "what is not shared over the union",
      Function { (a: Rectangle, b: Rectangle) in
        let iou = overlap(a, b)
        let sum = area(a) + area(b)
        let union = sum / (1 + iou)
        return union > 0 ? (union - iou * union) / union : 1
      }),
    RightAnswer(
      "5.4", "column by column",
      image { codes, targets, states, b in
        var sum = 0.0
        for k in 0..<4 {
          for i in states.indices where isPositive(states[i]) { sum += smooth(codes[i][k] - targets[i][k], b) }
        }
        return sum / Double(max(1, states.filter(isPositive).count))
      }),
    RightAnswer(
      "5.4", "early out, target less code",
      image { codes, targets, states, b in
        let rows = states.indices.filter { isPositive(states[$0]) }
        if rows.isEmpty { return 0 }
        let sums = rows.map { (i: Int) -> Double in zip(targets[i], codes[i]).map { smooth($0 - $1, b) }.reduce(0, +) }
        return sums.reduce(0, +) / Double(rows.count)
      }),
    RightAnswer(
      "5.4", "a mask, summed in 32 bits",
      image { codes, targets, states, b in
        var (sum, n): (Float, Float) = (0, 0)
        for i in states.indices {
          let mask: Float = isPositive(states[i]) ? 1 : 0
          n += mask
          for k in 0..<4 { sum += mask * Float(smooth(codes[i][k] - targets[i][k], b)) }
        }
        return Double(sum / max(1, n))
      }),
    RightAnswer("5.5", "0.256", Function { 0.256 }),
    RightAnswer("5.5", "23/90", Function { 23.0 / 90 }),
  ]
}
