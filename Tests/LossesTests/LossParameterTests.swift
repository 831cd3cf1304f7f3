// Parameters that make no sense stop the program instead of training on nonsense.

import Losses
import Testing

@Suite("Losses: parameters")
struct LossParameterTests {
  @Test("A probability outside 0...1, or NaN, is refused and not clamped")
  func probability() async {
    await #expect(processExitsWith: .failure) { _ = FocalLoss().value(probability: 1.5, isPositive: true) }
    await #expect(processExitsWith: .failure) { _ = FocalLoss().gradient(probability: -0.1, isPositive: true) }
    await #expect(processExitsWith: .failure) { _ = CrossEntropy.value(probability: .nan, isPositive: true) }
  }

  @Test("γ below 0 and α outside its range are refused")
  func focal() async {
    await #expect(processExitsWith: .failure) { _ = FocalLoss(gamma: -1) }
    await #expect(processExitsWith: .failure) { _ = FocalLoss(gamma: .nan) }
    await #expect(processExitsWith: .failure) { _ = FocalLoss(alpha: .balanced(1.25)) }
    await #expect(processExitsWith: .failure) { _ = FocalLoss(alpha: .constant(-1)) }
    await #expect(processExitsWith: .failure) { _ = FocalLoss(alpha: .perClass([])) }
    await #expect(processExitsWith: .failure) { _ = FocalLoss(alpha: .perClass([0.5, 2])) }
  }

  @Test("A label without an α of its own is refused")
  func label() async {
    await #expect(processExitsWith: .failure) {
      _ = FocalLoss(alpha: .perClass([0.5])).value(logit: 0, isPositive: true, label: 1)
    }
  }

  @Test("A prior of 0 or 1, which no logit has, is refused")
  func prior() async {
    await #expect(processExitsWith: .failure) { _ = PriorProbability(0) }
    await #expect(processExitsWith: .failure) { _ = PriorProbability(1) }
  }

  @Test("β below 0 and σ of 0 are refused")
  func smooth() async {
    await #expect(processExitsWith: .failure) { _ = SmoothL1(beta: -1) }
    await #expect(processExitsWith: .failure) { _ = SmoothL1(sigma: 0) }
  }

  @Test("An image with more anchors than targets is refused")
  func image() async {
    await #expect(processExitsWith: .failure) {
      _ = FocalLoss().imageLoss(logits: [[0], [0]], targets: [.negative])
    }
    await #expect(processExitsWith: .failure) {
      _ = FocalLoss().imageLoss(logits: [[0]], targets: [.positive(label: 1)])
    }
  }
}
