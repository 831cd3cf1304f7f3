// The arithmetic of a network, counted as its convolutions are written down, whatever way they are computed.

import Detector

extension RetinaNet.Configuration {
  /// Floating-point operations of one image's way through the network: two for each weight and place it is used at.
  ///
  /// Pictures are counted with their padding. Normalization, activation, pooling and upsampling are not counted; they
  /// are less than a hundredth. The backward pass counts twice: a convolution's gradients by its input and by its
  /// weights take as much as itself, each.
  func operations(height: Int, width: Int) -> Double {
    func padded(_ size: Int) -> Int {
      (size + architecture.sizeDivisor - 1) / architecture.sizeDivisor * architecture.sizeDivisor
    }
    let size = (height: padded(height), width: padded(width))
    func places(_ stride: Int) -> Int {
      ((size.height + stride - 1) / stride) * ((size.width + stride - 1) / stride)
    }
    return 2 * Double(ofBackbone(places) + ofPyramid(places) + ofHeads(places))
  }

  /// Multiplications up to C5, for the number of places at each stride.
  private func ofBackbone(_ places: (_ stride: Int) -> Int) -> Int {
    var (products, inputs) = (0, architecture.stemChannels)
    switch architecture.backbone {
    case .basic:
      products += places(2) * 9 * 3 * architecture.stemChannels
      for (stage, outputs) in architecture.stageChannels.enumerated() {
        products += places(4 << stage) * outputs * (9 * inputs + 9 * outputs + inputs)
        inputs = outputs
      }
    case .resNet(let blocks, _):
      products += places(2) * 49 * 3 * architecture.stemChannels
      for (stage, outputs) in architecture.stageChannels.enumerated() {
        let (stride, inner) = (4 << stage, outputs / 4)
        for block in 0..<blocks[stage] {
          // The first 1×1 convolution of a stage still sees what the stage before it made.
          products += places(block == 0 && stage > 0 ? stride / 2 : stride) * inputs * inner
          products += places(stride) * inner * (9 * inner + outputs)
          if block == 0 { products += places(stride) * inputs * outputs }
          inputs = outputs
        }
      }
    }
    return products
  }

  /// Multiplications from C3, C4 and C5 to P3 … P7.
  private func ofPyramid(_ places: (_ stride: Int) -> Int) -> Int {
    var products = 0
    for (stage, channels) in architecture.stageChannels.enumerated().dropFirst() {
      products += places(4 << stage) * architecture.pyramidChannels * (channels + 9 * architecture.pyramidChannels)
    }
    let source =
      architecture.p6Source == .p5
      ? architecture.pyramidChannels : architecture.stageChannels[architecture.stageChannels.count - 1]
    return products + 9 * architecture.pyramidChannels
      * (places(64) * source + places(128) * architecture.pyramidChannels)
  }

  /// Multiplications of both heads on all levels.
  private func ofHeads(_ places: (_ stride: Int) -> Int) -> Int {
    let predictors = architecture.anchors.anchorsPerCell * (architecture.classes + 4)
    let perPlace =
      9 * architecture.pyramidChannels * (2 * architecture.headDepth * architecture.pyramidChannels + predictors)
    return architecture.anchors.levels.reduce(0) { $0 + places($1.stride) * perPlace }
  }
}
