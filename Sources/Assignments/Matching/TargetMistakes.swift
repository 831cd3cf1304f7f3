// What goes wrong with classes and padding in assignment 4, and with the picture of its question.

enum TargetMistakes {
  private static let one: [Value] = [["N", 0], [2, 1]]

  static let targets = Known(
    [
      Mistake(
        "M12", "an anchor without an object takes the last object's class", place: "none is not an index",
        Figure(one, right: ["N", 2], wrong: [1, 2])),
      Mistake(
        "M14", "the object's index stands for its class", place: "which object, and of what class",
        Figure(one, right: ["N", 2], wrong: ["N", 0])),
      Mistake(
        "M15", "ignored anchors become negatives", place: "ignored stays ignored",
        Figure([["I", 0], [2, 1]], right: ["I", 2], wrong: ["N", 2])),
      Mistake(
        "M25", "classes are counted from 1", place: "count from 0", Figure(one, right: ["N", 2], wrong: ["N", 3])),
      Mistake(
        "M26", "background is a class", place: "there is no background class",
        Figure(one, right: ["N", 2], wrong: [0, 2])),
      Mistake(
        "M27", "the class is looked up by the anchor's index", place: "whose index",
        Figure(one, right: ["N", 2], wrong: ["N", 1])),
    ], exclusive: [["M14", "M27"], ["M12", "M26"]]
  ) { wrong in
    Function { (states: [AnchorState], labels: [Int]) in
      let shift = wrong("M25") ? 1 : 0
      func label(_ index: Int) throws -> AnchorState {
        guard labels.indices.contains(index) else { throw Stopped(reason: "index out of range") }
        return .positive(labels[index] + shift)
      }
      return try states.enumerated().map { anchor, state -> AnchorState in
        switch state {
        case .ignored: return wrong("M15") ? .negative : .ignored
        case .negative where wrong("M26"): return .positive(0)
        case .negative where wrong("M12") && !labels.isEmpty:
          return wrong("M14") ? .positive(labels.count - 1 + shift) : try label(labels.count - 1)
        case .negative: return .negative
        case .positive(let object):
          return wrong("M14") ? .positive(object + shift) : try label(wrong("M27") ? anchor : object)
        }
      }
    }
  }

  private static let padded: [Value] = [[[0, 0, 4, 4, 1], [-1, -1, -1, -1, -1]]]

  static let objects = Known(
    [
      Mistake(
        "M11", "padding is taken for objects", place: "padding is no object", Figure(padded, right: [0], wrong: [0, 1])),
      Mistake(
        "M16", "class 0 is taken for padding", place: "labels count from 0",
        Figure([[[0, 0, 4, 4, 0]]], right: [0], wrong: [])),
      Mistake(
        "M17", "a negative coordinate is taken for padding", place: "what says that a row is padding",
        Figure([[[-3, 0, 4, 4, 1]]], right: [0], wrong: [])),
      Mistake(
        "M21", "a box without area is taken for padding", place: "what says that a row is padding",
        Figure([[[5, 2, 5, 9, 1]]], right: [0], wrong: [])),
      Mistake(
        "M28", "nothing is looked for after the first padding", place: "rows after padding",
        Figure([[[-1, -1, -1, -1, -1], [0, 0, 4, 4, 1]]], right: [1], wrong: [])),
      Mistake(
        "M29", "labels are given in place of indices", place: "which rows they are",
        Figure(padded, right: [0], wrong: [1])),
    ], exclusive: [["M11", "M16", "M17", "M21"]]
  ) { wrong in
    Function { (rows: [[Double]]) in
      func isObject(_ row: [Double]) -> Bool {
        if wrong("M11") { return true }
        if wrong("M17") { return row[0] >= 0 }
        if wrong("M21") { return row[2] > row[0] && row[3] > row[1] }
        return wrong("M16") ? row[4] > 0 : row[4] >= 0
      }
      let found =
        wrong("M28") ? Array(rows.indices.prefix { isObject(rows[$0]) }) : rows.indices.filter { isObject(rows[$0]) }
      return wrong("M29") ? found.map { Int(rows[$0][4]) } : found
    }
  }

  static let picture: [Mistake] = [
    Mistake(
      "M3", "an anchor between the thresholds is positive", place: "between the thresholds",
      figure: Figure([], right: "NNPPIN", wrong: "NNPPPN"), Function { "NNPPPN" }),
    Mistake(
      "M4", "one threshold parts positives and negatives", place: "between the thresholds",
      figure: Figure([], right: "NNPPIN", wrong: "NNPPNN"), convention: "detectors without ignored anchors",
      Function { "NNPPNN" }),
    Mistake(
      "M5", "any overlap makes a positive", place: "how much overlap",
      figure: Figure([], right: "NNPPIN", wrong: "PPPPPP"), Function { "PPPPPP" }),
  ]
}
