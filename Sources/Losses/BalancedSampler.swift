// The region proposal network's answer to imbalance: train on a few anchors of each kind.
// RetinaNet does not sample: it keeps every anchor and lets the focal loss weigh them.

import Boxes

/// Draws a fixed number of anchors per image, at most half of them positive.
///
/// Faster R-CNN takes 256 anchors per image: up to 128 positives, and negatives to make up the number.
///
/// Properties:
/// - Every positive is kept if there are at most `positives` of them.
/// - The sample has `total` anchors, or all that are not ignored if those are fewer.
/// - The same generator draws the same anchors.
public struct BalancedSampler: AnchorSampler, Hashable, Codable {
  /// The largest number of positive anchors.
  public var positives: Int
  /// The number of anchors in all.
  public var total: Int

  /// The anchors drawn, both lists ascending.
  public struct Sample: Hashable, Sendable {
    /// Positive anchors.
    public var positives: [Int]
    /// Negative anchors.
    public var negatives: [Int]

    /// A sample of these anchors.
    public init(positives: [Int], negatives: [Int]) {
      self.positives = positives
      self.negatives = negatives
    }
  }

  /// A sampler of up to `positives` positive anchors among `total`.
  ///
  /// - Precondition: 0 ≤ `positives` ≤ `total`.
  public init(positives: Int = 128, total: Int = 256) {
    self.positives = positives
    self.total = total
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    0 <= positives && positives <= total
      ? nil : "positives must be in 0...total, found \(positives) of \(total)"
  }

  /// Draws anchors without replacement; ignored ones are never drawn.
  public func sample(_ targets: [AnchorTarget], using generator: inout some RandomNumberGenerator) -> Sample {
    let positive = targets.indices.filter { targets[$0].isPositive }
    let negative = targets.indices.filter { targets[$0] == .negative }
    let drawn = Self.draw(positives, from: positive, using: &generator)
    return Sample(
      positives: drawn, negatives: Self.draw(total - drawn.count, from: negative, using: &generator))
  }

  /// "256 anchors drawn at random, at most 128 of them positive".
  public var name: String { "\(total) anchors drawn at random, at most \(positives) of them positive" }

  /// The anchors drawn, ascending.
  public func selected(_ image: SampledImage, using generator: inout some RandomNumberGenerator) -> [Int] {
    let sample = sample(image.targets, using: &generator)
    return (sample.positives + sample.negatives).sorted()
  }

  /// A uniform subset by the first steps of a Fisher–Yates shuffle, ascending.
  private static func draw(
    _ count: Int, from list: [Int], using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    guard count < list.count else { return list }
    var list = list
    for place in 0..<count {
      let rest = UInt64(list.count - place)
      list.swapAt(place, place + Int(generator.next().multipliedFullWidth(by: rest).high))
    }
    return list[..<count].sorted()
  }
}

extension BalancedSampler {
  /// Reads it; throws `DecodingError` for what no initializer accepts.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    positives = try values.decode(Int.self, forKey: .positives)
    total = try values.decode(Int.self, forKey: .total)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }
}
