// Binary cross entropy of one sigmoid output: what the focal loss starts from.

/// Binary cross entropy, natural logarithm.
///
/// ```
/// CE(pt) = -ln(pt)        pt = p for a positive, 1 - p for a negative
/// ```
///
/// An easy example, pt = 0.9, costs 0.1053605; a misclassified one, pt = 0.1, costs 2.3025851. The ratio is only 22:
/// a hundred thousand easy negatives outweigh every object in the picture, which is what the focal loss is for.
///
/// Properties:
/// - Both signs agree: a negative at p costs what a positive at 1 - p does.
/// - The cost falls as pt rises, from infinity at pt = 0 to 0 at pt = 1.
public enum CrossEntropy {
  /// The cost of a probability, at least 0.
  ///
  /// Nothing is clamped. Edge cases: infinity for a positive at p = 0 and for a negative at p = 1.
  ///
  /// - Precondition: `probability` is in 0...1.
  public static func value(probability: Double, isPositive: Bool) -> Double {
    TruthProbability(probability: probability, isPositive: isPositive).cost
  }

  /// The cost of a logit x, finite for every finite x: softplus(-x) for a positive, softplus(x) for a negative.
  public static func value(logit: Double, isPositive: Bool) -> Double {
    softplus(isPositive ? -logit : logit)
  }

  /// The derivative of the cost by the logit, in -1...1.
  ///
  /// ```
  /// dCE/dx = σ(x) - y        y = 1 for a positive, 0 for a negative
  /// ```
  public static func gradient(logit: Double, isPositive: Bool) -> Double {
    isPositive ? -sigmoid(-logit) : sigmoid(logit)
  }
}
