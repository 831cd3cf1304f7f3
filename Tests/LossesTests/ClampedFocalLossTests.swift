// The clamp of yhenon's port, beside the loss that has none.

import Boxes
import Foundation
import Losses
import Testing
import _TestSupport

@Suite("Clamped focal loss")
struct ClampedFocalLossTests {
  let clamped = ClampedFocalLoss(floor: 1e-4)

  @Test(
    "yhenon's port stands at 2.302 = 0.25 · 0.9999² · 9.2103 for ever; without the clamp the logit is pulled with 0.25")
  func stuck() {
    let stuck = 0.25 * 0.9999 * 0.9999 * -log(1e-4)
    #expect(rounds(-log(1e-4), to: 9.2103, digits: 4))
    #expect(truncates(stuck, to: 2.302, digits: 3))
    for logit in [-10.0, -100, -1e4, -1e30, -Double.infinity] {
      #expect(isClose(clamped.value(logit: logit, isPositive: true), stuck))
      #expect(clamped.gradient(logit: logit, isPositive: true) == 0)
      #expect(FocalLoss().gradient(logit: logit, isPositive: true) < -0.24)
    }
    #expect(FocalLoss().gradient(logit: -100, isPositive: true) == -0.25)
  }

  @Test("Between the bounds it is the focal loss, in value and gradient")
  func between() {
    for logit in [-9.2, -3, 0, 2.5, 9.2] {
      for isPositive in [true, false] {
        let value = FocalLoss().value(logit: logit, isPositive: isPositive)
        #expect(isClose(clamped.value(logit: logit, isPositive: isPositive), value, relative: 1e-10))
        let gradient = FocalLoss().gradient(logit: logit, isPositive: isPositive)
        #expect(clamped.gradient(logit: logit, isPositive: isPositive) == gradient)
      }
    }
  }

  @Test("An answer that is right beyond the clamp still costs 0.25 · 0.0001² · 0.0001, also at infinity; NaN is NaN")
  func extremes() {
    for logit in [10.0, 1e30, Double.infinity] {
      #expect(isClose(clamped.value(logit: logit, isPositive: true), 0.25 * 1e-8 * -log(0.9999), relative: 1e-8))
      #expect(clamped.gradient(logit: logit, isPositive: true) == 0)
      #expect(clamped.gradient(logit: logit, isPositive: false) == 0)
    }
    #expect(clamped.value(logit: .nan, isPositive: true).isNaN)
    #expect(clamped.gradient(logit: .nan, isPositive: false).isNaN)
  }

  @Test("A floor of 0, or of a half, is refused")
  func parameters() async {
    await #expect(processExitsWith: .failure) { _ = ClampedFocalLoss(floor: 0) }
    await #expect(processExitsWith: .failure) { _ = ClampedFocalLoss(floor: 0.5) }
  }
}
