// The width and height of an anchor, without a place. Not a box: two shapes are compared as if they shared a center.

/// The width and the height of an anchor, in pixels.
///
/// An anchor is described by its size (the square root of its area) and its ratio (height / width, as in torchvision,
/// detectron2 and mmdetection; the Keras example divides the other way round):
///
/// ```
/// width = size / √ratio      height = size · √ratio      width · height = size²
/// ```
///
/// Properties:
/// - The area is size² whatever the ratio.
/// - Ratio 1 is a square, ratio 2 is tall, ratio ½ is wide.
/// - `iou` is symmetric, in 0…1, and 1 for equal shapes.
public struct AnchorShape: Hashable, Sendable, Codable {
  /// Width in pixels.
  public var width: Double
  /// Height in pixels.
  public var height: Double

  /// A shape of the given width and height in pixels.
  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// The shape of area size² whose height is `ratio` times its width.
  ///
  /// - Precondition: both are positive and finite.
  public init(size: Double, ratio: Double) {
    precondition(size > 0 && size.isFinite, "size must be positive and finite, found \(size)")
    precondition(ratio > 0 && ratio.isFinite, "ratio (height / width) must be positive and finite, found \(ratio)")
    let root = ratio.squareRoot()
    self.init(width: size / root, height: size * root)
  }

  /// Height / width.
  public var ratio: Double { height / width }

  /// Width × height, in square pixels.
  public var area: Double { width * height }

  /// The square root of the area, in pixels.
  public var size: Double { area.squareRoot() }

  /// Intersection over union of two shapes that share a center; 0 for two shapes without area.
  public func iou(_ other: AnchorShape) -> Double {
    let intersection = min(width, other.width) * min(height, other.height)
    let union = area + other.area - intersection
    return union > 0 ? intersection / union : 0
  }
}
