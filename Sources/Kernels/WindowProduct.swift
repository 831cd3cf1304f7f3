// The one matrix product behind convolutions: every pixel's window times a packed matrix.
//
// In a padded NHWC map, the taps of one kernel row are `width · channels` neighbouring floats, so a pixel's window is a
// few contiguous runs, one for each kernel row, and nothing is gathered or copied (no im2col). Pixels of all rows and
// images form one long list, cut into tiles of six; the last tile repeats its last pixel. Weights are packed once a
// call into panels of up to four vectors, in the order in which the tile reads them.

/// The pixels of a batch of maps, and how far apart they lie in memory, counted in floats.
struct PixelGrid: Sendable {
  var images: Int
  var rows: Int
  var columns: Int
  var imageStride: Int
  var rowStride: Int
  var pixelStride: Int

  var count: Int { images * rows * columns }
}

/// A pixel of a grid, moving on in reading order; it stays on the last one.
private struct PixelCursor {
  var image: Int
  var row: Int
  var column: Int
  let grid: PixelGrid

  init(_ grid: PixelGrid, pixel: Int) {
    self.grid = grid
    image = pixel / (grid.rows * grid.columns)
    row = pixel / grid.columns % grid.rows
    column = pixel % grid.columns
  }

  @inline(__always)
  func offset(in other: PixelGrid) -> Int {
    image &* other.imageStride &+ row &* other.rowStride &+ column &* other.pixelStride
  }

  @inline(__always)
  mutating func advance() {
    if column &+ 1 < grid.columns {
      column &+= 1
    } else if row &+ 1 < grid.rows {
      (column, row) = (0, row &+ 1)
    } else if image &+ 1 < grid.images {
      (column, row, image) = (0, 0, image &+ 1)
    }
  }
}

/// One product: out[pixel] = bias + Σ over runs and t of a[pixel + run + t] · matrix[run, t], finished as asked.
///
/// The sum is cut into blocks of so few rows of the matrix that a block's panel stays in the first-level cache while all
/// tiles of a piece pass over it; between blocks the sums wait in a small buffer, exact as they are.
struct WindowProduct: Sendable {
  let input: Floats
  let inputGrid: PixelGrid
  let output: Floats
  let outputGrid: PixelGrid
  let matrix: PackedMatrix
  /// Where a map to be added begins, which lies as the output does.
  let addend: Floats?
  /// Whether negative results become zero.
  let rectifies: Bool
  private let blocks: [[Segment]]

  /// A part of a run: where it begins, from the pixel's own position, its row in the matrix, and its length.
  private struct Segment: Sendable {
    var offset: Int
    var row: Int
    var count: Int
  }

  private static let pixelsInPiece = 96
  private static let rowsInBlock = 128

  /// - Parameters:
  ///   - runs: where a window's runs begin, from the pixel's own position.
  ///   - runLength: how many floats each of them has.
  init(
    input: Floats, inputGrid: PixelGrid, runs: [Int], runLength: Int, output: Floats, outputGrid: PixelGrid,
    matrix: PackedMatrix, addend: Floats?, rectifies: Bool
  ) {
    self.input = input
    self.inputGrid = inputGrid
    self.output = output
    self.outputGrid = outputGrid
    self.matrix = matrix
    self.addend = addend
    self.rectifies = rectifies
    blocks = Self.blocks(runs, runLength)
  }

  private static func blocks(_ runs: [Int], _ runLength: Int) -> [[Segment]] {
    let rows = runs.count * runLength
    let size = (rows + (rows + rowsInBlock - 1) / rowsInBlock - 1) / max(1, (rows + rowsInBlock - 1) / rowsInBlock)
    return stride(from: 0, to: rows, by: max(1, size)).map { start in
      let end = min(rows, start + size)
      var segments: [Segment] = []
      var row = start
      while row < end {
        let (run, place) = (row / runLength, row % runLength)
        let count = min(end - row, runLength - place)
        segments.append(Segment(offset: runs[run] + place, row: row, count: count))
        row += count
      }
      return segments
    }
  }

  /// Pieces of work that can be computed side by side.
  var pieces: Int { (inputGrid.count + Self.pixelsInPiece - 1) / Self.pixelsInPiece }

  /// Computes one piece.
  func compute(piece: Int) {
    let first = piece * Self.pixelsInPiece
    let count = min(inputGrid.count - first, Self.pixelsInPiece)
    // Whole tiles: the last one repeats its last pixel.
    var offsets: [(input: Int, output: Int)] = []
    offsets.reserveCapacity(Self.pixelsInPiece)
    var cursor = PixelCursor(inputGrid, pixel: first)
    for _ in stride(from: 0, to: count, by: TileRows.count) {
      for _ in 0..<TileRows.count {
        offsets.append((cursor.offset(in: inputGrid), cursor.offset(in: outputGrid)))
        cursor.advance()
      }
    }
    let sums = FloatBuffer(count: Self.pixelsInPiece * PackedMatrix.panel)
    for panel in matrix.panels {
      let work = PanelWork(
        product: self, offsets: offsets, sums: sums.view, values: panel.values, bias: panel.bias, column: panel.column,
        columns: min(panel.vectors * Vector.scalarCount, matrix.columns - panel.column))
      switch panel.vectors {
      case 1: work.compute(TileRow1.self)
      case 2: work.compute(TileRow2.self)
      case 3: work.compute(TileRow3.self)
      default: work.compute(TileRow4.self)
      }
    }
  }

  /// One piece's pixels times one panel of the matrix.
  private struct PanelWork {
    let product: WindowProduct
    let offsets: [(input: Int, output: Int)]
    /// Room for the sums of all pixels of the piece.
    let sums: Floats
    let values: Floats
    let bias: Floats
    let column: Int
    let columns: Int

    @inline(__always)
    func compute<Row: TileRow>(_: Row.Type) {
      let width = Row.vectors * Vector.scalarCount
      let start = Row(bias, 0)
      let input = product.input
      for (index, block) in product.blocks.enumerated() {
        for first in stride(from: 0, to: offsets.count, by: TileRows.count) {
          let waiting = sums + first * width
          var tile = Tile<Row>()
          if index == 0 {
            (tile.r0, tile.r1, tile.r2, tile.r3, tile.r4, tile.r5) = (start, start, start, start, start, start)
          } else {
            tile.load(waiting, step: width)
          }
          let (o0, o1, o2) = (offsets[first].input, offsets[first &+ 1].input, offsets[first &+ 2].input)
          let (o3, o4, o5) = (offsets[first &+ 3].input, offsets[first &+ 4].input, offsets[first &+ 5].input)
          for segment in block {
            let origin = input + segment.offset
            tile.accumulate(
              TileRows(
                a0: origin + o0, a1: origin + o1, a2: origin + o2, a3: origin + o3, a4: origin + o4, a5: origin + o5),
              aStep: 1, b: values + segment.row * width, bStep: width, count: segment.count)
          }
          if index &+ 1 < product.blocks.count {
            tile.store(waiting, step: width)
          } else {
            write(tile.r0, first, waiting)
            write(tile.r1, first &+ 1, waiting)
            write(tile.r2, first &+ 2, waiting)
            write(tile.r3, first &+ 3, waiting)
            write(tile.r4, first &+ 4, waiting)
            write(tile.r5, first &+ 5, waiting)
          }
        }
      }
    }

    /// Finishes a row and writes it; `spare` has room for a row.
    @inline(__always)
    private func write<Row: TileRow>(_ row: Row, _ pixel: Int, _ spare: Floats) {
      let offset = offsets[pixel].output &+ column
      let target = product.output + offset
      var row = row
      if columns == Row.vectors * Vector.scalarCount {
        if let addend = product.addend { row.add(Row(addend, offset)) }
        if product.rectifies { row.rectify() }
        row.store(target, 0)
      } else {
        row.store(spare, 0)
        for column in 0..<columns {
          var value = spare[column]
          if let addend = product.addend { value += addend[offset &+ column] }
          target[column] = product.rectifies && value < 0 ? 0 : value
        }
      }
    }
  }
}
