// Fits a generator's sizes and ratios to a dataset, and says what that changes.

import Boxes
import Foundation
import Text

/// Anchors fitted to the objects of a dataset, with the coverage before and after.
///
/// RetinaNet's shapes are a product (every scale with every ratio, doubling from level to level), so clusters of width
/// and height cannot be used as they are. Both ways keep the product, and measure candidates where the anchors really
/// stand.
///
/// Properties:
/// - What the method makes as good as it can is never worse after than before.
/// - The number of anchors per cell does not change, and so the head does not: 2 more ratios would be a new head.
/// - The same generator of random numbers gives the same anchors.
public struct AnchorFit: Hashable, Sendable {
  /// How anchors are fitted.
  public enum Method: Hashable, Sendable {
    /// The ratios come from `ShapeClusters` of the objects brought to one area, and one factor for all base sizes from
    /// a search in twelfths of an octave over two octaves each way. Of the given and the fitted ratios with every
    /// factor the best mean best IoU is kept.
    case clusters
    /// All scales and ratios are searched for together; base sizes stay.
    case search(AnchorSearch)

    /// What tables call it.
    public var name: String {
      switch self {
      case .clusters: "k-means"
      case .search(let search):
        switch search.objective {
        case .meanBestIoU: "search, mean"
        case .share(let threshold): "search, share ≥ \(threshold.fixed(digits: 2))"
        case .focal: "search, focal"
        }
      }
    }

    /// What it makes as good as it can.
    var objective: AnchorFitObjective {
      switch self {
      case .clusters: .meanBestIoU
      case .search(let search): search.objective
      }
    }
  }

  /// How the anchors were fitted.
  public let method: Method
  /// The anchors before.
  public let start: AnchorGenerator
  /// The fitted anchors: other base sizes and ratios, or other scales and ratios; the strides are the same.
  public let fitted: AnchorGenerator
  /// The coverage by the anchors before.
  public let before: AnchorCoverage
  /// The coverage by the fitted anchors.
  public let after: AnchorCoverage

  /// How many ratios k-means looked for: the anchors' own number, or that of the objects' distinct ratios if it is
  /// less; nil for other methods.
  public let clusterCount: Int?

  /// Fits anchors to the objects of images.
  ///
  /// Where the objects have fewer distinct ratios than the anchors, `.clusters` looks for as many as there are.
  ///
  /// - Throws: `AnchorFitError`, if there are no objects or one is empty.
  public init(
    _ start: AnchorGenerator, images: [ImageObjects], method: Method = .clusters,
    using generator: inout some RandomNumberGenerator
  ) throws(AnchorFitError) {
    let objects = images.flatMap(\.objects)
    let own = try Self.ownRatios(of: objects, pixels: start.pixels)
    guard let smallest = own.min(), let largest = own.max() else {
      throw .tooFewShapes(distinct: 0, clusters: method == .clusters ? start.ratios.count : 1)
    }
    self.method = method
    self.start = start
    let columns = ObjectColumns(start, images: images)
    let found: AnchorGenerator
    switch method {
    case .clusters:
      let count = min(start.ratios.count, Set(own).count)
      clusterCount = count
      let ratios = try Self.ratios(of: objects, count: count, pixels: start.pixels, using: &generator)
        .map { start.ratioMeaning.heightOverWidth($0) }.sorted()
      // Where there are fewer of them, the old ones would win by their number alone.
      let isShort = count < start.ratios.count
      found = Self.best(start, ratios: isShort ? [ratios] : [start.ratios, ratios], columns: columns)
    case .search(let search):
      clusterCount = nil
      let bounds = (start.ratios + [smallest, largest].map { start.ratioMeaning.heightOverWidth($0) }).sorted()
      found = search.best(start, columns: columns, ratios: bounds[0]...bounds[bounds.count - 1], using: &generator)
    }
    let coverage = (AnchorCoverage(start, images: images), AnchorCoverage(found, images: images))
    let isBetter = method.objective.value(coverage.0) < method.objective.value(coverage.1)
    before = coverage.0
    (fitted, after) = isBetter ? (found, coverage.1) : (start, coverage.0)
  }

  /// Of the given ratios with every factor the best; from the factor 1 outwards, so that of equally good factors the
  /// nearest to 1 is kept.
  private static func best(
    _ start: AnchorGenerator, ratios: [[Double]], columns: ObjectColumns
  ) -> AnchorGenerator {
    let objective = AnchorFitObjective.meanBestIoU
    var best = (generator: start, score: objective.value(columns.bestIoU(start), weights: columns.weights))
    for candidateRatios in ratios {
      for twelfth in (-24...24).sorted(by: { abs($0) < abs($1) }) {
        let factor = pow(2, Double(twelfth) / 12)
        var candidate = start
        candidate.ratios = candidateRatios
        candidate.levels = start.levels.map { .init(stride: $0.stride, baseSize: $0.baseSize * factor) }
        let score = objective.value(columns.bestIoU(candidate), weights: columns.weights)
        if score.isBetter(than: best.score) { best = (candidate, score) }
      }
    }
    return best.generator
  }

  /// The ratios (height / width) that stand for the objects' own, ascending: k-means of shapes of area 1.
  public static func ratios(
    of objects: [Box], count: Int, pixels: PixelConvention = .continuous,
    using generator: inout some RandomNumberGenerator
  ) throws(AnchorFitError) -> [Double] {
    let shapes = try ownRatios(of: objects, pixels: pixels).map { AnchorShape(size: 1, ratio: $0) }
    let clusters = try ShapeClusters(of: shapes, count: count, restarts: 8, rounds: 100, using: &generator)
    return clusters.shapes.map(\.ratio).sorted()
  }

  /// Height / width of each object.
  private static func ownRatios(of objects: [Box], pixels: PixelConvention) throws(AnchorFitError) -> [Double] {
    var ratios: [Double] = []
    for (index, object) in objects.enumerated() {
      let (width, height) = (object.width(pixels), object.height(pixels))
      guard width > 0, height > 0, (width * height).isFinite, width * height > 0 else {
        throw .emptyObject(index: index, width: width, height: height)
      }
      ratios.append(height / width)
    }
    return ratios
  }
}
