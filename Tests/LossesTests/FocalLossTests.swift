// The focal loss as a function: its forms agree, its limits hold, nothing overflows.

import Foundation
import Losses
import Randomness
import Testing
import _TestSupport

@Suite("Focal loss")
struct FocalLossTests {
  let settings: [FocalLoss] = [
    FocalLoss(), FocalLoss(alpha: .none, gamma: 0), FocalLoss(alpha: .constant(0.25), gamma: 2),
    FocalLoss(alpha: .balanced(0.75), gamma: 0.5), FocalLoss(alpha: .none, gamma: 5),
    FocalLoss(alpha: .perClass([0.1]), gamma: 1),
  ]

  @Test("The default is the paper's: α-balanced 0.25, γ = 2")
  func defaults() {
    #expect(FocalLoss().alpha == .balanced(0.25))
    #expect(FocalLoss().gamma == 2)
  }

  @Test("α weighs positives by 0.25 and negatives by 0.75; a constant weighs both alike; per class, each has its own")
  func weights() {
    #expect(FocalLoss().weight(isPositive: true) == 0.25)
    #expect(FocalLoss().weight(isPositive: false) == 0.75)
    #expect(FocalLoss(alpha: .constant(0.25)).weight(isPositive: false) == 0.25)
    #expect(FocalLoss(alpha: .none).weight(isPositive: false) == 1)
    let perClass = FocalLoss(alpha: .perClass([0.25, 0.5, 0.875]))
    #expect([0, 1, 2].map { perClass.weight(isPositive: true, label: $0) } == [0.25, 0.5, 0.875])
    #expect([0, 1, 2].map { perClass.weight(isPositive: false, label: $0) } == [0.75, 0.5, 0.125])
    #expect(
      isClose(
        perClass.value(logit: 0.3, isPositive: true, label: 1), 2 * FocalLoss().value(logit: 0.3, isPositive: true)))
  }

  @Test("Plain and α-balanced cross entropy by name: γ = 0; α = 0.75 weighs a positive three times a negative")
  func namedCrossEntropies() {
    #expect(FocalLoss.crossEntropy == FocalLoss(alpha: .none, gamma: 0))
    #expect(FocalLoss.balancedCrossEntropy(alpha: 0.75) == FocalLoss(alpha: .balanced(0.75), gamma: 0))
    let balanced = FocalLoss.balancedCrossEntropy(alpha: 0.75)
    #expect(isClose(balanced.value(probability: 0.5, isPositive: true), 0.75 * log(2)))
    #expect(isClose(balanced.value(probability: 0.5, isPositive: false), 0.25 * log(2)))
    // It does not tell easy from hard: the ratio of the two is that of plain cross entropy.
    let ratio = { (loss: FocalLoss) in
      loss.value(probability: 0.1, isPositive: true) / loss.value(probability: 0.9, isPositive: true)
    }
    #expect(isClose(ratio(balanced), ratio(.crossEntropy)))
  }

  @Test("γ = 0, α = 1 is cross entropy exactly, in value and gradient")
  func isCrossEntropy() {
    let loss = FocalLoss(alpha: .none, gamma: 0)
    for isPositive in [true, false] {
      for logit in [-1e4, -30, -1, 0, 0.5, 3, 800] {
        #expect(
          loss.value(logit: logit, isPositive: isPositive) == CrossEntropy.value(logit: logit, isPositive: isPositive))
        #expect(
          loss.gradient(logit: logit, isPositive: isPositive)
            == CrossEntropy.gradient(logit: logit, isPositive: isPositive))
      }
      for probability in [0, 0.1, 0.5, 0.99, 1] {
        #expect(
          loss.value(probability: probability, isPositive: isPositive)
            == CrossEntropy.value(probability: probability, isPositive: isPositive))
      }
    }
  }

  @Test("No NaN or infinity for |x| up to 1e4, in value and gradient", arguments: [true, false])
  func stable(isPositive: Bool) {
    let logits = [0, 1e-300, 1, 36, 37, 100, 708, 709, 710, 745, 746, 1e3, 1e4].flatMap { [$0, -$0] }
    for loss in settings {
      for logit in logits {
        let value = loss.value(logit: logit, isPositive: isPositive)
        let gradient = loss.gradient(logit: logit, isPositive: isPositive)
        #expect(value.isFinite && value >= 0, "\(loss) at \(logit)")
        #expect(gradient.isFinite, "\(loss) at \(logit)")
        #expect(isPositive ? gradient <= 0 : gradient >= 0, "\(loss) at \(logit)")
        #expect(CrossEntropy.value(logit: logit, isPositive: isPositive).isFinite)
        #expect(CrossEntropy.gradient(logit: logit, isPositive: isPositive).isFinite)
      }
    }
  }

  @Test("Far on the wrong side a positive costs αt |x| and pulls with αt; far on the right side it costs nothing")
  func limits() {
    #expect(FocalLoss().value(logit: -1e4, isPositive: true) == 0.25 * 1e4)
    #expect(FocalLoss().gradient(logit: -1e4, isPositive: true) == -0.25)
    #expect(FocalLoss().value(logit: 1e4, isPositive: false) == 0.75 * 1e4)
    #expect(FocalLoss().gradient(logit: 1e4, isPositive: false) == 0.75)
    #expect(FocalLoss().value(logit: 1e4, isPositive: true) == 0)
    #expect(FocalLoss().gradient(logit: 1e4, isPositive: true) == 0)
  }

  @Test(
    "For γ < 1 no gradient is NaN at saturation, as it is in torchvision and fvcore", arguments: [0, 0.1, 0.5, 0.999])
  func saturation(gamma: Double) {
    let loss = FocalLoss(alpha: .none, gamma: gamma)
    for isPositive in [true, false] {
      let certain = isPositive ? 1.0 : 0.0
      let atOne = loss.gradient(probability: certain, isPositive: isPositive)
      #expect(atOne == (gamma > 0 ? 0 : isPositive ? -1 : 1))
      #expect(loss.gradient(logit: isPositive ? 1e4 : -1e4, isPositive: isPositive) == 0)
      #expect(loss.value(probability: certain, isPositive: isPositive) == 0)
    }
    // Their derivative has the factor γ (1 - pt)^(γ-1) ln(pt): infinity times 0 at pt = 1.
    if gamma > 0 { #expect((gamma * pow(0, gamma - 1) * log(1.0)).isNaN) }
  }

  @Test("At p = 0 a positive costs infinity, with infinite slope: nothing is clamped, unless its weight is 0")
  func zeroProbability() {
    for loss in settings {
      #expect(loss.value(probability: 0, isPositive: true) == .infinity)
      #expect(loss.value(probability: 1, isPositive: false) == .infinity)
      #expect(loss.gradient(probability: 0, isPositive: true) == -.infinity)
      #expect(loss.gradient(probability: 1, isPositive: false) == .infinity)
    }
    #expect(CrossEntropy.value(probability: 0, isPositive: true) == .infinity)
    let unweighted = FocalLoss(alpha: .balanced(0))
    #expect(unweighted.value(probability: 0, isPositive: true) == 0)
    #expect(unweighted.gradient(probability: 0, isPositive: true) == 0)
  }

  @Test("A NaN logit gives NaN, not a plausible loss")
  func notANumber() {
    #expect(FocalLoss().value(logit: .nan, isPositive: true).isNaN)
    #expect(FocalLoss().gradient(logit: .nan, isPositive: false).isNaN)
    #expect(CrossEntropy.value(logit: .nan, isPositive: true).isNaN)
  }

  // MARK: - Laws

  @Test("The forms from p and from the logit agree to 1e-12", arguments: 0..<20 as Range<UInt64>)
  func formsAgree(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for loss in settings {
      let logit = generator.uniform(in: -6...6)
      let isPositive = generator.chance(0.5)
      let fromLogit = loss.value(logit: logit, isPositive: isPositive)
      let fromProbability = loss.value(probability: sigmoid(logit), isPositive: isPositive)
      #expect(isClose(fromLogit, fromProbability, relative: 1e-12), "\(loss) at \(logit), \(isPositive)")
      // The chain rule: dFL/dx = dFL/dp · p (1 - p).
      let slope = loss.gradient(probability: sigmoid(logit), isPositive: isPositive) * sigmoid(logit) * sigmoid(-logit)
      #expect(isClose(loss.gradient(logit: logit, isPositive: isPositive), slope, relative: 1e-11))
    }
  }

  @Test("The gradients are those of central differences", arguments: 0..<20 as Range<UInt64>)
  func centralDifferences(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for loss in settings {
      let logit = generator.uniform(in: -8...8)
      let probability = generator.uniform(in: 0.05...0.95)
      for isPositive in [true, false] {
        let byLogit = centralDifference(at: logit) { loss.value(logit: $0, isPositive: isPositive) }
        let received = loss.gradient(logit: logit, isPositive: isPositive)
        #expect(abs(received - byLogit) < 1e-9, "\(loss), x = \(logit): received \(received), expected \(byLogit)")
        let byProbability = centralDifference(at: probability) { loss.value(probability: $0, isPositive: isPositive) }
        let other = loss.gradient(probability: probability, isPositive: isPositive)
        #expect(
          isClose(other, byProbability, relative: 1e-6),
          "\(loss), p = \(probability): received \(other), expected \(byProbability)")
      }
    }
  }

  @Test("Bounds and monotonicity: at most αt CE, falling in pt, falling in γ", arguments: 0..<20 as Range<UInt64>)
  func boundsAndMonotonicity(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let logit = generator.uniform(in: -20...20)
    let gammas = (0..<5).map { _ in generator.uniform(in: 0...5) }.sorted()
    let losses = gammas.map { FocalLoss(gamma: $0) }
    for loss in losses {
      #expect(loss.value(logit: logit, isPositive: true) <= 0.25 * CrossEntropy.value(logit: logit, isPositive: true))
      #expect(loss.value(logit: logit + 0.1, isPositive: true) < loss.value(logit: logit, isPositive: true))
      #expect(loss.value(logit: logit + 0.1, isPositive: false) > loss.value(logit: logit, isPositive: false))
    }
    let costs = losses.map { $0.value(logit: logit, isPositive: false) }
    #expect(zip(costs, costs.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test(
    "Symmetry: without balance a negative at x costs what a positive at -x does", arguments: 0..<20 as Range<UInt64>)
  func symmetry(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let logit = generator.uniform(in: -50...50)
    let loss = FocalLoss(alpha: .constant(0.25))
    #expect(loss.value(logit: logit, isPositive: false) == loss.value(logit: -logit, isPositive: true))
    #expect(loss.gradient(logit: logit, isPositive: false) == -loss.gradient(logit: -logit, isPositive: true))
  }
}
