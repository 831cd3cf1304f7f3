// The scene of the example iou-matching, so that what the example prints is what a test asserts.

import Boxes
import Matching
import Testing
import _TestSupport

@Suite("A worked scene: eight anchors, a car, a person, a bird, a driver in the car")
struct WorkedSceneTests {
  let objects = [
    Box(xMin: 10, yMin: 20, xMax: 50, yMax: 60), Box(xMin: 60, yMin: 30, xMax: 90, yMax: 90),
    Box(xMin: 45, yMin: 85, xMax: 51, yMax: 91), Box(xMin: 10, yMin: 29, xMax: 50, yMax: 50),
  ]
  let anchors = [
    Box(xMin: 10, yMin: 20, xMax: 50, yMax: 50), Box(xMin: 10, yMin: 20, xMax: 50, yMax: 40),
    Box(xMin: 10, yMin: 20, xMax: 42, yMax: 40), Box(xMin: 30, yMin: 20, xMax: 70, yMax: 60),
    Box(xMin: 60, yMin: 30, xMax: 90, yMax: 70), Box(xMin: 55, yMin: 25, xMax: 95, yMax: 85),
    Box(xMin: 40, yMin: 80, xMax: 56, yMax: 96), Box(xMin: 0, yMin: 70, xMax: 20, yMax: 90),
  ]

  @Test("Every IoU by hand: intersection / union")
  func byHand() {
    let best = Matcher().match(anchors: anchors, objects: objects).bestIoU
    let expected: [Double] = [
      1_200.0 / 1_600,  //  40 × 30 inside 40 × 40
      800.0 / 1_600,
      640.0 / 1_600,
      800.0 / 2_400,  //    20 × 40 shared
      1_200.0 / 1_800,
      1_650.0 / 2_550,  //  30 × 55 shared, 2 400 + 1 800 - 1 650
      36.0 / 256,
      0,
    ]
    for (index, (value, byHand)) in zip(best, expected).enumerated() {
      #expect(isClose(value, byHand), "anchor \(index)")
    }
  }

  @Test("Without the low-quality rule the bird and the driver are never learnt")
  func paper() {
    let matches = Matcher().match(anchors: anchors, objects: objects)
    #expect(matches.letters == "PPINPPNN")
    #expect(matches.objectVerdicts.map(\.positiveCount) == [2, 2, 0, 0])
    #expect(
      matches.objectVerdicts.map(\.sentence) == [
        "Object 0 is learnt by 2 anchors: the best reaches IoU 0.75, the threshold is 0.5.",
        "Object 1 is learnt by 2 anchors: the best reaches IoU 0.67, the threshold is 0.5.",
        "Object 2 is not learnt: no anchor reaches the threshold 0.5, the largest IoU is 0.14.",
        "Object 3 is not learnt: its best anchor (IoU 0.70) is taken by object 0 (IoU 0.75).",
      ])
  }

  @Test("With it the bird has one positive anchor, the driver still none")
  func lowQuality() {
    let matches = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects)
    #expect(matches.letters == "PPINPPPN")
    #expect(matches.objectVerdicts.map(\.positiveCount) == [2, 2, 1, 0])
    #expect(matches.verdict(object: 2).reason == .lowQualityOnly)
  }
}
