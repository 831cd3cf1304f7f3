// Whether the last pixel of a box is counted: the +1 of older systems.

/// What a box's right and lower edges mean.
///
/// ```
/// continuous   width = xMax - xMin          a box from 0 to 10 is 10 wide
/// inclusive    width = xMax - xMin + 1      pixels 0, 1, … 10 are 11
/// ```
///
/// Everything here is continuous unless told otherwise. Detectron, py-faster-rcnn and PASCAL VOC's tools are
/// inclusive; their numbers can only be had with their convention.
public enum PixelConvention: String, Hashable, Sendable, Codable, CaseIterable {
  /// Coordinates are real numbers, as in COCO and every newer system.
  case continuous
  /// Coordinates are the first and the last pixel.
  case inclusive

  /// What is added to the difference of two edges: 0 or 1.
  @inlinable public var extra: Double { self == .inclusive ? 1 : 0 }
}

extension Box {
  /// The width in pixels, by a convention.
  @inlinable
  public func width(_ pixels: PixelConvention) -> Double { width + pixels.extra }

  /// The height in pixels, by a convention.
  @inlinable
  public func height(_ pixels: PixelConvention) -> Double { height + pixels.extra }

  /// The area in square pixels, by a convention; 0 for a box turned inside out.
  @inlinable
  public func area(_ pixels: PixelConvention) -> Double { max(0, width(pixels)) * max(0, height(pixels)) }

  /// Intersection over union, in 0...1, by a convention.
  ///
  /// Boxes from 0 to 9 and from 5 to 14 in a row of pixels share 4 of 14 units of length, or 5 of 15 pixels:
  ///
  /// ```
  /// continuous   4 / (9 + 9 - 4)      = 0.2857
  /// inclusive    5 / (10 + 10 - 5)    = 0.3333
  /// ```
  ///
  /// Edge cases: 0 if the union has no area, and with an edge that is NaN.
  @inlinable
  public func iou(_ other: Box, _ pixels: PixelConvention) -> Double {
    guard pixels == .inclusive else { return iou(other) }
    guard area(.inclusive) > 0, other.area(.inclusive) > 0 else { return 0 }
    let sharedWidth = min(xMax, other.xMax) - max(xMin, other.xMin) + 1
    let sharedHeight = min(yMax, other.yMax) - max(yMin, other.yMin) + 1
    let shared = max(0, sharedWidth) * max(0, sharedHeight)
    let union = area(.inclusive) + other.area(.inclusive) - shared
    return union > 0 ? shared / union : 0
  }
}
