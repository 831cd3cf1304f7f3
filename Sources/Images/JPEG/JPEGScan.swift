// A scan (ITU-T T.81, B.2.3): which components it has, in which order their blocks come (A.2), and where it starts anew
// (E.2.4). What a block's bits mean, its decoder says: JPEGSequentialBlocks or JPEGProgressiveBlocks.

/// What turns the bits of one block after the other into something.
protocol JPEGBlockDecoder {
  /// Reads the block in row `row` and column `column` of the scan's component `part`.
  mutating func decode(_ bits: inout JPEGBits, _ bytes: Span<UInt8>, part: Int, row: Int, column: Int)
  /// Forgets what was carried from block to block.
  mutating func restart()
}

struct JPEGScan {
  /// A component of the frame and its Huffman tables.
  struct Part {
    let component: Int
    let firstTable, otherTable: Int
  }

  let parts: [Part]
  /// The coefficients that are sent, 0…63.
  let band: ClosedRange<Int>
  /// The bit down to which they were sent before, 0 if not at all; and the one down to which they are sent now.
  let highBit, lowBit: Int

  init(_ data: ArraySlice<UInt8>, frame: JPEGFrame) throws(JPEGError) {
    let data = Array(data)
    guard let count = data.first.map(Int.init), 1...frame.components.count ~= count, data.count == 4 + 2 * count else {
      throw .malformed("a scan header of \(data.count) bytes")
    }
    var parts: [Part] = []
    for i in 0..<count {
      let id = data[1 + 2 * i]
      let found = frame.components.indices.first { index in
        frame.components[index].id == id && !parts.contains { $0.component == index }
      }
      guard let found else { throw .malformed("a scan of component \(id), which the frame does not have") }
      let tables = data[2 + 2 * i]
      guard tables >> 4 <= 3, tables & 15 <= 3 else { throw .malformed("a scan with Huffman table \(tables)") }
      parts.append(Part(component: found, firstTable: Int(tables >> 4), otherTable: Int(tables & 15)))
    }
    let blocks = parts.reduce(0) {
      $0 + frame.components[$1.component].horizontal * frame.components[$1.component].vertical
    }
    guard count == 1 || blocks <= 10 else {
      throw .malformed("a scan of \(blocks) blocks a unit, where 10 are the most")
    }
    self.parts = parts
    guard frame.isProgressive else {
      // What stands in the other bytes of a sequential scan is passed over, as libjpeg does.
      (band, highBit, lowBit) = (0...63, 0, 0)
      return
    }
    let (from, to) = (Int(data[1 + 2 * count]), Int(data[2 + 2 * count]))
    (highBit, lowBit) = (Int(data[3 + 2 * count] >> 4), Int(data[3 + 2 * count] & 15))
    guard from <= to, to <= 63, from > 0 ? count == 1 : to == 0, lowBit <= 13, highBit == 0 || highBit == lowBit + 1
    else {
      throw .malformed("a progressive scan of coefficients \(from)…\(to), bits \(highBit) to \(lowBit)")
    }
    band = from...to
  }

  /// Gives all blocks of the scan to a decoder; returns where in the file its data end.
  ///
  /// Several components take turns, each with as many blocks as its sampling factors say (A.2.3); one alone comes row
  /// by row (A.2.2).
  func read(
    _ decoder: inout some JPEGBlockDecoder, frame: JPEGFrame, file: inout JPEGSegments, restartInterval: Int
  ) throws(JPEGError) {
    let bytes = file.bytes
    var bits = JPEGBits(position: file.position)
    let alone = parts.count == 1 ? frame.components[parts[0].component] : nil
    let rows = alone?.blocksHigh ?? frame.unitsHigh
    let columns = alone?.blocksWide ?? frame.unitsWide
    let shapes = parts.map { part in
      let component = frame.components[part.component]
      return alone == nil ? (wide: component.horizontal, high: component.vertical) : (wide: 1, high: 1)
    }
    var (untilRestart, restarts) = (restartInterval, 0)
    for row in 0..<rows {
      for column in 0..<columns {
        if restartInterval > 0 {
          if untilRestart == 0 {
            try restart(&bits, &file, number: restarts)
            decoder.restart()
            restarts += 1
            untilRestart = restartInterval
          }
          untilRestart -= 1
        }
        for part in shapes.indices {
          let (wide, high) = shapes[part]
          for y in 0..<high {
            for x in 0..<wide {
              decoder.decode(&bits, bytes.span, part: part, row: row * high + y, column: column * wide + x)
            }
          }
        }
        if bits.hasRunOut || bits.isBad { throw Self.failure(bits, bytes, row: row, of: rows) }
      }
    }
    file.position = bits.position
  }

  /// Finds the restart marker after the data that were read: RST0…RST7 in turn.
  private func restart(_ bits: inout JPEGBits, _ file: inout JPEGSegments, number: Int) throws(JPEGError) {
    file.position = bits.position
    guard let marker = file.nextMarker() else { throw .truncated(part: "its pixels") }
    guard marker == JPEGMarker.restarts.lowerBound + UInt8(number % 8) else {
      throw .malformed("restart marker RST\(number % 8) is missing: \(JPEGMarker.name(marker)) stands in its place")
    }
    bits.restart(at: file.position)
  }

  private static func failure(_ bits: JPEGBits, _ bytes: [UInt8], row: Int, of rows: Int) -> JPEGError {
    if bits.isBad { return .malformed("a code that does not exist, in row \(row + 1) of the \(rows) rows of blocks") }
    var file = bytes[min(bits.position, bytes.count)...]
    while file.first == 0xFF { file.removeFirst() }
    return file.isEmpty
      ? .truncated(part: "its pixels")
      : .malformed("a scan ends in row \(row + 1) of its \(rows) rows of blocks")
  }
}
