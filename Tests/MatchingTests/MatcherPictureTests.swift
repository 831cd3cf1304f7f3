import Boxes
import Matching
import Testing

@Suite("Matching in pictures")
struct MatcherPictureTests {
  @Test("Ten anchors in a row past one object: the near are positive, then ignored, then negative")
  func row() {
    let objects = drawn("       ========")
    let anchors = drawn(
      "========",  //                    1 / 15 = 0.07
      "  ========",  //                  3 / 13 = 0.23
      "    ========",  //                5 / 11 = 0.45
      "      ========",  //              7 / 9  = 0.78
      "        ========",  //            7 / 9  = 0.78
      "          ========",  //          5 / 11 = 0.45
      "            ========",  //        3 / 13 = 0.23
      "              ========",  //      1 / 15 = 0.07
      "                ========",  //    0
      "                  ========")  //  0
    #expect(Matcher().match(anchors: anchors, objects: objects).letters == "NNIPPINNNN")
  }

  @Test("IoU exactly 0.5 is positive, exactly 0.4 is ignored")
  func thresholds() {
    let objects = drawn("==========")
    let anchors = drawn(
      "==========",  //  10 / 10
      "=====",  //        5 / 10: positive
      "====",  //         4 / 10: ignored (keras-retinanet: background)
      "===")  //          3 / 10
    let matches = Matcher().match(anchors: anchors, objects: objects)
    #expect(matches.bestIoU == [1, 0.5, 0.4, 0.3])
    #expect(matches.letters == "PPIN")
  }

  @Test("Just below a threshold is below it")
  func nextDown() {
    let objects = [Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1)]
    let anchors = [0.5, 0.5.nextDown, 0.4, 0.4.nextDown].map { Box(xMin: 0, yMin: 0, xMax: $0, yMax: 1) }
    #expect(Matcher().match(anchors: anchors, objects: objects).letters == "PIIN")
  }

  @Test("Equal thresholds leave nothing to ignore")
  func equalThresholds() {
    let objects = drawn("==========")
    let anchors = drawn("======", "=====", "====", "===")
    let matcher = Matcher(positiveThreshold: 0.5, negativeThreshold: 0.5)
    #expect(matcher.match(anchors: anchors, objects: objects).letters == "PPNN")
  }

  @Test("Two objects: each anchor learns the nearer")
  func twoObjects() {
    let objects = drawn(
      "========",
      "        ========")
    let anchors = drawn(
      " ========",  //          7 / 9 with object 0, 1 / 15 with object 1
      "    ========",  //       4 / 12 with both: negative
      "       ========")  //    1 / 15, 7 / 9
    let matches = Matcher().match(anchors: anchors, objects: objects)
    #expect(matches.letters == "PNP")
    #expect(matches.assignments == [.positive(object: 0), .negative, .positive(object: 1)])
  }

  @Test("A tie between two objects goes to the first")
  func tieOfObjects() {
    let objects = drawn("======  ", "  ======")
    let anchors = drawn("========")  // 6 / 8 with both
    let matches = Matcher().match(anchors: anchors, objects: objects)
    #expect(matches.bestObject == [0])
    #expect(matches.assignments == [.positive(object: 0)])
    #expect(matches.objectBestIoU == [0.75, 0.75])
  }

  @Test("A tie between two anchors: the object's best is the first, both are positive")
  func tieOfAnchors() {
    let objects = drawn("  ======  ")
    let anchors = drawn("========", "  ========")  // 6 / 8 each
    let matches = Matcher().match(anchors: anchors, objects: objects)
    #expect(matches.objectBestAnchor == [0])
    #expect(matches.letters == "PP")
  }

  @Test("A small object lacks a positive anchor; the low-quality rule gives it its best")
  func smallObject() {
    let objects = drawn("   ==   ")
    let anchors = drawn(
      "=====",  //      2 / 5 = 0.4
      " ========",  //  2 / 8 = 0.25
      "      =====")  // 0
    #expect(Matcher().match(anchors: anchors, objects: objects).letters == "INN")
    #expect(Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects).letters == "PNN")
  }

  @Test("No objects: all anchors are negative, by every rule", arguments: Matcher.LowQualityRule.allCases)
  func noObjects(rule: Matcher.LowQualityRule) {
    let matches = Matcher(lowQuality: rule).match(anchors: drawn("==", " ==", "  =="), objects: [Box]())
    #expect(matches.letters == "NNN")
    #expect(matches.positiveCount == 0)
    #expect(matches.bestObject == [nil, nil, nil])
  }

  @Test("No anchors: an empty picture, and no object is learnt")
  func noAnchors() {
    let matches = Matcher().match(anchors: [], objects: drawn("=="))
    #expect(matches.letters == "")
    #expect(matches.objectBestAnchor == [nil])
    #expect(matches.verdict(object: 0).reason == .overlapsNoAnchor)
  }

  @Test("Boxes that only touch do not overlap")
  func touching() {
    let matches = Matcher(lowQuality: .bestAnchors).match(anchors: drawn("===", "      ==="), objects: drawn("   ==="))
    #expect(matches.letters == "NN")
    #expect(matches.bestObject == [nil, nil])
  }
}
