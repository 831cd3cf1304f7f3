// The loss of an image: what is summed and what it is divided by.

import Boxes
import Losses
import Testing
import _TestSupport

@Suite("Loss of an image")
struct ImageLossTests {
  let loss = FocalLoss()
  let positive = FocalLoss().value(logit: 1, isPositive: true)
  let negative = FocalLoss().value(logit: 1, isPositive: false)

  @Test("A positive is one-hot, a negative all zeros: K outputs and no background")
  func targets() {
    #expect(AnchorTarget.positive(label: 1).oneHot(classes: 3) == [false, true, false])
    #expect(AnchorTarget.negative.oneHot(classes: 3) == [false, false, false])
    #expect(AnchorTarget.ignored.oneHot(classes: 3) == nil)
  }

  @Test("An image without anchors costs 0")
  func none() { #expect(loss.imageLoss(logits: [], targets: []) == 0) }

  @Test("One positive anchor of two classes costs its positive and its negative output")
  func one() {
    #expect(loss.imageLoss(logits: [[1, 1]], targets: [.positive(label: 0)]) == positive + negative)
  }

  @Test("Anchor by anchor: a positive costs all its outputs, an ignored anchor nothing")
  func anchors() {
    let losses = loss.anchorLosses(
      logits: [[1, 1], [1, 1], [1, 1]], targets: [.positive(label: 0), .ignored, .negative])
    #expect(losses == [positive + negative, 0, negative + negative])
  }

  @Test("The sum over all anchors that are not ignored is divided by the number of positive anchors")
  func normalized() {
    let targets: [AnchorTarget] = [.positive(label: 0), .negative, .ignored, .positive(label: 0), .negative]
    let logits = Array(repeating: [1.0], count: 5)
    #expect(isClose(loss.imageLoss(logits: logits, targets: targets), (2 * positive + 2 * negative) / 2))
  }

  @Test("An image without positives is divided by 1, and so still teaches its negatives")
  func withoutPositives() {
    let received = loss.imageLoss(logits: [[1], [1], [1]], targets: [.negative, .negative, .ignored])
    #expect(isClose(received, 2 * negative))
    #expect(received > 0)
  }

  @Test("What an ignored anchor says does not matter")
  func ignored() {
    let targets: [AnchorTarget] = [.positive(label: 0), .ignored]
    #expect(
      loss.imageLoss(logits: [[1], [50]], targets: targets) == loss.imageLoss(logits: [[1], [-50]], targets: targets))
  }
}
