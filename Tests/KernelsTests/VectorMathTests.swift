// The vectorized exponential and logarithm against Foundation's in Double.

import Foundation
import Kernels
import Testing
import _TestSupport

@Suite("Vector mathematics")
struct VectorMathTests {
  /// The worst of many arguments: where, and how far off.
  private struct Worst: CustomStringConvertible {
    var argument: Float = 0
    var units = 0.0
    var description: String { "\(units) units in the last place at \(argument)" }

    init(_ arguments: [Float], _ results: [Float], _ exact: (Double) -> Double) {
      for (argument, result) in zip(arguments, results) {
        let units = unitsInLastPlace(result, from: exact(Double(argument)))
        if !(units <= self.units) { (self.argument, self.units) = (argument, units) }
      }
    }
  }

  @Test("The exponential is within 2 units in the last place wherever the result is a normal number")
  func exponential() {
    // All magnitudes from 10⁻³⁸ on, then evenly through the range where the function changes.
    let small = stride(from: Float.leastNormalMagnitude.bitPattern, to: Float(0.01).bitPattern, by: 65_521).flatMap {
      [Float(bitPattern: $0), -Float(bitPattern: $0)]
    }
    let even = stride(from: -87.336, through: 88.722, by: 0.000_73).map { Float($0) }
    let arguments = small + even + [0, -0.0, 88.722_83, -87.336_54]
    let worst = Worst(arguments, FloatBuffer(arguments).exponentials().array, exp)
    #expect(worst.units <= 2, "\(worst)")
  }

  @Test("The shorter exponential of numbers that are not positive: within 2 units too, 0 below -87.34, NaN stays NaN")
  func exponentialOfNegative() {
    let small = stride(from: Float.leastNormalMagnitude.bitPattern, to: Float(0.01).bitPattern, by: 65_521).map {
      -Float(bitPattern: $0)
    }
    let arguments = small + stride(from: -87.336, through: 0, by: 0.000_73).map { Float($0) } + [0, -0.0, -87.336_54]
    let worst = Worst(arguments, FloatBuffer(arguments).exponentialsOfNegatives().array, exp)
    #expect(worst.units <= 2, "\(worst)")
    let none: [Float] = [-87.34, -100, -1e4, -.greatestFiniteMagnitude, -.infinity]
    #expect(FloatBuffer(none).exponentialsOfNegatives().array.allSatisfy { $0 == 0 })
    #expect(FloatBuffer([.nan, -.nan]).exponentialsOfNegatives().array.allSatisfy { $0.isNaN })
  }

  @Test("The exponential is 0 below -87.34, infinity above 88.73, 1 at both zeros, and NaN stays NaN")
  func exponentialExtremes() {
    let arguments: [Float] = [-87.34, -100, -1e4, -.greatestFiniteMagnitude, -.infinity]
    #expect(FloatBuffer(arguments).exponentials().array.allSatisfy { $0 == 0 })
    let large: [Float] = [88.73, 100, 1e4, .greatestFiniteMagnitude, .infinity]
    #expect(FloatBuffer(large).exponentials().array.allSatisfy { $0 == .infinity })
    #expect(FloatBuffer([0, -0.0]).exponentials().array == [1, 1])
    #expect(FloatBuffer([.nan, -.nan]).exponentials().array.allSatisfy { $0.isNaN })
  }

  @Test("The logarithm of 1 + u is within 2 units in the last place for all u in 0 ... 1")
  func logarithm() {
    let small = stride(from: Float.leastNormalMagnitude.bitPattern, to: Float(0.01).bitPattern, by: 32_749).map {
      Float(bitPattern: $0)
    }
    let even = stride(from: 0.0, through: 1, by: 0.000_007).map { Float($0) }
    let arguments = small + even + [0, 1, .leastNormalMagnitude]
    let worst = Worst(arguments, FloatBuffer(arguments).logarithmsOfOnePlus().array, log1p)
    #expect(worst.units <= 2, "\(worst)")
  }

  @Test("The logarithm is 0 at 0, and NaN stays NaN")
  func logarithmExtremes() {
    #expect(FloatBuffer([0]).logarithmsOfOnePlus().array == [0])
    #expect(FloatBuffer([.nan]).logarithmsOfOnePlus().array[0].isNaN)
  }

  @Test("A number's result is the same in every lane and in the rest behind the last whole vector")
  func lanes() {
    for count in [0, 1, 2, 15, 16, 17, 33] {
      let arguments = [Float](repeating: -1.25, count: count)
      #expect(Set(FloatBuffer(arguments).exponentials().array).count == min(1, count))
      let logarithms = FloatBuffer(arguments.map { -$0 / 2 }).logarithmsOfOnePlus()
      #expect(logarithms.count == count && Set(logarithms.array).count == min(1, count))
    }
  }
}
