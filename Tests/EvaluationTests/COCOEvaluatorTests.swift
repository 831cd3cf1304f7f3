import Boxes
import Evaluation
import Foundation
import Randomness
import Testing
import _TestSupport

private let categories = ["ellipse", "rectangle", "triangle"]

private func evaluate(_ images: [EvaluatedImage]) -> COCOSummary {
  COCOEvaluator(categories: categories).evaluate(images)
}

@Suite("COCO evaluation")
struct COCOEvaluatorTests {
  @Test("COCO's IoU thresholds are NumPy's doubles: the ninth is 0.8999999999999999, not 0.9")
  func thresholds() {
    #expect(
      COCOEvaluator.iouThresholds == [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95])
  }

  @Test("One object found with IoU 8/12 = 0.667 reaches four of the ten thresholds: AP = 4/10, AP50 = 1, AP75 = 0")
  func one() throws {
    let box = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10)
    let shifted = Box(xMin: 2, yMin: 0, xMax: 12, yMax: 10)
    let summary = evaluate([
      EvaluatedImage(
        detections: [Detection(box: shifted, label: 0, score: 0.9)], objects: [LabeledBox(box: box, label: 0)])
    ])
    // 0.50, 0.55, 0.60 and 0.65
    #expect(isClose(try #require(summary.ap), 4.0 / 10))
    #expect(isClose(try #require(summary.ap50), 1))
    #expect(summary.ap75 == 0)
    #expect(isClose(try #require(summary.ar1), 4.0 / 10))
    #expect(isClose(try #require(summary.apSmall), 4.0 / 10))
    #expect(summary.apMedium == nil && summary.apLarge == nil)
    #expect(summary.perClass.map(\.objects) == [1, 0, 0])
    #expect(summary.perClass.map(\.category) == categories)
    #expect(summary.perClass[0].best50?.threshold == 0.9)
  }

  @Test("The mean is over classes, not objects: a class with one object weighs as much as one with three")
  func macro() throws {
    func object(_ x: Double, _ label: Int) -> LabeledBox {
      LabeledBox(box: Box(xMin: x, yMin: 0, xMax: x + 10, yMax: 10), label: label)
    }
    let objects = [object(0, 0), object(20, 1), object(40, 1), object(60, 1)]
    let detections = objects.filter { $0.label == 1 }.map { Detection(box: $0.box, label: 1, score: 0.9) }
    let summary = evaluate([EvaluatedImage(detections: detections, objects: objects)])
    #expect(isClose(try #require(summary.ap50), (0.0 + 1.0) / 2))  // the mean over objects would be 3/4
  }

  @Test("Nothing to evaluate is nil throughout, and -1.000 in the table")
  func none() {
    for images in [[], [EvaluatedImage(detections: [], objects: [])]] {
      let summary = evaluate(images)
      #expect(summary.numbers.allSatisfy { $0.value == nil })
      #expect(summary.perClass.allSatisfy { $0.ap == nil && $0.objects == 0 && $0.precision50.isEmpty })
      #expect(summary.table.split(separator: "\n").allSatisfy { $0.hasSuffix("= -1.000") })
    }
  }

  @Test("A class that is detected but never there is left out of the mean")
  func inventedClass() {
    var images = randomImages(seed: 1, count: 10)
    for index in images.indices { images[index].objects.removeAll { $0.label == 2 } }
    var without = images
    for index in without.indices { without[index].detections.removeAll { $0.label == 2 } }
    #expect(evaluate(images).numbers.map(\.value) == evaluate(without).numbers.map(\.value))
  }

  @Test(
    "The objects themselves as detections give 1, but for AR1: one detection a class and image",
    arguments: 0..<20 as Range<UInt64>)
  func perfect(seed: UInt64) {
    var images = randomImages(seed: seed, count: 12)
    for index in images.indices {
      images[index].detections = images[index].objects.map { Detection(box: $0.box, label: $0.label, score: 0.5) }
    }
    let summary = evaluate(images)
    for number in summary.numbers where number.name != "AR1" {
      #expect(number.value.map { isClose($0, 1) } ?? true, "\(number.name)")
    }
  }

  @Test("Numbers lie in 0 ... 1; AR1 ≤ AR10 ≤ AR100; AP50 ≥ AP75 and AP50 ≥ AP", arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) throws {
    let summary = evaluate(randomImages(seed: seed, count: 20))
    for number in summary.numbers { #expect(number.value.map { (0...1).contains($0) } ?? true, "\(number.name)") }
    #expect(try #require(summary.ar1) <= #require(summary.ar10))
    #expect(try #require(summary.ar10) <= #require(summary.ar100))
    #expect(try #require(summary.ap50) >= #require(summary.ap75))
    #expect(try #require(summary.ap50) >= #require(summary.ap))
  }

  @Test("The order of images and of detections does not matter where scores differ", arguments: 0..<20 as Range<UInt64>)
  func order(seed: UInt64) {
    let images = randomImages(seed: seed, count: 10, crowds: 0.1)
    var random = SeededGenerator(seed: seed, 1)
    var shuffled = images.shuffled(using: &random)
    for index in shuffled.indices { shuffled[index].detections.shuffle(using: &random) }
    #expect(evaluate(images) == evaluate(shuffled))
  }

  @Test("AP50 of a class is the average precision of the matcher's outcomes", arguments: 0..<20 as Range<UInt64>)
  func definition(seed: UInt64) {
    let images = randomImages(seed: seed, count: 20, crowds: 0.1)
    let summary = evaluate(images)
    for (label, result) in summary.perClass.enumerated() {
      var scored: [PrecisionRecallCurve.Scored] = []
      for image in images {
        for (detection, outcome) in zip(image.detections, DetectionMatcher().outcomes(image))
        where detection.label == label && outcome != .ignored {
          scored.append(.init(score: detection.score, isTruePositive: outcome != .falsePositive))
        }
      }
      let objects = images.flatMap(\.objects).count { $0.label == label && !$0.isCrowd }
      let curve = PrecisionRecallCurve(scored, objectCount: objects)
      #expect(result.objects == objects)
      #expect(result.best50 == (objects == 0 ? nil : curve.best))
      #expect(AveragePrecision.coco.value(curve).map { isClose($0, result.ap50 ?? -1) } ?? (result.ap50 == nil))
    }
  }

  @Test("A summary survives JSON")
  func codable() throws {
    let summary = evaluate(randomImages(seed: 1, count: 5))
    let data = try JSONEncoder().encode(summary)
    #expect(try JSONDecoder().decode(COCOSummary.self, from: data) == summary)
  }
}
