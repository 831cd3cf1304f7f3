// The loss of one box delta: quadratic near 0, linear beyond.

/// Smooth L1 (Girshick, "Fast R-CNN", 2015) with the join at β.
///
/// ```
/// L(x) = x² / 2β      for |x| < β
///        |x| - β/2    otherwise
/// ```
///
/// py-faster-rcnn and keras-retinanet write σ for 1/√β. With σ = 3, β = 1/9: 0.5 · 9 · x² below 1/9, else
/// |x| - 1/18. β = 0 is plain L1, which torchvision and Detectron2 use.
///
/// Properties:
/// - Even in x; the gradient is odd and lies in -1...1.
/// - Value and gradient are continuous at β (for β > 0).
/// - At most |x|, and at least |x| - β/2.
public struct SmoothL1: Hashable, Sendable, Codable {
  /// Where the parabola meets the line; at least 0.
  public let beta: Double

  /// Plain L1: |x|.
  public static let l1 = SmoothL1(beta: 0)

  /// Smooth L1 that is linear from β on.
  public init(beta: Double) {
    self.beta = beta
    if let problem { preconditionFailure(problem) }
  }

  /// What is wrong with it, if anything.
  private var problem: String? {
    beta >= 0 && beta.isFinite ? nil : "beta must be finite and at least 0, found \(beta)"
  }

  /// Smooth L1 that is linear from 1/σ² on.
  public init(sigma: Double) {
    precondition(sigma > 0, "sigma must be positive, found \(sigma)")
    self.init(beta: 1 / (sigma * sigma))
  }

  /// The loss of a difference between prediction and target, at least 0.
  public func value(_ difference: Double) -> Double {
    let size = abs(difference)
    return size < beta ? 0.5 * size * size / beta : size - beta / 2
  }

  /// The derivative by the difference, in -1...1.
  ///
  /// Edge cases: 0 at 0, also for β = 0, where |x| has a corner.
  public func gradient(_ difference: Double) -> Double {
    if abs(difference) < beta { return difference / beta }
    return difference > 0 ? 1 : difference < 0 ? -1 : difference
  }
}

#if !hasFeature(Embedded)
  extension SmoothL1 {
    /// Reads a loss; throws `DecodingError` for a beta that is not finite or below 0.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      beta = try values.decode(Double.self, forKey: .beta)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
