// The learning rate as a pure function of the step. Who multiplies it into an update is the optimizer's business.

import Foundation

/// A linear warm-up to a peak rate, then a constant, stepped, linear or cosine rate.
///
/// ```
/// rate(s) = peak · warmUp(s) · decay(s)
///
/// warmUp(s) = startFactor + (1 - startFactor) · s / steps      for s < steps, else 1
/// step:   decay(s) = factor ^ (number of milestones ≤ s)
/// linear: decay(s) = final + (1 - final) · (1 - t),   t = (s - steps) / (totalSteps - steps) in 0 … 1
/// cosine: decay(s) = final + (1 - final) · (1 + cos πt) / 2
/// ```
///
/// Steps count from 0: the rate at a milestone is the reduced one, so that 60 000 steps (0 … 59 999) have the rate
/// before the milestone 60 000. Behind `totalSteps` the rate stays what it was there.
///
/// Properties:
/// - The rate is never negative and never above the peak.
/// - After the warm-up the rate never rises.
/// - Without a warm-up the rate at step 0 is the peak.
public struct LearningRateSchedule: Sendable, Hashable, Codable {
  /// How the rate falls after the warm-up.
  public enum Decay: Sendable, Hashable, Codable {
    /// Not at all.
    case constant
    /// Multiplied by `factor` at each milestone.
    case step(milestones: [Int], factor: Double)
    /// In a straight line from the end of the warm-up to `finalFraction` of the peak at the last step.
    case linear(finalFraction: Double)
    /// Along half a cosine from the end of the warm-up to `finalFraction` of the peak at the last step.
    case cosine(finalFraction: Double)
  }

  /// A linear rise over the first steps.
  public struct WarmUp: Sendable, Hashable, Codable {
    /// How many steps stay below the full rate.
    public let steps: Int
    /// The fraction of the rate at step 0.
    public let startFactor: Double

    /// A rise over `steps` from the fraction `startFactor`.
    ///
    /// - Precondition: `steps` ≥ 0 and `startFactor` in 0 … 1.
    public init(steps: Int, startFactor: Double = 0) {
      self.steps = steps
      self.startFactor = startFactor
      if let problem { preconditionFailure(problem) }
    }

    /// What is wrong with it, if anything.
    var problem: String? {
      if steps < 0 { return "warm-up steps must not be negative, found \(steps)" }
      if !(0...1).contains(startFactor) { return "startFactor must be in 0 … 1, found \(startFactor)" }
      return nil
    }

    /// No warm-up.
    public static let none = WarmUp(steps: 0, startFactor: 1)
  }

  /// The rate after the warm-up.
  public let peak: Double
  /// The length of the run in steps.
  public let totalSteps: Int
  /// How the rate falls.
  public let decay: Decay
  /// How the rate rises at the start.
  public let warmUp: WarmUp

  /// A schedule for a run of `totalSteps` steps.
  ///
  /// - Precondition: `peak` is finite and not negative; `totalSteps` ≥ 0; milestones rise; factors are in 0 … 1.
  public init(peak: Double, totalSteps: Int, decay: Decay = .constant, warmUp: WarmUp = .none) {
    self.peak = peak
    self.totalSteps = totalSteps
    self.decay = decay
    self.warmUp = warmUp
    if let problem { preconditionFailure(problem) }
  }

  /// The first thing that is wrong with the schedule, if anything is: one from a file has passed no initializer.
  var problem: String? {
    if !(peak.isFinite && peak >= 0) { return "peak must be finite and not negative, found \(peak)" }
    if totalSteps < 0 { return "totalSteps must not be negative, found \(totalSteps)" }
    switch decay {
    case .constant: break
    case .step(let milestones, let factor):
      if !zip(milestones, milestones.dropFirst()).allSatisfy(<) { return "milestones must rise, found \(milestones)" }
      if !(0...1).contains(factor) { return "factor must be in 0 … 1, found \(factor)" }
    case .linear(let fraction), .cosine(let fraction):
      if !(0...1).contains(fraction) { return "finalFraction must be in 0 … 1, found \(fraction)" }
    }
    return warmUp.problem
  }

  /// The rate of the update that is number `step`, counted from 0.
  public func rate(atStep step: Int) -> Double {
    precondition(step >= 0, "step must not be negative, found \(step)")
    let step = min(step, totalSteps)
    return peak * warmUpFactor(atStep: step) * decayFactor(atStep: step)
  }

  private func warmUpFactor(atStep step: Int) -> Double {
    guard step < warmUp.steps else { return 1 }
    return warmUp.startFactor + (1 - warmUp.startFactor) * Double(step) / Double(warmUp.steps)
  }

  private func decayFactor(atStep step: Int) -> Double {
    switch decay {
    case .constant: return 1
    case .step(let milestones, let factor):
      return pow(factor, Double(milestones.count { $0 <= step }))
    case .linear(let fraction): return fraction + (1 - fraction) * (1 - progress(atStep: step))
    case .cosine(let fraction): return fraction + (1 - fraction) * (1 + cos(.pi * progress(atStep: step))) / 2
    }
  }

  /// How much of the way from the end of the warm-up to the last step is done, 0…1.
  private func progress(atStep step: Int) -> Double {
    step > warmUp.steps ? Double(step - warmUp.steps) / Double(totalSteps - warmUp.steps) : 0
  }
}

extension LearningRateSchedule {
  /// RetinaNet's (Lin et al., 2017, section 4.1): 0.01, divided by 10 at 60 000 and at 80 000 of 90 000 steps.
  public static let retinaNet = LearningRateSchedule(
    peak: 0.01, totalSteps: 90_000, decay: .step(milestones: [60_000, 80_000], factor: 0.1))

  /// That of the region proposals on feature pyramids (Lin et al., 2017): 0.02 for 30 000 steps, 0.002 for 10 000.
  public static let pyramidProposals = LearningRateSchedule(
    peak: 0.02, totalSteps: 40_000, decay: .step(milestones: [30_000], factor: 0.1))
}
