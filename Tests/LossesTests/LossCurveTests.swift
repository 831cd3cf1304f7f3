// The cumulative curve of the paper's Figure 4, on distributions whose curve can be worked out.

import Boxes
import Foundation
import Losses
import Randomness
import Testing
import _TestSupport

@Suite("Cumulative loss: Figure 4")
struct LossCurveTests {
  @Test("Losses 1, 2, 3, 4 add up to 0.1, 0.3, 0.6, 1; the hardest half owns 0.7, between two examples in proportion")
  func worked() {
    let curve = LossCurve([3, 1, 4, 2])
    let expected: [Double] = [0.1, 0.3, 0.6, 1]
    #expect(curve.cumulative == expected)
    #expect(curve.share(ofEasiest: 0.5) == 0.3)
    #expect(isClose(curve.share(ofHardest: 0.5), 0.7))
    #expect(isClose(curve.share(ofEasiest: 0.375), (0.1 + 0.3) / 2))
    #expect(curve.share(ofEasiest: 0) == 0 && curve.share(ofEasiest: 1) == 1)
    #expect(curve.share(ofHardest: 0) == 0 && curve.share(ofHardest: 1) == 1)
  }

  @Test("90 easy negatives at p = 0.1, 10 hard ones at 0.9: the hard tenth owns 70.8 % of CE and 99.5 % at γ = 2")
  func twoValues() {
    let curve = { (gamma: Double) in
      let loss = FocalLoss(alpha: .none, gamma: gamma)
      let costs = [0.1, 0.9].map { loss.value(probability: $0, isPositive: false) }
      return LossCurve(Array(repeating: costs[0], count: 90) + Array(repeating: costs[1], count: 10))
    }
    let (hard, easy) = (10 * -log(0.1), 90 * -log(0.9))
    #expect(isClose(curve(0).share(ofHardest: 0.1), hard / (hard + easy)))
    #expect(rounds(100 * curve(0).share(ofHardest: 0.1), to: 70.8, digits: 1))
    #expect(isClose(curve(2).share(ofHardest: 0.1), 0.81 * hard / (0.81 * hard + 0.01 * easy)))
    #expect(rounds(100 * curve(2).share(ofHardest: 0.1), to: 99.5, digits: 1))
  }

  @Test("Negatives spread evenly over 0...1: the hardest tenth owns 33.0 % of CE, and 49.6 % at γ = 2")
  func evenlySpread() {
    // With q = 1 - p: ∫ -ln q = q (1 - ln q), ∫ -q ln q = q² (1/4 - ln q / 2), ∫ -q² ln q = q³ (1/9 - ln q / 3).
    let (q, ln) = (0.1, log(0.1))
    let entropy = q * (1 - ln)
    let focal = entropy - 2 * (q * q * (0.25 - ln / 2)) + q * q * q * (1.0 / 9 - ln / 3)
    #expect(isClose(1 - 2.0 / 4 + 1.0 / 9, 11.0 / 18))
    #expect(rounds(entropy, to: 0.33026, digits: 5))
    #expect(rounds(focal, to: 0.30311, digits: 5))
    #expect(rounds(100 * entropy, to: 33.0, digits: 1))
    #expect(rounds(100 * focal / (11.0 / 18), to: 49.6, digits: 1))
    // 100 000 negatives in the middles of their intervals come near the integrals.
    let curves = FocusCurves.curves(
      logits: (0..<100_000).map { index in
        let p = (Double(index) + 0.5) / 100_000
        return [log(p / (1 - p))]
      }, targets: Array(repeating: .negative, count: 100_000), gammas: [0, 2])
    #expect(abs(curves[0].negatives.share(ofHardest: 0.1) - entropy) < 1e-5)
    #expect(abs(curves[1].negatives.share(ofHardest: 0.1) - focal / (11.0 / 18)) < 1e-5)
    #expect(curves[0].positives.cumulative == [])
  }

  @Test(
    "The curve rises to 1 under the diagonal; α plays no part; a larger γ sags more", arguments: 0..<20 as Range<UInt64>
  )
  func laws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let logits = (0..<50).map { _ in [generator.uniform(in: -6...4)] }
    let targets: [AnchorTarget] = logits.map { _ in generator.chance(0.3) ? .positive(label: 0) : .negative }
    let curves = FocusCurves.curves(logits: logits, targets: targets)
    #expect(curves.map(\.gamma) == [0, 0.5, 1, 2])
    for pair in curves {
      for curve in [pair.positives, pair.negatives] {
        let count = Double(curve.cumulative.count)
        for (index, value) in curve.cumulative.enumerated() {
          #expect(value <= (Double(index) + 1) / count + 1e-12)
        }
        #expect(curve.cumulative.last == 1)
        #expect(zip(curve.cumulative, curve.cumulative.dropFirst()).allSatisfy { $0 <= $1 })
      }
    }
    for (flatter, more) in zip(curves, curves.dropFirst()) {
      for fraction in [0.1, 0.5, 0.9] {
        #expect(more.negatives.share(ofEasiest: fraction) <= flatter.negatives.share(ofEasiest: fraction) + 1e-12)
        #expect(more.positives.share(ofEasiest: fraction) <= flatter.positives.share(ofEasiest: fraction) + 1e-12)
      }
    }
    let losses = (0..<20).map { _ in generator.uniform(in: 0...5) }
    let scaled = LossCurve(losses.map { 0.25 * $0 })
    #expect(largestDeviation(scaled.cumulative, from: LossCurve(losses).cumulative) < 1e-12)
  }

  @Test("No examples, or none that costs anything: nobody owns anything")
  func nothing() {
    #expect(LossCurve([]).share(ofEasiest: 0.5) == 0)
    #expect(LossCurve([]).share(ofHardest: 0.5) == 0)
    #expect(LossCurve([0, 0]).cumulative == [0, 0])
    #expect(LossCurve([0, 0]).share(ofHardest: 0.5) == 0)
    #expect(LossCurve([2]).cumulative == [1])
  }

  @Test("A loss that is negative, infinite or NaN, and a fraction above 1, are refused")
  func parameters() async {
    await #expect(processExitsWith: .failure) { _ = LossCurve([-1]) }
    await #expect(processExitsWith: .failure) { _ = LossCurve([.infinity]) }
    await #expect(processExitsWith: .failure) { _ = LossCurve([.nan]) }
    await #expect(processExitsWith: .failure) { _ = LossCurve([1]).share(ofHardest: 1.5) }
  }
}
