// What goes wrong in assignment 3: the catalogue's letter A.

import Foundation

enum AnchorMistakes {
  private static func shape(_ body: @escaping @Sendable (Double, Double) -> [Double]) -> Function {
    Function { (size: Double, ratio: Double) in body(size, ratio) }
  }

  private static let shown: Value = [22.6274, 45.2548]

  static let shape: [Mistake] = [
    Mistake(
      "A1", "the ratio stands without its square root", place: "the square root of the ratio",
      figure: Figure([32, 2], right: shown, wrong: [64, 16]), shape { [$0 * $1, $0 / $1] }),
    Mistake(
      "A2", "both sides have the same formula", place: "the area stays",
      figure: Figure([32, 2], right: shown, wrong: [45.2548, 45.2548]),
      shape { [$0 * $1.squareRoot(), $0 * $1.squareRoot()] }),
    Mistake(
      "A3", "only one side is scaled", place: "the area stays",
      figure: Figure([32, 2], right: shown, wrong: [32, 64]), shape { [$0, $0 * $1] }),
    Mistake(
      "A4", "the ratio is width over height", place: "height over width",
      figure: Figure([32, 2], right: shown, wrong: [45.2548, 22.6274]),
      shape { [$0 * $1.squareRoot(), $0 / $1.squareRoot()] }),
    Mistake(
      "A10", "sides are rounded to whole pixels", place: "no rounding",
      figure: Figure([32, 2], right: shown, wrong: [23, 46]), convention: "Detectron",
      shape { size, ratio in
        let width = (size / ratio.squareRoot()).rounded()
        return [width, (width * ratio).rounded()]
      }),
  ]

  static let sizes: [Mistake] = [
    Mistake(
      "A8", "sizes grow by equal steps", place: "a geometric series: the step after the last is the next level",
      figure: Figure([32, 3], right: [32, 40.3175, 50.7968], wrong: [32, 42.6667, 53.3333]),
      Function { (base: Double, count: Int) in (0..<count).map { base * (1 + Double($0) / Double(count)) } }),
    Mistake(
      "A12", "the octave is reached with the last size", place: "how many steps there are to the next level",
      figure: Figure([32, 3], right: [32, 40.3175, 50.7968], wrong: [32, 45.2548, 64]),
      Function { (base: Double, count: Int) in
        (0..<count).map { base * pow(2, Double($0) / Double(max(1, count - 1))) }
      }),
  ]

  static let cells: [Mistake] = [
    Mistake(
      "A9", "cells are rounded down", place: "a convolution rounds up",
      figure: Figure([100, 8], right: 13, wrong: 12), Function { (side: Int, stride: Int) in side / stride }),
    Mistake(
      "A13", "there is always one cell more", place: "a side that the stride divides",
      figure: Figure([128, 8], right: 16, wrong: 17), Function { (side: Int, stride: Int) in side / stride + 1 }),
  ]

  static let center: [Mistake] = [
    Mistake(
      "A5", "the center is the cell's corner", place: "half a stride",
      figure: Figure([0, 0, 8], right: [4, 4], wrong: [0, 0]), convention: "Detectron2 (offset 0)",
      Function { (row: Int, column: Int, stride: Double) in [Double(column) * stride, Double(row) * stride] }),
    Mistake(
      "A6", "x is counted with rows", place: "which index goes with x",
      figure: Figure([0, 1, 8], right: [12, 4], wrong: [4, 12]),
      Function { (row: Int, column: Int, stride: Double) in
        [(Double(row) + 0.5) * stride, (Double(column) + 0.5) * stride]
      }),
  ]

  /// The anchors with the cells and shapes in an order that is given.
  static func grid(
    offset: Double = 0.5,
    _ order: @escaping @Sendable (_ rows: Int, _ columns: Int, _ shapes: Int) -> [(row: Int, column: Int, shape: Int)]
  ) -> Function {
    Function { (rows: Int, columns: Int, stride: Double, shapes: [[Double]]) in
      order(rows, columns, shapes.count).map { place in
        let (width, height) = (shapes[place.shape][0], shapes[place.shape][1])
        let (x, y) = ((Double(place.column) + offset) * stride, (Double(place.row) + offset) * stride)
        return Rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
      }
    }
  }

  static let grids: [Mistake] = [
    Mistake(
      "A5", "the center is the cell's corner", place: "half a stride",
      figure: Figure([1, 1, 8, [[4, 2]]], right: [[2, 3, 6, 5]], wrong: [[-2, -1, 2, 1]]),
      convention: "Detectron2 (offset 0)",
      grid(offset: 0) { rows, columns, shapes in AnchorLaws.order(rows, columns, shapes) }),
    Mistake(
      "A6", "columns are the outer loop", place: "which index runs fastest",
      figure: Figure(
        [2, 2, 8, [[2, 2]]], right: [[3, 3, 5, 5], [11, 3, 13, 5], [3, 11, 5, 13], [11, 11, 13, 13]],
        wrong: [[3, 3, 5, 5], [3, 11, 5, 13], [11, 3, 13, 5], [11, 11, 13, 13]]),
      grid { rows, columns, shapes in
        (0..<columns).flatMap { column in
          (0..<rows).flatMap { row in (0..<shapes).map { (row, column, $0) } }
        }
      }),
    Mistake(
      "A7", "the shapes are the outer loop", place: "the same order as the head",
      figure: Figure(
        [1, 2, 8, [[2, 2], [4, 4]]], right: [[3, 3, 5, 5], [2, 2, 6, 6], [11, 3, 13, 5], [10, 2, 14, 6]],
        wrong: [[3, 3, 5, 5], [11, 3, 13, 5], [2, 2, 6, 6], [10, 2, 14, 6]]),
      grid { rows, columns, shapes in
        (0..<shapes).flatMap { shape in
          (0..<rows).flatMap { row in (0..<columns).map { (row, $0, shape) } }
        }
      }),
  ]

  private static let levels: Value = [[2, 3], [1, 2]]

  /// The index with the levels in an order and a rule within a level.
  private static func index(
    reversed: Bool = false,
    _ within: @escaping @Sendable (_ row: Int, _ column: Int, _ shape: Int, _ size: [Int], _ shapes: Int) -> Int
  ) -> Function {
    Function { (level: Int, row: Int, column: Int, shape: Int, levels: [[Int]], shapes: Int) in
      let before = reversed ? levels[(level + 1)...] : levels[..<level]
      return before.reduce(0) { $0 + $1[0] * $1[1] * shapes } + within(row, column, shape, levels[level], shapes)
    }
  }

  static let index: [Mistake] = [
    Mistake(
      "A6", "columns are the outer loop", place: "which index runs fastest",
      figure: Figure([0, 0, 1, 0, levels, 3], right: 3, wrong: 6),
      index { row, column, shape, size, shapes in (column * size[0] + row) * shapes + shape }),
    Mistake(
      "A7", "the shapes are the outer loop", place: "the same order as the head",
      figure: Figure([0, 0, 1, 0, levels, 3], right: 3, wrong: 1),
      index { row, column, shape, size, _ in (shape * size[0] + row) * size[1] + column }),
    Mistake(
      "A11", "the coarsest level comes first", place: "the order of the levels",
      figure: Figure([0, 0, 1, 0, levels, 3], right: 3, wrong: 9),
      index(reversed: true) { row, column, shape, size, shapes in (row * size[1] + column) * shapes + shape }),
  ]

  static let location: [Mistake] = [
    Mistake(
      "A6", "columns are the outer loop", place: "which index runs fastest",
      figure: Figure([3, levels, 3], right: [0, 0, 1, 0], wrong: [0, 1, 0, 0]),
      AnchorLaws.locating { rest, size, shapes in
        [rest / shapes % size[0], rest / shapes / size[0], rest % shapes]
      }),
    Mistake(
      "A7", "the shapes are the outer loop", place: "the same order as the head",
      figure: Figure([3, levels, 3], right: [0, 0, 1, 0], wrong: [0, 1, 0, 0]),
      AnchorLaws.locating { rest, size, _ in
        [rest / size[1] % size[0], rest % size[1], rest / (size[0] * size[1])]
      }),
  ]

  static let count: [Mistake] = [
    Mistake(
      "A9", "cells are rounded down", place: "a convolution rounds up", figure: Figure([], right: 4086, wrong: 3537),
      Function { 3537 }),
    Mistake(
      "A14", "the shapes are forgotten", place: "nine a cell", figure: Figure([], right: 4086, wrong: 454),
      Function { 454 }),
  ]
}
