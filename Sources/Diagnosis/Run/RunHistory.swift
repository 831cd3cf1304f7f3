// What a run wrote down of itself, as the doctor reads it: numbers by step.

/// The log of a training run, of this package or of another program.
public struct RunHistory: Hashable, Sendable {
  /// A step of training.
  public struct Step: Hashable, Sendable {
    /// Steps done, from 1.
    public var step: Int
    /// The classification loss.
    public var classLoss: Double
    /// The box loss.
    public var boxLoss: Double
    /// Positive anchors in each picture, on average.
    public var positives: Double
    /// The learning rate.
    public var rate: Double

    /// A step of training.
    public init(step: Int, classLoss: Double, boxLoss: Double, positives: Double, rate: Double) {
      (self.step, self.classLoss, self.boxLoss) = (step, classLoss, boxLoss)
      (self.positives, self.rate) = (positives, rate)
    }
  }

  /// An evaluation on other pictures than those learnt from.
  public struct Evaluation: Hashable, Sendable {
    /// Steps done.
    public var step: Int
    /// AP, 0…1; nil if there was nothing to find.
    public var ap: Double?

    /// An evaluation.
    public init(step: Int, ap: Double?) {
      self.step = step
      self.ap = ap
    }
  }

  /// The steps, in order.
  public var steps: [Step]
  /// The evaluations, in order.
  public var evaluations: [Evaluation]
  /// Outputs of a picture: anchors × classes; nil if it is not known.
  public var outputsPerPicture: Int?
  /// π, the score before training.
  public var prior: Double
  /// Pictures that are learnt from; nil if every step has new ones.
  public var trainingPictures: Int?

  /// A run's history.
  public init(
    steps: [Step], evaluations: [Evaluation] = [], outputsPerPicture: Int? = nil, prior: Double = 0.01,
    trainingPictures: Int? = nil
  ) {
    self.steps = steps
    self.evaluations = evaluations
    self.outputsPerPicture = outputsPerPicture
    self.prior = prior
    self.trainingPictures = trainingPictures
  }
}
