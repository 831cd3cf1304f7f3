// Assignment 7 as students get it wrong.

import Foundation

@testable import Assignments

extension Stranger {
  private static func points(_ hits: [Bool], _ objects: Int) -> [(recall: Double, precision: Double)] {
    var t = 0.0
    return hits.enumerated().map { k, hit in
      t += hit ? 1 : 0
      return (t / Double(objects), t / Double(k + 1))
    }
  }

  private static func averaged(_ body: @escaping @Sendable ([Bool], Int) -> Double) -> Function {
    Function { (hits: [Bool], objects: Int) in body(hits, objects) }
  }

  static let evaluation: [Stranger] = [
    Stranger(
      "7.1", "objects ask, in their order", ["E22"],
      Function { (ious: [[Double]], t: Double) in
        var hits = ious.map { _ in false }
        for object in (ious.first ?? []).indices {
          let free = ious.indices.filter { !hits[$0] && ious[$0][object] >= t }
          if let best = free.max(by: { ious[$0][object] < ious[$1][object] }) { hits[best] = true }
        }
        return hits
      }),
    Stranger(
      "7.1", "an object is taken below the threshold too", ["E23"],
      Function { (ious: [[Double]], t: Double) in
        var taken: Set<Int> = []
        return ious.map { row in
          let free = row.indices.filter { !taken.contains($0) }
          guard let best = free.max(by: { row[$0] < row[$1] }) else { return false }
          taken.insert(best)
          return row[best] >= t
        }
      }),
    Stranger(
      "7.1", "detections from the last on", ["E24"],
      Function { (ious: [[Double]], t: Double) in
        var taken: Set<Int> = []
        var hits = ious.map { _ in false }
        for d in ious.indices.reversed() {
          let free = ious[d].indices.filter { !taken.contains($0) && ious[d][$0] >= t }
          if let best = free.max(by: { ious[d][$0] < ious[d][$1] }) {
            taken.insert(best)
            hits[d] = true
          }
        }
        return hits
      }),
    Stranger(
      "7.1", "0.5 is written down", ["E25"],
      Function { (ious: [[Double]], _: Double) in
        var taken: Set<Int> = []
        return ious.map { row in
          let free = row.indices.filter { !taken.contains($0) && row[$0] >= 0.5 }
          guard let best = free.max(by: { row[$0] < row[$1] }) else { return false }
          taken.insert(best)
          return true
        }
      }),
    Stranger(
      "7.2", "scores are sorted, hits stay", ["E3b"],
      Function { (scores: [[Double]], hits: [[Bool]]) in
        _ = scores.flatMap { $0 }.sorted(by: >)
        return hits.flatMap { $0 }
      }),
    Stranger(
      "7.2", "true before false", ["E26"],
      Function { (_: [[Double]], hits: [[Bool]]) in
        hits.flatMap { $0 }.sorted { $0 && !$1 }
      }),
    Stranger(
      "7.3", "each image counts once", ["E27"],
      Function { (labels: [[Int]], _: [Int], label: Int) in
        labels.filter { $0.contains(label) }.count
      }),
    Stranger(
      "7.3", "detections are counted", ["E28"],
      Function { (_: [[Int]], detections: [Int], _: Int) in
        detections.reduce(0, +)
      }),
    Stranger(
      "7.4", "whole numbers are divided", ["E29"],
      Function { (hits: [Bool], objects: Int) in
        var t = 0
        return hits.enumerated().map { k, hit in
          t += hit ? 1 : 0
          return [Double(t / objects), Double(t / (k + 1))]
        }
      }),
    Stranger(
      "7.4", "a point at recall 0 is put before", ["E30"],
      Function { (hits: [Bool], objects: Int) in
        [[0, 1]] + points(hits, objects).map { [$0.recall, $0.precision] }
      }),
    Stranger(
      "7.4", "points at hits only", ["E31"],
      Function { (hits: [Bool], objects: Int) in
        zip(points(hits, objects), hits).filter { $1 }.map { [$0.0.recall, $0.0.precision] }
      }),
    Stranger(
      "7.4", "hits as they come, not summed", ["E37"],
      Function { (hits: [Bool], objects: Int) in
        hits.enumerated().map { k, hit in [hit ? 1 / Double(objects) : 0, hit ? 1 / Double(k + 1) : 0] }
      }),
    Stranger(
      "7.5", "the result stays reversed", ["E32"],
      Function { (precisions: [Double]) in
        var best = 0.0
        return precisions.reversed().map { p in
          best = max(best, p)
          return best
        }
      }),
    Stranger(
      "7.5", "the largest of all everywhere", ["E33"],
      Function { (precisions: [Double]) in
        precisions.map { _ in precisions.max() ?? 0 }
      }),
    Stranger(
      "7.5", "the smallest from here on", ["E38"],
      Function { (precisions: [Double]) in
        precisions.indices.map { precisions[$0...].min() ?? 0 }
      }),
    Stranger(
      "7.6", "mean of the precisions at hits, over the objects", ["E34"],
      averaged { hits, objects in
        var (t, sum) = (0.0, 0.0)
        for (k, hit) in hits.enumerated() where hit {
          t += 1
          sum += t / Double(k + 1)
        }
        return sum / Double(objects)
      }),
    Stranger(
      "7.6", "divided by 100", ["E35"],
      averaged { hits, objects in
        let all = points(hits, objects)
        var sum = 0.0
        for i in 0...100 { sum += all.filter { $0.recall >= Double(i) / 100 - 1e-9 }.map(\.precision).max() ?? 0 }
        return sum / 100
      }),
    Stranger(
      "7.6", "recalls from 0.01 on", ["E36"],
      averaged { hits, objects in
        let all = points(hits, objects)
        var sum = 0.0
        for i in 1...100 { sum += all.filter { $0.recall >= Double(i) / 100 - 1e-9 }.map(\.precision).max() ?? 0 }
        return sum / 100
      }),
    Stranger(
      "7.6", "recalls by adding 0.01", [],
      averaged { hits, objects in
        let all = points(hits, objects)
        var (sum, r) = (0.0, 0.0)
        for _ in 0...100 {
          sum += all.filter { $0.recall >= r }.map(\.precision).max() ?? 0
          r += 0.01
        }
        return sum / 101
      }),
    Stranger(
      "7.6", "in percent", [],
      averaged { hits, objects in
        let all = points(hits, objects)
        var sum = 0.0
        for i in 0...100 { sum += all.filter { $0.recall >= Double(i) / 100 - 1e-9 }.map(\.precision).max() ?? 0 }
        return sum / 1.01
      }),
    Stranger(
      "7.7", "0 without classes", ["E39"],
      Function { (values: [Double?]) -> Double? in
        let known = values.compactMap { $0 }
        return known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
      }),
    Stranger(
      "7.7", "zeros are dropped too", ["E40"],
      Function { (values: [Double?]) -> Double? in
        let known = values.compactMap { $0 }.filter { $0 > 0 }
        return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
      }),
    Stranger(
      "7.7", "the sum", ["E41"],
      Function { (values: [Double?]) -> Double? in
        let known = values.compactMap { $0 }
        return known.isEmpty ? nil : known.reduce(0, +)
      }),
    Stranger("7.8", "different ids", ["E42"], Function { (ids: [Int?]) in Set(ids.compactMap { $0 }).count }),
    Stranger("7.8", "all", ["E43"], Function { (ids: [Int?]) in ids.count }),
    Stranger("7.9", "0.84", [], Function { 0.8433 }),
    Stranger("7.9", "trapezoids", ["E6c"], Function { 0.7917 }),
    Stranger("7.10", "A and B exchanged", [], Function { (p: String) in ["A": "a", "B": "e", "C": "c"][p] ?? "" }),
  ]
}
