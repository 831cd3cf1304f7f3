// What goes wrong between an anchor's place and its index in assignment 3.

enum IndexMistakes {
  private static let levels: Value = [[2, 3], [1, 2]]
  private static let second: [Value] = [0, 0, 1, 0, levels, 3]
  private static let coarse: [Value] = [1, 0, 1, 0, levels, 3]

  static let index = Known(
    [
      Mistake(
        "A6", "columns are the outer loop", place: "which index runs fastest", Figure(second, right: 3, wrong: 6)),
      Mistake(
        "A7", "the shapes are the outer loop", place: "the same order as the head", Figure(second, right: 3, wrong: 1)),
      Mistake(
        "A11", "the coarsest level comes first", place: "the order of the levels", Figure(second, right: 3, wrong: 9)),
      Mistake(
        "A26", "the anchors of finer levels are forgotten", place: "what stands before a level",
        Figure(coarse, right: 21, wrong: 3)),
      Mistake(
        "A27", "a level's own anchors stand before it", place: "what stands before a level",
        Figure(coarse, right: 21, wrong: 27)),
      Mistake(
        "A28", "of finer levels cells are counted, not anchors", place: "the shapes of earlier levels",
        Figure(coarse, right: 21, wrong: 9)),
      Mistake("A29", "indices are counted from 1", place: "count from 0", Figure(second, right: 3, wrong: 4)),
      Mistake(
        "A39", "a row is as long as there are rows", place: "how many anchors a row has",
        Figure([0, 1, 0, 0, levels, 3], right: 9, wrong: 6)),
    ], exclusive: [["A11", "A26", "A27"], ["A26", "A28"], ["A6", "A39"]]
  ) { wrong in
    Function { (level: Int, row: Int, column: Int, shape: Int, levels: [[Int]], shapes: Int) in
      let before =
        wrong("A26") ? [] : wrong("A11") ? levels[(level + 1)...] : wrong("A27") ? levels[...level] : levels[..<level]
      let earlier = before.reduce(0) { $0 + $1[0] * $1[1] } * (wrong("A28") ? 1 : shapes)
      let (rows, columns) = (levels[level][0], levels[level][1])
      let cell = wrong("A6") ? column * rows + row : row * (wrong("A39") ? rows : columns) + column
      // Where shapes are the outer loop, a shape stands after all cells of those before.
      let own = wrong("A7") ? shape * rows * columns + cell : cell * shapes + shape
      return earlier + own + (wrong("A29") ? 1 : 0)
    }
  }

  private static let third: [Value] = [3, levels, 3]
  private static let last: [Value] = [18, levels, 3]

  static let location = Known(
    [
      Mistake(
        "A6", "columns are the outer loop", place: "which index runs fastest",
        Figure(third, right: [0, 0, 1, 0], wrong: [0, 1, 0, 0])),
      Mistake(
        "A7", "the shapes are the outer loop", place: "the same order as the head",
        Figure(third, right: [0, 0, 1, 0], wrong: [0, 1, 0, 0])),
      Mistake(
        "A11", "the coarsest level comes first", place: "the order of the levels",
        Figure(third, right: [0, 0, 1, 0], wrong: [1, 0, 1, 0])),
      Mistake(
        "A29", "indices are counted from 1", place: "count from 0",
        Figure(third, right: [0, 0, 1, 0], wrong: [0, 0, 0, 2])),
      Mistake(
        "A30", "the first anchor of a level is given to the level before", place: "at the end of a level",
        Figure(last, right: [1, 0, 0, 0], wrong: [0, 2, 0, 0])),
      Mistake(
        "A31", "the column comes before the row", place: "the order of the four numbers",
        Figure(third, right: [0, 0, 1, 0], wrong: [0, 1, 0, 0])),
      Mistake(
        "A32", "the anchors of finer levels are not taken away", place: "what stands before a level",
        Figure(last, right: [1, 0, 0, 0], wrong: [1, 3, 0, 0])),
      Mistake(
        "A39", "a row is as long as there are rows", place: "how many anchors a row has",
        Figure([6, levels, 3], right: [0, 0, 2, 0], wrong: [0, 1, 0, 0])),
    ],
    // To exchange row and column of a transposed grid is to divide by the rows.
    exclusive: [["A6", "A31", "A39"]]
  ) { wrong in
    Function { (index: Int, levels: [[Int]], shapes: Int) in
      let index = wrong("A29") ? index - 1 : index
      var before = 0
      for (level, size) in wrong("A11") ? levels.enumerated().reversed() : Array(levels.enumerated()) {
        let end = before + size[0] * size[1] * shapes
        if index < end || (wrong("A30") && index == end) {
          return [level] + place(index - (wrong("A32") ? 0 : before), size, shapes, wrong)
        }
        before = end
      }
      throw Stopped(reason: "there are not so many anchors")
    }
  }

  /// Row, column and shape of an anchor within its level.
  private static func place(_ index: Int, _ size: [Int], _ shapes: Int, _ wrong: Wrong) -> [Int] {
    let cells = size[0] * size[1]
    let (cell, shape) = wrong("A7") ? (index % cells, index / cells) : (index / shapes, index % shapes)
    let (first, second) =
      wrong("A6") || wrong("A39") ? (cell / size[0], cell % size[0]) : (cell / size[1], cell % size[1])
    let isExchanged = wrong("A6") != wrong("A31")
    return isExchanged ? [second, first, shape] : [first, second, shape]
  }

  static let count: [Mistake] = [
    Mistake(
      "A9", "cells are rounded down", place: "a convolution rounds up", figure: Figure([], right: 4086, wrong: 3537),
      Function { 3537 }),
    Mistake(
      "A14", "the shapes are forgotten", place: "nine a cell", figure: Figure([], right: 4086, wrong: 454),
      Function { 454 }),
    Mistake(
      "A33", "only the finest level is counted", place: "all strides", figure: Figure([], right: 4086, wrong: 2925),
      Function { 2925 }),
  ]
}
