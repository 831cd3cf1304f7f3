import Evaluation
import Randomness
import Testing
import _TestSupport

/// A curve from a picture: one character a detection by falling score, `+` right and `-` wrong.
func curve(_ picture: String, objects: Int) -> PrecisionRecallCurve {
  PrecisionRecallCurve(
    picture.enumerated().map { .init(score: 1 - Double($0.offset) / 1000, isTruePositive: $0.element == "+") },
    objectCount: objects)
}

/// A random curve of up to 60 detections with few distinct scores, so that many are equal.
func randomCurve(seed: UInt64, missed: ClosedRange<Int> = 0...10) -> PrecisionRecallCurve {
  var random = SeededGenerator(seed: seed)
  let detections = (0..<random.integer(in: 0...60)).map { _ in
    PrecisionRecallCurve.Scored(score: Double(random.integer(in: 0...12)) / 12, isTruePositive: random.chance(0.5))
  }
  return PrecisionRecallCurve(
    detections, objectCount: detections.count { $0.isTruePositive } + random.integer(in: missed))
}

@Suite("Precision–recall curve")
struct PrecisionRecallCurveTests {
  @Test("+-+ with three objects: precision 1/1, 1/2, 2/3 at recall 1/3, 1/3, 2/3")
  func worked() {
    let points = curve("+-+", objects: 3).points
    let precision: [Double] = [1.0 / 1, 1.0 / 2, 2.0 / 3]
    let recall: [Double] = [1.0 / 3, 1.0 / 3, 2.0 / 3]
    let f1: [Double] = [2.0 / (2 + 0 + 2), 2.0 / (2 + 1 + 2), 4.0 / (4 + 1 + 1)]
    #expect(points.map(\.counts.precision) == precision)
    #expect(points.map(\.counts.recall) == recall)
    #expect(points.map(\.counts.f1) == f1)
  }

  @Test("Detections are ranked by score, equal scores in their order of entry, not-a-number last")
  func ranking() {
    let detections: [PrecisionRecallCurve.Scored] = [
      .init(score: .nan, isTruePositive: true), .init(score: 0.5, isTruePositive: false),
      .init(score: 0.9, isTruePositive: true), .init(score: 0.5, isTruePositive: true),
    ]
    let ranked = PrecisionRecallCurve(detections, objectCount: 3).ranked
    #expect(ranked.map(\.isTruePositive) == [true, false, true, true])
    #expect(ranked.prefix(3).map(\.score) == [0.9, 0.5, 0.5] && ranked[3].score.isNaN)
  }

  @Test("The best threshold for ++-+--- with four objects is the fourth score: F1 = 2·3/(2·3 + 1 + 1) = 0.75")
  func best() throws {
    let best = try #require(curve("++-+---", objects: 4).best)
    let f1: Double = 2 * 3 / (2 * 3 + 1 + 1)
    #expect(best.counts.f1 == f1)
    #expect(best.threshold == 1 - 3.0 / 1000)
  }

  @Test("Of two thresholds with equal F1 the higher one is the best")
  func higher() throws {
    // F1: 2·1/(2·1 + 0 + 1) = 2/3, 2·1/(2·1 + 1 + 1) = 1/2, 2·1/5, 2·2/(2·2 + 2 + 0) = 2/3
    #expect(try #require(curve("+--+", objects: 2).best).threshold == 1)
  }

  @Test("No threshold parts equal scores: + - - at one score is one point, with precision 1/3")
  func equalScores() throws {
    let same = PrecisionRecallCurve(
      [true, false, false].map { .init(score: 0.5, isTruePositive: $0) }, objectCount: 1)
    let best = try #require(same.best)
    #expect(best.counts == DetectionCounts(truePositives: 1, falsePositives: 2))
    #expect(best.counts == same.counts(threshold: 0.5))
  }

  @Test("Without detections there are no points and no best threshold")
  func none() {
    #expect(curve("", objects: 3).points.isEmpty)
    #expect(curve("", objects: 3).best == nil)
    #expect(curve("", objects: 3).counts(threshold: 0) == DetectionCounts(falseNegatives: 3))
  }

  @Test("Recall never falls, and no threshold beats the best F1", arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    let curve = randomCurve(seed: seed, missed: 1...10)
    let recalls = curve.points.compactMap(\.counts.recall)
    #expect(recalls == recalls.sorted())
    for threshold in stride(from: 0.0, through: 1.1, by: 0.05) {
      #expect(curve.counts(threshold: threshold).f1 ?? 0 <= curve.best?.counts.f1 ?? 0)
    }
    if let best = curve.best { #expect(curve.counts(threshold: best.threshold) == best.counts) }
  }
}
