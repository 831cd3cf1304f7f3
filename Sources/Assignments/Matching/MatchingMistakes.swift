// What goes wrong in assignment 4: the catalogue's letter M.

enum MatchingMistakes {
  /// The index of the largest number, the first of equals; nil of nothing.
  static func argmax(_ numbers: [Double]) -> Int? {
    var best: Int?
    for (index, number) in numbers.enumerated() where best.map({ number > numbers[$0] }) ?? true { best = index }
    return best
  }

  static func bestObject(_ row: [Double]) -> Int? { argmax(row).flatMap { row[$0] > 0 ? $0 : nil } }

  static let best: [Mistake] = [
    Mistake(
      "M1", "each object asks for its anchor", place: "each anchor asks",
      figure: Figure([[[0.2, 0.6], [0.7, 0.1], [0.3, 0.4]]], right: [1, 0, 1], wrong: [1, 0]),
      Function { (ious: [[Double]]) in
        (ious.first ?? []).indices.map { object -> Int? in argmax(ious.map { $0[object] }) }
      }),
    Mistake(
      "M10", "a picture without objects stops the program", place: "nothing there",
      figure: Figure([[[]]], right: [nil], outcome: .stopped("index out of range")),
      Function { (ious: [[Double]]) in
        guard ious.allSatisfy({ !$0.isEmpty }) else { throw Stopped(reason: "index out of range") }
        return ious.map(bestObject)
      }),
    Mistake(
      "M12", "object 0 stands for none", place: "none is not an index",
      figure: Figure([[[0, 0]]], right: [nil], wrong: [0]), Function { (ious: [[Double]]) in ious.map(argmax) }),
  ]

  private static func letters(_ letter: @escaping @Sendable (Double, Double, Double) -> String) -> Function {
    Function { (overlaps: [Double], positive: Double, negative: Double) in
      overlaps.map { letter($0, positive, negative) }.joined()
    }
  }

  static let row: Value = [0.111111, 0.428571, 1, 0.428571, 0.111111, 0]

  static let states: [Mistake] = [
    Mistake(
      "M2", "reaching the positive threshold is not enough", place: "reaching the threshold",
      figure: Figure([[0.5], 0.5, 0.4], right: "P", wrong: "I"),
      letters { $0 > $1 ? "P" : $0 < $2 ? "N" : "I" }),
    Mistake(
      "M2b", "an anchor at the negative threshold is a negative", place: "reaching the threshold",
      figure: Figure([[0.4], 0.5, 0.4], right: "I", wrong: "N"), convention: "keras-retinanet",
      letters { $0 >= $1 ? "P" : $0 <= $2 ? "N" : "I" }),
    Mistake(
      "M3", "an anchor between the thresholds is positive", place: "between the thresholds",
      figure: Figure([row, 0.5, 0.4], right: "NIPINN", wrong: "NPPPNN"),
      letters { $0 < $2 ? "N" : "P" }),
    Mistake(
      "M4", "one threshold parts positives and negatives", place: "between the thresholds",
      figure: Figure([row, 0.5, 0.4], right: "NIPINN", wrong: "NNPNNN"),
      convention: "detectors without ignored anchors",
      letters { value, positive, _ in value >= positive ? "P" : "N" }),
    Mistake(
      "M18", "the thresholds 0.5 and 0.4 are written in", place: "the thresholds are arguments",
      figure: Figure([[0.5], 0.6, 0.3], right: "I", wrong: "P"),
      letters { value, _, _ in value >= 0.5 ? "P" : value < 0.4 ? "N" : "I" }),
    Mistake(
      "M5", "any overlap makes a positive", place: "how much overlap",
      figure: Figure([row, 0.5, 0.4], right: "NIPINN", wrong: "PPPPPN"),
      letters { value, _, _ in value > 0 ? "P" : "N" }),
  ]

  /// What a matcher does with the anchors that are some object's best.
  enum Rule: Sendable { case right, zeroCounts, thresholdsLast, lastWins, noIndex, none, traps, negativesFirst }

  static func matching(_ rule: Rule) -> Function {
    Function { (ious: [[Double]], positive: Double, negative: Double) in
      let objects = ious.first?.count ?? 0
      if objects == 0 && rule == .traps && !ious.isEmpty { throw Stopped(reason: "index out of range") }
      func state(_ row: [Double], object: Int?) -> AnchorState {
        guard let object else { return .negative }
        return row[object] >= positive ? .positive(object) : row[object] < negative ? .negative : .ignored
      }
      var states = ious.map { state($0, object: bestObject($0)) }
      guard rule != .none && rule != .thresholdsLast else { return states }
      for object in 0..<objects {
        let best = ious.map { $0[object] }.max() ?? 0
        for anchor in ious.indices where ious[anchor][object] == best && (best > 0 || rule == .zeroCounts) {
          switch rule {
          case .lastWins: states[anchor] = .positive(object)
          case .noIndex: states[anchor] = .positive(states[anchor].index ?? 0)
          case .negativesFirst where states[anchor] == .negative: break
          default: states[anchor] = .positive(argmax(ious[anchor]) ?? object)
          }
        }
      }
      return states
    }
  }

  static let match: [Mistake] = [
    Mistake(
      "M6", "an object that no anchor overlaps takes them all", place: "no overlap is no match",
      figure: Figure([[[0], [0]], 0.5, 0.4], right: ["N", "N"], wrong: [0, 0]), matching(.zeroCounts)),
    Mistake(
      "M7", "the thresholds are applied after the low-quality rule, and undo it", place: "the order of the two rules",
      figure: Figure([[[0.45], [0.1]], 0.5, 0.4], right: [0, "N"], wrong: ["I", "N"]), matching(.thresholdsLast)),
    Mistake(
      "M8", "the last of two objects takes an anchor that both claim", place: "one anchor, two claims",
      figure: Figure([[[0.45, 0.42], [0.1, 0]], 0.5, 0.4], right: [0, "N"], wrong: [1, "N"]), matching(.lastWins)),
    Mistake(
      "M9", "the low-quality rule makes the state positive and forgets the object", place: "who learns whom",
      figure: Figure([[[0.1, 0.3], [0.6, 0]], 0.5, 0.4], right: [1, 0], wrong: [0, 0]), matching(.noIndex)),
    Mistake(
      "M10", "a picture without objects stops the program", place: "nothing there",
      figure: Figure([[[], []], 0.5, 0.4], right: ["N", "N"], outcome: .stopped("index out of range")),
      matching(.traps)),
    Mistake(
      "M13", "a negative anchor is never rescued, only an ignored one", place: "whatever the thresholds say",
      figure: Figure([[[0.3], [0.1]], 0.5, 0.4], right: [0, "N"], wrong: ["N", "N"]), convention: "Detectron",
      matching(.negativesFirst)),
  ]

  static let targets: [Mistake] = [
    Mistake(
      "M12", "an anchor without an object takes the last object's class", place: "none is not an index",
      figure: Figure([["N", 0], [2, 1]], right: ["N", 2], wrong: [1, 2]),
      Function { (states: [AnchorState], labels: [Int]) in
        states.map { state -> AnchorState in
          if state == .ignored { return state }
          return labels.isEmpty ? .negative : .positive(labels[state.index ?? labels.count - 1])
        }
      }),
    Mistake(
      "M14", "the object's index stands for its class", place: "which object, and of what class",
      figure: Figure([["N", 0], [2, 1]], right: ["N", 2], wrong: ["N", 0]),
      Function { (states: [AnchorState], _: [Int]) in states }),
    Mistake(
      "M15", "ignored anchors become negatives", place: "ignored stays ignored",
      figure: Figure([["I", 0], [2, 1]], right: ["I", 2], wrong: ["N", 2]),
      Function { (states: [AnchorState], labels: [Int]) in
        states.map { state in state.index.map { .positive(labels[$0]) } ?? AnchorState.negative }
      }),
  ]

  private static let padded: Value = [[0, 0, 4, 4, 1], [-1, -1, -1, -1, -1]]

  static let objects: [Mistake] = [
    Mistake(
      "M11", "padding is taken for objects", place: "padding is no object",
      figure: Figure([padded], right: [0], wrong: [0, 1]), Function { (rows: [[Double]]) in Array(rows.indices) }),
    Mistake(
      "M16", "class 0 is taken for padding", place: "labels count from 0",
      figure: Figure([[[0, 0, 4, 4, 0]]], right: [0], wrong: []),
      Function { (rows: [[Double]]) in rows.indices.filter { rows[$0][4] > 0 } }),
    Mistake(
      "M17", "a negative coordinate is taken for padding", place: "what says that a row is padding",
      figure: Figure([[[-3, 0, 4, 4, 1]]], right: [0], wrong: []),
      Function { (rows: [[Double]]) in rows.indices.filter { rows[$0][0] >= 0 } }),
  ]

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
