// A box as COCO writes it: a corner and a size. COCO's evaluation computes with these four numbers as they stand.

/// A box by its left upper corner, width and height, in pixels: COCO's `bbox`.
///
/// `box` has the same place in corners, but not always the same bits: (x + width) − x may differ from width in the last
/// one, and an overlap of exactly one half then is none.
public struct Frame: Hashable, Sendable, Codable {
  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// From the left edge to the right one; below 0 for a box turned inside out.
  public var width: Double
  /// From the upper edge to the lower one; below 0 for a box turned inside out.
  public var height: Double

  /// A box from its four numbers, in COCO's order.
  @inlinable
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// A box from its corners.
  @inlinable
  public init(_ box: Box) { self.init(x: box.xMin, y: box.yMin, width: box.width, height: box.height) }

  /// The corners.
  @inlinable public var box: Box { Box(xMin: x, yMin: y, xMax: x + width, yMax: y + height) }
  /// Width times height, in square pixels.
  @inlinable public var area: Double { width * height }
}
