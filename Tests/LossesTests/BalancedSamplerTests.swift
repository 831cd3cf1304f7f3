// A fixed number of anchors, at most half of them positive, drawn at random.

import Boxes
import Losses
import Randomness
import Testing

@Suite("Balanced sampler")
struct BalancedSamplerTests {
  /// So many positive, ignored and negative anchors, in this order.
  func targets(positives: Int, ignored: Int, negatives: Int) -> [AnchorTarget] {
    Array(repeating: .positive(label: 1), count: positives) + Array(repeating: .ignored, count: ignored)
      + Array(repeating: .negative, count: negatives)
  }

  @Test("128 + 128 of 256, if there are enough positives")
  func half() {
    var generator = SeededGenerator(seed: 1)
    let sample = BalancedSampler().sample(targets(positives: 300, ignored: 50, negatives: 900), using: &generator)
    #expect(sample.positives.count == 128)
    #expect(sample.negatives.count == 128)
  }

  @Test("Few positives are all kept, and negatives make up the number")
  func fewPositives() {
    var generator = SeededGenerator(seed: 2)
    let sample = BalancedSampler().sample(targets(positives: 3, ignored: 50, negatives: 900), using: &generator)
    #expect(sample.positives == [0, 1, 2])
    #expect(sample.negatives.count == 253)
  }

  @Test("Fewer anchors than asked for: all that are not ignored")
  func fewAnchors() {
    var generator = SeededGenerator(seed: 3)
    let sample = BalancedSampler().sample(targets(positives: 2, ignored: 3, negatives: 4), using: &generator)
    #expect(sample == .init(positives: [0, 1], negatives: [5, 6, 7, 8]))
  }

  @Test("None: an empty sample")
  func none() {
    var generator = SeededGenerator(seed: 4)
    let sample = BalancedSampler().sample(targets(positives: 0, ignored: 0, negatives: 0), using: &generator)
    #expect(sample.positives.isEmpty && sample.negatives.isEmpty)
  }

  @Test("No anchor twice, each of its kind, ascending, the same for the same seed", arguments: 0..<10 as Range<UInt64>)
  func laws(seed: UInt64) {
    let targets = targets(positives: 40, ignored: 20, negatives: 100)
    let sampler = BalancedSampler(positives: 8, total: 32)
    var (first, second) = (SeededGenerator(seed: seed), SeededGenerator(seed: seed))
    let sample = sampler.sample(targets, using: &first)
    #expect(sample == sampler.sample(targets, using: &second))
    #expect(sample.positives.count == 8 && sample.negatives.count == 24)
    #expect(sample.positives == Array(Set(sample.positives)).sorted())
    #expect(sample.negatives == Array(Set(sample.negatives)).sorted())
    #expect(sample.positives.allSatisfy { targets[$0].isPositive }, "seed \(seed)")
    #expect(sample.negatives.allSatisfy { targets[$0] == .negative }, "seed \(seed)")
  }

  @Test("Every anchor of a kind is drawn about equally often: 1 000 draws of 8 out of 40 give each 200 ± 60")
  func uniform() {
    let targets = targets(positives: 40, ignored: 0, negatives: 0)
    var counts = Array(repeating: 0, count: 40)
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<1_000 {
      for anchor in BalancedSampler(positives: 8, total: 8).sample(targets, using: &generator).positives {
        counts[anchor] += 1
      }
    }
    #expect(counts.allSatisfy { (140...260).contains($0) })
    #expect(counts.reduce(0, +) == 8_000)
  }
}
