// Online hard example mining: learn only from the anchors that cost most. What the focal loss is compared with.
// It selects anchors; it neither weighs their losses nor divides them by anything.

import Boxes

/// Online hard example mining (Shrivastava, Gupta and Girshick, 2016), the rival of the focal loss.
///
/// The focal loss lets every anchor teach, the easy ones next to nothing. Mining throws the easy ones away altogether:
/// which anchors teach is decided anew at every step, by their losses.
///
/// Properties:
/// - What is selected costs at least as much as what is left out of the same sign (where there is no suppression).
/// - Ignored anchors are never selected, none is selected twice, and selected indices rise.
///
/// Complexity: O(n log n); with a suppression O(n · selected) more.
public struct HardExampleMining: AnchorSampler, Hashable, Codable {
  /// Which anchors teach.
  public enum Rule: Hashable, Sendable, Codable {
    /// Every positive and, for each, so many of the negatives that cost most: SSD's 3 to 1.
    ///
    /// An image without positives teaches from `atLeast` negatives: 0 in SSD, so from none.
    case negativesPerPositive(Int, atLeast: Int = 0)
    /// So many anchors that cost most, of either sign: the paper's OHEM, with 128, 256 or 512.
    case hardest(Int)
    /// So many anchors, of which a positive has at most the given number of negatives: the paper's "OHEM 1:3".
    ///
    /// Of 128 at 1:3 at most 32 are positives, those that cost most, and three times as many negatives as positives.
    case balanced(Int, negativesPerPositive: Int = 3)

    private enum NegativesPerPositiveCodingKeys: String, CodingKey { case _0 = "ratio", atLeast }
    private enum HardestCodingKeys: String, CodingKey { case _0 = "count" }
    private enum BalancedCodingKeys: String, CodingKey { case _0 = "count", negativesPerPositive }
  }

  /// Which anchors teach.
  public let rule: Rule
  /// If not nil, an anchor is passed over if its box overlaps one that costs more by an IoU above this.
  ///
  /// 0.5 or 0.7 in the paper: without it the hardest anchors are all neighbors of the same spot.
  public let iouThreshold: Double?

  /// A mining rule, with or without suppression.
  ///
  /// - Precondition: counts are in 0...2³⁰; `iouThreshold` is in 0...1.
  public init(_ rule: Rule, iouThreshold: Double? = nil) {
    self.rule = rule
    self.iouThreshold = iouThreshold
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    let counts =
      switch rule {
      case .negativesPerPositive(let ratio, let least): [ratio, least]
      case .hardest(let count): [count]
      case .balanced(let count, let ratio): [count, ratio]
      }
    // Products of two of them are taken.
    if !counts.allSatisfy((0...1 << 30).contains) {
      return "counts of a mining rule must be in 0...2^30, found \(counts)"
    }
    if let iouThreshold, !(0...1).contains(iouThreshold) {
      return "iouThreshold must be in 0...1, found \(iouThreshold)"
    }
    return nil
  }

  /// The anchors of an image that teach, in rising order.
  ///
  /// Edge cases: of anchors that cost the same the first are taken. A loss that is NaN counts as infinite: left out, it
  /// would leave the training that has gone wrong a loss like any other.
  ///
  /// - Parameters:
  ///   - losses: what each anchor costs, [anchors].
  ///   - targets: what each should say, [anchors].
  ///   - boxes: the box of each, decoded, for the suppression; not needed without one.
  public func selected(losses: [Double], targets: [AnchorTarget], boxes: [Box] = []) -> [Int] {
    precondition(
      losses.count == targets.count,
      "targets must be as many as losses, \(losses.count), found \(targets.count)")
    let falling = candidates(losses: losses, targets: targets, boxes: boxes)
    let positives = falling.filter { targets[$0].isPositive }
    let negatives = falling.filter { !targets[$0].isPositive }
    switch rule {
    case .hardest(let count): return falling.prefix(count).sorted()
    case .negativesPerPositive(let ratio, let least):
      return (positives + negatives.prefix(max(least, ratio * positives.count))).sorted()
    case .balanced(let count, let ratio):
      let chosen = positives.prefix(count / (1 + ratio))
      return (chosen + negatives.prefix(ratio * chosen.count)).sorted()
    }
  }

  /// "every positive and for each 3 negatives that cost most, at least 3".
  public var name: String {
    let chosen =
      switch rule {
      case .negativesPerPositive(let ratio, let least):
        "every positive and for each \(ratio) negatives that cost most, at least \(least)"
      case .hardest(let count): "the \(count) anchors that cost most"
      case .balanced(let count, let ratio): "of \(count) anchors that cost most one positive for \(ratio) negatives"
      }
    return chosen + (iouThreshold.map { ", none that overlaps a dearer one above IoU \($0)" } ?? "")
  }

  /// The anchors that teach by what they cost now.
  public func selected(_ image: SampledImage, using generator: inout some RandomNumberGenerator) -> [Int] {
    selected(losses: image.losses, targets: image.targets, boxes: iouThreshold == nil ? [] : image.boxes)
  }

  /// Anchors that count, by falling loss, without those that the suppression passes over.
  private func candidates(losses: [Double], targets: [AnchorTarget], boxes: [Box]) -> [Int] {
    let counted = targets.indices.filter { targets[$0] != .ignored }
    let costs = losses.map { $0.isNaN ? .infinity : $0 }
    guard let iouThreshold else {
      return counted.sorted { (costs[$0], $1) > (costs[$1], $0) }
    }
    precondition(
      boxes.count == losses.count,
      "boxes must be as many as losses, \(losses.count), for a suppression, found \(boxes.count)")
    let asDetections = counted.map { Detection(box: boxes[$0], label: 0, score: costs[$0]) }
    // Of the hardest none is wanted beyond their number; suppression goes on from the dearest, and may stop there.
    let limit = if case .hardest(let count) = rule { count } else { Int.max }
    return NonMaximumSuppression(iouThreshold: iouThreshold).kept(asDetections, limit: limit).map { counted[$0] }
  }
}

extension HardExampleMining {
  /// Reads it; throws `DecodingError` for what no initializer accepts.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    rule = try values.decode(Rule.self, forKey: .rule)
    iouThreshold = try values.decodeIfPresent(Double.self, forKey: .iouThreshold)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }
}
