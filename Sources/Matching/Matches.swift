// What matching found: an assignment for every anchor, and the best partner of every anchor and every object.

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
  /// Which anchors are ignored because they reach outside the image; empty unless the border rule was asked for.
  public let isOutside: [Bool]
  /// What each anchor is for the loss.
  public private(set) var assignments: [Assignment]
  /// The largest IoU of each anchor over all objects that are not crowds, 0 if there are none.
  public private(set) var bestIoU: [Double]
  /// The object of that IoU (the first of equals), nil if the anchor overlaps none.
  public private(set) var bestObject: [Int?]
  /// The largest IoU of each object over all anchors; 0 for crowds.
  public private(set) var objectBestIoU: [Double]
  /// The anchor of that IoU (the first of equals), nil if no anchor overlaps the object, or it is a crowd.
  public private(set) var objectBestAnchor: [Int?]

  init(matcher: Matcher, anchors: [Box], objects: [Box], isCrowd: [Bool], image: (height: Int, width: Int)?) {
    self.matcher = matcher
    self.anchors = anchors
    self.objects = objects
    self.isCrowd = isCrowd
    isOutside =
      image.map { image in
        anchors.map {
          $0.xMin < 0 || $0.yMin < 0 || $0.xMax > Double(image.width) || $0.yMax > Double(image.height)
        }
      } ?? []
    assignments = Array(repeating: .negative, count: anchors.count)
    bestIoU = Array(repeating: 0, count: anchors.count)
    bestObject = Array(repeating: nil, count: anchors.count)
    objectBestIoU = Array(repeating: 0, count: objects.count)
    objectBestAnchor = Array(repeating: nil, count: objects.count)
  }

  /// The number of positive anchors: what the loss of an image is divided by, if it is not 0.
  public var positiveCount: Int { assignments.count { if case .positive = $0 { true } else { false } } }

  /// The number of ignored anchors.
  public var ignoredCount: Int { assignments.count { $0 == .ignored } }

  /// The number of negative anchors.
  public var negativeCount: Int { assignments.count { $0 == .negative } }

  /// The anchors that learn an object, ascending.
  public func positives(ofObject object: Int) -> [Int] {
    precondition(objects.indices.contains(object), "object must be in 0..<\(objects.count), got \(object)")
    return assignments.indices.filter { assignments[$0] == .positive(object: object) }
  }

  /// One letter an anchor: P positive, I ignored, N negative, as in "NNIPPINNNN".
  public var picture: String {
    String(
      assignments.map { assignment -> Character in
        switch assignment {
        case .positive: "P"
        case .ignored: "I"
        case .negative: "N"
        }
      })
  }
}

// MARK: - The steps of matching

extension Matches {
  /// Compares an object with every anchor, and remembers the best of both sides.
  mutating func consider(object index: Int) {
    let object = objects[index]
    var best = 0.0
    for anchor in anchors.indices where Self.overlap(anchors[anchor], object) && isInside(anchor) {
      let iou = anchors[anchor].iou(object)
      if iou > bestIoU[anchor] {
        bestIoU[anchor] = iou
        bestObject[anchor] = index
      }
      if iou > best {
        best = iou
        objectBestAnchor[index] = anchor
      }
    }
    objectBestIoU[index] = best
  }

  /// Assigns by the two thresholds; an anchor without an object stays negative.
  mutating func applyThresholds() {
    for anchor in anchors.indices {
      guard let object = bestObject[anchor], bestIoU[anchor] >= matcher.negativeThreshold else { continue }
      assignments[anchor] = bestIoU[anchor] >= matcher.positiveThreshold ? .positive(object: object) : .ignored
    }
  }

  /// Makes each anchor of an object's best IoU positive, for the anchor's own best object.
  mutating func keepBestAnchors(of index: Int) {
    // Without this guard an object that overlaps no anchor (best IoU 0, equal to everyone's) makes EVERY anchor
    // positive, as in torchvision, detectron2 and mmdetection.
    guard objectBestIoU[index] > 0 else { return }
    for anchor in anchors.indices where isBestAnchor(anchor, of: index) {
      guard let object = bestObject[anchor] else { continue }
      assignments[anchor] = .positive(object: object)
    }
  }

  /// Ignores the negative anchors that lie in a crowd with at least the matcher's share of their area.
  mutating func ignoreInside(crowd index: Int) {
    let crowd = objects[index]
    for anchor in anchors.indices where assignments[anchor] == .negative && Self.overlap(anchors[anchor], crowd) {
      if anchors[anchor].overlapOfSelf(crowd) >= matcher.crowdThreshold { assignments[anchor] = .ignored }
    }
  }

  /// Ignores the anchors that reach outside the image, if that was asked for.
  mutating func ignoreOutside() {
    for anchor in isOutside.indices where isOutside[anchor] { assignments[anchor] = .ignored }
  }

  private func isInside(_ anchor: Int) -> Bool { isOutside.isEmpty || !isOutside[anchor] }

  /// True if no anchor has a larger IoU with the object.
  func isBestAnchor(_ anchor: Int, of object: Int) -> Bool {
    objectBestIoU[object] > 0 && Self.overlap(anchors[anchor], objects[object]) && isInside(anchor)
      && anchors[anchor].iou(objects[object]) == objectBestIoU[object]
  }

  /// True if two boxes share an area: four comparisons that spare most anchors the division.
  private static func overlap(_ a: Box, _ b: Box) -> Bool {
    a.xMin < b.xMax && b.xMin < a.xMax && a.yMin < b.yMax && b.yMin < a.yMax
  }
}
