// Normally distributed numbers by the Box–Muller transform.

import Foundation

extension SeededGenerator {
  /// A number from the normal distribution with the given mean and standard deviation.
  ///
  /// ```
  /// √(-2 ln(1 - u)) cos(2πv),   u and v uniform in 0 ..< 1
  /// ```
  public mutating func normal(mean: Double = 0, deviation: Double = 1) -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return mean + deviation * radius * cos(2 * .pi * uniform())
  }
}
