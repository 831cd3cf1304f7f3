// Right answers to assignment 4 by other ways.

import Foundation

@testable import Assignments

extension RightAnswer {
  private static func best(_ row: [Double]) -> Int? {
    row.indices.filter { row[$0] > 0 }.sorted { (-row[$0], $0) < (-row[$1], $1) }.first
  }

  private typealias Rule = @Sendable ([[Double]], Double, Double) -> [AnchorState]

  private static func rule(_ body: @escaping Rule) -> Function {
    Function { (ious: [[Double]], high: Double, low: Double) in body(ious, high, low) }
  }

  static let matching: [RightAnswer] = [
    RightAnswer("4.1", "sorted", Function { (ious: [[Double]]) -> [Int?] in ious.map(best) }),
    RightAnswer(
      "4.1", "from the last, with ≥",
      Function { (ious: [[Double]]) -> [Int?] in
        ious.map { row in
          var found: Int?
          for k in row.indices.reversed() where row[k] > 0 && row[k] >= (found.map { row[$0] } ?? 0) { found = k }
          return found
        }
      }),
    RightAnswer(
      "4.1", "max(by:), whose first of equals it is",
      Function { (ious: [[Double]]) -> [Int?] in
        ious.map { row in
          row.indices.max { (row[$0], -$0) < (row[$1], -$1) }.flatMap { row[$0] > 0 ? $0 : nil }
        }
      }),
    RightAnswer(
      "4.2", "a switch",
      Function { (overlaps: [Double], high: Double, low: Double) in
        overlaps.map { x -> String in
          switch x {
          case high...: "P"
          case ..<low: "N"
          default: "I"
          }
        }.joined()
      }),
    RightAnswer(
      "4.2", "the number of thresholds reached",
      Function { (overlaps: [Double], high: Double, low: Double) in
        overlaps.map { x in ["N", "I", "P"][(x >= low ? 1 : 0) + (x >= high ? 1 : 0)] }.joined()
      }),
    RightAnswer(
      "4.2", "all N, then I, then P",
      Function { (overlaps: [Double], high: Double, low: Double) in
        var letters = overlaps.map { _ in "N" }
        for i in overlaps.indices where overlaps[i] >= low { letters[i] = "I" }
        for i in overlaps.indices where overlaps[i] >= high { letters[i] = "P" }
        return letters.joined()
      }),
    RightAnswer(
      "4.3", "the low-quality anchors first, as a set",
      rule { ious, high, low in
        var rescued: Set<Int> = []
        for o in (ious.first ?? []).indices {
          let top = ious.map { $0[o] }.max() ?? 0
          if top > 0 { rescued.formUnion(ious.indices.filter { ious[$0][o] == top }) }
        }
        return ious.indices.map { a in
          guard let o = best(ious[a]) else { return .negative }
          if rescued.contains(a) || ious[a][o] >= high { return .positive(o) }
          return ious[a][o] >= low ? .ignored : .negative
        }
      }),
    RightAnswer(
      "4.3", "rules on a table of best columns",
      rule { ious, high, low in
        let columns = (ious.first ?? []).indices.map { o in ious.reduce(0) { max($0, $1[o]) } }
        return ious.map { row in
          guard let o = best(row) else { return .negative }
          for (k, x) in row.enumerated() where x > 0 && x == columns[k] { return .positive(o) }
          if row[o] < low { return .negative }
          return row[o] < high ? .ignored : .positive(o)
        }
      }),
    RightAnswer(
      "4.3", "objects from the last to the first",
      rule { ious, high, low in
        var states = ious.map { row -> AnchorState in
          guard let o = best(row) else { return .negative }
          return row[o] >= high ? .positive(o) : row[o] < low ? .negative : .ignored
        }
        for o in (ious.first ?? []).indices.reversed() {
          guard let top = ious.map({ $0[o] }).max(), top > 0 else { continue }
          for a in ious.indices.reversed() where ious[a][o] == top {
            if let own = best(ious[a]) { states[a] = .positive(own) }
          }
        }
        return states
      }),
    RightAnswer(
      "4.4", "a switch",
      Function { (states: [AnchorState], labels: [Int]) in
        states.map { s -> AnchorState in
          switch s {
          case .positive(let o): .positive(labels[o])
          default: s
          }
        }
      }),
    RightAnswer(
      "4.4", "object by object",
      Function { (states: [AnchorState], labels: [Int]) in
        var targets = states
        for (o, label) in labels.enumerated() {
          for i in states.indices where states[i] == .positive(o) { targets[i] = .positive(label) }
        }
        return targets
      }),
    RightAnswer(
      "4.4", "a dictionary",
      Function { (states: [AnchorState], labels: [Int]) in
        let classes = Dictionary(uniqueKeysWithValues: labels.enumerated().map { (AnchorState.positive($0), $1) })
        return states.map { s in classes[s].map { .positive($0) } ?? s }
      }),
    RightAnswer("4.5", "not −1", Function { (rows: [[Double]]) in rows.indices.filter { rows[$0][4] != -1 } }),
    RightAnswer(
      "4.5", "the last number",
      Function { (rows: [[Double]]) in
        rows.enumerated().filter { ($1.last ?? -1) > -0.5 }.map(\.offset)
      }),
    RightAnswer(
      "4.5", "a loop",
      Function { (rows: [[Double]]) in
        var found: [Int] = []
        var i = 0
        while i < rows.count {
          if Int(rows[i][4]) >= 0 { found.append(i) }
          i += 1
        }
        return found
      }),
  ]
}
