// What a pass in training has learned beside the gradients: kept until the step is made, and dropped with a refused
// one.

import Kernels

/// A change of a tensor that is not a parameter: a running statistic, a moving average.
///
/// ```
/// target ← target + share · (newest - target)        or, without a share, target ← newest
/// ```
/// A pass changes nothing by itself. It lists what it found in `Tape.updates`, and whoever makes the step commits them;
/// a step that is refused, or a pass that was only looked at, commits nothing.
public struct StateUpdate {
  /// What is changed by `commit`.
  public let target: Tensor
  /// What was found in this pass, of the target's shape.
  public let newest: Tensor
  /// The weight of the newest; nil: it replaces what was there.
  public let share: Float?

  /// A change that has not been made yet.
  ///
  /// - Precondition: both tensors have one shape.
  public init(of target: Tensor, newest: Tensor, share: Float? = nil) {
    precondition(
      target.shape == newest.shape, "newest must be of the target's shape \(target.shape), found \(newest.shape)")
    (self.target, self.newest, self.share) = (target, newest, share)
  }

  /// Makes the change; those of one target one after another, in the order of the pass.
  public func commit() {
    if let share {
      UpdateKernels.average(newest.buffer, into: target.buffer, share: share)
    } else {
      target.buffer.write(newest.array)
    }
  }
}
