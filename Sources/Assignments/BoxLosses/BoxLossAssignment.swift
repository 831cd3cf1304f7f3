// Assignment 5 as the judge sees it: worked numbers, laws, two correct versions and the catalogue's letter R.

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

  static func smooth(_ x: Double, _ beta: Double) -> Double {
    abs(x) < beta ? x * x / (2 * beta) : abs(x) - beta / 2
  }

  /// The sum over chosen anchors' four numbers, divided by something.
  private static func summing(
    of isCounted: @escaping @Sendable (AnchorState) -> Bool = { $0.index != nil },
    dividedBy divisor: @escaping @Sendable (_ positives: Int, _ anchors: Int) -> Double
  ) -> Function {
    Function { (codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) in
      var sum = 0.0
      for (anchor, state) in states.enumerated() where isCounted(state) {
        for (code, target) in zip(codes[anchor], targets[anchor]) { sum += smooth(code - target, beta) }
      }
      return sum / divisor(states.count { $0.index != nil }, states.count)
    }
  }

  private static let shown: [Value] = [[[1, 0, 0, 0], [5, 5, 5, 5]], [[0, 0, 0, 0], [0, 0, 0, 0]], [0, "N"], 1]

  private static let losses: [Mistake] = [
    Mistake(
      "R1", "anchors without an object are counted", place: "only positives have a box",
      figure: Figure(shown, right: 0.5, wrong: 18.5),
      summing(of: { _ in true }) { positives, _ in Double(max(1, positives)) }),
    Mistake(
      "R2", "the sum is divided by all anchors", place: "divide by positives",
      figure: Figure(shown, right: 0.5, wrong: 0.25), summing { _, anchors in Double(max(1, anchors)) }),
    Mistake(
      "R3", "the mean is over the four numbers", place: "the sum of four",
      figure: Figure(shown, right: 0.5, wrong: 0.125), convention: "yhenon/pytorch-retinanet",
      summing { positives, _ in 4 * Double(max(1, positives)) }),
    Mistake(
      "R7", "an image without positives is divided by 0", place: "at least one",
      figure: Figure([[[1, 0, 0, 0]], [[0, 0, 0, 0]], ["N"], 1], right: 0, wrong: .number(.nan)),
      summing { positives, _ in Double(positives) }),
    Mistake(
      "R8", "ignored anchors are counted as well", place: "only positives have a box",
      figure: Figure(
        [[[1, 0, 0, 0], [1, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0]], [0, "I"], 1], right: 0.5, wrong: 1),
      summing(of: { $0 != .negative }) { positives, _ in Double(max(1, positives)) }),
  ]

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
      reference: difference { x, beta in SmoothL1(beta: beta).value(x) }, alternative: difference(smooth),
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
      mistakes: [
        Mistake(
          "R4", "the parabola is not divided by β", place: "where the branches meet",
          figure: Figure([0.1, .number(ninth)], right: 0.045, wrong: 0.005),
          difference { x, beta in abs(x) < beta ? x * x / 2 : abs(x) - beta / 2 }),
        Mistake(
          "R5", "half of β is not taken from the line", place: "where the branches meet",
          figure: Figure([0.2, .number(ninth)], right: 0.144444, wrong: 0.2),
          difference { x, beta in abs(x) < beta ? x * x / (2 * beta) : abs(x) }),
        Mistake(
          "R9", "the size of the difference is not taken", place: "the sign",
          figure: Figure([-2, 1], right: 1.5, wrong: 2),
          difference { x, beta in x < beta ? x * x / (2 * beta) : x - beta / 2 }),
      ]),
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
            [.number(3 * g.uniform(in: 1...2)), .number(beta)],
          ]
        }
      ],
      mistakes: [
        Mistake(
          "R6", "the slope of the line has one sign", place: "the sign",
          figure: Figure([-2, 0.5], right: -1, wrong: 1),
          difference { x, beta in abs(x) < beta ? x / beta : 1 }),
        Mistake(
          "R4", "the parabola is not divided by β", place: "where the branches meet",
          figure: Figure([0.25, 0.5], right: 0.5, wrong: 0.25),
          difference { x, beta in abs(x) < beta ? x : x < 0 ? -1 : 1 }),
        Mistake(
          "R10", "the slope is that of the square everywhere", place: "beyond β the slope stays",
          figure: Figure([2, 0.5], right: 1, wrong: 4), difference { x, beta in x / beta }),
      ]),
    CourseTask(
      "5.3", "The IoU loss", function: "iouLoss", arguments: ["predicted", "object"],
      formula: "1 − IoU: 0 for equal boxes, 1 for boxes that share nothing.", solution: "Sources/Losses/IoULoss.swift",
      reference: Function { (a: Rectangle, b: Rectangle) in IoULoss(.iou).value(predicted: a.box, object: b.box) },
      alternative: Function { (a: Rectangle, b: Rectangle) in 1 - b.box.iou(a.box) },
      worked: [Worked("one pixel of seven", [[0, 0, 2, 2], [1, 1, 3, 3]], 0.857143)],
      laws: [
        Law("a", "Boxes that overlap, equal boxes, boxes that are apart") { g in
          let box = BoxLaws.box(&g)
          return [BoxLaws.overlapping(&g), [box.value, box.value], [[0, 0, 1, 2], [5, 5, 7, 6]]]
        }
      ],
      mistakes: [
        Mistake(
          "R11", "the logarithm of IoU is taken", place: "what the loss is of boxes that share nothing",
          figure: Figure([[0, 0, 2, 2], [1, 1, 3, 3]], right: 0.857143, wrong: 1.94591), convention: "UnitBox",
          Function { (a: Rectangle, b: Rectangle) in -log(max(a.box.iou(b.box), 1e-6)) }),
        Mistake(
          "B4", "the intersection is counted twice in the union", place: "what is counted twice",
          figure: Figure([[0, 0, 2, 2], [1, 1, 3, 3]], right: 0.857143, wrong: 0.875),
          Function { (a: Rectangle, b: Rectangle) in
            1 - BoxMistakes.shared(a, b) / (BoxMistakes.area(a) + BoxMistakes.area(b))
          }),
        Mistake(
          "R12", "IoU itself is the loss", place: "a loss falls when the box gets better",
          figure: Figure([[0, 0, 2, 2], [1, 1, 3, 3]], right: 0.857143, wrong: 0.142857),
          Function { (a: Rectangle, b: Rectangle) in a.box.iou(b.box) }),
      ]),
    CourseTask(
      "5.4", "The box loss of an image", function: "boxLoss", arguments: ["codes", "targets", "states", "beta"],
      formula: "Sum smooth L1 over the four numbers of the positive anchors, and divide by the larger of 1 and their "
        + "number.",
      solution: "Sources/Losses/BoxLoss.swift and LossNormalization.swift",
      reference: summing { positives, _ in Double(max(1, positives)) },
      alternative: Function { (codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) in
        let rows = states.indices.filter { states[$0].index != nil }
        let sums = rows.map { row in
          zip(codes[row], targets[row]).reduce(0) { $0 + SmoothL1(beta: beta).value($1.0 - $1.1) }
        }
        return sums.reduce(0, +) / Double(max(1, rows.count))
      },
      worked: [Worked("one positive, off by 1 in x", shown, 0.5)],
      laws: [
        Law("a", "Ignored and negative anchors mean nothing; an image without positives costs nothing") { g in
          [codes(&g, [1, "N", "I", 0, 0], 5), codes(&g, ["N", "I"], 2)]
        }
      ], mistakes: losses),
    CourseTask(
      "5.5", "From the loss to the difference", kind: .question, function: "differenceOfLoss", arguments: [],
      formula: "Beyond β the loss is x − β / 2, and β / 2 is 1/18.", solution: "Examples/box-coding", tolerance: 2e-3,
      reference: Function { 0.2 + ninth / 2 }, alternative: Function { 0.2556 },
      worked: [Worked("the difference", [], 0.255556)], laws: [],
      mistakes: [
        Mistake(
          "R5", "half of β is not taken from the line", place: "where the branches meet",
          figure: Figure([], right: 0.255556, wrong: 0.2), Function { 0.2 })
      ]),
    Diagnosis.task(
      "5.6", answers: ["A": "c", "B": "a", "C": "e"], solution: "Examples/box-coding",
      reading: "Look at the value and the slope where the branches meet, and at what doubling the background does."),
  ]
}
