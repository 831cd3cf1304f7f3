// A convolution with its weights and, if it has one, its bias.

import Kernels
import Tensors

/// A convolution with parameters.
public final class ConvolutionLayer: Layer {
  /// Its place in the model.
  public let name: String
  /// The geometry.
  public let convolution: Convolution
  /// [kernel, kernel, inputs, outputs].
  public let weight: Parameter
  /// [outputs], if the layer has one.
  public let bias: Parameter?

  /// A layer whose weights are drawn by the initialiser; `bias` is the value that all biases start with, or nil.
  public init(
    name: String, _ convolution: Convolution, _ initialiser: Initialiser, bias: Float? = nil, seed: UInt64
  ) {
    self.name = name
    self.convolution = convolution
    weight = Parameter(
      name: "\(name).weight",
      value: initialiser.weights(convolution, name: "\(name).weight", seed: seed), decays: true)
    self.bias = bias.map {
      Parameter(
        name: "\(name).bias",
        value: Tensor(
          shape: [convolution.outputChannels], Array(repeating: $0, count: convolution.outputChannels)),
        decays: false)
    }
  }

  /// The weight, then the bias.
  public var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  /// Convolves every level with the same weights.
  public func callAsFunction(_ inputs: [Variable], _ pass: Pass) -> [Variable] {
    pass.probed(name, pass.tape.convolve(inputs, convolution, weights: weight, bias: bias))
  }

  /// Convolves one map.
  public func callAsFunction(_ input: Variable, _ pass: Pass) -> Variable { self([input], pass)[0] }
}
