// Right answers to assignment 7 by other ways.

import Foundation

@testable import Assignments

extension RightAnswer {
  private typealias Curve = @Sendable ([Bool], Int) -> Double

  private static func averages(_ body: @escaping Curve) -> Function {
    Function { (hits: [Bool], objects: Int) in body(hits, objects) }
  }

  private static func points(_ hits: [Bool], _ objects: Int) -> [(recall: Double, precision: Double)] {
    hits.indices.map { k in
      let t = Double(hits.prefix(k + 1).filter { $0 }.count)
      return (t / Double(objects), t / Double(k + 1))
    }
  }

  static let evaluation: [RightAnswer] = [
    RightAnswer(
      "7.1", "a table whose columns are crossed out",
      Function { (ious: [[Double]], t: Double) in
        var table = ious
        return table.indices.map { d in
          guard let top = table[d].max(), top >= t, let o = table[d].firstIndex(of: top) else { return false }
          for row in table.indices { table[row][o] = -1 }
          return true
        }
      }),
    RightAnswer(
      "7.1", "a list of free objects",
      Function { (ious: [[Double]], t: Double) in
        var free = Array((ious.first ?? []).indices)
        return ious.map { row in
          guard let o = free.max(by: { row[$0] < row[$1] }), row[o] >= t else { return false }
          free.removeAll { $0 == o }
          return true
        }
      }),
    RightAnswer(
      "7.1", "the last of equals",
      Function { (ious: [[Double]], t: Double) in
        var taken: Set<Int> = []
        var hits: [Bool] = []
        for row in ious {
          var (found, top) = (-1, t)
          for (o, x) in row.enumerated() where x >= top && !taken.contains(o) { (found, top) = (o, x) }
          hits.append(found >= 0)
          if found >= 0 { taken.insert(found) }
        }
        return hits
      }),
    RightAnswer(
      "7.2", "sorted pairs",
      Function { (scores: [[Double]], hits: [[Bool]]) in
        zip(scores.joined(), hits.joined()).sorted { $0.0 > $1.0 }.map(\.1)
      }),
    RightAnswer(
      "7.2", "merged image by image",
      Function { (scores: [[Double]], hits: [[Bool]]) in
        var all: [(Double, Bool)] = []
        for (s, h) in zip(scores, hits) {
          for pair in zip(s, h) { all.insert(pair, at: all.firstIndex { $0.0 < pair.0 } ?? all.count) }
        }
        return all.map(\.1)
      }),
    RightAnswer(
      "7.2", "ascending, and backward",
      Function { (scores: [[Double]], hits: [[Bool]]) in
        let (s, h) = (scores.flatMap { $0 }, hits.flatMap { $0 })
        return s.indices.sorted { s[$0] < s[$1] }.reversed().map { h[$0] }
      }),
    RightAnswer(
      "7.3", "two loops",
      Function { (labels: [[Int]], _: [Int], label: Int) in
        var n = 0
        for image in labels { for own in image where own == label { n += 1 } }
        return n
      }),
    RightAnswer(
      "7.3", "all, then filtered",
      Function { (labels: [[Int]], _: [Int], label: Int) in
        labels.flatMap { $0 }.filter { $0 == label }.count
      }),
    RightAnswer(
      "7.3", "a histogram",
      Function { (labels: [[Int]], _: [Int], label: Int) in
        var counts: [Int: Int] = [:]
        for own in labels.joined() { counts[own, default: 0] += 1 }
        return counts[label] ?? 0
      }),
    RightAnswer(
      "7.4", "a running count",
      Function { (hits: [Bool], objects: Int) in
        var t = 0
        return hits.enumerated().map { k, hit in
          if hit { t += 1 }
          return [Double(t) / Double(objects), Double(t) / Double(k + 1)]
        }
      }),
    RightAnswer(
      "7.4", "counted anew each time",
      Function { (hits: [Bool], objects: Int) in
        points(hits, objects).map { [$0.recall, $0.precision] }
      }),
    RightAnswer(
      "7.4", "hits and false ones, in 32 bits",
      Function { (hits: [Bool], objects: Int) in
        var (tp, fp): (Float, Float) = (0, 0)
        return hits.map { hit in
          if hit { tp += 1 } else { fp += 1 }
          return [Double(tp / Float(objects)), Double(tp / (tp + fp))]
        }
      }),
    RightAnswer(
      "7.5", "from the back",
      Function { (precisions: [Double]) in
        var all = precisions
        for i in all.indices.dropLast().reversed() { all[i] = max(all[i], all[i + 1]) }
        return all
      }),
    RightAnswer(
      "7.5", "the largest of each tail",
      Function { (precisions: [Double]) in
        precisions.indices.map { precisions.suffix(from: $0).reduce(0, max) }
      }),
    RightAnswer(
      "7.5", "again and again until nothing changes",
      Function { (precisions: [Double]) in
        var all = precisions
        var hasChanged = true
        while hasChanged {
          hasChanged = false
          for i in all.indices.dropLast() where all[i] < all[i + 1] {
            all[i] = all[i + 1]
            hasChanged = true
          }
        }
        return all
      }),
    RightAnswer(
      "7.6", "the largest precision of all that reach",
      averages { hits, objects in
        let all = points(hits, objects)
        let heights = (0...100).map { (r: Int) -> Double in
          all.filter { $0.recall * 100 >= Double(r) - 1e-9 }.map(\.precision).max() ?? 0
        }
        return heights.reduce(0, +) / 101
      }),
    RightAnswer(
      "7.6", "recalls as whole hundredths",
      averages { hits, objects in
        var (sum, r) = (0.0, 0)
        let all = points(hits, objects)
        for k in all.indices {
          let best = all[k...].map(\.precision).max() ?? 0
          let t = hits.prefix(k + 1).filter { $0 }.count
          while r <= 100 && r * objects <= 100 * t {
            sum += best
            r += 1
          }
        }
        return sum / 101
      }),
    RightAnswer(
      "7.6", "a stride, summed in 32 bits",
      averages { hits, objects in
        var sum: Float = 0
        let all = points(hits, objects)
        for r in stride(from: 0.0, through: 1.0, by: 0.01) {
          sum += Float(all.filter { $0.recall >= r - 1e-9 }.map(\.precision).max() ?? 0)
        }
        return Double(sum / 101)
      }),
    RightAnswer(
      "7.7", "sum and count",
      Function { (values: [Double?]) -> Double? in
        var (sum, n) = (0.0, 0)
        for case .some(let value) in values {
          sum += value
          n += 1
        }
        return n > 0 ? sum / Double(n) : nil
      }),
    RightAnswer(
      "7.7", "a running mean",
      Function { (values: [Double?]) -> Double? in
        var mean: Double?
        for (n, value) in values.compactMap({ $0 }).enumerated() {
          let old = mean ?? 0
          mean = old + (value - old) / Double(n + 1)
        }
        return mean
      }),
    RightAnswer(
      "7.7", "in 32 bits",
      Function { (values: [Double?]) -> Double? in
        let known = values.compactMap { $0.map { Float($0) } }
        return known.isEmpty ? nil : Double(known.reversed().reduce(0, +) / Float(known.count))
      }),
    RightAnswer(
      "7.8", "all less those without", Function { (ids: [Int?]) in ids.count - ids.filter { $0 == nil }.count }),
    RightAnswer(
      "7.8", "a loop",
      Function { (ids: [Int?]) in
        var n = 0
        for case .some in ids { n += 1 }
        return n
      }),
    RightAnswer("7.8", "a sum of ones", Function { (ids: [Int?]) in ids.map { $0 == nil ? 0 : 1 }.reduce(0, +) }),
    RightAnswer("7.9", "0.835", Function { 0.835 }),
    RightAnswer("7.9", "all digits", Function { (51 + 50 * 2 / 3.0) / 101 }),
  ]
}
