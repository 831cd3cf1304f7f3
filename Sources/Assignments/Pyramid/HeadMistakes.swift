// What goes wrong with heads in assignment 8: their parameters, and the order in which their numbers are laid out.

enum HeadMistakes {
  static func count(_ channels: Int, _ anchors: Int, _ classes: Int) -> Int {
    count(channels, 1, anchors, classes, Wrong())
  }

  private static func count(_ channels: Int, _ levels: Int, _ anchors: Int, _ classes: Int, _ wrong: Wrong) -> Int {
    let tower = 4 * (9 * channels * channels + (wrong("F21") ? channels : 0))
    let each = (wrong("F28") ? 1 : 9) * channels + (wrong("F12") ? 0 : 1)
    let cell = wrong("F29") ? 1 : anchors
    var all = tower + each * cell * (classes + (wrong("F13") ? 1 : 0))
    if wrong("F25") { all += tower + each * cell * 4 }
    return wrong("F5") ? levels * all : all
  }

  private static let tiny: [Value] = [2, 5, 1, 1]
  private static let bias = "where the prior lives"

  static let parameters = Known(
    [
      Mistake(
        "F5", "every level has a head of its own", place: "one head for all", Figure(tiny, right: 163, wrong: 815)),
      Mistake("F12", "the predictor has no bias", place: bias, Figure(tiny, right: 163, wrong: 162)),
      Mistake("F13", "there is an output for background", place: "K sigmoids", Figure(tiny, right: 163, wrong: 182)),
      Mistake(
        "F21", "the convolutions before the predictor have biases", place: "which convolution has a bias",
        Figure(tiny, right: 163, wrong: 171)),
      Mistake(
        "F25", "the head for boxes is counted as well", place: "one head: that for classes",
        Figure(tiny, right: 163, wrong: 383)),
      Mistake("F28", "the predictor is 1 × 1", place: "9 numbers for each pair", Figure(tiny, right: 163, wrong: 147)),
      Mistake(
        "F29", "the anchors of a cell are forgotten", place: "how many outputs a cell has",
        Figure([2, 5, 3, 1], right: 201, wrong: 163)),
    ]
  ) { wrong in
    Function { (channels: Int, levels: Int, anchors: Int, classes: Int) in
      count(channels, levels, anchors, classes, wrong)
    }
  }

  /// The rows of a cell's numbers.
  static func rows(_ numbers: [Double], _ classes: Int) -> [[Double]] {
    stride(from: 0, to: numbers.count, by: max(1, classes)).map { Array(numbers[$0..<($0 + classes)]) }
  }

  private static let heads: [Value] = [[[[[1, 2, 3, 4], [5, 6, 7, 8]]], [[[9, 10, 11, 12]]]], 2]
  private static let flat: Value = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]]

  static let flatten = Known(
    [
      Mistake(
        "A6", "columns are the outer loop", place: "which index runs fastest",
        Figure(
          [[[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]], 2], right: [[1, 2], [3, 4], [5, 6], [7, 8]],
          wrong: [[1, 2], [5, 6], [3, 4], [7, 8]])),
      Mistake(
        "A7", "the anchors of a cell are the outer loop", place: "the same order as the anchors",
        Figure(heads, right: flat, wrong: [[1, 2], [5, 6], [3, 4], [7, 8], [9, 10], [11, 12]])),
      Mistake(
        "A11", "the coarsest level comes first", place: "the order of the levels",
        Figure(heads, right: flat, wrong: [[9, 10], [11, 12], [1, 2], [3, 4], [5, 6], [7, 8]])),
      Mistake(
        "F14", "a cell's numbers are read class by class", place: "the K numbers of an anchor stand together",
        Figure(heads, right: flat, wrong: [[1, 3], [2, 4], [5, 7], [6, 8], [9, 11], [10, 12]])),
      Mistake(
        "F30", "a cell is one row", place: "a row for each anchor of the cell",
        Figure(heads, right: flat, wrong: [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])),
    ], exclusive: [["F14", "F30"], ["A7", "F30"]]
  ) { wrong in
    Function { (levels: [[[[Double]]]], classes: Int) in
      (wrong("A11") ? levels.reversed() : levels).flatMap { level -> [[Double]] in
        let cells =
          wrong("A6") ? (level.first ?? []).indices.flatMap { x in level.map { $0[x] } } : level.flatMap { $0 }
        let rowed = cells.map { row($0, classes, wrong) }
        guard wrong("A7") else { return rowed.flatMap { $0 } }
        return (rowed.first ?? []).indices.flatMap { anchor in rowed.map { $0[anchor] } }
      }
    }
  }

  private static func row(_ cell: [Double], _ classes: Int, _ wrong: Wrong) -> [[Double]] {
    if wrong("F30") { return [cell] }
    guard wrong("F14") else { return rows(cell, classes) }
    let anchors = cell.count / max(1, classes)
    return (0..<anchors).map { anchor in (0..<classes).map { cell[$0 * anchors + anchor] } }
  }

  private static let batch: [Value] = [[[[1, 2], [3, 4]], [[5], [6]]]]
  private static let batchRight: Value = [[1, 2, 5], [3, 4, 6]]

  static let images = Known(
    [
      Mistake(
        "F6", "the levels are put one after the other for all images at once, and cut into images",
        place: "whose row is this", Figure(batch, right: batchRight, wrong: [[1, 2, 3], [4, 5, 6]])),
      Mistake(
        "A11", "the coarsest level comes first", place: "the order of the levels",
        Figure(batch, right: batchRight, wrong: [[5, 1, 2], [6, 3, 4]])),
      Mistake(
        "F31", "the levels of an image are not joined", place: "one row for each image",
        Figure(batch, right: batchRight, wrong: [[1, 2], [3, 4], [5], [6]])),
      Mistake(
        "F32", "only the first level is given", place: "all levels",
        Figure(batch, right: batchRight, wrong: [[1, 2], [3, 4]])),
    ], exclusive: [["F6", "F31", "F32"]]
  ) { wrong in
    Function { (given: [[[Double]]]) -> [[Double]] in
      let levels = wrong("A11") ? given.reversed() : given
      if wrong("F31") { return levels.flatMap { $0 } }
      let count = levels.first?.count ?? 0
      if wrong("F6") {
        let all = levels.flatMap { $0.flatMap { $0 } }
        let size = count == 0 ? 0 : all.count / count
        return (0..<count).map { Array(all[($0 * size)..<(($0 + 1) * size)]) }
      }
      return (0..<count).map { image in (wrong("F32") ? Array(levels.prefix(1)) : levels).flatMap { $0[image] } }
    }
  }

  private static let small = count(64, 9, 3)

  private static func number(_ id: String, _ title: String, place: String, _ wrong: Int) -> Mistake {
    Mistake(id, title, place: place, figure: Figure([], right: 163_035, wrong: .integer(wrong)), Function { wrong })
  }

  static let question = [
    number("F5", "every level has a head of its own", place: "one head for all", 5 * small),
    number("F12", "the predictor has no bias", place: bias, small - 27),
    number("F13", "there is an output for background", place: "K sigmoids", count(64, 9, 4)),
    number(
      "F21", "the convolutions before the predictor have biases", place: "which convolution has a bias", small + 256),
    number(
      "F25", "the head for boxes is counted as well", place: "one head: that for classes", small + count(64, 9, 4)),
  ]
}
