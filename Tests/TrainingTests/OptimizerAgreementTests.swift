// The optimizers of a whole model against their definitions for one number.

import Randomness
import Tensors
import Testing
import Training
import _TestSupport

@Suite("Optimizers and their definitions")
struct OptimizerAgreementTests {
  /// Ten steps by both; the largest difference as a share of what a weight has moved.
  private func difference(_ rule: OptimizerConfiguration.Rule, clipNorm: Double?, seed: UInt64) -> Double {
    var generator = SeededGenerator(seed: seed)
    // More than a vector, and more than a piece of work.
    let counts = [1, 19, 20_000]
    let parameters = counts.enumerated().map { index, count in
      Parameter(name: "\(index)", value: Tensor(shape: [count], generator.floats(count)), decays: index != 1)
    }
    let optimizer = Optimizer(
      OptimizerConfiguration(rule: rule, weightDecay: 0.02, clipNorm: clipNorm), parameters: parameters)
    var weights = parameters.map { $0.value.array.map(Double.init) }
    let start = weights
    var adam = weights.map { $0.map { _ in AdamW(beta1: 0.8, beta2: 0.95, epsilon: 1e-6, decay: 0) } }
    var sgd = weights.map { $0.map { _ in SGD(momentum: 0.7, decay: 0) } }
    for step in 0..<10 {
      let rate = 0.05 / Double(step + 1)
      for parameter in parameters { parameter.gradient.buffer.write(generator.floats(parameter.value.count)) }
      let gradients = parameters.map { $0.gradient.array.map(Double.init) }
      let norm = gradients.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
      let factor = min(1, (clipNorm ?? .infinity) / norm)
      for index in weights.indices {
        let decay = parameters[index].decays ? 0.02 : 0
        for place in weights[index].indices {
          let gradient = factor * gradients[index][place]
          switch rule {
          case .adamW:
            adam[index][place].decay = decay
            adam[index][place].step(&weights[index][place], gradient: gradient, rate: rate)
          case .muon: Issue.record("Muon is no rule for single numbers: see MuonTests")
          case .sgd:
            sgd[index][place].decay = decay
            sgd[index][place].step(&weights[index][place], gradient: gradient, rate: rate)
          }
        }
      }
      optimizer.update(rate: rate, gradientNorm: optimizer.gradientNorm())
    }
    var (worst, moved) = (0.0, 0.0)
    for (index, parameter) in parameters.enumerated() {
      for (place, value) in parameter.value.array.enumerated() {
        worst = max(worst, abs(Double(value) - weights[index][place]))
        moved = max(moved, abs(weights[index][place] - start[index][place]))
      }
    }
    return worst / moved
  }

  @Test(
    "AdamW and SGD over parameters of 1, 19 and 20 000 numbers are their definitions, clipped and not",
    arguments: [nil, 20.0], 0..<2 as Range<UInt64>)
  func agree(clipNorm: Double?, seed: UInt64) {
    #expect(difference(.adamW(beta1: 0.8, beta2: 0.95, epsilon: 1e-6), clipNorm: clipNorm, seed: seed) < 1e-5)
    #expect(difference(.sgd(momentum: 0.7), clipNorm: clipNorm, seed: seed) < 1e-5)
  }

  @Test("SGD, worked: from 2 with gradient 1, decay 0.5, momentum 0.9 and rate 0.1: 2 - 0.1 · 2, then 1.8 - 0.1 · 3.7")
  func workedSGD() {
    var (weight, sgd) = (2.0, SGD(momentum: 0.9, decay: 0.5))
    sgd.step(&weight, gradient: 1, rate: 0.1)
    #expect(isClose(weight, 2 - 0.1 * (1 + 0.5 * 2), relative: 1e-12))
    sgd.step(&weight, gradient: 1, rate: 0.1)
    #expect(isClose(weight, 1.8 - 0.1 * (0.9 * 2 + 1 + 0.5 * 1.8), relative: 1e-12))
  }

  @Test("AdamW's first step is the rate, against the gradient, whatever its size; decay takes rate · decay · w besides")
  func workedAdamW() {
    for gradient in [1e-3, -5, 1e4] {
      var (weight, adam) = (1.0, AdamW(epsilon: 0, decay: 0.5))
      adam.step(&weight, gradient: gradient, rate: 0.1)
      #expect(isClose(weight, 1 - 0.1 * (gradient < 0 ? -1 : 1) - 0.1 * 0.5, relative: 1e-12))
      #expect(adam.steps == 1)
    }
  }
}
