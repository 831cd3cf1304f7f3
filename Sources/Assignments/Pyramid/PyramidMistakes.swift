// What goes wrong in assignment 8: the catalogue's letter F, and the order of the heads' numbers.

enum PyramidMistakes {
  typealias Map = [[Double]]

  static func upsampled(_ map: Map, _ rows: Int, _ columns: Int) -> Map {
    (0..<rows).map { y in (0..<columns).map { x in map[y / 2][x / 2] } }
  }

  /// The pyramid with the passing down as a choice; maps may be of any sizes.
  static func merged(
    _ laterals: [Map], smoothing: Double, passesSmoothed: Bool = false, replaces: Bool = false
  ) -> [Map] {
    guard var passed = laterals.last else { return [] }
    var outputs = [passed.map { $0.map { $0 * smoothing } }]
    if passesSmoothed { passed = outputs[0] }
    for lateral in laterals.dropLast().reversed() {
      let above = upsampled(passed, lateral.count, lateral.first?.count ?? 0)
      let sum = zip(lateral, above).map { zip($0, $1).map { replaces ? $1 : $0 + $1 } }
      let output = sum.map { $0.map { $0 * smoothing } }
      passed = passesSmoothed ? output : sum
      outputs.append(output)
    }
    return outputs.reversed()
  }

  static func halved(_ map: Map, _ weight: Double) -> Map {
    stride(from: 0, to: map.count, by: 2).map { y in
      stride(from: 0, to: map[y].count, by: 2).map { map[y][$0] * weight }
    }
  }

  static func rectified(_ map: Map) -> Map { map.map { $0.map { max($0, 0) } } }

  static let upsample: [Mistake] = [
    Mistake(
      "F1", "the map is doubled, whatever size is asked for", place: "the size of the finer level",
      figure: Figure([[[1, 2]], 1, 3], right: [[1, 1, 2]], wrong: [[1, 1, 2, 2], [1, 1, 2, 2]]),
      Function { (map: [[Double]], _: Int, _: Int) in
        upsampled(map, 2 * map.count, 2 * (map.first?.count ?? 0))
      }),
    Mistake(
      "F7", "the map is repeated beside itself", place: "each cell twice, not the map twice",
      figure: Figure([[[1, 2]], 1, 3], right: [[1, 1, 2]], wrong: [[1, 2, 1]]),
      Function { (map: [[Double]], rows: Int, columns: Int) in
        (0..<rows).map { y in (0..<columns).map { x in map[y % map.count][x % map[0].count] } }
      }),
    Mistake(
      "F8", "rows and columns are exchanged", place: "rows first",
      figure: Figure([[[1, 2]], 1, 3], right: [[1, 1, 2]], wrong: [[1], [1], [2]]),
      Function { (map: [[Double]], rows: Int, columns: Int) in
        (0..<columns).map { x in (0..<rows).map { y in map[y / 2][x / 2] } }
      }),
  ]

  private static let two: [Value] = [[[[1, 2, 3]], [[10, 20]]], 2]

  static let pyramid: [Mistake] = [
    Mistake(
      "F2", "the laterals are taken in reverse order", place: "which level",
      figure: Figure(two, right: [[[22, 24, 46]], [[20, 40]]], wrong: [[[2, 4, 6]], [[22, 42]]]),
      Function { (laterals: [[[Double]]], smoothing: Double) in
        Array(merged(laterals.reversed(), smoothing: smoothing).reversed())
      }),
    Mistake(
      "F3", "what is passed down is smoothed before", place: "pass down, then smooth",
      figure: Figure(two, right: [[[22, 24, 46]], [[20, 40]]], wrong: [[[42, 44, 86]], [[20, 40]]]),
      Function { (laterals: [[[Double]]], smoothing: Double) in
        merged(laterals, smoothing: smoothing, passesSmoothed: true)
      }),
    Mistake(
      "F9", "the coarser map replaces the lateral", place: "the sum of both",
      figure: Figure(two, right: [[[22, 24, 46]], [[20, 40]]], wrong: [[[20, 20, 40]], [[20, 40]]]),
      Function { (laterals: [[[Double]]], smoothing: Double) in merged(laterals, smoothing: smoothing, replaces: true) }
    ),
    Mistake(
      "F10", "levels do not see the coarser ones", place: "the way down",
      figure: Figure(two, right: [[[22, 24, 46]], [[20, 40]]], wrong: [[[2, 4, 6]], [[20, 40]]]),
      Function { (laterals: [[[Double]]], smoothing: Double) in laterals.map { $0.map { $0.map { $0 * smoothing } } } }),
  ]

  private static let p5: [Value] = [[[-1, 5, 3], [7, 7, 7]], 2]

  static let coarse: [Mistake] = [
    Mistake(
      "F4", "P7 sees the negative numbers of P6", place: "between P6 and P7",
      figure: Figure(p5, right: [[[-2, 6]], [[0]]], wrong: [[[-2, 6]], [[-4]]]),
      convention: "torchvision before 2021",
      Function { (map: [[Double]], weight: Double) in
        let p6 = halved(map, weight)
        return [p6, halved(p6, weight)]
      }),
    Mistake(
      "F4b", "P6 itself loses its negative numbers", place: "for whom they count as 0",
      figure: Figure(p5, right: [[[-2, 6]], [[0]]], wrong: [[[0, 6]], [[0]]]),
      Function { (map: [[Double]], weight: Double) in
        let p6 = rectified(halved(map, weight))
        return [p6, halved(p6, weight)]
      }),
    Mistake(
      "F11", "P7 is made of P5", place: "one after the other",
      figure: Figure(p5, right: [[[-2, 6]], [[0]]], wrong: [[[-2, 6]], [[0, 6]]]),
      Function { (map: [[Double]], weight: Double) in [halved(map, weight), halved(rectified(map), weight)] }),
  ]

  static func count(_ channels: Int, _ anchors: Int, _ classes: Int) -> Int {
    4 * 9 * channels * channels + (9 * channels + 1) * anchors * classes
  }

  static let parameters: [Mistake] = [
    Mistake(
      "F5", "every level has a head of its own", place: "one head for all",
      figure: Figure([2, 5, 1, 1], right: 163, wrong: 815),
      Function { (channels: Int, levels: Int, anchors: Int, classes: Int) in
        levels * count(channels, anchors, classes)
      }),
    Mistake(
      "F12", "the predictor has no bias", place: "where the prior lives",
      figure: Figure([2, 5, 1, 1], right: 163, wrong: 162),
      Function { (channels: Int, _: Int, anchors: Int, classes: Int) in
        count(channels, anchors, classes) - anchors * classes
      }),
    Mistake(
      "F13", "there is an output for background", place: "K sigmoids",
      figure: Figure([2, 5, 1, 1], right: 163, wrong: 182),
      Function { (channels: Int, _: Int, anchors: Int, classes: Int) in count(channels, anchors, classes + 1) }),
  ]

  /// The rows of a cell's numbers.
  static func rows(_ numbers: [Double], _ classes: Int) -> [[Double]] {
    stride(from: 0, to: numbers.count, by: max(1, classes)).map { Array(numbers[$0..<($0 + classes)]) }
  }

  private static let heads: [Value] = [[[[[1, 2, 3, 4], [5, 6, 7, 8]]], [[[9, 10, 11, 12]]]], 2]
  private static let flat: Value = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]]

  static let flatten: [Mistake] = [
    Mistake(
      "A6", "columns are the outer loop", place: "which index runs fastest",
      figure: Figure(
        [[[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]], 2], right: [[1, 2], [3, 4], [5, 6], [7, 8]],
        wrong: [[1, 2], [5, 6], [3, 4], [7, 8]]),
      Function { (levels: [[[[Double]]]], classes: Int) in
        levels.flatMap { level in
          (level.first ?? []).indices.flatMap { x in level.flatMap { rows($0[x], classes) } }
        }
      }),
    Mistake(
      "A7", "the anchors of a cell are the outer loop", place: "the same order as the anchors",
      figure: Figure(heads, right: flat, wrong: [[1, 2], [5, 6], [3, 4], [7, 8], [9, 10], [11, 12]]),
      Function { (levels: [[[[Double]]]], classes: Int) in
        levels.flatMap { level -> [[Double]] in
          let cells = level.flatMap { $0 }.map { rows($0, classes) }
          return (cells.first ?? []).indices.flatMap { anchor in cells.map { $0[anchor] } }
        }
      }),
    Mistake(
      "A11", "the coarsest level comes first", place: "the order of the levels",
      figure: Figure(heads, right: flat, wrong: [[9, 10], [11, 12], [1, 2], [3, 4], [5, 6], [7, 8]]),
      Function { (levels: [[[[Double]]]], classes: Int) in
        levels.reversed().flatMap { $0.flatMap { $0.flatMap { rows($0, classes) } } }
      }),
    Mistake(
      "F14", "a cell's numbers are read class by class", place: "the K numbers of an anchor stand together",
      figure: Figure(heads, right: flat, wrong: [[1, 3], [2, 4], [5, 7], [6, 8], [9, 11], [10, 12]]),
      Function { (levels: [[[[Double]]]], classes: Int) in
        levels.flatMap { level in
          level.flatMap { row in
            row.flatMap { cell -> [[Double]] in
              let anchors = cell.count / classes
              return (0..<anchors).map { anchor in (0..<classes).map { cell[$0 * anchors + anchor] } }
            }
          }
        }
      }),
  ]

  static let images: [Mistake] = [
    Mistake(
      "F6", "the levels are put one after the other for all images at once, and cut into images",
      place: "whose row is this",
      figure: Figure(
        [[[[1, 2], [3, 4]], [[5], [6]]]], right: [[1, 2, 5], [3, 4, 6]], wrong: [[1, 2, 3], [4, 5, 6]]),
      Function { (levels: [[[Double]]]) -> [[Double]] in
        let count = levels.first?.count ?? 0
        let all = levels.flatMap { $0.flatMap { $0 } }
        let size = count == 0 ? 0 : all.count / count
        return (0..<count).map { Array(all[($0 * size)..<(($0 + 1) * size)]) }
      }),
    Mistake(
      "A11", "the coarsest level comes first", place: "the order of the levels",
      figure: Figure(
        [[[[1, 2], [3, 4]], [[5], [6]]]], right: [[1, 2, 5], [3, 4, 6]], wrong: [[5, 1, 2], [6, 3, 4]]),
      Function { (levels: [[[Double]]]) in
        (levels.first ?? []).indices.map { image in levels.reversed().flatMap { $0[image] } }
      }),
  ]
}
