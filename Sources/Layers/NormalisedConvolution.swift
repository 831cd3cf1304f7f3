// What backbones are made of: a convolution without a bias, its batch normalisation, perhaps a shortcut, perhaps a ReLU.

import Kernels
import Tensors

/// A convolution and its batch normalisation.
///
/// ```
/// out = ReLU(BN(conv(in)) + shortcut)      the shortcut and the ReLU if asked for
/// ```
public final class NormalisedConvolution: Layer {
  /// How batch normalisation is done.
  public enum Kind: Hashable, Sendable {
    /// By the batch's statistics in training, by running ones in inference.
    case batch(epsilon: Double)
    /// By statistics that came with the weights, always; scale and shift are not trained either.
    case frozen(epsilon: Double)

    /// What is added to the variance.
    public var epsilon: Double {
      switch self {
      case .batch(let epsilon), .frozen(let epsilon): epsilon
      }
    }
  }

  private enum Part {
    case batch(NormalisationLayer)
    case frozen(FrozenNormalisation)
  }

  private let convolution: ConvolutionLayer
  private let part: Part
  private let rectifies: Bool

  /// A layer of the parts `name.convolution` and `name.normalisation`.
  public init(
    name: String, _ convolution: Convolution, _ kind: Kind, rectifies: Bool, isTrained: Bool = true, seed: UInt64?
  ) {
    self.convolution = ConvolutionLayer(
      name: "\(name).convolution", convolution, .he, isTrained: isTrained, seed: seed)
    self.rectifies = rectifies
    let channels = convolution.outputChannels
    switch kind {
    case .batch(let epsilon):
      part = .batch(
        NormalisationLayer(
          name: "\(name).normalisation", Normalisation(.batch, epsilon: Float(epsilon), rectifies: rectifies),
          channels: channels, isTrained: isTrained))
    case .frozen(let epsilon):
      part = .frozen(FrozenNormalisation(name: "\(name).normalisation", epsilon: epsilon, channels: channels))
    }
  }

  private var layers: [any Layer] {
    switch part {
    case .batch(let layer): [convolution, layer]
    case .frozen(let layer): [convolution, layer]
    }
  }

  /// The convolution's weight, then the normalisation's scale and shift, where they are trained.
  public var parameters: [Parameter] { layers.flatMap(\.parameters) }

  /// Everything else: statistics, and what is not trained.
  public var buffers: [StateTensor] { layers.flatMap(\.buffers) }

  /// Convolves and normalises one map.
  public func callAsFunction(_ input: Variable, _ pass: Pass) -> Variable {
    switch part {
    case .batch(let normalisation): return normalisation(convolution(input, pass), pass)
    case .frozen(let normalisation): return frozen(input, normalisation, adding: [], rectifies, pass)
    }
  }

  /// Convolves and normalises one map, adds a shortcut of the result's shape, and cuts off below 0: the end of a residual
  /// block.
  ///
  /// - Precondition: the layer itself has no ReLU.
  public func callAsFunction(_ input: Variable, adding shortcut: Variable, _ pass: Pass) -> Variable {
    precondition(!rectifies, "NormalisedConvolution: a shortcut is added before the ReLU")
    switch part {
    case .batch(let normalisation):
      return pass.tape.sumRectified(normalisation(convolution(input, pass), pass), shortcut)
    case .frozen(let normalisation): return frozen(input, normalisation, adding: [shortcut], true, pass)
    }
  }

  private func frozen(
    _ input: Variable, _ normalisation: FrozenNormalisation, adding: [Variable], _ rectifies: Bool, _ pass: Pass
  ) -> Variable {
    pass.probed(
      normalisation.name,
      pass.tape.convolve(
        [input], convolution.convolution, weights: convolution.weight, affine: normalisation.affine, adding: adding,
        rectifies: rectifies))[0]
  }
}
