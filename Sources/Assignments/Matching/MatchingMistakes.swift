// What goes wrong with best objects, states and the whole rule in assignment 4: the catalogue's letter M.

enum MatchingMistakes {
  /// The index of the largest number, the first of equals; nil of nothing.
  static func argmax(_ numbers: [Double]) -> Int? { argmax(numbers, Wrong()) }

  static func argmax(_ numbers: [Double], _ wrong: Wrong) -> Int? {
    var best: Int?
    for (index, number) in numbers.enumerated() {
      guard let known = best else {
        best = index
        continue
      }
      if number > numbers[known] || (wrong("M19") && number == numbers[known]) { best = index }
    }
    return best
  }

  static func bestObject(_ row: [Double]) -> Int? { bestObject(row, Wrong()) }

  private static func bestObject(_ row: [Double], _ wrong: Wrong) -> Int? {
    argmax(row, wrong).flatMap { row[$0] > 0 ? $0 : nil }
  }

  private static let equals = Mistake(
    "M19", "of equal overlaps the last is taken", place: "of equals the first",
    Figure([[[0.6, 0.6]]], right: [0], wrong: [1]))

  static let best = Known(
    [
      Mistake(
        "M1", "each object asks for its anchor", place: "each anchor asks",
        Figure([[[0.2, 0.6], [0.7, 0.1], [0.3, 0.4]]], right: [1, 0, 1], wrong: [1, 0])),
      Mistake(
        "M10", "a picture without objects stops the program", place: "nothing there",
        Figure([[[]]], right: [nil], outcome: .stopped("index out of range"))),
      Mistake(
        "M12", "object 0 stands for none", place: "none is not an index", Figure([[[0, 0]]], right: [nil], wrong: [0])),
      equals,
      Mistake(
        "M22", "−1 stands for none", place: "none is not an index", Figure([[[0, 0]]], right: [nil], wrong: [-1])),
      Mistake(
        "M23", "only an overlap from 0.5 on is looked at", place: "any overlap: the thresholds come later",
        Figure([[[0.2, 0.3]]], right: [1], wrong: [nil])),
    ], exclusive: [["M12", "M22"]]
  ) { wrong in
    Function { (ious: [[Double]]) -> [Int?] in
      if wrong("M10") && ious.contains(where: \.isEmpty) { throw Stopped(reason: "index out of range") }
      func isEnough(_ iou: Double) -> Bool { !wrong("M23") || iou >= 0.5 }
      if wrong("M1") {
        return (ious.first ?? []).indices.map { object in
          argmax(ious.map { $0[object] }, wrong).flatMap { isEnough(ious[$0][object]) ? $0 : nil }
        }
      }
      return ious.map { row in
        let found = (wrong("M12") ? argmax(row, wrong) : bestObject(row, wrong)).flatMap {
          isEnough(row[$0]) ? $0 : nil
        }
        return wrong("M22") ? found ?? -1 : found
      }
    }
  }

  static let row: Value = [0.111111, 0.428571, 1, 0.428571, 0.111111, 0]
  private static let picture: [Value] = [row, 0.5, 0.4]

  static let states = Known(
    [
      Mistake(
        "M2", "reaching the positive threshold is not enough", place: "reaching the threshold",
        Figure([[0.5], 0.5, 0.4], right: "P", wrong: "I")),
      Mistake(
        "M2b", "an anchor at the negative threshold is a negative", place: "reaching the threshold",
        Figure([[0.4], 0.5, 0.4], right: "I", wrong: "N"), convention: "keras-retinanet"),
      Mistake(
        "M3", "an anchor between the thresholds is positive", place: "between the thresholds",
        Figure(picture, right: "NIPINN", wrong: "NPPPNN")),
      Mistake(
        "M4", "one threshold parts positives and negatives", place: "between the thresholds",
        Figure(picture, right: "NIPINN", wrong: "NNPNNN"), convention: "detectors without ignored anchors"),
      Mistake(
        "M18", "the thresholds 0.5 and 0.4 are written in", place: "the thresholds are arguments",
        Figure([[0.5], 0.6, 0.3], right: "I", wrong: "P")),
      Mistake(
        "M5", "any overlap makes a positive", place: "how much overlap",
        Figure(picture, right: "NIPINN", wrong: "PPPPPN")),
      Mistake(
        "M24", "the letters of positives and negatives are exchanged", place: "which letter means what",
        Figure(picture, right: "NIPINN", wrong: "PINIPP")),
      Mistake(
        "M30", "anchors between the thresholds are negatives, and those below are ignored",
        place: "who is background, and who is neither", Figure(picture, right: "NIPINN", wrong: "INPNII")),
    ], exclusive: [["M3", "M4", "M5", "M30"]]
  ) { wrong in
    Function { (overlaps: [Double], positive: Double, negative: Double) in
      let (high, low) = wrong("M18") ? (0.5, 0.4) : (positive, negative)
      return overlaps.map { overlap -> String in
        var letter = overlap >= high && !(wrong("M2") && overlap == high) ? "P" : overlap < low ? "N" : "I"
        if wrong("M2b") && overlap == low && letter == "I" { letter = "N" }
        if wrong("M5") { letter = overlap > 0 ? "P" : "N" }
        if wrong("M3") && letter == "I" { letter = "P" }
        if wrong("M4") && letter == "I" { letter = "N" }
        if wrong("M30") { letter = ["I": "N", "N": "I"][letter] ?? letter }
        return wrong("M24") ? ["P": "N", "N": "P"][letter] ?? letter : letter
      }.joined()
    }
  }

  static let match = Known(
    [
      Mistake(
        "M1", "only an object's best anchor is positive", place: "each anchor asks, by the thresholds",
        Figure([[[0.8], [0.7]], 0.5, 0.4], right: [0, 0], wrong: [0, "N"])),
      Mistake(
        "M2", "reaching the positive threshold is not enough", place: "reaching the threshold",
        Figure([[[0.5], [0.9]], 0.5, 0.4], right: [0, 0], wrong: ["I", 0])),
      Mistake(
        "M2b", "an anchor at the negative threshold is a negative", place: "reaching the threshold",
        Figure([[[0.4], [0.9]], 0.5, 0.4], right: ["I", 0], wrong: ["N", 0]), convention: "keras-retinanet"),
      Mistake(
        "M3", "an anchor between the thresholds is positive", place: "between the thresholds",
        Figure([[[0.45], [0.9]], 0.5, 0.4], right: ["I", 0], wrong: [0, 0])),
      Mistake(
        "M4", "one threshold parts positives and negatives", place: "between the thresholds",
        Figure([[[0.45], [0.9]], 0.5, 0.4], right: ["I", 0], wrong: ["N", 0]),
        convention: "detectors without ignored anchors"),
      Mistake(
        "M6", "an object that no anchor overlaps takes them all", place: "no overlap is no match",
        Figure([[[0], [0]], 0.5, 0.4], right: ["N", "N"], wrong: [0, 0])),
      Mistake(
        "M7", "the thresholds are applied after the low-quality rule, and undo it", place: "the order of the two rules",
        Figure([[[0.45], [0.1]], 0.5, 0.4], right: [0, "N"], wrong: ["I", "N"])),
      Mistake(
        "M8", "the last of two objects takes an anchor that both claim", place: "one anchor, two claims",
        Figure([[[0.45, 0.42], [0.1, 0]], 0.5, 0.4], right: [0, "N"], wrong: [1, "N"])),
      Mistake(
        "M9", "the low-quality rule makes the state positive and forgets the object", place: "who learns whom",
        Figure([[[0.1, 0.3], [0.6, 0]], 0.5, 0.4], right: [1, 0], wrong: [0, 0])),
      Mistake(
        "M10", "a picture without objects stops the program", place: "nothing there",
        Figure([[[], []], 0.5, 0.4], right: ["N", "N"], outcome: .stopped("index out of range"))),
      Mistake(
        "M13", "a negative anchor is never rescued, only an ignored one", place: "whatever the thresholds say",
        Figure([[[0.3], [0.1]], 0.5, 0.4], right: [0, "N"], wrong: ["N", "N"]), convention: "Detectron"),
      Mistake(
        "M18", "the thresholds 0.5 and 0.4 are written in", place: "the thresholds are arguments",
        Figure([[[0.55], [0.9]], 0.6, 0.3], right: ["I", 0], wrong: [0, 0])),
      Mistake(
        "M19", equals.title, place: equals.place, Figure([[[0.6, 0.6]], 0.5, 0.4], right: [0], wrong: [1])),
      Mistake(
        "M20", "of several equally good anchors only the first is rescued", place: "every anchor that is as good",
        Figure([[[0.45], [0.45]], 0.5, 0.4], right: [0, 0], wrong: [0, "I"])),
    ], exclusive: [["M1", "M7", "M13"], ["M3", "M4"], ["M8", "M9"]], variant: matching
  )

  static func matching(_ wrong: Wrong) -> Function {
    Function { (ious: [[Double]], positive: Double, negative: Double) in
      let objects = ious.first?.count ?? 0
      if objects == 0 && wrong("M10") && !ious.isEmpty { throw Stopped(reason: "index out of range") }
      let (high, low) = wrong("M18") ? (0.5, 0.4) : (positive, negative)
      func state(_ row: [Double]) -> AnchorState {
        guard let object = bestObject(row, wrong), !wrong("M1") else { return .negative }
        let overlap = row[object]
        if overlap >= high && !(wrong("M2") && overlap == high) { return .positive(object) }
        if overlap < low || (wrong("M2b") && overlap == low) || wrong("M4") { return .negative }
        return wrong("M3") ? .positive(object) : .ignored
      }
      var states = ious.map(state)
      guard !wrong("M7") else { return states }
      for object in 0..<objects {
        let best = ious.map { $0[object] }.max() ?? 0
        guard best > 0 || wrong("M6") else { continue }
        let anchors = ious.indices.filter { ious[$0][object] == best }
        for anchor in wrong("M20") ? Array(anchors.prefix(1)) : anchors {
          if wrong("M13") && states[anchor] == .negative { continue }
          let learned = wrong("M8") ? object : wrong("M9") ? states[anchor].index ?? 0 : argmax(ious[anchor], wrong)
          states[anchor] = .positive(learned ?? object)
        }
      }
      return states
    }
  }
}
