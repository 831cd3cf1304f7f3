// Right answers to assignment 8 by other ways.

import Foundation

@testable import Assignments

extension RightAnswer {
  private typealias Map = [[Double]]

  private static func grown(_ map: Map, _ rows: Int, _ columns: Int) -> Map {
    (0..<rows).map { y in
      let row = map[min(map.count - 1, y * map.count / max(1, rows))]
      return (0..<columns).map { row[min(row.count - 1, $0 * row.count / max(1, columns))] }
    }
  }

  private static func plus(_ a: Map, _ b: Map) -> Map {
    zip(a, b).map { rows -> [Double] in zip(rows.0, rows.1).map { $0 + $1 } }
  }

  private static func scaled(_ map: Map, _ factor: Double) -> Map { map.map { row in row.map { $0 * factor } } }

  private static func thinned(_ map: Map) -> Map {
    map.indices.filter { $0 % 2 == 0 }.map { y in map[y].indices.filter { $0 % 2 == 0 }.map { map[y][$0] } }
  }

  static let pyramid: [RightAnswer] = [
    RightAnswer(
      "8.1", "PyTorch's nearest: the row times old over new",
      Function { (map: [[Double]], rows: Int, columns: Int) in
        grown(map, rows, columns)
      }),
    RightAnswer(
      "8.1", "each cell written four times",
      Function { (map: [[Double]], rows: Int, columns: Int) in
        var result = (0..<rows).map { _ in [Double](repeating: 0, count: columns) }
        for (y, row) in map.enumerated() {
          for (x, cell) in row.enumerated() {
            for dy in 0...1 {
              for dx in 0...1 {
                if 2 * y + dy < rows && 2 * x + dx < columns { result[2 * y + dy][2 * x + dx] = cell }
              }
            }
          }
        }
        return result
      }),
    RightAnswer(
      "8.1", "halves by shifting bits",
      Function { (map: [[Double]], rows: Int, columns: Int) in
        (0..<rows).map { y in (0..<columns).map { x in map[y >> 1][x >> 1] } }
      }),
    RightAnswer(
      "8.2", "recursive",
      Function { (laterals: [[[Double]]], s: Double) in
        func merge(_ rest: ArraySlice<Map>) -> [Map] {
          guard let own = rest.first else { return [] }
          let coarser = merge(rest.dropFirst())
          guard let above = coarser.first else { return [own] }
          let up = grown(above, own.count, own[0].count)
          return [plus(own, up)] + coarser
        }
        return merge(laterals[...]).map { scaled($0, s) }
      }),
    RightAnswer(
      "8.2", "in place, from the top down",
      Function { (laterals: [[[Double]]], s: Double) in
        var maps = laterals
        for level in maps.indices.dropLast().reversed() {
          for y in maps[level].indices {
            for x in maps[level][y].indices { maps[level][y][x] += maps[level + 1][y / 2][x / 2] }
          }
        }
        return maps.map { scaled($0, s) }
      }),
    RightAnswer(
      "8.2", "smoothed first, as it is linear, and not twice",
      Function { (laterals: [[[Double]]], s: Double) in
        var maps = laterals.map { scaled($0, s) }
        for level in maps.indices.dropLast().reversed() {
          let up = grown(maps[level + 1], maps[level].count, maps[level][0].count)
          maps[level] = plus(maps[level], up)
        }
        return maps
      }),
    RightAnswer(
      "8.3", "thinned out, then weighed",
      Function { (p5: [[Double]], w: Double) in
        let p6 = scaled(thinned(p5), w)
        return [p6, thinned(p6).map { row in row.map { (x: Double) -> Double in x < 0 ? 0 : x * w } }]
      }),
    RightAnswer(
      "8.3", "weighed, then thinned out",
      Function { (p5: [[Double]], w: Double) in
        let p6 = thinned(scaled(p5, w))
        return [p6, thinned(p6.map { row in row.map { (x: Double) -> Double in w * max(0, x) } })]
      }),
    RightAnswer(
      "8.3", "index by index",
      Function { (p5: [[Double]], w: Double) -> [[[Double]]] in
        func half(_ map: Map, _ value: (Double) -> Double) -> Map {
          let (rows, columns) = ((map.count + 1) / 2, (map[0].count + 1) / 2)
          return (0..<rows).map { (y: Int) -> [Double] in
            (0..<columns).map { (x: Int) -> Double in value(map[2 * y][2 * x]) }
          }
        }
        let p6 = half(p5) { $0 * w }
        return [p6, half(p6) { $0 > 0 ? w * $0 : 0 }]
      }),
    RightAnswer(
      "8.4", "layer by layer",
      Function { (c: Int, _: Int, a: Int, k: Int) in
        let layers = Array(repeating: (c, c, 0), count: 4) + [(c, a * k, 1)]
        return layers.map { 9 * $0.0 * $0.1 + $0.2 * $0.1 }.reduce(0, +)
      }),
    RightAnswer(
      "8.4", "factored out", Function { (c: Int, _: Int, a: Int, k: Int) in 9 * c * (4 * c + a * k) + a * k }),
    RightAnswer(
      "8.4", "added up",
      Function { (c: Int, _: Int, a: Int, k: Int) in
        var n = 0
        for _ in 0..<4 { n += 3 * 3 * c * c }
        for _ in 0..<(a * k) { n += 3 * 3 * c + 1 }
        return n
      }),
    RightAnswer(
      "8.5", "four loops",
      Function { (levels: [[[[Double]]]], k: Int) in
        var rows: [[Double]] = []
        for level in levels {
          for row in level {
            for cell in row {
              for a in 0..<cell.count / k { rows.append(Array(cell[a * k..<(a + 1) * k])) }
            }
          }
        }
        return rows
      }),
    RightAnswer(
      "8.5", "one list, cut",
      Function { (levels: [[[[Double]]]], k: Int) in
        let flat = Array(levels.joined().joined().joined())
        return stride(from: 0, to: flat.count, by: k).map { Array(flat[$0..<$0 + k]) }
      }),
    RightAnswer(
      "8.5", "filled one by one",
      Function { (levels: [[[[Double]]]], k: Int) in
        var rows: [[Double]] = []
        for x in levels.joined().joined().joined() {
          if rows.last.map({ $0.count == k }) ?? true { rows.append([]) }
          rows[rows.count - 1].append(x)
        }
        return rows
      }),
    RightAnswer(
      "8.6", "image by image",
      Function { (levels: [[[Double]]]) in
        (levels.first ?? []).indices.map { i in levels.map { $0[i] }.reduce([], +) }
      }),
    RightAnswer(
      "8.6", "level by level",
      Function { (levels: [[[Double]]]) in
        levels.reduce(into: (levels.first ?? []).map { _ in [Double]() }) { images, level in
          for (i, numbers) in level.enumerated() { images[i].append(contentsOf: numbers) }
        }
      }),
    RightAnswer(
      "8.6", "zipped",
      Function { (levels: [[[Double]]]) in
        guard let first = levels.first else { return [[Double]]() }
        return levels.dropFirst().reduce(first) { zip($0, $1).map { $0 + $1 } }
      }),
    RightAnswer("8.7", "the count", Function { 163_035 }),
  ]
}
