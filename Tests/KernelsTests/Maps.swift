// What the tests of kernels share: maps from numbers, and definitions in Double beside them.

import Kernels
import Randomness
import _TestSupport

extension FeatureMap {
  /// A map with the given numbers.
  init(images: Int, height: Int, width: Int, channels: Int, _ values: [Float]) {
    self.init(images: images, height: height, width: width, channels: channels, buffer: FloatBuffer(values))
  }

  /// A map of seeded numbers.
  init(
    images: Int, height: Int, width: Int, channels: Int, in range: ClosedRange<Double> = -1...1,
    using generator: inout SeededGenerator
  ) {
    let count = images * height * width * channels
    self.init(images: images, height: height, width: width, channels: channels, generator.floats(count, in: range))
  }

  var array: [Float] { buffer.array }

  /// The same numbers for the definition.
  var plain: Convolution.Values {
    Convolution.Values(
      images: images, height: height, width: width, channels: channels, values: array.map(Double.init))
  }

  var shape: [Int] { [images, height, width, channels] }
}

/// The largest difference between numbers and what they should be, as a share of the largest number.
func disagreement(_ received: [Float], _ expected: [Double]) -> Double {
  guard received.count == expected.count else { return .infinity }
  let scale = expected.reduce(1e-30) { max($0, abs($1)) }
  var worst = 0.0
  for (received, expected) in zip(received, expected) {
    let difference = abs(Double(received) - expected) / scale
    if !(difference <= worst) { worst = difference }
  }
  return worst
}

/// Fills the memory that the pool will hand out next for buffers of these sizes with NaN, so that a kernel that reads
/// what it has not written cannot pass by luck.
func poison(_ counts: [Int]) {
  let buffers = counts.flatMap { count in (0..<4).map { _ in FloatBuffer(count: count) } }
  for buffer in buffers { buffer.fill(.nan) }
}
