// What Winograd's algorithm costs in accuracy: both ways of computing the same convolution against the definition.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Winograd's error against direct")
struct WinogradTests {
  /// A 3 × 3 convolution of 64 channels, forward and backward; with one more input channel, of zeros, no vector width
  /// divides the channels, and the same sums are computed directly.
  private struct Way {
    let convolution: Convolution
    let input: FeatureMap
    let weights: [Float]

    init(_ input: [Float], _ weights: [Float], size: Int, channels: Int) {
      convolution = Convolution(kernel: 3, inputChannels: channels, outputChannels: 64)
      func widened(_ values: [Float], row: Int, by added: Int) -> [Float] {
        stride(from: 0, to: values.count, by: row).flatMap {
          values[$0..<$0 + row] + [Float](repeating: 0, count: added)
        }
      }
      self.input = FeatureMap(
        images: 1, height: size, width: size, channels: channels, widened(input, row: 64, by: channels - 64))
      self.weights = widened(weights, row: 64 * 64, by: (channels - 64) * 64)
    }

    func forward() -> [Float] { convolution.forward([input], weights: FloatBuffer(weights))[0].array }

    func inputGradient(_ gradient: FeatureMap) -> [Float] {
      let result = convolution.inputGradient(
        [gradient], weights: FloatBuffer(weights), sizes: [(input.height, input.width)])[0].array
      return narrowed(result, row: 64, added: convolution.inputChannels - 64)
    }

    func weightGradient(_ gradient: FeatureMap) -> [Float] {
      let result = FloatBuffer(count: weights.count, zeroed: true)
      convolution.addWeightGradient([input], outputGradients: [gradient], to: result)
      return narrowed(result.array, row: 64 * 64, added: (convolution.inputChannels - 64) * 64)
    }

    private func narrowed(_ values: [Float], row: Int, added: Int) -> [Float] {
      stride(from: 0, to: values.count, by: row + added).flatMap { values[$0..<$0 + row] }
    }
  }

  @Test(
    "Of the largest result, Winograd is off by less than 3 · 10⁻⁶ and direct by less than 10⁻⁶, in all three passes",
    arguments: 0..<3 as Range<UInt64>)
  func errors(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let size = 9 + Int(seed)
    let input = (0..<size * size * 64).map { _ in Float(generator.normal()) }
    let weights = (0..<9 * 64 * 64).map { _ in Float(generator.normal(deviation: 0.05)) }
    let gradient = FeatureMap(
      images: 1, height: size, width: size, channels: 64,
      (0..<size * size * 64).map { _ in Float(generator.normal()) })
    let winograd = Way(input, weights, size: size, channels: 64)
    let direct = Way(input, weights, size: size, channels: 65)

    let plainWeights = weights.map(Double.init)
    let forward = winograd.convolution.plainForward(winograd.input.plain, weights: plainWeights).values
    let backward = winograd.convolution.plainGradients(
      winograd.input.plain, weights: plainWeights, outputGradient: gradient.plain)
    for (name, expected, fast, slow) in [
      ("forward", forward, winograd.forward(), direct.forward()),
      ("input gradient", backward.input, winograd.inputGradient(gradient), direct.inputGradient(gradient)),
      ("weight gradient", backward.weights, winograd.weightGradient(gradient), direct.weightGradient(gradient)),
    ] {
      let (fastError, slowError) = (disagreement(fast, expected), disagreement(slow, expected))
      #expect(fastError < 3e-6, "\(name): Winograd is off by \(fastError)")
      #expect(slowError < 1e-6, "\(name): direct is off by \(slowError)")
    }
  }

  @Test("Over 512 channels Winograd's error is no larger than twice that of one direct sum, and direct's is smaller")
  func wide() {
    var generator = SeededGenerator(seed: 3)
    let convolution = Convolution(kernel: 3, inputChannels: 512, outputChannels: 16)
    let map = FeatureMap(images: 1, height: 6, width: 6, channels: 512, using: &generator)
    let weights = generator.floats(convolution.weightCount)
    let expected = convolution.plainForward(map.plain, weights: weights.map(Double.init)).values
    let winograd = convolution.forward([map], weights: FloatBuffer(weights))[0].array
    // With a stride the direct kernel computes every second of the same outputs.
    let strided = Convolution(kernel: 3, stride: 2, padding: 1, inputChannels: 512, outputChannels: 16)
    let few = strided.forward([map], weights: FloatBuffer(weights))[0].array

    var one: [Float] = []
    let numbers = map.array
    for (y, x) in (0..<36).map({ ($0 / 6, $0 % 6) }) {
      for output in 0..<16 {
        var sum: Float = 0
        for (i, j) in (0..<9).map({ ($0 / 3, $0 % 3) }) where 0..<6 ~= y + i - 1 && 0..<6 ~= x + j - 1 {
          for input in 0..<512 {
            sum.addProduct(
              numbers[((y + i - 1) * 6 + x + j - 1) * 512 + input], weights[((i * 3 + j) * 512 + input) * 16 + output])
          }
        }
        one.append(sum)
      }
    }
    func deviation(_ received: [Float], _ expected: [Double]) -> Double {
      let squares = zip(received, expected).map { (Double($0) - $1) * (Double($0) - $1) }
      return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }
    let places = (0..<9).flatMap { place in (0..<16).map { ((place / 3 * 2) * 6 + place % 3 * 2) * 16 + $0 } }
    let ofOneSum = deviation(one, expected)
    #expect(ofOneSum > 0)
    #expect(deviation(winograd, expected) < 2 * ofOneSum, "\(deviation(winograd, expected)) \(ofOneSum)")
    let some = places.map { expected[$0] }
    let (ofBlocks, ofOne) = (deviation(few, some), deviation(places.map { one[$0] }, some))
    #expect(ofBlocks < ofOne, "\(ofBlocks) \(ofOne)")
  }

  @Test("Maps that are no multiple of 4 × 4 tiles, of 1 to 9 rows and columns, in one call")
  func sizes() {
    var generator = SeededGenerator(seed: 1)
    let convolution = Convolution(kernel: 3, inputChannels: 16, outputChannels: 16)
    let maps = (1...9).map {
      FeatureMap(images: 2, height: $0, width: 10 - $0, channels: 16, using: &generator)
    }
    let weights = generator.floats(convolution.weightCount)
    poison(maps.map(\.buffer.count))
    for (map, output) in zip(maps, convolution.forward(maps, weights: FloatBuffer(weights))) {
      let expected = convolution.plainForward(map.plain, weights: weights.map(Double.init)).values
      #expect(disagreement(output.array, expected) < 1e-5, "\(map.height) × \(map.width)")
    }
  }

  @Test(
    "Few tiles are shared by outputs, for any number of threads: 1 to 73 tiles of wide maps, 6 to 19 of narrow ones",
    arguments: [(1, 128), (6, 128), (72, 128), (73, 128), (6, 32), (7, 32), (13, 32), (18, 32), (19, 32)],
    [48, 64, 80, 128, 144])
  func fewTiles(map: (tiles: Int, channels: Int), outputs: Int) {
    var generator = SeededGenerator(seed: 2)
    let convolution = Convolution(kernel: 3, inputChannels: map.channels, outputChannels: outputs)
    let input = FeatureMap(images: map.tiles, height: 3, width: 4, channels: map.channels, using: &generator)
    let weights = generator.floats(convolution.weightCount)
    poison([input.buffer.count])
    let expected = convolution.plainForward(input.plain, weights: weights.map(Double.init)).values
    let received = [1, 2, 3].map { threads in
      Threads.with(threads) { convolution.forward([input], weights: FloatBuffer(weights))[0].array }
    }
    #expect(disagreement(received[0], expected) < 1e-5)
    #expect(firstDifference(bits(received[0]), bits(received[1])) == nil)
    #expect(firstDifference(bits(received[0]), bits(received[2])) == nil)
  }
}
