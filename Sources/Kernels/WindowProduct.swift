// The one matrix product behind convolutions: every pixel's window times a packed matrix.
//
// In an NHWC map, the taps of one kernel row are `width · channels` neighbouring floats, so a pixel's window is a few
// contiguous runs, one for each kernel row, and nothing is gathered or copied (no im2col). Only windows that reach beyond
// the border are copied, with zeros, into a patch whose runs lie one after another: to the product it is a window like
// the others, with another distance between its runs. Pixels of all rows and images form one long list, cut into tiles
// of six; the last tile repeats its last pixel. Weights are packed once a call into panels of up to four vectors, in the
// order in which the tile reads them; where a panel is larger than the nearest cache, all tiles of a piece take one
// part of it after another.

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

/// Rectangles of a map's pixels, and how they are copied out of it.
struct Windows: Sendable {
  let map: FeatureMap
  /// Rows and columns of a window.
  let rows: Int
  let columns: Int

  var runLength: Int { columns * map.channels }
  var count: Int { rows * runLength }

  @inline(__always)
  func isInside(top: Int, left: Int) -> Bool {
    top >= 0 && left >= 0 && top &+ rows <= map.height && left &+ columns <= map.width
  }

  /// Where a window that is inside begins.
  @inline(__always)
  func start(image: Int, top: Int, left: Int) -> Floats {
    map.view + ((image &* map.height &+ top) &* map.width &+ left) &* map.channels
  }

  /// Copies a window, zeros for what is beyond the border; whole vectors are written, the last over what follows it.
  func copy(image: Int, top: Int, left: Int, to target: Floats) {
    let run = runLength
    let first = min(columns, max(0, -left)) &* map.channels
    let end = max(first, min(columns, map.width &- left) &* map.channels)
    var row = target
    for i in 0..<rows {
      if top &+ i < 0 || top &+ i >= map.height {
        Self.clear(row, 0, run)
      } else {
        let source = start(image: image, top: top &+ i, left: left)
        Self.clear(row, 0, first)
        var index = first
        while index < end {
          row.store(source.vector(index), index)
          index &+= Vector.scalarCount
        }
        Self.clear(row, end, run)
      }
      row = row + run
    }
  }

  @inline(__always)
  private static func clear(_ row: Floats, _ first: Int, _ end: Int) {
    var index = first
    while index < end {
      row.store(.zero, index)
      index &+= Vector.scalarCount
    }
  }
}

/// One product: out[pixel] = bias + Σ over the pixel's window · matrix.
struct WindowProduct: Sendable {
  var windows: Windows
  /// Where the window of the first pixel begins; it may be beyond the border.
  var top: Int
  var left: Int
  /// From one pixel's window to the next, in rows or columns.
  var stride: Int
  var output: Floats
  var outputGrid: PixelGrid
  var matrix: PackedMatrix

  private static let pixelsInPiece = 96

  /// Pieces of work that can be computed side by side.
  var pieces: Int { (outputGrid.count + Self.pixelsInPiece - 1) / Self.pixelsInPiece }

  /// Where a pixel's window begins, how far apart its runs are, and where the result goes.
  private struct Pixel {
    var window: Floats
    var step: Int
    var output: Int
  }

  /// Computes one piece.
  func compute(piece: Int) {
    let first = piece * Self.pixelsInPiece
    let range = first..<min(outputGrid.count, first + Self.pixelsInPiece)
    let patches = FloatBuffer(count: Self.pixelsInPiece * windows.count + Vector.scalarCount)
    let pixels = pixels(range, patches.view)
    for panel in matrix.panels {
      let columns = min(panel.vectors * Vector.scalarCount, matrix.columns - panel.column)
      switch panel.vectors {
      case 1: tiles(TileRow1.self, pixels, panel.values, panel.bias, output + panel.column, columns)
      case 2: tiles(TileRow2.self, pixels, panel.values, panel.bias, output + panel.column, columns)
      case 3: tiles(TileRow3.self, pixels, panel.values, panel.bias, output + panel.column, columns)
      default: tiles(TileRow4.self, pixels, panel.values, panel.bias, output + panel.column, columns)
      }
    }
  }

  private func pixels(_ range: Range<Int>, _ patches: Floats) -> [Pixel] {
    var pixels: [Pixel] = []
    pixels.reserveCapacity(range.count)
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
    return pixels
  }

  @inline(__always)
  private func tiles<Row: TileRow>(
    _: Row.Type, _ pixels: [Pixel], _ values: Floats, _ bias: Floats, _ output: Floats, _ columns: Int
  ) {
    let width = Row.vectors * Vector.scalarCount
    let spare = FloatBuffer(count: width)
    let length = windows.runLength
    // A panel that fits beside the windows into the nearest cache is taken at once, a larger one in parts of up to 96
    // rows; sums go through the outputs, so that these must be whole rows.
    if windows.count * width <= 8_192 || columns < width {
      pass(Row.self, pixels, values, bias, output, columns, spare.view, 0..<windows.rows, 0, length, isFirst: true)
    } else {
      for run in 0..<windows.rows {
        for offset in Swift.stride(from: 0, to: length, by: 96) {
          pass(
            Row.self, pixels, values, bias, output, columns, spare.view, run..<run + 1, offset,
            min(96, length - offset), isFirst: run == 0 && offset == 0)
        }
      }
    }
  }

  @inline(__always)
  private func pass<Row: TileRow>(
    _: Row.Type, _ pixels: [Pixel], _ values: Floats, _ bias: Floats, _ output: Floats, _ columns: Int,
    _ spare: Floats, _ runs: Range<Int>, _ offset: Int, _ length: Int, isFirst: Bool
  ) {
    let width = Row.vectors * Vector.scalarCount
    let last = pixels.count &- 1
    let runLength = windows.runLength
    let start = Row(bias, 0)
    for first in Swift.stride(from: 0, to: pixels.count, by: TileRows.count) {
      let (p0, p1, p2) = (pixels[first], pixels[min(last, first &+ 1)], pixels[min(last, first &+ 2)])
      let (p3, p4) = (pixels[min(last, first &+ 3)], pixels[min(last, first &+ 4)])
      let p5 = pixels[min(last, first &+ 5)]
      var tile = Tile<Row>()
      if isFirst {
        (tile.r0, tile.r1, tile.r2, tile.r3, tile.r4, tile.r5) = (start, start, start, start, start, start)
      } else {
        (tile.r0, tile.r1, tile.r2) = (Row(output, p0.output), Row(output, p1.output), Row(output, p2.output))
        (tile.r3, tile.r4, tile.r5) = (Row(output, p3.output), Row(output, p4.output), Row(output, p5.output))
      }
      for run in runs {
        tile.accumulate(
          TileRows(
            a0: p0.window + (run &* p0.step &+ offset), a1: p1.window + (run &* p1.step &+ offset),
            a2: p2.window + (run &* p2.step &+ offset), a3: p3.window + (run &* p3.step &+ offset),
            a4: p4.window + (run &* p4.step &+ offset), a5: p5.window + (run &* p5.step &+ offset)),
          aStep: 1, b: values + (run &* runLength &+ offset) &* width, bStep: width, count: length)
      }
      write(tile.r0, output + p0.output, columns, spare)
      write(tile.r1, output + p1.output, columns, spare)
      write(tile.r2, output + p2.output, columns, spare)
      write(tile.r3, output + p3.output, columns, spare)
      write(tile.r4, output + p4.output, columns, spare)
      write(tile.r5, output + p5.output, columns, spare)
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
