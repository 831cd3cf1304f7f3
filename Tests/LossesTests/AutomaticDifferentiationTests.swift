// A second opinion on the closed-form gradients: Swift's own automatic differentiation, where the toolchain has it.

#if canImport(_Differentiation)
  import Foundation
  import Losses
  import Randomness
  import Testing
  import _Differentiation
  import _TestSupport

  @Suite("Focal loss: automatic differentiation")
  struct AutomaticDifferentiationTests {
    @Test("The closed-form gradient by the logit is the one that Swift derives", arguments: 0..<20 as Range<UInt64>)
    func focalLoss(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      for gamma in [0.5, 1, 2, 5] {
        let logit = generator.uniform(in: -8...8)
        let derived = gradient(at: logit) { x in textbookFocalLoss(logit: x, gamma: gamma) }
        let closed = FocalLoss(alpha: .constant(0.25), gamma: gamma).gradient(logit: logit, isPositive: true)
        #expect(isClose(closed, derived, relative: 1e-9), "γ \(gamma), x \(logit): \(closed), Swift derives \(derived)")
      }
    }
  }

  /// The formula as the paper prints it, for a positive; not stable, but fine between -8 and 8.
  @differentiable(reverse,wrt: logit)
  private func textbookFocalLoss(logit: Double, gamma: Double) -> Double {
    let truth = 1 / (1 + exp(-logit))
    return -0.25 * exp(gamma * log(1 - truth)) * log(truth)
  }
#endif
