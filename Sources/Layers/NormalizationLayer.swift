// Batch or group normalization with its scale and shift, and an optional ReLU.

import Kernels
import Tensors

/// A normalization with parameters.
public final class NormalizationLayer: Layer {
  /// Its place in the model.
  public let name: String
  /// What shares statistics, ε, and whether a ReLU follows.
  public let normalization: Normalization
  /// [channels], 1 at the start.
  public let scale: Parameter
  /// [channels], 0 at the start.
  public let shift: Parameter
  /// Batch normalization's statistics for inference.
  public let running: RunningStatistics?

  /// A layer for a number of channels; what is not trained is among the buffers instead of the parameters.
  public init(name: String, _ normalization: Normalization, channels: Int, isTrained: Bool = true) {
    self.name = name
    self.normalization = normalization
    scale = Parameter(
      name: "\(name).scale", value: Tensor(shape: [channels], Array(repeating: 1, count: channels)), decays: false,
      isTrained: isTrained)
    shift = Parameter(
      name: "\(name).shift", value: Tensor(zeros: [channels]), decays: false, isTrained: isTrained)
    running = normalization.sharing == .batch ? RunningStatistics(channels: channels) : nil
  }

  /// Scale, then shift.
  public var parameters: [Parameter] { [scale, shift].filter(\.isTrained) }

  /// Scale and shift, if they are not trained; running mean and variance, if there are any.
  public var buffers: [StateTensor] {
    let untrained = [scale, shift].filter { !$0.isTrained }.map { StateTensor($0) }
    guard let running else { return untrained }
    return untrained + [
      StateTensor(name: "\(name).runningMean", value: running.mean),
      StateTensor(name: "\(name).runningVariance", value: running.variance),
    ]
  }

  /// What it does to every channel in inference, and the buffers that decide it; nil if that depends on the picture.
  var affine: (buffers: [FloatBuffer], affine: () -> FrozenAffine)? {
    guard let running else { return nil }
    let (scale, shift) = (scale.value.buffer, shift.value.buffer)
    let (mean, variance) = (running.mean.buffer, running.variance.buffer)
    return (
      [scale, shift, mean, variance],
      { [epsilon = Double(normalization.epsilon)] in
        FrozenAffine(scale: scale, shift: shift, mean: mean, variance: variance, epsilon: epsilon)
      }
    )
  }

  /// Normalizes every level by its own statistics.
  public func callAsFunction(_ inputs: [Variable], _ pass: Pass) -> [Variable] {
    pass.probed(
      name,
      pass.tape.normalize(
        inputs, normalization, scale: scale, shift: shift, running: running, isTraining: pass.isTraining))
  }

  /// Normalizes one map.
  public func callAsFunction(_ input: Variable, _ pass: Pass) -> Variable { self([input], pass)[0] }
}
