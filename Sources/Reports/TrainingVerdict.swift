// What the end of a run's losses says, beside what it is worth on pictures that it never saw.

import Text
import Training

extension TrainingReport {
  /// A training loss below which nothing is left to learn from the pictures that were shown.
  private static let tinyLoss = 0.05
  /// An AP that a detector which has understood its pictures is above.
  private static let lowAP = 0.5

  /// The mean of the loss over the last steps, and over as many before them; nil without a log.
  private var ends: (before: Double, last: Double)? {
    let losses = steps.map(\.loss)
    let window = min(lossWindow * 5, losses.count / 2)
    guard window > 0 else { return nil }
    func mean(_ part: ArraySlice<Double>) -> Double { part.reduce(0, +) / Double(part.count) }
    return (mean(losses.dropLast(window).suffix(window)), mean(losses.suffix(window)))
  }

  /// Whether the last step's rate is so small beside the largest that no loss could fall any more.
  private var isAtRest: Bool {
    guard let last = steps.last?.rate, let peak = steps.map(\.rate).max() else { return false }
    return last < 0.1 * peak
  }

  /// AP on pictures that were trained on beside AP on others, if the run measured both.
  var gap: GeneralizationGap? {
    guard let training = evaluations.last?.trainingAP, let validation = evaluation.summary.ap else { return nil }
    return GeneralizationGap(training: training, validation: validation)
  }

  /// Whether the training pictures are known by heart and others are not.
  var isLearntByHeart: Bool {
    if let gap { return gap.isLearntByHeart }
    guard let ends, let ap = evaluation.summary.ap else { return false }
    return ends.last < Self.tinyLoss && ap < Self.lowAP
  }

  /// That AP on the training pictures and AP on others have parted, or that the former were learnt by heart, and what
  /// helps; nil if it is as it should be.
  public var gapVerdict: String? {
    let help =
      "more pictures"
      + (options.augmentation == .none ? "; the same ones in more ways (--augment standard)" : "")
      + (run.rows.contains { $0.name == "--weights" }
        ? "." : "; or to begin with what another run has learnt (--weights).")
    if let gap, gap.hasParted, !gap.isLearntByHeart {
      return "AP is \(gap.training.fixed(digits: 3)) on pictures that it learnt from and "
        + "\(gap.validation.fixed(digits: 3)) on others: the two have parted, and more steps of the same kind would help "
        + "the first more than the second. What helps both is \(help)"
    }
    guard isLearntByHeart, let ends else { return nil }
    let learnt =
      gap.map { "AP is \($0.training.fixed(digits: 3)) on pictures that it learnt from" }
      ?? "At the end the loss is \(ends.last.fixed(digits: 3))"
    return "\(learnt), but AP on pictures that it never saw is only \(evaluation.summary.ap.fixed(digits: 3)): the "
      + "network has learnt its training pictures by heart. More steps make that worse. What helps is \(help)"
  }

  /// What the losses at the end advise.
  var lossVerdict: String {
    guard let ends else { return "There are too few steps to say where the losses go." }
    let last = "At the end the loss is \(ends.last.fixed(digits: 3))"
    if let gapVerdict { return gapVerdict }
    let fall = 1 - ends.last / ends.before
    if fall > 0.05 {
      return "\(last), \((100 * fall).fixed(digits: 0)) % less than just before: it still falls, and more steps would "
        + "help."
    }
    if isAtRest {
      return "\(last), about as just before, for the learning rate has come to rest. Of a longer training, whose rate "
        + "falls later, that says nothing: twice the steps are the way to ask."
    }
    return "\(last), about as just before: more steps of the same kind would change little."
  }
}
