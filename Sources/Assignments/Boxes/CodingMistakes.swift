// What goes wrong with a box's code relative to an anchor in assignment 2: the catalogue's letter C.

import Boxes
import Foundation
import Synchronization

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
  private static let anchor: Value = [0, 0, 10, 20]
  private static let object: Value = [5, 4, 25, 14]
  private static let ones: Value = [1, 1, 1, 1]
  private static let deviations: Value = [0.1, 0.1, 0.2, 0.2]
  private static let shown: [Value] = [object, anchor, ones]
  private static let right: Value = [1, -0.05, 0.693147, -0.693147]

  static func coding(
    _ code: @escaping @Sendable (_ object: Frame, _ anchor: Frame) -> [Double]
  ) -> Function {
    Function { (object: Rectangle, anchor: Rectangle, deviations: [Double]) in
      zip(code(Frame(object), Frame(anchor)), deviations).map { $0 / $1 }
    }
  }

  static func code(_ o: Frame, _ a: Frame) -> [Double] {
    [(o.x - a.x) / a.width, (o.y - a.y) / a.height, log(o.width / a.width), log(o.height / a.height)]
  }

  static let encode: [Mistake] = [
    Mistake(
      "C1", "shifts are measured by the object's size", place: "the anchor is the ruler",
      figure: Figure(shown, right: right, wrong: [0.5, -0.1, 0.693147, -0.693147]),
      coding { o, a in
        [(o.x - a.x) / o.width, (o.y - a.y) / o.height, log(o.width / a.width), log(o.height / a.height)]
      }),
    Mistake(
      "C2", "width and height are exchanged in the shifts", place: "x goes with width",
      figure: Figure(shown, right: right, wrong: [0.5, -0.1, 0.693147, -0.693147]),
      coding { o, a in
        [(o.x - a.x) / a.height, (o.y - a.y) / a.width, log(o.width / a.width), log(o.height / a.height)]
      }),
    Mistake(
      "C3", "the logarithm is of anchor over object", place: "object over anchor",
      figure: Figure(shown, right: right, wrong: [1, -0.05, -0.693147, 0.693147]),
      coding { o, a in Array(code(o, a)[..<2]) + code(o, a)[2...].map { -$0 } }),
    Mistake(
      "C4", "the ratio of sizes stands without its logarithm", place: "the exponential must undo it",
      figure: Figure(shown, right: right, wrong: [1, -0.05, 2, 0.5]),
      coding { o, a in [code(o, a)[0], code(o, a)[1], o.width / a.width, o.height / a.height] }),
    Mistake(
      "C4b", "the logarithm is of base 2", place: "the exponential must undo it",
      figure: Figure(shown, right: right, wrong: [1, -0.05, 1, -1]),
      coding { o, a in Array(code(o, a)[..<2]) + code(o, a)[2...].map { $0 / log(2) } }),
    Mistake(
      "C5", "corners stand for centers", place: "center to center",
      figure: Figure(shown, right: right, wrong: [0.5, 0.2, 0.693147, -0.693147]),
      coding { o, a in
        let left = (o.x - o.width / 2) - (a.x - a.width / 2)
        let top = (o.y - o.height / 2) - (a.y - a.height / 2)
        return [left / a.width, top / a.height, code(o, a)[2], code(o, a)[3]]
      }),
    Mistake(
      "C7", "the code is multiplied by the deviations", place: "deviation or weight: which makes targets about 1",
      figure: Figure(
        [[2, 0, 12, 20], anchor, deviations], right: [2, 0, 0, 0], wrong: [0.02, 0, 0, 0]),
      Function { (object: Rectangle, anchor: Rectangle, deviations: [Double]) in
        zip(code(Frame(object), Frame(anchor)), deviations).map { $0 * $1 }
      }),
    Mistake(
      "C14", "the deviations are left out", place: "the third argument",
      figure: Figure([[2, 0, 12, 20], anchor, deviations], right: [2, 0, 0, 0], wrong: [0.2, 0, 0, 0]),
      Function { (object: Rectangle, anchor: Rectangle, _: [Double]) in code(Frame(object), Frame(anchor)) }),
  ]

  /// A rectangle of a code that is already multiplied by its deviations.
  static func rectangle(_ code: [Double], _ anchor: Rectangle, clamp: Double = clamp, half: Double = 0.5) -> Rectangle {
    let a = Frame(anchor)
    let (x, y) = (a.x + code[0] * a.width, a.y + code[1] * a.height)
    let (width, height) = (a.width * exp(min(code[2], clamp)), a.height * exp(min(code[3], clamp)))
    return Rectangle(x - width * half, y - height * half, x + width * half, y + height * half)
  }

  private static func decoding(clamp: Double = clamp, half: Double = 0.5) -> Function {
    Function { (code: [Double], anchor: Rectangle, deviations: [Double]) in
      rectangle(zip(code, deviations).map { $0 * $1 }, anchor, clamp: clamp, half: half)
    }
  }

  /// The same code and anchor twice in a row; the second time the anchor is what the first time left there.
  private static func forgetful() -> Function {
    let last = Mutex<(anchor: Rectangle, left: Rectangle)?>(nil)
    return Function { (code: [Double], anchor: Rectangle, deviations: [Double]) in
      let used = last.withLock { memory in memory.flatMap { $0.anchor == anchor ? $0.left : nil } } ?? anchor
      let result = rectangle(zip(code, deviations).map { $0 * $1 }, used)
      last.withLock { $0 = (anchor, result) }
      return result
    }
  }

  private static var twice: Figure {
    var figure = Figure([[1, 0, 0, 0], [70, 0, 80, 20], ones], right: [80, 0, 90, 20], wrong: [90, 0, 100, 20])
    figure.calls = 2
    return figure
  }

  static let decode: [Mistake] = [
    Mistake(
      "C6", "the deviations are in encode and not in decode", place: "two ways, one scale",
      figure: Figure([[2, 0, 0, 0], anchor, deviations], right: [2, 0, 12, 20], wrong: [20, 0, 30, 20]),
      Function { (code: [Double], anchor: Rectangle, _: [Double]) in rectangle(code, anchor) }),
    Mistake(
      "C8", "a wild size is not cut", place: "the exponential of a wild number",
      figure: Figure(
        [[0, 0, 5, 0], anchor, ones], right: [-307.5, 0, 317.5, 20], wrong: [-737.0657955, 0, 747.0657955, 20]),
      decoding(clamp: .infinity)),
    Mistake(
      "C9", "the argument is written into, so a second call finds another anchor", place: "leave arguments alone",
      figure: twice,
      make: forgetful),
    Mistake(
      "C10", "the whole size is put on each side of the center", place: "half on each side",
      figure: Figure([[0, 0, 0, 0], anchor, ones], right: [0, 0, 10, 20], wrong: [-5, -10, 15, 30]),
      decoding(half: 1)),
    Mistake(
      "C15", "sizes are cut from below as well", place: "only large sizes are cut",
      figure: Figure([[0, 0, -5, 0], anchor, ones], right: [4.96631, 0, 5.03369, 20], wrong: [4.92, 0, 5.08, 20]),
      convention: "mmdetection",
      Function { (code: [Double], anchor: Rectangle, deviations: [Double]) in
        rectangle(zip(code, deviations).enumerated().map { $0 < 2 ? $1.0 * $1.1 : max($1.0 * $1.1, -clamp) }, anchor)
      }),
  ]
}

extension Rectangle {
  /// The same for the library's own functions.
  var box: Box { Box(xMin: xMin, yMin: yMin, xMax: xMax, yMax: yMax) }

  init(_ box: Box) { self.init(box.xMin, box.yMin, box.xMax, box.yMax) }
}
