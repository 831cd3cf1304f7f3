// Stochastic gradient descent with momentum on one number, in Double: the definition. Optimizer does it for a whole
// model.

/// One weight's descent with momentum.
///
/// ```
/// v ← momentum · v + (gradient + decay · w)
/// w ← w - rate · v
/// ```
/// Weight decay is part of the gradient, and so of the velocity: the same as a penalty of decay/2 · w² in the loss.
/// AdamW keeps the two apart.
///
/// Source: the paper, section 4.1 (momentum 0.9, weight decay 0.0001); PyTorch's `torch.optim.SGD`.
public struct SGD: Hashable, Sendable {
  /// The share of the last step in this one, at least 0 and below 1.
  public var momentum: Double
  /// Weight decay; 0 for biases and normalization.
  public var decay: Double
  /// What is remembered; 0 at the start.
  public private(set) var velocity = 0.0

  /// A descent that has not begun.
  public init(momentum: Double, decay: Double) {
    (self.momentum, self.decay) = (momentum, decay)
  }

  /// Moves the weight by one step.
  public mutating func step(_ weight: inout Double, gradient: Double, rate: Double) {
    velocity = momentum * velocity + (gradient + decay * weight)
    weight -= rate * velocity
  }
}
