// Convolution on the tape: forward and backward side by side.

import Kernels

extension Tape {
  /// Convolves every input with the same weights: all levels of a pyramid in one call.
  ///
  /// Shapes: inputs [N, Hₗ, Wₗ, C], weights [k, k, C, O], bias [O], outputs [N, H'ₗ, W'ₗ, O].
  /// ```
  /// forward    out = in ⋆ W + b
  /// backward   ∂in = ∂out ⋆ W with taps reversed and channels exchanged,   ∂W = Σ in · ∂out,   ∂b = Σ ∂out
  /// ```
  public func convolve(
    _ inputs: [Variable], _ convolution: Convolution, weights: Parameter, bias: Parameter? = nil
  ) -> [Variable] {
    let maps = inputs.map(\.tensor.map)
    let outputs = convolution.forward(maps, weights: weights.value.buffer, bias: bias?.value.buffer)
    let needsInput = inputs.contains { $0.needsGradient }
    return record(inputs: inputs, outputs: outputs.map { Tensor($0) }, hasParameters: true) { gradients in
      let gradients = gradients.map(\.map)
      convolution.addWeightGradient(maps, outputGradients: gradients, to: weights.gradient.buffer)
      if let bias { convolution.addBiasGradient(gradients, to: bias.gradient.buffer) }
      guard needsInput else { return inputs.map { _ in nil } }
      return convolution.inputGradient(
        gradients, weights: weights.value.buffer, sizes: maps.map { ($0.height, $0.width) }
      ).map { Tensor($0) }
    }
  }
}
