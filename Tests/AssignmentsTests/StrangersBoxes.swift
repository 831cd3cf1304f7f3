// Assignment 2 as students get it wrong.

import Foundation

@testable import Assignments

extension Stranger {
  private static func two(_ body: @escaping @Sendable (Rectangle, Rectangle) -> Double) -> Function {
    Function { (a: Rectangle, b: Rectangle) in body(a, b) }
  }

  private static func table(_ body: @escaping @Sendable (Rectangle, Rectangle) -> Double) -> Function {
    Function { (anchors: [Rectangle], objects: [Rectangle]) in anchors.map { a in objects.map { body(a, $0) } } }
  }

  private static func plusOne(_ a: Rectangle, _ b: Rectangle) -> Double {
    let width = min(a.xMax, b.xMax) - max(a.xMin, b.xMin) + 1
    let height = min(a.yMax, b.yMax) - max(a.yMin, b.yMin) + 1
    let inter = max(0, width) * max(0, height)
    let areaA = (a.xMax - a.xMin + 1) * (a.yMax - a.yMin + 1)
    let areaB = (b.xMax - b.xMin + 1) * (b.yMax - b.yMin + 1)
    return inter / (areaA + areaB - inter)
  }

  private typealias Form = (x: Double, y: Double, w: Double, h: Double)
  private static func form(_ box: Rectangle) -> Form {
    ((box.xMin + box.xMax) / 2, (box.yMin + box.yMax) / 2, box.xMax - box.xMin, box.yMax - box.yMin)
  }

  private static func encoding(_ body: @escaping @Sendable (Rectangle, Rectangle, [Double]) -> [Double]) -> Function {
    Function { (object: Rectangle, anchor: Rectangle, deviations: [Double]) in body(object, anchor, deviations) }
  }

  private static func decoding(_ body: @escaping @Sendable ([Double], Rectangle, [Double]) -> Rectangle) -> Function {
    Function { (code: [Double], anchor: Rectangle, deviations: [Double]) in body(code, anchor, deviations) }
  }

  private static let cut = log(62.5)

  static func corners(_ x: Double, _ y: Double, _ w: Double, _ h: Double) -> Rectangle {
    Rectangle(x - w / 2, y - h / 2, x + w / 2, y + h / 2)
  }

  static let boxes: [Stranger] = [
    Stranger(
      "2.1", "height and width exchanged", ["B16"],
      Function { (x: Double, y: Double, w: Double, h: Double) in
        Rectangle(x, y, x + h, y + w)
      }),
    Stranger(
      "2.1", "the last pixel: x + w − 1", ["B13"],
      Function { (x: Double, y: Double, w: Double, h: Double) in
        Rectangle(x, y, x + w - 1, y + h - 1)
      }),
    Stranger(
      "2.2", "sides by their size, |w| · |h|", ["B17"],
      two { a, b in
        abs(min(a.xMax, b.xMax) - max(a.xMin, b.xMin)) * abs(min(a.yMax, b.yMax) - max(a.yMin, b.yMin))
      }),
    Stranger(
      "2.2", "apart only if both sides are negative (and for or)", ["B18"],
      two { a, b in
        let w = min(a.xMax, b.xMax) - max(a.xMin, b.xMin)
        let h = min(a.yMax, b.yMax) - max(a.yMin, b.yMin)
        return w <= 0 && h <= 0 ? 0 : w * h
      }),
    Stranger("2.2", "the smaller area", [], two { a, b in common(a, b) > 0 ? min(area(a), area(b)) : 0 }),
    Stranger(
      "2.2", "coordinates as whole numbers", ["B25"],
      two { a, b in
        let w = min(Int(a.xMax), Int(b.xMax)) - max(Int(a.xMin), Int(b.xMin))
        let h = min(Int(a.yMax), Int(b.yMax)) - max(Int(a.yMin), Int(b.yMin))
        return Double(max(0, w) * max(0, h))
      }),
    Stranger(
      "2.3", "over the smaller area", ["B20"],
      two { a, b in
        let smaller = min(area(a), area(b))
        return smaller > 0 ? common(a, b) / smaller : 0
      }),
    Stranger(
      "2.3", "twice the shared over the sum (Dice)", ["B21"],
      two { a, b in
        let sum = area(a) + area(b)
        return sum > 0 ? 2 * common(a, b) / sum : 0
      }),
    Stranger(
      "2.3", "over the first box's area", ["B22"],
      two { a, b in
        area(a) > 0 ? common(a, b) / area(a) : 0
      }),
    Stranger(
      "2.3", "ε 1e-6 against the division by 0", ["B23"],
      two { a, b in
        common(a, b) / (area(a) + area(b) - common(a, b) + 1e-6)
      }),
    Stranger("2.3", "the last pixel is counted everywhere", ["B13"], two(plusOne)),
    Stranger(
      "2.3", "generalized IoU", ["B24"],
      two { a, b in
        let union = area(a) + area(b) - common(a, b)
        let hull = (max(a.xMax, b.xMax) - min(a.xMin, b.xMin)) * (max(a.yMax, b.yMax) - min(a.yMin, b.yMin))
        return hull == 0 || union == 0 ? 0 : common(a, b) / union - (hull - union) / hull
      }),
    Stranger("2.3", "in percent", [], two { 100 * overlap($0, $1) }),
    Stranger(
      "2.4", "IoU with the intersection counted twice", ["B4"],
      table { a, b in
        let sum = area(a) + area(b)
        return sum > 0 ? common(a, b) / sum : 0
      }),
    Stranger("2.4", "IoU of inclusive coordinates", ["B13"], table(plusOne)),
    Stranger(
      "2.4", "only anchor i with object i", ["B26"],
      Function { (a: [Rectangle], b: [Rectangle]) in
        zip(a, b).map { [overlap($0, $1)] }
      }),
    Stranger(
      "2.5", "order tx, tw, ty, th", ["C16"],
      encoding { o, a, d in
        let (f, g) = (form(o), form(a))
        return [(f.x - g.x) / g.w / d[0], log(f.w / g.w) / d[2], (f.y - g.y) / g.h / d[1], log(f.h / g.h) / d[3]]
      }),
    Stranger(
      "2.5", "th before tw", ["C17"],
      encoding { o, a, d in
        let (f, g) = (form(o), form(a))
        return [(f.x - g.x) / g.w / d[0], (f.y - g.y) / g.h / d[1], log(f.h / g.h) / d[2], log(f.w / g.w) / d[3]]
      }),
    Stranger(
      "2.5", "shifts in pixels", ["C18"],
      encoding { o, a, d in
        let (f, g) = (form(o), form(a))
        return [(f.x - g.x) / d[0], (f.y - g.y) / d[1], log(f.w / g.w) / d[2], log(f.h / g.h) / d[3]]
      }),
    Stranger(
      "2.5", "center is x + width", ["C19"],
      encoding { o, a, d in
        let (f, g) = (form(o), form(a))
        return [
          (o.xMin + f.w - a.xMin - g.w) / g.w / d[0], (o.yMin + f.h - a.yMin - g.h) / g.h / d[1],
          log(f.w / g.w) / d[2], log(f.h / g.h) / d[3],
        ]
      }),
    Stranger(
      "2.5", "deviations for sizes first", ["C20"],
      encoding { o, a, d in
        let (f, g) = (form(o), form(a))
        return [(f.x - g.x) / g.w / d[2], (f.y - g.y) / g.h / d[3], log(f.w / g.w) / d[0], log(f.h / g.h) / d[1]]
      }),
    Stranger(
      "2.5", "the center of the anchor less that of the object", ["C28"],
      encoding { o, a, d in
        let (f, g) = (form(o), form(a))
        return [(g.x - f.x) / g.w / d[0], (g.y - f.y) / g.h / d[1], log(f.w / g.w) / d[2], log(f.h / g.h) / d[3]]
      }),
    Stranger(
      "2.6", "divided by the deviations", ["C7"],
      decoding { t, a, d in
        let g = form(a)
        return corners(
          g.x + t[0] / d[0] * g.w, g.y + t[1] / d[1] * g.h, g.w * exp(min(t[2] / d[2], cut)),
          g.h * exp(min(t[3] / d[3], cut)))
      }),
    Stranger(
      "2.6", "cut before the deviations", ["C21"],
      decoding { t, a, d in
        let g = form(a)
        return corners(
          g.x + t[0] * d[0] * g.w, g.y + t[1] * d[1] * g.h, g.w * exp(min(t[2], cut) * d[2]),
          g.h * exp(min(t[3], cut) * d[3]))
      }),
    Stranger(
      "2.6", "cut at 62.5, without the logarithm", ["C22"],
      decoding { t, a, d in
        let g = form(a)
        return corners(
          g.x + t[0] * d[0] * g.w, g.y + t[1] * d[1] * g.h, g.w * exp(min(t[2] * d[2], 62.5)),
          g.h * exp(min(t[3] * d[3], 62.5)))
      }),
    Stranger(
      "2.6", "only tw is cut", ["C23"],
      decoding { t, a, d in
        let g = form(a)
        return corners(
          g.x + t[0] * d[0] * g.w, g.y + t[1] * d[1] * g.h, g.w * exp(min(t[2] * d[2], cut)), g.h * exp(t[3] * d[3]))
      }),
    Stranger(
      "2.6", "tx and ty are cut as well", ["C29"],
      decoding { t, a, d in
        let g = form(a)
        return corners(
          g.x + min(t[0] * d[0], cut) * g.w, g.y + min(t[1] * d[1], cut) * g.h, g.w * exp(min(t[2] * d[2], cut)),
          g.h * exp(min(t[3] * d[3], cut)))
      }),
    Stranger(
      "2.6", "shift from the corner", ["C5"],
      decoding { t, a, d in
        let g = form(a)
        return corners(
          a.xMin + t[0] * d[0] * g.w, a.yMin + t[1] * d[1] * g.h, g.w * exp(min(t[2] * d[2], cut)),
          g.h * exp(min(t[3] * d[3], cut)))
      }),
    Stranger(
      "2.6", "center and size are given, not edges", ["C25"],
      decoding { t, a, d in
        let g = form(a)
        return Rectangle(
          g.x + t[0] * d[0] * g.w, g.y + t[1] * d[1] * g.h, g.w * exp(min(t[2] * d[2], cut)),
          g.h * exp(min(t[3] * d[3], cut)))
      }),
    Stranger(
      "2.6", "no exponential: w (1 + tw)", ["C4"],
      decoding { t, a, d in
        let g = form(a)
        return corners(
          g.x + t[0] * d[0] * g.w, g.y + t[1] * d[1] * g.h, g.w * (1 + min(t[2] * d[2], cut)),
          g.h * (1 + min(t[3] * d[3], cut)))
      }),
    Stranger(
      "2.6", "shift in widths of the new box", ["C1"],
      decoding { t, a, d in
        let g = form(a)
        let (w, h) = (g.w * exp(min(t[2] * d[2], cut)), g.h * exp(min(t[3] * d[3], cut)))
        return corners(g.x + t[0] * d[0] * w, g.y + t[1] * d[1] * h, w, h)
      }),
    Stranger(
      "2.7", "height and width exchanged", ["C26"],
      Function { (b: Rectangle, h: Double, w: Double) in
        Rectangle(min(max(b.xMin, 0), h), min(max(b.yMin, 0), w), min(max(b.xMax, 0), h), min(max(b.yMax, 0), w))
      }),
    Stranger(
      "2.7", "the box is moved into the image", ["C27"],
      Function { (b: Rectangle, h: Double, w: Double) in
        func into(_ low: Double, _ high: Double, _ size: Double) -> (Double, Double) {
          let side = min(high - low, size)
          let start = min(max(low, 0), size - side)
          return (start, start + side)
        }
        let (x, y) = (into(b.xMin, b.xMax, w), into(b.yMin, b.yMax, h))
        return Rectangle(x.0, y.0, x.1, y.1)
      }),
    Stranger(
      "2.7", "a box outside becomes (0, 0, 0, 0)", ["C30"],
      Function { (b: Rectangle, h: Double, w: Double) in
        let c = Rectangle(max(b.xMin, 0), max(b.yMin, 0), min(b.xMax, w), min(b.yMax, h))
        return c.xMax > c.xMin && c.yMax > c.yMin ? c : Rectangle(0, 0, 0, 0)
      }),
    Stranger("2.8", "two thirds", [], Function { 0.6667 }),
    Stranger("2.9", "all b", [], Function { (_: String) in "b" }),
  ]
}
