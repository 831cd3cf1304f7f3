// What matching found: an assignment for every anchor, and the best partner of every anchor and every object.
// How it is found, step by step, stands in MatchingSteps.

import Boxes

/// The outcome of matching anchors with the objects of one image.
///
/// Arrays that belong to anchors have one entry an anchor, in the order given; those of objects one an object.
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

  init(matcher: Matcher, anchors: [Box], objects: [Box], isCrowd: [Bool], image: (height: Int, width: Int)?) {
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
    precondition(objects.indices.contains(object), "object must be in 0..<\(objects.count), got \(object)")
    return assignments.indices.filter { assignments[$0] == .positive(object: object) }
  }

  /// The negative anchors that are some object's best, ascending: what `LowQualityRule.bestAnchorsUnlessNegative` loses.
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

  /// One letter an anchor: P positive, I ignored, N negative, as in "NNIPPINNNN".
  public var picture: String { assignments.picture }
}

extension [Assignment] {
  /// The number of positive anchors.
  public var positiveCount: Int { count { if case .positive = $0 { true } else { false } } }

  /// One letter an anchor: P positive, I ignored, N negative, as in "NNIPPINNNN".
  public var picture: String {
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
