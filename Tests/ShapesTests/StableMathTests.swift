// The functions that scenes are made with, against the system's own.

import Foundation
import Shapes
import Testing
import _TestSupport

/// The natural logarithm, by a name that does not clash.
func logarithm(_ x: Double) -> Double { Foundation.log(x) }

@Suite("Arithmetic that every machine does alike")
struct StableMathTests {
  @Test("eˣ agrees with the system's to 1e-13 for |x| ≤ 8")
  func exponential() {
    for x in stride(from: -8.0, through: 8, by: 1.0 / 64) {
      #expect(isClose(StableMath.exponential(x), exp(x), relative: 1e-13), "x = \(x)")
    }
  }

  @Test("ln x agrees with the system's to within 1e-13 for 1 ≤ x ≤ 1000; ln 1 = 0")
  func logarithmAgrees() {
    #expect(StableMath.logarithm(1) == 0)
    for x in [1.0001, 1.5, 2, 6, 10, 100, 1000] {
      #expect(abs(StableMath.logarithm(x) - logarithm(x)) < 1e-13, "x = \(x)")
    }
  }

  @Test("Φ(1) - ½ = 0.341345, Φ(1.96) - ½ = 0.475002; the quantile undoes it")
  func normal() {
    #expect(rounds(StableMath.normalMass(1), to: 0.341345, digits: 6))
    #expect(rounds(StableMath.normalMass(1.96), to: 0.475002, digits: 6))
    for mass in [0, 1.0 / 8192, 0.1, 0.25, 0.4, 0.475, 0.499, 0.5 - 1.0 / 8192] {
      #expect(isClose(StableMath.normalMass(StableMath.normalQuantile(mass: mass)), mass, relative: 1e-12))
      #expect(isClose(StableMath.normalMass(mass), erf(mass / 2.0.squareRoot()) / 2, relative: 1e-12))
    }
  }

  @Test("4096 quantiles: ascending, symmetric, of standard deviation 1, from -3.67 to 3.67")
  func quantiles() {
    let quantiles = Noise.quantiles
    #expect(quantiles.count == 4096)
    #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(quantiles, quantiles.reversed()).allSatisfy { $0 == -$1 })
    #expect(isClose(quantiles.reduce(0) { $0 + $1 * $1 } / 4096, 1, relative: 1e-12))
    #expect(rounds(quantiles[4095], to: 3.67, digits: 2))
    let bare = (0..<2048).map { StableMath.normalQuantile(mass: (Double($0) + 0.5) / 4096) }
    #expect(rounds((bare.reduce(0) { $0 + $1 * $1 } / 2048).squareRoot(), to: 0.9998, digits: 4), "before scaling")
  }
}
