// The worked numbers of cross entropy and focal loss, as the articles print them and as they are.
// "The article" is "RetinaNet, Advanced Computer Vision" (Data Science Blogathon). It uses a constant alpha of 0.25.

import Losses
import Testing
import _TestSupport

@Suite("Focal loss: worked numbers")
struct WorkedLossTests {
  let article = FocalLoss(alpha: .constant(0.25), gamma: 2)
  let paper = FocalLoss()

  @Test("An easy example at pt = 0.9 has CE 0.105360515658; the article's 0.1053 is cut off, not rounded")
  func easyCrossEntropy() {
    for cost in bothSigns(0.9, CrossEntropy.value(probability:isPositive:)) {
      #expect(isClose(cost, 0.105360515658))
      #expect(truncates(cost, to: 0.1053, digits: 4))
      #expect(rounds(cost, to: 0.1054, digits: 4))
    }
  }

  @Test("An easy example at pt = 0.9 costs 0.00026, 400 times less than cross entropy (the article: 384)")
  func easyFocal() {
    for cost in bothSigns(0.9, { article.value(probability: $0, isPositive: $1) }) {
      #expect(isClose(cost, 0.000263401289))
      #expect(rounds(cost, to: 0.00026, digits: 5))
      let ratio = CrossEntropy.value(probability: 0.9, isPositive: true) / cost
      #expect(isClose(ratio, 400))
    }
    // The article divided its rounded figures, 0.1 / 0.00026, and cut the quotient off; it is 16 short.
    #expect(truncates(0.1 / 0.00026, to: 384, digits: 0))
    #expect(isClose(400 - 384, 16))
  }

  @Test("α-balanced, an easy negative at p = 0.1 costs 0.000790203867: three times the article's 0.00026")
  func easyBalanced() {
    let negative = paper.value(probability: 0.1, isPositive: false)
    #expect(isClose(negative, 0.000790203867))
    #expect(isClose(negative / article.value(probability: 0.1, isPositive: false), 0.75 / 0.25))
    #expect(isClose(paper.value(probability: 0.9, isPositive: true), 0.000263401289))
  }

  @Test("A misclassified example at pt = 0.1 has CE 2.302585092994; the article's 2.3025 is cut off, not rounded")
  func misclassifiedCrossEntropy() {
    for cost in bothSigns(0.1, CrossEntropy.value(probability:isPositive:)) {
      #expect(isClose(cost, 2.302585092994))
      #expect(truncates(cost, to: 2.3025, digits: 4))
      #expect(rounds(cost, to: 2.3026, digits: 4))
    }
  }

  @Test("A misclassified example at pt = 0.1 costs 0.4663: the article's 0.4667 is a misprint, 0.09 % off")
  func misclassifiedFocal() {
    for cost in bothSigns(0.1, { article.value(probability: $0, isPositive: $1) }) {
      #expect(isClose(cost, 0.466273481331))
      #expect(rounds(cost, to: 0.4663, digits: 4))
      #expect(!rounds(cost, to: 0.4667, digits: 4))
      #expect(rounds((0.4667 - cost) / cost * 100, to: 0.09, digits: 2))
      let ratio = CrossEntropy.value(probability: 0.1, isPositive: true) / cost
      #expect(isClose(ratio, 4.938271605))
      #expect(isClose(ratio, 1 / (0.25 * 0.9 * 0.9)))
      #expect(rounds(ratio, to: 5, digits: 0))
    }
  }

  @Test(
    "Cross entropy charges a misclassified example only 22 times as much as an easy one; the focal loss 1 770 times")
  func contrast() {
    let hard = CrossEntropy.value(probability: 0.1, isPositive: true)
    let easy = CrossEntropy.value(probability: 0.9, isPositive: true)
    #expect(rounds(hard / easy, to: 22, digits: 0))
    let focal = article.value(probability: 0.1, isPositive: true) / article.value(probability: 0.9, isPositive: true)
    #expect(rounds(focal / 10, to: 177, digits: 0))
    #expect(isClose(focal, hard / easy * 81))
  }

  @Test("α-balanced, a misclassified negative at p = 0.9 costs 1.398820444")
  func misclassifiedBalanced() {
    #expect(isClose(paper.value(probability: 0.9, isPositive: false), 1.398820444))
  }

  @Test("A very easy example at pt = 0.99 has CE 0.01 for both signs: the article's 0.1053 for the negative is wrong")
  func veryEasyCrossEntropy() {
    for cost in bothSigns(0.99, CrossEntropy.value(probability:isPositive:)) {
      #expect(isClose(cost, 0.010050335854))
      #expect(rounds(cost, to: 0.01, digits: 2))
    }
    // The article repeats the figure of p = 0.1: ten and a half times too much.
    let negative = CrossEntropy.value(probability: 0.01, isPositive: false)
    #expect(rounds(0.1053 / negative, to: 10.5, digits: 1))
  }

  @Test("A very easy example at pt = 0.99 costs 2.5e-7, 40 000 times less than cross entropy")
  func veryEasyFocal() {
    for cost in bothSigns(0.99, { article.value(probability: $0, isPositive: $1) }) {
      #expect(isClose(cost, 2.512583963e-7))
      #expect(rounds(cost * 1e7, to: 2.5, digits: 1))
      let ratio = CrossEntropy.value(probability: 0.99, isPositive: true) / cost
      #expect(isClose(ratio, 40_000))
    }
    #expect(isClose(paper.value(probability: 0.01, isPositive: false), 7.53775189e-7))
  }

  @Test("An undecided output, p = 0.5, has CE 0.69315 and costs 0.04332, 16 times less")
  func undecided() {
    for cost in bothSigns(0.5, { article.value(probability: $0, isPositive: $1) }) {
      #expect(isClose(cost, 0.04332169878))
      #expect(isClose(CrossEntropy.value(probability: 0.5, isPositive: true) / cost, 16))
    }
    #expect(isClose(CrossEntropy.value(probability: 0.5, isPositive: true), 0.693147180560))
    #expect(isClose(paper.value(probability: 0.5, isPositive: false), 0.1299650964))
  }

  @Test("The focal weight (1 - pt)^γ is 0.01 at pt = 0.9 and 0.81 at pt = 0.1")
  func weightOfTheModulator() {
    #expect(isClose(focalWeight(truthProbability: 0.9), 0.01))
    #expect(isClose(focalWeight(truthProbability: 0.1), 0.81))
    #expect(focalWeight(truthProbability: 0.3, gamma: 0) == 1)
  }

  @Test("A false negative is punished at its true class only: K zeros for a one-hot target cost 0.25 · 27.6 = 6.9")
  func falseNegative() {
    // All K = 3 outputs say 1e-12: pt is 1e-12 at the true class, 1 - 1e-12 at the two others.
    let costs = [true, false, false].map { paper.value(probability: 1e-12, isPositive: $0) }
    #expect(rounds(costs[0], to: 6.9, digits: 1))
    #expect(costs[1] < 1e-30)
    #expect(costs[2] < 1e-30)
  }

  @Test("Outputs clamped at 0.0001, as in yhenon's port, stand at 2.302 for ever; here the gradient stays at -0.25")
  func clamped() {
    let clamped = { (logit: Double) in
      paper.value(probability: min(max(sigmoid(logit), 1e-4), 1 - 1e-4), isPositive: true)
    }
    #expect(truncates(clamped(-100), to: 2.302, digits: 3))
    #expect(centralDifference(at: -100, of: clamped) == 0)
    #expect(isClose(paper.gradient(logit: -100, isPositive: true), -0.25))
    #expect(isClose(paper.value(logit: -100, isPositive: true), 0.25 * 100))
  }

  /// The cost of a positive at pt and of a negative at 1 - pt.
  private func bothSigns(_ truth: Double, _ cost: (Double, Bool) -> Double) -> [Double] {
    [cost(truth, true), cost(1 - truth, false)]
  }
}
