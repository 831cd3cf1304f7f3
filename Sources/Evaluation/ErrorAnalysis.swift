// How many errors of each kind a detector makes, and how much average precision each kind costs.
// What an error is stands in ErrorFinder.swift.

import Foundation
import Text

/// The errors of a detector over a set of images: how many of each kind, in each class, and what they cost.
///
/// ```
/// cost of a kind = max(0, mAP with the errors of that kind set right - mAP)
///
/// classification   becomes right, in the object's class     if the object is not found and no error with a better
/// localization     becomes right                            score points at it; else it goes
/// both, duplicate, background                               go
/// missed                                                    the objects are no longer to be found
/// ```
///
/// mAP is the mean over classes of `AveragePrecision.coco`'s kind of area at one IoU threshold, with TIDE's 101 recalls
/// i / 100, and over every class that is there or was detected: one that is not there has 0.
///
/// Properties:
/// - The counts of the detections' kinds add up to the detections looked at, but for those on crowds.
/// - Every cost lies in 0 ... 1, and is 0 for a kind without errors.
/// - The objects themselves as detections have mAP 1 and no error.
///
/// The costs do not add up to 1 - mAP: each is what one kind costs while all others stay.
///
/// Source: Bolya et al., "TIDE", 2020, section 2.3, and its package `tidecv` 1.0.1, which gives 100 times these
/// numbers.
public struct ErrorAnalysis: Hashable, Sendable {
  /// The names of the classes.
  public let categories: [String]
  /// How often each kind occurs in each class: the detection's, or the missed object's.
  public let counts: [[ErrorKind: Int]]
  /// Mean average precision at the foreground threshold, from 0 to 1; 0 if there is nothing at all.
  public let meanAP: Double
  /// What each kind of error costs in mean average precision.
  public let costs: [ErrorKind: Double]
  /// What false positives of all kinds cost: the rise of mAP if all of them scored below all finds.
  public let falsePositiveCost: Double
  /// What false negatives cost: the rise of mAP if what is not found were not to be found.
  public let falseNegativeCost: Double

  /// Analyzes the detections of a set of images.
  /// - Precondition: every label is below the number of categories.
  public init(_ images: [EvaluatedImage], categories: [String], finder: ErrorFinder = ErrorFinder()) {
    var table = ErrorTable(classes: categories.count)
    for image in images {
      for object in image.objects { check(label: object.label, of: categories) }
      for detection in image.detections { check(label: detection.label, of: categories) }
      table.add(image, finder)
    }
    self.categories = categories
    counts = table.counts
    let meanAP = table.meanAP
    self.meanAP = meanAP
    costs = Dictionary(
      uniqueKeysWithValues: ErrorKind.errors.map { ($0, max(0, table.meanAP(fixing: $0) - meanAP)) })
    falsePositiveCost = table.meanAPWithoutFalsePositives - meanAP
    falseNegativeCost = table.meanAPWithoutFalseNegatives - meanAP
  }

  /// How often a kind occurs in all classes.
  public func count(_ kind: ErrorKind) -> Int { counts.reduce(0) { $0 + ($1[kind] ?? 0) } }

  /// A line for each kind: how often, what it costs in points of mAP, what it means.
  public var table: String {
    let rows = ErrorKind.allCases.map { kind in
      [kind.rawValue, String(count(kind)), costs[kind].percent(none: ""), kind.explanation]
    }
    return textTable([["kind", "count", "costs AP"]] + rows, columns: [.left, .right, .right, .left])
  }

  /// A line for each class with the count of each kind.
  public var classTable: String {
    textTable(
      [["class"] + ErrorKind.allCases.map(\.rawValue)]
        + zip(categories, counts).map { category, counts in
          [category] + ErrorKind.allCases.map { String(counts[$0] ?? 0) }
        })
  }
}
