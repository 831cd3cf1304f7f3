// Assignment 7 as the judge sees it: worked numbers, laws, two correct versions.

import Evaluation
import Randomness

extension Course {
  static let evaluation = Assignment(
    number: 7, name: "evaluation", title: "Evaluation", hours: 2.5, taskProtocol: "EvaluationTask",
    tasks: EvaluationLaws.tasks)
}

enum EvaluationLaws {
  /// Hits of a ranking, about half of them, no more than there are objects.
  private static func ranking(_ g: inout SeededGenerator, _ count: Int, objects: Int) -> [Value] {
    var left = objects
    let hits = (0..<count).map { index -> Bool in
      let hit = left > 0 && (index == 0 || g.chance(0.6))
      left -= hit ? 1 : 0
      return hit
    }
    return [hits.value, .integer(objects)]
  }

  static let tasks: [CourseTask] = [
    CourseTask(
      "7.1", "Who found what", function: "hits", arguments: ["ious", "threshold"],
      formula: "Go through the detections, best first. Of the objects that are still free take the one of the largest "
        + "IoU; if that reaches the threshold it is found, and free no longer.",
      solution: "Sources/Evaluation/DetectionMatcher.swift; VOCEvaluator.swift for the other rule",
      reference: EvaluationMistakes.matching(Wrong()),
      alternative: Function { (ious: [[Double]], threshold: Double) in
        var isFree = [Bool](repeating: true, count: ious.first?.count ?? 0)
        return ious.map { row in
          var best: Int?
          for object in row.indices where isFree[object] && row[object] >= threshold {
            if row[object] > (best.map { row[$0] } ?? -1) { best = object }
          }
          if let best { isFree[best] = false }
          return best != nil
        }
      },
      worked: [Worked("two detections of one object", [[[0.9], [0.8]], 0.5], [true, false])],
      laws: [
        Law("a", "Two objects near each other: a detection takes the better one that is free") { g in
          let x = g.uniform(in: 0.62...0.7)
          return [
            [[[0.9, .number(x)], [0.8, 0.75]], 0.5], [[[.number(x), 0.9], [0.55, 0.2]], 0.5],
            [[[0.55], [.number(x)]], 0.5], [[[0.3], [.number(x)]], 0.5], [[[.number(x)], [0.8]], 0.75],
            [MatchingLaws.ious(&g, anchors: 5, objects: 3, from: 20).value, 0.5],
          ]
        },
        Law("b", "Exactly at the threshold; no objects; no detections") { _ in
          [[[[0.5]], 0.5], [[[0.75], [0.75]], 0.75], [[[], []], 0.5], [[], 0.5]]
        },
      ], known: EvaluationMistakes.hits),
    CourseTask(
      "7.2", "One ranking", function: "ranked", arguments: ["scores", "hits"],
      formula: "Put the detections of all images together and sort them by their scores, largest first.",
      solution: "Sources/Evaluation/PrecisionRecallCurve.swift",
      reference: Function { (scores: [[Double]], hits: [[Bool]]) in
        let detections = zip(scores.flatMap { $0 }, hits.flatMap { $0 })
          .map { PrecisionRecallCurve.Scored(score: $0, isTruePositive: $1) }
        return PrecisionRecallCurve(detections, objectCount: detections.count).ranked.map(\.isTruePositive)
      },
      alternative: Function { (scores: [[Double]], hits: [[Bool]]) in
        let flat = scores.flatMap { $0 }
        let flags = hits.flatMap { $0 }
        return flat.indices.sorted { flat[$0] > flat[$1] }.map { flags[$0] }
      },
      worked: [Worked("two images", [[[0.5, 0.3], [0.9]], [[false, true], [true]]], [true, false, true])],
      laws: [
        Law("a", "Scores that cross between images; the tail; an image without detections") { g in
          let scores = SuppressionLaws.scores(&g, 7)
          return [
            [
              [Array(scores[..<3]), [], Array(scores[3...])].value,
              [[true, false, true], [], [false, true, true, false]],
            ],
            [[[0.9, 0.3, 0.1]], [[true, false, true]]], [[[0.3, 0.9]], [[true, false]]],
          ]
        }
      ], known: EvaluationMistakes.ranked),
    CourseTask(
      "7.3", "How many objects", function: "objectCount", arguments: ["labels", "detections", "label"],
      formula: "All objects of the class in all images, whether anything was detected there or not.",
      solution: "Sources/Evaluation/ClassEvaluation.swift",
      reference: Function { (labels: [[Int]], _: [Int], label: Int) in labels.joined().count { $0 == label } },
      alternative: Function { (labels: [[Int]], _: [Int], label: Int) in
        labels.reduce(0) { $0 + $1.filter { $0 == label }.count }
      },
      worked: [Worked("three images", [[[0, 1], [0, 0], [0]], [3, 0, 1], 0], 4)],
      laws: [
        Law("a", "Any labels, images without detections or objects") { g in
          [
            [[[2, .integer(g.integer(in: 0...2))], [], [2, 2, 1]], [1, 4, 0], 2], [[[], []], [0, 3], 0],
            [[[1, 1], [1, 0]], [2, 9], 1],
          ]
        }
      ], known: EvaluationMistakes.count),
    CourseTask(
      "7.4", "The curve", function: "curve", arguments: ["hits", "objects"],
      formula: "After k detections with t hits: recall t / objects, precision t / k.",
      solution: "Sources/Evaluation/PrecisionRecallCurve.swift: points",
      reference: Function { (hits: [Bool], objects: Int) in EvaluationMistakes.points(hits, objects) },
      alternative: Function { (hits: [Bool], objects: Int) in
        hits.indices.map { index in
          let found = hits[...index].count { $0 }
          return [Double(found) / Double(max(1, objects)), Double(found) / Double(index + 1)]
        }
      },
      worked: [
        Worked(
          "three detections of four objects", [[true, false, true], 4], [[0.25, 1], [0.25, 0.5], [0.5, 0.666667]])
      ],
      laws: [
        Law("a", "Any ranking, an empty one too") { g in [ranking(&g, 6, objects: 5), [[], 3], [[false, true], 7]] }
      ], known: EvaluationMistakes.curve),
    CourseTask(
      "7.5", "The envelope", function: "envelope", arguments: ["precisions"],
      formula: "At each point the largest precision of that point and all later ones.",
      solution: "Sources/Evaluation/AveragePrecision.swift",
      reference: Function { (precisions: [Double]) in AverageMistakes.fromHere(precisions) },
      alternative: Function { (precisions: [Double]) in
        var best = 0.0
        return Array(
          precisions.reversed().map { precision -> Double in
            best = max(best, precision)
            return best
          }.reversed())
      },
      worked: [Worked("three points", [[1, 0.5, 0.75]], [1, 0.75, 0.75])],
      laws: [
        Law("a", "Rising, falling, and none") { g in
          [[[0.2, 0.3, .number(g.uniform(in: 0.4...0.9)), 0.1, 0.15]], [[]], [[0.9, 0.5, 0.2]]]
        }
      ], known: AverageMistakes.envelope),
    CourseTask(
      "7.6", "Average precision", function: "averagePrecision", arguments: ["hits", "objects"],
      formula:
        "For each of the 101 recalls the envelope at the first point whose recall reaches it, 0 where none does; "
        + "then their mean.",
      solution: "Sources/Evaluation/AveragePrecision.swift: three rules in use, and NumPy's recalls",
      reference: Function { (hits: [Bool], objects: Int) in
        let scored = hits.enumerated().map {
          PrecisionRecallCurve.Scored(score: -Double($0), isTruePositive: $1)
        }
        return AveragePrecision.coco.value(PrecisionRecallCurve(scored, objectCount: objects)) ?? 0
      },
      alternative: Function { (hits: [Bool], objects: Int) in
        let points = EvaluationMistakes.points(hits, objects)
        let sum = AverageMistakes.hundred.reduce(0) { sum, recall in
          sum + (points.filter { $0[0] >= recall - 1e-12 }.map { $0[1] }.max() ?? 0)
        }
        return sum / 101
      },
      worked: [
        Worked("hits 1, 0, 1, 1 of 4 objects", [[true, false, true, true], 4], 0.628713),
        Worked("everything found", [[true, true], 2], 1),
      ],
      laws: [
        Law("a", "Any ranking, none, and objects that are never found") { g in
          [ranking(&g, 8, objects: 7), ranking(&g, 5, objects: 9), [[], 3], [[false, false], 3]]
        }
      ], known: AverageMistakes.average),
    CourseTask(
      "7.7", "The mean over classes", function: "mean", arguments: ["averagePrecisions"],
      formula: "The mean of those that are not nil; nil if all are.", solution: "Sources/Evaluation/COCOSummary.swift",
      reference: Function { (values: [Double?]) -> Double? in
        let known = values.compactMap { $0 }
        return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
      },
      alternative: Function { (values: [Double?]) -> Double? in
        let count = values.count { $0 != nil }
        return count == 0 ? nil : values.reduce(0) { $0 + ($1 ?? 0) } / Double(count)
      },
      worked: [Worked("one class of two has objects", [[1, nil]], 1), Worked("two classes", [[0.5, 1]], 0.75)],
      laws: [
        Law("a", "No class has objects, or some") { g in
          [[[nil, nil]], [[]], [[.number(g.uniform()), nil, 0, 0.75]]]
        }
      ], known: AverageMistakes.mean),
    CourseTask(
      "7.8", "Ids are names", function: "found", arguments: ["ids"],
      formula: "Those that are not nil.", solution: "Sources/Evaluation/DetectionMatcher.swift: indices, never ids",
      reference: Function { (ids: [Int?]) in ids.compactMap { $0 }.count },
      alternative: Function { (ids: [Int?]) in ids.count { $0 != nil } },
      worked: [Worked("two of three", [[5, 3, nil]], 2)],
      laws: [
        Law("a", "Any id, 0 too") { g in [[[0, nil, .integer(g.integer(in: 1...9)), 0]], [[]], [[nil]], [[4, 4, 7]]] }
      ],
      known: AverageMistakes.found),
    CourseTask(
      "7.9", "The average of three", kind: .question, function: "averageOfThree", arguments: [],
      formula: "The envelope is 1 up to recall 0.5, which 51 of the 101 recalls do not pass, and 2/3 for the other 50.",
      solution: "Examples/detection-errors", tolerance: 8e-4, reference: Function { (51 + 50 * 2.0 / 3) / 101 },
      alternative: Function { 0.835 }, worked: [Worked("the average", [], 0.834983)], laws: [],
      mistakes: AverageMistakes.question),
    Diagnosis.task(
      "7.10", answers: ["A": "e", "B": "a", "C": "c"], solution: "Examples/detection-errors",
      reading: "Which way is the figure wrong, and what would have to be counted for it to be so?"),
  ]
}
