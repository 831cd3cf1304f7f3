// Convolution and its gradients against the definition in Double.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Convolution")
struct ConvolutionTests {
  private static let channels = [1, 3, 16, 17, 27, 36, 64]

  /// One convolution and what goes through it: several maps of one batch, weights and biases.
  struct Case {
    var convolution: Convolution
    var inputs: [FeatureMap]
    var weights: [Float]
    var bias: [Float]
    var gradients: [FeatureMap]

    /// Whole numbers, so that the kernels' sums are exact; see `wholeNumbers`.
    init(
      _ convolution: Convolution, images: Int, sizes: [(height: Int, width: Int)],
      using generator: inout SeededGenerator,
      numbers: (inout SeededGenerator, Int) -> [Float] = { $0.wholeNumbers($1) }
    ) {
      self.convolution = convolution
      func map(_ height: Int, _ width: Int, _ channels: Int) -> FeatureMap {
        FeatureMap(
          images: images, height: height, width: width, channels: channels,
          numbers(&generator, images * height * width * channels))
      }
      inputs = sizes.map { map($0.height, $0.width, convolution.inputChannels) }
      gradients = sizes.map {
        map(
          convolution.outputSize($0.height), convolution.outputSize($0.width), convolution.outputChannels)
      }
      weights = numbers(&generator, convolution.weightCount)
      bias = numbers(&generator, convolution.outputChannels)
    }

    /// How far sums of whole numbers may be off: not at all, but for Winograd's algorithm, which divides by 24.
    ///
    /// It is used for 3 × 3 kernels of stride 1 whose input channels fill whole vectors, and those may hold 4, 8 or 16.
    var tolerance: Double {
      let isWinograd = convolution.kernel == 3 && convolution.stride == 1 && convolution.padding == 1
      return isWinograd && convolution.inputChannels % 4 == 0 ? 1e-5 : 0
    }

    /// What is wrong with the kernels' results, by name; empty if nothing is more than the tolerance off.
    func complaints(tolerance: Double? = nil) -> [String] {
      let tolerance = tolerance ?? self.tolerance
      var complaints: [String] = []
      func compare(_ name: String, _ received: [Float], _ expected: [Double]) {
        let difference = disagreement(received, expected)
        if !(difference <= tolerance) { complaints.append("\(name) is off by \(difference) in \(convolution)") }
      }
      let weightBuffer = FloatBuffer(weights)
      poison((inputs + gradients).map(\.buffer.count))
      let outputs = convolution.forward(inputs, weights: weightBuffer, bias: FloatBuffer(bias))
      let backward = convolution.inputGradient(
        gradients, weights: weightBuffer, sizes: inputs.map { ($0.height, $0.width) })
      // Both are added to what is there: a gradient of 1 from before must stay.
      let weightGradient = FloatBuffer([Float](repeating: 1, count: weights.count))
      let biasGradient = FloatBuffer([Float](repeating: 1, count: bias.count))
      convolution.addWeightGradient(inputs, outputGradients: gradients, to: weightGradient)
      convolution.addBiasGradient(gradients, to: biasGradient)

      let plainWeights = weights.map(Double.init)
      var weightSum = [Double](repeating: 1, count: weights.count)
      var biasSum = [Double](repeating: 1, count: bias.count)
      for index in inputs.indices {
        let expected = convolution.plainForward(inputs[index].plain, weights: plainWeights, bias: bias.map(Double.init))
        compare("output \(index)", outputs[index].array, expected.values)
        let definition = convolution.plainGradients(
          inputs[index].plain, weights: plainWeights, outputGradient: gradients[index].plain)
        compare("input gradient \(index)", backward[index].array, definition.input)
        for weight in weightSum.indices { weightSum[weight] += definition.weights[weight] }
        for (position, value) in gradients[index].array.enumerated() { biasSum[position % bias.count] += Double(value) }
      }
      compare("weight gradient", weightGradient.array, weightSum)
      compare("bias gradient", biasGradient.array, biasSum)
      return complaints
    }
  }

  @Test(
    "On whole numbers it is the definition, forward and backward, for every pair of channel counts",
    arguments: [1, 3, 5, 7], [1, 2])
  func wholeNumbers(kernel: Int, stride: Int) {
    var generator = SeededGenerator(seed: UInt64(10 * kernel + stride))
    for inputChannels in Self.channels {
      for outputChannels in Self.channels {
        let convolution = Convolution(
          kernel: kernel, stride: stride, inputChannels: inputChannels, outputChannels: outputChannels)
        let size = (height: generator.integer(in: 1...8), width: generator.integer(in: 1...8))
        let images = generator.integer(in: 1...3)
        let test = Case(convolution, images: images, sizes: [size], using: &generator)
        let complaints = test.complaints()
        #expect(complaints.isEmpty, "\(images) images of \(size): \(complaints)")
      }
    }
  }

  @Test(
    "Every size from 1 to 9, odd and even, also below the kernel's", arguments: [1, 3, 5, 7], [1, 2])
  func sizes(kernel: Int, stride: Int) {
    var generator = SeededGenerator(seed: UInt64(100 * kernel + stride))
    let convolution = Convolution(kernel: kernel, stride: stride, inputChannels: 3, outputChannels: 17)
    for height in 1...9 {
      for width in 1...9 {
        let test = Case(convolution, images: 2, sizes: [(height, width)], using: &generator)
        let complaints = test.complaints()
        #expect(complaints.isEmpty, "\(height) × \(width): \(complaints)")
      }
    }
  }

  @Test("One call takes all levels of a pyramid, and their weight gradients add up", arguments: [1, 2])
  func severalMaps(stride: Int) {
    var generator = SeededGenerator(seed: 5)
    let convolution = Convolution(kernel: 3, stride: stride, inputChannels: 16, outputChannels: 36)
    let sizes = [(height: 16, width: 12), (8, 6), (4, 3), (2, 2), (1, 1)]
    for images in 1...3 {
      let complaints = Case(convolution, images: images, sizes: sizes, using: &generator).complaints()
      #expect(complaints.isEmpty, "\(images) images: \(complaints)")
    }
  }

  @Test("Stride 3 and other paddings than half the kernel", arguments: [0, 1, 2])
  func paddings(padding: Int) {
    var generator = SeededGenerator(seed: UInt64(padding))
    for stride in 1...3 {
      let convolution = Convolution(
        kernel: 3, stride: stride, padding: padding, inputChannels: 5, outputChannels: 4)
      let complaints = Case(convolution, images: 2, sizes: [(7, 8), (3, 5)], using: &generator).complaints()
      #expect(complaints.isEmpty, "stride \(stride): \(complaints)")
    }
  }

  @Test(
    "On numbers with fractions, rounding stays below 3 · 10⁻⁶ of the largest result, with Winograd 10⁻⁵",
    arguments: 0..<8 as Range<UInt64>)
  func fractions(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let convolution = Convolution(
      kernel: [1, 3, 5, 7][Int(seed) % 4], stride: 1 + Int(seed) / 4, inputChannels: 64, outputChannels: 27)
    let test = Case(convolution, images: 2, sizes: [(13, 10)], using: &generator) { $0.floats($1) }
    let complaints = test.complaints(tolerance: max(3e-6, test.tolerance))
    #expect(complaints.isEmpty, "\(complaints)")
  }

  @Test("A worked window: 0·1 + 1·2 + 2·3 = 8, with the borders' zeros 0·2 + 1·3 = 3 and 1·1 + 2·2 = 5")
  func worked() {
    // A 3×3 kernel whose middle row is 1 2 3, on a map of one row 0 1 2.
    let convolution = Convolution(kernel: 3, inputChannels: 1, outputChannels: 1)
    let map = FeatureMap(images: 1, height: 1, width: 3, channels: 1, [0, 1, 2])
    let weights = FloatBuffer([9, 9, 9, 1, 2, 3, 9, 9, 9])
    let left: Float = 0 * 2 + 1 * 3
    let middle: Float = 0 * 1 + 1 * 2 + 2 * 3
    let right: Float = 1 * 1 + 2 * 2
    #expect(convolution.forward([map], weights: weights)[0].array == [left, middle, right])
    #expect(convolution.forward([map], weights: weights, bias: FloatBuffer([10]))[0].array == [13, 18, 15])
  }

  @Test("NaN in the input reaches the outputs whose windows see it, and no other")
  func notANumber() {
    let convolution = Convolution(kernel: 3, inputChannels: 1, outputChannels: 1)
    var values = [Float](repeating: 1, count: 25)
    values[0] = .nan
    let map = FeatureMap(images: 1, height: 5, width: 5, channels: 1, values)
    let output = convolution.forward([map], weights: FloatBuffer([Float](repeating: 0.5, count: 9)))[0].array
    #expect(output.indices.filter { output[$0].isNaN } == [0, 1, 5, 6])
  }

  @Test("Stride 2 halves a size and rounds up, as the anchors' grids do")
  func outputSizes() {
    let convolution = Convolution(kernel: 3, stride: 2, inputChannels: 1, outputChannels: 1)
    #expect([1, 2, 3, 4, 5, 128].map(convolution.outputSize) == [1, 1, 2, 2, 3, 64])
  }
}
