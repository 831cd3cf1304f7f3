// From outputs to detections: the threshold, the candidates of a level, suppression, the limit.

import Anchors
import Boxes
import Detector
import Foundation
import Tensors
import Testing
import _TestSupport

@Suite("Detections")
struct DetectionsTests {
  private func detections(
    _ logits: [(anchor: Int, label: Int, logit: Float)], _ change: (inout RetinaNet.Inference) -> Void = { _ in }
  ) -> [Detection] {
    var configuration = RetinaNet.Configuration.small
    change(&configuration.inference)
    let model = RetinaNet(configuration)
    return model.detections(
      RetinaNet.Outputs(anchors: 3_069, classes: 3, logits: logits), on: .square(128))[0]
  }

  /// Anchors of P3, P4 and P5 that do not overlap: 16 × 16 px at their corners' distance of 32, and one of each other.
  private func anchor(level: Int, y: Int, x: Int) -> Int {
    AnchorGenerator.small.index(
      of: AnchorLocation(level: level, y: y, x: x, anchor: 3), on: .square(128))
  }

  @Test("A detection is its anchor's box, its output's class and σ of its logit")
  func one() {
    let index = anchor(level: 0, y: 5, x: 7)
    let found = detections([(index, 2, 1.5)])
    #expect(found.count == 1)
    #expect(found[0].label == 2)
    #expect(isClose(found[0].score, 1 / (1 + exp(-1.5))))
    let box = AnchorGenerator.small.anchors(on: .square(128))[index]
    #expect(isClose(found[0].box.xMin, box.xMin) && isClose(found[0].box.yMax, box.yMax))
  }

  @Test("Boxes are decoded by the configuration's coder and clipped to the picture")
  func decoding() throws {
    let model = RetinaNet(.small)
    let outputs = RetinaNet.Outputs(anchors: 3_069, classes: 3, logits: [(0, 0, 3), (3_000, 1, 2)])
    outputs.deltas.tensor.buffer.write([1, -2, 0.5, 3], at: 0)
    let anchors = model.anchors(on: .square(128))
    let found = model.detections(outputs, on: .square(128))[0]
    let expected = model.configuration.architecture.coding.decode((1, -2, 0.5, 3), anchor: anchors[0])
    #expect(found.map(\.label) == [0, 1], "best first")
    #expect(isClose(found[0].box.xMax, expected.xMax) && isClose(found[0].box.yMax, expected.yMax))
    #expect(found.allSatisfy { $0.box == $0.box.clipped(to: .square(128)) })
    let first = try #require(anchors.first)
    #expect(first.xMin < 0 && found[0].box.xMin == 0)
  }

  @Test("Scores count strictly above the threshold: 0.05 lies between the logits -2.9444 and -2.9445")
  func threshold() {
    let index = anchor(level: 0, y: 5, x: 7)
    let border = Float(log(0.05 / 0.95))
    #expect(detections([(index, 0, border.nextUp)]).count == 1)
    #expect(detections([(index, 0, border.nextDown)]).isEmpty)
    #expect(detections([(index, 0, 0)]) { $0.scoreThreshold = 0.5 }.isEmpty, "a score of exactly 0.5 is not above it")
    #expect(detections([(index, 0, Float(0).nextUp)]) { $0.scoreThreshold = 0.5 }.count == 1)
    #expect(detections([]).isEmpty)
  }

  @Test("Of each level the best candidates are kept, however good those of other levels are")
  func candidates() {
    // Four on P3 with falling scores, and three worse ones on P4, far from each other.
    let logits: [(anchor: Int, label: Int, logit: Float)] = [
      (anchor(level: 0, y: 1, x: 1), 0, 4), (anchor(level: 0, y: 1, x: 5), 0, 3), (anchor(level: 0, y: 1, x: 9), 0, 6),
      (anchor(level: 0, y: 1, x: 13), 0, 5), (anchor(level: 1, y: 4, x: 1), 0, 1), (anchor(level: 1, y: 4, x: 4), 0, 0),
      (anchor(level: 1, y: 4, x: 7), 0, 2),
    ]
    func scores(_ limit: Int) -> [Double] {
      detections(logits) { $0.candidatesPerLevel = limit }.map {
        (log($0.score / (1 - $0.score)) * 1e6).rounded() / 1e6
      }
    }
    #expect(scores(1_000) == [6, 5, 4, 3, 2, 1, 0])
    #expect(scores(2) == [6, 5, 2, 1])
    #expect(scores(1) == [6, 2])
  }

  @Test("Equal scores at the limit of a level: the lower index stays")
  func ties() {
    let places = [9, 5, 1].map { anchor(level: 0, y: 1, x: $0) }
    let found = detections(places.map { ($0, 0, 2) }) { $0.candidatesPerLevel = 2 }
    let anchors = AnchorGenerator.small.anchors(on: .square(128))
    #expect(found.map { $0.box.centerX.rounded() } == [1, 5].map { anchors[anchor(level: 0, y: 1, x: $0)].centerX })
  }

  @Test("Suppression is within a class: one anchor may be two classes with its one box, two anchors not one")
  func suppression() {
    let index = anchor(level: 0, y: 5, x: 7)
    #expect(detections([(index, 0, 3), (index, 2, 1)]).map(\.label) == [0, 2])
    #expect(
      detections([(index, 0, 3), (index, 2, 1)]) { $0.suppression = .hard(NonMaximumSuppression(perClass: false)) }
        .map(\.label) == [0])
    // The next scale at the same place has IoU 2^(-2/3) = 0.63.
    #expect(detections([(index, 1, 3), (index + 1, 1, 4)]).count == 1)
    #expect(
      detections([(index, 1, 3), (index + 1, 1, 4)]) {
        $0.suppression = .hard(NonMaximumSuppression(iouThreshold: 0.7))
      }
      .count == 2)
  }

  @Test("At most so many detections of an image, the best", arguments: [0, 1, 3, 100])
  func limit(limit: Int) {
    let logits = (0..<4).map { (anchor: anchor(level: 0, y: 1, x: 1 + 4 * $0), label: 0, logit: Float($0)) }
    let found = detections(logits) { $0.maximumDetections = limit }
    #expect(found.count == min(4, limit))
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.score > $1.score })
    if let best = found.first { #expect(isClose(best.score, 1 / (1 + exp(-3)))) }
  }

  @Test("Images of a batch do not see each other's outputs")
  func batch() {
    let model = RetinaNet(.small)
    var logits = [Float](repeating: -100, count: 2 * 3_069 * 3)
    let index = anchor(level: 1, y: 2, x: 3)
    logits[(3_069 + index) * 3 + 1] = 2
    let outputs = RetinaNet.Outputs(
      logits: Variable(Tensor(shape: [2, 3_069, 3], logits)), deltas: Variable(Tensor(zeros: [2, 3_069, 4])))
    let found = model.detections(outputs, on: .square(128))
    #expect(found.map(\.count) == [0, 1])
    #expect(found[1][0].label == 1)
    let box = model.anchors(on: .square(128))[index]
    #expect(isClose(found[1][0].box.iou(box), 1))
  }

  @Test("Detecting one image or two gives each the same detections; of no images there are none")
  func batches() {
    var configuration = RetinaNet.Configuration.small
    configuration.inference.scoreThreshold = 0.009
    let model = RetinaNet(configuration)
    let images = SceneBatch(count: 2).images
    let together = model.detect(images)
    #expect(together.allSatisfy { !$0.isEmpty })
    #expect(together == images.map { model.detect([$0])[0] })
    #expect(model.detect([]).isEmpty)
  }
}
