// A head: the same few convolutions on every level, then a predictor. RetinaNet has two, which share no parameters.
// What it computes is said by HeadDefinition.

import Kernels
import Layers
import Tensors

/// `depth` × (3×3 convolution, group normalization or none, ReLU) and a 3×3 predictor, shared by all levels.
final class Head: Layer {
  /// Numbers for each anchor.
  let width: Int
  /// The convolutions before the predictor, with their normalizations.
  let tower: [(ConvolutionLayer, NormalizationLayer?)]
  /// What makes `width` numbers for each anchor.
  let predictor: ConvolutionLayer
  /// Tower and predictor as one operation, where there is one for their shapes.
  private let fused: ConvolutionTower?
  private let packed = Kept<ConvolutionTower.Packed>()

  /// A head that predicts as many numbers for each anchor as there are `biases`, which its predictor starts with.
  init(name: String, _ configuration: RetinaNet.Configuration, biases: [Double], seed: UInt64?) {
    let width = biases.count
    self.width = width
    let channels = configuration.architecture.pyramidChannels
    let geometry = Convolution(kernel: 3, inputChannels: channels, outputChannels: channels)
    let groups = configuration.architecture.headGroups
    tower = (0..<configuration.architecture.headDepth).map { index in
      (
        ConvolutionLayer(
          name: "\(name).\(index).convolution", geometry, .normal(deviation: 0.01), bias: groups == 0 ? 0 : nil,
          seed: seed),
        groups == 0
          ? nil
          : NormalizationLayer(
            name: "\(name).\(index).normalization", Normalization(.group(count: groups), rectifies: true),
            channels: channels)
      )
    }
    predictor = ConvolutionLayer(
      name: "\(name).predictor",
      Convolution(
        kernel: 3, inputChannels: channels, outputChannels: configuration.architecture.anchors.anchorsPerCell * width),
      .normal(deviation: 0.01), biases: biases.map(Float.init), seed: seed)
    fused =
      groups == 0
      ? nil
      : ConvolutionTower(
        convolution: geometry, normalization: Normalization(.group(count: groups), rectifies: true),
        predictor: predictor.convolution)
  }

  var parameters: [Parameter] { tower.flatMap { $0.0.parameters + ($0.1?.parameters ?? []) } + predictor.parameters }

  /// [N, anchors, width] of each head from the levels [N, Hₗ, Wₗ, C].
  static func outputs(_ heads: [Head], _ levels: [Variable], _ pass: Pass) -> [Variable] {
    let towers = heads.compactMap { $0.tower(pass) }
    return towers.count == heads.count ? pass.tape.towers(levels, towers) : heads.map { $0.byLayers(levels, pass) }
  }

  /// The head as one operation; nil if there is none, or if a probe wants to see every layer.
  private func tower(_ pass: Pass) -> Tape.Tower? {
    guard pass.probe == nil, let fused, let bias = predictor.bias else { return nil }
    let stages = tower.compactMap { convolution, normalization in
      normalization.map { Stage(weights: convolution.weight, scale: $0.scale, shift: $0.shift) }
    }
    if pass.tape.isRecording { packed.clear() }
    let packed =
      pass.tape.isRecording
      ? nil
      : packed.value(of: tower.map(\.0.weight.value.buffer) + [predictor.weight.value.buffer]) {
        fused.packed(stages.map { $0.map(\.value.buffer) }, predictorWeights: predictor.weight.value.buffer)
      }
    return Tape.Tower(
      fused, stages: stages, predictor: predictor.weight, bias: bias, width: width, packed: packed)
  }

  /// [N, anchors, width] from the levels [N, Hₗ, Wₗ, C].
  func callAsFunction(_ levels: [Variable], _ pass: Pass) -> Variable { Self.outputs([self], levels, pass)[0] }

  private func byLayers(_ levels: [Variable], _ pass: Pass) -> Variable {
    var features = levels
    for (convolution, normalization) in tower {
      if let normalization {
        features = normalization(convolution(features, pass), pass)
      } else {
        features = convolution(features, pass, rectifies: true)
      }
    }
    return predictor.concatenated(features, pass, width: width)
  }
}
