// What a change makes of an experiment, and which ones an experiment cannot have.

import Anchors
import Boxes
import Detector
import Foundation
import Losses
import Matching
import Systems
import Training

/// A change that an experiment cannot have.
public struct ChangeError: Error, Hashable, CustomStringConvertible {
  /// The change, or what decides what is wrong.
  public var change: String
  /// What was expected, what was found and what to do.
  public var problem: String

  /// An error of a change.
  public init(change: String, problem: String) {
    self.change = change
    self.problem = problem
  }

  /// Where and what.
  public var description: String { "\(change): \(problem)" }
}

extension Experiment {
  /// The experiment with some changes.
  ///
  /// - Throws: `ChangeError` for a number outside of its range, and for changes that contradict each other.
  public func applying(_ changes: [Change]) throws(ChangeError) -> Experiment {
    var result = self
    for change in changes.sorted(by: { $0.rank < $1.rank }) { try change.apply(to: &result) }
    try result.setThresholds(changes)
    if let problem = result.configuration.problem {
      throw ChangeError(change: changes.map(\.text).joined(separator: ", "), problem: problem)
    }
    return result
  }

  private mutating func setThresholds(_ changes: [Change]) throws(ChangeError) {
    var (positive, negative): (Double?, Double?) = (nil, nil)
    for change in changes {
      if case .positiveThreshold(let value) = change { positive = value }
      if case .negativeThreshold(let value) = change { negative = value }
    }
    guard positive != nil || negative != nil else { return }
    guard let current = configuration.learning.assigner.matcher else {
      throw ChangeError(change: "thresholds", problem: "expected an assigner with thresholds of IoU, found another")
    }
    let high = positive ?? current.positiveThreshold
    let low = negative ?? min(current.negativeThreshold, high)
    guard low <= high, (0.01...1).contains(low), (0.01...1).contains(high) else {
      throw ChangeError(
        change: "thresholds",
        problem: "expected 0.01 ≤ negative ≤ positive ≤ 1, found negative \(low), positive \(high)")
    }
    configuration.learning.assigner = .matcher(
      Matcher(
        positiveThreshold: high, negativeThreshold: low, lowQuality: current.lowQuality, boundary: current.boundary,
        outOfImage: current.outOfImage, pixels: current.pixels, crowdThreshold: current.crowdThreshold,
        defects: current.defects))
  }
}

extension Change {
  /// When it is applied, among others.
  fileprivate var rank: Int {
    switch self {
    case .system: 0
    case .levels, .scales, .ratios: 1
    case .assigner, .classLoss: 2
    default: 3
    }
  }

  private func check(_ isRight: Bool, _ expected: String) throws(ChangeError) {
    if !isRight { throw ChangeError(change: text, problem: "expected \(expected)") }
  }

  /// Makes the change; thresholds are left to `setThresholds`.
  fileprivate func apply(to experiment: inout Experiment) throws(ChangeError) {
    switch self {
    case .system(let system): experiment.configuration = experiment.configuration.following(Conventions(system))
    case .levels(let first, let last):
      try check(3 <= first && first <= last && last <= 7, "levels from 3 to 7 at most, the first not above the last")
      experiment.configuration.architecture.anchors.levels =
        experiment.configuration.architecture.anchors.levels.filter { (first...last).contains($0.number) }
    case .scales(let count):
      try check((1...8).contains(count), "1 to 8 sizes in an octave")
      experiment.configuration.architecture.anchors.scales = Self.octave(count)
    case .ratios(let count):
      guard let ratios = Self.ratios[count] else {
        throw ChangeError(change: text, problem: "expected 1, 3 or 5 ratios")
      }
      experiment.configuration.architecture.anchors.ratios = ratios
    case .assigner(let assigner): assigner.apply(to: &experiment.configuration)
    case .positiveThreshold, .negativeThreshold: break
    case .classLoss(let loss): experiment.configuration.learning.classLoss = loss
    case .gamma(let gamma):
      try check(gamma >= 0 && gamma.isFinite, "a finite number of at least 0")
      let alpha = try focal(experiment).alpha
      experiment.configuration.learning.classLoss = .focal(FocalLoss(alpha: alpha, gamma: gamma))
    case .alpha(let alpha):
      try check((0...1).contains(alpha), "a number from 0 to 1")
      let gamma = try focal(experiment).gamma
      experiment.configuration.learning.classLoss = .focal(FocalLoss(alpha: .balanced(alpha), gamma: gamma))
    case .sampling(let sampling): experiment.configuration.learning.sampling = sampling
    case .prior(let prior):
      try check(prior > 0 && prior < 1, "a probability between 0 and 1")
      experiment.configuration.learning.prior = PriorProbability(prior)
    case .boxLoss(let loss): experiment.configuration.learning.boxLoss = loss
    case .suppression(let suppression): experiment.configuration.inference.suppression = suppression
    case .augmentation(let augmentation): experiment.options.augmentation = augmentation
    case .trainImages(let count):
      try check(count >= 1, "at least 1 picture")
      experiment.pictures.trainImages = count
    case .rate(let rate):
      try check(rate > 0 && rate.isFinite, "a finite number above 0")
      let schedule = experiment.options.schedule
      experiment.options.schedule = LearningRateSchedule(
        peak: rate, totalSteps: schedule.totalSteps, decay: schedule.decay, warmUp: schedule.warmUp)
    case .weightDecay(let decay):
      try check(decay >= 0 && decay.isFinite, "a finite number of at least 0")
      experiment.options.optimizer.weightDecay = decay
    }
  }

  private func focal(_ experiment: Experiment) throws(ChangeError) -> FocalLoss {
    guard case .focal(let loss) = experiment.configuration.learning.classLoss else {
      throw ChangeError(change: text, problem: "expected a focal loss beside it, found another loss")
    }
    return loss
  }

  /// 1, 2^(1/n), … 2^((n-1)/n): for three the same doubles as the paper's.
  static func octave(_ count: Int) -> [Double] {
    count == 3 ? AnchorGenerator.octaveScales : (0..<count).map { pow(2, Double($0) / Double(count)) }
  }

  private static let ratios: [Int: [Double]] = [1: [1], 3: [0.5, 1, 2], 5: [1 / 3.0, 0.5, 1, 2, 3]]
}

extension Change.Assigner {
  fileprivate func apply(to configuration: inout RetinaNet.Configuration) {
    switch self {
    case .bestAnchors: configuration.learning.assigner = .matcher(Matcher(lowQuality: .bestAnchors))
    case .thresholds: configuration.learning.assigner = .matcher(Matcher())
    case .proposals:
      configuration.learning.assigner = .matcher(
        Matcher(positiveThreshold: 0.7, negativeThreshold: 0.3, lowQuality: .bestAnchors))
    case .atss:
      // The authors' code: nine for each anchor of a cell.
      configuration.learning.assigner = .atss(
        ATSS(candidatesPerLevel: 9 * configuration.architecture.anchors.anchorsPerCell))
    case .fcos:
      (configuration.architecture.anchors.scales, configuration.architecture.anchors.ratios) = ([1], [1])
      configuration.architecture.anchors.center = .halfStride
      configuration.architecture.coding = .distances(DistanceBoxCoder())
      configuration.learning.assigner = .fcos(FCOS(levelsOf: configuration.architecture.anchors))
    }
  }
}
