// Assignment 3 as students get it wrong.

import Foundation

@testable import Assignments

extension Stranger {
  private static func grid(
    _ body: @escaping @Sendable (_ row: Double, _ column: Double, _ stride: Double, _ shape: [Double]) -> Rectangle
  ) -> Function {
    Function { (rows: Int, columns: Int, stride: Double, shapes: [[Double]]) in
      var all: [Rectangle] = []
      for row in 0..<rows {
        for column in 0..<columns {
          for shape in shapes { all.append(body(Double(row), Double(column), stride, shape)) }
        }
      }
      return all
    }
  }

  private static func at(
    _ body: @escaping @Sendable (_ level: Int, _ row: Int, _ column: Int, _ shape: Int, [[Int]], Int) -> Int
  ) -> Function {
    Function { (level: Int, row: Int, column: Int, shape: Int, levels: [[Int]], shapes: Int) in
      body(level, row, column, shape, levels, shapes)
    }
  }

  static let anchors: [Stranger] = [
    Stranger(
      "3.1", "sides as whole numbers", ["A35"],
      Function { (s: Double, r: Double) in
        [Double(Int(s / r.squareRoot())), Double(Int(s * r.squareRoot()))]
      }),
    Stranger(
      "3.1", "the size is the area", ["A16"],
      Function { (s: Double, r: Double) in
        [(s / r).squareRoot(), (s * r).squareRoot()]
      }),
    Stranger(
      "3.1", "height is size · r, width size / r, of half the ratio", [],
      Function { (s: Double, r: Double) in
        [s / (r / 2), s * (r / 2)]
      }),
    Stranger(
      "3.2", "i from 1", ["A17"],
      Function { (b: Double, n: Int) in
        (0..<n).map { b * pow(2, Double($0 + 1) / Double(n)) }
      }),
    Stranger(
      "3.2", "whole octaves", ["A18"], Function { (b: Double, n: Int) in (0..<n).map { b * pow(2, Double($0)) } }),
    Stranger(
      "3.2", "whole-number division in the exponent", ["A19"],
      Function { (b: Double, n: Int) in
        (0..<n).map { b * pow(2, Double($0 / n)) }
      }),
    Stranger(
      "3.2", "largest first", ["A36"],
      Function { (b: Double, n: Int) in
        (0..<n).reversed().map { b * pow(2, Double($0) / Double(n)) }
      }),
    Stranger(
      "3.3", "a window that fits: (side − stride) / stride + 1", ["A20"],
      Function { (side: Int, stride: Int) in
        (side - stride) / stride + 1
      }),
    Stranger(
      "3.3", "rounded to the nearest", ["A21"],
      Function { (side: Int, stride: Int) in
        Int((Double(side) / Double(stride)).rounded())
      }),
    Stranger(
      "3.3", "ceil of a whole-number division", ["A9"],
      Function { (side: Int, stride: Int) in
        Int(Double(side / stride).rounded(.up))
      }),
    Stranger(
      "3.4", "the middle of the pixels, (stride − 1) / 2", ["A15"],
      Function { (r: Int, c: Int, s: Double) in
        [Double(c) * s + (s - 1) / 2, Double(r) * s + (s - 1) / 2]
      }),
    Stranger(
      "3.4", "the far corner", ["A22"],
      Function { (r: Int, c: Int, s: Double) in
        [Double(c + 1) * s, Double(r + 1) * s]
      }),
    Stranger(
      "3.4", "half a pixel and no stride", ["A37"],
      Function { (r: Int, c: Int, s: Double) in
        [Double(c) * s + 0.5, Double(r) * s + 0.5]
      }),
    Stranger(
      "3.5", "x by rows", ["A23"],
      grid { r, c, s, shape in
        corners((r + 0.5) * s, (c + 0.5) * s, shape[0], shape[1])
      }),
    Stranger(
      "3.5", "whole sizes on each side", ["C10"],
      grid { r, c, s, shape in
        corners((c + 0.5) * s, (r + 0.5) * s, 2 * shape[0], 2 * shape[1])
      }),
    Stranger(
      "3.5", "height before width", ["A4"],
      grid { r, c, s, shape in
        corners((c + 0.5) * s, (r + 0.5) * s, shape[1], shape[0])
      }),
    Stranger(
      "3.5", "cut at the image's edge", ["A25"],
      grid { r, c, s, shape in
        let box = corners((c + 0.5) * s, (r + 0.5) * s, shape[0], shape[1])
        return Rectangle(max(0, box.xMin), max(0, box.yMin), box.xMax, box.yMax)
      }),
    Stranger(
      "3.5", "centers of pixels", ["A15"],
      grid { r, c, s, shape in
        corners(c * s + (s - 1) / 2, r * s + (s - 1) / 2, shape[0], shape[1])
      }),
    Stranger(
      "3.5", "in cells, not pixels", ["A38"],
      grid { r, c, _, shape in
        corners(c + 0.5, r + 0.5, shape[0], shape[1])
      }),
    Stranger(
      "3.6", "earlier levels are forgotten", ["A26"],
      at { l, r, c, s, levels, shapes in
        s + shapes * (c + levels[l][1] * r)
      }),
    Stranger(
      "3.6", "the level's own anchors are added too", ["A27"],
      at { l, r, c, s, levels, shapes in
        var sum = 0
        for i in 0...l { sum += levels[i][0] * levels[i][1] * shapes }
        return sum + (r * levels[l][1] + c) * shapes + s
      }),
    Stranger(
      "3.6", "earlier levels count cells, not anchors", ["A28"],
      at { l, r, c, s, levels, shapes in
        var sum = 0
        for i in 0..<l { sum += levels[i][0] * levels[i][1] }
        return sum + (r * levels[l][1] + c) * shapes + s
      }),
    Stranger(
      "3.6", "rows times rows", ["A39"],
      at { l, r, c, s, levels, shapes in
        var sum = 0
        for i in 0..<l { sum += levels[i][0] * levels[i][1] * shapes }
        return sum + (r * levels[l][0] + c) * shapes + s
      }),
    Stranger(
      "3.6", "counted from 1", ["A29"],
      at { l, r, c, s, levels, shapes in
        var sum = 0
        for i in 0..<l { sum += levels[i][0] * levels[i][1] * shapes }
        return sum + (r * levels[l][1] + c) * shapes + s + 1
      }),
    Stranger(
      "3.7", "column before row", ["A31"],
      Function { (i: Int, levels: [[Int]], n: Int) in
        var rest = i
        for (l, size) in levels.enumerated() {
          let count = size[0] * size[1] * n
          if rest < count { return [l, rest / n % size[1], rest / n / size[1], rest % n] }
          rest -= count
        }
        return []
      }),
    Stranger(
      "3.7", "a level's last: ≤ for <", ["A30"],
      Function { (i: Int, levels: [[Int]], n: Int) in
        var rest = i
        for (l, size) in levels.enumerated() {
          let count = size[0] * size[1] * n
          if rest <= count { return [l, rest / n / size[1], rest / n % size[1], rest % n] }
          rest -= count
        }
        return []
      }),
    Stranger(
      "3.7", "earlier levels are not taken away", ["A32"],
      Function { (i: Int, levels: [[Int]], n: Int) in
        var end = 0
        for (l, size) in levels.enumerated() {
          end += size[0] * size[1] * n
          if i < end { return [l, i / n / size[1], i / n % size[1], i % n] }
        }
        return []
      }),
    Stranger(
      "3.7", "divided by the rows", ["A39"],
      Function { (i: Int, levels: [[Int]], n: Int) in
        var rest = i
        for (l, size) in levels.enumerated() {
          let count = size[0] * size[1] * n
          if rest < count { return [l, rest / n / size[0], rest / n % size[0], rest % n] }
          rest -= count
        }
        return []
      }),
    Stranger("3.8", "only the finest level", ["A33"], Function { 2925 }),
    Stranger("3.9", "A and C exchanged", [], Function { (p: String) in ["A": "e", "B": "a", "C": "d"][p] ?? "" }),
  ]
}
