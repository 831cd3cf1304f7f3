// The page on average precision: a ranking of right and wrong detections that one makes by hand, and its curve.

import Evaluation
import Text

extension Answer {
  /// Precision and recall of a ranking, and what becomes of them as one number.
  ///
  /// ```
  /// inputs     the number of objects, then for each detection by falling score its score and whether it is right
  /// numbers    for each detection recall and precision; then the 101 precisions that COCO takes the mean of; then AP
  ///            by COCO, by all points, by eleven points (-1 where there is none)
  /// texts      the three APs, the best F1 in a sentence; for each detection: TP, FP, precision, recall
  /// ```
  public static func curve(_ inputs: [Double]) -> Answer {
    var inputs = Inputs(inputs)
    guard let objects = inputs.integer(in: 0..<1_001) else { return nothing }
    var detections: [PrecisionRecallCurve.Scored] = []
    while let score = inputs.number(in: 0...1), let isRight = inputs.flag() {
      detections.append(.init(score: score, isTruePositive: isRight))
    }
    let right = detections.count { $0.isTruePositive }
    guard right <= objects else { return nothing }

    let curve = PrecisionRecallCurve(detections, objectCount: objects)
    var answer = Answer()
    var rows: [String] = []
    for point in curve.points {
      let counts = point.counts
      answer.numbers += [counts.recall ?? 0, counts.precision ?? 0]
      rows += [
        "\(counts.truePositives)", "\(counts.falsePositives)", counts.precision.fixed(digits: 4),
        counts.recall.fixed(digits: 4),
      ]
    }
    answer.numbers += AveragePrecision.precisions(curve)
    for rule in [AveragePrecision.coco, .allPoints, .elevenPoints] {
      let value = rule.value(curve)
      answer.numbers.append(value ?? -1)
      answer.texts.append(value.fixed(digits: 6))
    }
    answer.texts.append(best(curve))
    answer.texts += rows
    return answer
  }

  private static func best(_ curve: PrecisionRecallCurve) -> String {
    guard let best = curve.best, let f1 = best.counts.f1 else {
      return "There is no F1 where nothing is detected or nothing was there."
    }
    return "The best F1 is \(f1.fixed(digits: 4)), at a threshold of \(best.threshold.fixed(digits: 2)): "
      + "precision \(best.counts.precision.fixed(digits: 4)), recall \(best.counts.recall.fixed(digits: 4))."
  }
}
