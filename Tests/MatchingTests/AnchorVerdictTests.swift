import Boxes
import Matching
import Testing

@Suite("Why an anchor is positive, ignored or negative")
struct AnchorVerdictTests {
  @Test("One sentence for each reason without the low-quality rule")
  func sentences() {
    let objects =
      drawn("==========").map { LabeledBox(box: $0, label: 0) } + [
        LabeledBox(box: Box(xMin: 20, yMin: 0, xMax: 40, yMax: 1), label: 0, isCrowd: true)
      ]
    let anchors = drawn(
      "========",
      "=====",
      "====",
      "===",
      "                      ====",
      "                                                ====")
    let matches = Matcher().match(anchors: anchors, objects: objects)
    #expect(
      matches.anchorVerdicts.map(\.sentence) == [
        "Anchor 0 is positive and learns object 0: IoU 0.80 reaches 0.5.",
        "Anchor 1 is positive and learns object 0: IoU 0.50 reaches 0.5.",
        "Anchor 2 is ignored: its largest IoU, 0.40 with object 0, lies between 0.4 and 0.5.",
        "Anchor 3 is negative: its largest IoU, 0.30 with object 0, is below 0.4.",
        "Anchor 4 is ignored: 100 % of it lies in the crowd, object 1.",
        "Anchor 5 is negative: it overlaps no object.",
      ])
    #expect(matches.anchorVerdicts.map(\.assignment) == matches.assignments)
  }

  @Test("The low-quality rule names the object whose best anchor it is")
  func lowQuality() {
    let matcher = Matcher(lowQuality: .bestAnchors)
    let own = matcher.match(anchors: drawn("=========="), objects: drawn("==="))
    #expect(own.verdict(anchor: 0).reason == .lowQuality(object: 0, iou: 0.3, bestOf: 0))
    #expect(
      own.verdict(anchor: 0).sentence
        == "Anchor 0 is positive and learns object 0: IoU 0.30 is below 0.5, but it is its best anchor "
        + "(low-quality rule).")
    // Anchor 0 is object 0's best, but overlaps object 1 more, which has a better anchor of its own.
    let other = matcher.match(
      anchors: drawn("==========", "   ===="), objects: drawn("===", "   ===="))
    #expect(other.letters == "PP")
    #expect(other.verdict(anchor: 0).reason == .lowQuality(object: 1, iou: 0.4, bestOf: 0))
  }

  @Test("Outside the image, if the border rule is on")
  func outside() {
    let anchors = [Box(xMin: -1, yMin: 0, xMax: 9, yMax: 1), Box(xMin: 0, yMin: 0, xMax: 10, yMax: 1)]
    let matches = Matcher(outOfImage: .ignoreBeyond(border: 0)).match(
      anchors: anchors, objects: drawn("=========="), image: ImageSize(height: 1, width: 10))
    #expect(matches.verdict(anchor: 0).sentence == "Anchor 0 is ignored: it reaches outside the image.")
    #expect(matches.letters == "IP")
  }
}
