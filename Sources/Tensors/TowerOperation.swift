// A head's tower on the tape: forward and backward side by side. The definition is `convolve`, `normalise` and
// `concatenate` one after another.

import Kernels

extension Tape {
  /// The parameters of one stage of a tower.
  public struct TowerStage {
    /// [3, 3, C, C].
    public let weights: Parameter
    /// [C].
    public let scale: Parameter, shift: Parameter

    /// A stage from its parts.
    public init(weights: Parameter, scale: Parameter, shift: Parameter) {
      (self.weights, self.scale, self.shift) = (weights, scale, shift)
    }

    var values: ConvolutionTower.Stage {
      .init(weights: weights.value.buffer, scale: scale.value.buffer, shift: shift.value.buffer)
    }

    var gradients: ConvolutionTower.Stage {
      .init(weights: weights.gradient.buffer, scale: scale.gradient.buffer, shift: shift.gradient.buffer)
    }
  }

  /// A whole head as one operation: stages of convolution, normalisation and ReLU, the predictor, and all levels laid one
  /// after another.
  ///
  /// Shapes: inputs [N, Hₗ, Wₗ, C], the predictor's weights [3, 3, C, A · width], its bias [A · width], the output
  /// [N, Σ Hₗ · Wₗ · A, width].
  ///
  /// Properties:
  /// - It is `convolve`, `normalise`, …, `convolve`, `concatenate`, value and gradients.
  ///
  /// - Precondition: all parameters are trained.
  public func tower(
    _ inputs: [Variable], _ tower: ConvolutionTower, stages: [TowerStage], predictor: Parameter, bias: Parameter,
    width: Int
  ) -> Variable {
    let maps = inputs.map(\.tensor.map)
    let outputs = tower.predictor.outputChannels
    precondition(outputs % width == 0, "Tape: \(outputs) channels are not a multiple of \(width)")
    precondition(
      (stages.flatMap { [$0.weights, $0.scale, $0.shift] } + [predictor, bias]).allSatisfy(\.isTrained),
      "Tape: a tower whose parameters are not all trained has to be computed by its parts")
    let (predictions, kept) = tower.forward(
      maps, stages.map(\.values), predictorWeights: predictor.value.buffer, predictorBias: bias.value.buffer)
    let images = maps.first?.images ?? 0
    let shape = [images, predictions.count / max(1, images * width), width]
    let needsInputs = inputs.contains { $0.needsGradient }
    return record(
      inputs: inputs, outputs: [Tensor(shape: shape, buffer: predictions)], hasParameters: true
    ) { gradients in
      let results = tower.backward(
        kept, outputGradient: gradients[0].buffer, stages.map(\.values), predictorWeights: predictor.value.buffer,
        addTo: stages.map(\.gradients), predictorWeightGradient: predictor.gradient.buffer,
        predictorBiasGradient: bias.gradient.buffer, needsInputs: needsInputs)
      return results.map { $0.map { Tensor($0) } } ?? inputs.map { _ in nil }
    }[0]
  }
}
