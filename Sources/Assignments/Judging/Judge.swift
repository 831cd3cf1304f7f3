// Judges one task: makes the calls, compares what came back with the reference, and counts the laws that are kept.
// It runs where the student's code does not: what it is given are values, and it alone knows which are right.

import Randomness

/// The judge of one task for one seed.
package struct Judge: Sendable {
  package let task: CourseTask
  /// All calls in the order in which they are made.
  package let calls: [[Value]]
  /// The calls of each law; the first law is that of the worked numbers, if there are any.
  let ranges: [(law: String, title: String, range: Range<Int>)]
  let right: [Outcome]

  /// The judge with the calls of a seed; a grade's seed is not the student's.
  package init(_ task: CourseTask, seed: UInt64) {
    self.task = task
    var calls = task.worked.map(\.arguments)
    var ranges = task.worked.isEmpty ? [] : [(law: "w", title: "The worked numbers", range: 0..<calls.count)]
    for (index, law) in task.laws.enumerated() {
      var generator = SeededGenerator(seed: seed, UInt64(index))
      let more = law.calls(&generator)
      ranges.append((law.id, law.title, calls.count..<(calls.count + more.count)))
      calls += more
    }
    self.calls = calls
    self.ranges = ranges
    right = Self.outcomes(of: task.reference, calls: calls)
  }

  /// What a function of this process gives for all calls, in their order.
  static func outcomes(of function: Function, calls: [[Value]]) -> [Outcome] { calls.map { function.outcome($0) } }

  /// Why there is nothing to compare with, nil if there is: the grader's own run failed.
  package var problem: String? {
    right.lazy.compactMap { if case .value = $0 { nil } else { "\($0)" } }.first
  }

  /// Which calls differ from the reference.
  func differences(_ outcomes: [Outcome]) -> [Int] {
    calls.indices.filter { !task.isRight(outcomes[$0], right: right[$0]) }
  }

  /// The letters of the laws that are broken.
  func broken(_ outcomes: [Outcome]) -> [String] {
    let wrong = Set(differences(outcomes))
    return ranges.filter { !$0.range.allSatisfy { !wrong.contains($0) } }.map(\.law)
  }

  /// The verdict.
  ///
  /// - Parameters:
  ///   - outcomes: one for each of `calls`.
  ///   - points: what the task is worth.
  ///   - reveals: whether the message may say the right value of a call that is not among the worked numbers.
  package func verdict(_ outcomes: [Outcome], points: Double, reveals: Bool) -> TaskResult {
    var result = TaskResult(id: task.id, title: task.title, status: .passed, max: points, message: "All laws are kept.")
    let wrong = differences(outcomes)
    guard let first = wrong.min(by: { (cost($0, outcomes), $0) < (cost($1, outcomes), $1) }) else {
      result.score = points
      return result
    }
    let brokenLaws = Set(broken(outcomes))
    // Nothing for a constant that happens to be right for nothing: the worked numbers come first.
    if !brokenLaws.contains("w") {
      result.score = points * Double(ranges.count - brokenLaws.count) / Double(ranges.count)
    }
    result.status = status(outcomes)
    if result.status == .unanswered {
      result.message = "Not answered yet."
      return result
    }
    result.failing = calls[first]
    result.got = outcomes[first]
    result.right = right[first]
    result.message = message(first, outcomes, wrong: wrong, reveals: reveals)
    name(&result, outcomes)
    return result
  }

  private func status(_ outcomes: [Outcome]) -> TaskStatus {
    if outcomes.contains(where: { if case .stopped = $0 { true } else { false } }) { return .stopped }
    if outcomes.contains(where: { if case .unanswered = $0 { true } else { false } }) { return .unanswered }
    return .failed
  }

  /// Stops are shown first, then small instances.
  private func cost(_ call: Int, _ outcomes: [Outcome]) -> Int {
    let size = calls[call].reduce(0) { $0 + $1.size }
    return switch outcomes[call] {
    case .stopped: size - 1_000_000
    case .missing: size + 1_000_000
    default: size
    }
  }

  /// Two outcomes in as few digits as tell them apart.
  private static func shown(_ one: Outcome, _ other: Outcome) -> (String, String) {
    if case .value(let left) = one, case .value(let right) = other, left.description == right.description {
      return (left.text(digits: 17), right.text(digits: 17))
    }
    return (one.description, other.description)
  }

  private func message(_ first: Int, _ outcomes: [Outcome], wrong: [Int], reveals: Bool) -> String {
    let law = ranges.first { $0.range.contains(first) }?.title ?? ""
    let (given, wanted) = Self.shown(outcomes[first], right[first])
    var text = "\(law): \(task.written(calls[first])) gives \(given)"
    // A question's answer is nobody's business but the student's.
    if task.kind != .implementation {
      text += "; that is not the answer"
    } else if first < task.worked.count || reveals {
      text += "; right is \(wanted)"
    }
    text += "."
    if wrong.count > 1 { text += " \(wrong.count - 1) more of \(calls.count) calls differ." }
    return text
  }
}
