// Laws of every classification loss that is built in, and what its outputs mean.

import Boxes
import Foundation
import Losses
import Randomness
import Testing
import _TestSupport

/// Every loss that is built in, none twice; a new case belongs here.
let builtInLosses: [ClassLoss] = [
  .focal(FocalLoss()), .focal(FocalLoss(alpha: .perClass([0.2, 0.5, 0.9]), gamma: 0.5)), .crossEntropy,
  .balancedCrossEntropy(alpha: 0.75), .clampedFocal(ClampedFocalLoss()),
  .softmaxFocal(SoftmaxFocalLoss(alpha: 0.25)), .softmaxFocal(SoftmaxFocalLoss(gamma: 0.5, background: 3)),
]

@Suite("Laws of classification losses")
struct ClassLossTests {
  @Test(
    "The gradient is that of central differences, for positives of every class and negatives", arguments: builtInLosses)
  func gradients(loss: ClassLoss) {
    var generator = SeededGenerator(seed: 5)
    let count = loss.outputs.count(classes: 3)
    let targets: [AnchorTarget] = [.negative] + (0..<3).map { .positive(label: $0) }
    for target in targets {
      for round in 0..<10 {
        let logits = (0..<count).map { _ in generator.uniform(in: -6...6) }
        let gradient = loss.gradient(logits: logits, target: target)
        #expect(gradient.count == count)
        for index in logits.indices {
          let expected = centralDifference(at: logits[index]) { x in
            var moved = logits
            moved[index] = x
            return loss.value(logits: moved, target: target)
          }
          #expect(
            abs(gradient[index] - expected) < 1e-7,
            "\(loss.name), \(target), round \(round), output \(index): received \(gradient[index]), expected \(expected)"
          )
        }
      }
    }
  }

  @Test("An ignored anchor costs nothing and has no slope, whatever its outputs say", arguments: builtInLosses)
  func ignored(loss: ClassLoss) {
    for extreme in [0, Double.infinity, .nan] {
      let logits = (0..<loss.outputs.count(classes: 3)).map { Double($0) - 1 + extreme }
      #expect(loss.value(logits: logits, target: .ignored) == 0)
      #expect(loss.gradient(logits: logits, target: .ignored) == logits.map { _ in 0 })
    }
  }

  /// Logits of one anchor, one of which is another number.
  private func logits(_ loss: ClassLoss, _ index: Int, _ extreme: Double) -> [Double] {
    var logits = Array([0.5, -1, 0.2, 1].prefix(loss.outputs.count(classes: 3)))
    logits[index] = extreme
    return logits
  }

  @Test(
    "An infinite output has the slopes of one of 10³⁰, and costs as much, or infinity where that one costs 10²⁸ or more",
    arguments: builtInLosses, [AnchorTarget.negative] + (0..<3).map { .positive(label: $0) })
  func infinite(loss: ClassLoss, target: AnchorTarget) {
    for index in 0..<loss.outputs.count(classes: 3) {
      for sign in [1.0, -1] {
        let large = logits(loss, index, sign * 1e30)
        let infinite = logits(loss, index, sign * .infinity)
        let value = loss.value(logits: large, target: target)
        #expect(value.isFinite && value >= 0)
        #expect(loss.value(logits: infinite, target: target) == (value >= 1e28 ? .infinity : value), "\(infinite)")
        let slopes = loss.gradient(logits: infinite, target: target)
        #expect(slopes == loss.gradient(logits: large, target: target), "\(infinite)")
        #expect(slopes.allSatisfy { abs($0) <= 2 }, "\(infinite)")
      }
    }
  }

  @Test("An output that is NaN makes the loss and its own slope NaN: no trap, and no number", arguments: builtInLosses)
  func notANumber(loss: ClassLoss) {
    for index in 0..<loss.outputs.count(classes: 3) {
      for target in [AnchorTarget.negative, .positive(label: 1)] {
        let logits = logits(loss, index, .nan)
        #expect(loss.value(logits: logits, target: target).isNaN)
        #expect(loss.gradient(logits: logits, target: target)[index].isNaN)
      }
    }
  }

  @Test("The right answer, given surely, costs next to nothing; the wrong one more than 1", arguments: builtInLosses)
  func right(loss: ClassLoss) {
    let count = loss.outputs.count(classes: 3)
    var sure = Array(repeating: -9.0, count: count)
    sure[loss.outputs.index(ofLabel: 1)] = 9
    #expect(loss.value(logits: sure, target: .positive(label: 1)) < 2e-3)
    #expect(loss.value(logits: sure, target: .positive(label: 2)) > 1)
    #expect(loss.value(logits: sure, target: .negative) > 1)
  }

  @Test("Cross entropy is the focal loss of γ = 0, and its own definition")
  func crossEntropy() {
    for x in [-30.0, -1, 0, 2.5, 30] {
      for isPositive in [true, false] {
        let loss: some SigmoidLoss = .crossEntropy
        let expected = CrossEntropy.value(logit: x, isPositive: isPositive)
        #expect(isClose(loss.value(logit: x, isPositive: isPositive, label: 0), expected, relative: 1e-12))
      }
    }
    #expect(
      ClassLoss.balancedCrossEntropy(alpha: 0.75).value(logits: [0], target: .positive(label: 0)) == 0.75 * log(2))
  }

  @Test("A loss of one's own has its type's name, K sigmoids, a ledger and a loss of the image")
  func own() {
    struct Hinge: SigmoidLoss {
      func value(logit x: Double, isPositive: Bool, label: Int) -> Double { max(0, isPositive ? 1 - x : 1 + x) }
      func gradient(logit x: Double, isPositive: Bool, label: Int) -> Double {
        isPositive ? (x < 1 ? -1 : 0) : (x > -1 ? 1 : 0)
      }
    }
    #expect(Hinge().name == "Hinge" && Hinge().outputs == .sigmoid)
    let logits: [[Double]] = [[0.5, -2], [3, 0], [1, 1]]
    let targets: [AnchorTarget] = [.positive(label: 0), .negative, .ignored]
    #expect(Hinge().anchorLosses(logits: logits, targets: targets) == [0.5, 4 + 1, 0])
    #expect(Hinge().imageLoss(logits: logits, targets: targets) == 5.5)
    let ledger = LossLedger("hinge", Hinge(), logits: logits, targets: targets)
    #expect(ledger[.positive].sum == 0.5 && ledger[.hardNegative].sum == 5)
  }
}

@Suite("Meaning of class outputs")
struct ClassOutputsTests {
  @Test(
    "The score of a class is σ of its logit; a softmax's scores and the background's add up to 1", arguments: [0, 2, 3])
  func scores(background: Int) {
    var generator = SeededGenerator(seed: 6)
    let logits = (0..<4).map { _ in generator.uniform(in: -4...4) }
    let sum = logits.reduce(0) { $0 + exp($1) }
    let outputs = ClassOutputs.softmax(background: background)
    let scores = outputs.scores(logits)
    #expect(scores.count == 3)
    for label in 0..<3 {
      #expect(isClose(scores[label], exp(logits[outputs.index(ofLabel: label)]) / sum, relative: 1e-12))
    }
    #expect(isClose(scores.reduce(0, +) + exp(logits[background]) / sum, 1, relative: 1e-12))
    #expect(ClassOutputs.sigmoid.scores([0, 2]) == [0.5, sigmoid(2)])
  }

  @Test("K classes are K sigmoids or K + 1 numbers of a softmax, and back; 1 number is no softmax")
  func widths() {
    for classes in 1...5 {
      for outputs in [ClassOutputs.sigmoid, .softmax(background: 0), .softmax(background: classes)] {
        #expect(outputs.classes(outputs: outputs.count(classes: classes)) == classes)
      }
    }
    #expect(ClassOutputs.softmax(background: 0).classes(outputs: 1) == nil)
    #expect(ClassOutputs.softmax(background: 3).classes(outputs: 3) == nil)
    #expect(ClassOutputs.sigmoid.classes(outputs: 0) == nil)
  }

  @Test("At first every class scores π by sigmoids, and π / K by a softmax, whose background has 1 - π")
  func prior() {
    let prior = PriorProbability(0.01)
    let sigmoids = ClassOutputs.sigmoid
    #expect(sigmoids.scores(sigmoids.initialBiases(classes: 3, prior: prior)).allSatisfy { isClose($0, 0.01) })
    for background in [0, 3] {
      let softmax = ClassOutputs.softmax(background: background)
      let scores = softmax.scores(softmax.initialBiases(classes: 3, prior: prior))
      #expect(scores.allSatisfy { isClose($0, 0.01 / 3) })
      #expect(isClose(1 - scores.reduce(0, +), 0.99))
    }
  }

  @Test("Scores of logits of a thousand are still numbers")
  func extremes() {
    #expect(ClassOutputs.softmax(background: 0).scores([-1_000, 0, 1_000]) == [0, 1])
  }
}

@Suite("Sampling of anchors")
struct SamplingRuleTests {
  let targets: [AnchorTarget] = [.positive(label: 0), .negative, .ignored, .negative, .negative, .negative, .negative]
  let losses: [Double] = [0.1, 0.5, 9, 0.4, 0.3, 0.2, 0.6]

  private func selected(_ sampling: SamplingRule, seed: UInt64 = 1) -> [Int]? {
    var generator = SeededGenerator(seed: seed)
    let image = SampledImage(targets: targets, losses: { losses })
    return sampling.definition?.selected(image, using: &generator)
  }

  @Test("All anchors need no sampler; 1 : 3 takes the positive and the three dearest negatives, never the ignored one")
  func mined() {
    #expect(selected(.all) == nil)
    #expect(selected(.oneToThree) == [0, 1, 3, 6])
  }

  @Test("An image without positives still teaches three negatives by 1 : 3")
  func none() {
    var generator = SeededGenerator(seed: 1)
    let image = SampledImage(
      targets: [.negative, .negative, .ignored, .negative, .negative], losses: { [1, 2, 9, 3, 4] })
    #expect(SamplingRule.oneToThree.definition?.selected(image, using: &generator) == [1, 3, 4])
  }

  @Test("A balanced sample asks for no losses, and the same seed draws the same anchors")
  func balanced() {
    let sampling = SamplingRule.balanced(BalancedSampler(positives: 1, total: 3))
    let image = SampledImage(
      targets: targets,
      losses: {
        Issue.record("losses were computed")
        return []
      })
    var generator = SeededGenerator(seed: 3)
    let drawn = sampling.definition?.selected(image, using: &generator) ?? []
    #expect(drawn.count == 3 && drawn[0] == 0 && drawn == selected(sampling, seed: 3))
  }
}
