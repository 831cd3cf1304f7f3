// What makes C3, C4 and C5 from pictures, and the small detector's backbone: a stem, then one basic block of stride 2
// for each of C2 to C5. ResNet.swift has the full-size one.

import Kernels
import Layers
import Tensors

/// The part of a detector that makes features of strides 8, 16 and 32 from pictures [N, H, W, 3].
protocol Backbone: Layer {
  /// C3, C4, C5.
  func callAsFunction(_ images: Variable, _ pass: Pass) -> [Variable]
}

/// A basic residual block (He et al., 2016): two 3×3 convolutions beside a 1×1 shortcut.
///
/// ```
/// out = ReLU(BN(conv 3×3 (ReLU(BN(conv 3×3, stride 2 (in))))) + BN(conv 1×1, stride 2 (in)))
/// ```
final class ResidualBlock: Layer {
  private let first: NormalizedConvolution
  private let second: NormalizedConvolution
  private let shortcut: NormalizedConvolution

  init(name: String, inputs: Int, outputs: Int, isTrained: Bool, seed: UInt64?) {
    func layer(_ part: String, kernel: Int, stride: Int, inputs: Int, rectifies: Bool = false) -> NormalizedConvolution
    {
      NormalizedConvolution(
        name: "\(name).\(part)",
        Convolution(kernel: kernel, stride: stride, inputChannels: inputs, outputChannels: outputs),
        .batch(epsilon: 1e-5), rectifies: rectifies, isTrained: isTrained, seed: seed)
    }
    first = layer("first", kernel: 3, stride: 2, inputs: inputs, rectifies: true)
    second = layer("second", kernel: 3, stride: 1, inputs: outputs)
    shortcut = layer("shortcut", kernel: 1, stride: 2, inputs: inputs)
  }

  private var layers: [any Layer] { [first, second, shortcut] }
  var parameters: [Parameter] { layers.flatMap(\.parameters) }
  var buffers: [StateTensor] { layers.flatMap(\.buffers) }

  func callAsFunction(_ input: Variable, _ pass: Pass) -> Variable {
    NormalizedConvolution.basicBlock(input, first: first, second: second, shortcut: shortcut, pass)
      ?? second(first(input, pass), adding: shortcut(input, pass), pass)
  }
}

/// Stem and stages of basic blocks.
final class BasicBackbone: Backbone {
  private let stem: NormalizedConvolution
  private let stages: [ResidualBlock]

  init(_ configuration: RetinaNet.Configuration, seed: UInt64?) {
    let channels = configuration.architecture.stageChannels
    stem = NormalizedConvolution(
      name: "backbone.stem",
      Convolution(kernel: 3, stride: 2, inputChannels: 3, outputChannels: configuration.architecture.stemChannels),
      .batch(epsilon: 1e-5), rectifies: true, isTrained: configuration.trains(stage: 1), seed: seed)
    let inputs = [configuration.architecture.stemChannels] + channels
    stages = channels.indices.map {
      ResidualBlock(
        name: "backbone.c\($0 + 2)", inputs: inputs[$0], outputs: channels[$0],
        isTrained: configuration.trains(stage: $0 + 2), seed: seed)
    }
  }

  var parameters: [Parameter] { stem.parameters + stages.flatMap(\.parameters) }
  var buffers: [StateTensor] { stem.buffers + stages.flatMap(\.buffers) }

  func callAsFunction(_ images: Variable, _ pass: Pass) -> [Variable] {
    var features = stem(images, pass)
    var levels: [Variable] = []
    for stage in stages {
      features = stage(features, pass)
      levels.append(features)
    }
    return Array(levels.dropFirst())
  }
}
