// The steps of matching in their order; Matcher says which are taken.

import Boxes

extension Matches {
  /// Compares an object with the anchors of some runs, and remembers the best of both sides.
  mutating func consider(object index: Int, among runs: [Range<Int>]) {
    let object = objects[index]
    var best = 0.0
    for run in runs {
      for anchor in run where anchors[anchor].overlaps(object, matcher.pixels) && isInside(anchor) {
        let iou = anchors[anchor].iou(object, matcher.pixels)
        if iou > bestIoU[anchor] {
          bestIoU[anchor] = iou
          bestObject[anchor] = index
        }
        if iou > best {
          best = iou
          objectBestAnchor[index] = anchor
        }
      }
    }
    objectBestIoU[index] = best
  }

  /// Assigns by the two thresholds; an anchor without an object stays negative.
  mutating func applyThresholds() {
    for anchor in anchors.indices {
      guard let object = bestObject[anchor] else { continue }
      // Positive first: the thresholds may be equal, and IoU equal to both.
      if bestIoU[anchor] >= matcher.positiveThreshold {
        assignments[anchor] = .positive(object: object)
      } else if !matcher.isNegative(iou: bestIoU[anchor]) {
        assignments[anchor] = .ignored
      }
    }
  }

  /// Makes each best anchor of an object positive, for the object that the low-quality rule says.
  mutating func keepBestAnchors(of index: Int, among runs: [Range<Int>]) {
    // Without the question after IoU 0 (see takesEveryAnchor) an object that overlaps no anchor would make EVERY anchor
    // positive, as in torchvision, detectron2 and mmdetection.
    let all = takesEveryAnchor(index)
    guard all || objectBestIoU[index] > 0 else { return }
    for run in all ? [anchors.indices] : runs {
      for anchor in run where all || isBestAnchor(anchor, of: index) { keepBestAnchor(anchor, of: index) }
    }
  }

  private mutating func keepBestAnchor(_ anchor: Int, of index: Int) {
    switch matcher.lowQuality {
    case .none: return
    case .bestAnchors: assignToOwnBest(anchor)
    case .bestAnchorsUnlessNegative:
      if !matcher.isNegative(iou: bestIoU[anchor]) { assignToOwnBest(anchor) }
    case .objectsTakeBestAnchors:
      if isBetterUsed(anchor, than: index) && !matcher.defects.contains(.takesFromBetterObject) { return }
      assignments[anchor] = .positive(object: index)
    }
  }

  /// Makes anchors without area positive for the first object without area, as NaN does in torchvision.
  mutating func matchEmptyBoxes() {
    guard let object = objects.indices.first(where: isEmptyObject) else { return }
    for anchor in anchors.indices where anchors[anchor].area == 0 { assignments[anchor] = .positive(object: object) }
  }

  /// Ignores the negative anchors that lie in a crowd with at least the matcher's share of their area.
  mutating func ignoreInside(crowd index: Int, among runs: [Range<Int>]) {
    let crowd = objects[index]
    for run in runs {
      for anchor in run where assignments[anchor] == .negative {
        if anchors[anchor].overlapOfSelf(crowd) >= matcher.crowdThreshold { assignments[anchor] = .ignored }
      }
    }
  }

  /// Ignores the anchors that are outside the image by the matcher's rule.
  mutating func ignoreOutside() {
    for anchor in isOutside.indices where isOutside[anchor] { assignments[anchor] = .ignored }
  }

  // MARK: Questions

  private func isInside(_ anchor: Int) -> Bool { isOutside.isEmpty || !isOutside[anchor] }

  /// Intersection over union of an anchor and an object, by the matcher's pixels.
  func iou(anchor: Int, object: Int) -> Double { anchors[anchor].iou(objects[object], matcher.pixels) }

  /// True if no anchor has a larger IoU with the object.
  func isBestAnchor(_ anchor: Int, of object: Int) -> Bool {
    objectBestIoU[object] > 0 && anchors[anchor].overlaps(objects[object], matcher.pixels) && isInside(anchor)
      && iou(anchor: anchor, object: object) == objectBestIoU[object]
  }

  /// True if an object that overlaps no anchor has every anchor for its best, by the defect.
  func takesEveryAnchor(_ object: Int) -> Bool {
    guard matcher.defects.contains(.zeroOverlapTakesEveryAnchor), matcher.lowQuality != .none else { return false }
    // NaN equals nothing, so an object of that IoU has no best anchor at all.
    let isNaN = isEmptyObject(object) && anchors.contains { $0.area == 0 }
    return !isCrowd[object] && objectBestIoU[object] == 0
      && !(isNaN && matcher.defects.contains(.emptyBoxesAreNaN))
  }

  private func isEmptyObject(_ object: Int) -> Bool { !isCrowd[object] && objects[object].area == 0 }

  /// True if the anchor is positive for an object that it overlaps more than this one.
  private func isBetterUsed(_ anchor: Int, than object: Int) -> Bool {
    guard case .positive(let owner) = assignments[anchor] else { return false }
    return iou(anchor: anchor, object: owner) > iou(anchor: anchor, object: object)
  }

  /// Makes an anchor positive for its own best object, the first of all if it overlaps none.
  private mutating func assignToOwnBest(_ anchor: Int) {
    guard let object = bestObject[anchor] ?? isCrowd.firstIndex(of: false) else { return }
    assignments[anchor] = .positive(object: object)
  }
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
