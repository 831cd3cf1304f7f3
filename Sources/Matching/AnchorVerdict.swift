// Why an anchor is positive, ignored or negative, as a type and as a sentence.

import Anchors
import Boxes

/// What an anchor is for the loss, and why.
public struct AnchorVerdict: Hashable, Sendable {
  /// Why the anchor is what it is.
  public enum Reason: Hashable, Sendable {
    /// Positive: its largest IoU reaches the positive threshold.
    case reachesThreshold(object: Int, iou: Double)
    /// Positive: it is the best anchor of `bestOf`, below the threshold; it learns its own best object.
    case lowQuality(object: Int, iou: Double, bestOf: Int)
    /// Ignored: its largest IoU is between the thresholds.
    case between(object: Int, iou: Double)
    /// Ignored: this share of its area is inside a crowd.
    case insideCrowd(object: Int, share: Double)
    /// Ignored: it reaches outside the image, and the border rule was asked for.
    case outsideImage
    /// Negative: its largest IoU is below the negative threshold.
    case belowThreshold(object: Int, iou: Double)
    /// Negative: it overlaps no object.
    case overlapsNothing
  }

  /// The anchor's index.
  public var anchor: Int
  /// What the anchor is for the loss.
  public var assignment: Assignment
  /// Why.
  public var reason: Reason
  /// The rules that were applied.
  public var matcher: Matcher

  /// The verdict as a sentence.
  public var sentence: String {
    let (low, high) = (matcher.negativeThreshold, matcher.positiveThreshold)
    switch reason {
    case .reachesThreshold(let object, let iou):
      return "Anchor \(anchor) is positive and learns object \(object): "
        + "IoU \(iou.rounded(towards: high)) reaches \(high.shortest)."
    case .lowQuality(let object, let iou, let bestOf):
      let whose = bestOf == object ? "its best anchor" : "the best anchor of object \(bestOf)"
      return "Anchor \(anchor) is positive and learns object \(object): IoU \(iou.rounded(towards: high)) is below "
        + "\(high.shortest), but it is \(whose) (low-quality rule)."
    case .between(let object, let iou):
      return "Anchor \(anchor) is ignored: its largest IoU, \(iou.rounded(towards: high, low)) with object \(object), "
        + "lies between \(low.shortest) and \(high.shortest)."
    case .insideCrowd(let object, let share):
      return "Anchor \(anchor) is ignored: \((share * 100).fixed(digits: 0)) % of it lies in the crowd, "
        + "object \(object)."
    case .outsideImage:
      return "Anchor \(anchor) is ignored: it reaches outside the image."
    case .belowThreshold(let object, let iou):
      return "Anchor \(anchor) is negative: its largest IoU, \(iou.rounded(towards: low)) with object \(object), "
        + "is below \(low.shortest)."
    case .overlapsNothing:
      return "Anchor \(anchor) is negative: it overlaps no object."
    }
  }
}

extension Matches {
  /// Why an anchor is positive, ignored or negative.
  public func verdict(anchor: Int) -> AnchorVerdict {
    precondition(anchors.indices.contains(anchor), "anchor must be in 0..<\(anchors.count), got \(anchor)")
    return AnchorVerdict(
      anchor: anchor, assignment: assignments[anchor], reason: reason(anchor: anchor), matcher: matcher)
  }

  /// A verdict for every anchor, in order.
  public var anchorVerdicts: [AnchorVerdict] { anchors.indices.map { verdict(anchor: $0) } }

  private func reason(anchor: Int) -> AnchorVerdict.Reason {
    if !isOutside.isEmpty && isOutside[anchor] { return .outsideImage }
    let iou = bestIoU[anchor]
    if let crowd = crowdIgnoring(anchor: anchor) {
      return .insideCrowd(object: crowd, share: anchors[anchor].overlapOfSelf(objects[crowd]))
    }
    guard let object = bestObject[anchor] else { return .overlapsNothing }
    switch assignments[anchor] {
    case .ignored: return .between(object: object, iou: iou)
    case .negative: return .belowThreshold(object: object, iou: iou)
    case .positive where iou >= matcher.positiveThreshold: return .reachesThreshold(object: object, iou: iou)
    case .positive:
      let own = isBestAnchor(anchor, of: object)
      let bestOf = own ? object : objects.indices.first { !isCrowd[$0] && isBestAnchor(anchor, of: $0) }
      return .lowQuality(object: object, iou: iou, bestOf: bestOf ?? object)
    }
  }

  /// The crowd for which an anchor is ignored that would be negative otherwise; nil if it is not.
  func crowdIgnoring(anchor: Int) -> Int? {
    guard assignments[anchor] == .ignored, bestIoU[anchor] < matcher.negativeThreshold else { return nil }
    guard isOutside.isEmpty || !isOutside[anchor] else { return nil }
    return objects.indices.first {
      isCrowd[$0] && anchors[anchor].overlapOfSelf(objects[$0]) >= matcher.crowdThreshold
    }
  }
}
