// What the losses of a batch are divided by: the piece on which no two systems agree.
// It weighs whole images; which anchors count at all is decided by the matcher.

import Boxes

/// Decides what the two losses of a batch are divided by; `LossNormalization` is what this package has.
///
/// Properties that a detector counts on:
/// - There are as many factors as images, none negative, all finite, also where no image has a positive.
public protocol LossDivider: Sendable {
  /// What files and reports call it; the type's name unless said otherwise.
  var name: String { get }
  /// What a moving average starts from; 0, unless said otherwise, for none.
  var initialAverage: Double { get }
  /// What the sum of each image is multiplied by, for the classification loss and for the box loss.
  ///
  /// - Parameters:
  ///   - positives: the number of positive anchors of each image.
  ///   - lost: the anchors of each image that were positive before a rule made them negative again.
  ///   - average: a number that is kept from batch to batch and saved with the detector, if `initialAverage` is above
  ///     0; it must stay above 0.
  func factors(
    positives: [Int], lost: [Int], average: inout Double
  ) -> (classification: [Double], box: [Double])
}

extension LossDivider {
  /// The type's name.
  public var name: String { "\(Self.self)" }
  /// None.
  public var initialAverage: Double { 0 }
}

/// What the two losses of a batch are divided by.
public struct LossNormalization: LossDivider, Hashable, Codable {
  /// For the focal loss.
  public var classification: Rule
  /// For the box loss.
  public var box: Rule

  /// The same normalizer for both losses, unless `box` names another.
  public init(_ classification: Rule = .positivesPerImage, box: Rule? = nil) {
    self.classification = classification
    self.box = box ?? classification
  }

  /// What cannot be computed with, if anything.
  ///
  /// A normalization may come to be so in steps, so that no initializer looks at it: `factors` does.
  package var problem: String? {
    for normalizer in [classification, box] {
      guard case .movingAverage(let initial, let momentum) = normalizer else { continue }
      if !(initial > 0 && initial.isFinite) { return "initial must be finite and above 0, found \(initial)" }
      if !(0..<1).contains(momentum) { return "momentum must be in 0 ..< 1, found \(momentum)" }
    }
    let areTwo = box != classification && box.initialAverage > 0 && classification.initialAverage > 0
    return areTwo
      ? "classification and box must not keep two moving averages, found \(classification), \(box)" : nil
  }

  /// What a moving average starts from; 0 if neither loss keeps one.
  public var initialAverage: Double { max(classification.initialAverage, box.initialAverage) }

  /// The factors of both losses for each image of a batch.
  ///
  /// If both keep the same moving average it moves once. Two different ones would need two numbers: refused.
  public func factors(
    positives: [Int], lost: [Int] = [], average: inout Double
  ) -> (classification: [Double], box: [Double]) {
    precondition(
      box == classification || box.initialAverage == 0 || classification.initialAverage == 0,
      "classification and box must not keep two moving averages, found \(classification), \(box)")
    let first = classification.factors(positives: positives, lost: lost, average: &average)
    let second = box == classification ? first : box.factors(positives: positives, lost: lost, average: &average)
    return (first, second)
  }
}

extension LossNormalization {
  /// What the sum over an image's anchors is divided by.
  ///
  /// With P the positive anchors of an image and N images, a batch of P = 3, 0, 5 multiplies the images' sums by
  ///
  /// ```
  /// positivesPerImage             1 / (N max(1, P))          1/9     1/3     1/15
  /// positivesPerImageOrNothing    likewise, 0 if P = 0       1/9     0       1/15
  /// numbersPerImage               1 / (4 N max(1, P))        1/36    1/12    1/60
  /// positivesInBatch              1 / max(1, Σ P)            1/8     1/8     1/8
  /// positivesPerImageSummed       1 / Σ max(1, P)            1/9     1/9     1/9
  /// positivesPlusOne, none lost   1 / Σ (P + 1)              1/11    1/11    1/11
  /// movingAverage, first batch    1 / (0.9 · 100 + 0.1 · 8)  1/90.8  1/90.8  1/90.8
  /// ```
  ///
  /// A learning rate that was tuned under one is wrong under another: by the last line this batch steps 11 times
  /// shorter than by `positivesInBatch`.
  ///
  /// Properties:
  /// - There are as many factors as images, none negative, all finite, also where no image has a positive.
  /// - Where every image has the same number of positives, dividing per image, per batch and by the summed maxima
  ///   agree.
  public enum Rule: Hashable, Sendable, Codable {
    /// Each image's sum by its own positives, at least 1; then the mean of the images.
    case positivesPerImage
    /// Each image's sum by its own positives; an image that has none teaches nothing.
    case positivesPerImageOrNothing
    /// Each image's sum by four times its own positives: the mean over the numbers of a box; then the mean of the
    /// images.
    case numbersPerImage
    /// All by the positives of the batch, at least 1.
    case positivesInBatch
    /// All by the sum, over images, of their positives, each at least 1.
    case positivesPerImageSummed
    /// All by the sum, over images, of their positives, the best anchors that a matcher lost again, and one.
    case positivesPlusOne
    /// All by a moving average of the positives of a batch, at least 1, so that a batch of few does not leap.
    ///
    /// ```
    /// average ← momentum · average + (1 - momentum) · max(1, Σ P)
    /// ```
    ///
    /// The numbers are Detectron2's; the momentum is in 0 ..< 1.
    case movingAverage(initial: Double = 100, momentum: Double = 0.9)

    /// What a moving average starts from; 0 for a rule that keeps none.
    public var initialAverage: Double {
      if case .movingAverage(let initial, _) = self { initial } else { 0 }
    }

    /// What the sum of each image of a batch is multiplied by, so that the results add up to the batch's loss.
    ///
    /// - Parameters:
    ///   - positives: the number of positive anchors of each image, none negative.
    ///   - lost: the anchors of each image that were positive before a rule made them negative again (see
    ///     `Matches.lostBestAnchors`), which Detectron has counted by then; none, if empty.
    ///   - average: the moving average, which the batch changes; a rule that keeps none leaves it alone. It begins as
    ///     `initialAverage`, and a run that is to be continued has to save it.
    public func factors(positives: [Int], lost: [Int] = [], average: inout Double) -> [Double] {
      precondition(positives.allSatisfy { $0 >= 0 }, "positives must be at least 0, found \(positives)")
      let images = Double(positives.count)
      let sum = Double(positives.reduce(0, +))
      let divisor: Double
      switch self {
      case .positivesPerImage: return positives.map { 1 / (images * Double(max(1, $0))) }
      case .positivesPerImageOrNothing: return positives.map { $0 == 0 ? 0 : 1 / (images * Double($0)) }
      case .numbersPerImage: return positives.map { 1 / (4 * images * Double(max(1, $0))) }
      case .positivesInBatch: divisor = max(1, sum)
      case .positivesPerImageSummed: divisor = positives.reduce(0) { $0 + Double(max(1, $1)) }
      case .positivesPlusOne: divisor = sum + Double(lost.reduce(0, +)) + images
      case .movingAverage(_, let momentum):
        precondition((0..<1).contains(momentum), "momentum must be in 0 ..< 1, found \(momentum)")
        average = momentum * average + (1 - momentum) * max(1, sum)
        divisor = average
      }
      return positives.map { _ in 1 / divisor }
    }
  }
}

#if !hasFeature(Embedded)
  extension LossNormalization {
    /// Reads a normalization; throws `DecodingError` for one that cannot be computed with.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      classification = try values.decode(Rule.self, forKey: .classification)
      box = try values.decode(Rule.self, forKey: .box)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
