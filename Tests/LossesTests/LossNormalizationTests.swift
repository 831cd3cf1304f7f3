// What a batch's losses are divided by, in every system.

import Boxes
import Losses
import Testing
import _TestSupport

@Suite("Loss normalizers")
struct LossNormalizationTests {
  let rules: [LossNormalization.Rule] = [
    .positivesPerImage, .positivesPerImageOrNothing, .numbersPerImage, .positivesInBatch, .positivesPerImageSummed,
    .positivesPlusOne, .movingAverage(),
  ]

  private func factors(_ rule: LossNormalization.Rule, _ positives: [Int]) -> [Double] {
    var average = rule.initialAverage
    return rule.factors(positives: positives, average: &average)
  }

  @Test("A batch with 3, 0 and 5 positives under every rule")
  func worked() {
    let expect = { (rule: LossNormalization.Rule, divisors: [Double]) in
      let received = factors(rule, [3, 0, 5])
      #expect(largestDeviation(received, from: divisors.map { 1 / $0 }) < 1e-12, "\(rule)")
    }
    expect(.positivesPerImage, [3 * 3, 3 * 1, 3 * 5])
    expect(.positivesPerImageOrNothing, [3 * 3, .infinity, 3 * 5])
    expect(.numbersPerImage, [3 * 4 * 3, 3 * 4 * 1, 3 * 4 * 5])
    expect(.positivesInBatch, [3 + 0 + 5, 8, 8])
    expect(.positivesPerImageSummed, [3 + 1 + 5, 9, 9])
    expect(.positivesPlusOne, [4 + 1 + 6, 11, 11])
    expect(.movingAverage(), [0.9 * 100 + 0.1 * 8, 90.8, 90.8])
    // "11 times shorter than by positivesInBatch".
    #expect(rounds(90.8 / 8, to: 11, digits: 0))
  }

  @Test("Detectron2's average goes on from batch to batch: 100, 90.8, 81.82, and counts at least one positive")
  func movingAverage() {
    let rule = LossNormalization.Rule.movingAverage()
    #expect(rule == .movingAverage(initial: 100, momentum: 0.9))
    var average = rule.initialAverage
    #expect(average == 100)
    _ = rule.factors(positives: [3, 0, 5], average: &average)
    #expect(isClose(average, 0.9 * 100 + 0.1 * 8))
    let second = rule.factors(positives: [0], average: &average)
    #expect(isClose(average, 0.9 * 90.8 + 0.1 * 1))
    #expect(isClose(average, 81.82))
    #expect(isClose(second[0], 1 / 81.82))
  }

  @Test("A rule without an average leaves it alone")
  func noAverage() {
    for rule in rules.dropLast() {
      var average = 7.0
      _ = rule.factors(positives: [1, 2], average: &average)
      #expect(average == 7)
      #expect(rule.initialAverage == 0)
    }
  }

  @Test("As many factors as images, finite and not negative, for none, one, two, many, without positives too")
  func sizes() {
    for rule in rules {
      for positives in [[], [0], [4], [0, 0], [1, 200], Array(0..<50)] {
        let received = factors(rule, positives)
        #expect(received.count == positives.count)
        #expect(received.allSatisfy { $0 >= 0 && $0.isFinite }, "\(rule): \(positives)")
      }
    }
  }

  @Test("Images with the same number of positives: per image, per batch and the summed maxima agree")
  func equal() {
    for positives in [1, 2, 7] {
      let batch = [positives, positives, positives]
      let expected = [Double](repeating: 1 / Double(3 * positives), count: 3)
      for rule in [LossNormalization.Rule.positivesPerImage, .positivesInBatch, .positivesPerImageSummed] {
        #expect(largestDeviation(factors(rule, batch), from: expected) < 1e-12)
      }
    }
  }

  @Test("In the Keras example an image without positives teaches nothing; elsewhere its background does")
  func kerasDefect() {
    var average = 0.0
    let defect = LossNormalization(.positivesPerImageOrNothing)
    #expect(defect.factors(positives: [2, 0], average: &average).classification == [0.25, 0])
    let repaired = LossNormalization(.positivesPerImage)
    #expect(repaired.factors(positives: [2, 0], average: &average).classification == [0.25, 0.5])
  }

  @Test("One moving average serves both losses and moves once a batch")
  func both() {
    let normalization = LossNormalization(.movingAverage())
    var average = normalization.initialAverage
    let factors = normalization.factors(positives: [8], average: &average)
    #expect(isClose(average, 90.8))
    #expect(factors.classification == factors.box)
    var other = 100.0
    let mixed = LossNormalization(.positivesPerImage, box: .movingAverage()).factors(positives: [8], average: &other)
    #expect(isClose(other, 90.8))
    #expect(mixed.classification == [1.0 / 8] && isClose(mixed.box[0], 1 / 90.8))
  }

  @Test("Negative counts, a momentum of 1 and two different averages are refused")
  func parameters() async {
    await #expect(processExitsWith: .failure) {
      var average = 0.0
      _ = LossNormalization.Rule.positivesInBatch.factors(positives: [-1], average: &average)
    }
    await #expect(processExitsWith: .failure) {
      var average = 100.0
      let two = LossNormalization(.movingAverage(), box: .movingAverage(initial: 10))
      _ = two.factors(positives: [1], average: &average)
    }
    await #expect(processExitsWith: .failure) {
      var average = 0.0
      _ = LossNormalization.Rule.movingAverage(momentum: 1).factors(positives: [1], average: &average)
    }
  }
}
