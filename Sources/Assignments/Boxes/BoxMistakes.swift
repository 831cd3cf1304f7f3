// What goes wrong with the overlap of boxes in assignment 2: the catalogue's letter B.

import Foundation

enum BoxMistakes {
  /// Width and height of what two rectangles share, negative where they are apart.
  static func sides(_ a: Rectangle, _ b: Rectangle) -> (Double, Double) {
    (min(a.xMax, b.xMax) - max(a.xMin, b.xMin), min(a.yMax, b.yMax) - max(a.yMin, b.yMin))
  }

  static func area(_ a: Rectangle) -> Double { max(0, a.xMax - a.xMin) * max(0, a.yMax - a.yMin) }

  static func shared(_ a: Rectangle, _ b: Rectangle) -> Double {
    let (width, height) = sides(a, b)
    return max(0, width) * max(0, height)
  }

  static let unit: Value = [0, 0, 1, 1]
  static let two: Value = [0, 0, 2, 2]
  static let shifted: Value = [1, 1, 3, 3]
  static let clamped = "two negative sides make a positive area"

  static let rectangle = Known(
    [
      Mistake(
        "B7", "a size is read as a corner", place: "what the four numbers are",
        Figure([10, 10, 5, 5], right: [10, 10, 15, 15], wrong: [10, 10, 5, 5])),
      Mistake(
        "B12", "the corner is read as the center", place: "where x and y are",
        Figure([10, 10, 4, 8], right: [10, 10, 14, 18], wrong: [8, 6, 12, 14])),
      Mistake(
        "B13", "the last pixel is the far edge", place: "continuous coordinates, no 1 to take away",
        Figure([10, 10, 5, 5], right: [10, 10, 15, 15], wrong: [10, 10, 14, 14]), convention: "PASCAL VOC"),
      Mistake(
        "B16", "width and height are exchanged", place: "x goes with width",
        Figure([10, 10, 4, 8], right: [10, 10, 14, 18], wrong: [10, 10, 18, 14])),
    ], exclusive: [["B7", "B12"]]
  ) { wrong in
    Function { (x: Double, y: Double, width: Double, height: Double) in
      let last = wrong("B13") ? 1.0 : 0
      let (right, down) = wrong("B16") ? (height - last, width - last) : (width - last, height - last)
      if wrong("B7") { return Rectangle(x, y, right, down) }
      if wrong("B12") { return Rectangle(x - right / 2, y - down / 2, x + right / 2, y + down / 2) }
      return Rectangle(x, y, x + right, y + down)
    }
  }

  /// The shared area with choices about its sides made wrongly.
  private static func shared(_ a: Rectangle, _ b: Rectangle, _ wrong: Wrong) -> Double {
    var (width, height) = sides(a, b)
    if wrong("B8") {
      (width, height) = (min(a.xMax, b.xMax) - min(a.xMin, b.xMin), min(a.yMax, b.yMax) - min(a.yMin, b.yMin))
    }
    if wrong("B3") {
      (width, height) = (max(a.xMax, b.xMax) - min(a.xMin, b.xMin), max(a.yMax, b.yMax) - min(a.yMin, b.yMin))
    }
    if wrong("B13") { (width, height) = (width + 1, height + 1) }
    if wrong("B1") { return width * height }
    if wrong("B2") { return max(0, width * height) }
    if wrong("B17") { return abs(width) * abs(height) }
    if wrong("B18") { return width <= 0 && height <= 0 ? 0 : width * height }
    return max(0, width) * max(0, height)
  }

  static let intersection = Known(
    [
      Mistake(
        "B1", "negative sides are multiplied", place: clamped, Figure([unit, [2, 2, 3, 3]], right: 0, wrong: 1)),
      Mistake(
        "B2", "the product is cut at 0 and not each side", place: "cut each side",
        Figure([unit, [2, 2, 3, 3]], right: 0, wrong: 1)),
      Mistake(
        "B17", "sides are taken without their sign", place: "what a negative side says",
        Figure([unit, [2, 0, 3, 1]], right: 0, wrong: 1)),
      Mistake(
        "B18", "boxes are held to be apart only if they are so in x and in y", place: "one axis is enough",
        Figure([unit, [2, 0, 3, 1]], right: 0, wrong: -1)),
      Mistake(
        "B8", "the smaller left edge is taken", place: "the left edge of what is shared: the larger",
        Figure([two, shifted], right: 1, wrong: 4)),
      Mistake(
        "B11", "rectangles with an equal edge are held to be apart", place: "strict against weak comparison",
        Figure([two, [0, 0, 1, 1]], right: 1, wrong: 0)),
      Mistake(
        "B13", "the last pixel is counted", place: "continuous coordinates, no +1",
        Figure([two, shifted], right: 1, wrong: 4), convention: "PASCAL VOC"),
      Mistake(
        "B25", "coordinates lose what stands behind the point", place: "continuous coordinates",
        Figure([[0, 0, 1.5, 2], [0.25, 0, 2, 2]], right: 2.5, wrong: 2)),
    ], exclusive: [["B1", "B2", "B17", "B18"]]
  ) { wrong in
    Function { (a: Rectangle, b: Rectangle) in
      let (a, b) = wrong("B25") ? (a.truncated, b.truncated) : (a, b)
      return wrong("B11") && (a.xMin == b.xMin || a.yMin == b.yMin) ? 0 : shared(a, b, wrong)
    }
  }

  private static let overlap: [Mistake] = [
    Mistake(
      "B3", "the shared area is found with crossed bounds", place: "the bounds: IoU lies between 0 and 1",
      Figure([two, shifted], right: 0.142857, wrong: -9)),
    Mistake(
      "B4", "the intersection is counted twice in the union", place: "what is counted twice",
      Figure([two, shifted], right: 0.142857, wrong: 0.125)),
    Mistake(
      "B5", "the frame around both stands for the union", place: "the union is not the frame",
      Figure([two, shifted], right: 0.142857, wrong: 0.111111)),
    Mistake(
      "B6", "the areas count the last pixel and the intersection does not", place: "one convention throughout",
      Figure([[0, 0, 10, 10], [0, 0, 10, 10]], right: 1, wrong: 0.704225)),
    Mistake(
      "B9", "nothing is divided by nothing", place: "two boxes without area",
      Figure([[1, 1, 1, 1], [1, 1, 1, 1]], right: 0, wrong: .number(.nan))),
    Mistake("B1", "negative sides are multiplied", place: clamped, Figure([unit, [2, 2, 3, 3]], right: 0, wrong: 1)),
    Mistake(
      "B8", "the smaller left edge is taken", place: "the left edge of what is shared: the larger",
      Figure([two, shifted], right: 0.142857, wrong: 1)),
    Mistake(
      "B13", "the last pixel is counted", place: "continuous coordinates, no +1",
      Figure([two, shifted], right: 0.142857, wrong: 0.285714), convention: "PASCAL VOC"),
    Mistake(
      "B20", "the shared area is divided by the smaller box's", place: "the area of both together",
      Figure([two, shifted], right: 0.142857, wrong: 0.25), convention: "the overlap coefficient"),
    Mistake(
      "B21", "the shared area is divided by the mean of both areas", place: "the area of both together",
      Figure([two, shifted], right: 0.142857, wrong: 0.25), convention: "Dice"),
    Mistake(
      "B22", "the shared area is divided by the first box's", place: "the area of both together",
      Figure([unit, [0, 0, 2, 2]], right: 0.25, wrong: 1)),
    Mistake(
      "B23", "a small number is added to the union", place: "two boxes without area, which are to be looked for",
      Figure([[0, 0, 0.01, 0.01], [0, 0, 0.01, 0.01]], right: 1, wrong: 0.990099)),
    Mistake(
      "B24", "boxes that are apart have less than 0", place: "IoU lies between 0 and 1",
      Figure([two, shifted], right: 0.142857, wrong: -0.0793651), convention: "generalized IoU"),
  ]
  /// What is divided by what; how the sides are found; what keeps a division by 0 away.
  static let exclusive = [
    ["B4", "B5", "B20", "B21", "B22"], ["B1", "B3"], ["B3", "B8"], ["B6", "B13"], ["B9", "B23"],
  ]
  static let epsilons = [1e-6, 1e-7, 1e-5, 1e-4, 1e-3]
  static let spellings = ["B23": epsilons.count]

  /// IoU with some choices made wrongly.
  static func iou(_ a: Rectangle, _ b: Rectangle, _ wrong: Wrong) -> Double {
    let shared = shared(a, b, wrong)
    let last = wrong("B6") || wrong("B13") ? 1.0 : 0
    let first = max(0, a.xMax - a.xMin + last) * max(0, a.yMax - a.yMin + last)
    let second = max(0, b.xMax - b.xMin + last) * max(0, b.yMax - b.yMin + last)
    let width = max(a.xMax, b.xMax) - min(a.xMin, b.xMin) + last
    let height = max(a.yMax, b.yMax) - min(a.yMin, b.yMin) + last
    var union = first + second - shared
    if wrong("B4") { union = first + second }
    if wrong("B5") { union = width * height }
    if wrong("B20") { union = min(first, second) }
    if wrong("B21") { union = (first + second) / 2 }
    if wrong("B22") { union = first }
    if wrong("B23") { union += epsilons[wrong.spelling("B23")] }
    if union == 0 && !wrong("B9") { return 0 }
    let share = shared / union
    guard wrong("B24"), width * height != 0 else { return share }
    return share - (width * height - union) / (width * height)
  }

  static let iou = Known(overlap, exclusive: exclusive, spellings: spellings) { wrong in
    Function { (a: Rectangle, b: Rectangle) in iou(a, b, wrong) }
  }

  static let ious = Known(
    [
      Mistake(
        "B10", "rows and columns are exchanged", place: "rows are anchors",
        Figure(
          [[[0, 0, 2, 2]], [[0, 0, 2, 2], [1, 1, 3, 3]]], right: [[1, 0.142857]], wrong: [[1], [0.142857]])),
      Mistake(
        "B14", "a picture without objects has no rows", place: "one row for each anchor, however long",
        Figure([[[0, 0, 2, 2]], []], right: [[]], wrong: [])),
      Mistake(
        "B26", "each anchor meets one object only", place: "every anchor with every object",
        Figure([[[0, 0, 2, 2]], [[0, 0, 2, 2], [1, 1, 3, 3]]], right: [[1, 0.142857]], wrong: [[1]])),
    ] + overlap.map(\.inTable), exclusive: exclusive, spellings: spellings
  ) { wrong in
    Function { (anchors: [Rectangle], objects: [Rectangle]) -> [[Double]] in
      if wrong("B14") && objects.isEmpty { return [] }
      if wrong("B26") { return zip(anchors, objects).map { [iou($0, $1, wrong)] } }
      if wrong("B10") { return objects.map { object in anchors.map { iou($0, object, wrong) } } }
      return anchors.map { anchor in objects.map { iou(anchor, $0, wrong) } }
    }
  }

  /// The mistakes of IoU in a function of two rectangles that is made of it.
  static func overlap(
    ids: [String], _ made: @escaping @Sendable (_ iou: Double) -> Double
  ) -> [Mistake] {
    overlap.filter { ids.contains($0.id) }.map { mistake in
      var mistake = mistake
      func changed(_ outcome: Outcome) -> Outcome {
        guard case .value(let value) = outcome, let number = value.double else { return outcome }
        return .value(.number(made(number)))
      }
      (mistake.figure.right, mistake.figure.wrong) = (changed(mistake.figure.right), changed(mistake.figure.wrong))
      return mistake
    }
  }

  static let shift: [Mistake] = [
    Mistake(
      "B4", "the intersection is counted twice in the union", place: "what is counted twice",
      figure: Figure([], right: 0.333333, wrong: 0), Function { 0.0 }),
    Mistake(
      "B15", "IoU is taken for the shared share", place: "the union grows while the intersection shrinks",
      figure: Figure([], right: 0.333333, wrong: 0.5), Function { 0.5 }),
  ]
}

extension Mistake {
  /// The mistake of two rectangles in a table of one anchor and one object.
  fileprivate var inTable: Mistake {
    func table(_ outcome: Outcome) -> Outcome {
      if case .value(let value) = outcome { .value([[value]]) } else { outcome }
    }
    var mistake = self
    mistake.figure = Figure(figure.arguments.map { [$0] }, right: nil, outcome: table(figure.wrong))
    mistake.figure.right = table(figure.right)
    return mistake
  }
}

extension Rectangle {
  /// Whole numbers, cut towards 0.
  var truncated: Rectangle {
    Rectangle(
      xMin.rounded(.towardZero), yMin.rounded(.towardZero), xMax.rounded(.towardZero), yMax.rounded(.towardZero))
  }
}
