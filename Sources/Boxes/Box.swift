// An axis-aligned rectangle in an image, and how much two of them overlap.
// Coordinates are continuous: there is no +1 anywhere, and a box is not clipped unless asked.

/// An axis-aligned box in pixels, x to the right and y down.
///
/// Coordinates are continuous: a box from 0 to 1 covers one pixel and is 1 wide. (Detectron and PASCAL VOC's
/// tools count `xMax - xMin + 1`; boxes from them differ by that pixel.)
///
/// Edge cases: a box whose `xMax` is below its `xMin`, or likewise in y, has a negative width and area 0.
public struct Box: Hashable, Sendable, Codable {
  /// The left edge, in pixels.
  public var xMin: Double
  /// The top edge, in pixels.
  public var yMin: Double
  /// The right edge, in pixels.
  public var xMax: Double
  /// The bottom edge, in pixels.
  public var yMax: Double

  /// A box from its edges.
  @inlinable
  public init(xMin: Double, yMin: Double, xMax: Double, yMax: Double) {
    self.xMin = xMin
    self.yMin = yMin
    self.xMax = xMax
    self.yMax = yMax
  }

  /// A box from its center and its size.
  @inlinable
  public init(centerX: Double, centerY: Double, width: Double, height: Double) {
    self.init(
      xMin: centerX - width / 2, yMin: centerY - height / 2,
      xMax: centerX + width / 2, yMax: centerY + height / 2)
  }

  /// `xMax - xMin`, without +1.
  @inlinable public var width: Double { xMax - xMin }

  /// `yMax - yMin`, without +1.
  @inlinable public var height: Double { yMax - yMin }

  /// Width times height in square pixels; 0 for a box turned inside out.
  @inlinable public var area: Double { max(0, width) * max(0, height) }

  /// The horizontal center.
  @inlinable public var centerX: Double { (xMin + xMax) / 2 }

  /// The vertical center.
  @inlinable public var centerY: Double { (yMin + yMax) / 2 }

  /// The area that two boxes share, in square pixels; 0 if they only touch.
  ///
  /// Properties:
  /// - Intersection is symmetric and at most the smaller area.
  ///
  /// Edge cases: 0 with a box that has an edge that is NaN, which has no area.
  @inlinable
  public func intersectionArea(with other: Box) -> Double {
    // Of a number and NaN `min` and `max` give one or the other, by their order.
    guard area > 0, other.area > 0 else { return 0 }
    let width = min(xMax, other.xMax) - max(xMin, other.xMin)
    let height = min(yMax, other.yMax) - max(yMin, other.yMin)
    return max(0, width) * max(0, height)
  }

  /// Intersection over union, in 0...1.
  ///
  /// ```
  /// IoU(A, B) = |A ∩ B| / (|A| + |B| - |A ∩ B|)
  /// ```
  ///
  /// Two 2 × 2 boxes that share one pixel: 1 / (4 + 4 - 1) = 1/7.
  ///
  /// Properties:
  /// - IoU is symmetric.
  /// - IoU lies in 0...1, and is exactly 1 for a box of positive area with itself.
  /// - IoU does not change when both boxes are moved or scaled together.
  ///
  /// Edge cases: 0 for two boxes of zero area (torchvision gives 0/0 = NaN there), and with an edge that is NaN.
  @inlinable
  public func iou(_ other: Box) -> Double {
    let shared = intersectionArea(with: other)
    let union = area + other.area - shared
    return union > 0 ? shared / union : 0
  }

  /// The share of this box's own area that lies in the other box, in 0...1; 0 if this box has no area.
  ///
  /// It replaces IoU where `other` is a crowd region: a detection of one person in a crowd of fifty is small
  /// beside the region, so its IoU is small though it lies wholly inside.
  @inlinable
  public func shareInside(_ other: Box) -> Double {
    area > 0 ? intersectionArea(with: other) / area : 0
  }

  /// The part of the box that lies in an image of a size.
  ///
  /// Edge cases: a box wholly outside becomes a box of zero area on the border.
  @inlinable
  public func clipped(to size: ImageSize) -> Box { clipped(height: Double(size.height), width: Double(size.width)) }

  /// The part of the box that lies between 0 and a height and width, which some systems count to the last pixel's
  /// beginning.
  ///
  /// Edge cases: a box wholly outside becomes a box of zero area on the border.
  @inlinable
  public func clipped(height: Double, width: Double) -> Box {
    Box(
      xMin: min(max(xMin, 0), width), yMin: min(max(yMin, 0), height),
      xMax: min(max(xMax, 0), width), yMax: min(max(yMax, 0), height))
  }
}
