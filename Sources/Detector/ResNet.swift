// The full-size backbones, as torchvision builds them: ResNet of basic blocks (18, 34) or of bottlenecks (50, 101), and
// ResNeXt, whose bottlenecks are wider inside and convolve in groups.

import Kernels
import Layers
import Tensors

/// A block of a stage: features in, features out.
protocol ResNetBlock: Layer {
  /// - Parameters:
  ///   - input: the features, with what the block begins with, where the block before it has computed that, too.
  ///   - next: the block that comes after it.
  func callAsFunction(_ input: BlockInput, next: (any ResNetBlock)?, _ pass: Pass) -> BlockInput
}

/// Features, and what the first layer of the block that reads them makes of them, if it is there already.
struct BlockInput {
  var features: Variable
  var first: Variable?
}

extension ResidualBlock: ResNetBlock {
  func callAsFunction(_ input: BlockInput, next: (any ResNetBlock)?, _ pass: Pass) -> BlockInput {
    BlockInput(features: self(input.features, pass))
  }
}

/// A bottleneck block (He et al., 2016) in the form that is called v1.5: the stride is on the 3×3 convolution, where
/// the paper has it on the first 1×1.
///
/// ```
/// out = ReLU(BN(conv 1×1 (ReLU(BN(conv 3×3, stride (ReLU(BN(conv 1×1 (in)))))))) + shortcut)
/// ```
/// The shortcut is the input itself, or where sizes or channels change, BN(conv 1×1, stride (in)). In ResNeXt the 3×3
/// convolution is in groups (Xie et al., 2017).
final class Bottleneck: ResNetBlock {
  private let first: NormalizedConvolution
  private let second: NormalizedConvolution
  private let third: NormalizedConvolution
  private let shortcut: NormalizedConvolution?

  init(
    name: String, inputs: Int, outputs: Int, stride: Int, _ shape: RetinaNet.ResNetShape, isTrained: Bool,
    seed: UInt64?
  ) {
    func layer(
      _ part: String, kernel: Int, stride: Int = 1, _ inputs: Int, _ outputs: Int, groups: Int = 1, rectifies: Bool
    ) -> NormalizedConvolution {
      NormalizedConvolution(
        name: "\(name).\(part)",
        Convolution(
          kernel: kernel, stride: stride, inputChannels: inputs, outputChannels: outputs, groups: groups),
        shape.kind, rectifies: rectifies, isTrained: isTrained, seed: seed)
    }
    let width = shape.width(outputs: outputs)
    first = layer("first", kernel: 1, inputs, width, rectifies: true)
    second = layer("second", kernel: 3, stride: stride, width, width, groups: shape.groups, rectifies: true)
    third = layer("third", kernel: 1, width, outputs, rectifies: false)
    shortcut =
      stride == 1 && inputs == outputs
      ? nil : layer("shortcut", kernel: 1, stride: stride, inputs, outputs, rectifies: false)
  }

  private var layers: [any Layer] { [first, second, third] + (shortcut.map { [$0] } ?? []) }
  var parameters: [Parameter] { layers.flatMap(\.parameters) }
  var buffers: [StateTensor] { layers.flatMap(\.buffers) }

  func callAsFunction(_ input: BlockInput, next: (any ResNetBlock)?, _ pass: Pass) -> BlockInput {
    // The shortcut's features are read here last: C3, C4 and C5, which the pyramid reads too, meet a block that
    // convolves its shortcut, since the next stage begins with another size.
    let inner = second(input.first ?? first(input.features, pass), pass)
    let end = NormalizedConvolution.blockEnd(
      inner, last: third, shortcut: (input.features, shortcut), first: (next as? Bottleneck)?.first, pass)
    if let end { return BlockInput(features: end.output, first: end.next) }
    return BlockInput(features: third(inner, adding: shortcut?(input.features, pass) ?? input.features, pass))
  }
}

/// A 7×7 stem of stride 2, a 3×3 max pooling of stride 2, and four stages of blocks.
final class ResNet: Backbone {
  private let stem: NormalizedConvolution
  private let stages: [[any ResNetBlock]]
  let channels: [Int]

  init(_ configuration: RetinaNet.Configuration, _ shape: RetinaNet.ResNetShape, seed: UInt64?) {
    let channels = configuration.architecture.stageChannels
    self.channels = Array(channels.dropFirst())
    stem = NormalizedConvolution(
      name: "backbone.stem",
      Convolution(kernel: 7, stride: 2, inputChannels: 3, outputChannels: configuration.architecture.stemChannels),
      shape.kind, rectifies: true, isTrained: configuration.trains(stage: 1), seed: seed)
    let inputs = [configuration.architecture.stemChannels] + channels
    stages = channels.indices.map { stage in
      (0..<shape.blocks[stage]).map { block -> any ResNetBlock in
        let name = "backbone.c\(stage + 2).\(block)"
        let inputs = block == 0 ? inputs[stage] : channels[stage]
        let stride = block == 0 && stage > 0 ? 2 : 1
        let isTrained = configuration.trains(stage: stage + 2)
        return shape.isBottleneck
          ? Bottleneck(
            name: name, inputs: inputs, outputs: channels[stage], stride: stride, shape, isTrained: isTrained,
            seed: seed)
          : ResidualBlock(
            name: name, inputs: inputs, outputs: channels[stage], stride: stride, shape.kind, isTrained: isTrained,
            seed: seed)
      }
    }
  }

  var parameters: [Parameter] { stem.parameters + stages.joined().flatMap(\.parameters) }
  var buffers: [StateTensor] { stem.buffers + stages.joined().flatMap(\.buffers) }

  func callAsFunction(_ images: Variable, _ pass: Pass) -> [Variable] {
    var input = BlockInput(features: pass.tape.maxPool(stem(images, pass)))
    let blocks = Array(stages.joined())
    var levels: [Variable] = []
    var index = 0
    for stage in stages {
      for block in stage {
        index += 1
        input = block(input, next: index < blocks.count ? blocks[index] : nil, pass)
      }
      levels.append(input.features)
    }
    return Array(levels.dropFirst())
  }
}
