// What the curves of a run say (run1, run2, run3, run5, run8, run9 and run10).

import Foundation
import Text

/// Rules about a run's losses.
public enum RunRules {
  static let checks = ["run1", "run2", "run3", "run5", "run7", "run8", "run9", "run10"]

  /// What a run's history says; fewer than 20 steps say little, and only what is certain is said of them.
  public static func diagnosis(_ run: RunHistory) -> Diagnosis {
    var findings = [notFinite(run), withoutPositives(run)].compactMap(\.self)
    if findings.allSatisfy({ $0.id != "run1" }), run.steps.count >= 20 {
      findings += [plateau(run) ?? tooHigh(run) ?? tooLow(run), spikes(run), byHeart(run), falling(run)].compactMap(
        \.self)
    }
    return Diagnosis(findings, checks: checks)
  }

  private static func notFinite(_ run: RunHistory) -> Finding? {
    guard let bad = run.steps.first(where: { !($0.classLoss + $0.boxLoss).isFinite }) else { return nil }
    return Finding(
      "run1", .severe, "The loss is no number any more",
      measured: "step \(bad.step): class \(bad.classLoss), box \(bad.boxLoss), at a learning rate of \(bad.rate.short)",
      expected: "finite numbers", places: ["step \(bad.step)"],
      advice: "lower the learning rate ten times, warm up longer, or clip gradients")
  }

  private static func withoutPositives(_ run: RunHistory) -> Finding? {
    let share = run.steps.share { $0.boxLoss == 0 }
    guard share > 0.05 else { return nil }
    return Finding(
      "run3", share > 0.5 ? .severe : .warning, "Steps have no positive anchor",
      measured: "the box loss is exactly 0 in \(share.percentText) of \(run.steps.count) steps",
      expected: "none: a step without positives teaches that everything is background",
      places: run.steps.filter { $0.boxLoss == 0 }.prefix(3).map { "step \($0.step)" },
      advice: "look at the annotations and at the anchors' coverage: retinanet doctor --annotations FILE")
  }

  /// The last part of the steps, by share.
  private static func tail(_ run: RunHistory, _ share: Double) -> ArraySlice<RunHistory.Step> { run.tail(share) }

  /// A class loss that stands still at a number with a meaning.
  private static func plateau(_ run: RunHistory) -> Finding? {
    guard let (value, near, steps) = run.plateau else { return nil }
    return Finding(
      "run2", .severe, "The classification loss stands at \(value.fixed(digits: 3)): \(near.meaning)",
      measured: "\(value.fixed(digits: 3)) in the middle of the last \(steps.count) steps, at a learning rate of up to "
        + (run.steps.map(\.rate).max() ?? 0).short,
      expected: "a loss that falls below \(near.value.fixed(digits: 3)) within the first hundred steps",
      places: ["steps \(steps.lowerBound) to \(steps.upperBound)"], advice: near.advice)
  }

  /// A loss that is larger at the end than at the start.
  private static func tooHigh(_ run: RunHistory) -> Finding? {
    guard let last = tail(run, 0.3).map(\.classLoss).median, let first = run.steps.prefix(3).map(\.classLoss).median,
      last > 1.2 * first
    else { return nil }
    return Finding(
      "run9", .severe, "The learning rate is too high",
      measured:
        "the classification loss is \(last.fixed(digits: 3)) at the end and was \(first.fixed(digits: 3)) at the start, at a rate "
        + "of up to \((run.steps.map(\.rate).max() ?? 0).short)",
      expected: "a loss below the first one", advice: "lower the learning rate ten times")
  }

  /// A loss that falls in a straight line to the end, and not far.
  ///
  /// The line is drawn over the sum of the learning rates so far: a rate that falls along a cosine bends the curve over
  /// the steps, and not over the way that was gone.
  private static func tooLow(_ run: RunHistory) -> Finding? {
    let way = run.steps.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1.rate) }
    guard let whole = way.last, whole > 0, run.steps.count >= 40 else { return nil }
    /// The middle loss of the steps in a part of the way.
    func loss(_ part: Range<Double>) -> Double? {
      run.steps.indices.filter { part.contains(way[$0 + 1] / whole) }.map { run.steps[$0].classLoss }.median
    }
    guard let start = loss(0..<0.2), let middle = loss(0.4..<0.6), let end = loss(0.8..<1), end > 0.55 * start,
      start - middle > 0, middle - end > 0.5 * (start - middle)
    else { return nil }
    return Finding(
      "run9", .severe, "The learning rate is too low",
      measured:
        "the classification loss went from \(start.fixed(digits: 3)) over \(middle.fixed(digits: 3)) to \(end.fixed(digits: 3)): in a "
        + "straight line to the end, at a rate of up to \((run.steps.map(\.rate).max() ?? 0).short)",
      expected: "a curve that falls fast and then bends",
      advice: "raise the learning rate ten times; a range test says how far one can go: retinanet doctor --range-test")
  }

  private static func spikes(_ run: RunHistory) -> Finding? {
    let losses = run.steps.dropFirst(run.steps.count / 10).map { $0.classLoss + $0.boxLoss }
    guard let median = losses.median, median > 0 else { return nil }
    // Where all is known by heart ten times nearly nothing is nothing either.
    let start = run.steps.prefix(3).map { $0.classLoss + $0.boxLoss }.median ?? 0
    let high = losses.share { $0 > 10 * median && $0 > 0.5 * start }
    guard high > 0.01 else { return nil }
    return Finding(
      "run5", high > 0.1 ? .severe : .warning, "The loss jumps",
      measured: "\(high.percentText) of the steps cost more than 10 times the middle one, \(median.fixed(digits: 3))",
      expected: "none after the warm-up",
      advice: "clip gradients, warm up longer, or look at the pictures of those steps")
  }

  private static func byHeart(_ run: RunHistory) -> Finding? {
    guard let pictures = run.trainingPictures, let ap = run.evaluations.last?.ap ?? nil,
      let classLoss = tail(run, 0.1).map(\.classLoss).median, let boxLoss = tail(run, 0.1).map(\.boxLoss).median,
      classLoss < 0.05, ap < 0.3
    else { return nil }
    return Finding(
      "run10", .severe, "The pictures were learnt by heart",
      measured:
        "class loss \(classLoss.fixed(digits: 3)) and box loss \(boxLoss.fixed(digits: 3)) on \(pictures) pictures, AP "
        + "\(ap.fixed(digits: 3)) on others",
      expected: "a loss on its own pictures that goes with the AP on others",
      advice:
        "vary the pictures (--augment standard), begin with weights of another run (--weights), annotate more; more "
        + "steps do not help")
  }

  private static func falling(_ run: RunHistory) -> Finding? {
    let last = tail(run, 0.2).map(\.classLoss)
    let half = last.count / 2
    guard half >= 10, let first = last.prefix(half).median, let second = last.suffix(half).median, first > 0.05,
      second < 0.9 * first
    else { return nil }
    return Finding(
      "run8", .note, "The loss still falls",
      measured: "\(first.fixed(digits: 3)) → \(second.fixed(digits: 3)) within the last \(last.count) steps",
      expected: "less than a tenth, once all is learnt",
      advice: "more steps would bring more: --steps \(2 * run.steps.count)")
  }
}
