// Assignment 4 as the judge sees it: worked numbers, laws, two correct versions.

import Boxes
import Matching
import Randomness

extension Course {
  static let matching = Assignment(
    number: 4, name: "matching", title: "Matching", hours: 2, taskProtocol: "MatchingTask", tasks: MatchingLaws.tasks)
}

enum MatchingLaws {
  private static let matchArguments = ["ious", "positiveThreshold", "negativeThreshold"]
  private static let solution = "Sources/Matching/MatchingSteps.swift, one rule after the other; MatchingRules.swift: "

  /// IoUs without equals, none at a threshold: a shuffled run of hundredths, each moved a little.
  static func ious(_ generator: inout SeededGenerator, anchors: Int, objects: Int, from low: Int = 2) -> [[Double]] {
    var numbers = Array(low..<(low + max(0, anchors * objects)))
    numbers.shuffle(using: &generator)
    return (0..<anchors).map { anchor in
      (0..<objects).map { (Double(numbers[anchor * objects + $0]) + generator.uniform(in: 0.1...0.8)) / 64 }
    }
  }

  /// The six anchors of a row and an object, as the library's own matcher sees them.
  static func pictureOfRow(from first: Double, step: Double) -> String {
    let anchors = (0..<6).map { index in
      let x = first + step * Double(index)
      return Box(xMin: x, yMin: 0, xMax: x + 10, yMax: 10)
    }
    let matcher = Matcher(positiveThreshold: 0.5, negativeThreshold: 0.4, lowQuality: .none)
    return matcher.match(anchors: anchors, objects: [Box(xMin: 20, yMin: 0, xMax: 30, yMax: 10)]).letters
  }

  static let tasks: [CourseTask] = [
    CourseTask(
      "4.1", "Each anchor's best object", function: "bestObjects", arguments: ["ious"],
      formula: "In each row the column of the largest IoU; nil where the row is empty or its largest is 0.",
      solution: solution + "the search for each anchor's best object",
      reference: Function { (ious: [[Double]]) in ious.map(MatchingMistakes.bestObject) },
      alternative: Function { (ious: [[Double]]) in
        ious.map { row -> Int? in row.max().flatMap { $0 > 0 ? row.firstIndex(of: $0) : nil } }
      },
      worked: [Worked("three anchors, two objects", [[[0.2, 0.6], [0.7, 0.1], [0.3, 0.4]]], [1, 0, 1])],
      laws: [
        Law("a", "Anchors that overlap nothing, no objects, another number of anchors than of objects") { g in
          [
            [[[0, 0], [0, 0.2]]], [[[], []]], [[]], [ious(&g, anchors: 5, objects: 2).value],
            [ious(&g, anchors: 2, objects: 4).value], [[[0.3, 0.6, 0.6], [0.2, 0.2, 0.1]]],
          ]
        }
      ], known: MatchingMistakes.best),
    CourseTask(
      "4.2", "Positive, ignored, negative", function: "states",
      arguments: ["overlaps", "positiveThreshold", "negativeThreshold"],
      formula: "P if IoU ≥ the positive threshold; N if IoU < the negative threshold; otherwise I.",
      solution: solution + "BoundaryRule",
      reference: Function { (overlaps: [Double], positive: Double, negative: Double) in
        overlaps.map { $0 >= positive ? "P" : $0 < negative ? "N" : "I" }.joined()
      },
      alternative: Function { (overlaps: [Double], positive: Double, negative: Double) in
        var text = ""
        for overlap in overlaps { text += overlap < negative ? "N" : overlap < positive ? "I" : "P" }
        return text
      },
      worked: [Worked("a row of six anchors over an object", [MatchingMistakes.row, 0.5, 0.4], "NIPINN")],
      laws: [
        Law("a", "Exactly at the thresholds") { _ in [[[0.5, 0.4], 0.5, 0.4], [[0.4, 0.49, 0.51], 0.5, 0.4]] },
        Law("b", "Other thresholds") { g in
          let between = g.uniform(in: 0.35...0.55)
          return [[[0.1, 0.65, .number(between), 0.2, 0.9], 0.6, 0.3], [[.number(between), 0.05], 0.25, 0.1]]
        },
      ], known: MatchingMistakes.states),
    CourseTask(
      "4.3", "The whole rule", function: "match", arguments: matchArguments,
      formula:
        "First by 4.2, for the object that an anchor overlaps most. Then each object looks for its largest IoU with "
        + "any anchor; if it is above 0, every anchor that overlaps the object as much becomes positive, whatever it "
        + "was: for the object that the anchor itself overlaps most (4.1), be it this one or another.",
      solution: solution + "LowQualityRule.bestAnchors, torchvision's and Detectron2's",
      reference: MatchingMistakes.matching(Wrong()),
      alternative: Function { (ious: [[Double]], positive: Double, negative: Double) in
        let best = (ious.first ?? []).indices.map { object in ious.map { $0[object] }.max() ?? 0 }
        return ious.map { row -> AnchorState in
          guard let largest = row.max(), largest > 0, let object = row.firstIndex(of: largest) else { return .negative }
          let isBest = zip(row, best).contains { $0 > 0 && $0 == $1 }
          return isBest || largest >= positive ? .positive(object) : largest < negative ? .negative : .ignored
        }
      },
      worked: [
        Worked("by the thresholds", [[[0.8], [0.45], [0.2]], 0.5, 0.4], [0, "I", "N"]),
        Worked("two objects, both well matched", [[[0.7, 0.1], [0.2, 0.6]], 0.5, 0.4], [0, 1]),
      ],
      laws: [
        Law("a", "Objects that no anchor overlaps, and no objects") { _ in
          [[[[0, 0.7], [0, 0.1]], 0.5, 0.4], [[[], [], []], 0.5, 0.4]]
        },
        Law("b", "Objects whose best anchor is below the thresholds keep it") { g in
          let low = Value.number(g.uniform(in: 0.2...0.3))
          return [
            [[[0.45, 0], [0.1, low], [0.05, 0.1]], 0.5, 0.4], [[[low, 0], [0, 0.8]], 0.9, 0.85],
          ]
        },
        Law("c", "One anchor, two claims") { g in
          let (more, less) = (g.uniform(in: 0.44...0.48), g.uniform(in: 0.3...0.43))
          return [[[[.number(more), .number(less)], [0.1, 0.05]], 0.5, 0.4]]
        },
        Law("d", "Exactly at the thresholds, and other thresholds") { g in
          let between = Value.number(g.uniform(in: 0.51...0.59))
          return [
            [[[0.5], [0.4], [0.9]], 0.5, 0.4], [[[between], [0.35], [0.9], [0.65], [0.2]], 0.6, 0.3],
          ]
        },
        Law("e", "Anchors that are equally good for an object, objects that are equally good for an anchor") { g in
          let low = Value.number(g.uniform(in: 0.1...0.3))
          return [
            [[[0.45], [0.45], [0.1]], 0.5, 0.4], [[[low, 0.9], [low, 0]], 0.5, 0.4],
            [[[0.7, 0.7], [0.1, 0.8]], 0.5, 0.4],
          ]
        },
      ], known: MatchingMistakes.match),
    CourseTask(
      "4.4", "From objects to classes", function: "targets", arguments: ["states", "labels"],
      formula: "A positive for object i has the class labels[i]; negative and ignored stay what they are.",
      solution: "Sources/Matching/Targets.swift",
      reference: Function { (states: [AnchorState], labels: [Int]) in
        states.map { state in state.index.map { .positive(labels[$0]) } ?? state }
      },
      alternative: Function { (states: [AnchorState], labels: [Int]) in
        var targets = states
        for (anchor, state) in states.enumerated() {
          if let object = state.index { targets[anchor] = .positive(labels[object]) }
        }
        return targets
      },
      worked: [Worked("two objects of classes 2 and 1", [["N", 0, "I", 1], [2, 1]], ["N", 2, "I", 1])],
      laws: [
        Law("a", "Any classes, and a picture without objects") { g in
          [
            [[1, "I", 0, "N", 2], [.integer(g.integer(in: 3...9)), 0, 5]], [["N", "N"], []],
            [["N", 1, 0], [4, .integer(g.integer(in: 5...9)), 2]],
          ]
        }
      ], known: TargetMistakes.targets),
    CourseTask(
      "4.5", "Padding is no object", function: "objects", arguments: ["rows"],
      formula: "The rows whose label is at least 0, by their index.",
      solution: "Sources/Matching/Targets.swift: objects come as a list, so there is no padding to forget",
      reference: Function { (rows: [[Double]]) in rows.indices.filter { rows[$0][4] >= 0 } },
      alternative: Function { (rows: [[Double]]) in
        rows.enumerated().compactMap { $0.element[4] == -1 ? nil : $0.offset }
      },
      worked: [Worked("one object and one row of padding", [[[0, 0, 4, 4, 1], [-1, -1, -1, -1, -1]]], [0])],
      laws: [
        Law("a", "Padding between objects, class 0, negative coordinates, nothing but padding") { g in
          let x = Value.number(-g.uniform(in: 1...9))
          return [
            [[[x, 2, 4, 4, 0], [-1, -1, -1, -1, -1], [3, 3, 9, 9, 2]]], [[[0, 0, 0, 0, -1]]], [[]],
            [[[5, 2, 5, 9, 1], [0, 0, 4, 4, -1]]],
          ]
        }
      ], known: TargetMistakes.objects),
    CourseTask(
      "4.6", "The picture of a scene", kind: .question, function: "picture", arguments: [],
      formula: "IoU of two squares of side 10, shifted by d, is (10 − d) / (10 + d): 0.5 at d = 3⅓, 0.4 at d = 4.29.",
      solution: "Examples/iou-matching", reference: Function { pictureOfRow(from: 12, step: 3) },
      alternative: Function { "NNPPIN" }, worked: [Worked("the letters", [], "NNPPIN")], laws: [],
      mistakes: TargetMistakes.picture),
    Diagnosis.task(
      "4.7", answers: ["A": "b", "B": "f", "C": "c"], solution: "Examples/iou-matching",
      reading: "Count the positives: of each object, of anchors far from all, of anchors at the thresholds."),
  ]
}
