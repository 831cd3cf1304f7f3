// Chains against the convolutions alone.

import Randomness
import Testing
import _TestSupport

@testable import Kernels

@Suite("Convolutions that go through the same pixels piece by piece")
struct ConvolutionChainTests {
  private struct Layer {
    let convolution: Convolution
    let packed: PackedConvolution

    init(_ convolution: Convolution, using generator: inout SeededGenerator) {
      self.convolution = convolution
      packed = PackedConvolution(
        convolution, weights: FloatBuffer(generator.floats(convolution.weightCount)),
        bias: FloatBuffer(generator.floats(convolution.outputChannels)),
        factors: FloatBuffer(generator.floats(convolution.outputChannels)))
    }
  }

  @Test(
    "A block's end has the bits of its convolutions one after another: stride 1 and 2, channels of no whole vector, one pixel, several pieces and none",
    arguments: [1, 2], [(1, 1), (7, 5), (30, 41), (0, 4)])
  func blockEnd(stride: Int, size: (height: Int, width: Int)) {
    var generator = SeededGenerator(seed: 4)
    let shortcut = Layer(
      Convolution(kernel: 1, stride: stride, inputChannels: 40, outputChannels: 72), using: &generator)
    let last = Layer(Convolution(kernel: 1, inputChannels: 24, outputChannels: 72), using: &generator)
    let first = Layer(Convolution(kernel: 1, inputChannels: 72, outputChannels: 33), using: &generator)
    let source = FeatureMap(
      images: 2, height: size.height, width: size.width, channels: 40, using: &generator)
    let inner = FeatureMap(
      images: 2, height: shortcut.convolution.outputSize(size.height),
      width: shortcut.convolution.outputSize(size.width), channels: 24, using: &generator)

    let projected = shortcut.convolution.forward([source], packed: shortcut.packed)
    let output = last.convolution.forward([inner], packed: last.packed, addends: projected, rectifies: true)
    let next = first.convolution.forward(output, packed: first.packed, rectifies: true)

    poison([projected[0].buffer.count, next[0].buffer.count])
    for threads in [1, 3] {
      var chain = ConvolutionChain()
      let sum = chain.append(shortcut.convolution, shortcut.packed, source, rectifies: false)
      let version = sum.buffer.version
      let end = chain.append(
        last.convolution, last.packed, inner, adding: sum, rectifies: true, overwritesAddend: true)
      let reduced = chain.append(first.convolution, first.packed, end, rectifies: true)
      Threads.with(threads) { chain.compute() }
      // The sum takes the shortcut's place, and whoever kept something of it is told.
      #expect(end.buffer === sum.buffer && end.buffer.version > version)
      #expect(firstDifference(bits(end.array), bits(output[0].array)) == nil)
      #expect(firstDifference(bits(reduced.array), bits(next[0].array)) == nil)
    }

    var chain = ConvolutionChain()
    let kept = chain.append(last.convolution, last.packed, inner, adding: projected[0], rectifies: true)
    chain.compute()
    #expect(kept.buffer !== projected[0].buffer)
    #expect(firstDifference(bits(kept.array), bits(output[0].array)) == nil)
  }

  @Test(
    "Levels convolved into one buffer have the bits of convolving and laying one after another, by tiles and directly",
    arguments: [(16, 27), (32, 64), (24, 20)])
  func concatenated(inputs: Int, outputs: Int) {
    var generator = SeededGenerator(seed: 5)
    let layer = Layer(Convolution(kernel: 3, inputChannels: inputs, outputChannels: outputs), using: &generator)
    let levels = [(9, 7), (4, 4), (1, 2), (1, 1)].map {
      FeatureMap(images: 3, height: $0.0, width: $0.1, channels: inputs, using: &generator)
    }
    let expected = Elementwise.concatenated(layer.convolution.forward(levels, packed: layer.packed))
    poison([expected.count])
    let received = layer.convolution.concatenated(levels, packed: layer.packed)
    #expect(received.count == 3 * (63 + 16 + 2 + 1) * outputs)
    #expect(firstDifference(bits(received.array), bits(expected.array)) == nil)
    #expect(layer.convolution.concatenated([], packed: layer.packed).count == 0)
  }
}
