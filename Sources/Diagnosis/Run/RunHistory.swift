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

extension RunHistory {
  /// The last part of the steps, by share; at least ten of them.
  func tail(_ share: Double) -> ArraySlice<Step> { steps.suffix(max(10, Int(share * Double(steps.count)))) }

  /// R: negative outputs for each positive anchor in the last steps; nil if the number of outputs is not known.
  var negativesPerPositive: Double? {
    guard let outputs = outputsPerPicture, let positives = tail(0.3).map(\.positives).mean, positives > 0 else {
      return nil
    }
    return (Double(outputs) - positives) / positives
  }

  /// The number with a meaning at which the classification loss stands still: within 3 % over the last 30 % of the
  /// steps, and within 5 % of the number (runs that a rate broke end up to 4.8 % away, healthy ones of the ward 12 % or
  /// more); nil if it moves, or means nothing there.
  var plateau: (value: Double, meaning: PlateauLoss, steps: ClosedRange<Int>)? {
    let last = tail(0.3)
    let losses = last.map(\.classLoss)
    let half = losses.count / 2
    guard let first = losses.prefix(half).median, let second = losses.suffix(half).median, let all = losses.median,
      abs(first - second) <= 0.03 * all, all > 0.05, let from = last.first?.step, let to = last.last?.step, from <= to
    else { return nil }
    return PlateauLoss.all(prior: prior, negativesPerPositive: negativesPerPositive)
      .filter { $0.value > 0.05 && abs($0.value - all) <= 0.05 * $0.value }
      .min { abs($0.value - all) < abs($1.value - all) }
      .map { (all, $0, from...to) }
  }
}
