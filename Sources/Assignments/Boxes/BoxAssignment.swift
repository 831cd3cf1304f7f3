// Assignment 2 as the judge sees it: worked numbers, laws, two correct versions.

import Boxes
import Foundation
import Randomness

extension Course {
  static let boxes = Assignment(
    number: 2, name: "boxes", title: "Boxes", hours: 1.5, taskProtocol: "BoxTask", tasks: BoxLaws.tasks)
}

enum BoxLaws {
  /// A rectangle with its corners on a grid of quarters, at 0 or beyond; never square.
  static func box(_ generator: inout SeededGenerator, from low: Int = 0) -> Rectangle {
    let x = Double(generator.integer(in: low...80)) / 4
    let y = Double(generator.integer(in: low...60)) / 4
    let width = Double(generator.integer(in: 4...40)) / 4
    return Rectangle(x, y, x + width, y + width * 0.6 + Double(generator.integer(in: 1...20)) / 4)
  }

  /// Two rectangles that overlap and share no edge.
  static func overlapping(_ generator: inout SeededGenerator) -> [Value] {
    let a = box(&generator)
    let (dx, dy) = (generator.uniform(in: 0.1...0.9), generator.uniform(in: 0.1...0.9))
    let (width, height) = (a.xMax - a.xMin, a.yMax - a.yMin)
    let b = Rectangle(a.xMin + dx * width, a.yMin + dy * height, a.xMax + dx * width + 1, a.yMax + dy * height + 2)
    return [a.value, b.value]
  }

  private static func random(
    _ count: Int, _ call: @escaping @Sendable (inout SeededGenerator) -> [Value]
  )
    -> @Sendable (inout SeededGenerator) -> [[Value]]
  {
    { generator in
      var calls: [[Value]] = []
      for _ in 0..<count { calls.append(call(&generator)) }
      return calls
    }
  }

  private static let coder = CenterBoxCoder(weights: .unit)

  static let tasks: [CourseTask] = [
    CourseTask(
      "2.1", "From corner and size", function: "rectangle", arguments: ["x", "y", "width", "height"],
      formula: "The right edge is x + width, the bottom edge y + height.",
      solution: "Sources/Boxes/Box.swift: four edges, and why no +1",
      reference: Function { (x: Double, y: Double, width: Double, height: Double) in
        Rectangle(Box(centerX: x + width / 2, centerY: y + height / 2, width: width, height: height))
      },
      alternative: Function { (x: Double, y: Double, width: Double, height: Double) in
        Rectangle(x, y, x + width, y + height)
      },
      worked: [Worked("5 wide at 10", [10, 10, 5, 5], [10, 10, 15, 15])],
      laws: [
        Law(
          "a", "Any corner and size",
          random(3) { g in [.number(g.uniform(in: -9...9)), 3, .number(1 + g.uniform()), 7] })
      ], known: BoxMistakes.rectangle),
    CourseTask(
      "2.2", "The intersection", function: "intersection", arguments: ["a", "b"],
      formula: "The shared width reaches from the larger left edge to the smaller right edge, and is 0 if that is "
        + "negative; so for the height; the area is their product.",
      solution: "Sources/Boxes/Box.swift: intersectionArea(with:)",
      reference: Function { (a: Rectangle, b: Rectangle) in a.box.intersectionArea(with: b.box) },
      alternative: Function { (a: Rectangle, b: Rectangle) in BoxMistakes.shared(b, a) },
      worked: [
        Worked("two 2 × 2 boxes that share one pixel", [BoxMistakes.two, BoxMistakes.shifted], 1),
        Worked("two boxes side by side, apart", [[0, 0, 1, 3], [2, 0, 4, 3]], 0),
      ],
      laws: [
        Law("a", "Boxes that are apart share nothing, whichever axis parts them") { g in
          let a = box(&g)
          let (right, below) = (g.uniform(in: 2...20), g.uniform(in: 2...20))
          return [
            [a.value, Rectangle(a.xMax + right, a.yMax + below, a.xMax + right + 3, a.yMax + below + 5).value],
            [a.value, Rectangle(a.xMax + right, a.yMin + 0.1, a.xMax + right + 3, a.yMax).value],
          ]
        },
        Law("b", "Boxes with an edge in common, and negative coordinates") { g in
          let a = box(&g, from: -240)
          return [
            [a.value, a.value], [a.value, Rectangle(a.xMin, a.yMin + 0.2, a.xMax - 0.1, a.yMax).value],
            [a.value, Rectangle(a.xMin + 0.1, a.yMin, a.xMax + 3, a.yMax + 1).value],
          ]
        },
      ], known: BoxMistakes.intersection),
    CourseTask(
      "2.3", "Intersection over union", function: "iou", arguments: ["a", "b"],
      formula: "The shared area over the sum of both areas minus the shared area; 0 where that sum is 0.",
      solution: "Sources/Boxes/Box.swift: iou(_:), and what torchvision gives for two empty boxes",
      reference: Function { (a: Rectangle, b: Rectangle) in a.box.iou(b.box) },
      alternative: Function { (a: Rectangle, b: Rectangle) in
        let shared = BoxMistakes.shared(a, b)
        let rest = (BoxMistakes.area(a) - shared) + (BoxMistakes.area(b) - shared)
        return shared > 0 ? shared / (shared + rest) : 0
      },
      worked: [
        Worked("one pixel of seven", [BoxMistakes.two, BoxMistakes.shifted], 0.142857),
        Worked("a box with itself", [[0, 0, 10, 10], [0, 0, 10, 10]], 1),
      ],
      laws: [
        Law("a", "Boxes without area have IoU 0") { g in
          let x = Value.number(g.uniform(in: -5...5))
          return [[[x, x, x, x], [x, x, x, x]], [[x, 0, x, 3], [x, 0, x, 3]], [[x, x, x, x], [-9, -9, 9, 9]]]
        },
        Law("b", "Boxes that are apart have IoU 0, those that overlap between 0 and 1") { g in
          let a = box(&g)
          return [
            [a.value, Rectangle(a.xMax + 2, a.yMax + 1, a.xMax + 5, a.yMax + 4).value],
            overlapping(&g), overlapping(&g), [[0, 0, 4, 5], [0, 0, 2, 2]], [[0, 0, 2, 2], [0, 0, 4, 5]],
            // In fractions of an image.
            [[0.1, 0.1, 0.3, 0.2], [0.125, 0.1, .number(g.uniform(in: 0.2...0.3)), 0.25]],
          ]
        },
      ], known: BoxMistakes.iou),
    CourseTask(
      "2.4", "The matrix of IoUs", function: "ious", arguments: ["anchors", "objects"],
      formula: "Row i, column j is the IoU of anchor i with object j; a picture without objects has empty rows.",
      solution: "Sources/Matching/MatchingSteps.swift: the same, never held as a whole",
      reference: Function { (anchors: [Rectangle], objects: [Rectangle]) in
        anchors.map { anchor in objects.map { anchor.box.iou($0.box) } }
      },
      alternative: Function { (anchors: [Rectangle], objects: [Rectangle]) in
        anchors.map { anchor in objects.map { $0.box.iou(anchor.box) } }
      },
      worked: [
        Worked(
          "one anchor, two objects", [[BoxMistakes.two], [BoxMistakes.two, BoxMistakes.shifted]], [[1, 0.142857]])
      ],
      laws: [
        Law("a", "Two anchors and three objects; no objects") { g in
          [
            [[box(&g), box(&g)].value, [box(&g), box(&g), box(&g)].value], [[box(&g), box(&g)].value, []],
            // Boxes without area, boxes that are apart in one axis and in both, and some that overlap.
            [
              [[1, 1, 1, 1], [0, 0, 2, 3]],
              [[1, 1, 1, 1], [5, 5, 6, 7], [5, 1, 6, .number(2 + g.uniform())], [1, 1, 4, 3]],
            ],
            [[[0.1, 0.1, 0.3, 0.2]], [[0.125, 0.1, 0.25, 0.25], [0.1, 0.1, 0.3, 0.2]]],
          ]
        }
      ], known: BoxMistakes.ious),
    CourseTask(
      "2.5", "The code of a box", function: "encode", arguments: ["object", "anchor", "deviations"],
      formula:
        "tx = (object's center x − anchor's) / anchor's width, ty so with y and height; tw = ln(object's width / "
        + "anchor's), th so; then each is divided by its deviation.",
      solution: "Sources/Boxes/CenterBoxCoder.swift: encode(_:anchor:), with weights in place of deviations",
      reference: Function { (object: Rectangle, anchor: Rectangle, deviations: [Double]) in
        let code = coder.encode(object.box, anchor: anchor.box)
        return zip([code.x, code.y, code.width, code.height], deviations).map { $0 / $1 }
      },
      alternative: CodingMistakes.coding { o, a in
        [(o.x - a.x) / a.width, (o.y - a.y) / a.height, log(o.width) - log(a.width), log(o.height) - log(a.height)]
      },
      worked: [
        Worked(
          "another center, twice as wide, half as high", [[5, 4, 25, 14], [0, 0, 10, 20], [1, 1, 1, 1]],
          [1, -0.05, 0.693147, -0.693147])
      ],
      laws: [
        Law(
          "a", "Any object, anchor and deviations",
          random(3) { g in
            let object = box(&g)
            let anchor = Rectangle(object.xMin + 1, object.yMin - 2, object.xMax + 0.5, object.yMax + 3)
            return [object.value, anchor.value, [0.1, .number(g.uniform(in: 0.1...0.5)), 0.2, 0.3]]
          })
      ], known: CodingMistakes.encode),
    CourseTask(
      "2.6", "The box of a code", function: "decode", arguments: ["code", "anchor", "deviations"],
      formula: "Multiply the code by the deviations. The center is the anchor's plus tx (ty) of the anchor's widths "
        + "(heights); the width is the anchor's times e to the smaller of tw and ln(1000 / 16); half lies on each side.",
      solution: "Sources/Boxes/CenterBoxCoder.swift: decode(_:anchor:), and who cuts what",
      reference: Function { (code: [Double], anchor: Rectangle, deviations: [Double]) in
        let scaled = zip(code, deviations).map { $0 * $1 }
        guard scaled.count == 4 else { throw WrongArguments() }
        let deltas = BoxDeltas(x: scaled[0], y: scaled[1], width: scaled[2], height: scaled[3])
        return Rectangle(coder.decode(deltas, anchor: anchor.box))
      },
      alternative: Function { (code: [Double], anchor: Rectangle, deviations: [Double]) in
        CodingMistakes.rectangle(zip(code, deviations).map { $0 * $1 }, anchor)
      },
      worked: [
        Worked(
          "twice as wide, half as high",
          [[1, -0.05, 0.6931471805599453, -0.6931471805599453], [0, 0, 10, 20], [1, 1, 1, 1]],
          [5, 4, 25, 14])
      ],
      laws: [
        Law("a", "A wild size is cut, a small one is not") { g in
          [
            [[0, 0, .number(4.5 + g.uniform()), -5], box(&g).value, [1, 1, 1, 1]],
            [[0, 0, 0, 1e4], [0, 0, 3, 5], [1, 1, 1, 1]], [[5, -6, 0, 0], [0, 0, 4, 5], [1, 1, 1, 1]],
            [[0, 0, 100, 0], [0, 0, 5, 6], [1, 1, 1, 1]],
          ]
        },
        Law("b", "The same call twice gives the same") { g in
          let call: [Value] = [[.number(g.uniform()), 0.5, 0, 0.1], box(&g).value, [1, 1, 1, 1]]
          return [call, call]
        },
        Law("c", "Any code and deviations, which come before the cut") { g in
          let codes = random(3) { g in
            let code = (0..<4).map { _ in g.uniform(in: -1...1) }
            return [code.value, box(&g).value, [0.1, .number(g.uniform(in: 0.1...0.5)), 0.2, 0.3]]
          }
          return codes(&g) + [[[0, 0, 9, -9], [0, 0, 3, 5], [0.1, 0.2, 0.3, 0.4]]]
        },
      ], known: DecodingMistakes.decode),
    CourseTask(
      "2.7", "Clip to the image", function: "clip", arguments: ["box", "height", "width"],
      formula: "Every x lies between 0 and the width, every y between 0 and the height.",
      solution: "Sources/Boxes/Box.swift: clipped(height:width:)",
      reference: Function { (box: Rectangle, height: Double, width: Double) in
        Rectangle(box.box.clipped(height: height, width: width))
      },
      alternative: Function { (box: Rectangle, height: Double, width: Double) in
        Rectangle(
          max(0, min(box.xMin, width)), max(0, min(box.yMin, height)), max(0, min(box.xMax, width)),
          max(0, min(box.yMax, height)))
      },
      worked: [
        Worked("inside in y, beyond in x", [[-5, 20, 250, 50], 100, 200], [0, 20, 200, 50])
      ],
      laws: [
        Law("a", "A box wholly outside is empty on the border") { g in
          let x = -g.uniform(in: 1...5)
          return [
            [[.number(x - 3), 20, .number(x), 50], 100, 200],
            [[.number(205 - x), 20, .number(230 - x), 50], 100, 200],
          ]
        },
        Law("b", "Images that are not square") { g in
          [
            [[-2, 3, 150, .number(101 + 50 * g.uniform())], 100, 200],
            [[3, -4, 150, .number(120 + 50 * g.uniform())], 200, 100],
          ]
        },
      ], known: ClipMistakes.clip),
    CourseTask(
      "2.8", "How far to half", kind: .question, function: "shiftToHalf", arguments: [],
      formula: "Shifted by d, a unit square shares 1 − d of a union of 1 + d.",
      solution: "Examples/iou-matching", tolerance: 2e-3, reference: Function { 1.0 / 3 },
      alternative: Function { 0.333333 }, worked: [Worked("the shift", [], 0.333333)], laws: [],
      mistakes: BoxMistakes.shift),
    Diagnosis.task(
      "2.9", answers: ["A": "b", "B": "e", "C": "a"], solution: "Examples/box-coding",
      reading: "Ask of each: what would a box give with itself, with one that is apart, and there and back again?"),
  ]
}
