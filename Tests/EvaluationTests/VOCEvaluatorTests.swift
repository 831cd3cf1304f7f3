import Boxes
import Evaluation
import Foundation
import Testing
import _TestSupport

private let categories = ["ellipse", "rectangle"]

/// A box `width` × 10 at `x`: two of width 10, d apart, have continuous IoU (10 - d)/(10 + d).
private func bar(_ x: Double, width: Double = 10) -> Box { Box(xMin: x, yMin: 0, xMax: x + width, yMax: 10) }

private func found(_ x: Double, width: Double = 10, label: Int = 0, score: Double) -> Detection {
  Detection(box: bar(x, width: width), label: label, score: score)
}

private func object(_ x: Double, label: Int = 0, difficult: Bool = false) -> LabeledBox {
  LabeledBox(box: bar(x), label: label, isCrowd: difficult)
}

private func continuous(thresholdIsEnough: Bool = true) -> VOCEvaluator {
  VOCEvaluator(categories: categories, thresholdIsEnough: thresholdIsEnough, pixels: .continuous)
}

@Suite("PASCAL VOC evaluation")
struct VOCEvaluatorTests {
  @Test("A second detection of an object is wrong in VOC, where COCO gives it a free object in reach")
  func noSecondChoice() {
    // The first takes object 1 at 9/11; the second lies exactly on that one, and reaches object 0 at 7/13 > 0.5.
    let image = EvaluatedImage(
      detections: [found(2, score: 0.9), found(3, score: 0.8)], objects: [object(0), object(3)])
    #expect(continuous().outcomes(image) == [.truePositive(object: 1), .falsePositive])
    #expect(DetectionMatcher().outcomes(image) == [.truePositive(object: 1), .truePositive(object: 0)])
  }

  @Test("Any number of detections of a difficult object count neither way, and it is not to be found")
  func difficult() throws {
    let image = EvaluatedImage(
      detections: [found(0, score: 0.9), found(1, score: 0.8), found(50, score: 0.7)],
      objects: [object(0, difficult: true), object(50)])
    #expect(continuous().outcomes(image) == [.ignored, .ignored, .truePositive(object: 1)])
    let summary = continuous().evaluate([image])
    #expect(summary.perClass[0].objects == 1)
    #expect(isClose(try #require(summary.perClass[0].ap), 1))
  }

  @Test("A difficult object that is overlapped more takes the detection away from one that counts")
  func difficultFirst() {
    let image = EvaluatedImage(detections: [found(1, score: 0.9)], objects: [object(3), object(0, difficult: true)])
    #expect(continuous().outcomes(image) == [.ignored])  // 8/12 with the one that counts, 9/11 with the difficult one
    #expect(DetectionMatcher().outcomes(image) == [.truePositive(object: 0)])
  }

  @Test("Of two objects at equal IoU VOC looks at the earlier one, COCO at the later one")
  func ties() {
    let image = EvaluatedImage(detections: [found(2, score: 0.9)], objects: [object(0), object(4)])
    #expect(continuous().outcomes(image) == [.truePositive(object: 0)])
    #expect(DetectionMatcher().outcomes(image) == [.truePositive(object: 1)])
  }

  @Test("IoU of exactly 0.5 is enough in the development kit and in mmdetection, not in Detectron and Detectron2")
  func threshold() {
    // Pixels 0 … 9 of 0 … 19, in rows 0 … 10: 10 · 11 / (20 · 11) = 0.5.
    let image = EvaluatedImage(
      detections: [found(0, width: 9, score: 0.9)], objects: [LabeledBox(box: bar(0, width: 19), label: 0)])
    #expect(VOCEvaluator.voc2007(categories: categories).outcomes(image) == [.truePositive(object: 0)])
    #expect(VOCEvaluator(categories: categories).outcomes(image) == [.truePositive(object: 0)])
    #expect(VOCEvaluator(categories: categories, thresholdIsEnough: false).outcomes(image) == [.falsePositive])
  }

  @Test("The last pixel counts: ten wide and three apart, IoU is 8/14 with it and 7/13 without")
  func pixels() throws {
    // 8 · 11 / (2 · 11 · 11 - 8 · 11) = 0.571 and 7 · 10 / (2 · 10 · 10 - 7 · 10) = 0.538: at 0.56 one is enough.
    let image = EvaluatedImage(detections: [found(3, score: 0.9)], objects: [object(0)])
    let inclusive = VOCEvaluator(categories: categories, iouThreshold: 0.56)
    let edges = VOCEvaluator(categories: categories, iouThreshold: 0.56, pixels: .continuous)
    #expect(inclusive.outcomes(image) == [.truePositive(object: 0)])
    #expect(edges.outcomes(image) == [.falsePositive])
  }

  @Test("+-+-+ with four objects by hand: 11 points 0.5636, all points 0.5667, COCO's 101 points 0.5710")
  func byHand() throws {
    // Precision 1, 1/2, 2/3, 2/4, 3/5 at recall 1/4, 1/4, 2/4, 2/4, 3/4. The envelope: 1 to recall 0.25, 2/3 to 0.5,
    // 0.6 to 0.75, 0 beyond.
    var detections = (0..<3).map { found(Double($0) * 20, score: 0.9 - 0.2 * Double($0)) }
    detections += [found(100, score: 0.8), found(120, score: 0.6)]
    let image = EvaluatedImage(detections: detections, objects: (0..<4).map { object(Double($0) * 20) })
    // Recalls 0, 0.1, 0.2 have precision 1; 0.3, 0.4, 0.5 have 2/3; 0.6 and 0.7 have 0.6; 0.8, 0.9 and 1 have 0.
    let eleven: Double = (3 * 1 + 3 * 2 / 3 + 2 * 0.6 + 3 * 0) / 11
    let area: Double = 0.25 * 1 + 0.25 * 2 / 3 + 0.25 * 0.6
    // 0 … 0.25 are 26 points, 0.26 … 0.50 are 25, 0.51 … 0.75 are 25, 0.76 … 1 are 25.
    let coco: Double = (26 * 1 + 25 * 2 / 3 + 25 * 0.6 + 25 * 0) / 101
    let evaluator = VOCEvaluator.voc2007(categories: categories).evaluate([image])
    #expect(isClose(try #require(evaluator.meanAP), eleven) && rounds(eleven, to: 0.5636, digits: 4))
    let later = VOCEvaluator.voc2012(categories: categories).evaluate([image])
    #expect(isClose(try #require(later.meanAP), area) && rounds(area, to: 0.5667, digits: 4))
    let value = try #require(AveragePrecision.coco.value(later.perClass[0].curve))
    #expect(isClose(value, coco) && rounds(coco, to: 0.5710, digits: 4))
  }

  @Test("A class without objects is left out of the mean; without any there is none")
  func absent() throws {
    let image = EvaluatedImage(
      detections: [found(0, score: 0.9), found(30, label: 1, score: 0.8)], objects: [object(0), object(20)])
    let summary = continuous().evaluate([image])
    #expect(summary.perClass.map { $0.ap == nil } == [false, true])
    #expect(isClose(try #require(summary.meanAP), 1.0 / 2))
    #expect(continuous().evaluate([]).meanAP == nil)
    #expect(continuous().evaluate([]).table.split(separator: "\n").last == "mean             0   -")
  }

  @Test("The table has a line for each class and the mean, in percent")
  func table() {
    let image = EvaluatedImage(
      detections: [found(0, score: 0.9), found(0, label: 1, score: 0.8)],
      objects: [object(0), object(20), object(0, label: 1)])
    #expect(
      continuous().evaluate([image]).table == """
        class      objects     AP
        ellipse          2   50.0
        rectangle        1  100.0
        mean             3   75.0
        """)
  }
}
