// What the documents say of inference and of background, and the numbers that are used here.

import Anchors
import Boxes
import Detector
import Testing

@Suite("The detector in the documents")
struct DocumentedDetectorTests {
  @Test("Score > 0.05, at most 1 000 candidates a level, NMS at IoU 0.5 per class, at most 100 (torchvision: 300)")
  func inference() {
    let inference = RetinaNet.Configuration.small.inference
    #expect(inference.scoreThreshold == 0.05)
    #expect(inference.candidatesPerLevel == 1_000)
    #expect(inference.suppression == .hard(NonMaximumSuppression(iouThreshold: 0.5, perClass: true)))
    #expect(inference.maximumDetections == 100)

    // 200 anchors far from each other: torchvision's limit keeps all of them, the paper's the best 100.
    var configuration = RetinaNet.Configuration.small
    let anchors = configuration.architecture.anchors
    let logits = (0..<200).map { index in
      (
        anchor: anchors.index(
          of: AnchorLocation(level: 0, y: 2 * (index / 16), x: index % 16, anchor: 3), on: .square(256)),
        label: index % 2, logit: Float(index) / 100
      )
    }
    let count = anchors.anchorCount(on: .square(256))
    func found() -> [Detection] {
      RetinaNet(configuration)
        .detections(RetinaNet.Outputs(anchors: count, classes: 3, logits: logits), on: .square(256))[0]
    }
    #expect(found().count == 100)
    configuration.inference.maximumDetections = 300
    #expect(found().count == 200)
  }

  @Test(
    "'Why does torchvision RetinaNet predict the background class?' calls RetinaNet two-stage: one pass has all outputs"
  )
  func oneStage() {
    let model = RetinaNet(.small)
    let outputs = model(model.input(SceneBatch(count: 1).images), .inference())
    // Every anchor has its K scores and its box at once; no proposal is chosen in between.
    let anchors = model.anchors(on: .square(128)).count
    #expect(outputs.logits.shape == [1, anchors, 3])
    #expect(outputs.deltas.shape == [1, anchors, 4])
  }

  @Test("The same question asks for the precision of the background class: no detection can be background")
  func noBackground() {
    var configuration = RetinaNet.Configuration(classes: 2)
    configuration.inference.scoreThreshold = 0
    configuration.inference.suppression = .hard(NonMaximumSuppression(iouThreshold: 1))
    configuration.inference.maximumDetections = 10_000
    let found = RetinaNet(configuration).detect(SceneBatch(count: 1).images)[0]
    // K outputs are K classes, from 0; there is no output whose detections could be called background.
    #expect(Set(found.map(\.label)) == [0, 1])
  }
}
