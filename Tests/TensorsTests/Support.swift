// What the tests of tensors share: seeded tensors, and how far numbers are apart.

import Kernels
import Randomness
import Tensors
import _TestSupport

extension Tensor {
  /// Seeded numbers of a shape.
  init(_ shape: [Int], in range: ClosedRange<Double> = -1...1, using generator: inout SeededGenerator) {
    self.init(shape: shape, generator.floats(shape.reduce(1, *), in: range))
  }

  /// Seeded numbers, each at least `distance` from 0: for functions with a corner there.
  init(_ shape: [Int], awayFromZero distance: Double, using generator: inout SeededGenerator) {
    let values = generator.floats(shape.reduce(1, *), in: distance...1)
    self.init(shape: shape, values.map { generator.chance(0.5) ? $0 : -$0 })
  }
}

/// The largest difference, as a share of the largest number.
func difference(_ received: [Float], _ expected: [Float]) -> Float {
  guard received.count == expected.count else { return .infinity }
  let scale = expected.reduce(1e-30) { max($0, abs($1)) }
  var worst: Float = 0
  for (a, b) in zip(received, expected) where !(abs(a - b) / scale <= worst) { worst = abs(a - b) / scale }
  return worst
}
