// The two losses on the tape. Their kernels compute value and gradient in one pass, so going back only scales.

import Kernels

extension Tape {
  /// The focal loss of a batch from class indices: the images' sums times their factors, added up.
  ///
  /// Shapes: logits [N, anchors, K], labels [N · anchors] (below 0: -1 background, -2 ignored), factors [N]; the result
  /// is one number.
  package func focalLoss(_ logits: Variable, labels: [Int32], factors: [Float], _ kernel: FocalKernel) -> Variable {
    precondition(
      logits.shape.count == 3 && logits.shape[0] == factors.count && logits.shape[2] == kernel.classes,
      "logits must be of shape [\(factors.count), anchors, \(kernel.classes)], found \(logits.shape)")
    let (losses, gradient) = kernel.lossAndGradient(logits: logits.tensor.buffer, labels: labels, factors: factors)
    return loss(losses, gradient, of: logits)
  }

  /// Smooth L1 over the positive anchors' deltas: the images' sums times their factors, added up.
  ///
  /// Shapes: deltas and targets [N, anchors, 4], labels [N · anchors], factors [N]; the result is one number.
  package func boxLoss(
    _ deltas: Variable, targets: Tensor, labels: [Int32], factors: [Float], _ kernel: BoxKernel
  ) -> Variable {
    precondition(
      deltas.shape == targets.shape && deltas.shape.count == 3 && deltas.shape[2] == 4,
      "deltas and targets must be of one shape [images, anchors, 4], found \(deltas.shape) and \(targets.shape)")
    let (losses, gradient) = kernel.lossAndGradient(
      deltas: deltas.tensor.buffer, targets: targets.buffer, labels: labels, factors: factors)
    return loss(losses, gradient, of: deltas)
  }

  private func loss(_ losses: [Double], _ gradient: FloatBuffer, of input: Variable) -> Variable {
    let total = Tensor(shape: [], [Float(losses.reduce(0, +))])
    return record(inputs: [input], outputs: [total]) { gradients in
      let factor = gradients[0].buffer[0]
      if factor != 1 { Elementwise.scale(gradient, by: factor) }
      return [Tensor(shape: input.shape, buffer: gradient)]
    }[0]
  }
}
