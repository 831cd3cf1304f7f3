// What goes wrong with shapes, cells and grids in assignment 3: the catalogue's letter A.

import Foundation

enum AnchorMistakes {
  private static let shown: Value = [22.6274, 45.2548]
  private static let octave: Value = [32, 40.3175, 50.7968]

  static let shape = Known(
    [
      Mistake(
        "A1", "the ratio stands without its square root", place: "the square root of the ratio",
        Figure([32, 2], right: shown, wrong: [64, 16])),
      Mistake(
        "A2", "both sides have the same formula", place: "the area stays",
        Figure([32, 2], right: shown, wrong: [45.2548, 45.2548])),
      Mistake(
        "A3", "only one side is scaled", place: "the area stays", Figure([32, 2], right: shown, wrong: [32, 64])),
      Mistake(
        "A4", "the ratio is width over height", place: "height over width",
        Figure([32, 2], right: shown, wrong: [45.2548, 22.6274])),
      Mistake(
        "A10", "sides are rounded to whole pixels", place: "no rounding",
        Figure([32, 2], right: shown, wrong: [23, 46]), convention: "Detectron"),
      Mistake(
        "A16", "the size is taken for the area", place: "the area is size²",
        Figure([32, 2], right: shown, wrong: [4, 8])),
      Mistake(
        "A35", "sides lose what stands behind the point", place: "no rounding",
        Figure([32, 2], right: shown, wrong: [22, 45])),
    ], exclusive: [["A1", "A2", "A3"], ["A10", "A35"]], spellings: ["A1": 2, "A3": 2]
  ) { wrong in
    Function { (given: Double, ratio: Double) in
      let size = wrong("A16") ? given.squareRoot() : given
      var (width, height) = (size / ratio.squareRoot(), size * ratio.squareRoot())
      if wrong("A1") {
        (width, height) = wrong.spelling("A1") == 0 ? (size * ratio, size / ratio) : (size / ratio, size * ratio)
      }
      if wrong("A2") { width = height }
      if wrong("A3") { (width, height) = wrong.spelling("A3") == 0 ? (size, size * ratio) : (size / ratio, size) }
      if wrong("A4") { (width, height) = (height, width) }
      if wrong("A10") {
        // Detectron makes the height of the width that is rounded already.
        let isMixed = wrong("A1") || wrong("A2") || wrong("A3") || wrong("A4")
        (width, height) = (width.rounded(), isMixed ? height.rounded() : (width.rounded() * ratio).rounded())
      }
      return wrong("A35") ? [width.rounded(.towardZero), height.rounded(.towardZero)] : [width, height]
    }
  }

  static let sizes = Known(
    [
      Mistake(
        "A8", "sizes grow by equal steps", place: "a geometric series: the step after the last is the next level",
        Figure([32, 3], right: octave, wrong: [32, 42.6667, 53.3333])),
      Mistake(
        "A12", "the octave is reached with the last size", place: "how many steps there are to the next level",
        Figure([32, 3], right: octave, wrong: [32, 45.2548, 64])),
      Mistake(
        "A17", "sizes begin one step late", place: "the first size is the base",
        Figure([32, 3], right: octave, wrong: [40.3175, 50.7968, 64])),
      Mistake(
        "A18", "each size is twice the one before", place: "all sizes lie within one octave",
        Figure([32, 3], right: octave, wrong: [32, 64, 128])),
      Mistake(
        "A19", "the exponent is a quotient of whole numbers", place: "the division in the exponent",
        Figure([32, 3], right: octave, wrong: [32, 32, 32])),
      Mistake(
        "A36", "the largest comes first", place: "from the base on",
        Figure([32, 3], right: octave, wrong: [50.7968, 40.3175, 32])),
    ], exclusive: [["A8", "A18", "A19"], ["A12", "A18"]]
  ) { wrong in
    Function { (base: Double, count: Int) in
      let sizes = (0..<count).map { index -> Double in
        let step = wrong("A17") ? index + 1 : index
        let steps = wrong("A12") ? max(1, count - 1) : count
        let share = Double(step) / Double(steps)
        if wrong("A8") { return base * (1 + share) }
        return base * pow(2, wrong("A18") ? Double(step) : wrong("A19") ? Double(step / steps) : share)
      }
      return wrong("A36") ? sizes.reversed() : sizes
    }
  }

  static let cells = Known(
    [
      Mistake(
        "A9", "cells are rounded down", place: "a convolution rounds up", Figure([100, 8], right: 13, wrong: 12)),
      Mistake(
        "A13", "there is always one cell more", place: "a side that the stride divides",
        Figure([128, 8], right: 16, wrong: 17)),
      Mistake(
        "A20", "only whole strides count, but there is at least one", place: "a convolution rounds up",
        Figure([100, 8], right: 13, wrong: 12)),
      Mistake(
        "A21", "cells are rounded to the nearest number", place: "a convolution rounds up",
        Figure([97, 8], right: 13, wrong: 12)),
    ], exclusive: [["A9", "A13", "A20", "A21"]]
  ) { wrong in
    Function { (side: Int, stride: Int) in
      if wrong("A9") { return side / stride }
      if wrong("A13") { return side / stride + 1 }
      if wrong("A20") { return max(1, side / stride) }
      return wrong("A21") ? (2 * side + stride) / (2 * stride) : (side + stride - 1) / stride
    }
  }

  private static let corner = "the center is the cell's corner"

  static let center = Known(
    [
      Mistake(
        "A5", corner, place: "half a stride", Figure([0, 0, 8], right: [4, 4], wrong: [0, 0]),
        convention: "Detectron2 (offset 0)"),
      Mistake(
        "A15", "the center is the middle of the cell's pixels", place: "half a stride, of continuous coordinates",
        Figure([0, 0, 8], right: [4, 4], wrong: [3.5, 3.5]), convention: "py-faster-rcnn"),
      Mistake(
        "A22", "the center is the cell's far corner", place: "half a stride",
        Figure([0, 0, 8], right: [4, 4], wrong: [8, 8])),
      Mistake(
        "A37", "half a pixel is added in place of half a cell", place: "half a stride",
        Figure([0, 0, 8], right: [4, 4], wrong: [0.5, 0.5])),
      Mistake(
        "A6", "x is counted with rows", place: "which index goes with x",
        Figure([0, 1, 8], right: [12, 4], wrong: [4, 12])),
    ], exclusive: [["A5", "A15", "A22", "A37"]]
  ) { wrong in
    Function { (row: Int, column: Int, stride: Double) in
      let (x, y) = wrong("A6") ? (row, column) : (column, row)
      return [Double(x) * stride + offset(stride, wrong), Double(y) * stride + offset(stride, wrong)]
    }
  }

  /// Where the center lies in its cell.
  private static func offset(_ stride: Double, _ wrong: Wrong) -> Double {
    if wrong("A5") { return 0 }
    if wrong("A15") { return (stride - 1) / 2 }
    if wrong("A22") { return stride }
    return wrong("A37") ? 0.5 : stride / 2
  }

  private static let one: [Value] = [1, 1, 8, [[4, 2]]]
  private static let four: [Value] = [2, 2, 8, [[2, 2]]]
  private static let fourRight: Value = [[3, 3, 5, 5], [11, 3, 13, 5], [3, 11, 5, 13], [11, 11, 13, 13]]
  private static let transposed: Value = [[3, 3, 5, 5], [3, 11, 5, 13], [11, 3, 13, 5], [11, 11, 13, 13]]

  static let grids = Known(
    [
      Mistake(
        "A5", corner, place: "half a stride", Figure(one, right: [[2, 3, 6, 5]], wrong: [[-2, -1, 2, 1]]),
        convention: "Detectron2 (offset 0)"),
      Mistake(
        "A15", "the center is the middle of the cell's pixels", place: "half a stride, of continuous coordinates",
        Figure(one, right: [[2, 3, 6, 5]], wrong: [[1.5, 2.5, 5.5, 4.5]]), convention: "py-faster-rcnn"),
      Mistake(
        "A6", "columns are the outer loop", place: "which index runs fastest",
        Figure(four, right: fourRight, wrong: transposed)),
      Mistake(
        "A23", "x is counted with rows", place: "which index goes with x",
        Figure(four, right: fourRight, wrong: transposed)),
      Mistake(
        "A7", "the shapes are the outer loop", place: "the same order as the head",
        Figure(
          [1, 2, 8, [[2, 2], [4, 4]]], right: [[3, 3, 5, 5], [2, 2, 6, 6], [11, 3, 13, 5], [10, 2, 14, 6]],
          wrong: [[3, 3, 5, 5], [11, 3, 13, 5], [2, 2, 6, 6], [10, 2, 14, 6]])),
      Mistake(
        "A4", "width and height of the shapes are exchanged", place: "a shape is width, height",
        Figure(one, right: [[2, 3, 6, 5]], wrong: [[3, 2, 5, 6]])),
      Mistake(
        "C10", "the whole size is put on each side of the center", place: "half on each side",
        Figure(one, right: [[2, 3, 6, 5]], wrong: [[0, 2, 8, 6]])),
      Mistake(
        "A25", "anchors are cut at the image's edge", place: "an anchor may overhang: that is how it is centered",
        Figure([1, 1, 8, [[20, 4]]], right: [[-6, 2, 14, 6]], wrong: [[0, 2, 14, 6]])),
      Mistake(
        "A38", "centers are counted in cells", place: "pixels of the image",
        Figure(one, right: [[2, 3, 6, 5]], wrong: [[-1.5, -0.5, 2.5, 1.5]])),
    ], exclusive: [["A5", "A15"]], spellings: ["A25": 2]
  ) { wrong in
    Function { (rows: Int, columns: Int, stride: Double, shapes: [[Double]]) -> [Rectangle] in
      let step = wrong("A38") ? 1 : stride
      return order(rows, columns, shapes.count, wrong).map { place in
        let (across, down) = wrong("A23") ? (place.row, place.column) : (place.column, place.row)
        let (x, y) = (Double(across) * step + offset(step, wrong), Double(down) * step + offset(step, wrong))
        let shape = shapes[place.shape]
        let (width, height) = wrong("A4") ? (shape[1], shape[0]) : (shape[0], shape[1])
        let part = wrong("C10") ? 1 : 0.5
        let box = Rectangle(x - part * width, y - part * height, x + part * width, y + part * height)
        guard wrong("A25") else { return box }
        let isFar = wrong.spelling("A25") == 1
        return Rectangle(
          max(0, box.xMin), max(0, box.yMin), isFar ? min(box.xMax, Double(columns) * stride) : box.xMax,
          isFar ? min(box.yMax, Double(rows) * stride) : box.yMax)
      }
    }
  }

  /// The places in the order of three loops.
  private static func order(
    _ rows: Int, _ columns: Int, _ shapes: Int, _ wrong: Wrong
  ) -> [(row: Int, column: Int, shape: Int)] {
    let (outer, inner) = wrong("A6") ? (columns, rows) : (rows, columns)
    let cells = (0..<outer).flatMap { first in
      (0..<inner).map { wrong("A6") ? (row: $0, column: first) : (row: first, column: $0) }
    }
    if wrong("A7") { return (0..<shapes).flatMap { shape in cells.map { ($0.row, $0.column, shape) } } }
    return cells.flatMap { cell in (0..<shapes).map { (cell.row, cell.column, $0) } }
  }
}
