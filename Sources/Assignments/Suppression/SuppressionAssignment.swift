// Assignment 6 as the judge sees it: worked numbers, laws, two correct versions.

import Boxes
import Randomness

extension Course {
  static let suppression = Assignment(
    number: 6, name: "suppression", title: "From numbers to boxes", hours: 1.5, taskProtocol: "SuppressionTask",
    tasks: SuppressionLaws.tasks)
}

enum SuppressionLaws {
  /// The library's own, on a call's values.
  private static func kept(
    _ boxes: [Rectangle], _ scores: [Double], _ labels: [Int], _ threshold: Double, perClass: Bool
  )
    -> [Int]
  {
    let detections = boxes.indices.map { Detection(box: boxes[$0].box, label: labels[$0], score: scores[$0]) }
    return NonMaximumSuppression(iouThreshold: threshold, perClass: perClass).kept(detections)
  }

  /// Scores without equals.
  static func scores(_ g: inout SeededGenerator, _ count: Int) -> [Double] {
    var numbers = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    numbers.shuffle(using: &g)
    return numbers
  }

  /// Boxes that overlap a good deal.
  static func crowd(_ g: inout SeededGenerator, _ count: Int) -> [Rectangle] {
    (0..<count).map { _ in
      let (x, y) = (g.uniform(in: -50 ... -30), g.uniform(in: -20 ... -8))
      return Rectangle(x, y, x + g.uniform(in: 8...14), y + g.uniform(in: 8...14))
    }
  }

  private static let chain: Value = [[0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]]

  private static let edges: [[Value]] = [[[[0, 0, 10, 10], [0, 0, 10, 5]], [0.9, 0.8], 0.5], [[], [], 0.5]]

  private static func crowds(_ g: inout SeededGenerator) -> [[Value]] {
    let y = Value.number(g.uniform(in: -9...0))
    return [
      [chain, [0.9, 0.8, 0.7], 0.4], [[[-3, y, 7, 10], [50, y, 60, 10]], [0.9, 0.8], 0.5],
      [SuppressionMistakes.group, SuppressionMistakes.groupScores, 0.5],
      [[[0, 0, 4, 4], [2, 0, 6, 4]], [0.9, 0.8], 0.4], [[[0, 0, 4, 4], [0, 0, 10, 10]], [0.9, 0.8], 0.4],
      [crowd(&g, 8).value, scores(&g, 8).value, 0.3],
    ]
  }

  /// Calls of 6.3 with all boxes of one class.
  private static func inOneClass(_ calls: [[Value]]) -> [[Value]] {
    calls.map { call in
      guard case .list(let scores) = call[1] else { return call }
      return [call[0], call[1], .list(scores.map { _ in 1 }), call[2]]
    }
  }

  static let tasks: [CourseTask] = [
    CourseTask(
      "6.1", "Candidates", function: "candidates", arguments: ["scores", "threshold"],
      formula: "Every anchor and every class with a score above the threshold is one; an anchor may be several.",
      solution: "Sources/Detector: the detections of an image",
      reference: Function { (scores: [[Double]], threshold: Double) in
        scores.indices.flatMap { anchor in
          scores[anchor].indices.filter { scores[anchor][$0] > threshold }.map { [anchor, $0] }
        }
      },
      alternative: Function { (scores: [[Double]], threshold: Double) in
        var found: [[Int]] = []
        for (anchor, row) in scores.enumerated() {
          for (label, score) in row.enumerated() where !(score <= threshold) { found.append([anchor, label]) }
        }
        return found
      },
      worked: [Worked("one anchor, two classes", [[[0.6, 0.7]], 0.05], [[0, 0], [0, 1]])],
      laws: [
        Law("a", "Exactly at the threshold, nothing above, several of several anchors, no anchors") { g in
          let x = Value.number(g.uniform(in: 0.3...0.6))
          return [
            [[[x, 0.1, 0.9], [0.2, x, 0.1]], x], [[[0.01, 0.02]], 0.05], [[], 0.05],
            [[[0.7, x, 0.8], [0.9, 0.1, 0.75], [0.2, 0.85, 0.1]], 0.25],
          ]
        }
      ], known: CandidateMistakes.candidates),
    CourseTask(
      "6.2", "The best so many", function: "top", arguments: ["scores", "count"],
      formula: "Sort the indices by their scores, largest first, and take as many as there are, at most count.",
      solution: "Sources/Detector: a selection that does not sort everything",
      reference: Function { (scores: [Double], count: Int) in
        Array(SuppressionMistakes.order(scores).prefix(max(0, count)))
      },
      alternative: Function { (scores: [Double], count: Int) in
        let ranked = scores.enumerated().sorted { $0.element > $1.element }.map(\.offset)
        return Array(ranked[..<min(count, ranked.count)])
      },
      worked: [Worked("two of three", [[0.2, 0.9, 0.5], 2], [1, 2])],
      laws: [
        Law("a", "Fewer than asked for, none, and many") { g in
          [[[0.3, 0.4], 5], [[], 3], [scores(&g, 9).value, 4], [[0.1, 0.3, 0.2, 0.9, 0.8], 3]]
        }
      ], known: CandidateMistakes.top),
    CourseTask(
      "6.3", "Suppression", function: "suppress", arguments: ["boxes", "scores", "threshold"],
      formula: "Go through the boxes, best first. Keep one if its IoU with none of those kept so far is above the "
        + "threshold.",
      solution: "Sources/Boxes/NonMaximumSuppression.swift",
      reference: Function { (boxes: [Rectangle], scores: [Double], threshold: Double) in
        kept(boxes, scores, boxes.map { _ in 0 }, threshold, perClass: false)
      },
      alternative: Function { (boxes: [Rectangle], scores: [Double], threshold: Double) in
        SuppressionMistakes.greedy(boxes, SuppressionMistakes.order(scores)) { iou, _, _ in iou > threshold }
      },
      worked: [
        Worked(
          "two near, one far", [[[0, 0, 10, 10], [1, 0, 11, 10], [50, 0, 60, 10]], [0.3, 0.9, 0.5], 0.5], [1, 2])
      ],
      laws: [
        Law("a", "A chain, where what is gone suppresses nothing; a group in any order; negative coordinates") { g in
          crowds(&g)
        },
        Law("b", "Exactly at the threshold a box stays; no boxes") { _ in edges },
      ], known: SuppressionMistakes.suppress),
    CourseTask(
      "6.4", "Each class alone", function: "suppressPerClass", arguments: ["boxes", "scores", "labels", "threshold"],
      formula: "As 6.3, but only a kept box of the same class makes another go. The kept of all classes, best first.",
      solution: "Sources/Boxes/KeptBoxes.swift, which shifts nothing",
      reference: Function { (boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) in
        kept(boxes, scores, labels, threshold, perClass: true)
      },
      alternative: Function { (boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) in
        SuppressionMistakes.greedy(boxes, SuppressionMistakes.order(scores)) { iou, a, b in
          labels[a] == labels[b] && iou > threshold
        }
      },
      worked: [
        Worked("two classes at one place", [[[0, 0, 10, 10], [1, 0, 11, 10]], [0.9, 0.8], [0, 1], 0.5], [0, 1])
      ],
      laws: [
        Law("a", "Two classes among negative coordinates, in any order of scores") { g in
          [
            [[[-40, 0, -30, 10], [-50, -10, -40, 0], [0, 0, 10, 10]], [0.9, 0.8, 0.7], [0, 1, 0], 0.5],
            [crowd(&g, 8).value, scores(&g, 8).value, [0, 1, 0, 1, 2, 0, 1, 0], 0.3],
            [[[0, 0, 10, 10], [50, 0, 60, 10]], [0.2, 0.9], [0, 1], 0.5],
          ]
        },
        Law("b", "Within one class it is 6.3") { g in
          inOneClass(edges + crowds(&g))
        },
      ], known: SuppressionMistakes.suppressPerClass),
    CourseTask(
      "6.5", "Detections", function: "detections", arguments: ["boxes", "scores", "labels", "threshold"],
      formula: "Box, score and label of one index belong together; leave out the index, not a part of it.",
      solution: "Sources/Boxes/LabeledBox.swift: Detection holds all three, so nothing can come apart",
      reference: Function { (boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) in
        boxes.indices.filter { scores[$0] > threshold }
          .map { CandidateMistakes.row(of: boxes[$0], scores[$0], labels[$0]) }
      },
      alternative: Function { (boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) in
        boxes.indices.compactMap { index in
          scores[index] <= threshold ? nil : CandidateMistakes.row(of: boxes[index], scores[index], labels[index])
        }
      },
      worked: [
        Worked("one of two", [[[0, 0, 2, 2], [5, 5, 9, 9]], [0.1, 0.8], [2, 1], 0.5], [[5, 5, 9, 9, 0.8, 1]])
      ],
      laws: [
        Law("a", "Some and none, in any order, exactly at the threshold") { g in
          let boxes = crowd(&g, 4).value
          return [
            [boxes, [0.2, 0.9, 0.1, 0.7], [0, 3, 1, 2], 0.5], [boxes, [0.2, 0.9, 0.1, 0.7], [0, 3, 1, 2], 0.95],
            [boxes, [0.6, 0.2, 0.9, 0.5], [1, 0, 3, 2], 0.5],
          ]
        }
      ], known: CandidateMistakes.detections),
    CourseTask(
      "6.6", "A row of boxes", kind: .question, function: "keptInRow", arguments: [],
      formula: "Shifted by 4 of 10 the IoU is 6/14, by 8 it is 2/18. So every other one goes.",
      solution: "Examples/suppression", reference: Function { 4 }, alternative: Function { 4 },
      worked: [Worked("the count", [], 4)], laws: [],
      mistakes: [
        Mistake(
          "N2", "boxes that are gone suppress others", place: "the dead do not kill",
          figure: Figure([], right: 4, wrong: 1), Function { 1 }),
        Mistake(
          "N10", "every box is kept", place: "did you suppress", figure: Figure([], right: 4, wrong: 7), Function { 7 }),
      ]),
    Diagnosis.task(
      "6.7", answers: ["A": "d", "B": "a", "C": "f"], solution: "Examples/suppression",
      reading: "Count what is left: of a crowd, of two classes at one place, of boxes far from each other."),
  ]
}
