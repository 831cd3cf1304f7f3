// The exponential function and the normal distribution's quantiles from +, -, ×, ÷ and √ alone, which every machine
// rounds alike. A system's `exp` may differ in the last bit from another system's, and a scene with it.

package enum StableMath {
  /// eˣ for |x| ≤ 8, to about 1e-13 relative: Taylor's series at x/16, then squared four times.
  package static func exponential(_ x: Double) -> Double {
    let small = x / 16
    var term = 1.0
    var sum = 1.0
    for k in 1...16 {
      term *= small / Double(k)
      sum += term
    }
    for _ in 0..<4 { sum *= sum }
    return sum
  }

  /// ln 1 ≤ x ≤ 1000, by Newton's method on the exponential.
  package static func logarithm(_ x: Double) -> Double {
    var y = 0.0
    for _ in 0..<40 {
      let power = exponential(y)
      let next = y + 2 * (x - power) / (x + power)
      // What does not change once never will.
      if next == y { break }
      y = next
    }
    return y
  }

  /// Φ(x) - ½ for |x| ≤ 4: φ(x) · (x + x³/3 + x⁵/(3·5) + …).
  package static func normalMass(_ x: Double) -> Double {
    var term = x
    var sum = x
    for k in 1...80 {
      term *= x * x / Double(2 * k + 1)
      sum += term
    }
    return sum * normalDensity(x)
  }

  /// φ(x) = e^(-x²/2) / √(2π), for |x| ≤ 4.
  package static func normalDensity(_ x: Double) -> Double {
    exponential(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  /// The x with Φ(x) = ½ + mass, 0 ≤ mass < 0.4999, by Newton's method, which from below the root climbs to it.
  package static func normalQuantile(mass: Double) -> Double {
    var x = 0.0
    for _ in 0..<60 {
      // Φ is concave above 0: Newton's step from the left never passes the root, but may stop short; so iterate.
      let step = (mass - normalMass(x)) / normalDensity(x)
      x = min(4, x + step)
      if abs(step) < 1e-14 { break }
    }
    return x
  }
}
