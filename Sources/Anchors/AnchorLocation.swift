// Where an anchor of the flat list stands, and back again.

import Boxes
import Text

/// The place of one anchor: its level, its cell, and its place in the cell.
public struct AnchorLocation: Hashable, Sendable {
  /// An index into `AnchorGenerator.levels`.
  public var level: Int
  /// The row of the cell.
  public var y: Int
  /// The column of the cell.
  public var x: Int
  /// The place in the cell, in 0 ..< `anchorsPerCell`.
  public var anchor: Int

  /// The anchor at a place of a cell of a level.
  public init(level: Int, y: Int, x: Int, anchor: Int) {
    self.level = level
    self.y = y
    self.x = x
    self.anchor = anchor
  }
}

extension AnchorGenerator {
  /// Where the anchor of an index in `anchors(on:)` stands: the inverse of `index(of:…)`.
  ///
  /// - Precondition: `index` is in 0 ..< `anchorCount`.
  public func locate(anchor index: Int, on size: ImageSize) -> AnchorLocation {
    let grids = grids(on: size)
    guard let level = grids.lastIndex(where: { $0.firstAnchor <= index }),
      index < grids[level].firstAnchor + grids[level].anchorCount
    else {
      let count = anchorCount(on: size)
      preconditionFailure("anchor must be in 0..<\(count), found \(index)")
    }
    let within = index - grids[level].firstAnchor
    let cell = within / anchorsPerCell
    return AnchorLocation(
      level: level, y: cell / grids[level].width, x: cell % grids[level].width, anchor: within % anchorsPerCell)
  }

  /// The index of an anchor in `anchors(on:)`: the inverse of `locate`.
  ///
  /// - Precondition: the location is on the image's grids.
  public func index(of location: AnchorLocation, on size: ImageSize) -> Int {
    let grid = grid(at: location, on: size)
    return grid.firstAnchor + (location.y * grid.width + location.x) * anchorsPerCell + location.anchor
  }

  /// The grid of a location's level, once the location is known to be on it.
  private func grid(at location: AnchorLocation, on size: ImageSize) -> AnchorGrid {
    let grids = grids(on: size)
    precondition(grids.indices.contains(location.level), "level must be in 0..<\(grids.count), found \(location.level)")
    let grid = grids[location.level]
    precondition((0..<grid.height).contains(location.y), "y must be in 0..<\(grid.height), found \(location.y)")
    precondition((0..<grid.width).contains(location.x), "x must be in 0..<\(grid.width), found \(location.x)")
    precondition(
      (0..<anchorsPerCell).contains(location.anchor),
      "anchor must be in 0..<\(anchorsPerCell), found \(location.anchor)")
    return grid
  }

  /// The anchor at a location, by itself; equal to the entry of `anchors(on:)`.
  ///
  /// - Precondition: the location is on the image's grids.
  public func box(at location: AnchorLocation, on size: ImageSize) -> Box {
    let grid = grid(at: location, on: size)
    return box(at: location, rowSpacing: grid.rowSpacing, columnSpacing: grid.columnSpacing)
  }

  /// The anchor at a location of whatever image: where cells stand a stride apart its size does not matter.
  ///
  /// - Precondition: `spacing` is `.stride`; torchvision's defect depends on the image.
  public func box(at location: AnchorLocation) -> Box {
    precondition(
      spacing == .stride, "spacing must be .stride for box(at:), found .\(spacing.rawValue): give the image's size too")
    let stride = levels[location.level].stride
    return box(at: location, rowSpacing: stride, columnSpacing: stride)
  }

  private func box(at location: AnchorLocation, rowSpacing: Int, columnSpacing: Int) -> Box {
    let stride = levels[location.level].stride
    return box(
      shapes(level: location.level)[location.anchor],
      centerX: coordinate(cell: location.x, spacing: columnSpacing, stride: stride),
      centerY: coordinate(cell: location.y, spacing: rowSpacing, stride: stride))
  }

  /// A location in words: "P3, row 2, column 5, 23 × 11 px" (width × height).
  public func describe(_ location: AnchorLocation) -> String {
    let shape = shapes(level: location.level)[location.anchor]
    return "\(levels[location.level].name), row \(location.y), column \(location.x), "
      + "\(shape.width.fixed(digits: 0)) × \(shape.height.fixed(digits: 0)) px"
  }
}
