// What PASCAL VOC's evaluation gives: each class by itself, and the mean.

import Foundation
import Text

/// The result of PASCAL VOC's evaluation.
public struct VOCSummary: Hashable, Sendable, Codable {
  /// How the curves became numbers.
  public var averagePrecision: AveragePrecision
  /// One entry for each category, in order.
  public var perClass: [ClassResult]

  /// One class by itself.
  public struct ClassResult: Hashable, Sendable, Codable {
    /// Its name.
    public var category: String
    /// How many objects of it there are, difficult ones not counted.
    public var objects: Int
    /// Average precision, from 0 to 1; `nil` without objects.
    public var ap: Double?
    /// What was detected, right and wrong; difficult objects and their detections left out.
    public var curve: PrecisionRecallCurve
  }

  /// The mean of the classes that have objects, from 0 to 1; `nil` if none has.
  public var meanAP: Double? { mean(perClass.compactMap(\.ap)) }

  init(categories: [String], curves: [PrecisionRecallCurve], averagePrecision: AveragePrecision) {
    self.averagePrecision = averagePrecision
    perClass = zip(categories, curves).map { category, curve in
      ClassResult(
        category: category, objects: curve.objectCount, ap: averagePrecision.value(curve), curve: curve)
    }
  }

  /// The score thresholds of the largest F1, class by class and for all classes together.
  public var thresholds: ThresholdReport {
    ThresholdReport(categories: perClass.map(\.category), curves: perClass.map(\.curve))
  }

  /// A line for each class and one for the mean, in percent, as VOC's results are printed.
  public var table: String {
    let rows =
      perClass.map { [$0.category, String($0.objects), $0.ap.percent(none: "-")] }
      + [["mean", String(perClass.reduce(0) { $0 + $1.objects }), meanAP.percent(none: "-")]]
    return textTable([["class", "objects", "AP"]] + rows)
  }
}
