// The focal loss of a clamped probability, as in yhenon's port: for comparison, and to see why nothing is clamped here.

/// The focal loss of a probability that was first kept at least `floor` away from 0 and 1.
///
/// The clamp keeps ln 0 away, and stops the gradient exactly where the output is most wrong. A positive at p = 0
/// stands at 0.25 · 0.9999² · 9.2103 = 2.302 for ever; unclamped, its logit is pulled up with the full αt = 0.25.
///
/// Properties:
/// - Between the bounds it is the focal loss, in value and gradient.
/// - Beyond them the value stands still and the gradient is 0, also at infinity.
///
/// Edge cases: a NaN logit gives NaN, in value and gradient, as it does through PyTorch's clamp.
public struct ClampedFocalLoss: SigmoidLoss, Hashable, Codable {
  /// The loss of the clamped probability.
  public let loss: FocalLoss
  /// The smallest probability that is told from 0, and the smallest distance from 1.
  public let floor: Double

  /// A focal loss behind a clamp.
  ///
  /// - Precondition: `floor` is between 0 and 0.5, both excluded.
  public init(_ loss: FocalLoss = FocalLoss(), floor: Double = 1e-4) {
    self.loss = loss
    self.floor = floor
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    floor > 0 && floor < 0.5 ? nil : "floor must be between 0 and 0.5, found \(floor)"
  }

  /// The focal loss's name and the clamp.
  public var name: String { "\(loss.name), probabilities clamped to \(floor) … \(1 - floor)" }

  /// The loss of a logit.
  public func value(logit: Double, isPositive: Bool, label: Int = 0) -> Double {
    if logit.isNaN { return logit }
    let clamped = min(max(sigmoid(logit), floor), 1 - floor)
    return loss.value(probability: clamped, isPositive: isPositive, label: label)
  }

  /// The derivative of the loss by the logit: 0 beyond the bounds.
  public func gradient(logit: Double, isPositive: Bool, label: Int = 0) -> Double {
    let probability = sigmoid(logit)
    if probability < floor || probability > 1 - floor { return 0 }
    return loss.gradient(logit: logit, isPositive: isPositive, label: label)
  }
}

#if !hasFeature(Embedded)
  extension ClampedFocalLoss {
    /// Reads it; throws `DecodingError` for what no initializer accepts.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      loss = try values.decode(FocalLoss.self, forKey: .loss)
      floor = try values.decode(Double.self, forKey: .floor)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
