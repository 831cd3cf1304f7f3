// Both losses of whole batches against the systems themselves: focal loss, box coding, box loss and normalizer
// together. Fixtures/make_fixtures.py says what was run.

import Boxes
import Losses
import Testing
import _TestSupport

/// Fixtures/whole.json and Fixtures/whole-mmdetection.json: a few images of the same anchors, and which object each
/// anchor learns (-1 none, -2 ignored).
private struct WholeFixture: Decodable {
  struct Batch: Decodable {
    var images: [Int]
    var classification: Double
    var box: Double
  }
  var anchors: [[Double]]
  var objects: [[[Double]]]
  var labels: [[Int]]
  var matched: [[Int]]
  var logits: [[[Double]]]
  var deltas: [[[Double]]]
  var systems: [String: [Batch]]
}

private func box(_ row: [Double]) -> Box { Box(xMin: row[0], yMin: row[1], xMax: row[2], yMax: row[3]) }

@Suite("Agreement of whole losses")
struct WholeLossAgreementTests {
  /// The pieces of a system, and how near their numbers have to be.
  ///
  /// All but torchvision, which computes in float64 here, sum in float32: its rounding is 6e-8 of a term.
  private struct Case {
    var file = "whole.json"
    var name: String
    var coding = BoxCoding.center(CenterBoxCoder())
    var boxLoss = BoxLoss.smoothL1(.l1)
    var normalization: LossNormalization
    var tolerance = 1e-6
  }

  private static let cases = [
    Case(name: "torchvision", normalization: LossNormalization(.positivesPerImage), tolerance: 1e-12),
    Case(name: "detectron2", normalization: LossNormalization(.movingAverage())),
    Case(
      name: "yhenon", coding: .center(CenterBoxCoder(weights: .standardized, clampSide: .none, minimumSize: 1)),
      boxLoss: .smoothL1(SmoothL1(sigma: 3)),
      normalization: LossNormalization(.positivesPerImage, box: .numbersPerImage)),
    Case(
      file: "whole-mmdetection.json", name: "mmdetection", coding: .center(CenterBoxCoder(clampSide: .bothSides)),
      normalization: LossNormalization(.positivesPerImageSummed)),
  ]

  @Test("The two losses of a batch are those of torchvision, Detectron2 (three batches), yhenon's port and mmdetection")
  func wholeLosses() throws {
    for system in Self.cases {
      let (name, tolerance, normalization) = (system.name, system.tolerance, system.normalization)
      let fixture: WholeFixture = try fixture(system.file)
      let batches = try #require(fixture.systems[name])
      var average = normalization.initialAverage
      for batch in batches {
        let positives = batch.images.map { fixture.matched[$0].count { $0 >= 0 } }
        let factors = normalization.factors(positives: positives, average: &average)
        let losses = batch.images.map { sums(fixture, image: $0, system) }
        let classification = zip(losses, factors.classification).reduce(0) { $0 + $1.0.classification * $1.1 }
        let boxLoss = zip(losses, factors.box).reduce(0) { $0 + $1.0.box * $1.1 }
        #expect(isClose(classification, batch.classification, relative: tolerance), "\(name): \(classification)")
        #expect(isClose(boxLoss, batch.box, relative: tolerance), "\(name): \(boxLoss)")
      }
    }
  }

  /// The sums over the anchors of an image, before normalization.
  private func sums(
    _ fixture: WholeFixture, image: Int, _ system: Case
  ) -> (classification: Double, box: Double) {
    var sums = (classification: 0.0, box: 0.0)
    for (anchor, object) in fixture.matched[image].enumerated() where object != -2 {
      let label = object >= 0 ? fixture.labels[image][object] : nil
      for (index, logit) in fixture.logits[image][anchor].enumerated() {
        sums.classification += FocalLoss().value(logit: logit, isPositive: index == label)
      }
      guard object >= 0 else { continue }
      let target = BoxTarget(
        object: box(fixture.objects[image][object]), anchor: box(fixture.anchors[anchor]), coding: system.coding)
      let row = fixture.deltas[image][anchor]
      sums.box += system.boxLoss.value(prediction: (row[0], row[1], row[2], row[3]), target: target)
    }
    return sums
  }
}
