// What matching found: an assignment for every anchor, and the best partner of every anchor and every object.
// How it is found stands in Matcher.

import Boxes

/// The outcome of matching anchors with the objects of one image.
///
/// Arrays that belong to anchors have one entry per anchor, in the order given; those of objects one per object.
public struct Matches: Hashable, Sendable {
  /// The rules that were applied.
  public let matcher: Matcher
  /// The anchors, in pixels.
  public let anchors: [Box]
  /// The objects, in pixels, crowds included.
  public let objects: [Box]
  /// Which objects are crowds.
  public let isCrowd: [Bool]
  /// Which anchors are ignored by the matcher's rule for anchors out of the image; empty if it keeps them all, or no
  /// image was given.
  public let isOutside: [Bool]
  /// What each anchor is for the loss.
  public internal(set) var assignments: [Assignment]
  /// The largest IoU of each anchor over all objects that are not crowds, 0 if there are none.
  public internal(set) var bestIoU: [Double]
  /// The object of that IoU (the first of equals), nil if the anchor overlaps none.
  public internal(set) var bestObject: [Int?]
  /// The largest IoU of each object over all anchors that are not outside; 0 for crowds.
  public internal(set) var objectBestIoU: [Double]
  /// The anchor of that IoU (the first of equals), nil if no anchor overlaps the object, or it is a crowd.
  public internal(set) var objectBestAnchor: [Int?]

  init(matcher: Matcher, anchors: [Box], objects: [Box], isCrowd: [Bool], image: ImageSize?) {
    matcher.check()
    self.matcher = matcher
    self.anchors = anchors
    self.objects = objects
    self.isCrowd = isCrowd
    if let image, matcher.outOfImage != .keep {
      isOutside = anchors.map { matcher.outOfImage.isOutside($0, image: image, pixels: matcher.pixels) }
    } else {
      isOutside = []
    }
    assignments = Array(repeating: .negative, count: anchors.count)
    bestIoU = Array(repeating: 0, count: anchors.count)
    bestObject = Array(repeating: nil, count: anchors.count)
    objectBestIoU = Array(repeating: 0, count: objects.count)
    objectBestAnchor = Array(repeating: nil, count: objects.count)
  }

  /// The number of positive anchors: what the loss of an image is divided by, if it is not 0.
  public var positiveCount: Int { assignments.positiveCount }

  /// The number of ignored anchors.
  public var ignoredCount: Int { assignments.count { $0 == .ignored } }

  /// The number of negative anchors.
  public var negativeCount: Int { assignments.count { $0 == .negative } }

  /// The anchors that learn an object, ascending.
  public func positives(ofObject object: Int) -> [Int] {
    precondition(objects.indices.contains(object), "object must be in 0..<\(objects.count), found \(object)")
    return assignments.indices.filter { assignments[$0] == .positive(object: object) }
  }

  /// The negative anchors that are some object's best, ascending: what `LowQualityRule.bestAnchorsUnlessNegative`
  /// loses.
  ///
  /// Detectron counts positive anchors before it loses these, so its losses are divided by `positiveCount`, plus their
  /// number, plus 1. Empty under every other rule.
  public var lostBestAnchors: [Int] {
    guard matcher.lowQuality == .bestAnchorsUnlessNegative else { return [] }
    return anchors.indices.filter { anchor in
      guard assignments[anchor] == .negative else { return false }
      return objects.indices.contains { !isCrowd[$0] && (isBestAnchor(anchor, of: $0) || takesEveryAnchor($0)) }
    }
  }

  /// One letter per anchor: P positive, I ignored, N negative, as in "NNIPPINNNN".
  public var letters: String { assignments.letters }

  // MARK: Questions that matching and the verdicts ask

  /// True if the anchor is ignored by the rule for anchors out of the image.
  func isOutside(_ anchor: Int) -> Bool { !isOutside.isEmpty && isOutside[anchor] }

  /// Intersection over union of an anchor and an object, by the matcher's pixels.
  func iou(anchor: Int, object: Int) -> Double { anchors[anchor].iou(objects[object], matcher.pixels) }

  /// What stands in the table that is matched by: the IoU, but 0 for a crowd and for an anchor outside.
  func entry(anchor: Int, object: Int) -> Double {
    guard !isCrowd[object], !isOutside(anchor), anchors[anchor].overlaps(objects[object], matcher.pixels) else {
      return 0
    }
    return iou(anchor: anchor, object: object)
  }

  /// True if no anchor has a larger IoU with the object.
  func isBestAnchor(_ anchor: Int, of object: Int) -> Bool {
    objectBestIoU[object] > 0 && entry(anchor: anchor, object: object) == objectBestIoU[object]
  }

  /// The first crowd that has enough of an anchor inside; nil if none has.
  func crowd(around anchor: Int) -> Int? {
    objects.indices.first { isCrowd[$0] && matcher.isInside(anchors[anchor], crowd: objects[$0]) }
  }

  /// True if an object that overlaps no anchor has every anchor for its best, by the defect.
  func takesEveryAnchor(_ object: Int) -> Bool {
    guard matcher.defects.contains(.zeroOverlapTakesEveryAnchor), matcher.lowQuality != .none else { return false }
    // NaN equals nothing, so an object of that IoU has no best anchor at all.
    let isNaN = isEmptyObject(object) && anchors.contains { $0.area == 0 }
    return !isCrowd[object] && objectBestIoU[object] == 0
      && !(isNaN && matcher.defects.contains(.emptyBoxesAreNaN))
  }

  func isEmptyObject(_ object: Int) -> Bool { !isCrowd[object] && objects[object].area == 0 }
}

extension Box {
  /// True if two boxes share an area: four comparisons that spare most anchors the division.
  @inline(__always)
  func overlaps(_ other: Box, _ pixels: PixelConvention) -> Bool {
    let extra = pixels.extra
    return xMin < other.xMax + extra && other.xMin < xMax + extra && yMin < other.yMax + extra
      && other.yMin < yMax + extra
  }
}

extension [Assignment] {
  /// The number of positive anchors.
  public var positiveCount: Int { count { if case .positive = $0 { true } else { false } } }

  /// One letter per anchor: P positive, I ignored, N negative, as in "NNIPPINNNN".
  public var letters: String {
    String(
      map { assignment -> Character in
        switch assignment {
        case .positive: "P"
        case .ignored: "I"
        case .negative: "N"
        }
      })
  }
}
