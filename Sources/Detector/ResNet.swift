// The full-size backbone: ResNet's bottleneck blocks, as torchvision builds them.

import Kernels
import Layers
import Tensors

/// A bottleneck block (He et al., 2016) in the form that is called v1.5: the stride is on the 3×3 convolution, where
/// the paper has it on the first 1×1.
///
/// ```
/// out = ReLU(BN(conv 1×1 (ReLU(BN(conv 3×3, stride (ReLU(BN(conv 1×1 (in)))))))) + shortcut)
/// ```
/// The shortcut is the input itself, or where sizes or channels change, BN(conv 1×1, stride (in)).
final class Bottleneck: Layer {
  private let first: NormalizedConvolution
  private let second: NormalizedConvolution
  private let third: NormalizedConvolution
  private let shortcut: NormalizedConvolution?

  init(
    name: String, inputs: Int, outputs: Int, stride: Int, _ kind: NormalizedConvolution.Kind, isTrained: Bool,
    seed: UInt64?
  ) {
    func layer(
      _ part: String, kernel: Int, stride: Int = 1, _ inputs: Int, _ outputs: Int, rectifies: Bool
    ) -> NormalizedConvolution {
      NormalizedConvolution(
        name: "\(name).\(part)",
        Convolution(kernel: kernel, stride: stride, inputChannels: inputs, outputChannels: outputs), kind,
        rectifies: rectifies, isTrained: isTrained, seed: seed)
    }
    let width = outputs / 4
    first = layer("first", kernel: 1, inputs, width, rectifies: true)
    second = layer("second", kernel: 3, stride: stride, width, width, rectifies: true)
    third = layer("third", kernel: 1, width, outputs, rectifies: false)
    shortcut =
      stride == 1 && inputs == outputs
      ? nil : layer("shortcut", kernel: 1, stride: stride, inputs, outputs, rectifies: false)
  }

  private var layers: [any Layer] { [first, second, third] + (shortcut.map { [$0] } ?? []) }
  var parameters: [Parameter] { layers.flatMap(\.parameters) }
  var buffers: [StateTensor] { layers.flatMap(\.buffers) }

  func callAsFunction(_ input: Variable, _ pass: Pass) -> Variable {
    third(second(first(input, pass), pass), adding: shortcut?(input, pass) ?? input, pass)
  }
}

/// A 7×7 stem of stride 2, a 3×3 max pooling of stride 2, and four stages of bottleneck blocks.
final class ResNet: Backbone {
  private let stem: NormalizedConvolution
  private let stages: [[Bottleneck]]

  init(
    _ configuration: RetinaNet.Configuration, blocks: [Int], _ kind: NormalizedConvolution.Kind, seed: UInt64?
  ) {
    let channels = configuration.architecture.stageChannels
    precondition(
      blocks.count == 4 && blocks.allSatisfy { $0 >= 1 }, "blocks: C2 to C5 have at least one each, got \(blocks)")
    precondition(
      channels.allSatisfy { $0 % 4 == 0 }, "stageChannels: a bottleneck has a quarter of them inside, got \(channels)")
    stem = NormalizedConvolution(
      name: "backbone.stem",
      Convolution(kernel: 7, stride: 2, inputChannels: 3, outputChannels: configuration.architecture.stemChannels),
      kind,
      rectifies: true, isTrained: configuration.trains(stage: 1), seed: seed)
    let inputs = [configuration.architecture.stemChannels] + channels
    stages = channels.indices.map { stage in
      (0..<blocks[stage]).map { block in
        Bottleneck(
          name: "backbone.c\(stage + 2).\(block)", inputs: block == 0 ? inputs[stage] : channels[stage],
          outputs: channels[stage], stride: block == 0 && stage > 0 ? 2 : 1, kind,
          isTrained: configuration.trains(stage: stage + 2), seed: seed)
      }
    }
  }

  var parameters: [Parameter] { stem.parameters + stages.joined().flatMap(\.parameters) }
  var buffers: [StateTensor] { stem.buffers + stages.joined().flatMap(\.buffers) }

  func callAsFunction(_ images: Variable, _ pass: Pass) -> [Variable] {
    var features = pass.tape.maxPool(stem(images, pass))
    var levels: [Variable] = []
    for stage in stages {
      for block in stage { features = block(features, pass) }
      levels.append(features)
    }
    return Array(levels.dropFirst())
  }
}
