// Precision, recall and F1 of a set of decisions. Counting only: what makes a detection true is in
// DetectionMatcher.swift.

/// How many detections were right, how many were wrong, and how many objects were missed.
///
/// ```
/// precision = TP / (TP + FP)      of what was detected, how much was right
/// recall    = TP / (TP + FN)      of what was there, how much was found
/// F1        = 2 TP / (2 TP + FP + FN), the harmonic mean of the two
/// ```
///
/// Properties:
/// - All three lie in 0 ... 1.
/// - F1 lies between precision and recall.
/// - F1 is 1 if and only if nothing is wrong and nothing is missed.
///
/// Edge cases: precision has no value (`nil`) where nothing was detected, recall none where nothing was to be found,
/// and F1 none where both are so.
///
/// There are no true negatives: an image has no countable set of places where nothing was rightly detected,
/// so neither accuracy nor a ROC curve can be had from detections.
public struct DetectionCounts: Hashable, Sendable, Codable {
  /// Detections that found an object.
  public var truePositives: Int
  /// Detections that found none.
  public var falsePositives: Int
  /// Objects that no detection found.
  public var falseNegatives: Int

  /// Counts, each at least 0.
  public init(truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0) {
    precondition(truePositives >= 0, "truePositives must be at least 0, found \(truePositives)")
    precondition(falsePositives >= 0, "falsePositives must be at least 0, found \(falsePositives)")
    precondition(falseNegatives >= 0, "falseNegatives must be at least 0, found \(falseNegatives)")
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
  }

  /// The share of the detections that is right, or `nil` without detections.
  public var precision: Double? { ratio(truePositives, truePositives + falsePositives) }

  /// The share of the objects that is found, or `nil` without objects.
  public var recall: Double? { ratio(truePositives, truePositives + falseNegatives) }

  /// The harmonic mean of precision and recall, or `nil` with neither detections nor objects.
  public var f1: Double? { ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }

  /// Counts of two sets together.
  public static func + (left: Self, right: Self) -> Self {
    Self(
      truePositives: left.truePositives + right.truePositives,
      falsePositives: left.falsePositives + right.falsePositives,
      falseNegatives: left.falseNegatives + right.falseNegatives)
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
