// Why an anchor is positive, ignored or negative, as a type and as a sentence.

import Boxes
import Text

/// What an anchor is for the loss, and why.
public struct AnchorVerdict: Hashable, Sendable {
  /// Why the anchor is what it is.
  public enum Reason: Hashable, Sendable {
    /// Positive: its largest IoU reaches the positive threshold.
    case reachesThreshold(object: Int, iou: Double)
    /// Positive: it is the best anchor of `bestOf`, below the threshold; it learns its own best object.
    case lowQuality(object: Int, iou: Double, bestOf: Int)
    /// Positive: it is the best anchor of `object`, which takes it though it overlaps `other` as much or more.
    case takenByObject(object: Int, iou: Double, other: Int, otherIoU: Double)
    /// Positive, by a defect: `withoutAnchor` overlaps no anchor, and its best IoU, 0, equals that of every anchor.
    case zeroOverlap(object: Int, withoutAnchor: Int)
    /// Positive, by a defect: neither it nor the object has an area, and their IoU is NaN.
    case emptyLikeObject(object: Int)
    /// Ignored: its largest IoU is between the thresholds.
    case between(object: Int, iou: Double)
    /// Ignored: this share of its area is inside a crowd.
    case insideCrowd(object: Int, share: Double)
    /// Ignored: it is outside the image by the matcher's rule `outOfImage`.
    case outsideImage
    /// Negative: its largest IoU is below the negative threshold, or equals it where that is negative too.
    case belowThreshold(object: Int, iou: Double)
    /// Negative: it overlaps no object.
    case overlapsNothing
  }

  /// The anchor's index.
  public let anchor: Int
  /// What the anchor is for the loss.
  public let assignment: Assignment
  /// Why.
  public let reason: Reason
  /// The rules that were applied.
  public let matcher: Matcher

  /// The verdict as a sentence.
  public var sentence: String {
    let (low, high) = (matcher.negativeThreshold, matcher.positiveThreshold)
    switch reason {
    case .reachesThreshold(let object, let iou):
      return "\(learns(object)): IoU \(iou.rounded(towards: high)) reaches \(high.shortest)."
    case .lowQuality(let object, let iou, let bestOf):
      let whose = bestOf == object ? "its best anchor" : "the best anchor of object \(bestOf)"
      return "\(learns(object)): IoU \(iou.rounded(towards: high)) is below \(high.shortest), "
        + "but it is \(whose) (low-quality rule)."
    case .takenByObject(let object, let iou, let other, let otherIoU):
      let than = iou == otherIoU ? "as much" : "more, \(otherIoU.rounded(towards: iou))"
      return "\(learns(object)), whose best anchor it is (low-quality rule): IoU \(iou.rounded(towards: otherIoU)); "
        + "it overlaps object \(other) \(than)."
    case .zeroOverlap(let object, let withoutAnchor):
      return "\(learns(object)) by a defect: object \(withoutAnchor) overlaps no anchor, and its best IoU, 0, "
        + "equals everyone's."
    case .emptyLikeObject(let object):
      return "\(learns(object)) by a defect: neither has an area, and 0 / 0 is below no threshold."
    case .between(let object, let iou):
      return "Anchor \(anchor) is ignored: its largest IoU, \(iou.rounded(towards: high, low)) with object \(object), "
        + "lies between \(low.shortest) and \(high.shortest)."
    case .insideCrowd(let object, let share):
      return "Anchor \(anchor) is ignored: \((share * 100).fixed(digits: 0)) % of it lies in the crowd, "
        + "object \(object)."
    case .outsideImage: return "Anchor \(anchor) is ignored: it \(matcher.outOfImage.outside)."
    case .belowThreshold(let object, let iou):
      return "Anchor \(anchor) is negative: its largest IoU, \(iou.rounded(towards: low)) with object \(object), "
        + "\(iou == low ? "does not exceed" : "is below") \(low.shortest)."
    case .overlapsNothing:
      return "Anchor \(anchor) is negative: it overlaps no object."
    }
  }

  private func learns(_ object: Int) -> String { "Anchor \(anchor) is positive and learns object \(object)" }
}

extension Matcher.OutOfImageRule {
  /// What an anchor does that the rule ignores.
  fileprivate var outside: String {
    switch self {
    case .keep, .ignoreBeyond(0): "reaches outside the image"
    case .ignoreBeyond(let border): "reaches more than \(border.shortest) px outside the image"
    case .ignoreCenteredOutside: "is centered outside the image"
    }
  }
}

extension Matches {
  /// Why an anchor is positive, ignored or negative.
  public func verdict(anchor: Int) -> AnchorVerdict {
    precondition(anchors.indices.contains(anchor), "anchor must be in 0..<\(anchors.count), found \(anchor)")
    return AnchorVerdict(
      anchor: anchor, assignment: assignments[anchor], reason: reason(anchor: anchor), matcher: matcher)
  }

  /// A verdict for every anchor, in order.
  public var anchorVerdicts: [AnchorVerdict] { anchors.indices.map { verdict(anchor: $0) } }

  private func reason(anchor: Int) -> AnchorVerdict.Reason {
    if isOutside(anchor) { return .outsideImage }
    if case .positive(let object) = assignments[anchor] { return reason(anchor: anchor, learning: object) }
    if let crowd = crowdIgnoring(anchor: anchor) {
      return .insideCrowd(object: crowd, share: anchors[anchor].shareInside(objects[crowd]))
    }
    guard let best = bestObject[anchor] else { return .overlapsNothing }
    return assignments[anchor] == .ignored
      ? .between(object: best, iou: bestIoU[anchor]) : .belowThreshold(object: best, iou: bestIoU[anchor])
  }

  private func reason(anchor: Int, learning object: Int) -> AnchorVerdict.Reason {
    let iou = iou(anchor: anchor, object: object)
    if isLearntAsNaN(anchor: anchor, object: object) { return .emptyLikeObject(object: object) }
    let isOwn = isBestAnchor(anchor, of: object)
    if let best = bestObject[anchor], best != object, isOwn {
      return .takenByObject(object: object, iou: iou, other: best, otherIoU: bestIoU[anchor])
    }
    if bestObject[anchor] == object, iou >= matcher.positiveThreshold {
      return .reachesThreshold(object: object, iou: iou)
    }
    let bestOf = isOwn ? object : objects.indices.first { !isCrowd[$0] && isBestAnchor(anchor, of: $0) }
    if let bestOf, iou > 0 { return .lowQuality(object: object, iou: iou, bestOf: bestOf) }
    let withoutAnchor = takesEveryAnchor(object) ? object : objects.indices.first { takesEveryAnchor($0) }
    return .zeroOverlap(object: object, withoutAnchor: withoutAnchor ?? object)
  }

  private func isLearntAsNaN(anchor: Int, object: Int) -> Bool {
    matcher.defects.contains(.emptyBoxesAreNaN) && anchors[anchor].area == 0 && objects[object].area == 0
  }

  /// The crowd for which an anchor is ignored that would be negative otherwise; nil if it is not.
  func crowdIgnoring(anchor: Int) -> Int? {
    guard assignments[anchor] == .ignored, matcher.isNegative(iou: bestIoU[anchor]) else { return nil }
    return isOutside(anchor) ? nil : crowd(around: anchor)
  }
}
