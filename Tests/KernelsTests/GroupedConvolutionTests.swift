// Convolution in groups: what its definition says, and that the engine agrees with it.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Convolution in groups")
struct GroupedConvolutionTests {
  @Test("Worked: two groups of one input and one output at 1×1 are two numbers times two numbers")
  func worked() {
    let convolution = Convolution(kernel: 1, inputChannels: 2, outputChannels: 2, groups: 2)
    #expect(convolution.weightCount == 2 && convolution.groupInputs == 1)
    let map = FeatureMap(images: 1, height: 1, width: 2, channels: 2, [2, 3, 5, 7])
    let (left, right): (Float, Float) = (10, 100)
    let expected: [Float] = [2 * left, 3 * right, 5 * left, 7 * right]
    #expect(convolution.forward([map], weights: FloatBuffer([left, right]))[0].array == expected)
    #expect(convolution.plainForward(map.plain, weights: [10, 100]).values == expected.map(Double.init))
  }

  @Test("Four inputs and six outputs in two groups: outputs 0 … 2 see inputs 0 and 1, outputs 3 … 5 see 2 and 3")
  func who() {
    let convolution = Convolution(kernel: 1, inputChannels: 4, outputChannels: 6, groups: 2)
    let weights = [Double](repeating: 1, count: convolution.weightCount)
    #expect(weights.count == 2 * 6)
    func seen(by input: Int) -> [Double] {
      let values = (0..<4).map { $0 == input ? 1.0 : 0 }
      return convolution.plainForward(
        .init(images: 1, height: 1, width: 1, channels: 4, values: values), weights: weights
      ).values
    }
    #expect(seen(by: 0) == [1, 1, 1, 0, 0, 0] && seen(by: 1) == [1, 1, 1, 0, 0, 0])
    #expect(seen(by: 2) == [0, 0, 0, 1, 1, 1] && seen(by: 3) == [0, 0, 0, 1, 1, 1])
  }

  @Test(
    "The definition in G groups is G definitions side by side",
    arguments: [(inputs: 6, outputs: 9, groups: 3), (8, 8, 8)]
  )
  func sideBySide(shape: (inputs: Int, outputs: Int, groups: Int)) {
    var generator = SeededGenerator(seed: 1)
    let whole = Convolution(
      kernel: 3, stride: 2, inputChannels: shape.inputs, outputChannels: shape.outputs, groups: shape.groups)
    let (inputs, outputs) = (shape.inputs / shape.groups, shape.outputs / shape.groups)
    let part = Convolution(kernel: 3, stride: 2, inputChannels: inputs, outputChannels: outputs)
    let map = FeatureMap(images: 2, height: 5, width: 4, channels: shape.inputs, using: &generator)
    let weights = generator.floats(whole.weightCount).map(Double.init)
    let result = whole.plainForward(map.plain, weights: weights).values
    for group in 0..<shape.groups {
      let mine = FeatureMap(
        images: 2, height: 5, width: 4, channels: inputs,
        map.array.enumerated().filter { $0.offset % shape.inputs / inputs == group }.map(\.element))
      let expected = part.plainForward(
        mine.plain, weights: weights.enumerated().filter { $0.offset % shape.outputs / outputs == group }.map(\.element)
      )
      #expect(
        result.enumerated().filter { $0.offset % shape.outputs / outputs == group }.map(\.element) == expected.values)
    }
  }

  @Test(
    "On whole numbers the engine is the definition, forward and backward: few channels and many, even and odd",
    arguments: [1, 3, 5], [1, 2])
  func agreement(kernel: Int, stride: Int) {
    var generator = SeededGenerator(seed: UInt64(10 * kernel + stride))
    // Depthwise; groups that must go together; such as fill a vector by themselves; one that cannot be paired.
    for (inputs, outputs, groups) in [
      (4, 4, 4), (6, 3, 3), (64, 64, 8), (48, 96, 3), (32, 32, 2), (35, 14, 7), (5, 3, 1),
    ] {
      let convolution = Convolution(
        kernel: kernel, stride: stride, inputChannels: inputs, outputChannels: outputs, groups: groups)
      let sizes = [(height: 7, width: 5), (height: 1, width: 3)]
      let complaints = ConvolutionTests.Case(convolution, images: 2, sizes: sizes, using: &generator).complaints()
      #expect(complaints.isEmpty, "\(complaints)")
    }
  }

  @Test("Factors, addends and a ReLU come to the channels that they belong to")
  func finish() {
    var generator = SeededGenerator(seed: 4)
    let convolution = Convolution(kernel: 3, inputChannels: 24, outputChannels: 12, groups: 3)
    let map = FeatureMap(images: 2, height: 4, width: 5, channels: 24, using: &generator)
    let addend = FeatureMap(images: 2, height: 4, width: 5, channels: 12, using: &generator)
    let (weights, factors, bias) = (
      generator.floats(convolution.weightCount), generator.floats(12, in: 0.5...2), generator.floats(12)
    )
    poison([map.buffer.count, addend.buffer.count])
    let received = convolution.forward(
      [map], weights: FloatBuffer(weights), bias: FloatBuffer(bias),
      finish: .init(factors: FloatBuffer(factors), addends: [addend], rectifies: true))[0].array
    let expected = convolution.plainFinish(
      convolution.plainForward(map.plain, weights: weights.map(Double.init)), factors: factors.map(Double.init),
      bias: bias.map(Double.init), addend: addend.plain, rectifies: true)
    #expect(disagreement(received, expected.values) < 1e-5)
  }

  @Test("The input gradient is added to what is there")
  func sums() {
    var generator = SeededGenerator(seed: 5)
    let convolution = Convolution(kernel: 3, inputChannels: 32, outputChannels: 16, groups: 4)
    let gradient = FeatureMap(images: 1, height: 3, width: 4, channels: 16, generator.wholeNumbers(3 * 4 * 16))
    let weights = generator.wholeNumbers(convolution.weightCount)
    let before = FeatureMap(images: 1, height: 3, width: 4, channels: 32, generator.wholeNumbers(3 * 4 * 32))
    let sum = before.array
    let received = convolution.inputGradient(
      [gradient], weights: FloatBuffer(weights), sizes: [(3, 4)], addingTo: [before])[0].array
    let map = FeatureMap(images: 1, height: 3, width: 4, channels: 32, [Float](repeating: 0, count: 3 * 4 * 32))
    let part = convolution.plainGradients(
      map.plain, weights: weights.map(Double.init), outputGradient: gradient.plain
    ).input
    #expect(disagreement(received, zip(part, sum).map { $0 + Double($1) }) < 1e-5)
  }
}
