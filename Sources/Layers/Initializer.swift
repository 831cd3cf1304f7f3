// How weights begin.

import Foundation
import Kernels
import Randomness
import Tensors

/// The distribution that weights are drawn from before training.
public enum Initializer: Hashable, Sendable {
  /// Every number the same.
  case constant(Float)
  /// Normal with mean 0: RetinaNet's heads use a deviation of 0.01.
  case normal(deviation: Double)
  /// Normal with variance 2 / (k² · outputs), for layers before a ReLU (He et al., 2015, "fan out").
  case he
  /// Uniform in ±√(3 / (k² · inputs of a group)), for layers without a ReLU: Kaiming uniform with a = 1, as
  /// torchvision's FPN.
  case uniformFanIn

  /// A weight tensor of shape [k, k, inputs / groups, outputs] for a convolution.
  ///
  /// The numbers depend on the seed and the parameter's name alone, so that changing one layer of a model leaves the
  /// start of all others as it was.
  public func weights(_ convolution: Convolution, name: String, seed: UInt64) -> Tensor {
    var generator = SeededGenerator(seed: seed, Self.hash(name))
    let taps = Double(convolution.kernel * convolution.kernel)
    let shape = convolution.weightShape
    let count = convolution.weightCount
    switch self {
    case .constant(let value):
      return Tensor(shape: shape, Array(repeating: value, count: count))
    case .normal(let deviation):
      return Tensor(shape: shape, (0..<count).map { _ in Float(generator.normal(deviation: deviation)) })
    case .he:
      let deviation = (2 / (taps * Double(convolution.outputChannels))).squareRoot()
      return Tensor(shape: shape, (0..<count).map { _ in Float(generator.normal(deviation: deviation)) })
    case .uniformFanIn:
      let bound = (3 / (taps * Double(convolution.groupInputs))).squareRoot()
      return Tensor(shape: shape, (0..<count).map { _ in Float(generator.uniform(in: -bound...bound)) })
    }
  }

  /// FNV-1a of a name.
  private static func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

extension Convolution {
  /// [kernel, kernel, inputs / groups, outputs].
  var weightShape: [Int] { [kernel, kernel, groupInputs, outputChannels] }
}
