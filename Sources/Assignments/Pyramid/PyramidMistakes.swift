// What goes wrong between the levels of a pyramid in assignment 8: the catalogue's letter F.

enum PyramidMistakes {
  typealias Map = [[Double]]

  static func upsampled(_ map: Map, _ rows: Int, _ columns: Int) -> Map {
    (0..<rows).map { y in (0..<columns).map { x in map[y / 2][x / 2] } }
  }

  private static let row: [Value] = [[[1, 2]], 1, 3]
  private static let rowRight: Value = [[1, 1, 2]]

  static let upsample = Known(
    [
      Mistake(
        "F1", "the map is doubled, whatever size is asked for", place: "the size of the finer level",
        Figure(row, right: rowRight, wrong: [[1, 1, 2, 2], [1, 1, 2, 2]])),
      Mistake(
        "F7", "the map is repeated beside itself", place: "each cell twice, not the map twice",
        Figure(row, right: rowRight, wrong: [[1, 2, 1]])),
      Mistake(
        "F8", "rows and columns are exchanged", place: "rows first",
        Figure(row, right: rowRight, wrong: [[1], [1], [2]])),
      Mistake(
        "F15", "there are zeros between the cells", place: "each cell twice",
        Figure(row, right: rowRight, wrong: [[1, 0, 2]])),
      Mistake(
        "F26", "half a row is rounded up", place: "half the row and half the column, rounded down",
        Figure(row, right: rowRight, wrong: [[1, 2, 2]])),
    ], exclusive: [["F7", "F15", "F26"]]
  ) { wrong in
    Function { (map: [[Double]], rows: Int, columns: Int) -> [[Double]] in
      let (height, width) = (map.count, map.first?.count ?? 0)
      func cell(_ y: Int, _ x: Int) -> Double {
        if wrong("F7") { return map[y % height][x % width] }
        if wrong("F15") && (y % 2 == 1 || x % 2 == 1) { return 0 }
        return wrong("F26") ? map[min(height - 1, (y + 1) / 2)][min(width - 1, (x + 1) / 2)] : map[y / 2][x / 2]
      }
      let (down, across) = wrong("F1") ? (2 * height, 2 * width) : (rows, columns)
      if wrong("F8") { return (0..<across).map { x in (0..<down).map { y in cell(y, x) } } }
      return (0..<down).map { y in (0..<across).map { x in cell(y, x) } }
    }
  }

  /// The pyramid with some choices made wrongly; maps may be of any sizes.
  static func merged(_ given: [Map], smoothing: Double, _ wrong: Wrong = Wrong()) -> [Map] {
    let laterals = wrong("F2") ? given.reversed() : given
    func smoothed(_ map: Map, isTop: Bool = false) -> Map {
      wrong("F27") || (isTop && wrong("F17")) ? map : map.map { $0.map { $0 * smoothing } }
    }
    guard var passed = laterals.last else { return [] }
    var outputs = [smoothed(passed, isTop: true)]
    if wrong("F3") { passed = outputs[0] }
    for lateral in laterals.dropLast().reversed() {
      let above = upsampled(passed, lateral.count, lateral.first?.count ?? 0)
      let sum = zip(lateral, above).map { zip($0, $1).map { joined($0, $1, wrong) } }
      outputs.append(smoothed(sum))
      passed = wrong("F18") ? lateral : sum
      if wrong("F3") { passed = smoothed(passed) }
    }
    return wrong("F2") == wrong("F16") ? outputs.reversed() : outputs
  }

  private static func joined(_ lateral: Double, _ above: Double, _ wrong: Wrong) -> Double {
    if wrong("F9") { return above }
    if wrong("F10") { return lateral }
    return wrong("F22") ? (lateral + above) / 2 : lateral + above
  }

  private static let two: [Value] = [[[[1, 2, 3]], [[10, 20]]], 2]
  private static let twoRight: Value = [[[22, 24, 46]], [[20, 40]]]

  static let pyramid = Known(
    [
      Mistake(
        "F2", "the laterals are taken in reverse order", place: "which level",
        Figure(two, right: twoRight, wrong: [[[2, 4, 6]], [[22, 42]]])),
      Mistake(
        "F3", "what is passed down is smoothed before", place: "pass down, then smooth",
        Figure(two, right: twoRight, wrong: [[[42, 44, 86]], [[20, 40]]])),
      Mistake(
        "F9", "the coarser map replaces the lateral", place: "the sum of both",
        Figure(two, right: twoRight, wrong: [[[20, 20, 40]], [[20, 40]]])),
      Mistake(
        "F10", "levels do not see the coarser ones", place: "the way down",
        Figure(two, right: twoRight, wrong: [[[2, 4, 6]], [[20, 40]]])),
      Mistake(
        "F16", "the coarsest map comes first", place: "the order of what is given",
        Figure(two, right: twoRight, wrong: [[[20, 40]], [[22, 24, 46]]])),
      Mistake(
        "F17", "the coarsest map is not smoothed", place: "every map that is given",
        Figure(two, right: twoRight, wrong: [[[22, 24, 46]], [[10, 20]]])),
      Mistake(
        "F18", "a level passes down its lateral alone", place: "what is passed down has everything from above",
        Figure(
          [[[[1, 2, 3]], [[10, 20]], [[100]]], 2], right: [[[222, 224, 246]], [[220, 240]], [[200]]],
          wrong: [[[22, 24, 46]], [[220, 240]], [[200]]])),
      Mistake(
        "F22", "the mean of both maps is taken", place: "the sum of both",
        Figure(two, right: twoRight, wrong: [[[11, 12, 23]], [[20, 40]]])),
      Mistake(
        "F27", "nothing is smoothed", place: "what is given out",
        Figure(two, right: twoRight, wrong: [[[11, 12, 23]], [[10, 20]]])),
    ], exclusive: [["F9", "F10", "F22"], ["F2", "F16"]]
  ) { wrong in Function { (laterals: [[[Double]]], smoothing: Double) in merged(laterals, smoothing: smoothing, wrong) }
  }

  static func halved(_ map: Map, _ weight: Double, _ wrong: Wrong = Wrong()) -> Map {
    let start = wrong("F19") ? 1 : 0
    return stride(from: start, to: map.count, by: 2).map { y in
      stride(from: start, to: map[y].count, by: 2).map { x -> Double in
        guard wrong("F24") else { return map[y][x] * weight }
        let cells = map[y...min(y + 1, map.count - 1)].flatMap { $0[x...min(x + 1, $0.count - 1)] }
        return (cells.max() ?? 0) * weight
      }
    }
  }

  static func rectified(_ map: Map) -> Map { map.map { $0.map { max($0, 0) } } }

  private static let p5: [Value] = [[[-1, 5, 3], [7, 7, 7]], 2]
  private static let p5Right: Value = [[[-2, 6]], [[0]]]

  static let coarse = Known(
    [
      Mistake(
        "F4", "P7 sees the negative numbers of P6", place: "between P6 and P7",
        Figure(p5, right: p5Right, wrong: [[[-2, 6]], [[-4]]]), convention: "torchvision before 2021"),
      Mistake(
        "F4b", "P6 itself loses its negative numbers", place: "for whom they count as 0",
        Figure(p5, right: p5Right, wrong: [[[0, 6]], [[0]]])),
      Mistake(
        "F11", "P7 is made of P5", place: "one after the other",
        Figure(p5, right: p5Right, wrong: [[[-2, 6]], [[0, 6]]])),
      Mistake(
        "F19", "the second cell is the first that is taken", place: "every second cell, from the first on",
        Figure(p5, right: p5Right, wrong: [[[14]], []])),
      Mistake(
        "F20", "P7 loses its negative numbers, and not what it is made of", place: "before the weight, or after it",
        Figure([[[-1, 5, 3], [7, 7, 7]], -2], right: [[[2, -6]], [[-4]]], wrong: [[[2, -6]], [[0]]])),
      Mistake(
        "F23", "P7 has no weight of its own", place: "the weight of each step",
        Figure([[[1, 5, 3], [7, 7, 7]], 2], right: [[[2, 6]], [[4]]], wrong: [[[2, 6]], [[2]]])),
      Mistake(
        "F24", "the largest of four cells is taken", place: "every second cell, nothing of the others",
        Figure(p5, right: p5Right, wrong: [[[14, 14]], [[28]]])),
    ], exclusive: [["F4", "F20"], ["F19", "F24"]]
  ) { wrong in
    Function { (map: [[Double]], weight: Double) in
      let half = halved(map, weight, wrong)
      let p6 = wrong("F4b") ? rectified(half) : half
      let source = wrong("F11") ? map : p6
      let seen = wrong("F4") || wrong("F20") ? source : rectified(source)
      let p7 = halved(seen, wrong("F23") ? 1 : weight, wrong)
      return [p6, wrong("F20") ? rectified(p7) : p7]
    }
  }
}
