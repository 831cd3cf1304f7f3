// The bias prior and what it saves at the start.

import Foundation
import Losses
import Testing
import _TestSupport

@Suite("Bias prior")
struct PriorProbabilityTests {
  @Test("π = 0.01 gives b = -ln((1-π)/π) = -4.595119850, and σ(b) = 0.01")
  func bias() {
    let prior = PriorProbability()
    #expect(prior.probability == 0.01)
    #expect(isClose(prior.bias, -4.595119850))
    #expect(isClose(prior.bias, -log((1 - 0.01) / 0.01)))
    #expect(isClose(sigmoid(prior.bias), 0.01))
  }

  @Test("1 000 positives among 100 000 anchors are 0.01; the bias is -4.595, not 0.01")
  func share() {
    #expect(1000.0 / 100_000 == PriorProbability().probability)
    #expect(rounds(PriorProbability().bias, to: -4.595, digits: 3))
  }

  @Test("At that start an α-balanced negative costs 7.53775189e-7 and a positive 1.128381825")
  func costsAtStart() {
    let bias = PriorProbability().bias
    #expect(isClose(FocalLoss().value(logit: bias, isPositive: false), 7.53775189e-7))
    #expect(isClose(FocalLoss().value(logit: bias, isPositive: true), 1.128381825))
  }

  @Test("Without the prior a negative costs 0.1299650964, 172 419 times as much")
  func withoutPrior() {
    let without = FocalLoss().value(logit: 0, isPositive: false)
    let with = FocalLoss().value(logit: PriorProbability().bias, isPositive: false)
    #expect(isClose(without, 0.1299650964))
    #expect(rounds(without / with, to: 172_419, digits: 0))
  }

  @Test("With 100 000 anchors and 80 classes the background alone is 6.03 with the prior, 1 039 721 without")
  func background() {
    let outputs = 100_000.0 * 80
    let with = outputs * FocalLoss().value(logit: PriorProbability().bias, isPositive: false)
    let without = outputs * FocalLoss().value(logit: 0, isPositive: false)
    #expect(rounds(with, to: 6.03, digits: 2))
    #expect(rounds(without, to: 1_039_721, digits: 0))
  }

  @Test("The bias rises with π, is 0 at 0.5, and σ undoes it")
  func laws() {
    let shares = [1e-12, 1e-3, 0.01, 0.3, 0.5, 0.9, 1 - 1e-9]
    let biases = shares.map { PriorProbability($0).bias }
    #expect(zip(biases, biases.dropFirst()).allSatisfy { $0 < $1 })
    #expect(PriorProbability(0.5).bias == 0)
    for (share, bias) in zip(shares, biases) { #expect(isClose(sigmoid(bias), share, relative: 1e-12)) }
  }
}
