// The twelve numbers of COCO's evaluation, each class by itself, and the table as pycocotools prints it.

import Foundation
import Text

/// The result of COCO's evaluation.
///
/// Every number lies in 0 ... 1, or is `nil` where there was no object to find, or where the evaluator was asked for
/// other thresholds, areas or limits than COCO's.
public struct COCOSummary: Hashable, Sendable, Codable {
  /// Mean over the IoU thresholds, 0.50 … 0.95: what is called mAP@[.5:.95].
  public var ap: Double?
  /// At IoU 0.50, if that is one of the thresholds.
  public var ap50: Double?
  /// At IoU 0.75, if that is one of the thresholds.
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
  /// The IoU thresholds, rising.
  public var iouThresholds: [Double]
  /// One entry for each limit of detections, rising.
  public var byLimit: [LimitResult]
  /// One entry for each range of areas beside that of all, in order.
  public var byArea: [AreaResult]
  /// One entry for each category, in order.
  public var perClass: [ClassResult]
  /// The one score threshold for all classes with the largest F1 at IoU 0.50; `nil` if there is none.
  public var best50: PrecisionRecallCurve.OperatingPoint?

  /// Recall with at most so many detections of a class in an image.
  public struct LimitResult: Hashable, Sendable, Codable {
    /// How many detections count.
    public var detections: Int
    /// Average recall.
    public var ar: Double?
  }

  /// Objects of some areas alone.
  public struct AreaResult: Hashable, Sendable, Codable {
    /// Their areas.
    public var area: AreaRange
    /// Mean over the IoU thresholds.
    public var ap: Double?
    /// Average recall.
    public var ar: Double?
  }

  /// One class by itself.
  public struct ClassResult: Hashable, Sendable, Codable {
    /// Its name.
    public var category: String
    /// How many objects of it there are, crowds not counted.
    public var objects: Int
    /// Mean over the IoU thresholds.
    public var ap: Double?
    /// At IoU 0.50, if that is one of the thresholds.
    public var ap50: Double?
    /// At IoU 0.50, precision at the 101 recalls 0, 0.01, … 1 of `AveragePrecision.cocoRecalls`; empty without objects.
    public var precision50: [Double]
    /// The score threshold of the largest F1 at IoU 0.50; `nil` if there is none.
    public var best50: PrecisionRecallCurve.OperatingPoint?
  }

  init(_ evaluator: COCOEvaluator, results: [ClassEvaluation]) {
    let thresholds = evaluator.iouThresholds
    func ap(area: Int, thresholds: some Sequence<Int>) -> Double? {
      mean(results.flatMap { result in thresholds.flatMap { result.precision[area]?[$0] ?? [] } })
    }
    func ap(at threshold: Double) -> Double? {
      thresholds.firstIndex(of: threshold).flatMap { ap(area: 0, thresholds: [$0]) }
    }
    func ap(area: Int) -> Double? { ap(area: area, thresholds: thresholds.indices) }
    func ar(area: Int) -> Double? { mean(results.flatMap { $0.recall[area] ?? [] }) }
    func ar(limit: Int) -> Double? { mean(results.flatMap { $0.recallByLimit[limit] ?? [] }) }

    let byLimit = evaluator.detectionLimits.enumerated().map { LimitResult(detections: $1, ar: ar(limit: $0)) }
    let byArea = evaluator.areas.enumerated().map { AreaResult(area: $1, ap: ap(area: $0 + 1), ar: ar(area: $0 + 1)) }
    func found(_ detections: Int) -> Double? { byLimit.first { $0.detections == detections }?.ar }
    func result(_ area: AreaRange) -> AreaResult? { byArea.first { $0.area == area } }

    (self.ap, ap50, ap75) = (ap(area: 0), ap(at: 0.5), ap(at: 0.75))
    (apSmall, apMedium, apLarge) = (result(.small)?.ap, result(.medium)?.ap, result(.large)?.ap)
    (ar1, ar10, ar100) = (found(1), found(10), found(100))
    (arSmall, arMedium, arLarge) = (result(.small)?.ar, result(.medium)?.ar, result(.large)?.ar)
    (iouThresholds, self.byLimit, self.byArea) = (thresholds, byLimit, byArea)
    let half = thresholds.firstIndex(of: 0.5)
    perClass = zip(evaluator.categories, results).map { category, result in
      ClassResult(
        category: category, objects: result.objectCount, ap: mean((result.precision[0] ?? []).flatMap { $0 }),
        ap50: half.flatMap { mean(result.precision[0]?[$0] ?? []) }, precision50: result.precision50 ?? [],
        best50: result.curve.best)
    }
    best50 = PrecisionRecallCurve(pooling: results.map(\.curve)).best
  }

  /// The score thresholds of the largest F1 at IoU 0.50, class by class and for all classes together.
  public var thresholds: ThresholdReport {
    ThresholdReport(
      perClass: perClass.map { .init(category: $0.category, objects: $0.objects, best: $0.best50) }, pooled: best50)
  }

  /// COCO's numbers in its order, twelve by default, with what each is.
  public var numbers: [(name: String, value: Double?)] {
    [("AP", ap), ("AP50", ap50), ("AP75", ap75)] + byArea.map { ("AP \($0.area.name)", $0.ap) }
      + byLimit.map { ("AR\($0.detections)", $0.ar) } + byArea.map { ("AR \($0.area.name)", $0.ar) }
  }

  /// The lines, twelve by default, character by character as pycocotools prints them, with its -1.000 for `nil`.
  public var table: String {
    let most = byLimit.last?.detections ?? 0
    let (first, last) = (iouThresholds.first ?? 0, iouThresholds.last ?? 0)
    let range = String(format: first == last ? "%.2f" : "%.2f:%.2f", first, last)
    let rows: [(kind: String, iou: String, area: AreaRange, limit: Int)] =
      [("AP", range, .all, most), ("AP", "0.50", .all, most), ("AP", "0.75", .all, most)]
      + byArea.map { ("AP", range, $0.area, most) } + byLimit.map { ("AR", range, .all, $0.detections) }
      + byArea.map { ("AR", range, $0.area, most) }
    return zip(rows, numbers).map { row, number in
      let title = (row.kind == "AP" ? "Average Precision" : "Average Recall").padded(to: 18)
      let area = row.area.name.padded(to: 6, .right)
      let limit = String(row.limit).padded(to: 3, .right)
      let value = (number.value ?? -1).fixed(digits: 3)
      return " \(title) (\(row.kind)) @[ IoU=\(row.iou.padded(to: 9)) | area=\(area) | maxDets=\(limit) ] = \(value)"
    }.joined(separator: "\n")
  }
}
