// What goes wrong on the way back from a code to a box in assignment 2.

import Foundation
import Synchronization

enum DecodingMistakes {
  private static let anchor = CodingMistakes.anchor
  private static let ones = CodingMistakes.ones
  private static let deviations = CodingMistakes.deviations
  /// One anchor's width to the right, and twice as wide.
  private static let moved: [Value] = [[1, 0, 0.6931471805599453, 0], anchor, ones]
  private static let right: Value = [5, 0, 25, 20]

  private static var twice: Figure {
    var figure = Figure([[1, 0, 0, 0], [70, 0, 80, 20], ones], right: [80, 0, 90, 20], wrong: [90, 0, 100, 20])
    figure.calls = 2
    return figure
  }

  static let decode = Known(
    [
      Mistake(
        "C6", "the deviations are in encode and not in decode", place: "two ways, one scale",
        Figure([[2, 0, 0, 0], anchor, deviations], right: [2, 0, 12, 20], wrong: [20, 0, 30, 20])),
      Mistake(
        "C7", "the code is divided by the deviations", place: "what encode divides, decode multiplies",
        Figure([[2, 0, 0, 0], anchor, deviations], right: [2, 0, 12, 20], wrong: [200, 0, 210, 20])),
      Mistake(
        "C8", "a wild size is not cut", place: "the exponential of a wild number",
        Figure(
          [[0, 0, 5, 0], anchor, ones], right: [-307.5, 0, 317.5, 20], wrong: [-737.0657955, 0, 747.0657955, 20])),
      Mistake(
        "C9", "the argument is written into, so a second call finds another anchor", place: "leave arguments alone",
        twice),
      Mistake(
        "C10", "the whole size is put on each side of the center", place: "half on each side",
        Figure([[0, 0, 0, 0], anchor, ones], right: [0, 0, 10, 20], wrong: [-5, -10, 15, 30])),
      Mistake(
        "C15", "sizes are cut from below as well", place: "only large sizes are cut",
        Figure([[0, 0, -5, 0], anchor, ones], right: [4.96631, 0, 5.03369, 20], wrong: [4.92, 0, 5.08, 20]),
        convention: "mmdetection"),
      Mistake(
        "C1", "shifts are measured by the new size", place: "the anchor is the ruler",
        Figure(moved, right: right, wrong: [15, 0, 35, 20])),
      Mistake(
        "C2", "width and height are exchanged in the shifts", place: "x goes with width",
        Figure(moved, right: right, wrong: [15, 0, 35, 20])),
      Mistake(
        "C4", "the size grows by its code in place of the exponential", place: "the exponential undoes the logarithm",
        Figure([[0, 0, 1, 0], anchor, ones], right: [-8.59141, 0, 18.5914, 20], wrong: [-5, 0, 15, 20])),
      Mistake(
        "C5", "the shift begins at the anchor's corner", place: "center to center",
        Figure(moved, right: right, wrong: [0, -10, 20, 10])),
      Mistake(
        "C18", "shifts are in pixels", place: "the anchor is the ruler",
        Figure(moved, right: right, wrong: [-4, 0, 16, 20])),
      Mistake(
        "C21", "the code is cut before its deviations", place: "what is cut is the logarithm of a size",
        Figure(
          [[0, 0, 5, 0], anchor, deviations], right: [-8.59141, 0, 18.5914, 20], wrong: [-6.43263, 0, 16.4326, 20])),
      Mistake(
        "C22", "the bound 62.5 stands without its logarithm", place: "before or after the exponential",
        Figure(
          [[0, 0, 5, 0], anchor, ones], right: [-307.5, 0, 317.5, 20], wrong: [-737.0657955, 0, 747.0657955, 20])),
      Mistake(
        "C23", "only the width is cut", place: "both sizes",
        Figure([[0, 0, 0, 5], anchor, ones], right: [0, -615, 10, 635], wrong: [0, -1474.131591, 10, 1494.131591])),
      Mistake(
        "C25", "center and size are given", place: "four edges",
        Figure(moved, right: right, wrong: [15, 10, 20, 20])),
      Mistake(
        "C28", "the shift has the other sign", place: "from the anchor to the object",
        Figure(moved, right: right, wrong: [-15, 0, 5, 20])),
      Mistake(
        "C29", "shifts are cut as well", place: "only sizes are cut",
        Figure([[5, 0, 0, 0], anchor, ones], right: [50, 0, 60, 20], wrong: [41.35166557, 0, 51.35166557, 20])),
    ],
    exclusive: [
      ["C6", "C7"], ["C8", "C21"], ["C8", "C22"], ["C8", "C23"], ["C10", "C25"], ["C1", "C18"], ["C2", "C18"],
    ]
  ) { wrong in
    let last = Mutex<(anchor: Rectangle, left: Rectangle)?>(nil)
    return Function { (code: [Double], anchor: Rectangle, deviations: [Double]) in
      guard code.count == 4, deviations.count == 4 else { throw WrongArguments() }
      var used = anchor
      // The same anchor twice in a row is the second time what the first time left there.
      if wrong("C9") {
        used = last.withLock { memory in memory.flatMap { $0.anchor == anchor ? $0.left : nil } } ?? anchor
      }
      let result = box(code, used, deviations, wrong)
      if wrong("C9") { last.withLock { $0 = (anchor, result) } }
      return result
    }
  }

  private static func box(_ code: [Double], _ anchor: Rectangle, _ deviations: [Double], _ wrong: Wrong) -> Rectangle {
    let a = CodingMistakes.Frame(anchor)
    let bound = wrong("C8") ? .infinity : wrong("C22") ? 62.5 : CodingMistakes.clamp
    func isCut(_ place: Int) -> Bool { place < 2 ? wrong("C29") : place == 2 || !wrong("C23") }
    func cut(_ number: Double, _ place: Int) -> Double {
      let upper = isCut(place) ? min(number, bound) : number
      return place >= 2 && wrong("C15") ? max(upper, -CodingMistakes.clamp) : upper
    }
    let scaled = code.indices.map { place -> Double in
      let number = wrong("C21") ? cut(code[place], place) : code[place]
      let deviation = deviations[place]
      let scaled = wrong("C6") ? number : wrong("C7") ? number / deviation : number * deviation
      return wrong("C21") ? scaled : cut(scaled, place)
    }
    func grown(_ number: Double) -> Double { wrong("C4") ? 1 + number : exp(number) }
    let (width, height) = (a.width * grown(scaled[2]), a.height * grown(scaled[3]))
    let ruler = wrong("C1") ? (width, height) : wrong("C18") ? (1, 1) : (a.width, a.height)
    let (byX, byY) = wrong("C2") ? (ruler.1, ruler.0) : ruler
    let sign = wrong("C28") ? -1.0 : 1
    let origin = wrong("C5") ? (anchor.xMin, anchor.yMin) : (a.x, a.y)
    let (x, y) = (origin.0 + sign * scaled[0] * byX, origin.1 + sign * scaled[1] * byY)
    if wrong("C25") { return Rectangle(x, y, width, height) }
    let half = wrong("C10") ? 1 : 0.5
    return Rectangle(x - width * half, y - height * half, x + width * half, y + height * half)
  }
}
