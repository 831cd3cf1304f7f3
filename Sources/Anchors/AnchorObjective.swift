// What fitting anchors is about: a number for a list of best IoUs, by which candidates are compared.

import Foundation

/// What a fit of anchors makes as good as it can.
public enum AnchorFitObjective: Hashable, Sendable {
  /// The mean over the objects of their best IoU.
  case meanBestIoU
  /// The share of objects whose best anchor reaches an IoU, and among equal shares the mean best IoU.
  ///
  /// It is what a matcher without a rule for low quality counts: an object below it is not learnt.
  case share(reaching: Double)
  /// The least mean of -(1 - IoU)² · ln IoU, the default of the project anchor-optimization, which looks at the objects
  /// that are covered badly.
  case focal

  /// The value of a list of best IoUs, the larger the better, each counted as often as its weight says.
  func value(_ bestIoU: [Double], weights: [Double]) -> Score {
    let total = weights.reduce(0, +)
    let mean = zip(bestIoU, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    switch self {
    case .meanBestIoU: return Score(first: mean, second: mean)
    case .share(let threshold):
      return Score(first: zip(bestIoU, weights).reduce(0) { $0 + ($1.0 >= threshold ? $1.1 : 0) } / total, second: mean)
    case .focal:
      // No overlap at all would cost infinitely much, and nothing else would count.
      let loss = zip(bestIoU, weights).reduce(0) { sum, pair in
        let iou = max(pair.0, 1e-12)
        return sum - (1 - iou) * (1 - iou) * log(iou) * pair.1
      }
      return Score(first: -loss / total, second: mean)
    }
  }

  /// The value of a coverage.
  func value(_ coverage: AnchorCoverage) -> Score {
    value(coverage.bestIoU, weights: [Double](repeating: 1, count: coverage.bestIoU.count))
  }

  /// A value with what decides between equals.
  struct Score: Comparable, Sendable {
    var first: Double
    var second: Double

    static func < (a: Score, b: Score) -> Bool { (a.first, a.second) < (b.first, b.second) }

    /// True if the difference is more than what rounding makes of equal values.
    func isBetter(than other: Score) -> Bool {
      abs(first - other.first) > 1e-12 ? first > other.first : second > other.second + 1e-12
    }
  }
}
