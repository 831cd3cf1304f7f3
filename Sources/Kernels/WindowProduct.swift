// The one matrix product behind convolutions: every pixel's window times a packed matrix.
//
// In an NHWC map, the taps of one kernel row are `width · channels` neighboring floats, so a pixel's window is a few
// contiguous runs, one for each kernel row, and nothing is gathered or copied (no im2col). Only windows that reach
// beyond the border are copied, with zeros, into a patch whose runs lie one after another: to the product it is a
// window like the others, with another distance between its runs. Pixels of all rows and images form one long list, cut
// into tiles of six; the last tile repeats its last pixel. Weights are packed once a call into panels of up to four
// vectors, in the order in which the tile reads them. WindowPanel.swift is the loop over tiles.

/// One product: out[pixel] = bias + Σ over the pixel's window · matrix, finished as asked.
///
/// The sum is cut into blocks of so few rows of the matrix that a block's panel stays in the first-level cache while
/// all tiles of a piece pass over it; between blocks the sums wait in a small buffer, exact as they are.
struct WindowProduct {
  private let windows: Windows
  private let top: Int
  private let left: Int
  private let stride: Int
  private let output: Floats
  private let outputGrid: PixelGrid
  private let matrix: PackedMatrix
  private let addend: Floats?
  private let rectifies: Bool
  private let blocks: [[Segment]]

  /// A part of a run: which one, where it begins in it, its row in the matrix, and its length.
  struct Segment {
    var run: Int
    var offset: Int
    var row: Int
    var count: Int
  }

  private let pixelsInPiece: Int
  /// As many as make it worth while to begin.
  static let usualPixelsInPiece = 96
  /// Numbers of a panel in a block.
  private static let block = 8_192

  /// - Parameters:
  ///   - top, left: where the window of the first pixel begins; it may be beyond the border.
  ///   - stride: from one pixel's window to the next, in rows or columns.
  ///   - addend: what is to be added, which lies as the output does; it may be the output.
  ///   - rectifies: whether negative results become zero.
  ///   - pixelsInPiece: the most pixels of a piece, a multiple of six; where that does not matter to the caller, more
  ///     of them the less there is to do for each.
  init(
    windows: Windows, top: Int, left: Int, stride: Int, output: Floats, outputGrid: PixelGrid, matrix: PackedMatrix,
    addend: Floats? = nil, rectifies: Bool = false, pixelsInPiece: Int? = nil
  ) {
    self.pixelsInPiece = pixelsInPiece ?? (windows.count * matrix.columns <= 4_096 ? 384 : Self.usualPixelsInPiece)
    self.windows = windows
    (self.top, self.left, self.stride) = (top, left, stride)
    self.output = output
    self.outputGrid = outputGrid
    self.matrix = matrix
    self.addend = addend
    self.rectifies = rectifies
    let width = min(PackedMatrix.panel, Vector.wholeVectors(matrix.columns))
    blocks = Self.blocks(windows, rowsInBlock: Self.block / width)
  }

  private static func blocks(_ windows: Windows, rowsInBlock: Int) -> [[Segment]] {
    let (rows, runLength) = (windows.count, windows.runLength)
    let count = (rows + rowsInBlock - 1) / rowsInBlock
    let size = (rows + count - 1) / count
    return Swift.stride(from: 0, to: rows, by: size).map { start in
      let end = min(rows, start + size)
      var segments: [Segment] = []
      var row = start
      while row < end {
        let (run, offset) = (row / runLength, row % runLength)
        let count = min(end - row, runLength - offset)
        segments.append(Segment(run: run, offset: offset, row: row, count: count))
        row += count
      }
      return segments
    }
  }

  /// How many pixels are computed.
  var pixelCount: Int { outputGrid.count }

  /// Pieces of work that can be computed side by side.
  var pieces: Int { evenPieces.count }

  private var evenPieces: EvenPieces { EvenPieces(outputGrid.count, most: pixelsInPiece) }

  /// Where a pixel's window begins, how far apart its runs are, and where the result goes.
  struct Pixel {
    var window: Floats
    var step: Int
    var output: Int

    @inline(__always)
    func start(_ segment: Segment) -> Floats { window + (segment.run &* step &+ segment.offset) }
  }

  /// The pixels of a piece, counted through all rows and images.
  func pixels(piece: Int) -> Range<Int> { evenPieces[piece] }

  /// Computes one piece.
  func compute(piece: Int) {
    let range = pixels(piece: piece)
    let patches = FloatBuffer(count: pixelsInPiece * windows.count + Vector.scalarCount)
    let pixels = pixels(range, patches.view)
    let sums = FloatBuffer(count: pixelsInPiece * PackedMatrix.panel)
    for panel in matrix.panels {
      let work = WindowPanel(
        output: output + panel.column, addend: addend.map { $0 + panel.column }, rectifies: rectifies,
        blocks: blocks, pixels: pixels, sums: sums.view, values: panel.values, bias: panel.bias,
        columns: min(panel.vectors * Vector.scalarCount, matrix.columns - panel.column),
        prefetchesWindows: panel.column == 0 && prefetchesWindows)
      switch panel.vectors {
      case 1: work.compute(TileRow1.self)
      case 2: work.compute(TileRow2.self)
      case 3: work.compute(TileRow3.self)
      default: work.compute(TileRow4.self)
      }
    }
  }

  /// The pixels of a range, in whole tiles: the last one repeats its last pixel.
  private func pixels(_ range: Range<Int>, _ patches: Floats) -> [Pixel] {
    var pixels: [Pixel] = []
    pixels.reserveCapacity(pixelsInPiece)
    let (grid, channels) = (outputGrid, windows.map.channels)
    let (rowStride, inside) = (windows.map.width &* channels, insideColumns)
    var patch = patches
    var image = range.lowerBound / (grid.rows * grid.columns)
    var row = range.lowerBound / grid.columns % grid.rows
    var column = range.lowerBound % grid.columns
    var rest = range.count
    while rest > 0 {
      let top = row &* stride &+ top
      let first = windows.start(image: image, top: top, left: left)
      let target = image &* grid.imageStride &+ row &* grid.rowStride
      let isInside = windows.hasRows(top: top)
      let end = min(grid.columns, column &+ rest)
      rest &-= end &- column
      while column < end {
        let output = target &+ column &* grid.pixelStride
        if isInside && inside.contains(column) {
          pixels.append(Pixel(window: first + column &* stride &* channels, step: rowStride, output: output))
        } else {
          windows.copy(image: image, top: top, left: column &* stride &+ left, to: patch)
          pixels.append(Pixel(window: patch, step: windows.runLength, output: output))
          patch = patch + windows.count
        }
        column &+= 1
      }
      (column, row) = (0, row &+ 1)
      if row == grid.rows { (row, image) = (0, image &+ 1) }
    }
    while pixels.count % TileRows.count != 0 { pixels.append(pixels[range.count - 1]) }
    return pixels
  }

  /// The columns of the output whose windows reach beyond neither side.
  private var insideColumns: Range<Int> {
    let first = left < 0 ? (stride - 1 - left) / stride : 0
    let room = windows.map.width - windows.columns - left
    return first..<max(first, room < 0 ? 0 : room / stride + 1)
  }

  /// Whether windows are asked for beforehand: where most of what they have is in one window alone, and not so little
  /// that the processor has it long before.
  private var prefetchesWindows: Bool {
    windows.map.channels >= 16 && (windows.rows == 1 || stride > 1 && windows.map.channels <= 64)
  }
}
