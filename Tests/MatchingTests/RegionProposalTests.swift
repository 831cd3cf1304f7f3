// What the region proposal network does otherwise: thresholds, best anchors, border.

import Anchors
import Boxes
import Matching
import Testing

@Suite("Matching in region proposal networks")
struct RegionProposalTests {
  @Test("IoU ≥ 0.7, or the best anchor of an object, is positive; < 0.3 is negative")
  func thresholds() {
    let anchors = drawn("==========", "=======", "======", "===", "==")  // 1, 0.7, 0.6, 0.3, 0.2
    let objects = drawn("==========")
    #expect(Matcher.regionProposals.match(anchors: anchors, objects: objects).letters == "PPIIN")
    #expect(Matcher.regionProposals.match(anchors: Array(anchors[2...]), objects: objects).letters == "PIN")
  }

  @Test(
    "The Data Science Blogathon article gives 0.7 and 0.3 beside RetinaNet; those are the proposal network's, RetinaNet's are 0.5 and 0.4"
  )
  func retinaNet() {
    #expect(
      Matcher.paper
        == Matcher(positiveThreshold: 0.5, negativeThreshold: 0.4, lowQuality: .none, crowdThreshold: .infinity))
    let anchors = drawn("==========", "=======", "======", "===", "==")
    #expect(Matcher.paper.match(anchors: anchors, objects: drawn("==========")).letters == "PPPNN")
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
    #expect(matcher.match(anchors: anchors, objects: objects).letters == "PIN")
    let inside = matcher.match(anchors: anchors, objects: objects, image: ImageSize(height: 10, width: 100))
    #expect(inside.letters == "IPN")
    #expect(inside.objectBestAnchor == [1])
  }

  @Test("RetinaNet keeps the anchors across the border: 1 147 of the small detector's 3 069 reach outside")
  func outside() {
    let anchors = AnchorGenerator.small.anchors(on: .square(128))
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
    let image = ImageSize.square(128)
    #expect(Matcher().match(anchors: anchors, objects: none, image: image).ignoredCount == 0)
    #expect(Matcher.regionProposals.match(anchors: anchors, objects: none, image: image).ignoredCount == outside)
  }
}
