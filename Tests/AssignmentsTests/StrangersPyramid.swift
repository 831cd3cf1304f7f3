// Assignment 8 as students get it wrong.

import Foundation

@testable import Assignments

extension Stranger {
  private typealias Map = [[Double]]

  private static func nearest(_ map: Map, _ rows: Int, _ columns: Int) -> Map {
    (0..<rows).map { y in (0..<columns).map { x in map[y / 2][x / 2] } }
  }

  /// A cell of the result from the cell with half its row and column rounded down, and from that rounded up.
  private static func sampled(_ join: @escaping @Sendable (Double, Double) -> Double) -> Function {
    Function { (map: [[Double]], rows: Int, columns: Int) -> [[Double]] in
      var result: Map = []
      for y in 0..<rows {
        var row: [Double] = []
        for x in 0..<columns {
          let low: Int = min(map.count - 1, (y + 1) / 2)
          let right: Int = min(map[0].count - 1, (x + 1) / 2)
          row.append(join(map[y / 2][x / 2], map[low][right]))
        }
        result.append(row)
      }
      return result
    }
  }

  @Sendable private static func spread(_ map: [[Double]], _ rows: Int, _ columns: Int) -> [[Double]] {
    var result = (0..<rows).map { _ in [Double](repeating: 0, count: columns) }
    for y in stride(from: 0, to: rows, by: 2) {
      for x in stride(from: 0, to: columns, by: 2) { result[y][x] = map[y / 2][x / 2] }
    }
    return result
  }

  private static func top(
    _ laterals: [Map], _ body: (_ lateral: Map, _ coarser: Map) -> Map
  ) -> [Map] {
    var all: [Map] = []
    for lateral in laterals.reversed() {
      guard let coarser = all.first else {
        all = [lateral]
        continue
      }
      all.insert(body(lateral, nearest(coarser, lateral.count, lateral[0].count)), at: 0)
    }
    return all
  }

  private static func plus(_ a: Map, _ b: Map) -> Map { zip(a, b).map { zip($0, $1).map { $0 + $1 } } }
  private static func times(_ a: Map, _ f: Double) -> Map { a.map { $0.map { $0 * f } } }

  private static func two(_ body: @escaping @Sendable ([[[Double]]], Double) -> [[[Double]]]) -> Function {
    Function { (laterals: [[[Double]]], smoothing: Double) in body(laterals, smoothing) }
  }

  private static func joinedWithNext(_ laterals: [Map], _ smoothing: Double) -> [Map] {
    var maps: [Map] = []
    for (level, own) in laterals.enumerated() {
      var map: Map = own
      if level + 1 < laterals.count {
        let above: Map = nearest(laterals[level + 1], own.count, own[0].count)
        map = plus(own, above)
      }
      maps.append(times(map, smoothing))
    }
    return maps
  }

  private static func coarse(_ body: @escaping @Sendable ([[Double]], Double) -> [[[Double]]]) -> Function {
    Function { (p5: [[Double]], weight: Double) in body(p5, weight) }
  }

  private static func second(_ map: Map, _ weight: Double, from start: Int = 0) -> Map {
    stride(from: start, to: map.count, by: 2).map { y in
      stride(from: start, to: map[y].count, by: 2).map { map[y][$0] * weight }
    }
  }

  private static func count(_ body: @escaping @Sendable (Int, Int, Int, Int) -> Int) -> Function {
    Function { (c: Int, l: Int, a: Int, k: Int) in body(c, l, a, k) }
  }

  static let pyramid: [Stranger] = [
    Stranger("8.1", "zeros between the cells", ["F15"], Function(spread)),
    Stranger("8.1", "rounded up: (y + 1) / 2", ["F26"], sampled { $1 }),
    Stranger("8.1", "means of neighbors", [], sampled { ($0 + $1) / 2 }),
    Stranger(
      "8.2", "coarsest first is given out", ["F16"],
      two { laterals, s in
        top(laterals, plus).map { times($0, s) }.reversed()
      }),
    Stranger(
      "8.2", "the coarsest is not smoothed", ["F17"],
      two { laterals, s in
        let all = top(laterals, plus)
        return all.indices.map { $0 == all.count - 1 ? all[$0] : times(all[$0], s) }
      }),
    Stranger(
      "8.2", "only the next lateral is added", ["F18"],
      two(joinedWithNext)),
    Stranger(
      "8.2", "the mean of both", ["F22"],
      two { laterals, s in
        top(laterals) { times(plus($0, $1), 0.5) }.map { times($0, s) }
      }),
    Stranger("8.2", "no smoothing", ["F27"], two { laterals, _ in top(laterals, plus) }),
    Stranger(
      "8.3", "from the second cell on", ["F19"],
      coarse { p5, w in
        let p6 = second(p5, w, from: 1)
        return [p6, second(p6.map { $0.map { max(0, $0) } }, w, from: 1)]
      }),
    Stranger(
      "8.3", "rectified after P7, not before", ["F20"],
      coarse { p5, w in
        let p6 = second(p5, w)
        return [p6, second(p6, w).map { $0.map { max(0, $0) } }]
      }),
    Stranger(
      "8.3", "the weight once", ["F23"],
      coarse { p5, w in
        let p6 = second(p5, w)
        return [p6, second(p6.map { $0.map { max(0, $0) } }, 1)]
      }),
    Stranger(
      "8.3", "the largest of four cells", ["F24"],
      coarse { p5, w in
        func pool(_ map: Map) -> Map {
          stride(from: 0, to: map.count, by: 2).map { y in
            stride(from: 0, to: map[y].count, by: 2).map { x in
              var best = -Double.infinity
              for j in y..<min(y + 2, map.count) {
                for i in x..<min(x + 2, map[y].count) { best = max(best, map[j][i]) }
              }
              return best * w
            }
          }
        }
        let p6 = pool(p5)
        return [p6, pool(p6.map { $0.map { max(0, $0) } })]
      }),
    Stranger(
      "8.4", "the tower has biases", ["F21"],
      count { c, _, a, k in
        4 * (9 * c * c + c) + 9 * c * a * k + a * k
      }),
    Stranger(
      "8.4", "boxes too", ["F25"],
      count { c, _, a, k in
        2 * 4 * 9 * c * c + (9 * c + 1) * a * k + (9 * c + 1) * a * 4
      }),
    Stranger("8.4", "a 1 × 1 predictor", ["F28"], count { c, _, a, k in 4 * 9 * c * c + (c + 1) * a * k }),
    Stranger("8.4", "anchors are forgotten", ["F29"], count { c, _, _, k in 4 * 9 * c * c + (9 * c + 1) * k }),
    Stranger(
      "8.5", "one long row", [],
      Function { (levels: [[[[Double]]]], _: Int) in
        [levels.flatMap { $0.flatMap { $0.flatMap { $0 } } }]
      }),
    Stranger(
      "8.5", "one row for each cell", ["F30"],
      Function { (levels: [[[[Double]]]], _: Int) in
        levels.flatMap { $0.flatMap { $0 } }
      }),
    Stranger(
      "8.6", "level by level, nothing joined", ["F31"], Function { (levels: [[[Double]]]) in levels.flatMap { $0 } }),
    Stranger("8.6", "the finest level alone", ["F32"], Function { (levels: [[[Double]]]) in levels.first ?? [] }),
    Stranger("8.7", "with biases in the tower", ["F21"], Function { 163_291 }),
    Stranger("8.7", "both heads", ["F25"], Function { 331_263 }),
    Stranger("8.8", "A and B exchanged", [], Function { (p: String) in ["A": "e", "B": "c", "C": "a"][p] ?? "" }),
  ]
}
