// Heads' towers on the tape: forward and backward side by side. The definition is `convolve`, `normalize` and
// `concatenate` one after another.

import Kernels

extension Tape {
  /// A tower and its parameters.
  package struct Tower {
    /// The shapes.
    package let tower: ConvolutionTower
    /// One for each stage.
    package let stages: [Stage<Parameter>]
    /// [3, 3, C, A · width].
    package let predictor: Parameter
    /// [A · width].
    package let bias: Parameter
    /// How many numbers an anchor has.
    package let width: Int
    /// The weights, packed before; on a tape that does not record.
    package let packed: ConvolutionTower.Packed?

    /// A tower from its parts.
    package init(
      _ tower: ConvolutionTower, stages: [Stage<Parameter>], predictor: Parameter, bias: Parameter, width: Int,
      packed: ConvolutionTower.Packed? = nil
    ) {
      (self.tower, self.stages, self.predictor, self.bias) = (tower, stages, predictor, bias)
      (self.width, self.packed) = (width, packed)
      let outputs = tower.predictor.outputChannels
      precondition(outputs % width == 0, "channels must be a multiple of \(width), found \(outputs)")
      precondition(
        (stages.flatMap(\.parts) + [predictor, bias]).allSatisfy(\.isTrained),
        "a tower's parameters must all be trained, found some that are not: compute it by its parts")
    }

    fileprivate var call: ConvolutionTower.Call {
      .init(
        tower, stages.map { $0.map(\.value.buffer) }, predictorWeights: predictor.value.buffer,
        predictorBias: bias.value.buffer,
        packed: packed)
    }
  }

  /// Whole heads on the same levels, each as one operation: stages of convolution, normalization and ReLU, the
  /// predictor, and all levels laid one after another.
  ///
  /// Shapes: inputs [N, Hₗ, Wₗ, C], the predictors' weights [3, 3, C, A · width], their biases [A · width], the outputs
  /// [N, Σ Hₗ · Wₗ · A, width], one for each tower.
  ///
  /// Properties:
  /// - Each is `convolve`, `normalize`, …, `convolve`, `concatenate`, value and gradients.
  ///
  /// - Precondition: all parameters are trained.
  package func towers(_ inputs: [Variable], _ towers: [Tower]) -> [Variable] {
    let maps = inputs.map(\.tensor.map)
    precondition(
      !isRecording || towers.allSatisfy { $0.packed == nil },
      "a tape with packed weights must not record, found one that does"
    )
    let needsInputs = inputs.contains { $0.needsGradient }
    let images = maps.first?.images ?? 0
    return zip(towers, ConvolutionTower.forward(maps, towers.map(\.call))).map { tower, result in
      let (predictions, kept) = result
      let shape = [images, predictions.count / max(1, images * tower.width), tower.width]
      return record(
        inputs: inputs, outputs: [Tensor(shape: shape, buffer: predictions)], hasParameters: true
      ) { gradients, sums in
        func backward(addingTo sums: [FeatureMap]) -> [FeatureMap]? {
          tower.tower.backward(
            kept, outputGradient: gradients[0].buffer, tower.stages.map { $0.map(\.value.buffer) },
            predictorWeights: tower.predictor.value.buffer, addTo: tower.stages.map { $0.map(\.gradient.buffer) },
            predictorWeightGradient: tower.predictor.gradient.buffer, predictorBiasGradient: tower.bias.gradient.buffer,
            needsInputs: needsInputs, addingTo: sums)
        }
        guard needsInputs else {
          _ = backward(addingTo: [])
          return sums
        }
        return Self.sums(adding: sums) { backward(addingTo: $0) ?? [] }
      }[0]
    }
  }
}
