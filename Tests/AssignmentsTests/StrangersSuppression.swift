// Assignment 6 as students get it wrong.

import Foundation

@testable import Assignments

extension Stranger {
  private static func nms(
    _ boxes: [Rectangle], _ order: [Int], _ goes: (Int, Int) -> Bool
  ) -> [Int] {
    var alive = order
    var kept: [Int] = []
    while let first = alive.first {
      kept.append(first)
      alive = alive.dropFirst().filter { !goes(first, $0) }
    }
    return kept
  }

  private static func ranked(_ scores: [Double]) -> [Int] { scores.indices.sorted { scores[$0] > scores[$1] } }

  private static func plain(
    _ body: @escaping @Sendable ([Rectangle], [Double], Double) throws -> [Int]
  ) -> Function {
    Function { (boxes: [Rectangle], scores: [Double], threshold: Double) in try body(boxes, scores, threshold) }
  }

  private static func classed(
    _ body: @escaping @Sendable ([Rectangle], [Double], [Int], Double) throws -> [Int]
  ) -> Function {
    Function { (boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) in
      try body(boxes, scores, labels, threshold)
    }
  }

  private static func plusOne(_ a: Rectangle, _ b: Rectangle) -> Double {
    let w = max(0, min(a.xMax, b.xMax) - max(a.xMin, b.xMin) + 1)
    let h = max(0, min(a.yMax, b.yMax) - max(a.yMin, b.yMin) + 1)
    let (p, q) = ((a.xMax - a.xMin + 1) * (a.yMax - a.yMin + 1), (b.xMax - b.xMin + 1) * (b.yMax - b.yMin + 1))
    return w * h / (p + q - w * h)
  }

  static let suppression: [Stranger] = [
    Stranger(
      "6.1", "class 0 is background", ["N17"],
      Function { (scores: [[Double]], t: Double) in
        var all: [[Int]] = []
        for (a, row) in scores.enumerated() {
          for (k, s) in row.enumerated() where k > 0 && s > t { all.append([a, k]) }
        }
        return all
      }),
    Stranger(
      "6.1", "best first", ["N18"],
      Function { (scores: [[Double]], t: Double) in
        var all: [(Double, [Int])] = []
        for (a, row) in scores.enumerated() { for (k, s) in row.enumerated() where s > t { all.append((s, [a, k])) } }
        return all.sorted { $0.0 > $1.0 }.map(\.1)
      }),
    Stranger(
      "6.1", "by label, then by anchor", ["N27"],
      Function { (scores: [[Double]], t: Double) in
        (scores.first ?? []).indices.flatMap { k in
          scores.indices.filter { scores[$0][k] > t }.map { [$0, k] }
        }
      }),
    Stranger(
      "6.2", "cut first, then sorted", ["N19"],
      Function { (scores: [Double], n: Int) in
        Array(scores.indices.prefix(n)).sorted { scores[$0] > scores[$1] }
      }),
    Stranger(
      "6.2", "places in the order of the list", ["N21"],
      Function { (scores: [Double], n: Int) in
        ranked(scores).prefix(n).sorted()
      }),
    Stranger(
      "6.3", "nothing is sorted", ["N20"],
      plain { boxes, _, t in
        nms(boxes, Array(boxes.indices)) { overlap(boxes[$0], boxes[$1]) > t }
      }),
    Stranger(
      "6.3", "kept by index, not by score", ["N21"],
      plain { boxes, scores, t in
        nms(boxes, ranked(scores)) { overlap(boxes[$0], boxes[$1]) > t }.sorted()
      }),
    Stranger(
      "6.3", "those that go are given", ["N22"],
      plain { boxes, scores, t in
        let kept = nms(boxes, ranked(scores)) { overlap(boxes[$0], boxes[$1]) > t }
        return ranked(scores).filter { !kept.contains($0) }
      }),
    Stranger(
      "6.3", "compared with the last kept only", ["N23"],
      plain { boxes, scores, t in
        var kept: [Int] = []
        for i in ranked(scores) {
          if let last = kept.last, overlap(boxes[last], boxes[i]) > t { continue }
          kept.append(i)
        }
        return kept
      }),
    Stranger(
      "6.3", "IoU of inclusive coordinates", ["B13"],
      plain { boxes, scores, t in
        nms(boxes, ranked(scores)) { plusOne(boxes[$0], boxes[$1]) > t }
      }),
    Stranger(
      "6.3", "over the smaller box", ["B20"],
      plain { boxes, scores, t in
        nms(boxes, ranked(scores)) {
          let least = min(area(boxes[$0]), area(boxes[$1]))
          return least > 0 && common(boxes[$0], boxes[$1]) / least > t
        }
      }),
    Stranger(
      "6.3", "removing in the loop skips the next", ["N28"],
      plain { boxes, scores, t in
        var alive = ranked(scores)
        var kept: [Int] = []
        while !alive.isEmpty {
          let best = alive.removeFirst()
          kept.append(best)
          var i = 0
          while i < alive.count {
            if overlap(boxes[best], boxes[alive[i]]) > t { alive.remove(at: i) }
            i += 1
          }
        }
        return kept
      }),
    Stranger(
      "6.4", "only boxes of other classes go", ["N24"],
      classed { boxes, scores, labels, t in
        nms(boxes, ranked(scores)) { labels[$0] != labels[$1] && overlap(boxes[$0], boxes[$1]) > t }
      }),
    Stranger(
      "6.4", "nothing is sorted", ["N20"],
      classed { boxes, _, labels, t in
        nms(boxes, Array(boxes.indices)) { labels[$0] == labels[$1] && overlap(boxes[$0], boxes[$1]) > t }
      }),
    Stranger(
      "6.4", "by index", ["N21"],
      classed { boxes, scores, labels, t in
        nms(boxes, ranked(scores)) { labels[$0] == labels[$1] && overlap(boxes[$0], boxes[$1]) > t }.sorted()
      }),
    Stranger(
      "6.4", "at the threshold a box goes", ["N4"],
      classed { boxes, scores, labels, t in
        nms(boxes, ranked(scores)) { labels[$0] == labels[$1] && overlap(boxes[$0], boxes[$1]) >= t }
      }),
    Stranger(
      "6.4", "the dead kill", ["N2"],
      classed { boxes, scores, labels, t in
        let order = ranked(scores)
        return order.indices.filter { i in
          !order[..<i].contains { labels[$0] == labels[order[i]] && overlap(boxes[$0], boxes[order[i]]) > t }
        }.map { order[$0] }
      }),
    Stranger(
      "6.5", "at the threshold as well", ["N14"],
      Function {
        (boxes: [Rectangle], scores: [Double], labels: [Int], t: Double) in
        var rows: [[Double]] = []
        for (i, b) in boxes.enumerated() where scores[i] >= t {
          rows.append([b.xMin, b.yMin, b.xMax, b.yMax, scores[i], Double(labels[i])])
        }
        return rows
      }),
    Stranger(
      "6.5", "best first", ["N18"],
      Function { (boxes: [Rectangle], scores: [Double], labels: [Int], t: Double) in
        ranked(scores).filter { scores[$0] > t }.map { i in
          [boxes[i].xMin, boxes[i].yMin, boxes[i].xMax, boxes[i].yMax, scores[i], Double(labels[i])]
        }
      }),
    Stranger(
      "6.5", "COCO's x, y, width, height", ["N25"],
      Function {
        (boxes: [Rectangle], scores: [Double], labels: [Int], t: Double) in
        boxes.indices.filter { scores[$0] > t }.map { i in
          let b = boxes[i]
          return [b.xMin, b.yMin, b.xMax - b.xMin, b.yMax - b.yMin, scores[i], Double(labels[i])]
        }
      }),
    Stranger(
      "6.5", "the label before the score", ["N26"],
      Function {
        (boxes: [Rectangle], scores: [Double], labels: [Int], t: Double) in
        boxes.indices.filter { scores[$0] > t }.map { i in
          let b = boxes[i]
          return [b.xMin, b.yMin, b.xMax, b.yMax, Double(labels[i]), scores[i]]
        }
      }),
    Stranger("6.6", "three", [], Function { 3 }),
    Stranger("6.7", "all a", [], Function { (_: String) in "a" }),
  ]
}
