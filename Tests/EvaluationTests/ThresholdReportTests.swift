import Evaluation
import Testing
import _TestSupport

@Suite("Best thresholds")
struct ThresholdReportTests {
  @Test("Two classes by hand: macro F1 (1 + 2/3)/2, micro F1 at one threshold 2·3/(2·3 + 1 + 0) = 6/7")
  func worked() throws {
    // Cats: both found at 1 and 0.999. Dogs: wrong at 1, found at 0.999: best is 2·1/(2·1 + 1 + 0).
    let report = ThresholdReport(
      categories: ["cat", "dog"], curves: [curve("++", objects: 2), curve("-+", objects: 1)])
    #expect(isClose(try #require(report.macroF1), (1 + 2.0 / 3) / 2))
    #expect(report.pooled?.threshold == 1 - 1.0 / 1000)
    #expect(report.pooled?.counts == DetectionCounts(truePositives: 3, falsePositives: 1))
    #expect(isClose(try #require(report.microF1), 6.0 / 7))
    #expect(
      report.table == """
        class               objects  score from  precision  recall     F1  right  wrong  missed
        cat                       2       0.999      100.0   100.0  100.0      2      0       0
        dog                       1       0.999       50.0   100.0   66.7      1      1       0
        all, one threshold        3       0.999       75.0   100.0   85.7      3      1       0
        """)
  }

  @Test("A class without objects has no best threshold, but what is detected of it is wrong in the pooled numbers")
  func absent() {
    let report = ThresholdReport(
      categories: ["cat", "dog"], curves: [curve("+", objects: 1), curve("-", objects: 0)])
    #expect(report.perClass[1].best == nil)
    #expect(report.macroF1 == 1)
    #expect(report.pooled?.counts == DetectionCounts(truePositives: 1, falsePositives: 1))
  }

  @Test("A class with objects and no detections has F1 0 in the macro mean; without any object there is none")
  func none() {
    let report = ThresholdReport(
      categories: ["cat", "dog"], curves: [curve("+", objects: 1), curve("", objects: 2)])
    #expect(report.macroF1 == 0.5)
    let empty = ThresholdReport(categories: ["cat"], curves: [curve("", objects: 0)])
    #expect(empty.macroF1 == nil && empty.microF1 == nil)
    #expect(
      empty.table.hasSuffix("all, one threshold        0           -          -       -   -      -      -       -"))
  }

  @Test("One class is its own whole: macro and micro F1 are equal", arguments: 0..<20 as Range<UInt64>)
  func one(seed: UInt64) {
    let report = ThresholdReport(categories: ["cat"], curves: [randomCurve(seed: seed, missed: 1...10)])
    #expect(report.macroF1 == report.microF1 ?? 0)
  }

  @Test(
    "No threshold for all has a larger F1 than the pooled best, whose counts are the sum of the classes' there",
    arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) throws {
    let curves = (0..<3).map { randomCurve(seed: 3 * seed + $0, missed: 1...5) }
    let report = ThresholdReport(categories: ["a", "b", "c"], curves: curves)
    func counts(_ threshold: Double) -> DetectionCounts {
      curves.map { $0.counts(threshold: threshold) }.reduce(DetectionCounts(), +)
    }
    let pooled = try #require(report.pooled)
    #expect(counts(pooled.threshold) == pooled.counts)
    for threshold in stride(from: 0.0, through: 1, by: 0.05) {
      #expect(counts(threshold).f1 ?? 0 <= report.microF1 ?? 0)
    }
  }

  @Test("COCO's summary has the report of its curves at IoU 0.5", arguments: 0..<5 as Range<UInt64>)
  func coco(seed: UInt64) {
    let images = randomImages(seed: seed, count: 20, crowds: 0.1)
    let names = ["a", "b", "c"]
    let report = COCOEvaluator(categories: names).evaluate(images).thresholds
    let curves = names.indices.map { label in
      var scored: [PrecisionRecallCurve.Scored] = []
      for image in images {
        for (detection, outcome) in zip(image.detections, DetectionMatcher().outcomes(image))
        where detection.label == label && outcome != .ignored {
          scored.append(.init(score: detection.score, isTruePositive: outcome != .falsePositive))
        }
      }
      return PrecisionRecallCurve(
        scored, objectCount: images.flatMap(\.objects).count { $0.label == label && !$0.isCrowd })
    }
    #expect(report == ThresholdReport(categories: names, curves: curves))
  }
}
