import Anchors
import Boxes
import Matching
import Randomness
import Testing

@Suite("Laws of matching")
struct MatcherLawsTests {
  /// The rules written a second time, another way: what an anchor learns is said at once, not step by step.
  func secondOpinion(
    _ anchors: [Box], _ objects: [Box], _ rule: Matcher.LowQualityRule, _ pixels: PixelConvention
  ) -> [Assignment] {
    let table = anchors.map { anchor in objects.map { anchor.iou($0, pixels) } }
    return table.indices.map { anchor in
      let best = table[anchor].max() ?? 0
      guard best > 0, let object = table[anchor].firstIndex(of: best) else { return .negative }
      let bestOf = objects.indices.filter { object in
        let largest = table.map { $0[object] }.max() ?? 0
        return largest > 0 && table[anchor][object] == largest
      }
      switch rule {
      case .none: break
      case .bestAnchors: if !bestOf.isEmpty { return .positive(object: object) }
      case .bestAnchorsUnlessNegative: if !bestOf.isEmpty && best >= 0.4 { return .positive(object: object) }
      case .objectsTakeBestAnchors:
        // Of all that lay claim to it the best fitting; of equals the last that takes it as its best anchor.
        let claims = bestOf + (best >= 0.5 && !bestOf.contains(object) ? [object] : [])
        let largest = claims.map { table[anchor][$0] }.max()
        if let taker = bestOf.last(where: { table[anchor][$0] == largest }) { return .positive(object: taker) }
      }
      if best >= 0.5 { return .positive(object: object) }
      return best < 0.4 ? .negative : .ignored
    }
  }

  @Test(
    "Agrees with a second opinion on random scenes, by every low-quality rule and both kinds of pixels",
    arguments: 0..<20 as Range<UInt64>)
  func agrees(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let objects = randomBoxes(generator.integer(in: 0...12), using: &generator)
    let anchors = randomBoxes(60, using: &generator) + objects.prefix(2)
    for rule in Matcher.LowQualityRule.allCases {
      for pixels in PixelConvention.allCases {
        let matches = Matcher(lowQuality: rule, pixels: pixels).match(anchors: anchors, objects: objects)
        let expected = secondOpinion(anchors, objects, rule, pixels)
        let wrong = anchors.indices.first { matches.assignments[$0] != expected[$0] }
        #expect(wrong == nil, "seed \(seed), rule \(rule), pixels \(pixels)")
      }
    }
  }

  @Test("Best partners are the largest IoU of row and column; counts add up", arguments: 0..<20 as Range<UInt64>)
  func partners(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (anchors, objects) = (randomBoxes(40, using: &generator), randomBoxes(5, using: &generator))
    let matches = Matcher().match(anchors: anchors, objects: objects)
    for (anchor, box) in anchors.enumerated() {
      #expect(matches.bestIoU[anchor] == objects.map { box.iou($0) }.max(), "seed \(seed), anchor \(anchor)")
    }
    for (object, box) in objects.enumerated() {
      #expect(matches.objectBestIoU[object] == anchors.map { $0.iou(box) }.max(), "seed \(seed), object \(object)")
    }
    #expect(matches.positiveCount + matches.ignoredCount + matches.negativeCount == anchors.count)
    #expect(objects.indices.reduce(0) { $0 + matches.positives(ofObject: $1).count } == matches.positiveCount)
  }

  @Test("A positive anchor always learns its own best object", arguments: 0..<20 as Range<UInt64>)
  func ownBest(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (anchors, objects) = (randomBoxes(40, using: &generator), randomBoxes(9, using: &generator))
    let matches = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects)
    for (anchor, assignment) in matches.assignments.enumerated() {
      if case .positive(let object) = assignment { #expect(matches.bestObject[anchor] == object, "seed \(seed)") }
    }
  }

  @Test(
    "Without defects no system's rules give an anchor to an object that it does not overlap, nor take it from one that fits it better",
    arguments: Matcher.conventions.map(\.sound))
  func conventions(matcher: Matcher) {
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let objects = randomBoxes(10, using: &generator) + [Box(xMin: 500, yMin: 0, xMax: 510, yMax: 10)]
      let anchors = randomBoxes(40, using: &generator)
      let matches = matcher.match(anchors: anchors, objects: objects, image: .square(100))
      #expect(matches.positives(ofObject: 10).isEmpty, "seed \(seed)")
      for (anchor, assignment) in matches.assignments.enumerated() {
        guard case .positive(let object) = assignment else { continue }
        let iou = anchors[anchor].iou(objects[object], matcher.pixels)
        #expect(iou > 0, "seed \(seed)")
        for (other, box) in objects.enumerated() where anchors[anchor].iou(box, matcher.pixels) > iou {
          // One that fits better has no claim to it: neither the threshold nor its best anchor.
          #expect(anchors[anchor].iou(box, matcher.pixels) < 0.5, "seed \(seed)")
          #expect(anchors[anchor].iou(box, matcher.pixels) < matches.objectBestIoU[other], "seed \(seed)")
        }
      }
    }
  }

  @Test("The order of the anchors does not matter", arguments: 0..<10 as Range<UInt64>)
  func permutation(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (anchors, objects) = (randomBoxes(30, using: &generator), randomBoxes(4, using: &generator))
    let order = anchors.indices.shuffled(using: &generator)
    let matcher = Matcher(lowQuality: .bestAnchors)
    let straight = matcher.match(anchors: anchors, objects: objects).assignments
    #expect(
      matcher.match(anchors: order.map { anchors[$0] }, objects: objects).assignments == order.map { straight[$0] })
  }

  @Test(
    "A higher positive threshold never makes more positives, a lower negative one never more negatives",
    arguments: 0..<10 as Range<UInt64>)
  func monotone(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (anchors, objects) = (randomBoxes(60, using: &generator), randomBoxes(6, using: &generator))
    let counts = [(0.3, 0.4), (0.3, 0.5), (0.3, 0.6), (0.2, 0.6), (0.1, 0.6)].map { low, high in
      let matches = Matcher(positiveThreshold: high, negativeThreshold: low).match(anchors: anchors, objects: objects)
      return (matches.positiveCount, matches.negativeCount)
    }
    for (before, after) in zip(counts, counts.dropFirst()) {
      #expect(after.0 <= before.0 && after.1 <= before.1, "seed \(seed)")
    }
  }

  @Test("The small detector's 3 069 anchors and an object equal to one of them: that anchor has IoU 1")
  func many() throws {
    let anchors = AnchorGenerator.small.anchors(on: .square(128))
    let matches = Matcher().match(anchors: anchors, objects: [anchors[1_000]])
    #expect(matches.objectBestAnchor == [1_000])
    #expect(matches.assignments[1_000] == .positive(object: 0))
    #expect(matches.assignments.count == 3_069)
  }
}
