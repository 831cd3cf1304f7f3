// How many cells and anchors every level has on an image, as numbers and as a table.

import Text

/// One level of the pyramid laid over an image.
public struct AnchorGrid: Hashable, Sendable {
  /// The level's stride and base size.
  public var level: AnchorGenerator.Level
  /// Rows of cells.
  public var height: Int
  /// Columns of cells.
  public var width: Int
  /// Pixels from one row of cells to the next; the stride, except for torchvision's defect.
  public var rowSpacing: Int
  /// Pixels from one column of cells to the next; the stride, except for torchvision's defect.
  public var columnSpacing: Int
  /// The index of the level's first anchor in the list of all anchors.
  public var firstAnchor: Int
  /// The number of the level's anchors.
  public var anchorCount: Int

  /// Cells of the level: height × width.
  public var locationCount: Int { height * width }
}

extension AnchorGenerator {
  /// No picture has more rows or columns; the anchors of one that had could still be counted.
  private static let largestSide = 1 << 24

  /// Rows and columns of a level's grid: ⌈size / stride⌉, what convolutions of stride 2 with padding leave.
  ///
  /// It is so in every system, whether it asks its feature maps (torchvision, Detectron2, mmdetection) or computes it
  /// (keras-retinanet, yhenon, the Keras example). They differ in the image that the network sees (filled up
  /// to a multiple of 32, of 128, or not), and that is the one to give here.
  ///
  /// - Parameter level: an index into `levels`.
  /// - Precondition: `imageHeight` and `imageWidth` are at least 1 and at most 2²⁴.
  public func gridSize(level: Int, imageHeight: Int, imageWidth: Int) -> (height: Int, width: Int) {
    precondition(levels.indices.contains(level), "level must be in 0..<\(levels.count), got \(level)")
    for (name, side) in [("imageHeight", imageHeight), ("imageWidth", imageWidth)] {
      precondition(
        (1...Self.largestSide).contains(side), "\(name) must be at least 1 and at most \(Self.largestSide), got \(side)"
      )
    }
    let stride = levels[level].stride
    return ((imageHeight + stride - 1) / stride, (imageWidth + stride - 1) / stride)
  }

  /// All levels laid over an image, in the order of `levels`.
  public func grids(imageHeight: Int, imageWidth: Int) -> [AnchorGrid] {
    var first = 0
    return levels.indices.map { index in
      let size = gridSize(level: index, imageHeight: imageHeight, imageWidth: imageWidth)
      let count = size.height * size.width * anchorsPerCell
      defer { first += count }
      let level = levels[index]
      return AnchorGrid(
        level: level, height: size.height, width: size.width,
        rowSpacing: spacing == .stride ? level.stride : imageHeight / size.height,
        columnSpacing: spacing == .stride ? level.stride : imageWidth / size.width,
        firstAnchor: first, anchorCount: count)
    }
  }

  /// The cells of all levels together.
  public func locationCount(imageHeight: Int, imageWidth: Int) -> Int {
    grids(imageHeight: imageHeight, imageWidth: imageWidth).reduce(0) { $0 + $1.locationCount }
  }

  /// The anchors of all levels together: `locationCount` × `anchorsPerCell`.
  public func anchorCount(imageHeight: Int, imageWidth: Int) -> Int {
    locationCount(imageHeight: imageHeight, imageWidth: imageWidth) * anchorsPerCell
  }

  /// A table for people: stride, base size, grid, locations and anchors of every level, and their sums.
  public func table(imageHeight: Int, imageWidth: Int) -> String {
    let grids = grids(imageHeight: imageHeight, imageWidth: imageWidth)
    var rows = [["level", "stride", "sizes", "grid", "locations", "anchors"]]
    for grid in grids {
      let sizes = scales.map { size(of: grid.level, scale: $0).fixed(digits: 0) }.joined(separator: " ")
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
