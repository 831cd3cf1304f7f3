// k-means on the widths and heights of objects under 1 - IoU. It knows nothing of levels and grids: AnchorFit does.

import Boxes

/// Why anchors cannot be fitted to a list of objects.
public enum AnchorFitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An object has no width or no height, or a side is not a finite number.
  case emptyObject(index: Int, width: Double, height: Double)
  /// There are fewer distinct shapes than clusters were asked for; none, if there are no objects.
  case tooFewShapes(distinct: Int, clusters: Int)

  /// Where, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .emptyObject(let index, let width, let height):
      "object \(index): expected a positive width and height, found \(width) × \(height). Remove it or repair it."
    case .tooFewShapes(let distinct, let clusters):
      "expected objects of at least \(clusters) distinct shapes for \(clusters) clusters, found \(distinct). "
        + "Give more objects or ask for fewer clusters."
    }
  }
}

/// Shapes that stand for many: k-means under the distance 1 - IoU (Redmon and Farhadi, YOLO9000, 2016).
///
/// Objects and clusters are compared as if they shared a center, so that large boxes do not count more than small ones,
/// as they would under squared differences of width and height. Starts are drawn by k-means++; each round gives every
/// object to the cluster of the largest IoU (ties to the first) and moves every cluster to the mean width and height.
/// Means need not raise the mean IoU, so the best round of all starts is kept.
///
/// Properties:
/// - The same generator gives the same clusters.
/// - One cluster for each distinct shape has a mean IoU of 1.
/// - Clusters are listed by ascending area.
public struct ShapeClusters: Hashable, Sendable {
  /// The clusters, by ascending area.
  public private(set) var shapes: [AnchorShape]
  /// The mean over the objects of the IoU with the best cluster, in 0…1.
  public private(set) var meanIoU: Double

  /// Clusters of the shapes of objects.
  ///
  /// - Parameters:
  ///   - objects: the objects' boxes, of any images.
  ///   - count: how many clusters, at least 1.
  ///   - restarts: how many starts are tried.
  ///   - rounds: how many rounds each start goes on at most.
  ///   - generator: draws the first centers.
  /// - Precondition: `count`, `restarts` and `rounds` are at least 1.
  /// - Throws: `AnchorFitError`, if an object is empty or there are fewer distinct shapes than clusters.
  public init(
    of objects: [Box], count: Int, restarts: Int = 8, rounds: Int = 100,
    using generator: inout some RandomNumberGenerator
  ) throws(AnchorFitError) {
    for (index, object) in objects.enumerated() {
      let (width, height) = (object.width, object.height)
      guard width > 0, height > 0, width.isFinite, height.isFinite else {
        throw .emptyObject(index: index, width: width, height: height)
      }
    }
    let points = objects.map { AnchorShape(width: $0.width, height: $0.height) }
    try self.init(of: points, count: count, restarts: restarts, rounds: rounds, using: &generator)
  }

  /// Clusters of shapes, each of positive width and height.
  init(
    of points: [AnchorShape], count: Int, restarts: Int, rounds: Int, using generator: inout some RandomNumberGenerator
  ) throws(AnchorFitError) {
    precondition(count >= 1, "count must be at least 1, found \(count)")
    precondition(restarts >= 1, "restarts must be at least 1, found \(restarts)")
    precondition(rounds >= 1, "rounds must be at least 1, found \(rounds)")
    let distinct = Set(points).count
    guard distinct >= count else { throw .tooFewShapes(distinct: distinct, clusters: count) }
    shapes = []
    meanIoU = -1
    for _ in 0..<restarts {
      var centers = Self.start(points, count: count, using: &generator)
      var previous: [Int] = []
      for _ in 0..<rounds {
        let nearest = points.map { Self.nearest(to: $0, of: centers) }
        let mean = nearest.reduce(0) { $0 + $1.iou } / Double(points.count)
        if mean > meanIoU { (shapes, meanIoU) = (centers, mean) }
        let assigned = nearest.map(\.index)
        if assigned == previous { break }
        previous = assigned
        centers = Self.means(points, assigned: assigned, keeping: centers)
      }
    }
    shapes.sort { ($0.area, $0.width) < ($1.area, $1.width) }
  }

  /// The cluster of the largest IoU with a shape, the first of equals.
  static func nearest(to point: AnchorShape, of centers: [AnchorShape]) -> (index: Int, iou: Double) {
    var best = (index: 0, iou: -1.0)
    for (index, center) in centers.enumerated() {
      let iou = center.iou(point)
      if iou > best.iou { best = (index, iou) }
    }
    return best
  }

  /// k-means++: each further start is drawn with a probability proportional to (1 - IoU)² with the nearest so far.
  private static func start(
    _ points: [AnchorShape], count: Int, using generator: inout some RandomNumberGenerator
  ) -> [AnchorShape] {
    var centers = [points[Int(generator.unit() * Double(points.count))]]
    while centers.count < count {
      let weights = points.map { point in
        let distance = 1 - nearest(to: point, of: centers).iou
        return distance * distance
      }
      var rest = generator.unit() * weights.reduce(0, +)
      // The last point that is not yet a center, should rounding carry the walk past the end.
      var chosen = weights.lastIndex { $0 > 0 } ?? 0
      for (index, weight) in weights.enumerated() where weight > 0 {
        rest -= weight
        if rest < 0 {
          chosen = index
          break
        }
      }
      centers.append(points[chosen])
    }
    return centers
  }

  /// The mean width and height of each cluster's shapes; a cluster that has lost all of its shapes stays.
  private static func means(
    _ points: [AnchorShape], assigned: [Int], keeping centers: [AnchorShape]
  ) -> [AnchorShape] {
    var sums = centers.map { _ in (width: 0.0, height: 0.0, count: 0.0) }
    for (point, cluster) in zip(points, assigned) {
      sums[cluster].width += point.width
      sums[cluster].height += point.height
      sums[cluster].count += 1
    }
    return zip(sums, centers).map { sum, center in
      sum.count > 0 ? AnchorShape(width: sum.width / sum.count, height: sum.height / sum.count) : center
    }
  }
}

extension RandomNumberGenerator {
  /// Uniform in 0 ..< 1; written out so that the numbers do not depend on the standard library's method.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
