// From one output to an image: K outputs an anchor, the sum over anchors, divided by the positives.

/// What an anchor's K sigmoid outputs should say.
public enum AnchorTarget: Hashable, Sendable {
  /// An object of this class, from 0.
  case positive(label: Int)
  /// No object: K zeros. There is no background output.
  case negative
  /// Between the thresholds: the anchor does not count at all.
  case ignored

  /// The K targets: a positive is one-hot, a negative all zeros; nil for an ignored anchor.
  public func oneHot(classes: Int) -> [Bool]? {
    switch self {
    case .positive(let label):
      precondition((0..<classes).contains(label), "label must be in 0..<\(classes); found \(label)")
      return (0..<classes).map { $0 == label }
    case .negative: return Array(repeating: false, count: classes)
    case .ignored: return nil
    }
  }
}

extension FocalLoss {
  /// The loss of one anchor: the sum over its K logits; 0 for an ignored anchor.
  public func value(logits: [Double], target: AnchorTarget) -> Double {
    guard let truth = target.oneHot(classes: logits.count) else { return 0 }
    return logits.indices.reduce(0) { $0 + value(logit: logits[$1], isPositive: truth[$1], label: $1) }
  }

  /// The loss of each anchor, [anchors]; 0 for an ignored one.
  ///
  /// - Parameters:
  ///   - logits: [anchors, K].
  ///   - targets: [anchors].
  public func anchorLosses(logits: [[Double]], targets: [AnchorTarget]) -> [Double] {
    precondition(
      logits.count == targets.count,
      "targets must be as many as the anchors of logits, \(logits.count); found \(targets.count)")
    return zip(logits, targets).map { value(logits: $0, target: $1) }
  }

  /// The loss of an image: the sum over all anchors that are not ignored, divided by the number of positive
  /// anchors, at least 1.
  ///
  /// Divided by *positives*, not by all anchors: the easy negatives among 100 000 would make the mean vanish.
  /// At least 1: an image without objects has negatives to learn from, and divides by 1.
  ///
  /// - Parameters:
  ///   - logits: [anchors, K], finite.
  ///   - targets: [anchors].
  public func imageLoss(logits: [[Double]], targets: [AnchorTarget]) -> Double {
    let sum = anchorLosses(logits: logits, targets: targets).reduce(0, +)
    let positives = targets.count { if case .positive = $0 { true } else { false } }
    return sum / Double(max(1, positives))
  }
}
