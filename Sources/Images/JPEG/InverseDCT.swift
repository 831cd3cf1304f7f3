// The inverse cosine transform (ITU-T T.81, A.3.3): 64 samples from 64 coefficients. Its fast form with whole numbers
// is in InverseDCT+Engine.swift.

import Foundation

/// From the coefficients of a block to its samples.
///
/// ```
/// sample(y, x) = 128 + ¼ Σ over v, u of  C(v) C(u) coefficient(v, u) cos((2y + 1) v π / 16) cos((2x + 1) u π / 16)
/// C(0) = 1/√2, C(k) = 1 for others
/// ```
///
/// Properties:
/// - A single coefficient (0, 0) of 8 raises all samples by 1.
/// - The samples' sum is 64 · 128 + 8 · coefficient(0, 0).
package enum InverseDCT {
  /// The samples of 64 coefficients, both row by row; neither rounded nor cut to 0…255.
  package static func definition(_ coefficients: [Double]) -> [Double] {
    precondition(coefficients.count == 64, "coefficients must be 64, found \(coefficients.count)")
    func weight(_ k: Int) -> Double { k == 0 ? 0.5.squareRoot() : 1 }
    func wave(_ place: Int, _ k: Int) -> Double { cos(Double((2 * place + 1) * k) * .pi / 16) }
    return (0..<64).map { sample in
      let (y, x) = (sample / 8, sample % 8)
      let sum = (0..<64).reduce(0.0) { sum, i in
        let (v, u) = (i / 8, i % 8)
        return sum + weight(v) * weight(u) * coefficients[i] * wave(y, v) * wave(x, u)
      }
      return 128 + sum / 4
    }
  }
}
