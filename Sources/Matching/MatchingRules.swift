// The closed choices in which matchers differ. What each does, one by one, stands in Matcher;
// which system makes which choice, in the module Systems.

extension Matcher {
  /// What happens to objects whose best anchor is below the positive threshold.
  ///
  /// The best anchors of an object are all those of its largest IoU, ties too. An object that overlaps no anchor has
  /// none.
  public enum LowQualityRule: String, Hashable, Sendable, Codable, CaseIterable {
    /// They have no positive anchor: the paper, keras-retinanet, yhenon/pytorch-retinanet, the Keras example.
    case none
    /// Each best anchor of some object becomes positive, for its own best object: torchvision, Detectron2.
    ///
    /// That is not always the object whose best anchor it is, which then may stay without one.
    case bestAnchors
    /// As `bestAnchors`, but an anchor whose own largest IoU is that of a negative stays negative: Detectron.
    ///
    /// So it only decides about anchors that would be ignored otherwise.
    case bestAnchorsUnlessNegative
    /// Each object becomes the target of its own best anchors: mmdetection (`match_low_quality`, `gt_max_assign_all`,
    /// `min_pos_iou` 0).
    ///
    /// Objects take their anchors in order. One that is positive for an object of larger IoU is left to it, unless
    /// `Defect.takesFromBetterObject` was asked for; at equal IoU the later object wins. So without the defect an
    /// anchor belongs to the best fitting of all that lay claim to it: the object whose IoU reaches the positive
    /// threshold, and those whose best anchor it is.
    case objectsTakeBestAnchors
  }

  /// What an anchor is whose largest IoU equals the negative threshold exactly.
  public enum BoundaryRule: String, Hashable, Sendable, Codable, CaseIterable {
    /// It is ignored: negative is what is below the threshold. All systems but one.
    case ignored
    /// It is negative: ignored is what is above the threshold. keras-retinanet.
    case negative
  }

  /// What happens to anchors that are not wholly in the image.
  ///
  /// Anchors that the rule ignores are no object's best anchor either.
  public enum OutOfImageRule: Hashable, Sendable, Codable {
    /// They are anchors like any other: every RetinaNet but keras-retinanet's.
    case keep
    /// An anchor that reaches more than `border` pixels outside the image is ignored: region proposal networks
    /// (Detectron's straddle threshold, mmdetection's `allowed_border`).
    ///
    /// An anchor that ends exactly there is kept. (Those two ask for `xMax < width + border`, which says the same of
    /// inclusive whole pixels, but in continuous coordinates loses the anchor that ends with the image.)
    case ignoreBeyond(border: Double)
    /// An anchor is ignored whose center is at or beyond the right or the lower edge: keras-retinanet, for the padding
    /// of a batch's smaller images.
    ///
    /// The other two edges need no test: no anchor of a grid is centered beyond them.
    case ignoreCenteredOutside
  }

  /// What a system does that nobody would ask for; a matcher does it only if it is in its `defects`.
  ///
  /// With a defect an anchor can be positive for an object that it does not overlap, or that has no area; such an
  /// object cannot be encoded as `Targets`.
  public enum Defect: String, Hashable, Sendable, Codable, CaseIterable {
    /// An object that overlaps no anchor has the best IoU 0, equals that of every anchor, and so each is one of its
    /// best anchors: torchvision, Detectron2, mmdetection and Detectron.
    ///
    /// By `bestAnchors` and `objectsTakeBestAnchors` EVERY anchor becomes positive. By `bestAnchorsUnlessNegative`
    /// every anchor does that would be ignored otherwise.
    case zeroOverlapTakesEveryAnchor
    /// By `objectsTakeBestAnchors` an object takes its best anchor also from an object that fits it better:
    /// mmdetection. From IoU 0.80 to 0.45, for example.
    case takesFromBetterObject
    /// The IoU of two boxes without area is 0 / 0 = NaN, which is below no threshold: an anchor without area becomes
    /// positive for the first object without area, and such an object has no best anchor. torchvision.
    case emptyBoxesAreNaN
  }
}
