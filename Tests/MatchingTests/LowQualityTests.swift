// The low-quality rule, and what other systems' forms of it do wrong.

import RetinaKit
import Testing

@Suite("The low-quality rule")
struct LowQualityTests {
  /// The rule of torchvision and detectron2 without the guard: equal to an object's best IoU, even if that is 0.
  func torchvision(_ anchors: [Box], _ objects: [Box]) -> [Assignment] {
    let table = objects.map { object in anchors.map { $0.iou(object) } }
    return anchors.indices.map { anchor in
      let column = table.map { $0[anchor] }
      let best = column.max() ?? 0
      let own = column.firstIndex(of: best) ?? 0
      if table.contains(where: { $0[anchor] == $0.max() }) { return .positive(object: own) }
      return best >= 0.5 ? .positive(object: own) : best < 0.4 ? .negative : .ignored
    }
  }

  /// mmdetection's rule: each object in turn takes its best anchors, also from an object that fits them better.
  func mmdetection(_ anchors: [Box], _ objects: [Box]) -> [Assignment] {
    var result = Matcher().match(anchors: anchors, objects: objects).assignments
    for (object, box) in objects.enumerated() {
      let row = anchors.map { $0.iou(box) }
      for anchor in anchors.indices where row[anchor] == row.max() { result[anchor] = .positive(object: object) }
    }
    return result
  }

  @Test(
    "An object that overlaps no anchor makes EVERY anchor positive in torchvision, detectron2 and mmdetection; here none (guard IoU > 0)"
  )
  func guardAboveZero() {
    let objects = drawn(
      "========",
      "                          ====")  // beyond all anchors
    let anchors = drawn("========", "    ========", "        ========", "            ========")
    #expect(torchvision(anchors, objects) == Array(repeating: .positive(object: 0), count: 4))
    #expect(mmdetection(anchors, objects) == Array(repeating: .positive(object: 1), count: 4))
    let matches = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects)
    #expect(matches.picture == "PNNN")
    #expect(matches.verdict(object: 1).reason == .overlapsNoAnchor)
  }

  @Test("An object without area overlaps nothing and makes no anchor positive")
  func emptyObject() {
    let anchors = drawn("====", "  ====")
    let objects = [Box(xMin: 1, yMin: 0, xMax: 1, yMax: 1)]
    #expect(torchvision(anchors, objects) == [.positive(object: 0), .positive(object: 0)])
    #expect(Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects).picture == "NN")
  }

  @Test("mmdetection's rule moves an anchor from an object at IoU 0.80 to one at 0.45; here it stays")
  func stays() {
    let anchors = [Box(xMin: 0, yMin: 0, xMax: 100, yMax: 1)]
    let objects = [Box(xMin: 0, yMin: 0, xMax: 80, yMax: 1), Box(xMin: 55, yMin: 0, xMax: 100, yMax: 1)]
    let matches = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects)
    #expect(matches.objectBestIoU == [0.8, 0.45])
    #expect(mmdetection(anchors, objects) == [.positive(object: 1)])
    #expect(matches.assignments == [.positive(object: 0)])
    #expect(matches.verdict(object: 1).reason == .bestAnchorTaken(by: 0, iou: 0.8))
  }

  @Test("Where every object overlaps an anchor, the rule is torchvision's", arguments: 0..<20 as Range<UInt64>)
  func asTorchvision(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let objects = randomBoxes(generator.integer(in: 1...8), using: &generator)
    let anchors =
      randomBoxes(60, using: &generator)
      + objects.map {
        Box(centerX: $0.centerX, centerY: $0.centerY, width: $0.width / 2, height: $0.height)
      }
    let matches = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects)
    let expected = torchvision(anchors, objects)
    let wrong = anchors.indices.first { matches.assignments[$0] != expected[$0] }
    #expect(wrong == nil, "seed \(seed)")
  }

  @Test("All anchors that tie for an object's best IoU become positive, not the first alone")
  func ties() {
    let objects = drawn("    ==    ")
    let anchors = drawn("  ====      ", "    ====    ", " ====       ")  // 2 / 4, 2 / 4, 1 / 5
    let matcher = Matcher(positiveThreshold: 0.7, negativeThreshold: 0.3, lowQuality: .bestAnchors)
    #expect(matcher.match(anchors: anchors, objects: objects).picture == "PPN")
  }

  @Test("An anchor that is one object's best but overlaps another more learns the other")
  func ownBestObject() {
    let anchors = drawn("==========")
    let objects = drawn("=== ", "   ====   ")  // 0.3 and 0.4
    let matches = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects)
    #expect(matches.assignments == [.positive(object: 1)])
    #expect(matches.verdict(object: 0).reason == .bestAnchorTaken(by: 1, iou: 0.4))
    #expect(matches.verdict(object: 1).reason == .lowQualityOnly)
  }

  @Test("The rule never takes a positive away", arguments: 0..<10 as Range<UInt64>)
  func onlyAdds(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (anchors, objects) = (randomBoxes(50, using: &generator), randomBoxes(6, using: &generator))
    let without = Matcher().match(anchors: anchors, objects: objects)
    let with = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects)
    for (before, after) in zip(without.assignments, with.assignments) {
      if case .positive = before { #expect(before == after, "seed \(seed)") }
    }
  }
}
