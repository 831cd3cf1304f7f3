// What a convolution does with its sums before it writes them, and sums so long that they are cut into blocks.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Convolution: factors, addend and ReLU in one pass; long sums")
struct ConvolutionFinishTests {
  @Test(
    "On whole numbers max(0, factor · Σ + bias + addend) is the definition, in every combination of its parts",
    arguments: [(1, 1), (1, 2), (3, 1), (3, 2), (7, 2)], [(3, 5), (16, 36), (32, 64)])
  func combinations(geometry: (kernel: Int, stride: Int), channels: (inputs: Int, outputs: Int)) {
    var generator = SeededGenerator(seed: UInt64(100 * geometry.kernel + channels.inputs))
    let convolution = Convolution(
      kernel: geometry.kernel, stride: geometry.stride, inputChannels: channels.inputs, outputChannels: channels.outputs
    )
    let inputs = [(9, 7), (4, 5)].map { height, width in
      FeatureMap(
        images: 2, height: height, width: width, channels: channels.inputs,
        generator.wholeNumbers(2 * height * width * channels.inputs))
    }
    let weights = generator.wholeNumbers(convolution.weightCount)
    let (bias, factors) = (generator.wholeNumbers(channels.outputs), generator.wholeNumbers(channels.outputs))
    let addends = inputs.map { input in
      let (height, width) = (convolution.outputSize(input.height), convolution.outputSize(input.width))
      return FeatureMap(
        images: 2, height: height, width: width, channels: channels.outputs,
        generator.wholeNumbers(2 * height * width * channels.outputs, in: -50...50))
    }
    let sums = inputs.map { convolution.plainForward($0.plain, weights: weights.map(Double.init)) }
    // Winograd's algorithm divides by 24; everything else is exact.
    let tolerance = geometry == (3, 1) && channels.inputs % 4 == 0 ? 1e-5 : 0
    for parts in 0..<16 {
      let (scales, shifts, adds, rectifies) = (parts & 1 > 0, parts & 2 > 0, parts & 4 > 0, parts & 8 > 0)
      poison(addends.map(\.buffer.count))
      let outputs = convolution.forward(
        inputs, weights: FloatBuffer(weights), bias: shifts ? FloatBuffer(bias) : nil,
        finish: .init(
          factors: scales ? FloatBuffer(factors) : nil, addends: adds ? addends : [], rectifies: rectifies))
      for (index, output) in outputs.enumerated() {
        let expected = convolution.plainFinish(
          sums[index], factors: scales ? factors.map(Double.init) : nil, bias: shifts ? bias.map(Double.init) : nil,
          addend: adds ? addends[index].plain : nil, rectifies: rectifies)
        #expect(disagreement(output.array, expected.values) <= tolerance, "parts \(parts), map \(index)")
      }
    }
  }

  @Test("A worked pixel: max(0, 2 · (3 · 4) + 5 - 30) = 0, and -1 without the ReLU")
  func worked() {
    let convolution = Convolution(kernel: 1, inputChannels: 1, outputChannels: 1)
    let map = FeatureMap(images: 1, height: 1, width: 1, channels: 1, [3])
    let addend = FeatureMap(images: 1, height: 1, width: 1, channels: 1, [-30])
    func result(rectifies: Bool) -> [Float] {
      convolution.forward(
        [map], weights: FloatBuffer([4]), bias: FloatBuffer([5]),
        finish: .init(factors: FloatBuffer([2]), addends: [addend], rectifies: rectifies))[0].array
    }
    let sum: Float = 2 * (3 * 4) + 5 - 30
    #expect(sum == -1)
    #expect(result(rectifies: false) == [sum])
    #expect(result(rectifies: true) == [0])
  }

  @Test("NaN passes the ReLU, in whole vectors and behind them", arguments: [1, 16, 17])
  func notANumber(outputs: Int) {
    let convolution = Convolution(kernel: 1, inputChannels: 1, outputChannels: outputs)
    let map = FeatureMap(images: 1, height: 1, width: 1, channels: 1, [.nan])
    let output = convolution.forward(
      [map], weights: FloatBuffer([Float](repeating: 1, count: outputs)), finish: .init(rectifies: true))
    let isNotANumber = output[0].array.allSatisfy { $0.isNaN }
    #expect(isNotANumber)
  }

  @Test(
    "Sums of up to 2 048 channels and of 7 × 7 × 40 inputs are exact on whole numbers: blocks lose nothing",
    arguments: [(1, 1, 2_048, 20), (1, 2, 1_000, 70), (3, 2, 129, 64), (7, 2, 40, 17), (3, 1, 131, 5)])
  func longSums(kernel: Int, stride: Int, inputs: Int, outputs: Int) {
    var generator = SeededGenerator(seed: UInt64(inputs))
    let convolution = Convolution(kernel: kernel, stride: stride, inputChannels: inputs, outputChannels: outputs)
    let map = FeatureMap(
      images: 1, height: 7, width: 9, channels: inputs, generator.wholeNumbers(7 * 9 * inputs))
    let weights = generator.wholeNumbers(convolution.weightCount)
    let bias = generator.wholeNumbers(outputs)
    poison([map.buffer.count])
    let output = convolution.forward([map], weights: FloatBuffer(weights), bias: FloatBuffer(bias))[0]
    let expected = convolution.plainForward(
      map.plain, weights: weights.map(Double.init), bias: bias.map(Double.init))
    #expect(disagreement(output.array, expected.values) == 0)
  }

  @Test(
    "Winograd's groups of every size: 64 to 512 channels, within 2 · 10⁻⁵ of the largest result (10⁻⁵ holds for 64)",
    arguments: [(64, 64), (256, 80), (512, 36), (128, 300)])
  func winogradGroups(inputs: Int, outputs: Int) {
    var generator = SeededGenerator(seed: UInt64(inputs))
    let convolution = Convolution(kernel: 3, inputChannels: inputs, outputChannels: outputs)
    // 3 × 3 tiles and 35 of one row, so that groups end within a map and within six tiles.
    let maps = [(9, 10), (2, 139)].map {
      FeatureMap(images: 1, height: $0.0, width: $0.1, channels: inputs, using: &generator)
    }
    let weights = generator.floats(convolution.weightCount)
    poison(maps.map(\.buffer.count))
    for (map, output) in zip(maps, convolution.forward(maps, weights: FloatBuffer(weights))) {
      let expected = convolution.plainForward(map.plain, weights: weights.map(Double.init)).values
      // The rounding of a sum grows with the root of its length.
      #expect(disagreement(output.array, expected) < (inputs == 64 ? 1e-5 : 2e-5))
    }
  }

  @Test("Factors and addends of other shapes are refused")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      let convolution = Convolution(kernel: 1, inputChannels: 1, outputChannels: 2)
      let map = FeatureMap(images: 1, height: 2, width: 2, channels: 1, zeroed: true)
      _ = convolution.forward([map], weights: FloatBuffer([1, 1]), finish: .init(factors: FloatBuffer([1])))
    }
    await #expect(processExitsWith: .failure) {
      let convolution = Convolution(kernel: 1, inputChannels: 1, outputChannels: 2)
      let map = FeatureMap(images: 1, height: 2, width: 2, channels: 1, zeroed: true)
      _ = convolution.forward([map], weights: FloatBuffer([1, 1]), finish: .init(addends: [map]))
    }
  }
}
