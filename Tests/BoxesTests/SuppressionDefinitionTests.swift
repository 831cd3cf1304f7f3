// The fast non-maximum suppression against its definition.

import Boxes
import Randomness
import Testing
import _TestSupport

@Suite("Non-maximum suppression and its definition")
struct SuppressionDefinitionTests {
  private func suppressions(_ threshold: Double) -> [NonMaximumSuppression] {
    [true, false].flatMap { perClass in
      PixelConvention.allCases.flatMap { pixels in
        [true, false].map {
          NonMaximumSuppression(iouThreshold: threshold, perClass: perClass, pixels: pixels, includesThreshold: $0)
        }
      }
    }
  }

  private func difference(_ suppression: NonMaximumSuppression, _ detections: [Detection], limit: Int = .max) -> String?
  {
    firstDifference(
      suppression.kept(detections, limit: limit), suppression.keptByDefinition(detections, limit: limit))
  }

  /// Whole and half pixels make boxes that are equal, that touch, and IoUs of exactly the threshold.
  private func detections(_ count: Int, classes: Int, _ generator: inout SeededGenerator) -> [Detection] {
    let step = [0.5, 1, 7, 1e-3][generator.integer(in: 0...3)]
    return (0..<count).map { _ in
      func edge(_ range: ClosedRange<Double>) -> Double { (generator.uniform(in: range) / step).rounded() * step }
      let (x, y, size) = (edge(-20...300), edge(-20...200), generator.uniform(in: 1...60))
      return Detection(
        box: Box(xMin: x, yMin: y, xMax: x + edge(-1...size), yMax: y + edge(-1...size)),
        label: generator.integer(in: 0...classes - 1) * 1_000_003 - 5,
        score: generator.integer(in: 0...20) == 0 ? .nan : Double(generator.integer(in: 0...60)) / 60)
    }
  }

  @Test(
    "It keeps the same detections in the same order: ties, NaN scores, boxes without area and inside out",
    arguments: [0, 0.05, 0.1, 0.2, 1.0 / 3, 0.5, 0.6, 0.75, 1])
  func same(threshold: Double) {
    for seed in 0..<12 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let count = [0, 1, 2, 60, 450, 900][Int(seed % 6)]
      let detections = detections(count, classes: generator.integer(in: 1...4), &generator)
      for suppression in suppressions(threshold) {
        #expect(difference(suppression, detections) == nil, "seed \(seed), \(suppression)")
        #expect(difference(suppression, detections, limit: 7) == nil, "seed \(seed), \(suppression), limit 7")
      }
    }
  }

  @Test("Infinite edges, edges that are no number, boxes of the size of rounding errors and very large ones")
  func strange() {
    let numbers = [
      0, -0.0, 10, 20, 1e9, 1e9 + 2e-7, 1e17, 1e17 + 16, -1e120, 1e300, .infinity, -.infinity, .nan,
      Double.leastNonzeroMagnitude,
    ]
    for seed in 0..<30 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      func edge() -> Double { numbers[generator.integer(in: 0...numbers.count - 1)] }
      var detections = detections(seed % 2 == 0 ? 20 : 430, classes: 1, &generator)
      detections += (0..<40).map { _ in
        Detection(
          box: Box(xMin: edge(), yMin: edge(), xMax: edge(), yMax: edge()), label: -5,
          score: generator.uniform(in: 0...1))
      }
      for threshold in [0.3, 0.5] {
        for suppression in suppressions(threshold) {
          #expect(difference(suppression, detections) == nil, "seed \(seed), \(suppression)")
        }
      }
    }
  }

  @Test("Many: 5 000 boxes of all sizes between 2 and 600 pixels", arguments: [0.3, 0.5, 0.7])
  func many(threshold: Double) {
    var generator = SeededGenerator(seed: 9)
    let detections = (0..<5_000).map { _ in
      let scale = generator.uniform(in: 0...1) * generator.uniform(in: 0...1)
      return Detection(
        box: Box(
          centerX: generator.uniform(in: 0...1_333), centerY: generator.uniform(in: 0...800),
          width: 2 + 600 * scale, height: 2 + 600 * scale * generator.uniform(in: 0.3...1)),
        label: generator.integer(in: 0...1), score: generator.uniform(in: 0...1))
    }
    for suppression in suppressions(threshold) {
      #expect(difference(suppression, detections) == nil, "\(suppression)")
    }
  }
}
