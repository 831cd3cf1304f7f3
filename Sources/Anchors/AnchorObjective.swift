// How good shapes are for the objects of a dataset, computed often and fast: what fitting compares candidates by.
// AnchorCoverage is the definition; this leaves out all that stays the same while only shapes change.

import Boxes
import Foundation

/// What a fit of anchors makes as good as it can.
public enum AnchorFitObjective: Hashable, Sendable {
  /// The mean over the objects of their best IoU.
  case meanBestIoU
  /// The share of objects whose best anchor reaches an IoU, and among equal shares the mean best IoU.
  ///
  /// It is what a matcher without a rule for low quality counts: an object below it is not learnt.
  case share(reaching: Double)
  /// The least mean of -(1 - IoU)² · ln IoU, the default of the project anchor-optimization, which looks at the objects
  /// that are covered badly.
  case focal

  /// The value of a list of best IoUs, the larger the better, each counted as often as its weight says.
  func value(_ bestIoU: [Double], weights: [Double]) -> Score {
    let total = weights.reduce(0, +)
    let mean = zip(bestIoU, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    switch self {
    case .meanBestIoU: return Score(first: mean, second: mean)
    case .share(let threshold):
      return Score(first: zip(bestIoU, weights).reduce(0) { $0 + ($1.0 >= threshold ? $1.1 : 0) } / total, second: mean)
    case .focal:
      // No overlap at all would cost infinitely much, and nothing else would count.
      let loss = zip(bestIoU, weights).reduce(0) { sum, pair in
        let iou = max(pair.0, 1e-12)
        return sum - (1 - iou) * (1 - iou) * log(iou) * pair.1
      }
      return Score(first: -loss / total, second: mean)
    }
  }

  /// The value of a coverage.
  func value(_ coverage: AnchorCoverage) -> Score {
    value(coverage.bestIoU, weights: [Double](repeating: 1, count: coverage.bestIoU.count))
  }

  /// A value with what decides between equals.
  struct Score: Comparable, Sendable {
    var first: Double
    var second: Double

    static func < (a: Score, b: Score) -> Bool { (a.first, a.second) < (b.first, b.second) }

    /// True if the difference is more than what rounding makes of equal values.
    func isBetter(than other: Score) -> Bool {
      abs(first - other.first) > 1e-12 ? first > other.first : second > other.second + 1e-12
    }
  }
}

/// The objects of a dataset in columns, with their distances from the nearest cell of each level.
///
/// An anchor and an object of lengths a and b whose centres are d apart share max(0, min(a, b, (a + b)/2 - d)) in either
/// direction. Only a and b change from candidate to candidate, since strides stay. Equal objects are counted, not kept.
struct ObjectColumns: Sendable {
  private var widths: [Double] = []
  private var heights: [Double] = []
  private(set) var weights: [Double] = []
  private var distancesX: [[Double]]
  private var distancesY: [[Double]]

  /// The columns of images' objects; distances are to where a generator's anchors stand.
  init(_ generator: AnchorGenerator, images: [ImageObjects]) {
    distancesX = generator.levels.map { _ in [] }
    distancesY = distancesX
    var places: [[Double]: Int] = [:]
    for image in images {
      let grids = generator.grids(imageHeight: image.imageHeight, imageWidth: image.imageWidth)
      for object in image.objects {
        let distances = grids.map { Self.distance(generator, $0, to: object) }
        let (width, height) = (object.width(generator.pixels), object.height(generator.pixels))
        let key = [width, height] + distances.flatMap { [$0.x, $0.y] }
        if let place = places[key] {
          weights[place] += 1
          continue
        }
        places[key] = weights.count
        widths.append(width)
        heights.append(height)
        weights.append(1)
        for (level, distance) in distances.enumerated() {
          distancesX[level].append(distance.x)
          distancesY[level].append(distance.y)
        }
      }
    }
  }

  private static func distance(
    _ generator: AnchorGenerator, _ grid: AnchorGrid, to object: Box
  ) -> (x: Double, y: Double) {
    let stride = grid.level.stride
    let x = generator.nearestCell(to: object.centerX, count: grid.width, spacing: grid.columnSpacing, stride: stride)
    let y = generator.nearestCell(to: object.centerY, count: grid.height, spacing: grid.rowSpacing, stride: stride)
    return (
      abs(object.centerX - generator.coordinate(cell: x, spacing: grid.columnSpacing, stride: stride)),
      abs(object.centerY - generator.coordinate(cell: y, spacing: grid.rowSpacing, stride: stride))
    )
  }

  /// The best IoU of each distinct object over a candidate's anchors.
  func bestIoU(_ candidate: AnchorGenerator) -> [Double] {
    var best = [Double](repeating: 0, count: widths.count)
    for level in candidate.levels.indices {
      for shape in candidate.shapes(level: level) { raise(&best, to: shape, level: level) }
    }
    return best
  }

  private func raise(_ best: inout [Double], to shape: AnchorShape, level: Int) {
    let (distancesX, distancesY) = (distancesX[level], distancesY[level])
    let area = shape.area
    for index in best.indices {
      let (width, height) = (widths[index], heights[index])
      let x = min(min(width, shape.width), (width + shape.width) / 2 - distancesX[index])
      let y = min(min(height, shape.height), (height + shape.height) / 2 - distancesY[index])
      let shared = max(0, x) * max(0, y)
      best[index] = max(best[index], shared / (width * height + area - shared))
    }
  }
}
