// The heads against their definition: as one operation where there is one, and layer by layer.

import Kernels
import Layers
import Randomness
import Tensors
import Testing
import _TestSupport

@testable import Detector

@Suite("Heads agree with their definition")
struct HeadAgreementTests {
  @Test(
    "Both forms, on levels of several sizes, with group normalization and without",
    arguments: [(groups: 8, channels: 32), (groups: 2, channels: 12), (groups: 0, channels: 32)])
  func agreement(shape: (groups: Int, channels: Int)) {
    var configuration = RetinaNet.Configuration.small
    configuration.architecture.pyramidChannels = shape.channels
    configuration.architecture.headGroups = shape.groups
    configuration.architecture.headDepth = 2
    let head = Head(name: "head", configuration, biases: [0.5, -1, 2], seed: 3)
    // Weights of a size that leaves no number next to nothing, and scales that are not all 1.
    var generator = SeededGenerator(seed: 7)
    for parameter in head.parameters {
      let center = parameter.name.hasSuffix("scale") ? 1.0 : 0
      parameter.value.buffer.write(generator.floats(parameter.value.count, in: center - 0.3...center + 0.3))
    }
    let levels = [(5, 4), (3, 2), (1, 1)].map { height, width in
      Tensor(
        shape: [2, height, width, shape.channels], generator.floats(2 * height * width * shape.channels))
    }
    let expected = head.definition(
      levels.map {
        Convolution.Values(
          images: $0.shape[0], height: $0.shape[1], width: $0.shape[2], channels: $0.shape[3],
          values: $0.array.map(Double.init))
      })
    let largest = expected.reduce(0) { max($0, abs($1)) }
    #expect(expected.count == 2 * (5 * 4 + 3 * 2 + 1) * 9 * 3)
    var looking = Pass.inference()
    looking.probe = { _, _ in }
    for (name, pass) in [("as one", Pass.inference()), ("by layers", looking), ("in training", .training())] {
      let received = head(levels.map { Variable($0) }, pass).tensor
      #expect(received.shape == [2, expected.count / 6, 3])
      let worst = zip(received.array, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
      #expect(worst < 1e-5 * largest, "\(name): \(worst / largest)")
    }
  }

  @Test("The definition lists anchors by level, row, column and place in the cell")
  func order() {
    var configuration = RetinaNet.Configuration.small
    configuration.architecture.pyramidChannels = 1
    configuration.architecture.headGroups = 0
    configuration.architecture.headDepth = 0
    let head = Head(name: "head", configuration, biases: [0, 0], seed: nil)
    // The predictor's output o is the pixel's number times 100, plus o.
    var definition = head.definition
    definition.predictorBias = (0..<18).map(Double.init)
    for output in 0..<18 { definition.predictorWeights[4 * 18 + output] = 100 }
    let levels = [
      Convolution.Values(images: 1, height: 1, width: 2, channels: 1, values: [1, 2]),
      Convolution.Values(images: 1, height: 1, width: 1, channels: 1, values: [3]),
    ]
    #expect(definition(levels) == [100, 200, 300].flatMap { pixel in (0..<18).map { pixel + Double($0) } })
  }
}
