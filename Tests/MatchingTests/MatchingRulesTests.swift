// The rules for the boundary, the border and the pixels, each in pictures.

import Boxes
import Matching
import Testing

@Suite("The rules in which systems differ")
struct MatchingRulesTests {
  @Test(
    "Thresholds may be set one after another; a pair that cannot be is said by `problem`, and stops where it is used")
  func steps() async {
    var matcher = Matcher()
    matcher.negativeThreshold = 0.6
    #expect(matcher.problem == "thresholds must be 0 < negative ≤ positive ≤ 1, found 0.6 and 0.5")
    matcher.positiveThreshold = 0.7
    #expect(matcher.problem == nil && matcher == Matcher(positiveThreshold: 0.7, negativeThreshold: 0.6))
    await #expect(processExitsWith: .failure) {
      var matcher = Matcher()
      matcher.crowdThreshold = 0
      _ = matcher.match(anchors: [], objects: [Box]())
    }
  }

  @Test("IoU exactly 0.4 is ignored; in keras-retinanet it is background. Exactly 0.5 is positive in both")
  func boundary() {
    let objects = drawn("==========")
    let anchors = drawn("=====", "====", "===")  // 0.5, 0.4, 0.3
    #expect(Matcher().match(anchors: anchors, objects: objects).letters == "PIN")
    let negative = Matcher(boundary: .negative).match(anchors: anchors, objects: objects)
    #expect(negative.letters == "PNN")
    #expect(
      negative.verdict(anchor: 1).sentence
        == "Anchor 1 is negative: its largest IoU, 0.40 with object 0, does not exceed 0.4.")
    let above = [Box(xMin: 0, yMin: 0, xMax: 4.0.nextUp, yMax: 1)]
    #expect(Matcher(boundary: .negative).match(anchors: above, objects: objects).letters == "I")
  }

  @Test(
    "Equal thresholds: IoU equal to both is positive by either boundary rule", arguments: Matcher.BoundaryRule.allCases)
  func equalThresholds(rule: Matcher.BoundaryRule) {
    let matcher = Matcher(positiveThreshold: 0.5, negativeThreshold: 0.5, boundary: rule)
    #expect(matcher.match(anchors: drawn("=====", "===="), objects: drawn("==========")).letters == "PN")
  }

  @Test("A border of 2 px: what reaches 2 px outside is kept, what reaches further is ignored")
  func border() {
    let anchors = [
      Box(xMin: -2, yMin: 0, xMax: 10, yMax: 10), Box(xMin: -2.5, yMin: 0, xMax: 10, yMax: 10),
      Box(xMin: 0, yMin: 0, xMax: 12, yMax: 12), Box(xMin: 0, yMin: 0, xMax: 10, yMax: 12.25),
    ]
    let matcher = Matcher(outOfImage: .ignoreBeyond(border: 2))
    let matches = matcher.match(anchors: anchors, objects: [Box](), image: .square(10))
    #expect(matches.letters == "NINI")
    #expect(
      matches.verdict(anchor: 3).sentence == "Anchor 3 is ignored: it reaches more than 2.0 px outside the image.")
  }

  @Test("Without the image's size no anchor is outside")
  func noImage() {
    let anchors = [Box(xMin: -20, yMin: 0, xMax: 10, yMax: 10)]
    #expect(Matcher.regionProposals.match(anchors: anchors, objects: [Box]()).letters == "N")
    #expect(Matcher.regionProposals.match(anchors: anchors, objects: [Box](), image: .square(10)).letters == "I")
  }

  @Test("Of inclusive pixels 0 … 9 lie in an image 10 wide and 0 … 10 do not, as in Detectron's proposal network")
  func inclusiveBorder() {
    let anchors = [Box(xMin: 0, yMin: 0, xMax: 9, yMax: 9), Box(xMin: 0, yMin: 0, xMax: 10, yMax: 9)]
    var matcher = Matcher.regionProposals
    #expect(matcher.match(anchors: anchors, objects: [Box](), image: .square(10)).letters == "NN")
    matcher.pixels = .inclusive
    #expect(matcher.match(anchors: anchors, objects: [Box](), image: .square(10)).letters == "NI")
  }

  @Test("keras-retinanet ignores an anchor centered at the right or lower edge or beyond, whatever it overlaps")
  func centeredOutside() {
    let anchors = [
      Box(xMin: 4, yMin: 0, xMax: 15, yMax: 10),  //  center 9.5
      Box(xMin: 4, yMin: 0, xMax: 16, yMax: 10),  //  center 10: on the edge
      Box(xMin: 0, yMin: 6, xMax: 10, yMax: 15),  //  center 10.5 down
    ]
    let matcher = Matcher.kerasRetinaNet
    let matches = matcher.match(anchors: anchors, objects: anchors, image: .square(10))
    #expect(matches.letters == "PII")
    #expect(matches.verdict(anchor: 1).sentence == "Anchor 1 is ignored: it is centered outside the image.")
    #expect(matches.verdict(object: 2).bestAnchor == 0, "40 / 169, 6 × 4 shared is 24 of 176")
    let alone = matcher.match(anchors: [anchors[1]], objects: [anchors[1]], image: .square(10))
    #expect(
      alone.verdict(object: 0).sentence == "Object 0 is not learnt: no anchor centered in the image overlaps it.")
  }

  @Test("A border anchor is the only one that overlaps the object: the sentence does not say that none does")
  func onlyBorderAnchor() {
    let anchors = [Box(xMin: -2, yMin: 0, xMax: 8, yMax: 10), Box(xMin: 50, yMin: 0, xMax: 60, yMax: 10)]
    let objects = [Box(xMin: 0, yMin: 0, xMax: 8, yMax: 10)]
    let matches = Matcher.regionProposals.match(
      anchors: anchors, objects: objects, image: ImageSize(height: 10, width: 100))
    #expect(
      matches.verdict(object: 0).sentence == "Object 0 is not learnt: no anchor inside the image overlaps it.")
  }

  @Test("Pixels 0 … 9 and 5 … 14: 4 of 14 lengths are negative, 5 of 15 pixels too; 6 of 14 are ignored")
  func inclusive() {
    func row(_ first: Double, _ last: Double) -> Box { Box(xMin: first, yMin: 0, xMax: last, yMax: 9) }
    let anchors = [row(5, 14), row(4, 13), row(9, 18)]
    let objects = [row(0, 9)]
    let continuous = Matcher().match(anchors: anchors, objects: objects)
    #expect(continuous.bestIoU == [4.0 / 14, 5.0 / 13, 0] && continuous.letters == "NNN")
    let inclusive = Matcher(pixels: .inclusive).match(anchors: anchors, objects: objects)
    #expect(inclusive.bestIoU == [50.0 / 150, 60.0 / 140, 10.0 / 190] && inclusive.letters == "NIN")
    #expect(
      continuous.bestObject[2] == nil && inclusive.bestObject[2] == 0, "boxes that touch share a column of pixels")
  }

  @Test("An object without area is one pixel thick where pixels are inclusive, and can be learnt")
  func inclusiveLine() {
    let line = [Box(xMin: 0, yMin: 3, xMax: 9, yMax: 3)]
    #expect(Matcher(pixels: .inclusive).match(anchors: line, objects: line).letters == "P")
    #expect(Matcher().match(anchors: line, objects: line).letters == "N")
  }
}
