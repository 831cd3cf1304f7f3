// Weight gradients of many pixels: their work is cut into parts, which the tests of single convolutions are too small
// for.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Weight gradients of many pixels", .serialized)
struct WeightGradientTests {
  /// Shapes that take every way: Winograd with one part, with two and with eight; patches with small matrices and one
  /// or eight parts, with large ones gathered at once and in several goes.
  static let shapes: [(kernel: Int, stride: Int, inputs: Int, outputs: Int, size: Int, images: Int)] = [
    (3, 1, 16, 18, 9, 3), (3, 1, 16, 16, 22, 4), (3, 1, 16, 18, 24, 15), (3, 2, 3, 16, 33, 9), (1, 2, 5, 7, 9, 2),
    (1, 1, 16, 20, 17, 8), (3, 2, 64, 64, 9, 3), (3, 2, 128, 48, 13, 9), (5, 2, 16, 80, 21, 4),
  ]

  @Test("They are the definition's, and the same bits for one thread and for three", arguments: shapes.indices)
  func definition(index: Int) {
    let shape = Self.shapes[index]
    var generator = SeededGenerator(seed: UInt64(index))
    let convolution = Convolution(
      kernel: shape.kernel, stride: shape.stride, inputChannels: shape.inputs, outputChannels: shape.outputs)
    // Two maps that share the weights.
    let maps = [(shape.size, shape.size), (3, 2)].map {
      FeatureMap(images: shape.images, height: $0.0, width: $0.1, channels: shape.inputs, using: &generator)
    }
    let gradients = maps.map {
      FeatureMap(
        images: shape.images, height: convolution.outputSize($0.height), width: convolution.outputSize($0.width),
        channels: shape.outputs, using: &generator)
    }
    func gradient(threads: Int) -> [Float] {
      Threads.with(threads) {
        let result = FloatBuffer(count: convolution.weightCount, zeroed: true)
        convolution.addWeightGradient(maps, outputGradients: gradients, to: result)
        return result.array
      }
    }
    var expected = [Double](repeating: 0, count: convolution.weightCount)
    let weights = [Double](repeating: 0, count: convolution.weightCount)
    for (map, gradient) in zip(maps, gradients) {
      let part = convolution.plainGradients(map.plain, weights: weights, outputGradient: gradient.plain).weights
      for index in expected.indices { expected[index] += part[index] }
    }
    let received = gradient(threads: 1)
    #expect(disagreement(received, expected) < (shape.kernel == 3 && shape.stride == 1 ? 1e-5 : 2e-6))
    #expect(received.map(\.bitPattern) == gradient(threads: 3).map(\.bitPattern))
  }
}
