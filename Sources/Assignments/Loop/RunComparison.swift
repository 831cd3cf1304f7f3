// When a run of the detector is right where equal numbers would be too much to ask: after many steps the rounding of
// two correct versions has made other numbers of them.

/// A run that overfits one picture, as rows: the first loss, the last one, and AP50.
struct RunComparison: Sendable {
  /// The first loss is computed before anything is learned: it agrees relatively within this.
  var first = 1e-3
  /// What has to be left of the first loss at most.
  var falls = 0.05
  /// By how much the last losses of two runs with the same mistake may differ, as a factor.
  var factor = 10.0
  /// What AP50 has to reach.
  var floor = 0.9

  private func numbers(_ value: Value) -> (first: Double, last: Double, ap: Double)? {
    guard case .list(let rows) = value else { return nil }
    let numbers = rows.compactMap { row -> Double? in
      guard case .list(let cells) = row, let last = cells.last else { return nil }
      return last.double
    }
    return numbers.count == 3 && numbers.allSatisfy(\.isFinite) ? (numbers[0], numbers[1], numbers[2]) : nil
  }

  /// Whether a run has begun as the right one, has fallen far, and finds the objects.
  func isRight(_ found: Value, _ right: Value) -> Bool {
    guard let found = numbers(found), let right = numbers(right) else { return false }
    return abs(found.first - right.first) <= first * abs(right.first) && found.last <= falls * found.first
      && found.ap >= floor
  }

  /// Whether two runs are the same mistake's.
  func isSame(_ left: Value, _ right: Value) -> Bool {
    guard let left = numbers(left), let right = numbers(right) else { return left == right }
    return abs(left.first - right.first) <= first * max(abs(left.first), abs(right.first))
      && max(abs(left.last), abs(right.last)) <= factor * min(abs(left.last), abs(right.last))
      && abs(left.ap - right.ap) <= 0.25
  }
}
