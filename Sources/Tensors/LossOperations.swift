// The two losses on the tape that have kernels, which compute value and gradient in one pass, so going back only
// scales. All others go by their definition: see DefinedLoss.

import Kernels

extension Tape {
  /// The focal loss of a batch from class indices: the images' sums times their factors, added up.
  ///
  /// Shapes: logits [N, anchors, K], labels [N · anchors] (codes of AnchorTarget: -1 negative, -2 ignored), factors
  /// [N]; the result is one number.
  package func focalLoss(_ logits: Variable, labels: [Int32], factors: [Float], _ kernel: FocalKernel) -> Variable {
    precondition(
      logits.shape.count == 3 && logits.shape[0] == factors.count && logits.shape[2] == kernel.classes,
      "logits must be of shape [\(factors.count), anchors, \(kernel.classes)], found \(logits.shape)")
    let (losses, gradient) = kernel.lossAndGradient(logits: logits.tensor.buffer, labels: labels, factors: factors)
    return loss(Float(losses.reduce(0, +)), gradient, of: logits)
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
    return loss(Float(losses.reduce(0, +)), gradient, of: deltas)
  }

  /// One number whose gradient is known already.
  func loss(_ value: Float, _ gradient: FloatBuffer, of input: Variable) -> Variable {
    record(inputs: [input], outputs: [Tensor(shape: [], [value])]) { gradients in
      let factor = gradients[0].buffer[0]
      if factor != 1 { Elementwise.scale(gradient, by: factor) }
      return [Tensor(shape: input.shape, buffer: gradient)]
    }[0]
  }
}
