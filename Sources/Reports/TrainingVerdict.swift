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

  /// Whether the training pictures are known by heart and others are not.
  var isLearntByHeart: Bool {
    guard let ends, let ap = evaluation.summary.ap else { return false }
    return ends.last < Self.tinyLoss && ap < Self.lowAP
  }

  /// What the losses at the end advise.
  var lossVerdict: String {
    guard let ends else { return "There are too few steps to say where the losses go." }
    let last = "At the end the loss is \(ends.last.fixed(digits: 3))"
    if isLearntByHeart {
      return "\(last), but AP on pictures that it never saw is only \(evaluation.summary.ap.fixed(digits: 3)): the "
        + "network has learnt its training pictures by heart. More steps make that worse. What helps is more pictures; "
        + "the same ones in more ways (--augment standard); or to begin with what another run has learnt (--weights)."
    }
    let fall = 1 - ends.last / ends.before
    if fall > 0.05 {
      return "\(last), \((100 * fall).fixed(digits: 0)) % less than just before: it still falls, and more steps would "
        + "help."
    }
    return "\(last), about as just before: more steps of the same kind would change little."
  }
}
