// A convolution with its weights and, if it has one, its bias.

import Kernels
import Tensors

/// A convolution with parameters.
public final class ConvolutionLayer: Layer {
  /// Its place in the model.
  public let name: String
  /// The geometry.
  public let convolution: Convolution
  /// [kernel, kernel, inputs / groups, outputs].
  public let weight: Parameter
  /// [outputs], if the layer has one.
  public let bias: Parameter?

  private let initializer: Initializer
  private let initialBiases: [Float]
  private let packed = Kept<PackedConvolution>()

  /// A layer whose weights are drawn by the initializer, or zero without a seed; `bias` is the value that all biases
  /// start with, or nil.
  ///
  /// What is not trained is among the buffers instead of the parameters.
  public convenience init(
    name: String, _ convolution: Convolution, _ initializer: Initializer, bias: Float? = nil, isTrained: Bool = true,
    seed: UInt64?
  ) {
    self.init(
      name: name, convolution, initializer, biases: bias.map { [$0] } ?? [], isTrained: isTrained, seed: seed)
  }

  /// A layer whose biases start with some values in turn, over and over; without a value it has no bias.
  public init(
    name: String, _ convolution: Convolution, _ initializer: Initializer, biases: [Float], isTrained: Bool = true,
    seed: UInt64?
  ) {
    self.name = name
    self.convolution = convolution
    self.initializer = initializer
    initialBiases = biases.isEmpty ? [] : (0..<convolution.outputChannels).map { biases[$0 % biases.count] }
    weight = Parameter(
      name: "\(name).weight",
      value: seed.map { initializer.weights(convolution, name: "\(name).weight", seed: $0) }
        ?? Tensor(zeros: convolution.weightShape), decays: true, isTrained: isTrained)
    bias =
      initialBiases.isEmpty
      ? nil
      : Parameter(
        name: "\(name).bias", value: Tensor(shape: [convolution.outputChannels], initialBiases), decays: false,
        isTrained: isTrained)
  }

  private var all: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  /// The weight, then the bias.
  public var parameters: [Parameter] { all.filter(\.isTrained) }

  /// Weight and bias, if they are not trained.
  public var buffers: [StateTensor] { all.filter { !$0.isTrained }.map { StateTensor($0) } }

  /// Begins again, as a layer of this seed begins.
  public func restart(seed: UInt64) {
    weight.value.buffer.write(initializer.weights(convolution, name: weight.name, seed: seed).array)
    bias?.value.buffer.write(initialBiases)
  }

  /// Convolves every level with the same weights; with `rectifies`, a ReLU follows.
  public func callAsFunction(_ inputs: [Variable], _ pass: Pass, rectifies: Bool = false) -> [Variable] {
    guard pass.tape.isRecording else {
      return pass.probed(name, pass.tape.convolve(inputs, convolution, packed: packedNow, rectifies: rectifies))
    }
    packed.clear()
    return pass.probed(
      name, pass.tape.convolve(inputs, convolution, weights: weight, bias: bias, rectifies: rectifies))
  }

  /// Convolves every level with the same weights and lays the results one after another for each image: [N, Hₗ, Wₗ, C]
  /// to [N, Σ Hₗ · Wₗ · O / width, width].
  package func concatenated(_ inputs: [Variable], _ pass: Pass, width: Int) -> Variable {
    if pass.tape.isRecording || pass.probe != nil { return pass.tape.concatenate(self(inputs, pass), width: width) }
    return pass.tape.concatenate(convolving: inputs, convolution, packed: packedNow, width: width)
  }

  private var packedNow: PackedConvolution {
    packed.value(of: all.map(\.value.buffer)) {
      PackedConvolution(convolution, weights: weight.value.buffer, bias: bias?.value.buffer, isKept: true)
    }
  }

  /// Convolves one map.
  public func callAsFunction(_ input: Variable, _ pass: Pass) -> Variable { self([input], pass)[0] }
}
