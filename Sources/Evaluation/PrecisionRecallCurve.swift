// Precision and recall as the score threshold falls from above the best detection to below the worst.
// The area under it is in AveragePrecision.swift.

/// The counts after each detection, taken by falling score.
///
/// Three objects, and detections of which the first and the third are right:
///
/// ```
/// score   right   TP  FP   precision   recall
///  0.9     yes     1   0     1/1        1/3
///  0.8     no      1   1     1/2        1/3
///  0.7     yes     2   1     2/3        2/3
/// ```
///
/// Properties:
/// - Recall never falls.
/// - Equal scores keep their order of entry, as in COCO's evaluation.
/// - The F1 of the best operating point is the largest that any one score threshold reaches.
public struct PrecisionRecallCurve: Hashable, Sendable, Codable {
  /// One detection that counts: its score, and whether it found an object.
  public struct Scored: Hashable, Sendable, Codable {
    /// The detector's confidence; what is not a number ranks last.
    public var score: Double
    /// Whether it is a true positive.
    public var isTruePositive: Bool

    /// A detection's score and whether it is right.
    public init(score: Double, isTruePositive: Bool) {
      self.score = score
      self.isTruePositive = isTruePositive
    }
  }

  /// A threshold, "detect what scores at least this", and what it gives.
  public struct OperatingPoint: Hashable, Sendable, Codable {
    /// The lowest score that is still accepted.
    public var threshold: Double
    /// What is right, wrong and missed at that threshold.
    public var counts: DetectionCounts
  }

  /// The detections by falling score.
  public let ranked: [Scored]
  /// How many objects there were to be found.
  public let objectCount: Int

  /// A curve from detections in any order.
  /// - Precondition: there are at least as many objects as true positives.
  /// - Complexity: O(n log n)
  public init(_ detections: [Scored], objectCount: Int) {
    let right = detections.count { $0.isTruePositive }
    precondition(objectCount >= right, "objectCount must be at least the \(right) true positives, found \(objectCount)")
    let order = ranking(detections.map { $0.score })
    self.ranked = order.map { detections[$0] }
    self.objectCount = objectCount
  }

  /// The counts after the first, the second, … the last detection.
  public var points: [OperatingPoint] {
    var found = 0
    return ranked.enumerated().map { index, detection in
      found += detection.isTruePositive ? 1 : 0
      return OperatingPoint(
        threshold: detection.score,
        counts: DetectionCounts(
          truePositives: found, falsePositives: index + 1 - found, falseNegatives: objectCount - found))
    }
  }

  /// What a score threshold gives: everything that scores at least `threshold` is detected.
  public func counts(threshold: Double) -> DetectionCounts {
    let kept = ranked.prefix { $0.score >= threshold }
    let found = kept.count { $0.isTruePositive }
    return DetectionCounts(
      truePositives: found, falsePositives: kept.count - found, falseNegatives: objectCount - found)
  }

  /// The threshold with the largest F1, the higher one where two are equal; `nil` if nothing was detected or
  /// nothing was there.
  ///
  /// Only a point that ends a run of equal scores is a threshold: no threshold parts equal scores.
  public var best: OperatingPoint? {
    if objectCount == 0 { return nil }
    var best: OperatingPoint?
    let points = points
    for (index, point) in points.enumerated() {
      if index + 1 < points.count, points[index + 1].threshold == point.threshold { continue }
      if best == nil || (point.counts.f1 ?? 0) > (best?.counts.f1 ?? 0) { best = point }
    }
    return best
  }
}

/// Indices by falling value, equal values in their own order, not-a-number last: the order of NumPy's
/// `argsort(-scores, kind='mergesort')`.
func ranking(_ scores: [Double]) -> [Int] {
  scores.indices.sorted { left, right in
    let (a, b) = (scores[left], scores[right])
    if a > b || (b.isNaN && !a.isNaN) { return true }
    if b > a || (a.isNaN && !b.isNaN) { return false }
    return left < right
  }
}
