// Heads' towers on the tape: forward and backward side by side. The definition is `convolve`, `normalize` and `concatenate`
// one after another.

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

    /// The values, as the kernel takes them.
    public var values: ConvolutionTower.Stage {
      .init(weights: weights.value.buffer, scale: scale.value.buffer, shift: shift.value.buffer)
    }

    var gradients: ConvolutionTower.Stage {
      .init(weights: weights.gradient.buffer, scale: scale.gradient.buffer, shift: shift.gradient.buffer)
    }

    fileprivate var parameters: [Parameter] { [weights, scale, shift] }
  }

  /// A tower and its parameters.
  public struct Tower {
    /// The shapes.
    public let tower: ConvolutionTower
    /// One for each stage.
    public let stages: [TowerStage]
    /// [3, 3, C, A · width].
    public let predictor: Parameter
    /// [A · width].
    public let bias: Parameter
    /// How many numbers an anchor has.
    public let width: Int
    /// The weights, packed before; on a tape that does not record.
    public let packed: ConvolutionTower.Packed?

    /// A tower from its parts.
    public init(
      _ tower: ConvolutionTower, stages: [TowerStage], predictor: Parameter, bias: Parameter, width: Int,
      packed: ConvolutionTower.Packed? = nil
    ) {
      (self.tower, self.stages, self.predictor, self.bias) = (tower, stages, predictor, bias)
      (self.width, self.packed) = (width, packed)
      let outputs = tower.predictor.outputChannels
      precondition(outputs % width == 0, "Tape: \(outputs) channels are not a multiple of \(width)")
      precondition(
        (stages.flatMap(\.parameters) + [predictor, bias]).allSatisfy(\.isTrained),
        "Tape: a tower whose parameters are not all trained has to be computed by its parts")
    }

    fileprivate var call: ConvolutionTower.Call {
      .init(
        tower, stages.map(\.values), predictorWeights: predictor.value.buffer, predictorBias: bias.value.buffer,
        packed: packed)
    }
  }

  /// Whole heads on the same levels, each as one operation: stages of convolution, normalization and ReLU, the predictor,
  /// and all levels laid one after another.
  ///
  /// Shapes: inputs [N, Hₗ, Wₗ, C], the predictors' weights [3, 3, C, A · width], their biases [A · width], the outputs
  /// [N, Σ Hₗ · Wₗ · A, width], one for each tower.
  ///
  /// Properties:
  /// - Each is `convolve`, `normalize`, …, `convolve`, `concatenate`, value and gradients.
  ///
  /// - Precondition: all parameters are trained.
  public func towers(_ inputs: [Variable], _ towers: [Tower]) -> [Variable] {
    let maps = inputs.map(\.tensor.map)
    precondition(
      !isRecording || towers.allSatisfy { $0.packed == nil }, "Tape: packed weights are for inference, not for training"
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
            kept, outputGradient: gradients[0].buffer, tower.stages.map(\.values),
            predictorWeights: tower.predictor.value.buffer, addTo: tower.stages.map(\.gradients),
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
