// What an experiment came to: its numbers, and what intervals over pictures are computed from.

import Evaluation
import Losses

/// The result of an experiment, as its file holds it.
public struct ExperimentResult: Hashable, Sendable, Codable {
  /// The form of the file.
  public var schema = Experiment.schema
  /// What was done.
  public var experiment: Experiment
  /// AP, the mean over the IoU thresholds 0.50 … 0.95, in 0…1; nil if it was not measured or the training failed.
  public var ap: Double?
  /// AP at IoU 0.50.
  public var ap50: Double?
  /// AP at IoU 0.75.
  public var ap75: Double?
  /// Which detections were right in which picture.
  public var pictures: ScoredPictures?
  /// Who owns the loss, where that was measured.
  public var focus: FocusMeasurement?
  /// Why the training came to no end: a loss that was no longer a number.
  ///
  /// Such a detector counts as finding nothing.
  public var failure: String?
  /// How long training and measuring took, with all that this machine did besides; nothing depends on it.
  public var seconds: Double

  /// A result without numbers yet.
  public init(_ experiment: Experiment, seconds: Double = 0) {
    self.experiment = experiment
    self.seconds = seconds
  }

  /// A measured precision.
  public init(_ experiment: Experiment, images: [EvaluatedImage], summary: COCOSummary, seconds: Double) {
    self.init(experiment, seconds: seconds)
    (ap, ap50, ap75) = (summary.ap, summary.ap50, summary.ap75)
    pictures = ScoredPictures(images, classes: summary.perClass.count)
  }
}

/// The paper's Figure 4 of one detector: how much of their loss the easiest share of the examples own, by γ.
public struct FocusMeasurement: Hashable, Sendable, Codable {
  /// The curves of one γ.
  public struct Curves: Hashable, Sendable, Codable {
    /// The focusing parameter.
    public var gamma: Double
    /// The share of the positives' loss that the easiest 0, 1, … 100 % of them own.
    public var positives: [Double]
    /// The share of the negatives' loss that the easiest 0, 1, … 100 % of them own.
    public var negatives: [Double]

    /// The share of the loss that the hardest part owns, in 0…1.
    ///
    /// - Parameters:
    ///   - percent: how many of the examples, in 0…100.
    ///   - curve: of positives or of negatives.
    public func hardest(_ percent: Int, of curve: KeyPath<Curves, [Double]>) -> Double {
      precondition((0...100).contains(percent), "percent must be in 0 ... 100, found \(percent)")
      let values = self[keyPath: curve]
      return values.last == 1 ? 1 - values[100 - percent] : 0
    }
  }

  /// One for each γ.
  public var curves: [Curves]
  /// How many anchors that learn an object were looked at.
  public var positiveCount: Int
  /// How many background anchors were looked at.
  public var negativeCount: Int

  /// Measured curves at every hundredth, and how many anchors they are of.
  public init(_ curves: [FocusCurves], positiveCount: Int, negativeCount: Int) {
    func points(_ curve: LossCurve) -> [Double] {
      (0...100).map { min(1, curve.share(ofEasiest: Double($0) / 100)) }
    }
    self.curves = curves.map {
      Curves(gamma: $0.gamma, positives: points($0.positives), negatives: points($0.negatives))
    }
    self.positiveCount = positiveCount
    self.negativeCount = negativeCount
  }
}
