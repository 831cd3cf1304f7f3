// Batch normalization whose statistics, scale and shift no training changes: how detectors use a backbone that was
// trained on ImageNet, since their batches are too small to estimate statistics.

import Kernels
import Tensors

/// A frozen batch normalization: a factor and an offset for each channel.
///
/// ```
/// factor = scale / √(variance + ε)        offset = shift - mean · factor
/// ```
/// It has no parameters, only buffers, under the names that a `NormalizationLayer` gives them: weights of the one load
/// into the other. The convolution before it takes it over, so that it costs nothing for each pixel.
///
/// Edge cases: torchvision's published detectors were trained with ε = 0 and need it; torchvision itself begins new
/// ones with 10⁻⁵.
public final class FrozenNormalization: Layer {
  /// Its place in the model.
  public let name: String
  /// Added to the variance.
  public let epsilon: Double
  /// [channels], 1 at the start.
  public let scale: Tensor
  /// [channels], 0 at the start.
  public let shift: Tensor
  /// [channels], 0 at the start.
  public let mean: Tensor
  /// [channels], 1 at the start.
  public let variance: Tensor

  /// A normalization that changes nothing (but for ε) until weights are loaded.
  public init(name: String, epsilon: Double, channels: Int) {
    self.name = name
    self.epsilon = epsilon
    scale = Tensor(shape: [channels], Array(repeating: 1, count: channels))
    shift = Tensor(zeros: [channels])
    mean = Tensor(zeros: [channels])
    variance = Tensor(shape: [channels], Array(repeating: 1, count: channels))
  }

  /// None.
  public var parameters: [Parameter] { [] }

  /// Scale, shift, mean, variance.
  public var buffers: [StateTensor] {
    [
      StateTensor(name: "\(name).scale", value: scale), StateTensor(name: "\(name).shift", value: shift),
      StateTensor(name: "\(name).runningMean", value: mean),
      StateTensor(name: "\(name).runningVariance", value: variance),
    ]
  }

  /// What it does to every channel.
  public var affine: FrozenAffine {
    FrozenAffine(
      scale: scale.buffer, shift: shift.buffer, mean: mean.buffer, variance: variance.buffer, epsilon: epsilon)
  }
}

extension FrozenAffine {
  /// A batch normalization by given statistics.
  init(scale: FloatBuffer, shift: FloatBuffer, mean: FloatBuffer, variance: FloatBuffer, epsilon: Double) {
    var (factors, offsets): ([Float], [Float]) = ([], [])
    for (index, scale) in scale.array.enumerated() {
      let factor = Double(scale) / (Double(variance[index]) + epsilon).squareRoot()
      factors.append(Float(factor))
      offsets.append(Float(Double(shift[index]) - Double(mean[index]) * factor))
    }
    self.init(factors: FloatBuffer(factors), offsets: FloatBuffer(offsets))
  }
}
