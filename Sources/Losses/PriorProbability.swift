// The bias that the last layer of the classification head starts with.

import Foundation

/// The share of positives that a new network should believe in, and the bias that makes it do so.
///
/// ```
/// b = -ln((1 - π) / π)        so that σ(b) = π
/// ```
///
/// 1 000 positives among 100 000 anchors are π = 0.01, and b = -4.59512. (The bias is b, not π.) Without it every
/// output starts at 0.5, and a negative at first costs 172 419 times as much: 100 000 anchors of 80 classes cost
/// 1 039 721 instead of 6.03 before normalization.
///
/// Properties:
/// - σ(bias) = π.
/// - The bias rises with π, and is 0 at π = 0.5.
public struct PriorProbability: Hashable, Sendable, Codable {
  /// π, strictly between 0 and 1.
  public let probability: Double

  /// A prior; 0.01 in the paper.
  public init(_ probability: Double = 0.01) {
    self.probability = probability
    if let problem { preconditionFailure(problem) }
  }

  /// What is wrong with it, if anything.
  private var problem: String? {
    probability > 0 && probability < 1 ? nil : "probability must be between 0 and 1, found \(probability)"
  }

  /// -ln((1 - π) / π): the logit of π.
  public var bias: Double { log(probability) - log1p(-probability) }
}

// MARK: - Written as the number alone

#if !hasFeature(Embedded)
  extension PriorProbability {
    /// Reads a probability; throws `DecodingError` for one that is not between 0 and 1.
    public init(from decoder: any Decoder) throws {
      probability = try decoder.singleValueContainer().decode(Double.self)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }

    /// Writes the probability.
    public func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      try value.encode(probability)
    }
  }
#endif
