// How well anchors cover a list of objects: the best IoU of each, their mean, and the share that can be matched.

import Boxes
import Text

/// The objects of one image, and the size of the image in pixels: what coverage and fitting need of a dataset.
public struct ImageObjects: Hashable, Sendable {
  /// The image's height and width in pixels.
  public var size: ImageSize
  /// The objects, in pixels.
  public var objects: [Box]

  /// The objects of an image of the given size.
  public init(size: ImageSize, objects: [Box]) {
    self.size = size
    self.objects = objects
  }

  /// The objects of an image of the given size, without crowds, which are never matched.
  public init(size: ImageSize, objects: [LabeledBox]) {
    self.init(
      size: size, objects: objects.filter { !$0.isCrowd }.map(\.box))
  }
}

/// For every object the IoU of its best anchor: what a matcher can reach with these anchors at most.
///
/// Properties:
/// - An anchor equal to the object makes its best IoU 1; more anchors never make it smaller.
/// - The share that reaches the positive threshold is the share of boxes matched with an anchor, which keras-cv
///   reports.
/// - Buckets divide the objects: their counts add up to the total.
/// - Without objects the mean and the share are nil, not 0.
public struct AnchorCoverage: Hashable, Sendable {
  /// The objects, in the order given.
  public private(set) var objects: [Box]
  /// The largest IoU of each object over all anchors, in 0…1; one for each object.
  public private(set) var bestIoU: [Double]
  /// How the pixels of objects and anchors are counted.
  public let pixels: PixelConvention

  /// The coverage of objects by a list of anchors, by comparing every pair.
  public init(anchors: [Box], objects: [Box], pixels: PixelConvention = .continuous) {
    self.objects = objects
    self.pixels = pixels
    bestIoU = objects.map { object in anchors.reduce(0) { max($0, $1.iou(object, pixels)) } }
  }

  /// The coverage of the objects of several images by a generator's anchors, pixels counted as the generator does.
  public init(_ generator: AnchorGenerator, images: [ImageObjects]) {
    objects = images.flatMap(\.objects)
    pixels = generator.pixels
    bestIoU = images.flatMap { image in
      image.objects.map {
        generator.bestAnchor(for: $0, on: image.size).iou
      }
    }
  }

  /// The mean of the best IoU over all objects; nil without objects.
  public var meanBestIoU: Double? { bestIoU.isEmpty ? nil : bestIoU.reduce(0, +) / Double(bestIoU.count) }

  /// The share of objects, in 0…1, whose best anchor reaches an IoU; nil without objects.
  public func share(reaching threshold: Double = 0.5) -> Double? {
    bestIoU.isEmpty ? nil : Double(bestIoU.filter { $0 >= threshold }.count) / Double(bestIoU.count)
  }

  /// The coverage of the objects of one bucket alone.
  public func restricted(to bucket: SizeBucket) -> AnchorCoverage {
    var result = AnchorCoverage(anchors: [], objects: [], pixels: pixels)
    for (object, iou) in zip(objects, bestIoU) where bucket.areas.contains(object.area(pixels)) {
      result.objects.append(object)
      result.bestIoU.append(iou)
    }
    return result
  }

  /// A table for people: objects, mean best IoU and the share that reaches the threshold, by bucket and in all.
  public func table(buckets: [SizeBucket] = SizeBucket.coco, threshold: Double = 0.5) -> String {
    let heading = ["objects", "count", "mean best IoU", "best IoU ≥ \(threshold.fixed(digits: 2))"]
    let rows = buckets.map { restricted(to: $0).row(named: $0.name, threshold: threshold) }
    return textTable([heading] + rows + [row(named: "all", threshold: threshold)])
  }

  private func row(named name: String, threshold: Double) -> [String] {
    let mean = meanBestIoU.map { $0.fixed(digits: 3) } ?? "–"
    let share = share(reaching: threshold).map { "\(($0 * 100).fixed(digits: 1)) %" } ?? "–"
    return [name, "\(objects.count)", mean, share]
  }
}

/// A range of box areas with a name: the lower end included, the upper one not, so that buckets divide the objects.
///
/// An evaluation's `Evaluation.AreaRange` has both ends, as COCO's own, and so may count an object twice.
public struct SizeBucket: Hashable, Sendable {
  /// What the table calls it.
  public var name: String
  /// Areas in square pixels; the upper bound belongs to the next bucket.
  public var areas: Range<Double>

  /// A named range of areas in square pixels.
  public init(name: String, areas: Range<Double>) {
    self.name = name
    self.areas = areas
  }

  /// COCO's three: small below 32², medium below 96², large; here by the area of the box, not of the mask.
  public static let coco = [
    SizeBucket(name: "small", areas: 0..<1_024), SizeBucket(name: "medium", areas: 1_024..<9_216),
    SizeBucket(name: "large", areas: 9_216..<Double.infinity),
  ]
}
