// AdamW on one number, in Double: the definition. Optimizer does it for a whole model.

import Foundation

/// One weight's descent by AdamW.
///
/// ```
/// m ← β₁ m + (1 - β₁) g                    the average of the gradient
/// v ← β₂ v + (1 - β₂) g²                   the average of its square
/// w ← w - rate · (decay · w + (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε))          t: steps made, this one included
/// ```
/// The two corrections take out that both averages begin at 0. Decay is apart from the averages: a weight of a large
/// gradient decays no less than others.
///
/// Properties:
/// - The first step moves a weight by the rate, against its gradient, whatever the gradient's size.
///
/// Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019), algorithm 2; PyTorch's
/// `torch.optim.AdamW`.
public struct AdamW: Hashable, Sendable {
  /// How slowly the average of the gradient forgets, at least 0 and below 1.
  public var beta1: Double
  /// How slowly the average of its square forgets, at least 0 and below 1.
  public var beta2: Double
  /// What keeps a gradient of 0 from dividing.
  public var epsilon: Double
  /// Weight decay; 0 for biases and normalization.
  public var decay: Double
  /// The averages, 0 at the start.
  public private(set) var (mean, square) = (0.0, 0.0)
  /// Steps made.
  public private(set) var steps = 0

  /// A descent that has not begun.
  public init(beta1: Double = 0.9, beta2: Double = 0.99, epsilon: Double = 1e-8, decay: Double) {
    (self.beta1, self.beta2, self.epsilon, self.decay) = (beta1, beta2, epsilon, decay)
  }

  /// Moves the weight by one step.
  public mutating func step(_ weight: inout Double, gradient: Double, rate: Double) {
    steps += 1
    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient * gradient
    let (m, v) = (mean / (1 - pow(beta1, Double(steps))), square / (1 - pow(beta2, Double(steps))))
    weight -= rate * (decay * weight + m / (v.squareRoot() + epsilon))
  }
}
