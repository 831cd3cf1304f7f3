// Right answers to assignment 3 by other ways.

import Foundation

@testable import Assignments

extension RightAnswer {
  static let anchors: [RightAnswer] = [
    RightAnswer(
      "3.1", "the root of the area over the ratio",
      Function { (s: Double, r: Double) in
        let h = (s * s * r).squareRoot()
        return [s * s / h, h]
      }),
    RightAnswer(
      "3.1", "by logarithms",
      Function { (s: Double, r: Double) in
        [exp(log(s) - log(r) / 2), exp(log(s) + log(r) / 2)]
      }),
    RightAnswer(
      "3.1", "in 32 bits",
      Function { (s: Double, r: Double) in
        let root = Float(r).squareRoot()
        return [Double(Float(s) / root), Double(Float(s) * root)]
      }),
    RightAnswer(
      "3.2", "each times the same factor",
      Function { (b: Double, n: Int) in
        var (size, sizes) = (b, [Double]())
        for _ in 0..<n {
          sizes.append(size)
          size *= pow(2, 1 / Double(n))
        }
        return sizes
      }),
    RightAnswer("3.2", "exp2", Function { (b: Double, n: Int) in (0..<n).map { b * exp2(Double($0) / Double(n)) } }),
    RightAnswer(
      "3.2", "by logarithms",
      Function { (b: Double, n: Int) in
        (0..<n).map { exp(log(b) + log(2) * Double($0) / Double(n)) }
      }),
    RightAnswer(
      "3.3", "halved and rounded up, again and again",
      Function { (side: Int, stride: Int) in
        var (cells, s) = (side, stride)
        while s > 1 {
          cells = (cells + 1) / 2
          s /= 2
        }
        return cells
      }),
    RightAnswer(
      "3.3", "with the remainder",
      Function { (side: Int, stride: Int) in
        side / stride + (side % stride == 0 ? 0 : 1)
      }),
    RightAnswer("3.3", "(side − 1) / stride + 1", Function { (side: Int, stride: Int) in (side - 1) / stride + 1 }),
    RightAnswer(
      "3.4", "the middle of two corners",
      Function { (r: Int, c: Int, s: Double) in
        [(Double(c) * s + Double(c + 1) * s) / 2, (Double(r) * s + Double(r + 1) * s) / 2]
      }),
    RightAnswer(
      "3.4", "odd halves",
      Function { (r: Int, c: Int, s: Double) in
        [Double(2 * c + 1) * s / 2, Double(2 * r + 1) * s / 2]
      }),
    RightAnswer(
      "3.4", "by a loop",
      Function { (r: Int, c: Int, s: Double) in
        [c, r].map { n in (0..<n).reduce(s / 2) { sum, _ in sum + s } }
      }),
    RightAnswer(
      "3.5", "three loops",
      Function { (rows: Int, columns: Int, s: Double, shapes: [[Double]]) in
        var all: [Rectangle] = []
        for y in 0..<rows {
          for x in 0..<columns {
            for shape in shapes {
              let (cx, cy) = ((Double(x) + 0.5) * s, (Double(y) + 0.5) * s)
              all.append(Rectangle(cx - shape[0] / 2, cy - shape[1] / 2, cx + shape[0] / 2, cy + shape[1] / 2))
            }
          }
        }
        return all
      }),
    RightAnswer(
      "3.5", "the first cell's, moved",
      Function { (rows: Int, columns: Int, s: Double, shapes: [[Double]]) in
        let first = shapes.map { Rectangle(s / 2 - $0[0] / 2, s / 2 - $0[1] / 2, s / 2 + $0[0] / 2, s / 2 + $0[1] / 2) }
        return (0..<rows).flatMap { y in
          (0..<columns).flatMap { x in
            first.map { b in
              let (dx, dy) = (Double(x) * s, Double(y) * s)
              return Rectangle(b.xMin + dx, b.yMin + dy, b.xMax + dx, b.yMax + dy)
            }
          }
        }
      }),
    RightAnswer(
      "3.5", "from the index",
      Function { (rows: Int, columns: Int, s: Double, shapes: [[Double]]) in
        (0..<rows * columns * shapes.count).map { i in
          let (k, x, y) = (i % shapes.count, i / shapes.count % columns, i / shapes.count / columns)
          let left = Double(x) * s + (s - shapes[k][0]) / 2
          let top = Double(y) * s + (s - shapes[k][1]) / 2
          return Rectangle(left, top, left + shapes[k][0], top + shapes[k][1])
        }
      }),
    RightAnswer(
      "3.6", "counting",
      Function { (l: Int, r: Int, c: Int, k: Int, levels: [[Int]], n: Int) in
        var i = 0
        for level in levels.indices {
          for y in 0..<levels[level][0] {
            for x in 0..<levels[level][1] {
              for s in 0..<n {
                if (level, y, x, s) == (l, r, c, k) { return i }
                i += 1
              }
            }
          }
        }
        return -1
      }),
    RightAnswer(
      "3.6", "nested",
      Function { (l: Int, r: Int, c: Int, k: Int, levels: [[Int]], n: Int) in
        let cells: Int = levels.prefix(l).map { $0[0] * $0[1] }.reduce(0, +)
        return (cells + r * levels[l][1] + c) * n + k
      }),
    RightAnswer(
      "3.6", "level by level",
      Function { (l: Int, r: Int, c: Int, k: Int, levels: [[Int]], n: Int) in
        var start = 0
        for earlier in 0..<l { start += n * levels[earlier][0] * levels[earlier][1] }
        return start + k + n * c + n * levels[l][1] * r
      }),
    RightAnswer(
      "3.7", "counting",
      Function { (index: Int, levels: [[Int]], n: Int) in
        var i = 0
        for level in levels.indices {
          for y in 0..<levels[level][0] {
            for x in 0..<levels[level][1] {
              for s in 0..<n {
                if i == index { return [level, y, x, s] }
                i += 1
              }
            }
          }
        }
        return []
      }),
    RightAnswer(
      "3.7", "quotients and remainders",
      Function { (index: Int, levels: [[Int]], n: Int) in
        var (rest, level) = (index, 0)
        while rest >= levels[level][0] * levels[level][1] * n {
          rest -= levels[level][0] * levels[level][1] * n
          level += 1
        }
        let (cell, shape) = rest.quotientAndRemainder(dividingBy: n)
        let (row, column) = cell.quotientAndRemainder(dividingBy: levels[level][1])
        return [level, row, column, shape]
      }),
    RightAnswer(
      "3.7", "row by row",
      Function { (index: Int, levels: [[Int]], n: Int) in
        var rest = index
        for (level, size) in levels.enumerated() {
          for row in 0..<size[0] {
            if rest < size[1] * n { return [level, row, rest / n, rest % n] }
            rest -= size[1] * n
          }
        }
        return []
      }),
  ]
}
