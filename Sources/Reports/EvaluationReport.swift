// What a set of detections is worth and what is wrong with it: COCO's numbers, the kinds of error, which class is taken
// for which, and where to cut the scores. What each of them means is in Evaluation; here they stand together.

import Evaluation
import Text

/// All that is measured of a detector's detections, for people and, as JSON, for programs.
public struct EvaluationReport: Sendable, Hashable, Codable {
  /// A kind of error, as TIDE tells them apart.
  public struct Kind: Sendable, Hashable, Codable {
    /// What is wrong, or `correct`.
    public var kind: ErrorKind
    /// How often, in all classes.
    public var count: Int
    /// By how much AP at IoU 0.5 would rise without it, from 0 to 1; nil for what is correct.
    public var cost: Double?
  }

  /// COCO's numbers.
  public var summary: COCOSummary
  /// The kinds of error, the correct detections first.
  public var errors: [Kind]
  /// Which class is taken for which, from the score on that is best for all classes together.
  public var confusion: ConfusionMatrix
  /// For each class, and for all together, the score from which on detections are best shown.
  public var thresholds: ThresholdReport
  /// Who owns the classification loss; nil for detections of which nobody knows the network.
  public var ledger: LossOwners?

  /// Measures what was found in images.
  ///
  /// - Parameters:
  ///   - images: What was found in each and what is there.
  ///   - summary: COCO's numbers of these images, if they are known already.
  ///   - categories: The names of the classes.
  ///   - ledger: Who owns the detector's loss, if it is known.
  /// - Precondition: Every label is below the number of categories.
  public init(
    _ images: [EvaluatedImage], summary: COCOSummary? = nil, categories: [String], ledger: LossOwners? = nil
  ) {
    let summary = summary ?? COCOEvaluator(categories: categories).evaluate(images)
    let analysis = ErrorAnalysis(images, categories: categories)
    self.summary = summary
    self.ledger = ledger
    errors = ErrorKind.allCases.map { Kind(kind: $0, count: analysis.count($0), cost: analysis.costs[$0]) }
    thresholds = summary.thresholds
    confusion = ConfusionMatrix(
      images, categories: categories, scoreThreshold: thresholds.pooled?.threshold ?? Self.usualThreshold)
  }

  /// The score from which on detections are compared where no score is best, for nothing is right.
  private static let usualThreshold = 0.5

  /// All of it as text.
  public var text: String {
    ([summary.table, summary.classTable, errorText, confusionText, thresholdText] + [ledger?.text].compactMap(\.self))
      .joined(separator: "\n\n")
  }

  /// The kinds of error, and what each costs.
  public var errorText: String {
    let rows = errors.map {
      [$0.kind.rawValue, "\($0.count)", $0.cost.percent(none: ""), $0.kind.explanation]
    }
    return "Kinds of error at IoU 0.5, and how many points of AP50 each costs\n"
      + textTable([["kind", "count", "costs"]] + rows, columns: [.left, .right, .right, .left])
  }

  /// Which class is taken for which.
  public var confusionText: String {
    "Which class is taken for which, from score \(confusion.scoreThreshold.fixed(digits: 3)) on\n" + confusion.table
  }

  /// Where to cut the scores.
  public var thresholdText: String {
    "The score from which on precision and recall, in percent, are in balance (the largest F1)\n" + thresholds.table
  }
}
