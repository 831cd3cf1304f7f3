// How fast the loss piles up from the easiest example to the hardest: the paper's Figure 4.

import Boxes

/// The cumulative distribution of a normalized loss (Lin et al., Figure 4).
///
/// Losses are sorted from low to high, divided by their sum, and added up: at x the curve is the share of the loss that
/// the easiest x of the examples own. Equal losses give the diagonal; the more the curve sags, the more a few hard
/// examples own.
///
/// Negatives whose scores are spread evenly over 0...1, say, cost -p^γ ln(1 - p), and the hardest tenth of them, with
/// q = 1 - p, own
///
/// ```
/// γ = 0    ∫₀^0.1 -ln q dq            / ∫₀¹ …    0.33026 / 1        33.0 %
/// γ = 2    ∫₀^0.1 (1 - q)² (-ln q) dq / ∫₀¹ …    0.30311 / (11/18)  49.6 %
/// ```
///
/// Properties:
/// - The curve rises from 0 to 1 and never lies above the diagonal.
/// - Losses that are all multiplied by a number give the same curve: α plays no part.
/// - A larger γ makes it sag more, for losses of one output.
public struct LossCurve: Hashable, Sendable {
  /// The curve after each example, from the easiest: the last is 1.
  ///
  /// Edge cases: zeros if there is no loss at all.
  public let cumulative: [Double]

  /// The curve of examples that cost so much.
  ///
  /// - Precondition: losses are finite and at least 0.
  public init(_ losses: [Double]) {
    precondition(
      losses.allSatisfy { $0 >= 0 && $0.isFinite },
      "losses must be finite and at least 0, found \(losses.first { !($0 >= 0 && $0.isFinite) } ?? 0)")
    var sum = 0.0
    let sums = losses.sorted().map { loss in
      sum += loss
      return sum
    }
    cumulative = sums.map { sum > 0 ? $0 / sum : 0 }
  }

  /// The curves of a network's outputs by a loss: what positives and what negatives own of their own.
  ///
  /// - Parameters:
  ///   - loss: the loss whose curve it is.
  ///   - logits: [anchors, outputs].
  ///   - targets: [anchors]; ignored anchors take no part.
  public static func curves(
    of loss: some ClassificationLoss, logits: [[Double]], targets: [AnchorTarget]
  ) -> (positives: LossCurve, negatives: LossCurve) {
    let costs = loss.anchorLosses(logits: logits, targets: targets)
    return (
      LossCurve(costs.indices.filter { targets[$0].isPositive }.map { costs[$0] }),
      LossCurve(costs.indices.filter { targets[$0] == .negative }.map { costs[$0] })
    )
  }

  /// The share of the loss that the easiest examples own, in 0...1; between two examples, in proportion.
  ///
  /// - Parameter fraction: how many of the examples, in 0...1.
  public func share(ofEasiest fraction: Double) -> Double {
    precondition((0...1).contains(fraction), "fraction must be in 0...1, found \(fraction)")
    let position = fraction * Double(cumulative.count)
    let whole = min(Int(position), cumulative.count)
    let before = whole == 0 ? 0 : cumulative[whole - 1]
    guard whole < cumulative.count else { return before }
    return before + (position - Double(whole)) * (cumulative[whole] - before)
  }

  /// The share of the loss that the hardest examples own: what the easiest others do not.
  ///
  /// - Parameter fraction: how many of the examples, in 0...1.
  public func share(ofHardest fraction: Double) -> Double {
    cumulative.last == 1 ? 1 - share(ofEasiest: 1 - fraction) : 0
  }
}

/// The two curves of one γ: what positives and what negatives own of their own loss.
public struct FocusCurves: Hashable, Sendable {
  /// The focusing parameter.
  public let gamma: Double
  /// The curve of the positives.
  ///
  /// In the paper it hardly changes with γ.
  public let positives: LossCurve
  /// The curve of the negatives.
  ///
  /// In the paper, with γ = 2 nearly all of it belongs to a small part.
  public let negatives: LossCurve

  /// The curves of a network's outputs, one pair for each γ, as the paper draws them for 0, 0.5, 1 and 2.
  ///
  /// - Parameters:
  ///   - logits: [anchors, K].
  ///   - targets: [anchors]; ignored anchors take no part.
  ///   - gammas: focusing parameters.
  public static func curves(
    logits: [[Double]], targets: [AnchorTarget], gammas: [Double] = [0, 0.5, 1, 2]
  ) -> [FocusCurves] {
    gammas.map { gamma in
      let curves = LossCurve.curves(of: FocalLoss(alpha: .none, gamma: gamma), logits: logits, targets: targets)
      return FocusCurves(gamma: gamma, positives: curves.positives, negatives: curves.negatives)
    }
  }
}
