import Evaluation
import Randomness
import Testing
import _TestSupport

@Suite("Precision, recall and F1")
struct DetectionCountsTests {
  @Test("3 right, 1 wrong, 2 missed: precision 3/4, recall 3/5, F1 2·3/(2·3 + 1 + 2) = 2/3")
  func worked() throws {
    let counts = DetectionCounts(truePositives: 3, falsePositives: 1, falseNegatives: 2)
    let precision: Double = 3 / (3 + 1)
    let recall: Double = 3 / (3 + 2)
    let f1: Double = 2 * 3 / (2 * 3 + 1 + 2)
    #expect(counts.precision == precision && counts.recall == recall && counts.f1 == f1)
  }

  @Test("F1 is the harmonic mean of precision and recall: 2 · 0.75 · 0.6 / (0.75 + 0.6)")
  func harmonic() throws {
    let counts = DetectionCounts(truePositives: 3, falsePositives: 1, falseNegatives: 2)
    let expected: Double = 2 * 0.75 * 0.6 / (0.75 + 0.6)
    #expect(isClose(try #require(counts.f1), expected, relative: 1e-15))
  }

  @Test("Nothing detected has no precision, nothing to find no recall, neither no F1")
  func undefined() {
    let missed = DetectionCounts(falseNegatives: 4)
    #expect(missed.precision == nil && missed.recall == 0 && missed.f1 == 0)
    let invented = DetectionCounts(falsePositives: 4)
    #expect(invented.precision == 0 && invented.recall == nil && invented.f1 == 0)
    #expect(DetectionCounts().f1 == nil)
  }

  @Test("Nothing wrong and nothing missed is F1 = 1, and only that")
  func perfect() {
    #expect(DetectionCounts(truePositives: 5).f1 == 1)
    #expect(DetectionCounts(truePositives: 5, falsePositives: 1).f1 != 1)
    #expect(DetectionCounts(truePositives: 5, falseNegatives: 1).f1 != 1)
  }

  @Test("F1 lies between precision and recall", arguments: 0..<20 as Range<UInt64>)
  func between(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let counts = DetectionCounts(
      truePositives: random.integer(in: 1...50), falsePositives: random.integer(in: 0...50),
      falseNegatives: random.integer(in: 0...50))
    let (precision, recall) = (try #require(counts.precision), try #require(counts.recall))
    let f1 = try #require(counts.f1)
    #expect(min(precision, recall) - 1e-15 <= f1 && f1 <= max(precision, recall) + 1e-15)
  }

  @Test("Counts of two sets add up")
  func sum() {
    let a = DetectionCounts(truePositives: 1, falsePositives: 2, falseNegatives: 3)
    let b = DetectionCounts(truePositives: 10, falsePositives: 20, falseNegatives: 30)
    #expect(a + b == DetectionCounts(truePositives: 11, falsePositives: 22, falseNegatives: 33))
  }
}
