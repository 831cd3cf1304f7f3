// How many cells and anchors every level has on an image, as numbers and as a table.

import Boxes
import Text

/// One level of the pyramid laid over an image.
public struct AnchorGrid: Hashable, Sendable {
  /// The level's stride and base size.
  public let level: AnchorGenerator.Level
  /// Rows of cells.
  public let height: Int
  /// Columns of cells.
  public let width: Int
  /// Pixels from one row of cells to the next; the stride, except for torchvision's defect.
  public let rowSpacing: Int
  /// Pixels from one column of cells to the next; the stride, except for torchvision's defect.
  public let columnSpacing: Int
  /// The index of the level's first anchor in the list of all anchors.
  public let firstAnchor: Int
  /// The number of the level's anchors.
  public let anchorCount: Int

  /// Cells of the level: height × width.
  public var locationCount: Int { height * width }
}

extension AnchorGenerator {
  /// No picture has more rows or columns; the anchors of one that had could still be counted.
  package static let largestSide = 1 << 24

  /// Rows and columns of a level's grid: ⌈size / stride⌉, what convolutions of stride 2 with padding leave.
  ///
  /// It is so in every system, whether it asks its feature maps (torchvision, Detectron2, mmdetection) or computes it
  /// (keras-retinanet, yhenon, the Keras example). They differ in the image that the network sees (filled up
  /// to a multiple of 32, of 128, or not), and that is the one to give here.
  ///
  /// - Parameters:
  ///   - level: an index into `levels`.
  ///   - size: the size of the image that the network sees, in pixels.
  /// - Precondition: height and width of `size` are at least 1 and at most 2²⁴.
  public func gridSize(level: Int, on size: ImageSize) -> ImageSize {
    precondition(levels.indices.contains(level), "level must be in 0..<\(levels.count), found \(level)")
    precondition(
      (1...Self.largestSide).contains(size.height) && (1...Self.largestSide).contains(size.width),
      "size must be at least 1 × 1 and at most \(Self.largestSide) pixels a side, found \(size)")
    let stride = levels[level].stride
    return ImageSize(height: (size.height + stride - 1) / stride, width: (size.width + stride - 1) / stride)
  }

  /// All levels laid over an image, in the order of `levels`.
  public func grids(on size: ImageSize) -> [AnchorGrid] {
    check()
    var first = 0
    return levels.indices.map { index in
      let grid = gridSize(level: index, on: size)
      let count = grid.area * anchorsPerCell
      defer { first += count }
      let level = levels[index]
      return AnchorGrid(
        level: level, height: grid.height, width: grid.width,
        rowSpacing: spacing == .stride ? level.stride : size.height / grid.height,
        columnSpacing: spacing == .stride ? level.stride : size.width / grid.width,
        firstAnchor: first, anchorCount: count)
    }
  }

  /// The cells of all levels together.
  public func locationCount(on size: ImageSize) -> Int {
    grids(on: size).reduce(0) { $0 + $1.locationCount }
  }

  /// The anchors of all levels together: `locationCount` × `anchorsPerCell`.
  public func anchorCount(on size: ImageSize) -> Int {
    locationCount(on: size) * anchorsPerCell
  }

  /// A table for people: stride, base size, grid, locations and anchors of every level, and their sums.
  public func table(on size: ImageSize) -> String {
    let grids = grids(on: size)
    var rows = [["level", "stride", "sizes", "grid", "locations", "anchors"]]
    for grid in grids {
      let sizes = scales.map { self.size(of: grid.level, scale: $0).fixed(digits: 0) }.joined(separator: " ")
      let isRegular = grid.rowSpacing == grid.level.stride && grid.columnSpacing == grid.level.stride
      let stride = isRegular ? "\(grid.level.stride)" : "\(grid.rowSpacing) × \(grid.columnSpacing)"
      rows.append([
        grid.level.name, stride, sizes, "\(grid.height) × \(grid.width)", "\(grid.locationCount)",
        "\(grid.anchorCount)",
      ])
    }
    let locations = grids.reduce(0) { $0 + $1.locationCount }
    rows.append(["all", "", "", "", "\(locations)", "\(locations * anchorsPerCell)"])
    return textTable(rows)
  }
}
