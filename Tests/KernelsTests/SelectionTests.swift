// Which numbers are above a threshold: the engine against its definition.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Numbers above a threshold")
struct SelectionTests {
  @Test("A worked row: of 1, 3, 2, 3 above 2 are the places 1 and 3; 2 itself is not above it")
  func worked() {
    let buffer = FloatBuffer([1, 3, 2, 3])
    #expect(buffer.indices(in: 0..<4, above: 2) == [1, 3])
    #expect(buffer.indices(in: 2..<4, above: 2) == [3])
    #expect(buffer.indices(in: 2..<2, above: 0).isEmpty)
  }

  @Test("Any range of any count is the definition, with many above and with few", arguments: [0, 1, 255, 256, 40_003])
  func counts(count: Int) {
    var generator = SeededGenerator(seed: 7)
    let buffer = FloatBuffer(generator.floats(count, in: -1...1))
    for threshold in [-2, 0, 0.9, 0.999, 1] {
      for range in [0..<count, count / 3..<count, count / 3..<count - count / 5] {
        #expect(
          buffer.indices(in: range, above: threshold) == buffer.plainIndices(in: range, above: threshold),
          "\(range) above \(threshold)")
      }
    }
  }

  @Test("One number of many is found wherever it stands, and not a second time")
  func one() {
    let buffer = FloatBuffer(count: 40_000, zeroed: true)
    for place in [0, 15, 16, 255, 256, 16_383, 16_384, 39_999] {
      buffer[place] = 1
      #expect(buffer.indices(in: 0..<40_000, above: 0.5) == [place])
      buffer[place] = 0
    }
  }

  @Test("A threshold between two numbers of 32 bits parts them; NaN and ∞ are compared as numbers are")
  func borders() {
    for border: Float in [-2.944_439, 0, 1, -0.1] {
      let buffer = FloatBuffer([Float](repeating: border, count: 300) + [border.nextUp, border.nextDown])
      let above = Double(border) + (Double(border.nextUp) - Double(border)) / 2
      let below = Double(border) - (Double(border) - Double(border.nextDown)) / 2
      for threshold in [above, Double(border), below] {
        #expect(
          buffer.indices(in: 0..<302, above: threshold) == buffer.plainIndices(in: 0..<302, above: threshold))
      }
      #expect(buffer.indices(in: 0..<302, above: above) == [300])
    }
    let special = FloatBuffer(
      (0..<40).flatMap { _ in [Float.nan, .infinity, -.infinity, 0, 3, .greatestFiniteMagnitude, -1] })
    for threshold in [-Double.infinity, -1, 0, 1e300, .infinity, .nan] {
      #expect(
        special.indices(in: 0..<280, above: threshold) == special.plainIndices(in: 0..<280, above: threshold),
        "\(threshold)")
    }
  }
}
