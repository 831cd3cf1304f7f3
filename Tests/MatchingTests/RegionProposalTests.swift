// What the region proposal network does otherwise: thresholds, best anchors, border, sampling.

import Anchors
import Boxes
import Matching
import Randomness
import Testing

@Suite("Matching in region proposal networks")
struct RegionProposalTests {
  @Test("IoU ≥ 0.7, or the best anchor of an object, is positive; < 0.3 is negative")
  func thresholds() {
    let anchors = drawn("==========", "=======", "======", "===", "==")  // 1, 0.7, 0.6, 0.3, 0.2
    let objects = drawn("==========")
    #expect(Matcher.regionProposals.match(anchors: anchors, objects: objects).picture == "PPIIN")
    #expect(Matcher.regionProposals.match(anchors: Array(anchors[2...]), objects: objects).picture == "PIN")
  }

  @Test(
    "The Data Science Blogathon article gives 0.7 and 0.3 beside RetinaNet; those are the proposal network's, RetinaNet's are 0.5 and 0.4"
  )
  func retinaNet() {
    #expect(
      Matcher.paper
        == Matcher(positiveThreshold: 0.5, negativeThreshold: 0.4, lowQuality: .none, crowdThreshold: .infinity))
    let anchors = drawn("==========", "=======", "======", "===", "==")
    #expect(Matcher.paper.match(anchors: anchors, objects: drawn("==========")).picture == "PPPNN")
  }

  @Test("Anchors across the image's border are ignored if asked, and are no object's best")
  func border() {
    let anchors = [
      Box(xMin: -2, yMin: 0, xMax: 8, yMax: 10),  //  80 / 100, but outside
      Box(xMin: 0, yMin: 0, xMax: 10, yMax: 6),  //   48 / 92
      Box(xMin: 0, yMin: 0, xMax: 100, yMax: 10),  // exactly inside
    ]
    let objects = [Box(xMin: 0, yMin: 0, xMax: 8, yMax: 10)]
    let matcher = Matcher.regionProposals
    #expect(matcher.match(anchors: anchors, objects: objects).picture == "PIN")
    let inside = matcher.match(anchors: anchors, objects: objects, image: (height: 10, width: 100))
    #expect(inside.picture == "IPN")
    #expect(inside.objectBestAnchor == [1])
  }

  @Test("RetinaNet keeps the anchors across the border: 1 147 of the small detector's 3 069 reach outside")
  func outside() {
    let anchors = AnchorGenerator.small.anchors(imageHeight: 128, imageWidth: 128)
    let none = [Box]()
    #expect(Matcher().match(anchors: anchors, objects: none).ignoredCount == 0)
    // An anchor reaches scale / √ratio strides to each side and scale · √ratio up and down: rounded up, 1 and 1 for
    // the smallest square, 2 and 2 for the others, 2 and 1 (twice) or 3 and 2 for each of the oblong ratios. Of n
    // columns at i · stride, n + 1 - 2k stand k strides from both borders.
    let p3: Int = 15 * 15 + 2 * 13 * 13 + 2 * (2 * 13 * 15 + 11 * 13)  // n = 16
    let p4: Int = 7 * 7 + 2 * 5 * 5 + 2 * (2 * 5 * 7 + 3 * 5)  // n = 8
    let p5: Int = 3 * 3 + 2 * 1 * 1 + 2 * (2 * 1 * 3)  // n = 4, none 3 strides from both
    let p6: Int = 1 * 1  // n = 2, only the smallest square; on P7 none
    #expect([p3, p4, p5, p6] == [1_629, 269, 23, 1])
    let outside = 3_069 - (p3 + p4 + p5 + p6)
    #expect(outside == 1_147)
    let image = (height: 128, width: 128)
    #expect(Matcher().match(anchors: anchors, objects: none, image: image).ignoredCount == 0)
    #expect(Matcher.regionProposals.match(anchors: anchors, objects: none, image: image).ignoredCount == outside)
  }
}

@Suite("Balanced sampler")
struct BalancedSamplerTests {
  /// Matches of so many positive, ignored and negative anchors.
  func matches(positives: Int, ignored: Int, negatives: Int) -> Matches {
    let object = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 1)
    let anchors =
      Array(repeating: object, count: positives)
      + Array(repeating: Box(xMin: 0, yMin: 0, xMax: 4.5, yMax: 1), count: ignored)
      + Array(repeating: Box(xMin: 50, yMin: 0, xMax: 60, yMax: 1), count: negatives)
    return Matcher().match(anchors: anchors, objects: [object])
  }

  @Test("128 + 128 of 256, if there are enough positives")
  func half() {
    var generator = SeededGenerator(seed: 1)
    let sample = BalancedSampler().sample(matches(positives: 300, ignored: 50, negatives: 900), using: &generator)
    #expect(sample.positives.count == 128)
    #expect(sample.negatives.count == 128)
  }

  @Test("Few positives are all kept, and negatives make up the number")
  func fewPositives() {
    var generator = SeededGenerator(seed: 2)
    let sample = BalancedSampler().sample(matches(positives: 3, ignored: 50, negatives: 900), using: &generator)
    #expect(sample.positives == [0, 1, 2])
    #expect(sample.negatives.count == 253)
  }

  @Test("Fewer anchors than asked for: all that are not ignored")
  func fewAnchors() {
    var generator = SeededGenerator(seed: 3)
    let sample = BalancedSampler().sample(matches(positives: 2, ignored: 3, negatives: 4), using: &generator)
    #expect(sample == .init(positives: [0, 1], negatives: [5, 6, 7, 8]))
  }

  @Test("None: an empty sample")
  func none() {
    var generator = SeededGenerator(seed: 4)
    let sample = BalancedSampler().sample(matches(positives: 0, ignored: 0, negatives: 0), using: &generator)
    #expect(sample.positives.isEmpty && sample.negatives.isEmpty)
  }

  @Test("No anchor twice, each of its kind, ascending, the same for the same seed", arguments: 0..<10 as Range<UInt64>)
  func laws(seed: UInt64) {
    let matches = matches(positives: 40, ignored: 20, negatives: 100)
    let sampler = BalancedSampler(positives: 8, total: 32)
    var (first, second) = (SeededGenerator(seed: seed), SeededGenerator(seed: seed))
    let sample = sampler.sample(matches, using: &first)
    #expect(sample == sampler.sample(matches, using: &second))
    #expect(sample.positives.count == 8 && sample.negatives.count == 24)
    #expect(sample.positives == Array(Set(sample.positives)).sorted())
    #expect(sample.negatives == Array(Set(sample.negatives)).sorted())
    #expect(sample.positives.allSatisfy { matches.assignments[$0] == .positive(object: 0) }, "seed \(seed)")
    #expect(sample.negatives.allSatisfy { matches.assignments[$0] == .negative }, "seed \(seed)")
  }

  @Test("Every anchor of a kind is drawn about equally often: 1 000 draws of 8 out of 40 give each 200 ± 60")
  func uniform() {
    let matches = matches(positives: 40, ignored: 0, negatives: 0)
    var counts = Array(repeating: 0, count: 40)
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<1_000 {
      for anchor in BalancedSampler(positives: 8, total: 8).sample(matches, using: &generator).positives {
        counts[anchor] += 1
      }
    }
    #expect(counts.allSatisfy { (140...260).contains($0) })
    #expect(counts.reduce(0, +) == 8_000)
  }
}
