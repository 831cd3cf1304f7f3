// Sick runs by their curves, and what a number alone means.

import Foundation
import Randomness
import Testing

@testable import Diagnosis

@Suite("The ward: runs")
struct RunWardTests {
  /// A history of so many steps, each with its class and box loss.
  private func run(
    _ steps: Int = 400, pictures: Int? = nil, ap: Double? = 0.6,
    _ losses: (Double, inout SeededGenerator) -> (Double, Double)
  ) -> RunHistory {
    var generator = SeededGenerator(seed: 5)
    return RunHistory(
      steps: (1...steps).map { step in
        let (classLoss, boxLoss) = losses(Double(step) / Double(steps), &generator)
        return .init(step: step, classLoss: classLoss, boxLoss: boxLoss, positives: 82, rate: 0.008)
      }, evaluations: [.init(step: steps, ap: ap)], outputsPerPicture: 9_207, trainingPictures: pictures)
  }

  private func first(_ history: RunHistory) -> String {
    RunRules.diagnosis(history).findings.first.map { "\($0.id) \($0.severity)" } ?? "nothing"
  }

  @Test("A run that falls fast and bends is healthy")
  func healthy() {
    let history = run { t, generator in
      (1.1 * exp(-12 * t) + 0.1 + generator.normal(deviation: 0.02), 0.5 * exp(-8 * t) + 0.08)
    }
    #expect(RunRules.diagnosis(history).findings.filter { $0.severity != .note } == [])
  }

  @Test("Plateaus: the clamp, the prior, one answer for all, outputs of ½")
  func plateaus() throws {
    let noisy = { (value: Double) in
      self.run { _, generator in (value * (1 + generator.normal(deviation: 0.01)), 0.3) }
    }
    let expected: [(Double, String)] = [
      (2.3021, "clamped"), (1.1284, "nothing has been learnt"), (0.552, "same score"), (14.49, "every output is ½"),
    ]
    for (value, words) in expected {
      let finding = try #require(RunRules.diagnosis(noisy(value)).rootCause)
      #expect(finding.id == "run2" && finding.title.contains(words), "\(value): \(finding.title)")
    }
  }

  @Test("A loss stands at a number up to 5 % away from it, on both sides")
  func nearPlateau() {
    for (share, isFound) in [(-0.051, false), (-0.049, true), (0.049, true), (0.051, false)] {
      let findings = RunRules.diagnosis(run { _, _ in (2.302_124_6 * (1 + share), 0.3) }).findings
      #expect(findings.contains { $0.id == "run2" } == isFound, "\(share)")
    }
  }

  @Test("Not a number, no positives, a rate too high, one too low, learnt by heart, jumps")
  func diseases() {
    #expect(first(run { t, _ in (t > 0.5 ? .nan : 0.5, 0.3) }) == "run1 severe")
    #expect(first(run { _, _ in (0.3, 0) }) == "run3 severe")
    #expect(first(run { t, _ in (1.1 + 24 * t, 0.5) }) == "run9 severe")
    #expect(first(run { t, _ in (1.12 - 0.24 * t, 0.5) }) == "run9 severe")
    #expect(first(run(pictures: 80, ap: 0.012) { t, _ in (1.1 * exp(-20 * t) + 0.0005, 0.013) }) == "run10 severe")
    #expect(
      first(run { t, generator in (generator.chance(0.15) ? 40 : 1.1 * exp(-12 * t) + 0.2, 0.1) }) == "run5 severe")
    #expect(first(run(5) { _, _ in (1.1, 0.5) }) == "nothing")
  }

  @Test("2.302 is the clamp, 1.128 the prior, 0.6931 a coin; 0.552 needs the number of negatives; 3 is nothing known")
  func numbers() throws {
    #expect(try #require(PlateauLoss.meanings(of: 2.302).first).meaning.contains("10⁻⁴"))
    #expect(abs(try #require(PlateauLoss.meanings(of: 2.302).first).value - 2.302125) < 5e-6)
    #expect(try #require(PlateauLoss.meanings(of: 1.128).first).meaning.contains("prior"))
    #expect(abs(try #require(PlateauLoss.meanings(of: 1.128).first).value - 1.128381825) < 1e-8)
    #expect(try #require(PlateauLoss.meanings(of: 0.6931).first).meaning.contains("cross entropy"))
    #expect(PlateauLoss.meanings(of: 0.552) == [])
    let constant = try #require(PlateauLoss.meanings(of: 0.552, negativesPerPositive: (9_207 - 82) / 82).first)
    #expect(constant.meaning.contains("the best of all constant answers"))
    #expect(PlateauLoss.meanings(of: 3) == [])
    #expect(PlateauLoss.diagnosis(of: 3).findings.map(\.severity) == [.note])
    #expect(PlateauLoss.diagnosis(of: 2.302).isSevere)
  }
}
