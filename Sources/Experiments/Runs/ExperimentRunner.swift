// Who makes trainings: the real one, or a test's.

/// How far a training is.
public struct RunProgress: Hashable, Sendable {
  /// Steps made.
  public var step: Int
  /// Steps to be made.
  public var steps: Int

  /// A place in a training.
  public init(step: Int, steps: Int) {
    self.step = step
    self.steps = steps
  }
}

/// Trains a detector and measures it.
public protocol ExperimentRunner {
  /// The results of experiments that share a training, in their order.
  ///
  /// - Parameters:
  ///   - experiments: at least one, all of the same training and the same `stop`.
  ///   - keepsState: whether the state of the training is kept, to be gone on from.
  ///   - progress: called now and then.
  ///
  /// - Throws: what makes the work impossible; a training that diverges is a result.
  func results(
    of experiments: [Experiment], keepsState: Bool, progress: (RunProgress) -> Void
  ) throws -> [ExperimentResult]

  /// Throws away the state that was kept of a training, if there is one.
  func forgetState(of experiment: Experiment) throws
}
