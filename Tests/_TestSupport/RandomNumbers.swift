// Seeded numbers for tests of kernels.

import Randomness

extension SeededGenerator {
  /// Numbers uniform between the bounds.
  public mutating func floats(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Float] {
    (0..<count).map { _ in Float(uniform(in: range)) }
  }

  /// Small whole numbers.
  ///
  /// Sums of their products are exact in `Float`, in any order, up to 2²⁴: a kernel that adds the right products has
  /// exactly the right result.
  public mutating func wholeNumbers(_ count: Int, in range: ClosedRange<Int> = -3...3) -> [Float] {
    (0..<count).map { _ in Float(integer(in: range)) }
  }
}
