// The arithmetic of a network, counted as its convolutions are written down, whatever way they are computed.

import RetinaKit

extension RetinaNet.Configuration {
  /// Floating-point operations of one image's way through the network: two for each weight and place it is used at.
  ///
  /// Normalisation, activation and upsampling are not counted; they are less than a hundredth. The backward pass counts
  /// twice: a convolution's gradients by its input and by its weights take as much as itself, each.
  func operations(height: Int, width: Int) -> Double {
    func places(_ stride: Int) -> Int { ((height + stride - 1) / stride) * ((width + stride - 1) / stride) }
    var products = places(2) * 9 * 3 * stemChannels
    var (inputs, stride) = (stemChannels, 2)
    for (index, outputs) in stageChannels.enumerated() {
      stride *= 2
      products += places(stride) * outputs * (9 * inputs + 9 * outputs + inputs)
      if index > 0 { products += places(stride) * pyramidChannels * (outputs + 9 * pyramidChannels) }
      inputs = outputs
    }
    products += (places(2 * stride) + places(4 * stride)) * 9 * pyramidChannels * pyramidChannels
    let predictors = anchors.anchorsPerCell * (classes + 4)
    let perPlace = 9 * pyramidChannels * (2 * headDepth * pyramidChannels + predictors)
    for level in anchors.levels { products += places(level.stride) * perPlace }
    return 2 * Double(products)
  }
}
