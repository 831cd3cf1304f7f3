// Which anchor learns which object, as a definition: the table of IoU, two thresholds, and the rules that systems add.
// Not the loss's targets (Targets), not the fast search for them (Matcher+Engine), not the explanation (ObjectVerdict,
// AnchorVerdict).

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
/// In what else systems differ is a rule by name; the module Systems has the rules of each.
///
/// Properties:
/// - IoU exactly 0.5 is positive, exactly 0.4 is ignored, or negative by the `boundary` rule.
/// - An anchor that overlaps nothing is negative whatever the rule; without objects all anchors are that are not
///   ignored as out of the image.
/// - Of objects with equal IoU the first in the list takes the anchor.
/// - An anchor is only ever assigned to its own best object, except by `LowQualityRule.objectsTakeBestAnchors`.
/// - A crowd takes no anchor; an anchor with at least half of its area inside one is ignored unless it is positive.
///   (torchvision's and detectron2's data loading drops crowds, which leaves such anchors negative: that is an infinite
///   `crowdThreshold`.)
///
/// Edge cases: an object without area overlaps nothing, unless pixels are inclusive, where it is one pixel thick.
///
/// The paper: Lin et al., Focal Loss for Dense Object Detection (2017), section 4, "Anchors".
public struct Matcher: Hashable, Sendable, Codable {
  /// From this IoU on an anchor is positive.
  public var positiveThreshold: Double
  /// Below this IoU an anchor is negative.
  public var negativeThreshold: Double
  /// What happens to objects whose best anchor is below the positive threshold.
  public var lowQuality: LowQualityRule
  /// What an anchor is whose largest IoU equals the negative threshold exactly.
  public var boundary: BoundaryRule
  /// What happens to anchors that are not wholly in the image.
  public var outOfImage: OutOfImageRule
  /// Whether the IoU counts the last pixel of a box.
  public var pixels: PixelConvention
  /// From this share of its own area inside a crowd on, an anchor that is not positive is ignored.
  public var crowdThreshold: Double
  /// The mistakes of other systems that are made on request; none by default.
  public var defects: Set<Defect>

  /// A matcher of the given thresholds and rules.
  ///
  /// - Precondition: 0 < `negativeThreshold` ≤ `positiveThreshold` ≤ 1, 0 < `crowdThreshold`, a border is at least 0.
  public init(
    positiveThreshold: Double = 0.5, negativeThreshold: Double = 0.4, lowQuality: LowQualityRule = .none,
    boundary: BoundaryRule = .ignored, outOfImage: OutOfImageRule = .keep, pixels: PixelConvention = .continuous,
    crowdThreshold: Double = 0.5, defects: Set<Defect> = []
  ) {
    self.positiveThreshold = positiveThreshold
    self.negativeThreshold = negativeThreshold
    self.lowQuality = lowQuality
    self.boundary = boundary
    self.outOfImage = outOfImage
    self.pixels = pixels
    self.crowdThreshold = crowdThreshold
    self.defects = defects
    check()
  }

  /// Stops where a number is none that can be matched by: a property may have come to be so in steps, so that setting
  /// one looks at nothing.
  func check() {
    if let problem { preconditionFailure(problem) }
  }

  /// The first number that is no threshold, if there is one: a matcher with one can be made, but not matched by.
  public var problem: String? {
    if !(0 < negativeThreshold && negativeThreshold <= positiveThreshold && positiveThreshold <= 1) {
      return "thresholds must be 0 < negative ≤ positive ≤ 1, found \(negativeThreshold) and \(positiveThreshold)"
    }
    if !(crowdThreshold > 0) { return "crowdThreshold must be above 0, found \(crowdThreshold)" }
    if case .ignoreBeyond(let border) = outOfImage, !(border >= 0) {
      return "the border of outOfImage must be at least 0, found \(border)"
    }
    return nil
  }

  /// Assigns every anchor; none of the objects is a crowd.
  ///
  /// - Parameters:
  ///   - anchors: all anchors, in pixels.
  ///   - objects: the objects, in pixels.
  ///   - image: the size in pixels of the image, which begins at 0, for the rule `outOfImage`. Without it no anchor
  ///     counts as outside.
  /// - Complexity: O(anchors × objects).
  public func match(anchors: [Box], objects: [Box], image: ImageSize? = nil) -> Matches {
    match(
      Matches(
        matcher: self, anchors: anchors, objects: objects, isCrowd: Array(repeating: false, count: objects.count),
        image: image))
  }

  /// Assigns every anchor; crowds are never matched.
  ///
  /// Object indices are those of the list given, crowds included.
  ///
  /// - Parameters:
  ///   - anchors: all anchors, in pixels.
  ///   - objects: the objects, in pixels.
  ///   - image: the size in pixels of the image, which begins at 0, for the rule `outOfImage`. Without it no anchor
  ///     counts as outside.
  public func match(
    anchors: [Box], objects: [LabeledBox], image: ImageSize? = nil
  ) -> Matches {
    match(
      Matches(
        matcher: self, anchors: anchors, objects: objects.map(\.box), isCrowd: objects.map(\.isCrowd), image: image))
  }

  // MARK: The definition. Think of a table of IoU with a row for every anchor and a column for every object.

  /// The largest IoU of every row and every column, then what each row makes of its anchor.
  private func match(_ unmatched: consuming Matches) -> Matches {
    var matches = unmatched
    for anchor in matches.anchors.indices {
      for object in matches.objects.indices {
        let iou = matches.entry(anchor: anchor, object: object)
        // Strictly above: of equals the first stays.
        if iou > matches.bestIoU[anchor] {
          (matches.bestIoU[anchor], matches.bestObject[anchor]) = (iou, object)
        }
        if iou > matches.objectBestIoU[object] {
          (matches.objectBestIoU[object], matches.objectBestAnchor[object]) = (iou, anchor)
        }
      }
    }
    let defects = DefectiveObjects(matches)
    matches.assignments = matches.anchors.indices.map { assignment(of: $0, in: matches, defects) }
    return matches
  }

  /// The thresholds and rules for one row of the table.
  private func assignment(of anchor: Int, in matches: Matches, _ defects: DefectiveObjects) -> Assignment {
    if matches.isOutside(anchor) { return .ignored }
    if let object = defects.emptyObject, matches.anchors[anchor].area == 0 { return .positive(object: object) }

    let (best, own) = (matches.bestIoU[anchor], matches.bestObject[anchor])
    var learns = best >= positiveThreshold ? own : nil
    if lowQuality != .none {
      for object in matches.objects.indices
      where matches.isBestAnchor(anchor, of: object) || defects.takesEveryAnchor[object] {
        switch lowQuality {
        case .none: break
        case .bestAnchors: learns = own ?? defects.firstObject
        case .bestAnchorsUnlessNegative: if !isNegative(iou: best) { learns = own ?? defects.firstObject }
        case .objectsTakeBestAnchors:
          let owner = learns.map { matches.iou(anchor: anchor, object: $0) } ?? 0
          let isBetterUsed = owner > matches.iou(anchor: anchor, object: object)
          if !isBetterUsed || self.defects.contains(.takesFromBetterObject) { learns = object }
        }
      }
    }
    if let learns { return .positive(object: learns) }

    if !isNegative(iou: best) { return .ignored }
    return matches.crowd(around: anchor) == nil ? .negative : .ignored
  }

  /// True if an anchor of this largest IoU is negative by the threshold.
  func isNegative(iou: Double) -> Bool {
    iou < negativeThreshold || (boundary == .negative && iou == negativeThreshold)
  }

  /// True if enough of an anchor lies inside a crowd.
  func isInside(_ anchor: Box, crowd: Box) -> Bool {
    anchor.overlaps(crowd, .continuous) && anchor.shareInside(crowd) >= crowdThreshold
  }
}

/// What the defects that are reproduced on request need to know of the objects, looked up once.
private struct DefectiveObjects {
  /// For each object, whether every anchor is its best.
  let takesEveryAnchor: [Bool]
  /// The object that anchors without area learn.
  let emptyObject: Int?
  /// What an anchor that overlaps nothing has for its best object.
  let firstObject: Int?

  init(_ matches: Matches) {
    takesEveryAnchor = matches.objects.indices.map(matches.takesEveryAnchor)
    emptyObject =
      matches.matcher.defects.contains(.emptyBoxesAreNaN)
      ? matches.objects.indices.first(where: matches.isEmptyObject) : nil
    firstObject = matches.isCrowd.firstIndex(of: false)
  }
}

extension Matcher.OutOfImageRule {
  /// True if an anchor is outside an image by this rule.
  func isOutside(_ anchor: Box, image: ImageSize, pixels: PixelConvention) -> Bool {
    isOutside(from: anchor.xMin, to: anchor.xMax, size: image.width, pixels: pixels)
      || isOutside(from: anchor.yMin, to: anchor.yMax, size: image.height, pixels: pixels)
  }

  /// True if an anchor is outside by its edges in one direction.
  func isOutside(from low: Double, to high: Double, size: Int, pixels: PixelConvention) -> Bool {
    switch self {
    case .keep: false
    // Of inclusive pixels the last is part of the box, so that it ends one further.
    case .ignoreBeyond(let border): low < -border || high + pixels.extra > Double(size) + border
    case .ignoreCenteredOutside: (low + high) / 2 >= Double(size)
    }
  }
}

// MARK: - Written with every property; the defects sorted, for a set has no order of its own

extension Matcher {
  private enum CodingKeys: String, CodingKey {
    case positiveThreshold, negativeThreshold, lowQuality, boundary, outOfImage, pixels, crowdThreshold, defects
  }

  /// Reads a matcher; throws `DecodingError` for one that no initializer accepts.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    positiveThreshold = try values.decode(Double.self, forKey: .positiveThreshold)
    negativeThreshold = try values.decode(Double.self, forKey: .negativeThreshold)
    lowQuality = try values.decode(LowQualityRule.self, forKey: .lowQuality)
    boundary = try values.decode(BoundaryRule.self, forKey: .boundary)
    outOfImage = try values.decode(OutOfImageRule.self, forKey: .outOfImage)
    pixels = try values.decode(PixelConvention.self, forKey: .pixels)
    crowdThreshold = try values.decode(Double.self, forKey: .crowdThreshold)
    defects = Set(try values.decode([Defect].self, forKey: .defects))
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }

  /// Writes all properties.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(positiveThreshold, forKey: .positiveThreshold)
    try values.encode(negativeThreshold, forKey: .negativeThreshold)
    try values.encode(lowQuality, forKey: .lowQuality)
    try values.encode(boundary, forKey: .boundary)
    try values.encode(outOfImage, forKey: .outOfImage)
    try values.encode(pixels, forKey: .pixels)
    try values.encode(crowdThreshold, forKey: .crowdThreshold)
    try values.encode(defects.sorted { $0.rawValue < $1.rawValue }, forKey: .defects)
  }
}
