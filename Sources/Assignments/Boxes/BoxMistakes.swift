// What goes wrong with the overlap of boxes in assignment 2: the catalogue's letter B.

import Foundation

enum BoxMistakes {
  /// Width and height of what two rectangles share, negative where they are apart.
  static func sides(_ a: Rectangle, _ b: Rectangle) -> (Double, Double) {
    (min(a.xMax, b.xMax) - max(a.xMin, b.xMin), min(a.yMax, b.yMax) - max(a.yMin, b.yMin))
  }

  static func area(_ a: Rectangle) -> Double { max(0, a.xMax - a.xMin) * max(0, a.yMax - a.yMin) }

  /// The area with the last pixel counted.
  static func inclusiveArea(_ a: Rectangle) -> Double {
    let (width, height) = (a.xMax - a.xMin + 1, a.yMax - a.yMin + 1)
    return width * height
  }

  static func shared(_ a: Rectangle, _ b: Rectangle) -> Double {
    let (width, height) = sides(a, b)
    return max(0, width) * max(0, height)
  }

  static let unit: Value = [0, 0, 1, 1]
  static let two: Value = [0, 0, 2, 2]
  static let shifted: Value = [1, 1, 3, 3]

  private static func pair(_ body: @escaping @Sendable (Rectangle, Rectangle) -> Double) -> Function {
    Function { (a: Rectangle, b: Rectangle) in body(a, b) }
  }

  static let rectangle: [Mistake] = [
    Mistake(
      "B7", "a size is read as a corner", place: "what the four numbers are",
      figure: Figure([10, 10, 5, 5], right: [10, 10, 15, 15], wrong: [10, 10, 5, 5]),
      Function { (x: Double, y: Double, width: Double, height: Double) in Rectangle(x, y, width, height) }),
    Mistake(
      "B12", "the corner is read as the center", place: "where x and y are",
      figure: Figure([10, 10, 4, 8], right: [10, 10, 14, 18], wrong: [8, 6, 12, 14]),
      Function { (x: Double, y: Double, width: Double, height: Double) in
        Rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
      }),
  ]

  static let intersection: [Mistake] = [
    Mistake(
      "B1", "negative sides are multiplied", place: "two negative sides make a positive area",
      figure: Figure([unit, [2, 2, 3, 3]], right: 0, wrong: 1),
      pair { a, b in
        let (width, height) = sides(a, b)
        return width * height
      }),
    Mistake(
      "B2", "the product is cut at 0 and not each side", place: "cut each side",
      figure: Figure([unit, [2, 2, 3, 3]], right: 0, wrong: 1),
      pair { a, b in
        let (width, height) = sides(a, b)
        return max(0, width * height)
      }),
    Mistake(
      "B8", "the smaller left edge is taken", place: "the left edge of what is shared: the larger",
      figure: Figure([two, shifted], right: 1, wrong: 4),
      pair { a, b in
        max(0, min(a.xMax, b.xMax) - min(a.xMin, b.xMin)) * max(0, min(a.yMax, b.yMax) - min(a.yMin, b.yMin))
      }),
    Mistake(
      "B11", "rectangles with an equal edge are held to be apart", place: "strict against weak comparison",
      figure: Figure([two, [0, 0, 1, 1]], right: 1, wrong: 0),
      pair { a, b in a.xMin == b.xMin || a.yMin == b.yMin ? 0 : shared(a, b) }),
    Mistake(
      "B13", "the last pixel is counted", place: "continuous coordinates, no +1",
      figure: Figure([two, shifted], right: 1, wrong: 4), convention: "PASCAL VOC",
      pair { a, b in
        let (width, height) = sides(a, b)
        return max(0, width + 1) * max(0, height + 1)
      }),
  ]

  static let iou: [Mistake] = [
    Mistake(
      "B3", "the shared area is found with crossed bounds", place: "the bounds: IoU lies between 0 and 1",
      figure: Figure([two, shifted], right: 0.142857, wrong: -9),
      pair { a, b in
        let shared = (max(a.xMax, b.xMax) - min(a.xMin, b.xMin)) * (max(a.yMax, b.yMax) - min(a.yMin, b.yMin))
        let union = area(a) + area(b) - shared
        return union == 0 ? 0 : shared / union
      }),
    Mistake(
      "B4", "the intersection is counted twice in the union", place: "what is counted twice",
      figure: Figure([two, shifted], right: 0.142857, wrong: 0.125),
      pair { a, b in
        let sum = area(a) + area(b)
        return sum > 0 ? shared(a, b) / sum : 0
      }),
    Mistake(
      "B5", "the frame around both stands for the union", place: "the union is not the frame",
      figure: Figure([two, shifted], right: 0.142857, wrong: 0.111111),
      pair { a, b in
        let frame = (max(a.xMax, b.xMax) - min(a.xMin, b.xMin)) * (max(a.yMax, b.yMax) - min(a.yMin, b.yMin))
        return frame > 0 ? shared(a, b) / frame : 0
      }),
    Mistake(
      "B6", "the areas count the last pixel and the intersection does not", place: "one convention throughout",
      figure: Figure([[0, 0, 10, 10], [0, 0, 10, 10]], right: 1, wrong: 0.704225),
      pair { a, b in
        let shared = shared(a, b)
        return shared / (inclusiveArea(a) + inclusiveArea(b) - shared)
      }),
    Mistake(
      "B9", "nothing is divided by nothing", place: "two boxes without area",
      figure: Figure([[1, 1, 1, 1], [1, 1, 1, 1]], right: 0, wrong: .number(.nan)),
      pair { a, b in shared(a, b) / (area(a) + area(b) - shared(a, b)) }),
    Mistake(
      "B1", "negative sides are multiplied", place: "two negative sides make a positive area",
      figure: Figure([unit, [2, 2, 3, 3]], right: 0, wrong: 1),
      pair { a, b in
        let (width, height) = sides(a, b)
        let union = area(a) + area(b) - width * height
        return width * height == 0 ? 0 : width * height / union
      }),
    Mistake(
      "B8", "the smaller left edge is taken", place: "the left edge of what is shared: the larger",
      figure: Figure([two, shifted], right: 0.142857, wrong: 1),
      pair { a, b in
        let shared =
          max(0, min(a.xMax, b.xMax) - min(a.xMin, b.xMin)) * max(0, min(a.yMax, b.yMax) - min(a.yMin, b.yMin))
        let union = area(a) + area(b) - shared
        return union == 0 ? 0 : shared / union
      }),
  ]

  static let ious: [Mistake] = [
    Mistake(
      "B10", "rows and columns are exchanged", place: "rows are anchors",
      figure: Figure(
        [[[0, 0, 2, 2]], [[0, 0, 2, 2], [1, 1, 3, 3]]], right: [[1, 0.142857]], wrong: [[1], [0.142857]]),
      Function { (anchors: [Rectangle], objects: [Rectangle]) in
        objects.map { object in
          anchors.map { anchor in
            let union = area(anchor) + area(object) - shared(anchor, object)
            return union > 0 ? shared(anchor, object) / union : 0
          }
        }
      }),
    Mistake(
      "B14", "a picture without objects has no rows", place: "one row for each anchor, however long",
      figure: Figure([[[0, 0, 2, 2]], []], right: [[]], wrong: []),
      Function { (anchors: [Rectangle], objects: [Rectangle]) in
        objects.isEmpty
          ? []
          : anchors.map { anchor in
            objects.map { object in
              let union = area(anchor) + area(object) - shared(anchor, object)
              return union > 0 ? shared(anchor, object) / union : 0
            }
          }
      }),
  ]

  static let clip: [Mistake] = [
    Mistake(
      "C11", "both axes are cut by the width", place: "each axis its own bound",
      figure: Figure([[-5, 20, 250, 150], 200, 100], right: [0, 20, 200, 100], wrong: [0, 20, 200, 150]),
      Function { (box: Rectangle, width: Double, _: Double) in
        Rectangle(
          min(max(box.xMin, 0), width), min(max(box.yMin, 0), width), min(max(box.xMax, 0), width),
          min(max(box.yMax, 0), width))
      }),
    Mistake(
      "C11b", "the last pixel is the bound", place: "continuous coordinates end at the width",
      figure: Figure([[-5, 20, 250, 150], 200, 100], right: [0, 20, 200, 100], wrong: [0, 20, 199, 99]),
      convention: "Detectron",
      Function { (box: Rectangle, width: Double, height: Double) in
        Rectangle(
          min(max(box.xMin, 0), width - 1), min(max(box.yMin, 0), height - 1), min(max(box.xMax, 0), width - 1),
          min(max(box.yMax, 0), height - 1))
      }),
    Mistake(
      "C12", "only the far edges are cut", place: "a box may leave on any side, and be wholly outside",
      figure: Figure([[-5, 20, 250, 150], 200, 100], right: [0, 20, 200, 100], wrong: [-5, 20, 200, 100]),
      Function { (box: Rectangle, width: Double, height: Double) in
        Rectangle(box.xMin, box.yMin, min(box.xMax, width), min(box.yMax, height))
      }),
    Mistake(
      "C13", "near edges are cut at 0 only, and far edges at the size only", place: "a box wholly outside",
      figure: Figure([[-9, 20, -2, 50], 200, 100], right: [0, 20, 0, 50], wrong: [0, 20, -2, 50]),
      Function { (box: Rectangle, width: Double, height: Double) in
        Rectangle(max(box.xMin, 0), max(box.yMin, 0), min(box.xMax, width), min(box.yMax, height))
      }),
  ]

  static let shift: [Mistake] = [
    Mistake(
      "B4", "the intersection is counted twice in the union", place: "what is counted twice",
      figure: Figure([], right: 0.333333, wrong: 0), Function { 0.0 }),
    Mistake(
      "B15", "IoU is taken for the shared share", place: "the union grows while the intersection shrinks",
      figure: Figure([], right: 0.333333, wrong: 0.5), Function { 0.5 }),
  ]
}
