// COCO's evaluation with other thresholds, limits and areas than COCO's.

import Boxes
import Evaluation
import Testing

@Suite("COCO evaluation with options")
struct COCOOptionsTests {
  /// Means of many numbers are right up to rounding.
  private func close(_ values: [Double?], _ expected: [Double?]) -> Bool {
    values.count == expected.count
      && zip(values, expected).allSatisfy { ($0 == nil) == ($1 == nil) && abs(($0 ?? 0) - ($1 ?? 0)) < 1e-12 }
  }

  /// 150 objects in a row, each found, the earlier ones with higher scores.
  private let many: EvaluatedImage = {
    let boxes = (0..<150).map { Box(xMin: Double(20 * $0), yMin: 0, xMax: Double(20 * $0 + 10), yMax: 10) }
    return EvaluatedImage(
      detections: boxes.enumerated().map { Detection(box: $1, label: 0, score: 1 - Double($0) / 1000) },
      objects: boxes.map { LabeledBox(box: $0, label: 0) })
  }()

  @Test("150 objects in one image: two thirds of them are all that COCO's limit of 100 admits, all with a limit of 150")
  func limits() {
    let usual = COCOEvaluator(categories: ["a"]).evaluate([many])
    #expect(close([usual.ar100, usual.ap], [100.0 / 150, 67.0 / 101]))
    let more = COCOEvaluator(categories: ["a"], detectionLimits: [1, 10, 150]).evaluate([many])
    #expect(close([more.ap, more.ar100, more.ar10], [1, nil, 10.0 / 150]))
    #expect(close(more.byLimit.map(\.ar), [1.0 / 150, 10.0 / 150, 1]))
    #expect(more.numbers.map(\.name)[6...8] == ["AR1", "AR10", "AR150"])
    #expect(more.table.contains("Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=150 ] = 1.000"))
  }

  @Test("One threshold: AP is AP at it, and the thresholds that were not asked for have no number")
  func thresholds() {
    let object = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10)
    // IoU 0.7
    let image = EvaluatedImage(
      detections: [Detection(box: Box(xMin: 0, yMin: 0, xMax: 7, yMax: 10), label: 0, score: 0.5)],
      objects: [LabeledBox(box: object, label: 0)])
    func summary(_ thresholds: [Double]) -> COCOSummary {
      COCOEvaluator(categories: ["a"], iouThresholds: thresholds).evaluate([image])
    }
    func numbers(_ thresholds: [Double]) -> [Double?] {
      let summary = summary(thresholds)
      return [summary.ap, summary.ap50, summary.ap75]
    }
    #expect(close(numbers([0.7]), [1, nil, nil]))
    #expect(close(numbers([0.75]), [0, nil, 0]))
    #expect(close(numbers([0.5, 0.75]), [0.5, 1, 0]))
    // The curve from which a score is chosen is that at 0.5, whatever was asked for.
    #expect(summary([0.75]).best50?.counts.truePositives == 1)
    #expect(
      summary([0.7]).table.hasPrefix(" Average Precision  (AP) @[ IoU=0.70      | area=   all | maxDets=100 ] = 1.000"))
  }

  @Test("Ranges of areas of one's own: each has its AP and AR, both ends included")
  func areas() {
    let tiny = AreaRange(name: "tiny", lowerBound: 0, upperBound: 100)
    let rest = AreaRange(name: "rest", lowerBound: 101, upperBound: 1e10)
    let summary = COCOEvaluator(categories: ["a"], areas: [tiny, rest]).evaluate([many])
    #expect(summary.byArea.map(\.area) == [tiny, rest])
    #expect(close([summary.byArea[0].ar, summary.byArea[1].ap], [100.0 / 150, nil]))
    #expect(summary.apSmall == nil && summary.numbers.map(\.name)[3...4] == ["AP tiny", "AP rest"])
  }

  @Test("COCO's own values, given, are the defaults")
  func defaults() {
    let images = randomImages(seed: 3, count: 12, crowds: 0.1)
    let given = COCOEvaluator(
      categories: ["a", "b", "c"], iouThresholds: COCOEvaluator.iouThresholds, detectionLimits: [1, 10, 100],
      areas: [.all, .small, .medium, .large])
    #expect(given.evaluate(images) == COCOEvaluator(categories: ["a", "b", "c"]).evaluate(images))
  }
}
