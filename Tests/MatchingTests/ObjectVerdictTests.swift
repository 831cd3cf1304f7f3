import Anchors
import Boxes
import Matching
import Testing

@Suite("Why an object has or lacks positive anchors")
struct ObjectVerdictTests {
  let anchors = drawn(
    "==========",
    "  ==========",
    "                    ====================")

  @Test("Matched above the threshold")
  func matched() {
    let matches = Matcher().match(anchors: anchors, objects: drawn("=========="))
    let verdict = matches.verdict(object: 0)
    #expect(verdict.reason == .matched)
    #expect(verdict.positiveCount == 2)
    #expect(verdict.bestAnchor == 0 && verdict.bestIoU == 1)
    #expect(verdict.isLearnt)
    #expect(verdict.sentence == "Object 0 is learnt by 2 anchors: the best reaches IoU 1.00, the threshold is 0.5.")
  }

  @Test("Only by the low-quality rule")
  func lowQuality() {
    let matches = Matcher(lowQuality: .bestAnchors).match(
      anchors: anchors, objects: drawn("                       ======"))  // 6 / 20
    let verdict = matches.verdict(object: 0)
    #expect(verdict.reason == .lowQualityOnly)
    #expect(
      verdict.sentence == "Object 0 is learnt by 1 anchor, by the low-quality rule alone: "
        + "its largest IoU is 0.30, below the threshold 0.5.")
  }

  @Test("Best anchor taken by another object")
  func taken() {
    let objects = drawn("          ", "==========")
    let small = Box(xMin: 0, yMin: 0, xMax: 6, yMax: 1)  // 6 / 10 with anchor 0, which object 0 fits better
    let matches = Matcher().match(anchors: anchors, objects: [objects[1], small])
    let verdict = matches.verdict(object: 1)
    #expect(verdict.reason == .bestAnchorTaken(by: 0, iou: 1))
    #expect(!verdict.isLearnt)
    #expect(
      verdict.sentence
        == "Object 1 is not learnt: its best anchor (IoU 0.60) is taken by object 0 (IoU 1.00).")
  }

  @Test("Below the threshold: the largest IoU is named")
  func belowThreshold() {
    let matches = Matcher().match(anchors: anchors, objects: drawn("                       ======"))
    let verdict = matches.verdict(object: 0)
    #expect(verdict.reason == .belowThreshold)
    #expect(verdict.bestAnchor == 2)
    #expect(
      verdict.sentence == "Object 0 is not learnt: no anchor reaches the threshold 0.5, the largest IoU is 0.30.")
  }

  @Test("A number just below the threshold is not rounded onto it")
  func rounding() {
    let object = Box(xMin: 0, yMin: 0, xMax: 4.996, yMax: 1)
    let verdict = Matcher().match(anchors: drawn("=========="), objects: [object]).verdict(object: 0)
    #expect(
      verdict.sentence == "Object 0 is not learnt: no anchor reaches the threshold 0.5, the largest IoU is 0.4996.")
  }

  @Test("Overlaps no anchor")
  func noAnchor() {
    let object = Box(xMin: 400, yMin: 0, xMax: 410, yMax: 1)
    let verdict = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: [object]).verdict(object: 0)
    #expect(verdict.reason == .overlapsNoAnchor)
    #expect(verdict.bestAnchor == nil)
    #expect(verdict.sentence == "Object 0 is not learnt: no anchor overlaps it.")
  }

  @Test("An object of 4 × 4 pixels on the small detector's anchors: every one is too large")
  func fourPixels() {
    let anchors = AnchorGenerator.small.anchors(on: .square(128))
    let object = Box(xMin: 60, yMin: 60, xMax: 64, yMax: 64)
    let verdict = Matcher().match(anchors: anchors, objects: [object]).verdict(object: 0)
    // The smallest anchors have 16² = 256 square pixels, the object 16.
    #expect(verdict.bestIoU == 0.0625)
    #expect(verdict.reason == .belowThreshold)
  }
}
