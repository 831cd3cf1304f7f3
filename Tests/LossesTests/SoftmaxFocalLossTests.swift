// The softmax form: with a background output, and bound to the sigmoid form where the two are the same.

import Foundation
import Losses
import Randomness
import Testing
import _TestSupport

@Suite("Softmax focal loss")
struct SoftmaxFocalLossTests {
  @Test("Logits (0, ln 2, ln 5) are probabilities 1/8, 2/8, 5/8; the last costs (3/8)² ln(8/5)")
  func worked() {
    let logits: [Double] = [0, log(2.0), log(5.0)]
    #expect(isClose(SoftmaxFocalLoss(gamma: 2).value(logits: logits, target: 2), 3.0 / 8 * 3 / 8 * log(8.0 / 5)))
    #expect(isClose(SoftmaxFocalLoss(gamma: 0).value(logits: logits, target: 0), log(8)))
  }

  @Test("α weighs classes by 0.25 and the background, which may be the first output or the last, by 0.75")
  func balanced() {
    let first = SoftmaxFocalLoss(alpha: 0.25)
    let last = SoftmaxFocalLoss(alpha: 0.25, background: 2)
    #expect((0...2).map { first.weight(target: $0) } == [0.75, 0.25, 0.25])
    #expect((0...2).map { last.weight(target: $0) } == [0.25, 0.25, 0.75])
    let logits: [Double] = [0, log(2.0), log(5.0)]
    #expect(isClose(first.value(logits: logits, target: 2), 0.25 * (3.0 / 8 * 3 / 8 * log(8.0 / 5))))
    let plain = SoftmaxFocalLoss().gradient(logits: logits, target: 0)
    #expect(largestDeviation(first.gradient(logits: logits, target: 0), from: plain.map { 0.75 * $0 }) < 1e-12)
  }

  @Test("Two outputs (x, 0) give what one sigmoid output x does", arguments: 0..<20 as Range<UInt64>)
  func isSigmoid(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let x = generator.uniform(in: -30...30)
    let gamma = generator.uniform(in: 0...5)
    let softmax = SoftmaxFocalLoss(gamma: gamma)
    let sigmoidForm = FocalLoss(alpha: .none, gamma: gamma)
    for (target, isPositive) in [(0, true), (1, false)] {
      let value = sigmoidForm.value(logit: x, isPositive: isPositive)
      #expect(isClose(softmax.value(logits: [x, 0], target: target), value, relative: 1e-12))
      let gradient = sigmoidForm.gradient(logit: x, isPositive: isPositive)
      #expect(isClose(softmax.gradient(logits: [x, 0], target: target)[0], gradient, relative: 1e-12))
    }
  }

  @Test("The gradient is that of central differences, and sums to 0", arguments: 0..<20 as Range<UInt64>)
  func gradient(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let logits = (0..<5).map { _ in generator.uniform(in: -4...4) }
    let target = generator.integer(in: 0...4)
    for gamma in [0, 0.5, 2] {
      let loss = SoftmaxFocalLoss(gamma: gamma)
      let received = loss.gradient(logits: logits, target: target)
      #expect(abs(received.reduce(0, +)) < 1e-12)
      for index in logits.indices {
        let expected = centralDifference(at: logits[index]) { moved in
          var logits = logits
          logits[index] = moved
          return loss.value(logits: logits, target: target)
        }
        #expect(
          abs(received[index] - expected) < 1e-9,
          "γ \(gamma), logit \(index): received \(received[index]), expected \(expected)")
      }
    }
  }

  @Test("Adding a number to all logits changes nothing")
  func shift() {
    let loss = SoftmaxFocalLoss()
    let value = loss.value(logits: [1, 2, 3], target: 0)
    #expect(isClose(loss.value(logits: [1001, 1002, 1003], target: 0), value, relative: 1e-12))
  }

  @Test("No NaN or infinity for logits of ±1e4, also for γ < 1")
  func stable() {
    for gamma in [0, 0.5, 2] {
      for target in 0..<3 {
        let loss = SoftmaxFocalLoss(gamma: gamma)
        #expect(loss.value(logits: [1e4, 0, -1e4], target: target).isFinite)
        let isFinite = loss.gradient(logits: [1e4, 0, -1e4], target: target).allSatisfy { $0.isFinite }
        #expect(isFinite)
      }
    }
  }

  @Test("(±∞, 0) give what one infinite sigmoid output does, and without weight not even infinity counts")
  func infinite() {
    for gamma in [0, 0.5, 2] {
      let (softmax, sigmoid) = (SoftmaxFocalLoss(gamma: gamma), FocalLoss(alpha: .none, gamma: gamma))
      for x in [Double.infinity, -.infinity] {
        for (target, isPositive) in [(0, true), (1, false)] {
          let value = softmax.value(logits: [x, 0], target: target)
          #expect(value == sigmoid.value(logit: x, isPositive: isPositive))
          #expect(value == ((x > 0) == isPositive ? 0 : .infinity))
          let slope = sigmoid.gradient(logit: x, isPositive: isPositive)
          #expect(softmax.gradient(logits: [x, 0], target: target) == [slope, -slope])
        }
      }
      let unweighted = SoftmaxFocalLoss(gamma: gamma, alpha: 1)
      #expect(unweighted.value(logits: [-.infinity, 0], target: 0) == 0)
      #expect(unweighted.gradient(logits: [-.infinity, 0], target: 0) == [0, 0])
      #expect(unweighted.value(logits: [.nan, 0], target: 0).isNaN)
    }
  }

  @Test("∞ - ∞ is NaN: two logits of plus infinity, all of minus infinity; both wrong is infinitely wrong all the same")
  func undecided() {
    let loss = SoftmaxFocalLoss()
    let (up, down) = (Double.infinity, -Double.infinity)
    #expect(loss.value(logits: [up, up, 0], target: 0).isNaN)
    #expect(loss.value(logits: [down, down, down], target: 1).isNaN)
    #expect(loss.gradient(logits: [up, up, 0], target: 0).allSatisfy { $0.isNaN })
    #expect(loss.value(logits: [0, up, up], target: 0) == up)
    let slopes = loss.gradient(logits: [0, up, up], target: 0)
    #expect(slopes[0] == -1 && slopes[1].isNaN && slopes[2].isNaN)
    #expect(loss.value(logits: [0, down, down], target: 0) == 0)
    #expect(loss.gradient(logits: [0, down, down], target: 0) == [0, 0, 0])
  }
}
