import Anchors
import Boxes
import Detector
import Formats
import Foundation
import Losses
import Matching
import Systems
import Testing
import Training

@testable import Experiments

@Suite("Experiments and their keys")
struct ExperimentTests {
  private let base = Experiment.quick()

  @Test("Equal experiments have equal keys; another seed, step or loss has another")
  func keys() throws {
    #expect(try base.key() == Experiment.quick().key())
    var stopped = base
    stopped.stop = 10
    let all = [
      base, base.with(seed: 1), stopped, .quick(steps: 601), .full(), try base.applying([.gamma(1)]),
      try base.applying([.suppression(.soft(SoftNonMaximumSuppression()))]),
    ]
    #expect(Set(try all.map { try $0.key() }).count == all.count)
    #expect(try base.key().count == 16)
  }

  @Test("What is measured, and when, does not decide the training; what is learnt does")
  func trainingKeys() throws {
    var other = try base.applying([.suppression(.soft(SoftNonMaximumSuppression()))])
    other.measured = .focus(gammas: [0, 2])
    other.stop = 10
    other.pictures.validationImages = 7
    #expect(try other.trainingKey() == base.trainingKey())
    #expect(try base.applying([.gamma(1)]).trainingKey() != base.trainingKey())
    #expect(try base.with(seed: 1).trainingKey() != base.trainingKey())
  }

  @Test("All seeds are measured on the same pictures, which no training sees")
  func pictures() {
    #expect(base.pictures.validation.example(at: 0) == base.with(seed: 5).pictures.validation.example(at: 0))
    #expect(base.pictures.validation.seed > 999_999)
  }
}

@Suite("Changes")
struct ChangeTests {
  private let base = Experiment.quick()

  @Test("A rate changes the peak and nothing else")
  func rate() throws {
    let changed = try base.applying([.rate(0.004)])
    #expect(changed.options.schedule.peak == 0.004)
    var back = changed
    back.options.schedule = base.options.schedule
    #expect(back == base)
    let (old, new) = (
      try CodedJSON.tree(encoding: base.options.schedule), try CodedJSON.tree(encoding: changed.options.schedule)
    )
    #expect(old.firstDifference(from: new, at: "")?.place == "peak")
    #expect(try base.applying([.rate(base.options.schedule.peak)]) == base)
  }

  @Test("How changes are listed plays no part")
  func order() throws {
    let changes: [Change] = [
      .system(.torchvision), .scales(2), .ratios(1), .assigner(.atss), .gamma(1), .alpha(0.5), .rate(0.01),
    ]
    #expect(try base.applying(changes) == base.applying(changes.reversed()))
  }

  @Test("Thresholds are changed together, so that neither meets the other's old value")
  func thresholds() throws {
    let matcher = try base.applying([.positiveThreshold(0.3), .negativeThreshold(0.2)]).configuration.learning.assigner
      .matcher
    #expect(matcher?.positiveThreshold == 0.3 && matcher?.negativeThreshold == 0.2)
    #expect(matcher?.lowQuality == base.configuration.learning.assigner.matcher?.lowQuality)
    #expect(
      try base.applying([.positiveThreshold(0.3)]).configuration.learning.assigner.matcher?.negativeThreshold == 0.3)
  }

  @Test(
    "A change that cannot be is refused by its name",
    arguments: [
      ([Change.positiveThreshold(0.3), .negativeThreshold(0.4)], "thresholds"), ([.negativeThreshold(0)], "thresholds"),
      ([.alpha(1.5)], "α 1.5"), ([.gamma(-1)], "γ -1"), ([.scales(0)], "0 scales"), ([.ratios(2)], "2 ratios"),
      ([.rate(0)], "rate 0"), ([.prior(1)], "prior 1"), ([.levels(from: 2, through: 4)], "P2–P4"),
      ([.classLoss(.crossEntropy), .gamma(2)], "γ 2"), ([.assigner(.atss), .positiveThreshold(0.5)], "thresholds"),
      ([.assigner(.fcos), .positiveThreshold(0.6)], "thresholds"), ([.trainImages(0)], "0 pictures"),
    ] as [([Change], String)])
  func refused(changes: [Change], name: String) {
    let error = #expect(throws: ChangeError.self) { _ = try base.applying(changes) }
    #expect(error?.change == name)
  }

  @Test("Three scales are the paper's to the bit, four are quarters of an octave, one is a square of one size")
  func scales() throws {
    #expect(try base.applying([.scales(3), .ratios(3)]) == base)
    let four = try base.applying([.scales(4)]).configuration.architecture.anchors.scales
    #expect(four.count == 4 && abs(four[2] - 2.0.squareRoot()) < 1e-15)
    #expect(try base.applying([.scales(1), .ratios(1)]).configuration.architecture.anchors.anchorsPerCell == 1)
  }

  @Test(
    "γ = 0 with α is balanced cross entropy; a system's conventions are those of Systems; levels lose their anchors")
  func rest() throws {
    let entropy = try base.applying([.gamma(0), .alpha(0.75)]).configuration.learning.classLoss
    #expect(entropy.definition.name == ClassLoss.balancedCrossEntropy(alpha: 0.75).definition.name)
    #expect(
      try base.applying([.system(.yhenon)]).configuration
        == base.configuration.following(Conventions(.yhenon)))
    let levels = try base.applying([.levels(from: 3, through: 5)]).configuration.architecture.anchors.levels
    #expect(levels.map(\.name) == ["P3", "P4", "P5"])
  }
}
