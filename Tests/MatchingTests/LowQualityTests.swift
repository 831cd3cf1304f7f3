// The low-quality rule, and what other systems' forms of it do wrong.

import Boxes
import Matching
import Randomness
import Testing

@Suite("The low-quality rule")
struct LowQualityTests {
  @Test(
    "An object that overlaps no anchor makes EVERY anchor positive in torchvision, detectron2 and mmdetection; here none (guard IoU > 0)",
    arguments: [Matcher.torchvisionDefects, .detectron2Defects, .mmdetectionDefects])
  func guardAboveZero(matcher: Matcher) {
    let objects = drawn(
      "========",
      "                          ====")  // beyond all anchors
    let anchors = drawn("========", "    ========", "        ========", "            ========")
    let defect = matcher.match(anchors: anchors, objects: objects)
    #expect(defect.letters == "PPPP")
    // In mmdetection the object takes them all for itself, also the one at IoU 1 with the other.
    #expect(defect.positives(ofObject: 1).count == (matcher == .mmdetectionDefects ? 4 : 0))
    let matches = matcher.sound.match(anchors: anchors, objects: objects)
    #expect(matches.letters == "PNNN")
    #expect(matches.verdict(object: 1).reason == .overlapsNoAnchor)
  }

  @Test("Detectron has that defect too: EVERY anchor that would be ignored is positive, and the loss is divided by all")
  func detectronZeroOverlap() {
    let anchors = drawn(
      "==========",  //  10 of 10 pixels
      "     ==========",  //  6 of 16 with the last pixel: negative
      "====",  //             5 of 11: ignored
      "===")  //              4 of 11: negative
    let objects = [drawn("==========")[0], Box(xMin: 90, yMin: 0, xMax: 99, yMax: 1)]
    let matches = Matcher.detectronDefects.sound.match(anchors: anchors, objects: objects)
    #expect(matches.letters == "PNIN" && matches.lostBestAnchors.isEmpty)
    let defect = Matcher.detectronDefects.match(anchors: anchors, objects: objects)
    #expect(defect.letters == "PNPN" && defect.lostBestAnchors == [1, 3])
  }

  @Test("An object without area overlaps nothing and makes no anchor positive; by the defect every one")
  func emptyObject() {
    let anchors = drawn("====", "  ====")
    let objects = [Box(xMin: 1, yMin: 0, xMax: 1, yMax: 1)]
    #expect(Matcher.torchvisionDefects.sound.match(anchors: anchors, objects: objects).letters == "NN")
    let defect = Matcher.torchvisionDefects.match(anchors: anchors, objects: objects)
    #expect(defect.assignments == [.positive(object: 0), .positive(object: 0)])
  }

  @Test("The IoU of two boxes without area is NaN in torchvision, which makes the anchor positive; here it is 0")
  func emptyBoxes() {
    let point = Box(xMin: 1, yMin: 0, xMax: 1, yMax: 1)
    let anchors = [drawn("====")[0], Box(xMin: 7, yMin: 0, xMax: 7, yMax: 1)]
    let objects = [drawn("====")[0], point]
    #expect(Matcher.torchvisionDefects.sound.match(anchors: anchors, objects: objects).letters == "PN")
    let defect = Matcher.torchvisionDefects.match(anchors: anchors, objects: objects)
    #expect(defect.assignments == [.positive(object: 0), .positive(object: 1)])
    // Detectron2 and mmdetection have no such defect: there the second object overlaps nothing.
    let other = Matcher.detectron2Defects.match(anchors: anchors, objects: objects)
    #expect(other.assignments == [.positive(object: 0), .positive(object: 0)])
  }

  @Test("mmdetection's rule moves an anchor from an object at IoU 0.80 to one at 0.45; here it stays")
  func stays() {
    let anchors = [Box(xMin: 0, yMin: 0, xMax: 100, yMax: 1)]
    let objects = [Box(xMin: 0, yMin: 0, xMax: 80, yMax: 1), Box(xMin: 55, yMin: 0, xMax: 100, yMax: 1)]
    let matches = Matcher.mmdetectionDefects.sound.match(anchors: anchors, objects: objects)
    #expect(matches.objectBestIoU == [0.8, 0.45])
    #expect(matches.assignments == [.positive(object: 0)])
    #expect(matches.verdict(object: 1).reason == .bestAnchorTaken(by: 0, iou: 0.8))
    let defect = Matcher.mmdetectionDefects.match(anchors: anchors, objects: objects)
    #expect(defect.assignments == [.positive(object: 1)])
    #expect(defect.verdict(object: 0).reason == .bestAnchorTaken(by: 1, iou: 0.45))
  }

  @Test("An object takes its best anchor if no better fitting one has it: at 0.3, from one of 0.4 that is below 0.5")
  func objectsTake() {
    let anchors = drawn("==========", "     =====")
    let objects = drawn("===       ", "     ====")  // 0.3 and 0.4 with anchor 0; 0 and 0.8 with anchor 1
    let own = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects)
    #expect(own.assignments == [.positive(object: 1), .positive(object: 1)])
    let taken = Matcher(lowQuality: .objectsTakeBestAnchors).match(anchors: anchors, objects: objects)
    #expect(taken.assignments == [.positive(object: 0), .positive(object: 1)])
  }

  @Test("Of two objects of equal IoU the later takes the anchor, in mmdetection's form")
  func laterWins() {
    let anchors = drawn("========")
    let objects = drawn("======  ", "  ======")  // 6 / 8 each
    let matches = Matcher(lowQuality: .objectsTakeBestAnchors).match(anchors: anchors, objects: objects)
    #expect(matches.bestObject == [0])
    #expect(matches.assignments == [.positive(object: 1)])
  }

  @Test("Detectron keeps a best anchor from IoU 0.4 on: at 0.4 it is positive, at 0.3 negative")
  func detectron() {
    let matcher = Matcher(lowQuality: .bestAnchorsUnlessNegative)
    let four = matcher.match(anchors: drawn("=========="), objects: drawn("===="))
    #expect(four.letters == "P" && four.lostBestAnchors.isEmpty)
    let three = matcher.match(anchors: drawn("=========="), objects: drawn("==="))
    #expect(three.letters == "N" && three.lostBestAnchors == [0])
    #expect(
      three.verdict(object: 0).sentence == "Object 0 is not learnt: its best anchor (IoU 0.30) is negative, "
        + "as the low-quality rule keeps none below 0.4.")
  }

  @Test("All anchors that tie for an object's best IoU become positive, not the first alone")
  func ties() {
    let objects = drawn("    ==    ")
    let anchors = drawn("  ====      ", "    ====    ", " ====       ")  // 2 / 4, 2 / 4, 1 / 5
    let matcher = Matcher(positiveThreshold: 0.7, negativeThreshold: 0.3, lowQuality: .bestAnchors)
    #expect(matcher.match(anchors: anchors, objects: objects).letters == "PPN")
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
