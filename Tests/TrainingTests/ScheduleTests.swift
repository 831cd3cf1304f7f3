import Foundation
import Randomness
import Testing
import Training
import _TestSupport

@Suite("Learning rate schedule")
struct ScheduleTests {
  @Test("The paper's: SGD at 0.01 for 60k iterations, divided by 10 at 60k and at 80k, 90k in all")
  func retinaNet() {
    let schedule = LearningRateSchedule.retinaNet
    #expect(schedule.totalSteps == 90_000)
    #expect(schedule.rate(atStep: 0) == 0.01)
    #expect(schedule.rate(atStep: 59_999) == 0.01)
    #expect(isClose(schedule.rate(atStep: 60_000), 0.001))
    #expect(isClose(schedule.rate(atStep: 79_999), 0.001))
    #expect(isClose(schedule.rate(atStep: 80_000), 0.0001))
    #expect(isClose(schedule.rate(atStep: 89_999), 0.0001))
    #expect((0..<90_000).count { schedule.rate(atStep: $0) == 0.01 } == 60_000)
  }

  @Test("FPN's RPN: 0.02 for 30k, then 0.002 for 10k")
  func pyramidProposals() {
    let schedule = LearningRateSchedule.pyramidProposals
    #expect(schedule.totalSteps == 40_000)
    #expect(schedule.rate(atStep: 0) == 0.02)
    #expect(schedule.rate(atStep: 29_999) == 0.02)
    #expect(isClose(schedule.rate(atStep: 30_000), 0.002))
    #expect(isClose(schedule.rate(atStep: 39_999), 0.002))
  }

  @Test("A constant rate is constant, also behind the last step")
  func constant() {
    let schedule = LearningRateSchedule(peak: 0.5, totalSteps: 3)
    #expect((0...10).map(schedule.rate(atStep:)) == Array(repeating: 0.5, count: 11))
  }

  @Test("A cosine of four steps from 1 to 0: 1, ½ + √½/2, ½, ½ - √½/2, then 0 for ever")
  func cosine() {
    let schedule = LearningRateSchedule(peak: 1, totalSteps: 4, decay: .cosine(finalFraction: 0))
    let root = 0.5.squareRoot() / 2
    #expect(schedule.rate(atStep: 0) == 1)
    #expect(isClose(schedule.rate(atStep: 1), 0.5 + root))
    #expect(isClose(schedule.rate(atStep: 2), 0.5))
    #expect(isClose(schedule.rate(atStep: 3), 0.5 - root))
    #expect(schedule.rate(atStep: 4) == 0)
    #expect(schedule.rate(atStep: 400) == 0)
  }

  @Test("A line of four steps after a warm-up of two, from 1 to ½: 0, ½, 1, ⅞, ¾, ⅝, ½, and ½ for ever")
  func linear() {
    let schedule = LearningRateSchedule(
      peak: 1, totalSteps: 6, decay: .linear(finalFraction: 0.5), warmUp: .init(steps: 2))
    #expect((0..<9).map(schedule.rate(atStep:)) == [0, 0.5, 1, 0.875, 0.75, 0.625, 0.5, 0.5, 0.5])
  }

  @Test("A cosine ends at its final fraction of the peak, and is halfway there in the middle")
  func finalFraction() {
    let schedule = LearningRateSchedule(peak: 0.003, totalSteps: 2000, decay: .cosine(finalFraction: 0.01))
    #expect(isClose(schedule.rate(atStep: 0), 0.003))
    #expect(isClose(schedule.rate(atStep: 1000), 0.003 * (0.01 + 0.99 / 2)))
    #expect(isClose(schedule.rate(atStep: 2000), 0.00003))
  }

  @Test("A warm-up of four steps from a fifth: 0.2, 0.4, 0.6, 0.8, then 1")
  func warmUp() {
    let schedule = LearningRateSchedule(peak: 1, totalSteps: 9, warmUp: .init(steps: 4, startFactor: 0.2))
    let rates = (0..<6).map(schedule.rate(atStep:))
    for (rate, expected) in zip(rates, [0.2, 0.4, 0.6, 0.8, 1, 1]) { #expect(isClose(rate, expected)) }
  }

  @Test("A cosine begins where the warm-up ends: at the peak")
  func warmUpThenCosine() {
    let schedule = LearningRateSchedule(
      peak: 0.003, totalSteps: 2000, decay: .cosine(finalFraction: 0), warmUp: .init(steps: 100))
    #expect(schedule.rate(atStep: 0) == 0)
    #expect(isClose(schedule.rate(atStep: 50), 0.0015))
    #expect(schedule.rate(atStep: 100) == 0.003)
    #expect(isClose(schedule.rate(atStep: 1050), 0.0015))
    #expect(schedule.rate(atStep: 2000) == 0)
  }

  @Test("A warm-up multiplies the steps of a step schedule")
  func warmUpAndSteps() {
    let schedule = LearningRateSchedule(
      peak: 1, totalSteps: 10, decay: .step(milestones: [2], factor: 0.5), warmUp: .init(steps: 4))
    #expect((0..<6).map(schedule.rate(atStep:)) == [0, 0.25, 0.25, 0.375, 0.5, 0.5])
  }

  @Test("Runs of no steps, and warm-ups as long as the run or longer, have finite rates")
  func degenerate() {
    for (total, warmUp) in [(0, 0), (0, 5), (5, 5), (5, 9)] {
      let schedule = LearningRateSchedule(
        peak: 1, totalSteps: total, decay: .cosine(finalFraction: 0), warmUp: .init(steps: warmUp, startFactor: 0.1))
      for step in 0...12 { #expect((0...1).contains(schedule.rate(atStep: step)), "\(total), \(warmUp), \(step)") }
    }
  }

  @Test(
    "Bounds and monotonicity: never above the peak, never rising after the warm-up", arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let total = generator.integer(in: 1...200)
    let decays: [LearningRateSchedule.Decay] = [
      .constant, .cosine(finalFraction: generator.uniform()), .linear(finalFraction: generator.uniform()),
      .step(milestones: [total / 3, total / 2 + 1], factor: generator.uniform()),
    ]
    let warmUp = LearningRateSchedule.WarmUp(
      steps: generator.integer(in: 0...total), startFactor: generator.uniform())
    for decay in decays {
      let schedule = LearningRateSchedule(peak: 0.1, totalSteps: total, decay: decay, warmUp: warmUp)
      let rates = (0...total + 5).map(schedule.rate(atStep:))
      #expect(rates.allSatisfy { (0...0.1 * (1 + 1e-12)).contains($0) })
      let after = rates.dropFirst(warmUp.steps)
      #expect(zip(after, after.dropFirst()).allSatisfy(>=))
    }
  }
}
