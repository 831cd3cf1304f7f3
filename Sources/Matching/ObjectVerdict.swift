// Why an object has, or lacks, positive anchors: the answer to "my small objects are never learnt".

import Anchors
import Boxes

/// Whether an object is learnt, and why.
public struct ObjectVerdict: Hashable, Sendable {
  /// Why the object has, or lacks, positive anchors.
  public enum Reason: Hashable, Sendable {
    /// At least one anchor reaches the positive threshold with it.
    case matched
    /// Its positive anchors are below the threshold; the low-quality rule alone keeps them.
    case lowQualityOnly
    /// It has no positive anchor, because its best anchor overlaps another object as much or more.
    case bestAnchorTaken(by: Int, iou: Double)
    /// It has no positive anchor, because none reaches the threshold.
    case belowThreshold
    /// It has no positive anchor, because no anchor overlaps it: outside the image, or without area.
    case overlapsNoAnchor
    /// It is a crowd, which is never matched; so many anchors are ignored because they lie in it.
    case crowd(ignored: Int)
  }

  /// The object's index.
  public var object: Int
  /// The number of its positive anchors.
  public var positiveCount: Int
  /// The anchor that overlaps it most, nil if none does.
  public var bestAnchor: Int?
  /// The IoU of that anchor, 0 if none overlaps it.
  public var bestIoU: Double
  /// The positive threshold that was applied.
  public var threshold: Double
  /// Why the object has, or lacks, positive anchors.
  public var reason: Reason

  /// True if the object has a positive anchor, so that the network learns it.
  public var isLearnt: Bool { positiveCount > 0 }

  /// The best IoU to two decimals, or to as many as it takes not to be rounded across the threshold.
  package var bestIoUText: String { bestIoU.rounded(towards: threshold) }

  /// The verdict as a sentence.
  public var sentence: String {
    let best = bestIoUText
    let limit = threshold.shortest
    switch reason {
    case .matched:
      return "Object \(object) is learnt by \(counted(positiveCount)): the best reaches IoU \(best), "
        + "the threshold is \(limit)."
    case .lowQualityOnly:
      return "Object \(object) is learnt by \(counted(positiveCount)), by the low-quality rule alone: "
        + "its largest IoU is \(best), below the threshold \(limit)."
    case .bestAnchorTaken(let other, let iou):
      return "Object \(object) is not learnt: its best anchor (IoU \(best)) is taken by object \(other) "
        + "(IoU \(iou.fixed(digits: 2)))."
    case .belowThreshold:
      return "Object \(object) is not learnt: no anchor reaches the threshold \(limit), the largest IoU is \(best)."
    case .overlapsNoAnchor:
      return "Object \(object) is not learnt: no anchor overlaps it."
    case .crowd(let ignored):
      return "Object \(object) is a crowd and not matched: \(counted(ignored)) inside it "
        + "\(ignored == 1 ? "is" : "are") ignored."
    }
  }

  private func counted(_ count: Int) -> String { "\(count) anchor\(count == 1 ? "" : "s")" }
}

extension Matches {
  /// Why an object has, or lacks, positive anchors.
  public func verdict(object: Int) -> ObjectVerdict {
    let positives = positives(ofObject: object)
    return ObjectVerdict(
      object: object, positiveCount: positives.count, bestAnchor: objectBestAnchor[object],
      bestIoU: objectBestIoU[object], threshold: matcher.positiveThreshold,
      reason: reason(object: object, positives: positives))
  }

  /// A verdict for every object, in order.
  public var objectVerdicts: [ObjectVerdict] { objects.indices.map { verdict(object: $0) } }

  private func reason(object: Int, positives: [Int]) -> ObjectVerdict.Reason {
    if isCrowd[object] { return .crowd(ignored: ignoredCount(insideCrowd: object)) }
    if positives.contains(where: { bestIoU[$0] >= matcher.positiveThreshold }) { return .matched }
    if !positives.isEmpty { return .lowQualityOnly }
    guard let anchor = objectBestAnchor[object], let owner = bestObject[anchor] else { return .overlapsNoAnchor }
    let wouldBePositive = objectBestIoU[object] >= matcher.positiveThreshold || matcher.lowQuality == .bestAnchors
    return wouldBePositive ? .bestAnchorTaken(by: owner, iou: bestIoU[anchor]) : .belowThreshold
  }

  /// Anchors that are ignored although their IoU with every object is that of a negative.
  private func ignoredCount(insideCrowd crowd: Int) -> Int {
    anchors.indices.count { crowdIgnoring(anchor: $0) == crowd }
  }
}
