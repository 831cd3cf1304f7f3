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

/// A matrix in the order in which tiles read it, its columns padded to whole vectors.
struct PackedMatrix: Sendable {
  /// How many rows: the lengths of a window's runs, added up.
  let rows: Int
  /// How many columns without the padding.
  let columns: Int
  private let buffer: FloatBuffer
  private let paddedBias: FloatBuffer

  /// The widest tile, in floats.
  static let panel = 4 * Vector.scalarCount

  /// Packs `element(row) + column · columnStride` of the source.
  init(
    rows: Int, columns: Int, source: Floats, columnStride: Int, bias: Floats? = nil,
    element: @Sendable (_ row: Int) -> Int
  ) {
    self.rows = rows
    self.columns = columns
    let padded = Vector.wholeVectors(columns)
    buffer = FloatBuffer(count: rows * padded)
    paddedBias = FloatBuffer(count: padded, zeroed: true)
    if let bias { paddedBias.view.copy(bias, count: columns) }
    let target = buffer.view
    let pieces = 8
    parallel(rows * columns < 8_192 ? 1 : pieces) { [rows] piece in
      let share = rows * columns < 8_192 ? rows : (rows + pieces - 1) / pieces
      for row in min(rows, piece * share)..<min(rows, (piece + 1) * share) {
        let start = source + element(row)
        for panelStart in stride(from: 0, to: padded, by: Self.panel) {
          let panelWidth = min(Self.panel, padded - panelStart)
          let out = target + (panelStart * rows + row * panelWidth)
          let filled = min(panelWidth, columns - panelStart)
          if columnStride == 1 {
            out.copy(start + panelStart, count: filled)
          } else {
            for column in 0..<filled { out[column] = start[(panelStart &+ column) &* columnStride] }
          }
          for column in filled..<panelWidth { out[column] = 0 }
        }
      }
    }
  }

  /// The panels, each with its first column, its number of vectors, and where it and its bias begin.
  var panels: [(column: Int, vectors: Int, values: Floats, bias: Floats)] {
    let padded = paddedBias.count
    return stride(from: 0, to: padded, by: Self.panel).map { start in
      let width = min(Self.panel, padded - start)
      return (start, width / Vector.scalarCount, buffer.view + start * rows, paddedBias.view + start)
    }
  }
}

/// One product: out[pixel] = bias + Σ over runs and t of a[pixel + run + t] · matrix[run, t].
struct WindowProduct: Sendable {
  var input: Floats
  var inputGrid: PixelGrid
  /// Where a window's runs begin, from the pixel's own position.
  var runs: [Int]
  var runLength: Int
  var output: Floats
  var outputGrid: PixelGrid
  var matrix: PackedMatrix

  private static let pixelsInPiece = 96

  /// Pieces of work that can be computed side by side.
  var pieces: Int { (inputGrid.count + Self.pixelsInPiece - 1) / Self.pixelsInPiece }

  /// Computes one piece.
  func compute(piece: Int) {
    let first = piece * Self.pixelsInPiece
    let last = min(inputGrid.count, first + Self.pixelsInPiece)
    for panel in matrix.panels {
      let columns = min(panel.vectors * Vector.scalarCount, matrix.columns - panel.column)
      switch panel.vectors {
      case 1: tiles(TileRow1.self, first, last, panel.values, panel.bias, output + panel.column, columns)
      case 2: tiles(TileRow2.self, first, last, panel.values, panel.bias, output + panel.column, columns)
      case 3: tiles(TileRow3.self, first, last, panel.values, panel.bias, output + panel.column, columns)
      default: tiles(TileRow4.self, first, last, panel.values, panel.bias, output + panel.column, columns)
      }
    }
  }

  @inline(__always)
  private func tiles<Row: TileRow>(
    _: Row.Type, _ first: Int, _ last: Int, _ values: Floats, _ bias: Floats, _ output: Floats, _ columns: Int
  ) {
    let width = Row.vectors * Vector.scalarCount
    var cursor = PixelCursor(inputGrid, pixel: first)
    let spare = FloatBuffer(count: width)
    let start = Row(bias, 0)
    var pixel = first
    while pixel < last {
      let c0 = cursor
      var c1 = c0
      c1.advance()
      var c2 = c1
      c2.advance()
      var c3 = c2
      c3.advance()
      var c4 = c3
      c4.advance()
      var c5 = c4
      c5.advance()
      cursor = c5
      cursor.advance()
      let grid = inputGrid
      let (o0, o1, o2) = (c0.offset(in: grid), c1.offset(in: grid), c2.offset(in: grid))
      let (o3, o4, o5) = (c3.offset(in: grid), c4.offset(in: grid), c5.offset(in: grid))
      var tile = Tile<Row>()
      (tile.r0, tile.r1, tile.r2, tile.r3, tile.r4, tile.r5) = (start, start, start, start, start, start)
      var row = 0
      for run in runs {
        let origin = input + run
        tile.accumulate(
          TileRows(
            a0: origin + o0, a1: origin + o1, a2: origin + o2, a3: origin + o3, a4: origin + o4, a5: origin + o5),
          aStep: 1, b: values + row * width, bStep: width, count: runLength)
        row &+= runLength
      }
      let target = outputGrid
      write(tile.r0, output + c0.offset(in: target), columns, spare.view)
      write(tile.r1, output + c1.offset(in: target), columns, spare.view)
      write(tile.r2, output + c2.offset(in: target), columns, spare.view)
      write(tile.r3, output + c3.offset(in: target), columns, spare.view)
      write(tile.r4, output + c4.offset(in: target), columns, spare.view)
      write(tile.r5, output + c5.offset(in: target), columns, spare.view)
      pixel += TileRows.count
    }
  }

  @inline(__always)
  private func write<Row: TileRow>(_ row: Row, _ target: Floats, _ columns: Int, _ spare: Floats) {
    if columns == Row.vectors * Vector.scalarCount {
      row.store(target, 0)
    } else {
      row.store(spare, 0)
      target.copy(spare, count: columns)
    }
  }
}
