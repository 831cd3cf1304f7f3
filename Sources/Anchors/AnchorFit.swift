// Fits a generator's ratios and sizes to a dataset, and says what that changes.

import Boxes
import Foundation

/// Anchors fitted to the objects of a dataset, with the coverage before and after.
///
/// RetinaNet's shapes are a product (every scale with every ratio, doubling from level to level), so clusters of width
/// and height cannot be used as they are. The fit keeps the product: the ratios come from `ShapeClusters` of the
/// objects brought to one area, and one factor for all base sizes from a search in twelfths of an octave over two
/// octaves each way. Of the given and the fitted ratios with every factor the best mean best IoU is kept, measured where
/// the anchors really stand.
///
/// Properties:
/// - The mean best IoU is never smaller after than before.
/// - The number of anchors a cell does not change, and so the head does not: 2 more ratios would be a new head.
/// - The same generator of random numbers gives the same anchors.
public struct AnchorFit: Hashable, Sendable {
  /// The anchors before.
  public let start: AnchorGenerator
  /// The fitted anchors: other base sizes and ratios, the same strides and scales.
  public let fitted: AnchorGenerator
  /// The coverage by the anchors before.
  public let before: AnchorCoverage
  /// The coverage by the fitted anchors.
  public let after: AnchorCoverage

  /// Fits anchors to the objects of images.
  ///
  /// - Throws: `AnchorFitError`, if an object is empty or there are fewer distinct shapes than ratios.
  public init(
    _ start: AnchorGenerator, images: [ImageObjects], using generator: inout some RandomNumberGenerator
  ) throws(AnchorFitError) {
    let ratios = try Self.ratios(of: images.flatMap(\.objects), count: start.ratios.count, using: &generator)
    self.start = start
    before = AnchorCoverage(start, images: images)
    var best = (generator: start, coverage: before)
    for candidateRatios in [start.ratios, ratios] {
      // From the factor 1 outwards, so that of equally good factors the nearest to 1 is kept.
      for twelfth in (-24...24).sorted(by: { abs($0) < abs($1) }) {
        let factor = pow(2, Double(twelfth) / 12)
        var candidate = start
        candidate.ratios = candidateRatios
        candidate.levels = start.levels.map { .init(stride: $0.stride, baseSize: $0.baseSize * factor) }
        let coverage = AnchorCoverage(candidate, images: images)
        if (coverage.meanBestIoU ?? 0) > (best.coverage.meanBestIoU ?? 0) { best = (candidate, coverage) }
      }
    }
    fitted = best.generator
    after = best.coverage
  }

  /// The ratios (height / width) that stand for the objects' own, ascending: k-means of shapes of area 1.
  public static func ratios(
    of objects: [Box], count: Int, using generator: inout some RandomNumberGenerator
  ) throws(AnchorFitError) -> [Double] {
    for (index, object) in objects.enumerated() where !(object.area > 0 && object.area.isFinite) {
      throw .emptyObject(index: index, width: object.width, height: object.height)
    }
    let shapes = objects.map { AnchorShape(size: 1, ratio: $0.height / $0.width) }
    let clusters = try ShapeClusters(of: shapes, count: count, restarts: 8, rounds: 100, using: &generator)
    return clusters.shapes.map(\.ratio).sorted()
  }

  /// A table for people: base sizes, ratios, mean best IoU and the share of objects that reach an IoU of 0.5.
  public var table: String {
    textTable([
      ["anchors", "base sizes", "ratios", "mean best IoU", "best IoU ≥ 0.50"],
      row(named: "before", start, before), row(named: "after", fitted, after),
    ])
  }

  private func row(named name: String, _ generator: AnchorGenerator, _ coverage: AnchorCoverage) -> [String] {
    [
      name, generator.levels.map { $0.baseSize.fixed(digits: 1) }.joined(separator: " "),
      generator.ratios.map { $0.fixed(digits: 2) }.joined(separator: " "),
      coverage.meanBestIoU.map { $0.fixed(digits: 3) } ?? "–",
      coverage.share().map { "\(($0 * 100).fixed(digits: 1)) %" } ?? "–",
    ]
  }
}
