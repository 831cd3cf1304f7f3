// The engine of matching: the targets of an image straight from the grid, by what each object's neighborhood says.
// The definition is Matcher.match and Targets.init(matches:…); MatcherAgreementTests binds the two, to the last bit.
//
// Why it is fast: only anchors whose IoU reaches the negative threshold, and an object's best ones, can be anything but
// negative: few, whatever the size of the image. IoU ≥ t needs a shared area of t / (1 + t) of both, and so a shared
// length in x and in y, which leaves a few shapes and of each a small window of cells. In it, IoU is computed by the
// definition. Beside the labels, memory is needed for those anchors alone.

import Boxes

/// Finds the anchors that are not negative.
package struct TargetSearch {
  private let matcher: Matcher
  private let gridded: GriddedAnchors
  private let objects: [LabeledBox]
  private let image: ImageSize?
  /// The place of each anchor in `found`, -1 for those that are negative so far.
  private var places: [Int32]
  private var found: [Found] = []
  /// For each object its best anchors, if the low-quality rule asks for them.
  private var bestAnchors: [[Int]] = []
  /// The best anchors that the low-quality rule leaves negative.
  private var lost: Set<Int> = []

  private struct Found {
    /// Its largest IoU and the object of it.
    var iou: Double
    var object: Int
    /// The object that it learns, nil for none.
    var learns: Int?
  }

  /// The search of a matcher without defects.
  package init(_ gridded: GriddedAnchors, objects: [LabeledBox], matcher: Matcher, image: ImageSize?) {
    matcher.check()
    self.matcher = matcher
    self.gridded = gridded
    self.objects = objects
    self.image = matcher.outOfImage == .keep ? nil : image
    places = Array(repeating: -1, count: gridded.anchors.count)
    for index in objects.indices where !objects[index].isCrowd { consider(object: index) }
    applyThresholds()
    if matcher.lowQuality != .none { keepBestAnchors() }
  }

  /// The labels of all anchors, the positive ones with their objects, ascending, and how many best ones are negative.
  package consuming func result() -> (labels: [Int32], positives: [(anchor: Int, object: Int)], lost: Int) {
    var positives: [(anchor: Int, object: Int)] = []
    for anchor in places.indices where places[anchor] >= 0 {
      let entry = found[Int(places[anchor])]
      if let object = entry.learns {
        places[anchor] = AnchorTarget.positive(label: objects[object].label).code
        positives.append((anchor, object))
      } else {
        places[anchor] = matcher.isNegative(iou: entry.iou) ? Targets.background : Targets.ignored
      }
    }
    for crowd in objects where crowd.isCrowd {
      for run in gridded.candidates(for: crowd.box) {
        for anchor in run where places[anchor] == Targets.background {
          if matcher.isInside(gridded.anchors[anchor], crowd: crowd.box) { places[anchor] = Targets.ignored }
        }
      }
    }
    if image != nil {
      for anchor in places.indices where isOutside(anchor) { places[anchor] = Targets.ignored }
    }
    return (places, positives, lost.count { places[$0] == Targets.background })
  }

  // MARK: What the definition does along columns and rows, object by object

  private mutating func consider(object index: Int) {
    let object = objects[index].box
    let asksForBest = matcher.lowQuality != .none
    var (best, bestOf) = (asksForBest ? leastBest(of: object) : 0, [Int]())
    // All that can be positive or ignored, and where it matters the best anchors, below that threshold if need be.
    let least = asksForBest ? min(matcher.negativeThreshold, best) : matcher.negativeThreshold
    gridded.forEachCandidate(for: object, pixels: matcher.pixels, least: least) { anchor in
      let iou = self.iou(anchor, object)
      guard iou >= least, iou > 0, !isOutside(anchor) else { return }
      if iou >= matcher.negativeThreshold { offer(anchor, iou: iou, object: index) }
      guard asksForBest, iou >= best else { return }
      if iou > best { bestOf.removeAll(keepingCapacity: true) }
      best = iou
      bestOf.append(anchor)
    }
    bestAnchors.append(bestOf)
  }

  /// The IoU of the nearest anchor of any shape, which the best anchor has at least.
  private func leastBest(of object: Box) -> Double {
    var best = 0.0
    for level in gridded.levels {
      for place in level.places.indices {
        let x = level.places[place].columns.nearest(to: object.centerX)
        let y = level.places[place].rows.nearest(to: object.centerY)
        let anchor = level.index(y: y, x: x, place: place)
        let iou = self.iou(anchor, object)
        if iou > best, !isOutside(anchor) { best = iou }
      }
    }
    return best
  }

  private mutating func offer(_ anchor: Int, iou: Double, object: Int) {
    let place = Int(places[anchor])
    if place < 0 {
      places[anchor] = Int32(found.count)
      found.append(Found(iou: iou, object: object))
    } else if iou > found[place].iou {
      found[place] = Found(iou: iou, object: object)
    }
  }

  private mutating func applyThresholds() {
    for place in found.indices where found[place].iou >= matcher.positiveThreshold {
      found[place].learns = found[place].object
    }
  }

  private mutating func keepBestAnchors() {
    for (object, anchors) in zip(objects.indices.filter { !objects[$0].isCrowd }, bestAnchors) {
      for anchor in anchors {
        if places[anchor] < 0 {
          // It is negative so far; only now does it matter what it overlaps most.
          guard matcher.lowQuality != .bestAnchorsUnlessNegative else {
            lost.insert(anchor)
            continue
          }
          for other in objects.indices where !objects[other].isCrowd {
            let iou = self.iou(anchor, objects[other].box)
            if iou > 0 { offer(anchor, iou: iou, object: other) }
          }
        }
        let place = Int(places[anchor])
        if place >= 0 { keepBestAnchor(place, anchor, of: object) }
      }
    }
  }

  private mutating func keepBestAnchor(_ place: Int, _ anchor: Int, of object: Int) {
    switch matcher.lowQuality {
    case .none: return
    case .bestAnchors: found[place].learns = found[place].object
    case .bestAnchorsUnlessNegative:
      if matcher.isNegative(iou: found[place].iou) {
        lost.insert(anchor)
      } else {
        found[place].learns = found[place].object
      }
    case .objectsTakeBestAnchors:
      if let owner = found[place].learns, iou(anchor, objects[owner].box) > iou(anchor, objects[object].box) { return }
      found[place].learns = object
    }
  }

  private func iou(_ anchor: Int, _ object: Box) -> Double {
    let anchor = gridded.anchors[anchor]
    return anchor.overlaps(object, matcher.pixels) ? anchor.iou(object, matcher.pixels) : 0
  }

  private func isOutside(_ anchor: Int) -> Bool {
    guard let image else { return false }
    return matcher.outOfImage.isOutside(gridded.anchors[anchor], image: image, pixels: matcher.pixels)
  }
}

extension GriddedAnchors {
  /// Calls a closure for anchors among which are all whose IoU with an object is positive and at least `least`.
  ///
  /// Within a shape it goes by row and column, within a level by shape.
  func forEachCandidate(
    for object: Box, pixels: PixelConvention, least: Double, _ body: (Int) -> Void
  ) {
    let (width, height) = (object.width(pixels), object.height(pixels))
    let area = object.area(pixels)
    // What rounding can be: windows are wider by far more.
    let slack = 1e-9 * (1 + max(abs(object.xMin), abs(object.xMax), abs(object.yMin), abs(object.yMax)))
    for level in levels {
      for place in level.places.indices {
        let shape = level.places[place]
        let (anchorWidth, anchorHeight) = (shape.anchor.width(pixels), shape.anchor.height(pixels))
        let (lesserWidth, lesserHeight) = (min(width, anchorWidth), min(height, anchorHeight))
        let shared = lesserWidth * lesserHeight
        // The area that has to be shared for that IoU; none has more than the whole of both sides.
        let needed = least / (1 + least) * (area + anchorWidth * anchorHeight) * (1 - 1e-9) - slack
        if needed > shared { continue }
        let columns = shape.columns.window(
          low: object.xMin, high: object.xMax, extra: pixels.extra, least: needed / lesserHeight - slack)
        let rows = shape.rows.window(
          low: object.yMin, high: object.yMax, extra: pixels.extra, least: needed / lesserWidth - slack)
        for y in rows {
          for x in columns { body(level.index(y: y, x: x, place: place)) }
        }
      }
    }
  }
}
