import Anchors
import Boxes
import Foundation
import Matching
import Randomness
import Testing
import _TestSupport

@Suite("Targets")
struct TargetsTests {
  let objects = [
    LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10), label: 2),
    LabeledBox(box: Box(xMin: 40, yMin: 0, xMax: 50, yMax: 20), label: 0),
  ]
  let anchors = [
    Box(xMin: 1, yMin: 0, xMax: 11, yMax: 10),  //  90 / 110 with object 0: positive
    Box(xMin: 0, yMin: 0, xMax: 4.5, yMax: 10),  // 45 / 100: ignored
    Box(xMin: 80, yMin: 0, xMax: 90, yMax: 9),  //  negative
    Box(xMin: 40, yMin: 0, xMax: 50, yMax: 16),  // 160 / 200 with object 1: positive
  ]

  @Test("Labels are class indices; -1 is background, -2 is ignored; there is no background class")
  func labels() {
    let matches = Matcher().match(anchors: anchors, objects: objects)
    let targets = Targets(matches: matches, objects: objects, anchors: anchors)
    #expect(matches.letters == "PINP")
    #expect(targets.labels == [2, -2, -1, 0])
    #expect(Targets.background == -1 && Targets.ignored == -2)
    #expect(targets.positiveCount == 2)
  }

  @Test("Deltas are the coder's, rounded once to Float; zero where not positive")
  func deltas() {
    let matches = Matcher().match(anchors: anchors, objects: objects)
    let targets = Targets(matches: matches, objects: objects, anchors: anchors)
    // (5 - 6) / 10, 0, ln 1, ln 1; and 0, (10 - 8) / 16, ln 1, ln(20 / 16)
    #expect(
      targets.deltas == [
        -0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.125, 0, Float(log(1.25)),
      ])
    let weighted = Targets(
      matches: matches, objects: objects, anchors: anchors,
      coding: .center(CenterBoxCoder(weights: .standardized)))
    #expect(weighted.deltas == [-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.25, 0, Float(5 * log(1.25))])
  }

  @Test("'Confusion #1': K sigmoid outputs; a negative's target is all zeros, a positive's one-hot")
  func oneHot() {
    let matches = Matcher().match(anchors: anchors, objects: objects)
    let targets = Targets(matches: matches, objects: objects, anchors: anchors)
    #expect(targets.oneHot(anchor: 0, classes: 3) == [0, 0, 1])
    #expect(targets.oneHot(anchor: 1, classes: 3) == nil)
    #expect(targets.oneHot(anchor: 2, classes: 3) == [0, 0, 0])
    #expect(targets.oneHot(anchor: 3, classes: 3) == [1, 0, 0])
  }

  @Test("'Confusion #1' says background if the IoU with ANY object is below 0.4; it is the largest IoU that counts")
  func largestNotAny() {
    let matches = Matcher().match(anchors: anchors, objects: objects)
    #expect(anchors[0].iou(objects[1].box) < 0.4, "below 0.4 with one object")
    #expect(matches.assignments[0] == .positive(object: 0), "and still positive for the other")
    // By the word "any" every anchor of an image with two distant objects would be background.
    #expect(anchors.allSatisfy { anchor in objects.contains { anchor.iou($0.box) < 0.4 } })
  }

  @Test("'Confusion #2': two objects of different classes with one box; an anchor learns the class of the first alone")
  func oneClassAnAnchor() {
    let both = [LabeledBox(box: anchors[0], label: 1), LabeledBox(box: anchors[0], label: 2)]
    let matches = Matcher().match(anchors: anchors, objects: both)
    let targets = Targets(matches: matches, objects: both, anchors: anchors)
    #expect(targets.oneHot(anchor: 0, classes: 3) == [0, 1, 0])
    #expect(matches.verdict(object: 1).reason == .bestAnchorTaken(by: 0, iou: 1))
  }

  @Test("An image without objects: everything is background, no deltas, nothing to divide by")
  func noObjects() {
    let matches = Matcher().match(anchors: anchors, objects: [LabeledBox]())
    let targets = Targets(matches: matches, objects: [], anchors: anchors)
    #expect(targets.labels == [-1, -1, -1, -1])
    #expect(targets.deltas == Array(repeating: 0, count: 16))
    #expect(targets.positiveCount == 0)
  }

  @Test("Crowds give ignored anchors and no targets")
  func crowd() {
    let crowd = [LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 60, yMax: 60), label: 1, isCrowd: true)]
    let matches = Matcher().match(anchors: anchors, objects: crowd)
    let targets = Targets(matches: matches, objects: crowd, anchors: anchors)
    #expect(targets.labels == [-2, -2, -1, -2])
    #expect(targets.positiveCount == 0)
  }

  @Test("Decoding the deltas of a positive anchor gives its object again", arguments: 0..<10 as Range<UInt64>)
  func decode(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let anchors = AnchorGenerator.small.anchors(on: .square(128))
    let objects = (0..<4).map { label in
      LabeledBox(
        box: Box(
          centerX: generator.uniform(in: 30...100), centerY: generator.uniform(in: 30...100),
          width: generator.uniform(in: 14...70), height: generator.uniform(in: 14...70)), label: label)
    }
    let coder = CenterBoxCoder(weights: .standardized)
    let matches = Matcher().match(anchors: anchors, objects: objects)
    let targets = Targets(matches: matches, objects: objects, anchors: anchors, coding: .center(coder))
    #expect(targets.positiveCount > 0 && targets.positiveCount == matches.positiveCount)
    for (anchor, assignment) in matches.assignments.enumerated() {
      guard case .positive(let object) = assignment else { continue }
      let deltas = targets.deltas[4 * anchor..<4 * anchor + 4].map { Double($0) }
      let box = coder.decode(
        BoxDeltas(x: deltas[0], y: deltas[1], width: deltas[2], height: deltas[3]), anchor: anchors[anchor])
      #expect(box.iou(objects[object].box) > 1 - 1e-5, "seed \(seed), anchor \(anchor)")
      #expect(targets.labels[anchor] == Int32(objects[object].label))
    }
  }
}
