// The loop of a window product over the tiles of a piece; which pixels and which panels there are is WindowProduct's
// business.

/// One piece's pixels times one panel of the matrix.
struct WindowPanel {
  /// Where the panel's first column goes, and where it is in the map to be added.
  let output: Floats
  let addend: Floats?
  let rectifies: Bool
  let blocks: [[WindowProduct.Segment]]
  let pixels: [WindowProduct.Pixel]
  /// Room for the sums of all pixels of the piece.
  let sums: Floats
  let values: Floats
  let bias: Floats
  let columns: Int
  /// Whether the windows are asked for beforehand.
  let prefetchesWindows: Bool

  @inline(__always)
  func compute<Row: TileRow>(_: Row.Type) {
    let (width, six) = (Row.vectors * Vector.scalarCount, TileRows.count)
    for (index, block) in blocks.enumerated() {
      var first = 0
      while Row.vectors == 1 && first &+ 2 &* six <= pixels.count {
        var (tile, other): (Tile<Row>, Tile<Row>) = (begin(block: index), begin(block: index))
        for segment in block {
          tile.accumulate(
            starts(first, segment), and: &other, starts(first &+ six, segment),
            b: values + segment.row &* width, bStep: width, count: segment.count)
        }
        end(tile, first, block: index)
        end(other, first &+ six, block: index)
        first &+= 2 &* six
      }
      while first < pixels.count {
        if prefetchesWindows && first &+ six < pixels.count { prefetchWindows(first &+ six, block) }
        if index &+ 1 == blocks.count { prefetchOutputs(first, vectors: Row.vectors) }
        var tile: Tile<Row> = begin(block: index)
        for segment in block {
          tile.accumulate(
            starts(first, segment), aStep: 1, b: values + segment.row &* width, bStep: width, count: segment.count)
        }
        end(tile, first, block: index)
        first &+= six
      }
    }
  }

  /// Asks for a block of six pixels' windows.
  private func prefetchWindows(_ first: Int, _ block: [WindowProduct.Segment]) {
    for segment in block {
      for pixel in first..<first &+ TileRows.count {
        let start = pixels[pixel].start(segment)
        var index = 0
        while index < segment.count {
          start.prefetch(index)
          index &+= Floats.line
        }
      }
    }
  }

  /// Asks for the memory of six pixels' results, and of what is added to them.
  @inline(__always)
  private func prefetchOutputs(_ first: Int, vectors: Int) {
    for pixel in first..<first &+ TileRows.count {
      let offset = pixels[pixel].output
      for vector in 0..<vectors {
        (output + offset).prefetchToWrite(vector &* Vector.scalarCount)
        if let addend { (addend + offset).prefetch(vector &* Vector.scalarCount) }
      }
    }
  }

  /// Where a segment of six pixels' windows begins.
  @inline(__always)
  private func starts(_ first: Int, _ segment: WindowProduct.Segment) -> TileRows {
    TileRows(
      a0: pixels[first].start(segment), a1: pixels[first &+ 1].start(segment), a2: pixels[first &+ 2].start(segment),
      a3: pixels[first &+ 3].start(segment), a4: pixels[first &+ 4].start(segment),
      a5: pixels[first &+ 5].start(segment))
  }

  /// Six pixels' sums before a block: zero, and the bias before the first one.
  @inline(__always)
  private func begin<Row: TileRow>(block: Int) -> Tile<Row> {
    var tile = Tile<Row>()
    if block == 0 {
      let start = Row(bias, 0)
      (tile.r0, tile.r1, tile.r2, tile.r3, tile.r4, tile.r5) = (start, start, start, start, start, start)
    }
    return tile
  }

  /// Keeps the sums of six pixels behind a block, added to those of the blocks before: behind the last one as results.
  @inline(__always)
  private func end<Row: TileRow>(_ tile: Tile<Row>, _ first: Int, block: Int) {
    let width = Row.vectors * Vector.scalarCount
    let waiting = sums + first * width
    var tile = tile
    if block > 0 { tile.add(waiting, step: width) }
    guard block &+ 1 == blocks.count else {
      tile.store(waiting, step: width)
      return
    }
    let (p0, p1, p2) = (pixels[first].output, pixels[first &+ 1].output, pixels[first &+ 2].output)
    let (p3, p4, p5) = (pixels[first &+ 3].output, pixels[first &+ 4].output, pixels[first &+ 5].output)
    // A repeated pixel is written once: the second time, an addend that is the output would hold the sum.
    write(tile.r0, p0, waiting)
    if p1 != p0 { write(tile.r1, p1, waiting) }
    if p2 != p1 { write(tile.r2, p2, waiting) }
    if p3 != p2 { write(tile.r3, p3, waiting) }
    if p4 != p3 { write(tile.r4, p4, waiting) }
    if p5 != p4 { write(tile.r5, p5, waiting) }
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
