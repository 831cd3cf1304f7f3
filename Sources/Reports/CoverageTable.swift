// How well anchors cover objects, and which objects then have an anchor that learns them: two questions, not one.

import Anchors
import Boxes
import Matching
import Text

/// The coverage of objects by anchors beside what a matcher makes of it.
///
/// An IoU of 0.5 is what most matchers want of a positive anchor. With the low-quality rule an object also has its best
/// anchor, however little that overlaps it; and an object that some anchor fits may lose it to another object.
public struct CoverageTable: Sendable {
  private let coverage: AnchorCoverage
  /// How many positive anchors each object has, in the order of the coverage.
  private let positives: [Int]
  private let threshold: Double

  /// Measures the objects of images.
  ///
  /// - Parameters:
  ///   - generator: The anchors.
  ///   - images: The objects by image, without crowds.
  ///   - matcher: Which anchors are positive.
  public init(_ generator: AnchorGenerator, images: [ImageObjects], matcher: Matcher) {
    coverage = AnchorCoverage(generator, images: images)
    threshold = matcher.positiveThreshold
    var positives: [Int] = []
    var grids: GriddedAnchors?
    var size: ImageSize?
    for image in images {
      let found: GriddedAnchors
      // Most sets have pictures of a few sizes, one after the other.
      if let grids, let size, size == image.size {
        found = grids
      } else {
        found = GriddedAnchors(generator, size: image.size)
      }
      (grids, size) = (found, image.size)
      positives += Self.positives(image, found, matcher)
    }
    self.positives = positives
  }

  /// The number of positive anchors of each object; equal boxes are told apart by their labels.
  private static func positives(_ image: ImageObjects, _ anchors: GriddedAnchors, _ matcher: Matcher) -> [Int] {
    let objects = image.objects.enumerated().map { LabeledBox(box: $1, label: $0) }
    let targets = Targets(
      anchors, objects: objects, matcher: matcher, image: image.size)
    var counts = [Int](repeating: 0, count: objects.count)
    for matched in targets.matched { counts[Int(targets.labels[matched.index])] += 1 }
    return counts
  }

  /// What is counted of some of the objects; what has no value without objects is nil.
  public struct Row: Hashable, Sendable, Codable {
    /// Which objects: small, medium, large or all.
    public let name: String
    /// How many they are.
    public let objects: Int
    /// The mean of the IoU of each with its best anchor.
    public let meanBestIoU: Double?
    /// The share whose best anchor reaches the positive threshold, in 0…1.
    public let reachingShare: Double?
    /// The share that has a positive anchor, in 0…1.
    public let learntShare: Double?
    /// All their positive anchors.
    public let positives: Int
  }

  /// Small, medium and large objects, and all.
  public var rows: [Row] {
    SizeBucket.coco.map { bucket in
      row(
        bucket.name,
        coverage.objects.indices.filter { bucket.areas.contains(coverage.objects[$0].area(coverage.pixels)) })
    } + [row("all", Array(coverage.objects.indices))]
  }

  /// A line for small, medium and large objects and one for all.
  public var text: String {
    let head = [
      "objects", "count", "mean best IoU", "best IoU ≥ \(threshold.fixed(digits: 2))", "has a positive anchor",
      "positive anchors",
    ]
    func percent(_ share: Double?) -> String { share.map { $0.percent() + " %" } ?? "–" }
    return textTable(
      [head]
        + rows.map { row in
          [
            row.name, "\(row.objects)", row.meanBestIoU.fixed(digits: 3), percent(row.reachingShare),
            percent(row.learntShare), "\(row.positives)",
          ]
        })
  }

  private func row(_ name: String, _ objects: [Int]) -> Row {
    func share(_ isCounted: (Int) -> Bool) -> Double? {
      objects.isEmpty ? nil : Double(objects.count(where: isCounted)) / Double(objects.count)
    }
    return Row(
      name: name, objects: objects.count,
      meanBestIoU: objects.isEmpty
        ? nil : objects.reduce(0) { $0 + coverage.bestIoU[$1] } / Double(objects.count),
      reachingShare: share { coverage.bestIoU[$0] >= threshold }, learntShare: share { positives[$0] > 0 },
      positives: objects.reduce(0) { $0 + positives[$1] })
  }
}
