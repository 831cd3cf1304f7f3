// Smooth L1: where the parabola meets the line.

import Losses
import Randomness
import Testing
import _TestSupport

@Suite("Smooth L1")
struct SmoothL1Tests {
  let sigma3 = SmoothL1(sigma: 3)

  @Test("σ = 3: 0.5·9·x² for |x| < 1/9, else |x| - 1/18")
  func sigmaThree() {
    #expect(isClose(sigma3.beta, 1.0 / 9))
    #expect(isClose(sigma3.value(0.1), 0.5 * 9 * 0.1 * 0.1))
    #expect(isClose(sigma3.value(-0.1), 0.5 * 9 * 0.1 * 0.1))
    #expect(isClose(sigma3.value(0.5), 0.5 - 1.0 / 18))
    #expect(isClose(sigma3.value(-2), 2 - 1.0 / 18))
  }

  @Test("At x = 1/9 both branches give 1/18 = 0.0555…")
  func join() {
    let x = 1.0 / 9
    #expect(isClose(0.5 * 9 * x * x, 1.0 / 18))
    #expect(isClose(x - 1.0 / 18, 1.0 / 18))
    #expect(isClose(sigma3.value(x), 1.0 / 18))
    #expect(isClose(sigma3.value(x.nextDown), 1.0 / 18))
    #expect(truncates(sigma3.value(x), to: 0.0555, digits: 4))
    #expect(isClose(sigma3.gradient(x.nextDown), 1, relative: 1e-12))
    #expect(sigma3.gradient(x.nextUp) == 1)
  }

  @Test("β = 0 is |x|, with gradient 0 in its corner")
  func plain() {
    #expect(SmoothL1.l1.value(-0.3) == 0.3)
    #expect(SmoothL1.l1.value(0) == 0)
    #expect([-0.3, 0, 0.3].map(SmoothL1.l1.gradient) == [-1, 0, 1])
    #expect(SmoothL1(beta: 0) == .l1)
  }

  @Test("A difference that is NaN stays NaN in value and gradient")
  func notANumber() {
    for loss in [SmoothL1.l1, sigma3] {
      #expect(loss.value(.nan).isNaN)
      #expect(loss.gradient(.nan).isNaN)
    }
  }

  @Test("Even, between |x| - β/2 and |x|, with the gradient of central differences", arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for beta in [1e-3, 1.0 / 9, 0.11, 1, 10] {
      let loss = SmoothL1(beta: beta)
      let x = generator.uniform(in: -3 * beta...3 * beta)
      #expect(loss.value(x) == loss.value(-x))
      #expect(loss.gradient(x) == -loss.gradient(-x))
      #expect(loss.value(x) <= abs(x))
      #expect(loss.value(x) >= abs(x) - beta / 2)
      #expect(abs(loss.gradient(x)) <= 1)
      let expected = centralDifference(at: x, step: 1e-6 * beta, of: loss.value)
      #expect(
        abs(loss.gradient(x) - expected) < 1e-6, "β \(beta), x \(x): received \(loss.gradient(x)), expected \(expected)"
      )
    }
  }
}
