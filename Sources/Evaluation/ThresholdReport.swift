// From which score on should a detection be shown? The threshold of the largest F1, for each class and for all.
// One curve's own best threshold is in PrecisionRecallCurve.swift.

import Text

/// The score thresholds with the largest F1: each class by itself, and one for all classes together.
///
/// ```
/// macro F1   the mean of the classes' best F1: every class weighs the same
/// micro F1   2 TP / (2 TP + FP + FN) of the counts of all classes at one threshold: every object weighs the same
/// ```
///
/// Properties:
/// - One class is its own whole: macro and micro F1 are equal.
/// - No single threshold for all classes has a larger micro F1 than the pooled best.
/// - The counts of the classes at the pooled threshold add up to the pooled counts.
///
/// Edge cases: a class without objects or without detections has no best threshold. What was detected of a class that
/// is not there counts as wrong in the pooled numbers, for a user sees it too.
public struct ThresholdReport: Hashable, Sendable, Codable {
  /// One class and its best threshold.
  public struct Row: Hashable, Sendable, Codable {
    /// Its name.
    public var category: String
    /// How many objects of it there are.
    public var objects: Int
    /// The threshold of its largest F1 and the counts there; `nil` if there is none.
    public var best: PrecisionRecallCurve.OperatingPoint?
  }

  /// One entry for each category, in order.
  public var perClass: [Row]
  /// The one threshold for all classes with the largest micro F1, and the counts of all classes there.
  public var pooled: PrecisionRecallCurve.OperatingPoint?

  /// The mean of the best F1 of the classes that have objects, where a class without detections has 0;
  /// `nil` if no class has objects.
  public var macroF1: Double? {
    mean(perClass.filter { $0.objects > 0 }.map { $0.best?.counts.f1 ?? 0 })
  }

  /// The largest F1 that one threshold reaches over all classes.
  public var microF1: Double? { pooled?.counts.f1 }

  init(perClass: [Row], pooled: PrecisionRecallCurve.OperatingPoint?) {
    self.perClass = perClass
    self.pooled = pooled
  }

  /// A report of one curve a category.
  /// - Precondition: there are as many curves as categories.
  public init(categories: [String], curves: [PrecisionRecallCurve]) {
    precondition(
      categories.count == curves.count,
      "curves must be one for each of the \(categories.count) categories, found \(curves.count)")
    perClass = zip(categories, curves).map { Row(category: $0, objects: $1.objectCount, best: $1.best) }
    pooled = PrecisionRecallCurve(pooling: curves).best
  }

  /// A line for each class and one for all of them: the threshold, what it gives, and the counts behind it.
  public var table: String {
    func cells(_ name: String, _ objects: Int, _ point: PrecisionRecallCurve.OperatingPoint?) -> [String] {
      let counts = point?.counts
      let shares = [counts?.precision, counts?.recall, counts?.f1].map { $0.percent(none: "-") }
      let numbers = [counts?.truePositives, counts?.falsePositives, counts?.falseNegatives]
      return [name, String(objects), (point?.threshold).fixed(digits: 3, none: "-")] + shares
        + numbers.map { $0.map(String.init) ?? "-" }
    }
    let objects = perClass.reduce(0) { $0 + $1.objects }
    return textTable(
      [["class", "objects", "score from", "precision", "recall", "F1", "right", "wrong", "missed"]]
        + perClass.map { cells($0.category, $0.objects, $0.best) } + [cells("all, one threshold", objects, pooled)])
  }
}

extension PrecisionRecallCurve {
  /// The detections and objects of several curves as if of one class.
  public init(pooling curves: [PrecisionRecallCurve]) {
    self.init(curves.flatMap(\.ranked), objectCount: curves.reduce(0) { $0 + $1.objectCount })
  }
}
