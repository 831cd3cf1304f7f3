// Random images with detections near objects, for the laws of the evaluation.

import Boxes
import Evaluation
import Randomness

/// Images with up to eight objects of three classes, detections around most of them, and some inventions.
func randomImages(seed: UInt64, count: Int, crowds: Double = 0, inventions: Int = 6) -> [EvaluatedImage] {
  (0..<count).map { index in
    var random = SeededGenerator(seed: seed, UInt64(index))
    func box() -> Box {
      Box(
        centerX: random.uniform(in: 0...300), centerY: random.uniform(in: 0...300),
        width: random.uniform(in: 5...150), height: random.uniform(in: 5...150))
    }
    let objects = (0..<random.integer(in: 0...8)).map { _ in
      LabeledBox(box: box(), label: random.integer(in: 0...2), isCrowd: random.chance(crowds))
    }
    var detections: [Detection] = []
    for object in objects where random.chance(0.8) {
      for _ in 0..<random.integer(in: 1...2) {
        let near = Box(
          centerX: object.box.centerX + random.normal(deviation: 4),
          centerY: object.box.centerY + random.normal(deviation: 4), width: object.box.width,
          height: object.box.height)
        detections.append(Detection(box: near, label: object.label, score: random.uniform()))
      }
    }
    for _ in 0..<random.integer(in: 0...inventions) {
      detections.append(Detection(box: box(), label: random.integer(in: 0...2), score: random.uniform()))
    }
    return EvaluatedImage(detections: detections, objects: objects)
  }
}
