// Maps without a pixel, and shapes that do not fit: never a step beyond the memory.

import Kernels
import Testing
import _TestSupport

@Suite("Maps of no pixels and shapes that do not fit")
struct EmptyMapsTests {
  private func map(_ height: Int, _ width: Int, channels: Int = 3, images: Int = 1) -> FeatureMap {
    FeatureMap(images: images, height: height, width: width, channels: channels, zeroed: true)
  }

  @Test("A convolution of nothing is nothing, and so is one whose window does not fit")
  func outputSizes() {
    #expect(Convolution(kernel: 3, stride: 2, inputChannels: 1, outputChannels: 1).outputSize(0) == 0)
    #expect(Convolution(kernel: 1, stride: 2, inputChannels: 1, outputChannels: 1).outputSize(0) == 0)
    #expect(Convolution(kernel: 5, stride: 2, padding: 0, inputChannels: 1, outputChannels: 1).outputSize(4) == 0)
    #expect(Convolution(kernel: 5, stride: 2, padding: 0, inputChannels: 1, outputChannels: 1).outputSize(5) == 1)
  }

  @Test(
    "Forward and both gradients of a map of no pixels are empty or zero",
    arguments: [(1, 1), (1, 2), (3, 1), (3, 2)], [3, 16])
  func emptyConvolution(geometry: (kernel: Int, stride: Int), channels: Int) {
    let convolution = Convolution(
      kernel: geometry.kernel, stride: geometry.stride, inputChannels: channels, outputChannels: 5)
    let weights = FloatBuffer([Float](repeating: 1, count: convolution.weightCount))
    let gradients = FloatBuffer(count: convolution.weightCount, zeroed: true)
    let bias = FloatBuffer(count: 5, zeroed: true)
    for (height, width) in [(0, 0), (0, 4), (4, 0)] {
      let input = map(height, width, channels: channels)
      let output = convolution.forward([input], weights: weights)
      #expect(output[0].pixels == 0)
      let back = convolution.inputGradient(output, weights: weights, sizes: [(height, width)])
      #expect(back[0].shape == input.shape)
      convolution.addWeightGradient([input], outputGradients: output, to: gradients)
      convolution.addBiasGradient(output, to: bias)
    }
    #expect(gradients.array.allSatisfy { $0 == 0 } && bias.array.allSatisfy { $0 == 0 })
  }

  @Test("An input too small for any window has a gradient of zero")
  func tooSmall() {
    let convolution = Convolution(kernel: 3, padding: 0, inputChannels: 2, outputChannels: 2)
    let weights = FloatBuffer([Float](repeating: 1, count: convolution.weightCount))
    let output = convolution.forward([map(2, 2, channels: 2)], weights: weights)
    #expect(output[0].shape == [1, 0, 0, 2])
    #expect(convolution.inputGradient(output, weights: weights, sizes: [(2, 2)])[0].array == [0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test("Negative sizes are refused, though their product is the buffer's count")
  func negativeSizes() async {
    await #expect(processExitsWith: .failure) {
      _ = FeatureMap(images: 1, height: -2, width: -2, channels: 1, buffer: FloatBuffer(count: 4))
    }
  }

  @Test("A gradient that is not the output's shape is refused by a convolution")
  func gradientShapes() async {
    await #expect(processExitsWith: .failure) {
      let convolution = Convolution(kernel: 3, inputChannels: 1, outputChannels: 1)
      convolution.addWeightGradient(
        [FeatureMap(images: 1, height: 4, width: 4, channels: 1, zeroed: true)],
        outputGradients: [FeatureMap(images: 2, height: 4, width: 4, channels: 1, zeroed: true)],
        to: FloatBuffer(count: 9, zeroed: true))
    }
    await #expect(processExitsWith: .failure) {
      let convolution = Convolution(kernel: 3, stride: 2, inputChannels: 1, outputChannels: 1)
      _ = convolution.inputGradient(
        [FeatureMap(images: 1, height: 4, width: 4, channels: 1, zeroed: true)],
        weights: FloatBuffer(count: 9, zeroed: true), sizes: [(64, 64)])
    }
  }

  @Test("Maps of different channels are refused by a normalization")
  func channels() async {
    await #expect(processExitsWith: .failure) {
      let maps = [4, 2].map { FeatureMap(images: 1, height: 1, width: 1, channels: $0, zeroed: true) }
      _ = Normalization(.batch, rectifies: false).statistics(maps)
    }
  }

  @Test("Nothing can be enlarged to something")
  func upsampling() async {
    await #expect(processExitsWith: .failure) {
      _ = Elementwise.addUpsampled(
        fine: FeatureMap(images: 1, height: 2, width: 2, channels: 1, zeroed: true),
        coarse: FeatureMap(images: 1, height: 0, width: 2, channels: 1))
    }
    let nothing = map(0, 2)
    #expect(Elementwise.addUpsampled(fine: nothing, coarse: nothing).pixels == 0)
  }
}
