// Weights packed once: what reaches them, and what does not; and gradients that are added where they are made.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Packed weights and sums in place", .serialized)
struct PackedConvolutionTests {
  private static let shapes: [(kernel: Int, stride: Int, inputs: Int, outputs: Int)] = [
    (3, 1, 32, 36), (3, 1, 5, 7), (3, 2, 16, 20), (1, 1, 16, 33), (1, 2, 7, 16), (1, 3, 16, 16), (3, 3, 3, 64),
  ]

  @Test("Packed weights compute the same bits as those they were made of, and are a copy", arguments: shapes)
  func packed(shape: (kernel: Int, stride: Int, inputs: Int, outputs: Int)) {
    var generator = SeededGenerator(seed: 5)
    let convolution = Convolution(
      kernel: shape.kernel, stride: shape.stride, inputChannels: shape.inputs, outputChannels: shape.outputs)
    let maps = [(9, 8), (1, 2)].map {
      FeatureMap(images: 2, height: $0.0, width: $0.1, channels: shape.inputs, using: &generator)
    }
    let weights = FloatBuffer(generator.floats(convolution.weightCount))
    let (bias, factors) = (FloatBuffer(generator.floats(shape.outputs)), FloatBuffer(generator.floats(shape.outputs)))
    let addends = convolution.forward(maps, weights: weights).map { map in
      FeatureMap(
        images: map.images, height: map.height, width: map.width, channels: map.channels, using: &generator)
    }
    let expected = convolution.forward(
      maps, weights: weights, bias: bias, finish: .init(factors: factors, addends: addends, rectifies: true))
    let packed = PackedConvolution(convolution, weights: weights, bias: bias, factors: factors)
    for buffer in [weights, bias, factors] { buffer.fill(.nan) }
    let received = convolution.forward(maps, packed: packed, addends: addends, rectifies: true)
    let overwriting = convolution.forward(
      maps, packed: packed, addends: addends, rectifies: true, overwritesAddends: true)
    for ((received, other), expected) in zip(zip(received, overwriting), expected) {
      #expect(firstDifference(bits(received.array), bits(expected.array)) == nil)
      #expect(firstDifference(bits(other.array), bits(expected.array)) == nil, "in the addend's place")
    }
  }

  @Test(
    "Kept weights compute the same within rounding, also where only they are transformed: 272 × 256 and 512 × 512",
    arguments: [(16, 20), (272, 256), (512, 512), (528, 512)])
  func kept(inputs: Int, outputs: Int) {
    var generator = SeededGenerator(seed: 7)
    let convolution = Convolution(kernel: 3, inputChannels: inputs, outputChannels: outputs)
    let map = FeatureMap(images: 1, height: 6, width: 5, channels: inputs, using: &generator)
    let weights = FloatBuffer(generator.floats(convolution.weightCount))
    let (bias, factors) = (FloatBuffer(generator.floats(outputs)), FloatBuffer(generator.floats(outputs)))
    let expected = convolution.forward([map], weights: weights, bias: bias, finish: .init(factors: factors))[0].array
    let packed = PackedConvolution(convolution, weights: weights, bias: bias, factors: factors, isKept: true)
    let received = convolution.forward([map], packed: packed)[0].array
    #expect(disagreement(received, expected.map(Double.init)) < 1e-5)
    // Two algorithms round differently: the bits say which one it was.
    let isOther = firstDifference(bits(received), bits(expected)) != nil
    #expect(isOther == (256 * 1_024..<528 * 512).contains(inputs * outputs))
  }

  @Test("An input gradient added to a sum is the gradient plus the sum", arguments: shapes, [(9, 8), (5, 7), (1, 1)])
  func sums(shape: (kernel: Int, stride: Int, inputs: Int, outputs: Int), size: (Int, Int)) {
    var generator = SeededGenerator(seed: 6)
    let convolution = Convolution(
      kernel: shape.kernel, stride: shape.stride, inputChannels: shape.inputs, outputChannels: shape.outputs)
    let weights = FloatBuffer(generator.floats(convolution.weightCount))
    let map = FeatureMap(images: 3, height: size.0, width: size.1, channels: shape.inputs, using: &generator)
    let output = convolution.forward([map], weights: weights)[0]
    let slope = FeatureMap(
      images: 3, height: output.height, width: output.width, channels: shape.outputs, using: &generator)
    let sum = map.array
    let sizes = [(height: size.0, width: size.1)]
    let part = convolution.inputGradient([slope], weights: weights, sizes: sizes)[0].array
    poison([map.buffer.count])
    let received = convolution.inputGradient([slope], weights: weights, sizes: sizes, addingTo: [map])[0].array
    #expect(disagreement(received, zip(part, sum).map { Double($0) + Double($1) }) < 1e-6)
  }

  @Test("Everything that changes a buffer's numbers changes its version; reading them does not")
  func versions() {
    let buffer = FloatBuffer([1, 2, 3])
    func changes(_ name: String, _ change: () -> Void) {
      let before = buffer.version
      change()
      #expect(buffer.version != before, "\(name)")
    }
    let other = FloatBuffer([1, 1, 1])
    let memory = FloatBuffer([1, 1, 1])
    changes("an element") { buffer[1] = 5 }
    changes("write") { buffer.write([7], at: 2) }
    changes("fill") { buffer.fill(2) }
    changes("a span") { buffer.withMutableSpan { $0[0] = 4 } }
    changes("add") { Elementwise.add(other, to: buffer) }
    changes("scale") { Elementwise.scale(buffer, by: 2) }
    changes("average") { UpdateKernels.average(other, into: buffer, share: 0.5) }
    changes("momentum") {
      UpdateKernels.momentum(
        weights: buffer, gradient: other, velocity: memory, rate: 0.1, momentum: 0.9, decay: 0, factor: 1)
    }
    let coefficients = UpdateKernels.AdamCoefficients(
      rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0, correction1: 0.1, correction2: 0.01, factor: 1)
    let square = FloatBuffer([1, 1, 1])
    changes("adam") {
      UpdateKernels.adam([
        .init(weights: buffer, gradient: other, mean: memory, square: square, coefficients: coefficients)
      ])
    }
    let map = FeatureMap(images: 1, height: 1, width: 1, channels: 3, [1, 2, 3])
    let one = FeatureMap(images: 1, height: 1, width: 1, channels: 1, [1])
    changes("a weight gradient") {
      Convolution(kernel: 1, inputChannels: 3, outputChannels: 1).addWeightGradient(
        [map], outputGradients: [one], to: buffer)
    }
    changes("a bias gradient") {
      Convolution(kernel: 1, inputChannels: 1, outputChannels: 3).addBiasGradient([map], to: buffer)
    }
    let before = buffer.version
    _ = (buffer[0], buffer.array, buffer.copied())
    #expect(buffer.version == before)
  }
}
