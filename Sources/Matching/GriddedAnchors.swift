// The anchors of a generator's grids with their edges by column and by row: what lets a search look at a window.
// Which anchor learns what is still the Matcher's business.

import Anchors
import Boxes

/// All anchors of an image, and how they stand in rows and columns.
///
/// An anchor's left and right edges depend on its column and its place in the cell alone, its upper and lower edges on
/// its row and its place, and both rise with the column and the row. So the anchors that an object overlaps are a
/// window of cells on every level, whose borders a binary search finds.
public struct GriddedAnchors: Sendable {
  /// The anchors, in pixels, by level, row, column and place in the cell.
  public let anchors: [Box]
  let levels: [GridLevel]
  /// How many of the anchors belong to each level, in order.
  public var anchorsPerLevel: [Int] { levels.map { $0.rows.low.count * $0.columns.low.count * $0.perCell } }

  /// The anchors of an image of a size in pixels.
  public init(_ generator: AnchorGenerator, size: ImageSize) {
    self.init(
      generator.anchors(on: size), of: generator, size: size)
  }

  /// The anchors of an image from the list that is already there, which is shared, not copied.
  ///
  /// - Precondition: `anchors` is `generator.anchors(on:)`.
  /// - Complexity: O(rows + columns) of the levels' grids.
  public init(_ anchors: [Box], of generator: AnchorGenerator, size: ImageSize) {
    let grids = generator.grids(on: size)
    let count = grids.reduce(0) { $0 + $1.anchorCount }
    precondition(
      anchors.count == count,
      "anchors must be the \(count) of the generator on \(size) pixels, found \(anchors.count)")
    self.anchors = anchors
    levels = grids.map { GridLevel($0, perCell: generator.anchorsPerCell, anchors: anchors) }
  }

  /// Runs of anchors among which are all that overlap a box, with or without the last pixel.
  func candidates(for box: Box) -> [Range<Int>] {
    levels.flatMap { level in
      let columns = level.columns.window(low: box.xMin, high: box.xMax, extra: 1)
      return level.rows.window(low: box.yMin, high: box.yMax, extra: 1).map { y in
        level.index(y: y, x: columns.lowerBound, place: 0)..<level.index(y: y, x: columns.upperBound, place: 0)
      }
    }
  }
}

/// One level: its edges over all places of a cell, and place by place.
struct GridLevel: Sendable {
  let firstAnchor: Int
  let perCell: Int
  /// The outermost edges over all places.
  let columns: GridEdges
  let rows: GridEdges
  let places: [Place]

  /// The anchors of one place in the cell: all of one shape.
  struct Place: Sendable {
    let columns: GridEdges
    let rows: GridEdges
    /// One of them.
    let anchor: Box
  }

  init(_ grid: AnchorGrid, perCell: Int, anchors: [Box]) {
    firstAnchor = grid.firstAnchor
    self.perCell = perCell
    let row = grid.width * perCell
    places = (0..<perCell).map { place in
      let first = grid.firstAnchor + place
      let column = (0..<grid.width).map { anchors[first + $0 * perCell] }
      let line = (0..<grid.height).map { anchors[first + $0 * row] }
      return Place(
        columns: GridEdges(low: column.map(\.xMin), high: column.map(\.xMax)),
        rows: GridEdges(low: line.map(\.yMin), high: line.map(\.yMax)), anchor: anchors[first])
    }
    columns = GridEdges(outermost: places.map(\.columns))
    rows = GridEdges(outermost: places.map(\.rows))
  }

  /// The index of an anchor in the list of all.
  func index(y: Int, x: Int, place: Int) -> Int { firstAnchor + (y * columns.low.count + x) * perCell + place }
}

/// The edges of columns or rows of anchors, which rise from one to the next.
struct GridEdges: Sendable {
  let low: [Double]
  let high: [Double]

  init(low: [Double], high: [Double]) {
    self.low = low
    self.high = high
  }

  init(outermost edges: [GridEdges]) {
    let count = edges.map(\.low.count).min() ?? 0
    low = (0..<count).map { index in edges.map { $0.low[index] }.min() ?? 0 }
    high = (0..<count).map { index in edges.map { $0.high[index] }.max() ?? 0 }
  }

  /// Columns or rows among which are all that share at least `least` with what reaches from `low` to `high`.
  ///
  /// Edge cases: an edge that is not a number bounds nothing.
  func window(low: Double, high: Double, extra: Double, least: Double = 0) -> Range<Int> {
    let end = self.low.firstIndex { high + extra - $0 < least }
    let start = self.high.firstIndex { !($0 + extra - low < least) }
    return start..<max(start, end)
  }

  /// About the middle one of those that lie around a position.
  func nearest(to position: Double) -> Int {
    let after = low.indices.isEmpty ? 0 : low.firstIndex { $0 > position - (high[0] - low[0]) / 2 }
    guard after > 0 else { return 0 }
    guard after < low.count else { return low.count - 1 }
    let before = (low[after - 1] + high[after - 1]) / 2
    return position - before < (low[after] + high[after]) / 2 - position ? after - 1 : after
  }
}

extension [Double] {
  /// The first index whose number fulfils a condition that holds for all behind it too; the count if there is none.
  @inline(__always)
  fileprivate func firstIndex(_ isReached: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isReached(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
