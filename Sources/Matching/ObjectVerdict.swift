// Why an object has, or lacks, positive anchors: the answer to "my small objects are never learnt".

import Boxes
import Text

/// Whether an object is learnt, and why.
public struct ObjectVerdict: Hashable, Sendable {
  /// Why the object has, or lacks, positive anchors.
  public enum Reason: Hashable, Sendable {
    /// At least one anchor reaches the positive threshold with it.
    case matched
    /// Its positive anchors are below the threshold; the low-quality rule alone keeps them.
    case lowQualityOnly
    /// It has positive anchors, but overlaps none of them: a defect of other systems, asked for by name.
    case defectOnly
    /// It has no positive anchor, because its best anchor learns another object, of this IoU with it.
    case bestAnchorTaken(by: Int, iou: Double)
    /// It has no positive anchor, because its best anchor is below the negative threshold and Detectron's form of the
    /// low-quality rule leaves such anchors negative.
    case bestAnchorNegative
    /// It has no positive anchor, because none reaches the threshold.
    case belowThreshold
    /// It has no positive anchor, because no anchor overlaps it: outside the image, or without area.
    case overlapsNoAnchor
    /// It is a crowd, which is never matched; so many anchors are ignored because they lie in it.
    case crowd(ignored: Int)
  }

  /// The object's index.
  public let object: Int
  /// The number of its positive anchors.
  public let positiveCount: Int
  /// The anchor that overlaps it most, nil if none does.
  public let bestAnchor: Int?
  /// The IoU of that anchor, 0 if none overlaps it.
  public let bestIoU: Double
  /// The largest IoU of its positive anchors, below `bestIoU` if its best anchor learns another; 0 without any.
  public let learntIoU: Double
  /// The rules that were applied.
  public let matcher: Matcher
  /// True if some anchors are left out because they are outside the image.
  public let leavesAnchorsOut: Bool
  /// Why the object has, or lacks, positive anchors.
  public let reason: Reason

  /// The positive threshold that was applied.
  public var threshold: Double { matcher.positiveThreshold }

  /// True if the object has a positive anchor, so that the network learns it.
  public var isLearnt: Bool { positiveCount > 0 }

  /// The best IoU to two decimals, or to as many as it takes not to be rounded across the threshold.
  package var bestIoUText: String { bestIoU.rounded(towards: threshold) }

  /// The verdict as a sentence.
  public var sentence: String {
    let best = bestIoUText
    let learnt = learntIoU.rounded(towards: threshold)
    let limit = threshold.shortest
    switch reason {
    case .matched:
      return "Object \(object) is learnt by \(positiveCount.counted("anchor")): the best reaches IoU \(learnt), "
        + "the threshold is \(limit)."
    case .lowQualityOnly:
      return "Object \(object) is learnt by \(positiveCount.counted("anchor")), by the low-quality rule alone: "
        + "\(positiveCount == 1 ? "its" : "their") largest IoU is \(learnt), below the threshold \(limit)."
    case .defectOnly:
      return "Object \(object) is to be learnt by \(positiveCount.counted("anchor")) but overlaps none of them: "
        + "a defect, reproduced on request."
    case .bestAnchorTaken(let other, let iou):
      return "Object \(object) is not learnt: its best anchor (IoU \(best)) is taken by object \(other) "
        + "(IoU \(iou.fixed(digits: 2)))."
    case .bestAnchorNegative:
      let low = matcher.negativeThreshold
      return "Object \(object) is not learnt: its best anchor (IoU \(bestIoU.rounded(towards: low))) is negative, "
        + "as the low-quality rule keeps none \(matcher.boundary == .ignored ? "below" : "up to") \(low.shortest)."
    case .belowThreshold:
      return "Object \(object) is not learnt: no anchor\(inTheImage) reaches the threshold \(limit), "
        + "the largest IoU is \(best)."
    case .overlapsNoAnchor:
      return "Object \(object) is not learnt: no anchor\(inTheImage) overlaps it."
    case .crowd(let ignored):
      return "Object \(object) is a crowd and not matched: \(ignored.counted("anchor")) inside it "
        + "\(ignored == 1 ? "is" : "are") ignored."
    }
  }

  private var inTheImage: String {
    guard leavesAnchorsOut else { return "" }
    return matcher.outOfImage == .ignoreCenteredOutside ? " centered in the image" : " inside the image"
  }
}

extension Matches {
  /// Why an object has, or lacks, positive anchors.
  public func verdict(object: Int) -> ObjectVerdict {
    let positives = positives(ofObject: object)
    let learnt = positives.map { iou(anchor: $0, object: object) }.max() ?? 0
    return ObjectVerdict(
      object: object, positiveCount: positives.count, bestAnchor: objectBestAnchor[object],
      bestIoU: objectBestIoU[object], learntIoU: learnt, matcher: matcher, leavesAnchorsOut: isOutside.contains(true),
      reason: reason(object: object, isLearnt: !positives.isEmpty, learntIoU: learnt))
  }

  /// A verdict for every object, in order.
  public var objectVerdicts: [ObjectVerdict] { objects.indices.map { verdict(object: $0) } }

  private func reason(object: Int, isLearnt: Bool, learntIoU: Double) -> ObjectVerdict.Reason {
    if isCrowd[object] { return .crowd(ignored: ignoredCount(insideCrowd: object)) }
    if isLearnt {
      if learntIoU >= matcher.positiveThreshold { return .matched }
      return learntIoU > 0 ? .lowQualityOnly : .defectOnly
    }
    guard let anchor = objectBestAnchor[object] else { return .overlapsNoAnchor }
    let wouldBePositive = objectBestIoU[object] >= matcher.positiveThreshold || matcher.lowQuality != .none
    switch assignments[anchor] {
    case .positive(let owner) where wouldBePositive:
      return .bestAnchorTaken(by: owner, iou: iou(anchor: anchor, object: owner))
    case .negative where matcher.lowQuality == .bestAnchorsUnlessNegative: return .bestAnchorNegative
    case .positive, .negative, .ignored: return .belowThreshold
    }
  }

  /// Anchors that are ignored although their IoU with every object is that of a negative.
  private func ignoredCount(insideCrowd crowd: Int) -> Int {
    anchors.indices.count { crowdIgnoring(anchor: $0) == crowd }
  }
}
