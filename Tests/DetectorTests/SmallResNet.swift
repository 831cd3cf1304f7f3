// A ResNet detector that is built and run in milliseconds, for the tests of what does not depend on the size.

import Detector

/// Bottlenecks 1, 2, 1, 1 of few channels; everything else as in the full-size model.
func smallResNet(classes: Int = 3, epsilon: Double = 0) -> RetinaNet.Configuration {
  var configuration = RetinaNet.Configuration.resNet50(classes: classes, epsilon: epsilon)
  configuration.architecture.backbone = .resNet(blocks: [1, 2, 1, 1], .frozen(epsilon: epsilon))
  configuration.architecture.stemChannels = 8
  configuration.architecture.stageChannels = [16, 16, 32, 48]
  configuration.architecture.pyramidChannels = 16
  configuration.architecture.headDepth = 2
  return configuration
}

/// The same with the formula's weights.
func portableResNet(classes: Int = 3) throws -> RetinaNet {
  let model = RetinaNet(smallResNet(classes: classes), seed: nil)
  try model.load(PortableWeights.filled(model.weights(naming: .torchvision)), naming: .torchvision)
  return model
}
