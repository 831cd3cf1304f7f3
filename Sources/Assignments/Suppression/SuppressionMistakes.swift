// What goes wrong in assignment 6: the catalogue's letter N.

import Boxes

enum SuppressionMistakes {
  static func order(_ scores: [Double]) -> [Int] { scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) } }

  /// Greedy suppression with its rules as functions.
  static func greedy(
    _ boxes: [Rectangle], _ order: [Int], deadKill: Bool = false,
    _ goes: (_ iou: Double, _ kept: Int, _ candidate: Int) -> Bool
  ) -> [Int] {
    var kept: [Int] = []
    var seen: [Int] = []
    for candidate in order {
      let killers = deadKill ? seen : kept
      if !killers.contains(where: { goes(boxes[$0].box.iou(boxes[candidate].box), $0, candidate) }) {
        kept.append(candidate)
      }
      seen.append(candidate)
    }
    return kept
  }

  private static func suppressing(
    _ body: @escaping @Sendable (_ boxes: [Rectangle], _ scores: [Double], _ threshold: Double) -> [Int]
  ) -> Function {
    Function { (boxes: [Rectangle], scores: [Double], threshold: Double) in body(boxes, scores, threshold) }
  }

  private static let near: Value = [[0, 0, 10, 10], [1, 0, 11, 10]]
  private static let chain: Value = [[0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]]

  static let suppress: [Mistake] = [
    Mistake(
      "N1", "the worst comes first", place: "best first",
      figure: Figure([near, [0.2, 0.9], 0.5], right: [1], wrong: [0]),
      suppressing { boxes, scores, threshold in greedy(boxes, order(scores).reversed()) { iou, _, _ in iou > threshold }
      }),
    Mistake(
      "N2", "boxes that are gone suppress others", place: "the dead do not kill",
      figure: Figure([chain, [0.9, 0.8, 0.7], 0.4], right: [0, 2], wrong: [0]),
      suppressing { boxes, scores, threshold in
        greedy(boxes, order(scores), deadKill: true) { iou, _, _ in iou > threshold }
      }),
    Mistake(
      "N3", "boxes that hardly overlap go, and those that do stay", place: "who goes",
      figure: Figure([near, [0.9, 0.2], 0.5], right: [0], wrong: [0, 1]),
      suppressing { boxes, scores, threshold in greedy(boxes, order(scores)) { iou, _, _ in iou < threshold } }),
    Mistake(
      "N4", "a box exactly at the threshold goes", place: "at the threshold",
      figure: Figure([[[0, 0, 10, 10], [0, 0, 10, 5]], [0.9, 0.8], 0.5], right: [0, 1], wrong: [0]),
      convention: "the other half of all systems",
      suppressing { boxes, scores, threshold in greedy(boxes, order(scores)) { iou, _, _ in iou >= threshold } }),
    Mistake(
      "N6", "the indices are those of the sorted list", place: "whose indices",
      figure: Figure([[[0, 0, 10, 10], [50, 0, 60, 10]], [0.2, 0.9], 0.5], right: [1, 0], wrong: [0, 1]),
      suppressing { boxes, scores, threshold in
        let places = order(scores)
        return greedy(boxes, places) { iou, _, _ in iou > threshold }.compactMap { places.firstIndex(of: $0) }
      }),
    Mistake(
      "N8", "boxes are marked as gone by a coordinate of −3", place: "a mark that can occur",
      figure: Figure([[[-3, 0, 7, 10], [50, 0, 60, 10]], [0.9, 0.8], 0.5], right: [0, 1], wrong: [1]),
      suppressing { boxes, scores, threshold in
        greedy(boxes, order(scores).filter { boxes[$0].xMin != -3 }) { iou, _, _ in iou > threshold }
      }),
    Mistake(
      "N10", "every box is kept", place: "did you suppress",
      figure: Figure([near, [0.9, 0.2], 0.5], right: [0], wrong: [0, 1]),
      suppressing { _, scores, _ in order(scores) }),
  ]

  private static func perClass(
    _ body:
      @escaping @Sendable (_ boxes: [Rectangle], _ scores: [Double], _ labels: [Int], _ threshold: Double) -> [Int]
  ) -> Function {
    Function { (boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) in
      body(boxes, scores, labels, threshold)
    }
  }

  static let suppressPerClass: [Mistake] = [
    Mistake(
      "N5", "boxes of other classes are suppressed as well", place: "each class alone",
      figure: Figure([near, [0.9, 0.8], [0, 1], 0.5], right: [0, 1], wrong: [0]),
      convention: "class-agnostic suppression",
      perClass { boxes, scores, _, threshold in greedy(boxes, order(scores)) { iou, _, _ in iou > threshold } }),
    Mistake(
      "N7", "classes are shifted apart by the largest coordinate, though some are negative",
      place: "shift by the extent",
      figure: Figure(
        [[[-40, 0, -30, 10], [-50, -10, -40, 0], [0, 0, 10, 10]], [0.9, 0.8, 0.7], [0, 1, 0], 0.5], right: [0, 1, 2],
        wrong: [0, 2]),
      perClass { boxes, scores, labels, threshold in
        let extent = boxes.flatMap { [$0.xMax, $0.yMax] }.max() ?? 0
        let shifted = zip(boxes, labels).map { box, label in
          let shift = Double(label) * extent
          return Rectangle(box.xMin + shift, box.yMin + shift, box.xMax + shift, box.yMax + shift)
        }
        return greedy(shifted, order(scores)) { iou, _, _ in iou > threshold }
      }),
    Mistake(
      "N12", "the classes stand one after the other", place: "all classes together, best first",
      figure: Figure(
        [[[0, 0, 10, 10], [50, 0, 60, 10]], [0.2, 0.9], [0, 1], 0.5], right: [1, 0], wrong: [0, 1]),
      perClass { boxes, scores, labels, threshold in
        let kept = greedy(boxes, order(scores)) { iou, a, b in labels[a] == labels[b] && iou > threshold }
        return kept.sorted { (labels[$0], -scores[$0]) < (labels[$1], -scores[$1]) }
      }),
  ]

  static let candidates: [Mistake] = [
    Mistake(
      "N11", "only the best class of an anchor is a candidate", place: "score of which class",
      figure: Figure([[[0.6, 0.7]], 0.05], right: [[0, 0], [0, 1]], wrong: [[0, 1]]),
      convention: "yhenon/pytorch-retinanet",
      Function { (scores: [[Double]], threshold: Double) in
        scores.indices.flatMap { anchor -> [[Int]] in
          guard let label = order(scores[anchor]).first, scores[anchor][label] > threshold else { return [] }
          return [[anchor, label]]
        }
      }),
    Mistake(
      "N13", "anchor and class are exchanged", place: "which index is the anchor's",
      figure: Figure([[[0.6, 0.7]], 0.05], right: [[0, 0], [0, 1]], wrong: [[0, 0], [1, 0]]),
      Function { (scores: [[Double]], threshold: Double) in
        scores.indices.flatMap { anchor in
          scores[anchor].indices.filter { scores[anchor][$0] > threshold }.map { [$0, anchor] }
        }
      }),
    Mistake(
      "N14", "a score at the threshold is a candidate", place: "above the threshold",
      figure: Figure([[[0.05, 0.7]], 0.05], right: [[0, 1]], wrong: [[0, 0], [0, 1]]),
      Function { (scores: [[Double]], threshold: Double) in
        scores.indices.flatMap { anchor in
          scores[anchor].indices.filter { scores[anchor][$0] >= threshold }.map { [anchor, $0] }
        }
      }),
  ]

  static let top: [Mistake] = [
    Mistake(
      "N1", "the worst comes first", place: "best first",
      figure: Figure([[0.2, 0.9, 0.5], 2], right: [1, 2], wrong: [0, 2]),
      Function { (scores: [Double], count: Int) in Array(order(scores).reversed().prefix(max(0, count))) }),
    Mistake(
      "N6", "the indices are those of the sorted list", place: "whose indices",
      figure: Figure([[0.2, 0.9, 0.5], 2], right: [1, 2], wrong: [0, 1]),
      Function { (scores: [Double], count: Int) in Array(scores.indices.prefix(max(0, count))) }),
    Mistake(
      "N15", "fewer scores than asked for stop the program", place: "not so many",
      figure: Figure([[0.2], 2], right: [0], outcome: .stopped("index out of range")),
      Function { (scores: [Double], count: Int) in
        guard count <= scores.count else { throw Stopped(reason: "index out of range") }
        return Array(order(scores)[..<count])
      }),
  ]

  private static let rows: [Value] = [[[0, 0, 2, 2], [5, 5, 9, 9]], [0.1, 0.8], [2, 1], 0.5]

  static let detections: [Mistake] = [
    Mistake(
      "N9", "scores and labels are filtered and boxes are not", place: "filter all or none",
      figure: Figure(rows, right: [[5, 5, 9, 9, 0.8, 1]], wrong: [[0, 0, 2, 2, 0.8, 1]]),
      Function { (boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) in
        let rows = scores.indices.filter { scores[$0] > threshold }
        return rows.enumerated().map { place, index in row(of: boxes[place], scores[index], labels[index]) }
      }),
    Mistake(
      "N16", "nothing is filtered", place: "the threshold",
      figure: Figure(rows, right: [[5, 5, 9, 9, 0.8, 1]], wrong: [[0, 0, 2, 2, 0.1, 2], [5, 5, 9, 9, 0.8, 1]]),
      Function { (boxes: [Rectangle], scores: [Double], labels: [Int], _: Double) in
        boxes.indices.map { row(of: boxes[$0], scores[$0], labels[$0]) }
      }),
  ]

  /// A detection as a row of six numbers.
  static func row(of box: Rectangle, _ score: Double, _ label: Int) -> [Double] {
    [box.xMin, box.yMin, box.xMax, box.yMax, score, Double(label)]
  }
}
