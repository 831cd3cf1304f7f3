// Which anchor learns which object: thresholds, the low-quality rule, crowds.
// Not the loss's targets (Targets) and not the explanation (ObjectVerdict, AnchorVerdict).

import Boxes

/// What an anchor is for the loss.
public enum Assignment: Hashable, Sendable {
  /// It learns the object of this index: its class and its box.
  case positive(object: Int)
  /// It takes no part in the loss.
  case ignored
  /// It learns that nothing is there.
  case negative
}

/// Assigns anchors to objects by intersection over union.
///
/// ```
/// largest IoU over all objects ≥ 0.5          positive, for the object of the largest IoU
/// largest IoU over all objects < 0.4          negative
/// between                                     ignored
/// ```
///
/// Properties:
/// - IoU exactly 0.5 is positive, exactly 0.4 is ignored.
/// - An anchor that overlaps nothing is negative whatever the rule; without objects all anchors are.
/// - Of objects with equal IoU the first in the list takes the anchor.
/// - An anchor is only ever assigned to its own best object.
/// - A crowd takes no anchor; an anchor with at least half of its area inside one is ignored unless it is positive.
///   (torchvision's and detectron2's data loading drops crowds, which leaves such anchors negative.)
///
/// The paper: Lin et al., Focal Loss for Dense Object Detection (2017), section 4, "Anchors".
public struct Matcher: Hashable, Sendable {
  /// What happens to objects whose best anchor is below the positive threshold.
  public enum LowQualityRule: Hashable, Sendable, CaseIterable {
    /// They have no positive anchor: the paper, keras-retinanet.
    case none
    /// Each anchor equal to some object's best IoU (ties too) becomes positive, for its own best object:
    /// torchvision, detectron2, but only if that IoU is above 0.
    case bestAnchors
  }

  /// From this IoU on an anchor is positive.
  public var positiveThreshold: Double { didSet { check() } }
  /// Below this IoU an anchor is negative.
  public var negativeThreshold: Double { didSet { check() } }
  /// What happens to objects whose best anchor is below the positive threshold.
  public var lowQuality: LowQualityRule
  /// From this share of its own area inside a crowd on, an anchor that is not positive is ignored.
  public var crowdThreshold: Double { didSet { check() } }

  /// A matcher of the given thresholds.
  ///
  /// - Precondition: 0 < `negativeThreshold` ≤ `positiveThreshold` ≤ 1, 0 < `crowdThreshold`.
  public init(
    positiveThreshold: Double = 0.5, negativeThreshold: Double = 0.4, lowQuality: LowQualityRule = .none,
    crowdThreshold: Double = 0.5
  ) {
    self.positiveThreshold = positiveThreshold
    self.negativeThreshold = negativeThreshold
    self.lowQuality = lowQuality
    self.crowdThreshold = crowdThreshold
    check()
  }

  /// RetinaNet's: 0.5 and 0.4, no low-quality rule.
  public static let paper = Matcher()

  /// The region proposal network's: 0.7 and 0.3, and the best anchor of every object.
  public static let regionProposals = Matcher(
    positiveThreshold: 0.7, negativeThreshold: 0.3, lowQuality: .bestAnchors)

  private func check() {
    precondition(
      0 < negativeThreshold && negativeThreshold <= positiveThreshold && positiveThreshold <= 1,
      "thresholds must be 0 < negative ≤ positive ≤ 1, got \(negativeThreshold) and \(positiveThreshold)")
    precondition(crowdThreshold > 0, "crowdThreshold must be above 0, got \(crowdThreshold)")
  }

  /// Assigns every anchor; none of the objects is a crowd.
  ///
  /// - Parameter image: if given, anchors that reach outside the image (in pixels, from 0) are ignored and are no
  ///   object's best anchor, as in Faster R-CNN; RetinaNet keeps them.
  /// - Complexity: O(anchors × objects), without an allocation for each anchor.
  public func match(anchors: [Box], objects: [Box], inside image: (height: Int, width: Int)? = nil) -> Matches {
    match(
      Matches(
        matcher: self, anchors: anchors, objects: objects, isCrowd: Array(repeating: false, count: objects.count),
        image: image))
  }

  /// Assigns every anchor; crowds are never matched.
  ///
  /// Object indices are those of the list given, crowds included.
  public func match(
    anchors: [Box], objects: [LabelledBox], inside image: (height: Int, width: Int)? = nil
  ) -> Matches {
    match(
      Matches(
        matcher: self, anchors: anchors, objects: objects.map(\.box), isCrowd: objects.map(\.isCrowd), image: image))
  }

  private func match(_ unmatched: Matches) -> Matches {
    var matches = unmatched
    let (crowds, single) = matches.objects.indices.reduce(into: ([Int](), [Int]())) { lists, object in
      if matches.isCrowd[object] { lists.0.append(object) } else { lists.1.append(object) }
    }
    for object in single { matches.consider(object: object) }
    matches.applyThresholds()
    if lowQuality == .bestAnchors {
      for object in single { matches.keepBestAnchors(of: object) }
    }
    for crowd in crowds { matches.ignoreInside(crowd: crowd) }
    matches.ignoreOutside()
    return matches
  }
}
