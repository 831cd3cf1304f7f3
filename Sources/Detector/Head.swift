// A head: the same few convolutions on every level, then a predictor. RetinaNet has two, which share no parameters.

import Kernels
import Layers
import Tensors

/// `depth` × (3×3 convolution, group normalisation, ReLU) and a 3×3 predictor, shared by all levels.
final class Head: Layer {
  private let width: Int
  private let tower: [(ConvolutionLayer, NormalisationLayer)]
  private let predictor: ConvolutionLayer
  private let fused: ConvolutionTower?

  /// A head that predicts `width` numbers for each anchor; its predictor's biases all start with `bias`.
  init(name: String, _ configuration: RetinaNet.Configuration, width: Int, bias: Double, seed: UInt64) {
    self.width = width
    let channels = configuration.pyramidChannels
    let geometry = Convolution(kernel: 3, inputChannels: channels, outputChannels: channels)
    tower = (0..<configuration.headDepth).map { index in
      (
        ConvolutionLayer(
          name: "\(name).\(index).convolution", geometry, .normal(deviation: 0.01), seed: seed),
        NormalisationLayer(
          name: "\(name).\(index).normalisation",
          Normalisation(.group(count: configuration.headGroups), rectifies: true), channels: channels)
      )
    }
    predictor = ConvolutionLayer(
      name: "\(name).predictor",
      Convolution(
        kernel: 3, inputChannels: channels, outputChannels: configuration.anchors.anchorsPerCell * width),
      .normal(deviation: 0.01), bias: Float(bias), seed: seed)
    fused = ConvolutionTower(
      convolution: geometry, normalisation: Normalisation(.group(count: configuration.headGroups), rectifies: true),
      predictor: predictor.convolution)
  }

  var parameters: [Parameter] { tower.flatMap { $0.0.parameters + $0.1.parameters } + predictor.parameters }

  /// [N, anchors, width] from the levels [N, Hₗ, Wₗ, C].
  func callAsFunction(_ levels: [Variable], _ pass: Pass) -> Variable {
    // As one operation where there is a fused form for the shapes; a probe wants to see every layer.
    if pass.probe == nil, let fused, let bias = predictor.bias {
      return pass.tape.tower(
        levels, fused,
        stages: tower.map { .init(weights: $0.0.weight, scale: $0.1.scale, shift: $0.1.shift) },
        predictor: predictor.weight, bias: bias, width: width)
    }
    var features = levels
    for (convolution, normalisation) in tower { features = normalisation(convolution(features, pass), pass) }
    return pass.tape.concatenate(predictor(features, pass), width: width)
  }
}
