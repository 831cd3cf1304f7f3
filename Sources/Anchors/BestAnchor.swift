// The best anchor of an object without a walk over all anchors: of equal shapes the nearest overlaps most.

import Boxes

/// The anchor of the largest IoU with an object.
public struct BestAnchor: Hashable, Sendable {
  /// The anchor's index in the list of all anchors; nil if no anchor overlaps the object.
  public let index: Int?
  /// IoU of anchor and object, 0 without one.
  public let iou: Double
}

extension AnchorGenerator {
  /// The best anchor of an object, by looking at one cell per level.
  ///
  /// Anchors of one shape overlap an object the more the nearer their center is, in x and in y separately, so the best
  /// of a level stands in the cell nearest to the object's center. That holds for every preset, since a level's cells
  /// all have the same shapes, about centers at even distances. IoU is counted by `pixels`. Where several anchors are
  /// equally good (all those that contain the object) this gives the nearest, a walk over all of them the first; the
  /// IoU is the same.
  ///
  /// - Complexity: O(levels × anchors in a cell), whatever the size of the image.
  public func bestAnchor(for object: Box, on size: ImageSize) -> BestAnchor {
    var best = BestAnchor(index: nil, iou: 0)
    for (index, grid) in grids(on: size).enumerated() {
      let stride = grid.level.stride
      let y = nearestCell(to: object.centerY, count: grid.height, spacing: grid.rowSpacing, stride: stride)
      let x = nearestCell(to: object.centerX, count: grid.width, spacing: grid.columnSpacing, stride: stride)
      let first = grid.firstAnchor + (y * grid.width + x) * anchorsPerCell
      let centerX = coordinate(cell: x, spacing: grid.columnSpacing, stride: stride)
      let centerY = coordinate(cell: y, spacing: grid.rowSpacing, stride: stride)
      for (anchor, shape) in shapes(level: index).enumerated() {
        let iou = box(shape, centerX: centerX, centerY: centerY).iou(object, pixels)
        if iou > best.iou { best = BestAnchor(index: first + anchor, iou: iou) }
      }
    }
    return best
  }

  /// The cell of a row or column whose center is nearest to a position.
  func nearestCell(to position: Double, count: Int, spacing: Int, stride: Int) -> Int {
    let cell = (position - coordinate(cell: 0, spacing: spacing, stride: stride)) / Double(spacing)
    guard cell.isFinite else { return 0 }
    return Int(min(max(cell.rounded(), 0), Double(count - 1)))
  }
}
