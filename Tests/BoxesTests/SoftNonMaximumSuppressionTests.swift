// Lowered scores, worked by hand, then as laws.

import Boxes
import Foundation
import Randomness
import Testing
import _TestSupport

@Suite("Soft non-maximum suppression")
struct SoftNonMaximumSuppressionTests {
  //  A 0…10, B 2.5…12.5: they share 7.5 of 12.5, IoU 0.6.  C lies far away.
  let a = Detection(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10), label: 0, score: 0.9)
  let b = Detection(box: Box(xMin: 2.5, yMin: 0, xMax: 12.5, yMax: 10), label: 0, score: 0.8)
  let c = Detection(box: Box(xMin: 50, yMin: 50, xMax: 60, yMax: 60), label: 0, score: 0.5)

  @Test("Of no detections none come out, of one that one")
  func noneAndOne() {
    #expect(SoftNonMaximumSuppression().rescored([]) == [])
    #expect(SoftNonMaximumSuppression().rescored([a]) == [a])
  }

  @Test("Two people who overlap by 0.6: hard suppression loses one, linear keeps it with 0.4 of its score")
  func linear() {
    #expect(isClose(a.box.iou(b.box), 0.6))
    #expect(NonMaximumSuppression().kept([a, b, c]) == [0, 2])
    let rescored = SoftNonMaximumSuppression(.linear(iouThreshold: 0.3)).rescored([b, a, c])
    #expect(rescored.map(\.box) == [a.box, c.box, b.box])
    #expect(largestDeviation(rescored.map(\.score), from: [0.9, 0.5, 0.8 * 0.4]) < 1e-12)
  }

  @Test("The Gaussian decay multiplies by e^(-0.36 / 0.5) at IoU 0.6")
  func gaussian() {
    let rescored = SoftNonMaximumSuppression().rescored([a, b])
    #expect(largestDeviation(rescored.map(\.score), from: [0.9, 0.8 * exp(-0.6 * 0.6 / 0.5)]) < 1e-12)
  }

  @Test("At an IoU of exactly the threshold the linear decay does nothing; the Gaussian has no threshold")
  func threshold() {
    let half = Detection(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 5), label: 0, score: 0.8)
    #expect(SoftNonMaximumSuppression(.linear(iouThreshold: 0.5)).rescored([a, half])[1].score == 0.8)
    #expect(isClose(SoftNonMaximumSuppression().rescored([a, half])[1].score, 0.8 * exp(-0.25 / 0.5)))
  }

  @Test("Per class, other classes leave a score alone; over all classes they lower it")
  func classes() {
    let other = Detection(box: b.box, label: 1, score: 0.8)
    #expect(SoftNonMaximumSuppression().rescored([a, other]).map(\.score) == [0.9, 0.8])
    let agnostic = SoftNonMaximumSuppression(.linear(iouThreshold: 0.3), perClass: false).rescored([a, other])
    #expect(isClose(agnostic[1].score, 0.8 * 0.4))
  }

  @Test("A score that falls below 0.001 is dropped, and so is NaN")
  func dropped() {
    var weak = b
    weak.score = 0.002  // · 0.4 = 0.0008
    #expect(SoftNonMaximumSuppression(.linear(iouThreshold: 0.3)).rescored([a, weak]) == [a])
    weak.score = .nan
    #expect(SoftNonMaximumSuppression().rescored([weak, a]) == [a])
  }

  @Test("Scores never rise and come out falling, ties by the lower index", arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let detections = (0..<60).map { index in
      Detection(
        box: randomBox(using: &generator), label: generator.integer(in: 0...1),
        score: Double(generator.integer(in: 1...20)) / 20)
    }
    for decay in [SoftNonMaximumSuppression.Decay.linear(iouThreshold: 0.3), .gaussian(sigma: 0.5)] {
      let soft = SoftNonMaximumSuppression(decay)
      let rescored = soft.rescored(detections)
      #expect(zip(rescored, rescored.dropFirst()).allSatisfy { $0.score >= $1.score })
      #expect(rescored.first?.score == detections.map(\.score).max())
      let firstOfEquals = detections.first { $0.score == rescored.first?.score }
      #expect(rescored.first == firstOfEquals)
      for detection in rescored {
        #expect(detections.contains { $0.box == detection.box && $0.score >= detection.score })
      }
      #expect(soft.rescored(detections, limit: 5) == Array(rescored.prefix(5)))
    }
  }

  @Test("A threshold outside 0...1 and a σ of 0 are refused")
  func parameters() async {
    await #expect(processExitsWith: .failure) { _ = SoftNonMaximumSuppression(.linear(iouThreshold: 2)) }
    await #expect(processExitsWith: .failure) { _ = SoftNonMaximumSuppression(.gaussian(sigma: 0)) }
  }
}
