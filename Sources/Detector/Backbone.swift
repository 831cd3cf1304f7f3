// The residual backbone: a stem, then one basic block of stride 2 for each of C2 to C5.

import Kernels
import Layers
import Tensors

/// A basic residual block (He et al., 2016): two 3×3 convolutions beside a 1×1 shortcut.
///
/// ```
/// out = ReLU(BN(conv 3×3 (ReLU(BN(conv 3×3, stride 2 (in))))) + BN(conv 1×1, stride 2 (in)))
/// ```
final class ResidualBlock: Layer {
  private let first: ConvolutionLayer
  private let firstNormalisation: NormalisationLayer
  private let second: ConvolutionLayer
  private let secondNormalisation: NormalisationLayer
  private let shortcut: ConvolutionLayer
  private let shortcutNormalisation: NormalisationLayer

  init(name: String, inputs: Int, outputs: Int, seed: UInt64) {
    func layer(_ part: String, kernel: Int, stride: Int, inputs: Int) -> ConvolutionLayer {
      ConvolutionLayer(
        name: "\(name).\(part).convolution",
        Convolution(kernel: kernel, stride: stride, inputChannels: inputs, outputChannels: outputs), .he, seed: seed)
    }
    func normalisation(_ part: String, rectifies: Bool) -> NormalisationLayer {
      NormalisationLayer(
        name: "\(name).\(part).normalisation", Normalisation(.batch, rectifies: rectifies), channels: outputs)
    }
    first = layer("first", kernel: 3, stride: 2, inputs: inputs)
    firstNormalisation = normalisation("first", rectifies: true)
    second = layer("second", kernel: 3, stride: 1, inputs: outputs)
    secondNormalisation = normalisation("second", rectifies: false)
    shortcut = layer("shortcut", kernel: 1, stride: 2, inputs: inputs)
    shortcutNormalisation = normalisation("shortcut", rectifies: false)
  }

  private var layers: [any Layer] {
    [first, firstNormalisation, second, secondNormalisation, shortcut, shortcutNormalisation]
  }
  var parameters: [Parameter] { layers.flatMap(\.parameters) }
  var buffers: [StateTensor] { layers.flatMap(\.buffers) }

  func callAsFunction(_ input: Variable, _ pass: Pass) -> Variable {
    let inner = firstNormalisation(first(input, pass), pass)
    return pass.tape.sumRectified(
      secondNormalisation(second(inner, pass), pass), shortcutNormalisation(shortcut(input, pass), pass))
  }
}

/// Stem and stages; from an image [N, H, W, 3] it makes C3, C4 and C5, of strides 8, 16 and 32.
final class Backbone: Layer {
  private let stem: ConvolutionLayer
  private let stemNormalisation: NormalisationLayer
  private let stages: [ResidualBlock]

  init(_ configuration: RetinaNet.Configuration, seed: UInt64) {
    let channels = configuration.stageChannels
    precondition(channels.count == 4, "stageChannels: C2 to C5 are four stages, got \(channels.count)")
    stem = ConvolutionLayer(
      name: "backbone.stem.convolution",
      Convolution(kernel: 3, stride: 2, inputChannels: 3, outputChannels: configuration.stemChannels), .he, seed: seed)
    stemNormalisation = NormalisationLayer(
      name: "backbone.stem.normalisation", Normalisation(.batch, rectifies: true),
      channels: configuration.stemChannels)
    let inputs = [configuration.stemChannels] + channels
    stages = channels.indices.map {
      ResidualBlock(name: "backbone.c\($0 + 2)", inputs: inputs[$0], outputs: channels[$0], seed: seed)
    }
  }

  private var layers: [any Layer] { [stem, stemNormalisation] + stages }
  var parameters: [Parameter] { layers.flatMap(\.parameters) }
  var buffers: [StateTensor] { layers.flatMap(\.buffers) }

  /// C3, C4, C5.
  func callAsFunction(_ images: Variable, _ pass: Pass) -> [Variable] {
    var features = stemNormalisation(stem(images, pass), pass)
    var levels: [Variable] = []
    for stage in stages {
      features = stage(features, pass)
      levels.append(features)
    }
    return Array(levels.dropFirst())
  }
}
