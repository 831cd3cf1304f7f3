import Boxes
import Foundation
import Matching
import Randomness
import Testing
import _TestSupport

@Suite("ATSS: a threshold for every object")
struct ATSSTests {
  @Test("Candidates of IoU 0.25, 0.5 and 0.75 have m = 0.5 and s = 0.25, so t = 0.75 and one is positive")
  func byHand() throws {
    let objects = drawn("========")
    let anchors = drawn("==", "====", "======")  // 2 / 8, 4 / 8, 6 / 8
    let matches = ATSS().match(anchors: anchors, anchorsPerLevel: [3], objects: objects)
    let threshold = try #require(matches.thresholds[0])
    #expect(threshold.mean == 0.5)
    // √((0.25² + 0² + 0.25²) / (3 - 1)); with n = 3 it would be 0.2041
    #expect(threshold.deviation == 0.25)
    #expect(threshold.value == 0.75)
    #expect(matches.letters == "NNP")
    #expect(
      matches.verdict(object: 0).sentence
        == "Object 0 is learnt by 1 anchor: its threshold is 0.50 + 0.25 = 0.75, from 3 candidates.")
  }

  @Test("An object that one level fits much better takes its anchors from that level alone")
  func oneLevel() throws {
    let objects = drawn("        ========")
    let anchors = drawn(
      "        ========",  //          8 / 8
      "       ========",  //           7 / 9
      "         ========",  //         7 / 9
      "================",  //          8 / 16, the coarser level
      "    ================")  //      8 / 16
    let matches = ATSS(candidatesPerLevel: 3).match(anchors: anchors, anchorsPerLevel: [3, 2], objects: objects)
    let threshold = try #require(matches.thresholds[0])
    let mean = (1 + 7.0 / 9 + 7.0 / 9 + 0.5 + 0.5) / 5
    #expect(isClose(threshold.mean, mean))
    #expect(threshold.value > 7.0 / 9 && threshold.value < 1)
    #expect(matches.letters == "PNNNN")
  }

  @Test("k anchors of each level are candidates, the nearest; of equally near the first in the list")
  func candidates() throws {
    let objects = [Box(xMin: 10, yMin: 0, xMax: 14, yMax: 4)]  // center 12
    func square(_ x: Double) -> Box { Box(centerX: x, centerY: 2, width: 8, height: 8) }
    let anchors = [4, 8, 12, 16, 20].map(square) + [0, 16].map(square)
    let matches = ATSS(candidatesPerLevel: 2).match(anchors: anchors, anchorsPerLevel: [5, 2], objects: objects)
    #expect(matches.thresholds[0]?.candidates == [2, 1, 6, 5])
  }

  @Test("Candidates of equal IoU are all positive if their centers are inside: s = 0")
  func equal() throws {
    let object = Box(xMin: 0, yMin: 0, xMax: 3, yMax: 1)
    for count in 1...20 {
      let anchors = Array(repeating: Box(xMin: 0, yMin: 0, xMax: 2, yMax: 1), count: count)
      let matches = ATSS(candidatesPerLevel: 20).match(anchors: anchors, anchorsPerLevel: [count], objects: [object])
      #expect(matches.thresholds[0]?.deviation == 0 && matches.positiveCount == count, "\(count) anchors")
    }
  }

  @Test("Of two candidates of different IoU none is positive: m + s is above both")
  func two() {
    let matches = ATSS().match(anchors: drawn("====", "======"), anchorsPerLevel: [2], objects: drawn("========"))
    // 0.5 and 0.75: m = 0.625, s = 0.25 / √2 = 0.177
    #expect(matches.letters == "NN")
    #expect(
      matches.verdict(object: 0).sentence == "Object 0 is not learnt: no candidate reaches IoU 0.80; "
        + "its threshold is 0.62 + 0.18 = 0.80, from 2 candidates.")
  }

  @Test("An anchor centered outside the object is not its, whatever the IoU; nor one less than 0.01 px inside")
  func center() {
    let objects = [Box(xMin: 0, yMin: 0, xMax: 8, yMax: 8)]
    func anchor(centeredAt x: Double) -> [Box] { [Box(xMin: x - 8, yMin: 0, xMax: x + 8, yMax: 8)] }
    for (x, picture) in [(-1.0, "N"), (0, "N"), (0.01, "N"), (0.25, "P"), (7.75, "P"), (8, "N")] {
      let matches = ATSS().match(anchors: anchor(centeredAt: x), anchorsPerLevel: [1], objects: objects)
      #expect(matches.letters == picture, "center \(x)")
    }
    let outside = ATSS().match(anchors: anchor(centeredAt: -1), anchorsPerLevel: [1], objects: objects)
    #expect(
      outside.verdict(object: 0).sentence
        == "Object 0 is not learnt: the one candidate from IoU 0.41 on is not centered in it; "
        + "its threshold is 0.41 + 0.00 = 0.41, from 1 candidate.")
  }

  @Test("Of two objects that both want an anchor that of the larger IoU has it, of equal IoU the first")
  func contested() {
    let anchors = drawn("========")
    let larger = ATSS().match(anchors: anchors, anchorsPerLevel: [1], objects: drawn("======", "======="))
    #expect(larger.assignments == [.positive(object: 1)])
    #expect(larger.verdict(object: 0).reason == .taken(1))
    let equal = ATSS().match(anchors: anchors, anchorsPerLevel: [1], objects: drawn("======", "  ======"))
    #expect(equal.assignments == [.positive(object: 0)])
    #expect(
      equal.verdict(object: 1).sentence
        == "Object 1 is not learnt: other objects fit the one candidate from IoU 0.75 on as well or better; "
        + "its threshold is 0.75 + 0.00 = 0.75, from 1 candidate.")
  }

  @Test("No objects, no anchors, a crowd, an object without area")
  func edges() {
    let anchors = drawn("====", "  ====")
    #expect(ATSS().match(anchors: anchors, anchorsPerLevel: [2], objects: [Box]()).letters == "NN")
    let none = ATSS().match(anchors: [], anchorsPerLevel: [0, 0], objects: drawn("=="))
    #expect(none.letters == "" && none.verdict(object: 0).reason == .noAnchors && none.thresholds == [nil])
    let crowd = LabeledBox(box: anchors[0], label: 0, isCrowd: true)
    let crowded = ATSS().match(anchors: anchors, anchorsPerLevel: [1, 1], objects: [crowd])
    #expect(crowded.letters == "NN" && crowded.verdict(object: 0).reason == .crowd)
    let line = Box(xMin: 1, yMin: 0, xMax: 1, yMax: 1)
    let thin = ATSS().match(anchors: anchors, anchorsPerLevel: [2], objects: [line])
    #expect(thin.letters == "NN" && thin.verdict(object: 0).reason == .centersOutside(2))
  }

  @Test("Its assignments make targets like a matcher's: a label and four deltas for every positive anchor")
  func targets() {
    let objects = [LabeledBox(box: drawn("========")[0], label: 5)]
    let anchors = drawn("==", "====", "======")
    let matches = ATSS().match(anchors: anchors, anchorsPerLevel: [3], objects: objects)
    let targets = Targets(assignments: matches.assignments, objects: objects, anchors: anchors)
    #expect(targets.labels == [-1, -1, 5])
    #expect(targets.deltas[8...] == [Float(1.0 / 6), 0, Float(log(8.0 / 6)), 0])
    #expect(targets.positiveCount == matches.positiveCount)
  }

  @Test(
    "A positive anchor is a candidate, reaches the threshold and is centered inside", arguments: 0..<10 as Range<UInt64>
  )
  func laws(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let anchors = randomBoxes(90, using: &generator)
    let objects = randomBoxes(6, using: &generator)
    let matches = ATSS().match(anchors: anchors, anchorsPerLevel: [60, 25, 5], objects: objects)
    #expect(matches.thresholds.allSatisfy { $0?.candidates.count == 9 + 9 + 5 }, "seed \(seed)")
    for (anchor, assignment) in matches.assignments.enumerated() {
      guard case .positive(let object) = assignment else { continue }
      let threshold = try #require(matches.thresholds[object])
      #expect(threshold.candidates.contains(anchor), "seed \(seed)")
      #expect(anchors[anchor].iou(objects[object]) >= threshold.value, "seed \(seed)")
      let center = (anchors[anchor].centerX, anchors[anchor].centerY)
      #expect(objects[object].xMin < center.0 && center.0 < objects[object].xMax, "seed \(seed)")
      #expect(objects[object].yMin < center.1 && center.1 < objects[object].yMax, "seed \(seed)")
    }
  }
}
