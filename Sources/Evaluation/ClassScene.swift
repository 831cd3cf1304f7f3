// One class in one image: overlaps computed once, then matched at each threshold and in each area range.

import Boxes

/// The detections of one class in one image by falling score, the objects of that class, and their overlaps.
struct ClassScene {
  let detections: [Detection]
  let objects: [LabeledBox]
  private let detectionAreas: [Double]
  /// [detections, objects]: IoU; intersection over the detection's area where the object is a crowd.
  ///
  /// Areas are width times height as files have them, and so the same doubles as in pycocotools: an overlap at a
  /// threshold is on the same side of it.
  private let overlaps: [Double]

  init(detections: [Detection], objects: [LabeledBox]) {
    self.detections = detections
    self.objects = objects
    detectionAreas = detections.map(\.area)
    var overlaps: [Double] = []
    overlaps.reserveCapacity(detections.count * objects.count)
    for detection in detections {
      for object in objects {
        let shared = detection.box.intersectionArea(with: object.box)
        let whole = object.isCrowd ? detection.boxArea : detection.boxArea + object.boxArea - shared
        overlaps.append(shared > 0 && whole > 0 ? shared / whole : 0)
      }
    }
    self.overlaps = overlaps
  }

  /// The objects in the order in which they are tried for an area range: those to be ignored last.
  struct Order {
    let area: AreaRange
    let objects: [Int]
    /// How many of them count.
    let counting: Int
  }

  func order(area: AreaRange) -> Order {
    let counting = objects.indices.filter { !objects[$0].isCrowd && area.contains(objects[$0].area) }
    let ignored = objects.indices.filter { objects[$0].isCrowd || !area.contains(objects[$0].area) }
    return Order(area: area, objects: counting + ignored, counting: counting.count)
  }

  /// Calls `body` with each detection by falling score, the object it takes, and whether it is to be ignored.
  func match(
    iouThreshold: Double, order: Order, _ body: (_ detection: Int, _ object: Int?, _ isIgnored: Bool) -> Void
  ) {
    var isTaken = [Bool](repeating: false, count: objects.count)
    for detection in detections.indices {
      var best = min(iouThreshold, 1 - 1e-10)  // COCO's: at a threshold of 1 rounding must not cost a match
      var bestPosition: Int?
      for (position, object) in order.objects.enumerated() {
        if let found = bestPosition, found < order.counting, position >= order.counting { break }
        if isTaken[object], !objects[object].isCrowd { continue }
        let overlap = overlaps[detection * objects.count + object]
        if overlap < best { continue }
        best = overlap
        bestPosition = position
      }
      if let position = bestPosition {
        isTaken[order.objects[position]] = true
        body(detection, order.objects[position], position >= order.counting)
      } else {
        body(detection, nil, !order.area.contains(detectionAreas[detection]))
      }
    }
  }
}
