// Both losses of whole batches against the systems themselves: focal loss, box coding, box loss and normalizer together.
// Fixtures/make_fixtures.py says what was run.

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
  /// The systems, and how near their numbers have to be.
  ///
  /// All but torchvision, which computes in float64 here, sum in float32: its rounding is 6e-8 of a term.
  static let cases: [(file: String, name: String, system: ReferenceSystem, tolerance: Double)] = [
    ("whole.json", "torchvision", .torchvision, 1e-12),
    ("whole.json", "detectron2", .detectron2, 1e-6),
    ("whole.json", "yhenon", .yhenon, 1e-6),
    ("whole-mmdetection.json", "mmdetection", .mmdetection, 1e-6),
  ]

  @Test("The two losses of a batch are those of torchvision, Detectron2 (three batches), yhenon's port and mmdetection")
  func wholeLosses() throws {
    for (file, name, system, tolerance) in Self.cases {
      let fixture: WholeFixture = try fixture(file)
      let batches = try #require(fixture.systems[name])
      let normalization = LossNormalization.preset(system)
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
    _ fixture: WholeFixture, image: Int, _ system: ReferenceSystem
  ) -> (classification: Double, box: Double) {
    var sums = (classification: 0.0, box: 0.0)
    for (anchor, object) in fixture.matched[image].enumerated() where object != -2 {
      let label = object >= 0 ? fixture.labels[image][object] : nil
      for (index, logit) in fixture.logits[image][anchor].enumerated() {
        sums.classification += FocalLoss().value(logit: logit, isPositive: index == label)
      }
      guard object >= 0 else { continue }
      let target = BoxTarget(
        object: box(fixture.objects[image][object]), anchor: box(fixture.anchors[anchor]), coding: .preset(system))
      let row = fixture.deltas[image][anchor]
      sums.box += BoxLoss.preset(system).value(prediction: (row[0], row[1], row[2], row[3]), target: target)
    }
    return sums
  }
}
