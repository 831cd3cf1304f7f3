// Which anchors of an image teach the class outputs at a step: the bridge from the outputs to a sampler.

import Boxes
import Losses
import Randomness
import Tensors

extension RetinaNet {
  /// The anchors of an image that teach: all that are not ignored, or those of them that the sampler chooses.
  func teaching(
    _ image: Int, _ outputs: Outputs, targets: [AnchorTarget], _ batch: BatchTargets, seed: UInt64
  ) -> [Int] {
    let counted = targets.indices.filter { targets[$0] != .ignored }
    guard let sampler = pieces.sampler else { return counted }
    let sampled = SampledImage(
      targets: targets, losses: { [self] in losses(of: image, outputs, targets: targets) },
      boxes: { [self] in boxes(of: image, outputs, batch) })
    var generator = SeededGenerator(seed: seed, UInt64(image))
    return sampler.selected(sampled, using: &generator)
  }

  /// What each anchor costs, by the definition.
  private func losses(of image: Int, _ outputs: Outputs, targets: [AnchorTarget]) -> [Double] {
    let (buffer, width) = (outputs.logits.tensor.buffer, outputs.logits.shape[2])
    return targets.indices.map { anchor in
      guard targets[anchor] != .ignored else { return 0 }
      let first = (image * targets.count + anchor) * width
      let logits = (first..<first + width).map { Double(buffer[$0]) }
      return pieces.classificationLoss.value(logits: logits, target: targets[anchor])
    }
  }

  /// The box that each anchor predicts.
  private func boxes(of image: Int, _ outputs: Outputs, _ batch: BatchTargets) -> [Box] {
    precondition(
      batch.anchors.count == outputs.deltas.shape[1],
      "anchors must be the \(outputs.deltas.shape[1]) of an image for a sampler that compares boxes, found "
        + "\(batch.anchors.count); give them to batch(_:anchors:)")
    let buffer = outputs.deltas.tensor.buffer
    return batch.anchors.indices.map { anchor in
      let first = 4 * (image * batch.anchors.count + anchor)
      let numbers = (
        Double(buffer[first]), Double(buffer[first + 1]), Double(buffer[first + 2]), Double(buffer[first + 3])
      )
      return pieces.coding.decode(numbers, anchor: batch.anchors[anchor])
    }
  }
}
