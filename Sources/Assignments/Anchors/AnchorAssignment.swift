// Assignment 3 as the judge sees it: worked numbers, laws, two correct versions.

import Anchors
import Foundation
import Randomness

extension Course {
  static let anchors = Assignment(
    number: 3, name: "anchors", title: "Anchors", hours: 1.5, taskProtocol: "AnchorTask", tasks: AnchorLaws.tasks)
}

enum AnchorLaws {
  /// Rows, in each columns, in each shapes.
  static func order(_ rows: Int, _ columns: Int, _ shapes: Int) -> [(row: Int, column: Int, shape: Int)] {
    (0..<rows).flatMap { row in (0..<columns).flatMap { column in (0..<shapes).map { (row, column, $0) } } }
  }

  /// The location of an index, with a rule within a level.
  static func locating(_ within: @escaping @Sendable (_ rest: Int, _ size: [Int], _ shapes: Int) -> [Int]) -> Function {
    Function { (index: Int, levels: [[Int]], shapes: Int) in
      var rest = index
      for (level, size) in levels.enumerated() {
        let count = size[0] * size[1] * shapes
        if rest < count { return [level] + within(rest, size, shapes) }
        rest -= count
      }
      throw Stopped(reason: "there are not so many anchors")
    }
  }

  private static let levels: Value = [[2, 3], [1, 2]]

  static let tasks: [CourseTask] = [
    CourseTask(
      "3.1", "The shape of an anchor", function: "shape", arguments: ["size", "ratio"],
      formula: "Width is size / √ratio, height size · √ratio: their product is size², their quotient the ratio.",
      solution: "Sources/Anchors/AnchorShape.swift; AnchorConventions.swift for those who round",
      reference: Function { (size: Double, ratio: Double) in
        let shape = AnchorShape(size: size, ratio: ratio)
        return [shape.width, shape.height]
      },
      alternative: Function { (size: Double, ratio: Double) in
        let width = (size * size / ratio).squareRoot()
        return [width, width * ratio]
      },
      worked: [
        Worked("twice as high as wide", [32, 2], [22.6274, 45.2548]), Worked("a square", [32, 1], [32, 32]),
      ],
      laws: [
        Law("a", "Any size, and a ratio alone that has no partner") { g in
          [[.number(g.uniform(in: 10...99)), 3], [20, .number(g.uniform(in: 0.2...0.9))]]
        }
      ], known: AnchorMistakes.shape),
    CourseTask(
      "3.2", "Sizes within an octave", function: "sizes", arguments: ["base", "count"],
      formula: "Size i is base · 2^(i / count), from i = 0.",
      solution: "Sources/Anchors/AnchorGenerator.swift: octaveScales",
      reference: Function { (base: Double, count: Int) in (0..<count).map { base * pow(2, Double($0) / Double(count)) }
      },
      alternative: Function { (base: Double, count: Int) in
        let step = exp(log(2) / Double(count))
        return (0..<count).map { base * pow(step, Double($0)) }
      },
      worked: [Worked("three from 32", [32, 3], [32, 40.3175, 50.7968])],
      laws: [
        Law("a", "Any base and count, one too") { g in [[.number(g.uniform(in: 9...50)), 4], [17, 1], [24, 2]] }
      ], known: AnchorMistakes.sizes),
    CourseTask(
      "3.3", "How many cells", function: "cells", arguments: ["side", "stride"],
      formula: "The side divided by the stride, rounded up.",
      solution: "Sources/Anchors/AnchorGrid.swift: gridSize, which halves and rounds up level by level",
      reference: Function { (side: Int, stride: Int) in (side + stride - 1) / stride },
      alternative: Function { (side: Int, stride: Int) in Int((Double(side) / Double(stride)).rounded(.up)) },
      worked: [Worked("a side that the stride does not divide", [100, 8], 13)],
      laws: [
        Law("a", "Sides that the stride divides, and those that it does not") { g in
          let count = g.integer(in: 3...40)
          return [
            [.integer(16 * count), 16], [.integer(16 * count + 1), 16], [.integer(16 * count + 15), 16], [7, 8],
          ]
        }
      ], known: AnchorMistakes.cells),
    CourseTask(
      "3.4", "The center of a cell", function: "center", arguments: ["row", "column", "stride"],
      formula: "x is (column + ½) · stride, y is (row + ½) · stride.",
      solution: "Sources/Anchors/AnchorConventions.swift: Center, and who takes the corner",
      reference: Function { (row: Int, column: Int, stride: Double) in
        [(Double(column) + 0.5) * stride, (Double(row) + 0.5) * stride]
      },
      alternative: Function { (row: Int, column: Int, stride: Double) in
        [Double(column) * stride + stride / 2, Double(row) * stride + stride / 2]
      },
      worked: [Worked("the second cell of the first row", [0, 1, 8], [12, 4])],
      laws: [
        Law("a", "Any cell") { g in
          [[.integer(g.integer(in: 3...9)), 2, 16], [0, .integer(g.integer(in: 1...9)), 32]]
        }
      ], known: AnchorMistakes.center),
    CourseTask(
      "3.5", "All anchors of a level", function: "anchors", arguments: ["rows", "columns", "stride", "shapes"],
      formula: "Rows from above, in each row columns from the left, in each cell the shapes in their order; each is "
        + "centered on its cell.",
      solution: "Sources/Anchors/AnchorBoxes.swift",
      reference: Function { (rows: Int, columns: Int, stride: Double, shapes: [[Double]]) in
        order(rows, columns, shapes.count).map { place in
          let (width, height) = (shapes[place.shape][0], shapes[place.shape][1])
          let (x, y) = ((Double(place.column) + 0.5) * stride, (Double(place.row) + 0.5) * stride)
          return Rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        }
      },
      alternative: Function { (rows: Int, columns: Int, stride: Double, shapes: [[Double]]) in
        (0..<(rows * columns * shapes.count)).map { index in
          let (cell, shape) = (index / shapes.count, shapes[index % shapes.count])
          let left = (Double(cell % columns) + 0.5) * stride - shape[0] / 2
          let top = (Double(cell / columns) + 0.5) * stride - shape[1] / 2
          return Rectangle(left, top, left + shape[0], top + shape[1])
        }
      },
      worked: [Worked("one cell, one shape", [1, 1, 8, [[4, 2]]], [[2, 3, 6, 5]])],
      laws: [
        Law("a", "Two rows of three cells, with two shapes, one that overhangs") { g in
          [[2, 3, 8, [[4, 2], [.number(g.uniform(in: 9...20)), 6]]]]
        }
      ], known: AnchorMistakes.grids),
    CourseTask(
      "3.6", "The index of an anchor", function: "index",
      arguments: ["level", "row", "column", "shape", "levels", "shapes"],
      formula: "All anchors of the finer levels, and then (row · columns + column) · shapes + shape.",
      solution: "Sources/Anchors/AnchorLocation.swift: index(of:on:)",
      reference: Function { (level: Int, row: Int, column: Int, shape: Int, levels: [[Int]], shapes: Int) in
        levels[..<level].reduce(0) { $0 + $1[0] * $1[1] * shapes } + (row * levels[level][1] + column) * shapes + shape
      },
      alternative: Function { (level: Int, row: Int, column: Int, shape: Int, levels: [[Int]], shapes: Int) in
        let cells = levels[..<level].map { $0[0] * $0[1] }.reduce(0, +) + row * levels[level][1] + column
        return cells * shapes + shape
      },
      worked: [Worked("the second cell", [0, 0, 1, 0, levels, 3], 3)],
      laws: [
        Law("a", "Every part of the location counts") { g in
          [
            [0, 1, 2, .integer(g.integer(in: 0...2)), [[3, 4], [2, 3], [1, 2]], 3],
            [1, .integer(g.integer(in: 0...1)), 1, 1, [[3, 4], [2, 3], [1, 2]], 2],
            [2, 0, 1, 0, [[5, 4], [2, 3], [1, 2]], 9],
          ]
        }
      ], known: IndexMistakes.index),
    CourseTask(
      "3.7", "Where an index is", function: "location", arguments: ["index", "levels", "shapes"],
      formula: "Take the anchors of whole levels away while there are enough; of the rest, the remainder by the shapes "
        + "is the shape, and of the quotient the remainder by the columns the column.",
      solution: "Sources/Anchors/AnchorLocation.swift: locate(anchor:on:)",
      reference: locating { rest, size, shapes in [rest / shapes / size[1], rest / shapes % size[1], rest % shapes] },
      alternative: Function { (index: Int, levels: [[Int]], shapes: Int) in
        var places: [[Int]] = []
        for (level, size) in levels.enumerated() {
          places += order(size[0], size[1], shapes).map { [level, $0.row, $0.column, $0.shape] }
        }
        return places[index]
      },
      worked: [Worked("the fourth anchor", [3, levels, 3], [0, 0, 1, 0])],
      laws: [
        Law("a", "Any index, the first and last of a level too") { g in
          let sizes: Value = [[3, 4], [2, 3], [1, 2]]
          return [0, 35, 36, 53, 54, 59, g.integer(in: 5...30), g.integer(in: 38...52)].map {
            [.integer($0), sizes, 3]
          }
        }
      ], known: IndexMistakes.location),
    CourseTask(
      "3.8", "How many anchors", kind: .question, function: "anchorCount", arguments: [],
      formula: "At each stride cells across times cells down, both rounded up; nine anchors each.",
      solution: "Examples/anchor-grid", reference: Function { 4086 }, alternative: Function { 454 * 9 },
      worked: [Worked("the count", [], 4086)], laws: [], mistakes: IndexMistakes.count),
    Diagnosis.task(
      "3.9", answers: ["A": "d", "B": "a", "C": "e"], solution: "Examples/anchor-grid",
      reading: "Compare the areas of the shapes, the overhang on the left and on the right, and the first two anchors."),
  ]
}
