// Assignment 5 as the judge sees it: worked numbers, laws, two correct versions.

import Boxes
import Foundation
import Losses
import Randomness

extension Course {
  static let boxLosses = Assignment(
    number: 5, name: "box-losses", title: "Box losses", hours: 1, taskProtocol: "BoxLossTask",
    tasks: BoxLossLaws.tasks)
}

enum BoxLossLaws {
  private static let ninth = 1.0 / 9

  private static func difference(_ body: @escaping @Sendable (_ x: Double, _ beta: Double) -> Double) -> Function {
    Function { (x: Double, beta: Double) in body(x, beta) }
  }

  private static func codes(_ g: inout SeededGenerator, _ states: Value, _ count: Int) -> [Value] {
    func table(_ g: inout SeededGenerator) -> Value {
      var rows: [[Double]] = []
      for _ in 0..<count { rows.append((0..<4).map { _ in g.uniform(in: -2...2) }) }
      return rows.value
    }
    return [table(&g), table(&g), states, 0.5]
  }

  static let tasks: [CourseTask] = [
    CourseTask(
      "5.1", "Smooth L1", function: "smoothL1", arguments: ["difference", "beta"],
      formula: "x² / 2β up to |x| = β, |x| − β / 2 beyond: both give β / 2 there, with the slope 1.",
      solution: "Sources/Losses/SmoothL1.swift",
      reference: difference { x, beta in SmoothL1(beta: beta).value(x) },
      alternative: difference { BoxLossMistakes.smooth($0, $1) },
      worked: [
        Worked("in the parabola", [0.1, .number(ninth)], 0.045),
        Worked("on the line", [0.2, .number(ninth)], 0.144444),
      ],
      laws: [
        Law("a", "Both signs, any β, and where the branches meet") { g in
          let beta = g.uniform(in: 0.2...2)
          return [
            [.number(-beta), .number(beta)], [.number(-0.3 * beta), .number(beta)], [-3, .number(beta)], [0, 1],
          ]
        }
      ],
      known: BoxLossMistakes.value),
    CourseTask(
      "5.2", "Its slope", function: "slope", arguments: ["difference", "beta"],
      formula: "x / β up to |x| = β, and the sign of x beyond.",
      solution: "Sources/Losses/SmoothL1.swift: gradient(_:)",
      tolerance: 1e-6, reference: difference { x, beta in SmoothL1(beta: beta).gradient(x) },
      alternative: difference { x, beta in max(-1, min(1, x / beta)) },
      worked: [Worked("in the parabola", [0.25, 0.5], 0.5), Worked("on the line", [2, 0.5], 1)],
      laws: [
        Law("a", "Both signs and any β") { g in
          let beta = g.uniform(in: 0.2...2)
          return [
            [.number(-0.4 * beta), .number(beta)], [-3, .number(beta)],
            [.number(3 * g.uniform(in: 1...2)), .number(beta)], [1.5, 2], [-0.5, 0.25],
          ]
        }
      ],
      known: BoxLossMistakes.slope),
    CourseTask(
      "5.3", "The IoU loss", function: "iouLoss", arguments: ["predicted", "object"],
      formula: "1 − IoU: 0 for equal boxes, 1 for boxes that share nothing.", solution: "Sources/Losses/IoULoss.swift",
      nothing: 1e-7,
      reference: Function { (a: Rectangle, b: Rectangle) in IoULoss(.iou).value(predicted: a.box, object: b.box) },
      alternative: Function { (a: Rectangle, b: Rectangle) in 1 - b.box.iou(a.box) },
      worked: [Worked("one pixel of seven", [[0, 0, 2, 2], [1, 1, 3, 3]], 0.857143)],
      laws: [
        Law("a", "Boxes that overlap, equal boxes, boxes that are apart, boxes without area") { g in
          let box = BoxLaws.box(&g)
          return [
            BoxLaws.overlapping(&g), [box.value, box.value], [[0, 0, 1, 2], [5, 5, 7, 6]],
            [[3, 3, 3, 3], [3, 3, 3, 3]], [[0, 0, 0.2, 0.2], [0, 0, 0.4, 0.5]], [[0, 0, 0.4, 0.5], [0, 0, 0.2, 0.2]],
            [[0, 0, 1, 2], [0, 3, 5, 4]],
          ]
        }
      ],
      known: BoxLossMistakes.overlap),
    CourseTask(
      "5.4", "The box loss of an image", function: "boxLoss", arguments: ["codes", "targets", "states", "beta"],
      formula: "Sum smooth L1 over the four numbers of the positive anchors, and divide by the larger of 1 and their "
        + "number.",
      solution: "Sources/Losses/BoxLoss.swift and LossNormalization.swift",
      reference: Function { (codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) in
        var (sum, positives) = (0.0, 0)
        for (anchor, state) in states.enumerated() where state.index != nil {
          positives += 1
          for (code, target) in zip(codes[anchor], targets[anchor]) {
            sum += BoxLossMistakes.smooth(code - target, beta)
          }
        }
        return sum / Double(max(1, positives))
      },
      alternative: Function { (codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) in
        let rows = states.indices.filter { states[$0].index != nil }
        let sums = rows.map { row in
          zip(codes[row], targets[row]).reduce(0) { $0 + SmoothL1(beta: beta).value($1.0 - $1.1) }
        }
        return sums.reduce(0, +) / Double(max(1, rows.count))
      },
      worked: [Worked("one positive, off by 1 in x", BoxLossMistakes.shown, 0.5)],
      laws: [
        Law("a", "Ignored and negative anchors mean nothing; an image without positives costs nothing") { g in
          [codes(&g, [1, "N", "I", 0, 0], 5), codes(&g, ["N", "I"], 2)]
        }
      ], known: BoxLossMistakes.image),
    CourseTask(
      "5.5", "From the loss to the difference", kind: .question, function: "differenceOfLoss", arguments: [],
      formula: "Beyond β the loss is x − β / 2, and β / 2 is 1/18.", solution: "Examples/box-coding", tolerance: 2e-3,
      reference: Function { 0.2 + ninth / 2 }, alternative: Function { 0.2556 },
      worked: [Worked("the difference", [], 0.255556)], laws: [],
      mistakes: BoxLossMistakes.difference),
    Diagnosis.task(
      "5.6", answers: ["A": "c", "B": "a", "C": "e"], solution: "Examples/box-coding",
      reading: "Look at the value and the slope where the branches meet, and at what doubling the background does."),
  ]
}
