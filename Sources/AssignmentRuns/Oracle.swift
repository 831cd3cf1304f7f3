// A head that knows the answers: what the detector makes of its outputs shows coding and suppression alone.

import Boxes
import Detector
import Layers
import Matching
import Shapes
import Tensors

/// Outputs that say of every positive anchor what it should.
struct Oracle {
  let model: RetinaNet
  let shapes: ShapesDataset
  private static let size = 64

  init(model: RetinaNet, seed: Int) {
    self.model = model
    shapes = ShapesDataset(preset: .crowded, seed: UInt64(seed), count: 6, imageSize: Self.size)
  }

  /// What the detector would learn of a picture, by whatever coding it has.
  private func targets(_ index: Int) -> Targets {
    model.targets(objects: shapes.example(at: index).objects, on: .square(Self.size))
  }

  /// The mean IoU of objects with what their positive anchors' codes are decoded to.
  var meanIoU: Double {
    let coding: any BoxNumbersCoder = model.ownPieces.coding ?? model.configuration.architecture.coding
    var (sum, count) = (0.0, 0)
    for index in 0..<shapes.count {
      let targets = targets(index)
      for (place, matched) in targets.matched.enumerated() {
        let code = targets.matchedDeltas[4 * place..<4 * place + 4].map(Double.init)
        let box = coding.decode((code[0], code[1], code[2], code[3]), anchor: matched.anchor)
        sum += box.iou(matched.object)
        count += 1
      }
    }
    return count == 0 ? 0 : sum / Double(count)
  }

  /// Detections of each picture where every positive anchor says its object's class by its overlap, the next class a
  /// little less, and a box that is corrected half the way.
  func repeated() -> [[Detection]] {
    (0..<shapes.count).map { index in
      let targets = targets(index)
      let anchors = targets.labels.count
      let classes = model.configuration.architecture.classes
      var logits = [Float](repeating: -20, count: anchors * classes)
      var deltas = [Float](repeating: 0, count: anchors * 4)
      for (place, matched) in targets.matched.enumerated() {
        let (label, iou) = (Int(targets.labels[matched.index]), matched.anchor.iou(matched.object))
        logits[matched.index * classes + label] = Float(4 * iou)
        logits[matched.index * classes + (label + 1) % classes] = Float(4 * iou - 2)
        for number in 0..<4 { deltas[4 * matched.index + number] = targets.matchedDeltas[4 * place + number] / 2 }
      }
      let outputs = RetinaNet.Outputs(
        logits: Variable(Tensor(shape: [1, anchors, classes], logits)),
        deltas: Variable(Tensor(shape: [1, anchors, 4], deltas)))
      return model.detections(outputs, on: .square(Self.size))[0]
    }
  }
}
