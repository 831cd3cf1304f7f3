// What goes wrong with a box's code relative to an anchor in assignment 2: the catalogue's letter C.

import Boxes
import Foundation

enum CodingMistakes {
  /// Center and size.
  struct Frame {
    var x, y, width, height: Double

    init(_ box: Rectangle) {
      (x, y) = ((box.xMin + box.xMax) / 2, (box.yMin + box.yMax) / 2)
      (width, height) = (box.xMax - box.xMin, box.yMax - box.yMin)
    }
  }

  static let clamp = log(1000.0 / 16)
  static let anchor: Value = [0, 0, 10, 20]
  private static let object: Value = [5, 4, 25, 14]
  static let ones: Value = [1, 1, 1, 1]
  static let deviations: Value = [0.1, 0.1, 0.2, 0.2]
  private static let shown: [Value] = [object, anchor, ones]
  private static let right: Value = [1, -0.05, 0.693147, -0.693147]

  static func coding(
    _ code: @escaping @Sendable (_ object: Frame, _ anchor: Frame) -> [Double]
  ) -> Function {
    Function { (object: Rectangle, anchor: Rectangle, deviations: [Double]) in
      zip(code(Frame(object), Frame(anchor)), deviations).map { $0 / $1 }
    }
  }

  static let encode = Known(
    [
      Mistake(
        "C1", "shifts are measured by the object's size", place: "the anchor is the ruler",
        Figure(shown, right: right, wrong: [0.5, -0.1, 0.693147, -0.693147])),
      Mistake(
        "C2", "width and height are exchanged in the shifts", place: "x goes with width",
        Figure(shown, right: right, wrong: [0.5, -0.1, 0.693147, -0.693147])),
      Mistake(
        "C3", "the logarithm is of anchor over object", place: "object over anchor",
        Figure(shown, right: right, wrong: [1, -0.05, -0.693147, 0.693147])),
      Mistake(
        "C4", "the ratio of sizes stands without its logarithm", place: "the exponential must undo it",
        Figure(shown, right: right, wrong: [1, -0.05, 2, 0.5])),
      Mistake(
        "C4b", "the logarithm is of base 2", place: "the exponential must undo it",
        Figure(shown, right: right, wrong: [1, -0.05, 1, -1])),
      Mistake(
        "C5", "corners stand for centers", place: "center to center",
        Figure(shown, right: right, wrong: [0.5, 0.2, 0.693147, -0.693147])),
      Mistake(
        "C7", "the code is multiplied by the deviations", place: "deviation or weight: which makes targets about 1",
        Figure([[2, 0, 12, 20], anchor, deviations], right: [2, 0, 0, 0], wrong: [0.02, 0, 0, 0])),
      Mistake(
        "C14", "the deviations are left out", place: "the third argument",
        Figure([[2, 0, 12, 20], anchor, deviations], right: [2, 0, 0, 0], wrong: [0.2, 0, 0, 0])),
      Mistake(
        "C16", "the code's order is x, width, y, height", place: "the order of the four numbers",
        Figure(shown, right: right, wrong: [1, 0.693147, -0.05, -0.693147])),
      Mistake(
        "C17", "the height comes before the width", place: "the order of the four numbers",
        Figure(shown, right: right, wrong: [1, -0.05, -0.693147, 0.693147])),
      Mistake(
        "C18", "shifts are in pixels", place: "the anchor is the ruler",
        Figure(shown, right: right, wrong: [10, -1, 0.693147, -0.693147])),
      Mistake(
        "C19", "the far corner stands for the center", place: "half the size",
        Figure(shown, right: right, wrong: [1.5, -0.3, 0.693147, -0.693147])),
      Mistake(
        "C20", "the deviations of sizes stand first", place: "which deviation is whose",
        Figure([[2, 0, 12, 20], anchor, deviations], right: [2, 0, 0, 0], wrong: [1, 0, 0, 0])),
      Mistake(
        "C28", "the shift is the anchor's less the object's", place: "from the anchor to the object",
        Figure(shown, right: right, wrong: [-1, 0.05, 0.693147, -0.693147])),
    ],
    exclusive: [
      ["C1", "C18"], ["C2", "C18"], ["C4", "C4b"], ["C5", "C19"], ["C7", "C14", "C20"], ["C16", "C17"],
    ],
    // The order is made before the deviations, or after.
    spellings: ["C16": 2, "C17": 2]
  ) { wrong in
    Function { (object: Rectangle, anchor: Rectangle, given: [Double]) in
      guard given.count == 4 else { throw WrongArguments() }
      let deviations = wrong("C14") ? [1, 1, 1, 1] : wrong("C20") ? [given[2], given[3], given[0], given[1]] : given
      func deviated(_ code: [Double]) -> [Double] {
        zip(code, deviations).map { wrong("C7") ? $0 * $1 : $0 / $1 }
      }
      let code = code(Frame(object), Frame(anchor), wrong)
      let isLate = wrong.spelling("C16") + wrong.spelling("C17") > 0
      return isLate ? ordered(deviated(code), wrong) : deviated(ordered(code, wrong))
    }
  }

  private static func ordered(_ code: [Double], _ wrong: Wrong) -> [Double] {
    if wrong("C16") { return [code[0], code[2], code[1], code[3]] }
    return wrong("C17") ? [code[0], code[1], code[3], code[2]] : code
  }

  /// A code before its deviations, with some choices made wrongly.
  private static func code(_ o: Frame, _ a: Frame, _ wrong: Wrong) -> [Double] {
    let part = wrong("C5") ? -0.5 : wrong("C19") ? 0.5 : 0
    var shift = (x: o.x + part * o.width - a.x - part * a.width, y: o.y + part * o.height - a.y - part * a.height)
    if wrong("C28") { shift = (-shift.x, -shift.y) }
    let ruler = wrong("C1") ? (o.width, o.height) : wrong("C18") ? (1, 1) : (a.width, a.height)
    let (byX, byY) = wrong("C2") ? (ruler.1, ruler.0) : ruler
    let sizes = [o.width / a.width, o.height / a.height].map { ratio -> Double in
      let ratio = wrong("C3") ? 1 / ratio : ratio
      return wrong("C4") ? ratio : wrong("C4b") ? log2(ratio) : log(ratio)
    }
    return [shift.x / byX, shift.y / byY] + sizes
  }

  /// A rectangle of a code that is already multiplied by its deviations.
  static func rectangle(_ code: [Double], _ anchor: Rectangle) -> Rectangle {
    let a = Frame(anchor)
    let (x, y) = (a.x + code[0] * a.width, a.y + code[1] * a.height)
    let (width, height) = (a.width * exp(min(code[2], clamp)), a.height * exp(min(code[3], clamp)))
    return Rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
  }
}

extension Rectangle {
  /// The same for the library's own functions.
  var box: Box { Box(xMin: xMin, yMin: yMin, xMax: xMax, yMax: yMax) }

  init(_ box: Box) { self.init(box.xMin, box.yMin, box.xMax, box.yMax) }
}
