// The sigmoid and its logarithm.

import Foundation
import Losses
import Testing
import _TestSupport

@Suite("Sigmoid and softplus")
struct LogisticTests {
  let points = [-1e4, -745, -100, -37, -2, -1e-9, 0, 1e-9, 2, 37, 100, 745, 1e4]

  @Test("σ(0) = 1/2, σ(ln 3) = 3/4, and σ of ±1e4 is 1 and 0")
  func sigmoidValues() {
    #expect(sigmoid(0) == 0.5)
    #expect(isClose(sigmoid(log(3)), 0.75))
    #expect(sigmoid(1e4) == 1)
    #expect(sigmoid(-1e4) == 0)
  }

  @Test("σ(-x) = 1 - σ(x), σ lies in 0...1 and never decreases")
  func sigmoidLaws() {
    for x in points {
      #expect(abs(sigmoid(x) + sigmoid(-x) - 1) <= 0x1p-52)
      #expect((0...1).contains(sigmoid(x)))
    }
    #expect(zip(points, points.dropFirst()).allSatisfy { sigmoid($0) <= sigmoid($1) })
  }

  @Test("σ(-740) keeps its digits where 1 / (1 + exp(740)) has none")
  func smallSigmoid() {
    #expect(sigmoid(-740) > 0)
    #expect(1 / (1 + exp(740.0)) == 0)
  }

  @Test("softplus(0) = ln 2, softplus(x) - softplus(-x) = x, and softplus(1e4) = 1e4 does not overflow")
  func softplusValues() {
    #expect(isClose(softplus(0), log(2)))
    #expect(softplus(1e4) == 1e4)
    #expect(softplus(-1e4) == 0)
    for x in points {
      #expect(abs(softplus(x) - softplus(-x) - x) <= 0x1p-52 * max(1, abs(x)))
      #expect(isClose(exp(-softplus(-x)), sigmoid(x), relative: 1e-12))
    }
  }

  @Test("The slope of softplus is σ")
  func softplusSlope() {
    for x in [-3.0, -0.5, 0, 1, 4] {
      #expect(isClose(centralDifference(at: x, of: softplus), sigmoid(x), relative: 1e-8))
    }
  }
}
