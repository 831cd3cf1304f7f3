// Right answers to assignment 2 by other ways.

import Foundation

@testable import Assignments

extension RightAnswer {
  private static func center(_ b: Rectangle) -> (x: Double, y: Double) {
    ((b.xMin + b.xMax) / 2, (b.yMin + b.yMax) / 2)
  }

  /// What two intervals share.
  private static func common(_ a: ClosedRange<Double>, _ b: ClosedRange<Double>) -> Double {
    a.overlaps(b) ? a.clamped(to: b).upperBound - a.clamped(to: b).lowerBound : 0
  }

  private static func shared(_ a: Rectangle, _ b: Rectangle) -> Double {
    common(a.xMin...a.xMax, b.xMin...b.xMax) * common(a.yMin...a.yMax, b.yMin...b.yMax)
  }

  private static func iou(_ a: Rectangle, _ b: Rectangle) -> Double {
    let inter = shared(a, b)
    return inter / (area(a) + area(b) - inter + 1e-9)
  }

  private static func two(_ body: @escaping @Sendable (Rectangle, Rectangle) -> Double) -> Function {
    Function { (a: Rectangle, b: Rectangle) in body(a, b) }
  }

  static let boxes: [RightAnswer] = [
    RightAnswer(
      "2.1", "from the center",
      Function { (x: Double, y: Double, w: Double, h: Double) in
        let (cx, cy) = (x + w / 2, y + h / 2)
        return Rectangle(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2)
      }),
    RightAnswer(
      "2.1", "step by step",
      Function { (x: Double, y: Double, w: Double, h: Double) in
        var box = Rectangle(x, y, x, y)
        box.xMax += w
        box.yMax += h
        return box
      }),
    RightAnswer(
      "2.1", "by the sum of the vectors",
      Function { (x: Double, y: Double, w: Double, h: Double) in
        let far = zip([x, y], [w, h]).map { $0 + $1 }
        return Rectangle(x, y, far[0], far[1])
      }),
    RightAnswer("2.2", "intervals", two(shared)),
    RightAnswer(
      "2.2", "early ways out",
      two { a, b in
        if a.xMax <= b.xMin || b.xMax <= a.xMin || a.yMax <= b.yMin || b.yMax <= a.yMin { return 0 }
        return (min(a.xMax, b.xMax) - max(a.xMin, b.xMin)) * (min(a.yMax, b.yMax) - max(a.yMin, b.yMin))
      }),
    RightAnswer(
      "2.2", "half the sum of sizes less the distance of centers, at most a side",
      two { a, b in
        func side(_ p: Double, _ q: Double, _ r: Double, _ s: Double) -> Double {
          let (sizes, distance): (Double, Double) = (q - p + s - r, abs(p + q - r - s))
          return max(0, min((sizes - distance) / 2, min(q - p, s - r)))
        }
        return side(a.xMin, a.xMax, b.xMin, b.xMax) * side(a.yMin, a.yMax, b.yMin, b.yMax)
      }),
    RightAnswer("2.3", "with a guard of 1e-9", two(iou)),
    RightAnswer(
      "2.3", "1 / (areas over shared − 1)",
      two { a, b in
        let inter = shared(a, b)
        return inter == 0 ? 0 : 1 / ((area(a) + area(b)) / inter - 1)
      }),
    RightAnswer(
      "2.3", "in 32 bits",
      two { a, b in
        let (inter, all) = (Float(shared(a, b)), Float(area(a)) + Float(area(b)))
        return all > 0 ? Double(inter / (all - inter)) : 0
      }),
    RightAnswer(
      "2.4", "column by column",
      Function { (anchors: [Rectangle], objects: [Rectangle]) in
        var table = anchors.map { _ in objects.map { _ in 0.0 } }
        for j in objects.indices { for i in anchors.indices { table[i][j] = iou(anchors[i], objects[j]) } }
        return table
      }),
    RightAnswer(
      "2.4", "all areas once",
      Function { (anchors: [Rectangle], objects: [Rectangle]) in
        let (left, right) = (anchors.map(area), objects.map(area))
        return anchors.indices.map { i in
          objects.indices.map { j in
            let inter = shared(anchors[i], objects[j])
            let union = left[i] + right[j] - inter
            return union > 0 ? inter / union : 0
          }
        }
      }),
    RightAnswer(
      "2.4", "one long list, cut into rows",
      Function { (anchors: [Rectangle], objects: [Rectangle]) in
        let flat = anchors.flatMap { a in objects.map { iou(a, $0) } }
        return anchors.indices.map { Array(flat[($0 * objects.count)..<(($0 + 1) * objects.count)]) }
      }),
    RightAnswer(
      "2.5", "logarithms apart",
      Function { (o: Rectangle, a: Rectangle, d: [Double]) in
        let (w, h) = (a.xMax - a.xMin, a.yMax - a.yMin)
        return [
          (center(o).x - center(a).x) / w / d[0], (center(o).y - center(a).y) / h / d[1],
          (log(o.xMax - o.xMin) - log(w)) / d[2], (log(o.yMax - o.yMin) - log(h)) / d[3],
        ]
      }),
    RightAnswer(
      "2.5", "by weights",
      Function { (o: Rectangle, a: Rectangle, d: [Double]) in
        let weights = d.map { 1 / $0 }
        let (w, h) = (a.xMax - a.xMin, a.yMax - a.yMin)
        let code = [
          (center(o).x - a.xMin - w / 2) / w, (center(o).y - a.yMin - h / 2) / h,
          log((o.xMax - o.xMin) / w), log((o.yMax - o.yMin) / h),
        ]
        return zip(code, weights).map { $0 * $1 }
      }),
    RightAnswer(
      "2.5", "axis by axis",
      Function { (o: Rectangle, a: Rectangle, d: [Double]) in
        func axis(_ low: Double, _ high: Double, _ from: Double, _ to: Double) -> (Double, Double) {
          let ends = ((low - from) / (to - from), (high - from) / (to - from))
          return ((ends.0 + ends.1 - 1) / 2, log(ends.1 - ends.0))
        }
        let (x, y) = (axis(o.xMin, o.xMax, a.xMin, a.xMax), axis(o.yMin, o.yMax, a.yMin, a.yMax))
        return [x.0 / d[0], y.0 / d[1], x.1 / d[2], y.1 / d[3]]
      }),
    RightAnswer(
      "2.6", "the size is cut after the exponential",
      Function { (t: [Double], a: Rectangle, d: [Double]) in
        let (w, h) = (a.xMax - a.xMin, a.yMax - a.yMin)
        let x = center(a).x + t[0] * d[0] * w
        let y = center(a).y + t[1] * d[1] * h
        let p = w * min(exp(t[2] * d[2]), 62.5) / 2
        let q = h * min(exp(t[3] * d[3]), 62.5) / 2
        return Rectangle(x - p, y - q, x + p, y + q)
      }),
    RightAnswer(
      "2.6", "axis by axis",
      Function { (t: [Double], a: Rectangle, d: [Double]) in
        func axis(_ low: Double, _ high: Double, _ shift: Double, _ size: Double) -> (Double, Double) {
          let side = high - low
          let half = side * exp(size > log(62.5) ? log(62.5) : size) / 2
          let center = low + side / 2 + shift * side
          return (center - half, center + half)
        }
        let (x, y) = (axis(a.xMin, a.xMax, t[0] * d[0], t[2] * d[2]), axis(a.yMin, a.yMax, t[1] * d[1], t[3] * d[3]))
        return Rectangle(x.0, y.0, x.1, y.1)
      }),
    RightAnswer(
      "2.6", "the near edge, then the size",
      Function { (t: [Double], a: Rectangle, d: [Double]) in
        let s = zip(t, d).map { $0 * $1 }
        let (w, h) = (a.xMax - a.xMin, a.yMax - a.yMin)
        let (newWidth, newHeight) = (w * exp(min(s[2], log(1000) - log(16))), h * exp(min(s[3], log(1000) - log(16))))
        let x = a.xMin + w * (s[0] + 0.5) - newWidth / 2
        let y = a.yMin + h * (s[1] + 0.5) - newHeight / 2
        return Rectangle(x, y, x + newWidth, y + newHeight)
      }),
    RightAnswer(
      "2.7", "sorted, the middle one",
      Function { (b: Rectangle, h: Double, w: Double) in
        func middle(_ x: Double, _ size: Double) -> Double { [0, x, size].sorted()[1] }
        return Rectangle(middle(b.xMin, w), middle(b.yMin, h), middle(b.xMax, w), middle(b.yMax, h))
      }),
    RightAnswer(
      "2.7", "by cases",
      Function { (b: Rectangle, h: Double, w: Double) in
        func cut(_ x: Double, _ size: Double) -> Double { x < 0 ? 0 : x > size ? size : x }
        return Rectangle(cut(b.xMin, w), cut(b.yMin, h), cut(b.xMax, w), cut(b.yMax, h))
      }),
    RightAnswer(
      "2.7", "the other bound first",
      Function { (b: Rectangle, h: Double, w: Double) in
        Rectangle(max(min(b.xMin, w), 0), max(min(b.yMin, h), 0), max(min(b.xMax, w), 0), max(min(b.yMax, h), 0))
      }),
    RightAnswer("2.8", "0.333", Function { 0.333 }),
    RightAnswer("2.8", "1/3", Function { 1 / 3.0 }),
  ]
}
