// The repairs of coordinates: of several readings with the same name the best on some hundred pictures is tried on all.

import Boxes
import Images

enum BoxRepairs {
  /// Sizes that detectors commonly look at.
  private static let usualSizes: [Double] = [
    128, 224, 256, 300, 320, 384, 416, 448, 480, 500, 512, 550, 600, 608, 640, 704, 736, 768, 800, 896, 1_024, 1_280,
    1_333,
  ]

  static func candidates(_ results: RankedResults, _ truth: Truth) -> [WhatIf.Candidate] {
    let pictures = truth.sample(300)
    let sample = results.only(pictures)
    func best(_ readings: [BoxReading]) -> WhatIf.Candidate? {
      let scored = readings.map { reading -> (BoxReading, Double) in
        let after = sample.reading(reading, truth)
        // Both, so that a shift by a pixel too few still loses.
        let score =
          (QuickScore(after, truth, only: pictures).ap ?? 0)
          + (QuickScore(after, truth, iouThreshold: 0.75, only: pictures).ap ?? 0)
        return (reading, score)
      }
      guard let first = scored.first else { return nil }
      let best = scored.dropFirst().reduce(first) { $1.1 > $0.1 ? $1 : $0 }.0
      return WhatIf.Candidate(repair: best.repair, detail: best.detail, results: results.reading(best, truth))
    }
    let pairs = pairs(sample, truth)
    let sizes = usualSizes + estimatedSizes(pairs)
    return [
      best([.swapXY]), best([.corners]), best([.centers]), best([.normalized]),
      best(factors(pairs) + sizes.map(BoxReading.stretched) + sizes.map(BoxReading.longerSide)),
      best(sizes.map(BoxReading.letterbox)), best([.mirrored]), best(shifts(pairs)),
    ].compactMap(\.self)
  }

  /// A detection, and the only object of its class in its picture.
  private typealias Pair = (found: Numbers, object: Box, picture: AnnotationSet.Picture)

  /// The best detection of each class where a picture has one object of it: what a detector must have meant.
  private static func pairs(_ results: RankedResults, _ truth: Truth) -> [Pair] {
    var seen: Set<[Int]> = []
    var pairs: [Pair] = []
    for (index, entry) in results.entries.enumerated() {
      let (picture, label) = (results.pictures[index], results.labels[index])
      guard picture >= 0, label >= 0, entry.width > 0, entry.height > 0, seen.insert([picture, label]).inserted else {
        continue
      }
      let objects = truth.objects[picture].filter { $0.label == label && !$0.isCrowd }
      guard objects.count == 1, objects[0].box.width > 0, objects[0].box.height > 0 else { continue }
      pairs.append((entry.numbers, objects[0].box, truth.pictures[picture]))
    }
    return pairs
  }

  /// The factors that bring boxes to their objects' size in the middle, and the usual ones.
  private static func factors(_ pairs: [Pair]) -> [BoxReading] {
    var readings = [0.25, 0.5, 2, 4].map { BoxReading.scaled(x: $0, y: $0) }
    if let x = pairs.map({ $0.object.width / $0.found.width }).median,
      let y = pairs.map({ $0.object.height / $0.found.height }).median
    {
      readings += [.scaled(x: x, y: y), .scaled(x: (x * y).squareRoot(), y: (x * y).squareRoot())]
    }
    return readings
  }

  /// Sizes of the copy that was looked at, as the boxes' sizes say.
  private static func estimatedSizes(_ pairs: [Pair]) -> [Double] {
    let longer = pairs.map { Double(max($0.picture.width, $0.picture.height)) * $0.found.width / $0.object.width }
    let across = pairs.map { Double($0.picture.width) * $0.found.width / $0.object.width }
    return [longer.median, across.median].compactMap(\.self).map { $0.rounded() }.filter { $0 >= 1 }
  }

  /// Shifts that are the same everywhere, and half strides that grow with the box.
  private static func shifts(_ pairs: [Pair]) -> [BoxReading] {
    var readings = [4.0, 8, 16].flatMap { [BoxReading.shifted(x: $0, y: $0), .shifted(x: -$0, y: -$0)] }
    if let x = pairs.map({ $0.object.centerX - $0.found.x - $0.found.width / 2 }).median,
      let y = pairs.map({ $0.object.centerY - $0.found.y - $0.found.height / 2 }).median
    {
      readings.append(.shifted(x: x, y: y))
    }
    for share in [2.0, 4.0] { readings += [halfStride(1, share), halfStride(-1, share)] }
    return readings
  }

  /// Half the stride of the level whose anchors have the box's size: anchors of `share` strides at each level.
  private static func halfStride(_ sign: Double, _ share: Double) -> BoxReading {
    BoxReading(repair: .halfStride, detail: "of each level, \(sign > 0 ? "right and down" : "left and up")") { box, _ in
      let size = (max(0, box.width) * max(0, box.height)).squareRoot()
      var stride = 8.0
      while stride < 128, size >= share * stride * 2.0.squareRoot() { stride *= 2 }
      return (box.x + sign * stride / 2, box.y + sign * stride / 2, box.width, box.height)
    }
  }
}
