// Right answers to assignment 6 by other ways.

import Foundation

@testable import Assignments

extension RightAnswer {
  private static func iou(_ a: Rectangle, _ b: Rectangle) -> Double {
    let w = max(0, min(a.xMax, b.xMax) - max(a.xMin, b.xMin))
    let h = max(0, min(a.yMax, b.yMax) - max(a.yMin, b.yMin))
    let sum = area(a) + area(b)
    return sum > 0 ? w * h / (sum - w * h) : 0
  }

  private static func best(_ scores: [Double], of places: [Int]) -> Int? { places.max { scores[$0] < scores[$1] } }

  /// Flags in place of lists that shrink.
  private static func flagged(_ boxes: [Rectangle], _ scores: [Double], _ threshold: Double, _ labels: [Int]) -> [Int] {
    var gone = boxes.map { _ in false }
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    for (place, i) in order.enumerated() where !gone[i] {
      for j in order[(place + 1)...] where labels[i] == labels[j] && iou(boxes[i], boxes[j]) > threshold {
        gone[j] = true
      }
    }
    return order.filter { !gone[$0] }
  }

  /// The best of what is left, again and again.
  private static func chosen(_ boxes: [Rectangle], _ scores: [Double], _ threshold: Double, _ labels: [Int]) -> [Int] {
    var (left, kept) = (Array(boxes.indices), [Int]())
    while let top = best(scores, of: left) {
      kept.append(top)
      left.removeAll { $0 == top || (labels[$0] == labels[top] && iou(boxes[top], boxes[$0]) > threshold) }
    }
    return kept
  }

  /// A table of all overlaps first.
  private static func tabled(_ boxes: [Rectangle], _ scores: [Double], _ threshold: Double, _ labels: [Int]) -> [Int] {
    let table = boxes.map { a in boxes.map { iou(a, $0) <= threshold } }
    return scores.indices.sorted { scores[$0] > scores[$1] }.reduce(into: [Int]()) { kept, i in
      if kept.allSatisfy({ labels[$0] != labels[i] || table[$0][i] }) { kept.append(i) }
    }
  }

  private typealias Way = @Sendable ([Rectangle], [Double], Double, [Int]) -> [Int]

  private static func suppressions(_ name: String, _ way: @escaping Way) -> [RightAnswer] {
    [
      RightAnswer(
        "6.3", name,
        Function { (boxes: [Rectangle], scores: [Double], t: Double) in
          way(boxes, scores, t, boxes.map { _ in 0 })
        }),
      RightAnswer(
        "6.4", name,
        Function { (boxes: [Rectangle], scores: [Double], labels: [Int], t: Double) in
          way(boxes, scores, t, labels)
        }),
    ]
  }

  static let suppression: [RightAnswer] = [
    suppressions("flags", flagged), suppressions("the best of what is left", chosen), suppressions("a table", tabled),
    aroundSuppression,
  ].flatMap { $0 }

  private static let aroundSuppression: [RightAnswer] = [
    RightAnswer(
      "6.4", "class by class, then sorted",
      Function {
        (boxes: [Rectangle], scores: [Double], labels: [Int], t: Double) in
        Set(labels).flatMap { label -> [Int] in
          let own = labels.indices.filter { labels[$0] == label }
          return flagged(own.map { boxes[$0] }, own.map { scores[$0] }, t, own.map { _ in 0 }).map { own[$0] }
        }.sorted { scores[$0] > scores[$1] }
      }),
    RightAnswer(
      "6.1", "filtered",
      Function { (scores: [[Double]], t: Double) in
        scores.enumerated().flatMap { a, row in row.enumerated().filter { $1 > t }.map { [a, $0.offset] } }
      }),
    RightAnswer(
      "6.1", "by one index",
      Function { (scores: [[Double]], t: Double) -> [[Int]] in
        let classes = scores.first?.count ?? 0
        return (0..<scores.count * classes).filter { scores[$0 / classes][$0 % classes] > t }.map {
          [$0 / classes, $0 % classes]
        }
      }),
    RightAnswer(
      "6.1", "label by label, then sorted",
      Function { (scores: [[Double]], t: Double) -> [[Int]] in
        var all: [[Int]] = []
        for k in (scores.first ?? []).indices {
          for a in scores.indices where scores[a][k] > t { all.append([a, k]) }
        }
        return all.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
      }),
    RightAnswer(
      "6.2", "sorted pairs",
      Function { (scores: [Double], n: Int) in
        scores.enumerated().sorted { $0.element > $1.element }.prefix(n).map(\.offset)
      }),
    RightAnswer(
      "6.2", "the largest of what is left",
      Function { (scores: [Double], n: Int) in
        var (left, found) = (Array(scores.indices), [Int]())
        while found.count < n, let top = best(scores, of: left) {
          found.append(top)
          left.removeAll { $0 == top }
        }
        return found
      }),
    RightAnswer(
      "6.2", "the worst first, and backward",
      Function { (scores: [Double], n: Int) in
        Array(scores.indices.sorted { scores[$0] < scores[$1] }.suffix(n).reversed())
      }),
    RightAnswer(
      "6.5", "a loop",
      Function { (boxes: [Rectangle], scores: [Double], labels: [Int], t: Double) in
        var rows: [[Double]] = []
        for (i, score) in scores.enumerated() where score > t {
          rows.append([boxes[i].xMin, boxes[i].yMin, boxes[i].xMax, boxes[i].yMax, score, Double(labels[i])])
        }
        return rows
      }),
    RightAnswer(
      "6.5", "all rows, then filtered",
      Function { (boxes: [Rectangle], scores: [Double], labels: [Int], t: Double) in
        boxes.indices.map { i in
          [boxes[i].xMin, boxes[i].yMin, boxes[i].xMax, boxes[i].yMax, scores[i], Double(labels[i])]
        }.filter { $0[4] > t }
      }),
    RightAnswer(
      "6.5", "from the last back",
      Function { (boxes: [Rectangle], scores: [Double], labels: [Int], t: Double) in
        var rows: [[Double]] = []
        for i in boxes.indices.reversed() where !(scores[i] <= t) {
          rows.insert(
            [boxes[i].xMin, boxes[i].yMin, boxes[i].xMax, boxes[i].yMax, scores[i], Double(labels[i])], at: 0)
        }
        return rows
      }),
    RightAnswer("6.6", "4", Function { 4 }),
  ]
}
