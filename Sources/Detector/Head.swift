// A head: the same few convolutions on every level, then a predictor. RetinaNet has two, which share no parameters.

import Kernels
import Layers
import Tensors

/// `depth` × (3×3 convolution, group normalisation or none, ReLU) and a 3×3 predictor, shared by all levels.
final class Head: Layer {
  private let width: Int
  private let tower: [(ConvolutionLayer, NormalisationLayer?)]
  /// What makes `width` numbers for each anchor.
  let predictor: ConvolutionLayer
  /// Tower and predictor as one operation, where there is one for their shapes.
  private let fused: ConvolutionTower?

  /// A head that predicts `width` numbers for each anchor; its predictor's biases all start with `bias`.
  init(name: String, _ configuration: RetinaNet.Configuration, width: Int, bias: Double, seed: UInt64?) {
    self.width = width
    let channels = configuration.pyramidChannels
    let geometry = Convolution(kernel: 3, inputChannels: channels, outputChannels: channels)
    let groups = configuration.headGroups
    tower = (0..<configuration.headDepth).map { index in
      (
        ConvolutionLayer(
          name: "\(name).\(index).convolution", geometry, .normal(deviation: 0.01), bias: groups == 0 ? 0 : nil,
          seed: seed),
        groups == 0
          ? nil
          : NormalisationLayer(
            name: "\(name).\(index).normalisation", Normalisation(.group(count: groups), rectifies: true),
            channels: channels)
      )
    }
    predictor = ConvolutionLayer(
      name: "\(name).predictor",
      Convolution(
        kernel: 3, inputChannels: channels, outputChannels: configuration.anchors.anchorsPerCell * width),
      .normal(deviation: 0.01), bias: Float(bias), seed: seed)
    fused =
      groups == 0
      ? nil
      : ConvolutionTower(
        convolution: geometry, normalisation: Normalisation(.group(count: groups), rectifies: true),
        predictor: predictor.convolution)
  }

  var parameters: [Parameter] { tower.flatMap { $0.0.parameters + ($0.1?.parameters ?? []) } + predictor.parameters }

  /// [N, anchors, width] from the levels [N, Hₗ, Wₗ, C].
  func callAsFunction(_ levels: [Variable], _ pass: Pass) -> Variable {
    // A probe wants to see every layer.
    if pass.probe == nil, let fused, let bias = predictor.bias {
      return pass.tape.tower(
        levels, fused,
        stages: tower.compactMap { convolution, normalisation in
          normalisation.map { .init(weights: convolution.weight, scale: $0.scale, shift: $0.shift) }
        },
        predictor: predictor.weight, bias: bias, width: width)
    }
    var features = levels
    for (convolution, normalisation) in tower {
      if let normalisation {
        features = normalisation(convolution(features, pass), pass)
      } else {
        features = convolution(features, pass, rectifies: true)
      }
    }
    return pass.tape.concatenate(predictor(features, pass), width: width)
  }
}
