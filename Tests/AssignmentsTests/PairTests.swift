// Two mistakes at once, outside of the loss as well: each pair is written out here as a student would, and named.

import Foundation
import Testing

@testable import Assignments

@Suite("Pairs of mistakes")
struct PairTests {
  /// A task, the two mistakes in it, and a function that has both.
  private static let pairs: [(task: String, ids: [String], function: Function)] = [
    (
      "2.3", ["B4", "B9"],
      Function { (a: Rectangle, b: Rectangle) in
        BoxMistakes.shared(a, b) / (BoxMistakes.area(a) + BoxMistakes.area(b))
      }
    ),
    (
      "2.6", ["C6", "C8"],
      Function { (code: [Double], anchor: Rectangle, _: [Double]) in
        CodingMistakes.rectangle(code, anchor, clamp: .infinity)
      }
    ),
    (
      "4.1", ["M10", "M12"],
      Function { (ious: [[Double]]) in
        if ious.contains(where: \.isEmpty) { throw Stopped(reason: "index out of range") }
        return ious.map(MatchingMistakes.argmax)
      }
    ),
    (
      "4.2", ["M2", "M2b"],
      Function { (overlaps: [Double], positive: Double, negative: Double) in
        overlaps.map { $0 > positive ? "P" : $0 <= negative ? "N" : "I" }.joined()
      }
    ),
    (
      "4.3", ["M7", "M10"],
      Function { (ious: [[Double]], positive: Double, negative: Double) in
        if ious.contains(where: \.isEmpty) { throw Stopped(reason: "index out of range") }
        return ious.map { row -> AnchorState in
          guard let object = MatchingMistakes.bestObject(row) else { return .negative }
          return row[object] >= positive ? .positive(object) : row[object] < negative ? .negative : .ignored
        }
      }
    ),
    (
      "4.4", ["M14", "M15"],
      Function { (states: [AnchorState], _: [Int]) in states.map { $0 == .ignored ? .negative : $0 } }
    ),
    (
      "6.3", ["N4", "N8"],
      Function { (boxes: [Rectangle], scores: [Double], threshold: Double) in
        let order = SuppressionMistakes.order(scores).filter { boxes[$0].xMin != -3 }
        return SuppressionMistakes.greedy(boxes, order) { iou, _, _ in iou >= threshold }
      }
    ),
    (
      "9.6", ["T7", "T13"],
      Function { (step: Int, _: Int, base: Double, _: Int, drops: [Int]) in
        LoopMistakes.rated(step, step, base, 0, drops)
      }
    ),
  ]

  @Test("A pair that is made in one function is named by both of its mistakes", arguments: pairs.indices)
  func named(_ index: Int) throws {
    let (id, ids, function) = Self.pairs[index]
    let task = try #require(Course.assignments.flatMap(\.tasks).first { $0.id == id })
    let judge = Judge(task, seed: 2017)
    let outcomes = Judge.outcomes(of: function, calls: judge.calls)
    #expect(judge.explanations(outcomes).first == ids, "\(id): \(judge.explanations(outcomes))")
    let result = judge.verdict(outcomes, points: 1, reveals: true)
    #expect(result.hints.count == 3)
    #expect(result.mistakes == ids)
  }

  @Test("What two mistakes do not explain is not named", arguments: ["2.3", "4.2", "6.3"])
  func strange(_ id: String) throws {
    let task = try #require(Course.assignments.flatMap(\.tasks).first { $0.id == id })
    let judge = Judge(task, seed: 2017)
    #expect(judge.explanations(judge.calls.map { _ in .value(.none) }) == [])
    // Right on all calls but one, and there nobody's answer.
    var outcomes = Judge.outcomes(of: task.reference, calls: judge.calls)
    outcomes[outcomes.count - 1] = .value("nobody's")
    #expect(judge.explanations(outcomes) == [])
  }
}
