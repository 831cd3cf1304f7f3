// Max pooling against its definition; its gradient by central differences is among the operations' tests.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Max pooling")
struct MaxPoolTests {
  @Test("Every size from 1 to 9 is the definition, exactly", arguments: [(3, 2, 1), (2, 2, 0), (3, 1, 1), (1, 2, 0)])
  func sizes(kernel: Int, stride: Int, padding: Int) {
    var generator = SeededGenerator(seed: UInt64(kernel))
    let pool = MaxPool(kernel: kernel, stride: stride, padding: padding)
    for height in 1...9 {
      for (width, channels) in [(height, 1), (10 - height, 17), (4, 64)] {
        // All negative: what lies outside is nothing, not a zero.
        let map = FeatureMap(
          images: 2, height: height, width: width, channels: channels, in: -2 ... -1, using: &generator)
        let expected = pool.plainForward(map.plain)
        poison([map.buffer.count, expected.values.count])
        let output = pool.forward(map)
        #expect(output.shape == [2, expected.shape.height, expected.shape.width, channels])
        #expect(output.array.map(Double.init) == expected.values, "\(height) × \(width) × \(channels)")
      }
    }
  }

  @Test("A worked row: windows of 3 at steps of 2 over 5 1 2 7 3 are max(5, 1), max(1, 2, 7), max(7, 3)")
  func worked() {
    let map = FeatureMap(images: 1, height: 1, width: 5, channels: 1, [5, 1, 2, 7, 3])
    #expect(MaxPool().forward(map).array == [5, 7, 7])
  }

  @Test("The gradient goes to the largest number, to the first of equal ones, and adds up where windows overlap")
  func gradient() {
    let pool = MaxPool()
    func gradient(_ values: [Float]) -> [Float] {
      let map = FeatureMap(images: 1, height: 1, width: 5, channels: 1, values)
      let outputGradient = FeatureMap(images: 1, height: 1, width: 3, channels: 1, [1, 10, 100])
      return pool.gradient(input: map, output: pool.forward(map), outputGradient: outputGradient).array
    }
    #expect(gradient([5, 1, 2, 7, 3]) == [1, 0, 0, 10 + 100, 0])
    #expect(gradient([4, 4, 4, 4, 4]) == [1, 10, 0, 100, 0])
  }

  @Test("NaN in a window makes its result NaN, in whatever place, and no other's", arguments: [1, 16, 17])
  func notANumber(channels: Int) {
    for place in 0..<5 {
      var values = [Float](repeating: 1, count: 5 * channels)
      for channel in 0..<channels { values[place * channels + channel] = .nan }
      let output = MaxPool().forward(FeatureMap(images: 1, height: 1, width: 5, channels: channels, values))
      let windows = [0...1, 1...3, 3...4]
      for (index, value) in output.array.enumerated() {
        #expect(value.isNaN == windows[index / channels].contains(place))
      }
    }
  }

  @Test("Sizes are those of a convolution of the same geometry; nothing stays nothing")
  func outputSizes() {
    let convolution = Convolution(kernel: 3, stride: 2, inputChannels: 1, outputChannels: 1)
    #expect((0...20).map(MaxPool().outputSize) == (0...20).map(convolution.outputSize))
    #expect(MaxPool().forward(FeatureMap(images: 1, height: 0, width: 3, channels: 2)).pixels == 0)
  }

  @Test("A padding of more than half the window is refused: a window could lie outside")
  func padding() async {
    await #expect(processExitsWith: .failure) { _ = MaxPool(kernel: 3, stride: 2, padding: 2) }
  }
}
