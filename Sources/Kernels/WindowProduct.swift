// The one matrix product behind convolutions: every pixel's window times a packed matrix.
//
// In an NHWC map, the taps of one kernel row are `width · channels` neighboring floats, so a pixel's window is a few
// contiguous runs, one for each kernel row, and nothing is gathered or copied (no im2col). Only windows that reach
// beyond the border are copied, with zeros, into a patch whose runs lie one after another: to the product it is a
// window like the others, with another distance between its runs. Pixels of all rows and images form one long list, cut
// into tiles of six; the last tile repeats its last pixel. Weights are packed once a call into panels of up to four
// vectors, in the order in which the tile reads them.

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
  private struct Segment {
    var run: Int
    var offset: Int
    var row: Int
    var count: Int
  }

  private static let pixelsInPiece = 96
  /// Numbers of a panel in a block.
  private static let block = 8_192

  /// - Parameters:
  ///   - top, left: where the window of the first pixel begins; it may be beyond the border.
  ///   - stride: from one pixel's window to the next, in rows or columns.
  ///   - addend: what is to be added, which lies as the output does; it may be the output.
  ///   - rectifies: whether negative results become zero.
  init(
    windows: Windows, top: Int, left: Int, stride: Int, output: Floats, outputGrid: PixelGrid, matrix: PackedMatrix,
    addend: Floats? = nil, rectifies: Bool = false
  ) {
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

  /// Pieces of work that can be computed side by side.
  var pieces: Int { evenPieces.count }

  private var evenPieces: EvenPieces { EvenPieces(outputGrid.count, most: Self.pixelsInPiece) }

  /// Where a pixel's window begins, how far apart its runs are, and where the result goes.
  private struct Pixel {
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
    let patches = FloatBuffer(count: Self.pixelsInPiece * windows.count + Vector.scalarCount)
    let pixels = pixels(range, patches.view)
    let sums = FloatBuffer(count: Self.pixelsInPiece * PackedMatrix.panel)
    for panel in matrix.panels {
      let work = PanelWork(
        output: output + panel.column, addend: addend.map { $0 + panel.column }, rectifies: rectifies,
        blocks: blocks, pixels: pixels, sums: sums.view, values: panel.values, bias: panel.bias,
        columns: min(panel.vectors * Vector.scalarCount, matrix.columns - panel.column))
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
    pixels.reserveCapacity(Self.pixelsInPiece)
    let (grid, rowStride) = (outputGrid, windows.map.width &* windows.map.channels)
    var patch = patches
    var image = range.lowerBound / (grid.rows * grid.columns)
    var row = range.lowerBound / grid.columns % grid.rows
    var column = range.lowerBound % grid.columns
    for _ in range {
      let (top, left) = (row &* stride &+ top, column &* stride &+ left)
      let target = image &* grid.imageStride &+ row &* grid.rowStride &+ column &* grid.pixelStride
      if windows.isInside(top: top, left: left) {
        pixels.append(
          Pixel(window: windows.start(image: image, top: top, left: left), step: rowStride, output: target))
      } else {
        windows.copy(image: image, top: top, left: left, to: patch)
        pixels.append(Pixel(window: patch, step: windows.runLength, output: target))
        patch = patch + windows.count
      }
      column &+= 1
      if column == grid.columns {
        (column, row) = (0, row &+ 1)
        if row == grid.rows { (row, image) = (0, image &+ 1) }
      }
    }
    while pixels.count % TileRows.count != 0 { pixels.append(pixels[range.count - 1]) }
    return pixels
  }

  /// One piece's pixels times one panel of the matrix.
  private struct PanelWork {
    /// Where the panel's first column goes, and where it is in the map to be added.
    let output: Floats
    let addend: Floats?
    let rectifies: Bool
    let blocks: [[Segment]]
    let pixels: [Pixel]
    /// Room for the sums of all pixels of the piece.
    let sums: Floats
    let values: Floats
    let bias: Floats
    let columns: Int

    @inline(__always)
    func compute<Row: TileRow>(_: Row.Type) {
      let width = Row.vectors * Vector.scalarCount
      let start = Row(bias, 0)
      for (index, block) in blocks.enumerated() {
        for first in Swift.stride(from: 0, to: pixels.count, by: TileRows.count) {
          let waiting = sums + first * width
          var tile = Tile<Row>()
          if index == 0 {
            (tile.r0, tile.r1, tile.r2, tile.r3, tile.r4, tile.r5) = (start, start, start, start, start, start)
          } else {
            tile.load(waiting, step: width)
          }
          let (p0, p1, p2) = (pixels[first], pixels[first &+ 1], pixels[first &+ 2])
          let (p3, p4, p5) = (pixels[first &+ 3], pixels[first &+ 4], pixels[first &+ 5])
          for segment in block {
            tile.accumulate(
              TileRows(
                a0: p0.start(segment), a1: p1.start(segment), a2: p2.start(segment), a3: p3.start(segment),
                a4: p4.start(segment), a5: p5.start(segment)),
              aStep: 1, b: values + segment.row &* width, bStep: width, count: segment.count)
          }
          if index &+ 1 < blocks.count {
            tile.store(waiting, step: width)
          } else {
            // A repeated pixel is written once: the second time, an addend that is the output would hold the sum.
            write(tile.r0, p0.output, waiting)
            if p1.output != p0.output { write(tile.r1, p1.output, waiting) }
            if p2.output != p1.output { write(tile.r2, p2.output, waiting) }
            if p3.output != p2.output { write(tile.r3, p3.output, waiting) }
            if p4.output != p3.output { write(tile.r4, p4.output, waiting) }
            if p5.output != p4.output { write(tile.r5, p5.output, waiting) }
          }
        }
      }
    }

    /// Finishes a row and writes it; `spare` has room for a row.
    @inline(__always)
    private func write<Row: TileRow>(_ row: Row, _ offset: Int, _ spare: Floats) {
      let target = output + offset
      var row = row
      if columns == Row.vectors * Vector.scalarCount {
        if let addend { row.add(Row(addend, offset)) }
        if rectifies { row.rectify() }
        row.store(target, 0)
      } else {
        row.store(spare, 0)
        for column in 0..<columns {
          var value = spare[column]
          if let addend { value += addend[offset &+ column] }
          target[column] = rectifies && value < 0 ? 0 : value
        }
      }
    }
  }
}
