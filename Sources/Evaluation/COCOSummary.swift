// The twelve numbers of COCO's evaluation, each class by itself, and the table as pycocotools prints it.

import Foundation
import Text

/// The result of COCO's evaluation.
///
/// Every number lies in 0 ... 1, or is `nil` where there was no object to find.
public struct COCOSummary: Hashable, Sendable, Codable {
  /// Mean over IoU thresholds 0.50 … 0.95: what is called mAP@[.5:.95].
  public var ap: Double?
  /// At IoU 0.50.
  public var ap50: Double?
  /// At IoU 0.75.
  public var ap75: Double?
  /// Objects of at most 32² px.
  public var apSmall: Double?
  /// Objects of 32² … 96² px.
  public var apMedium: Double?
  /// Objects of at least 96² px.
  public var apLarge: Double?
  /// Average recall with one detection a class and image.
  public var ar1: Double?
  /// Average recall with ten detections a class and image.
  public var ar10: Double?
  /// Average recall with a hundred detections a class and image.
  public var ar100: Double?
  /// Average recall of objects of at most 32² px.
  public var arSmall: Double?
  /// Average recall of objects of 32² … 96² px.
  public var arMedium: Double?
  /// Average recall of objects of at least 96² px.
  public var arLarge: Double?
  /// One entry for each category, in order.
  public var perClass: [ClassResult]
  /// The one score threshold for all classes with the largest F1 at IoU 0.50; `nil` if there is none.
  public var best50: PrecisionRecallCurve.OperatingPoint?

  /// One class by itself.
  public struct ClassResult: Hashable, Sendable, Codable {
    /// Its name.
    public var category: String
    /// How many objects of it there are, crowds not counted.
    public var objects: Int
    /// Mean over the ten IoU thresholds.
    public var ap: Double?
    /// At IoU 0.50.
    public var ap50: Double?
    /// At IoU 0.50, precision at the 101 recalls 0, 0.01, … 1 of `AveragePrecision.cocoRecalls`; empty without objects.
    public var precision50: [Double]
    /// The score threshold of the largest F1 at IoU 0.50; `nil` if there is none.
    public var best50: PrecisionRecallCurve.OperatingPoint?
  }

  init(categories: [String], results: [ClassEvaluation]) {
    func ap(area: Int, thresholds: some Sequence<Int> = 0..<10) -> Double? {
      mean(results.flatMap { result in thresholds.flatMap { result.precision[area]?[$0] ?? [] } })
    }
    func ar(area: Int) -> Double? { mean(results.flatMap { $0.recall[area] ?? [] }) }
    func ar(limit: Int) -> Double? { mean(results.flatMap { $0.recallByLimit[limit] ?? [] }) }

    self.ap = ap(area: 0)
    (ap50, ap75) = (ap(area: 0, thresholds: [0]), ap(area: 0, thresholds: [5]))
    (apSmall, apMedium, apLarge) = (ap(area: 1), ap(area: 2), ap(area: 3))
    (ar1, ar10, ar100) = (ar(limit: 0), ar(limit: 1), ar(limit: 2))
    (arSmall, arMedium, arLarge) = (ar(area: 1), ar(area: 2), ar(area: 3))
    perClass = zip(categories, results).map { category, result in
      let precision = result.precision[0]
      return ClassResult(
        category: category, objects: result.objectCount, ap: mean((precision ?? []).flatMap { $0 }),
        ap50: mean(precision?[0] ?? []), precision50: precision?[0] ?? [], best50: result.curve.best)
    }
    best50 = PrecisionRecallCurve(pooling: results.map(\.curve)).best
  }

  /// The score thresholds of the largest F1 at IoU 0.50, class by class and for all classes together.
  public var thresholds: ThresholdReport {
    ThresholdReport(
      perClass: perClass.map { .init(category: $0.category, objects: $0.objects, best: $0.best50) }, pooled: best50)
  }

  /// The twelve numbers in COCO's order, with what each is.
  public var numbers: [(name: String, value: Double?)] {
    [
      ("AP", ap), ("AP50", ap50), ("AP75", ap75), ("AP small", apSmall), ("AP medium", apMedium),
      ("AP large", apLarge), ("AR1", ar1), ("AR10", ar10), ("AR100", ar100), ("AR small", arSmall),
      ("AR medium", arMedium), ("AR large", arLarge),
    ]
  }

  /// The twelve lines, character by character as pycocotools prints them, with its -1.000 for `nil`.
  public var table: String {
    let rows: [(kind: String, iou: String, area: AreaRange, limit: Int)] =
      [
        ("AP", "0.50:0.95", .all, 100), ("AP", "0.50", .all, 100), ("AP", "0.75", .all, 100),
        ("AP", "0.50:0.95", .small, 100), ("AP", "0.50:0.95", .medium, 100), ("AP", "0.50:0.95", .large, 100),
        ("AR", "0.50:0.95", .all, 1), ("AR", "0.50:0.95", .all, 10), ("AR", "0.50:0.95", .all, 100),
        ("AR", "0.50:0.95", .small, 100), ("AR", "0.50:0.95", .medium, 100), ("AR", "0.50:0.95", .large, 100),
      ]
    return zip(rows, numbers).map { row, number in
      let title = (row.kind == "AP" ? "Average Precision" : "Average Recall").padded(to: 18)
      let area = row.area.name.padded(to: 6, .right)
      let limit = String(row.limit).padded(to: 3, .right)
      let value = (number.value ?? -1).fixed(digits: 3)
      return " \(title) (\(row.kind)) @[ IoU=\(row.iou.padded(to: 9)) | area=\(area) | maxDets=\(limit) ] = \(value)"
    }.joined(separator: "\n")
  }
}
