// Whether two lists of numbers say the same of which settings are better: ranks and pairs, no judgment of ours.

/// How far the order of our settings is the paper's.
///
/// Properties:
/// - Equal orders have a correlation of 1, reversed ones of -1.
/// - It depends on the order of the numbers alone: COCO's 31 and shapes' 78 can agree.
public struct OrderAgreement: Hashable, Sendable {
  /// Spearman's rank correlation, in -1…1; nil if either list has fewer than two different numbers.
  public let correlation: Double?
  /// Pairs of settings that the paper orders.
  public let pairs: Int
  /// Of them those that have the same order here.
  public let same: Int
  /// Of those the ones whose difference here is beyond noise.
  public let sameBeyondNoise: Int
  /// Pairs whose order here is the opposite.
  public let opposite: Int
  /// The opposite ones whose difference here is beyond noise.
  public let contradictions: [Contradiction]

  /// Two settings, by their places in the list, of which one is better here and the other there.
  public struct Contradiction: Hashable, Sendable {
    /// The better one here.
    public let here: Int
    /// The better one in the paper.
    public let there: Int
  }

  /// The agreement of estimates with the paper's numbers, one for each.
  public init(_ estimates: [Estimate], paper: [Double]) {
    precondition(
      estimates.count == paper.count,
      "paper must have a number for each of \(estimates.count) estimates, found \(paper.count)")
    correlation = Self.spearman(estimates.map(\.ap), paper)
    var (pairs, same, sure, opposite) = (0, 0, 0, 0)
    var contradictions: [Contradiction] = []
    for first in paper.indices {
      for second in paper.indices where paper[first] > paper[second] {
        pairs += 1
        let difference = Difference(estimates[first], minus: estimates[second])
        if difference.ap > 0 {
          same += 1
          if difference.isBeyondNoise { sure += 1 }
        } else if difference.ap < 0 {
          opposite += 1
          if difference.isBeyondNoise { contradictions.append(Contradiction(here: second, there: first)) }
        }
      }
    }
    (self.pairs, self.same, sameBeyondNoise, self.opposite) = (pairs, same, sure, opposite)
    self.contradictions = contradictions
  }

  /// The correlation of the ranks of two lists; equal numbers share the mean of their ranks.
  ///
  /// 1, 2, 3, 4 with 1, 2, 4, 3: ranks differ by 0, 0, 1, 1, and 1 - 6 · 2 / (4 · 15) = 0.8.
  public static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
    let (a, b) = (ranks(first), ranks(second))
    let count = Double(a.count)
    guard count > 1 else { return nil }
    let mean = (count + 1) / 2
    func sum(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) } }
    let scale = (sum(a, a) * sum(b, b)).squareRoot()
    return scale > 0 ? sum(a, b) / scale : nil
  }

  /// The rank of each number, from 1 for the smallest.
  static func ranks(_ values: [Double]) -> [Double] {
    values.map { value in
      let below = values.count { $0 < value }
      let equal = values.count { $0 == value }
      return Double(below) + (Double(equal) + 1) / 2
    }
  }
}
