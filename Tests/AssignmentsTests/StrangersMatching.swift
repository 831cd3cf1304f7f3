// Assignment 4 as students get it wrong.

import Foundation

@testable import Assignments

extension Stranger {
  private static func letters(_ letter: @escaping @Sendable (Double, Double, Double) -> String) -> Function {
    Function { (overlaps: [Double], high: Double, low: Double) in overlaps.map { letter($0, high, low) }.joined() }
  }

  private static func best(_ row: [Double]) -> Int? {
    var found: Int?
    for (k, x) in row.enumerated() where x > 0 && (found == nil || x > row[found ?? 0]) { found = k }
    return found
  }

  /// The whole rule with its comparisons as arguments.
  private static func rule(
    isHigh: @escaping @Sendable (Double, Double) -> Bool = { $0 >= $1 },
    isLow: @escaping @Sendable (Double, Double) -> Bool = { $0 < $1 },
    rescues: @escaping @Sendable ([[Double]], Int) -> [Int] = { ious, object in
      let top = ious.map { $0[object] }.max() ?? 0
      return top > 0 ? ious.indices.filter { ious[$0][object] == top } : []
    },
    between: AnchorState? = .ignored
  ) -> Function {
    Function { (ious: [[Double]], high: Double, low: Double) in
      var states: [AnchorState] = []
      for row in ious {
        if let object = best(row), isHigh(row[object], high) {
          states.append(.positive(object))
        } else if isLow(row.max() ?? 0, low) {
          states.append(.negative)
        } else {
          states.append(between ?? .positive(best(row) ?? 0))
        }
      }
      for object in (ious.first ?? []).indices {
        for anchor in rescues(ious, object) { states[anchor] = .positive(best(ious[anchor]) ?? 0) }
      }
      return states
    }
  }

  static let matching: [Stranger] = [
    Stranger(
      "4.1", "≥ for >: the last of equals", ["M19"],
      Function { (ious: [[Double]]) -> [Int?] in
        ious.map { row in
          var found: Int?
          for (k, x) in row.enumerated() where x > 0 && (found == nil || x >= row[found ?? 0]) { found = k }
          return found
        }
      }),
    Stranger("4.1", "−1 for none", ["M22"], Function { (ious: [[Double]]) in ious.map { best($0) ?? -1 } }),
    Stranger(
      "4.1", "only from an IoU of 0.5 on", ["M23"],
      Function { (ious: [[Double]]) -> [Int?] in
        ious.map { row in best(row).flatMap { row[$0] >= 0.5 ? $0 : nil } }
      }),
    Stranger(
      "4.1", "the least overlap", [],
      Function { (ious: [[Double]]) -> [Int?] in
        ious.map { row in row.min().flatMap { row.firstIndex(of: $0) } }
      }),
    Stranger("4.2", "P and N exchanged", ["M24"], letters { x, high, low in x >= high ? "N" : x < low ? "P" : "I" }),
    Stranger(
      "4.2", "all is rounded to a tenth", [],
      letters { x, high, low in
        let tenth = (x * 10).rounded() / 10
        return tenth >= high ? "P" : tenth < low ? "N" : "I"
      }),
    Stranger(
      "4.2", "between is negative, below is ignored", ["M30"],
      letters { x, high, low in
        x >= high ? "P" : x < low ? "I" : "N"
      }),
    Stranger("4.3", "> 0.5", ["M2"], rule(isHigh: { $0 > $1 })),
    Stranger("4.3", "≤ 0.4", ["M2b"], rule(isLow: { $0 <= $1 })),
    Stranger(
      "4.3", "0.5 and 0.4 are written down", ["M18"], rule(isHigh: { x, _ in x >= 0.5 }, isLow: { x, _ in x < 0.4 })),
    Stranger(
      "4.3", "of several best anchors the first alone", ["M20"],
      rule(rescues: { ious, object in
        let column = ious.map { $0[object] }
        guard let top = column.max(), top > 0, let first = column.firstIndex(of: top) else { return [] }
        return [first]
      })),
    Stranger("4.3", "between is positive", ["M3"], rule(between: nil)),
    Stranger("4.3", "between is negative", ["M4"], rule(between: .negative)),
    Stranger("4.3", "the low-quality rule alone", ["M1"], rule(isHigh: { _, _ in false }, isLow: { _, _ in true })),
    Stranger(
      "4.3", "the first of two objects keeps an anchor", [],
      Function {
        (ious: [[Double]], high: Double, low: Double) in
        var states = ious.map { row -> AnchorState in
          guard let o = best(row) else { return .negative }
          return row[o] >= high ? .positive(o) : row[o] < low ? .negative : .ignored
        }
        var taken: Set<Int> = []
        for object in (ious.first ?? []).indices {
          let top = ious.map { $0[object] }.max() ?? 0
          for a in ious.indices where top > 0 && ious[a][object] == top && taken.insert(a).inserted {
            states[a] = .positive(object)
          }
        }
        return states
      }),
    Stranger(
      "4.4", "classes from 1", ["M25"],
      Function { (states: [AnchorState], labels: [Int]) in
        states.map { s -> AnchorState in if case .positive(let o) = s { .positive(labels[o] + 1) } else { s } }
      }),
    Stranger(
      "4.4", "background is class 0", ["M26"],
      Function { (states: [AnchorState], labels: [Int]) in
        states.map { s -> AnchorState in
          switch s {
          case .positive(let o): .positive(labels[o])
          case .negative: .positive(0)
          case .ignored: .ignored
          }
        }
      }),
    Stranger(
      "4.4", "labels by the anchor's index", ["M27"],
      Function { (states: [AnchorState], labels: [Int]) throws in
        try states.enumerated().map { i, s -> AnchorState in
          guard case .positive = s else { return s }
          guard labels.indices.contains(i) else { throw Stopped(reason: "index out of range") }
          return .positive(labels[i])
        }
      }),
    Stranger(
      "4.5", "up to the first padding", ["M28"],
      Function { (rows: [[Double]]) in
        Array(rows.indices.prefix { rows[$0][4] >= 0 })
      }),
    Stranger(
      "4.5", "rows whose boxes have an area", ["M21"],
      Function { (rows: [[Double]]) in
        rows.indices.filter { rows[$0][2] > rows[$0][0] && rows[$0][3] > rows[$0][1] }
      }),
    Stranger(
      "4.5", "labels in place of indices", ["M29"],
      Function { (rows: [[Double]]) in
        rows.filter { $0[4] >= 0 }.map { Int($0[4]) }
      }),
    Stranger("4.6", "from the right", [], Function { "NIPPNN" }),
    Stranger("4.7", "A and B exchanged", [], Function { (p: String) in ["A": "f", "B": "b", "C": "c"][p] ?? "" }),
  ]
}
