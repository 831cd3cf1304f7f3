// Blocks of a progressive scan (ITU-T T.81, G.1.2 and G.2): some coefficients, or one more bit of them, are added to
// what earlier scans left. Samples come when the last scan is read.

struct JPEGProgressiveBlocks: JPEGBlockDecoder {
  /// All components' coefficients, 64 a block, row by row in each.
  var coefficients: [Int16]
  private let places: [(start: Int, stride: Int)]
  private let tables: [UInt32]
  private let band: ClosedRange<Int>
  private let isFirst: Bool
  private let lowBit: Int16
  private var predictions: [Int32]
  /// How many blocks yet to come have no further coefficient in the band (G.1.2.2).
  private var emptyBlocks = 0

  /// - Parameter tables: one for each component of the scan; none for a further bit of first coefficients.
  init(coefficients: [Int16], components: [JPEGFrame.Component], tables: [JPEGHuffmanTable], scan: JPEGScan) {
    self.coefficients = coefficients
    places = components.map { (64 * $0.firstBlock, 64 * $0.paddedWide) }
    self.tables = tables.flatMap(\.words)
    band = scan.band
    isFirst = scan.highBit == 0
    lowBit = Int16(scan.lowBit)
    predictions = [Int32](repeating: 0, count: components.count)
  }

  mutating func restart() {
    for part in predictions.indices { predictions[part] = 0 }
    emptyBlocks = 0
  }

  mutating func decode(_ bits: inout JPEGBits, _ bytes: Span<UInt8>, part: Int, row: Int, column: Int) {
    let block = places[part].start + row * places[part].stride + 64 * column
    if band.lowerBound == 0 {
      bits.refill(bytes)
      if isFirst {
        let entry = bits.entry(tables.span, part * JPEGHuffmanTable.size)
        predictions[part] = predictions[part] &+ bits.value(of: entry)
        coefficients[block] = Int16(truncatingIfNeeded: predictions[part] &<< Int32(lowBit))
      } else if bits.take(1) == 1 {
        coefficients[block] |= 1 << lowBit
      }
    } else if isFirst {
      if emptyBlocks > 0 {
        emptyBlocks -= 1
      } else {
        emptyBlocks = Self.first(&bits, bytes, tables, band, lowBit, of: &coefficients, block)
      }
    } else {
      Self.further(&bits, bytes, tables, band, 1 << lowBit, of: &coefficients, block, emptyBlocks: &emptyBlocks)
    }
  }

  /// The upper bits of a band (G.1.2.2); returns how many blocks after this one have none.
  private static func first(
    _ bits: inout JPEGBits, _ bytes: Span<UInt8>, _ tables: [UInt32], _ band: ClosedRange<Int>, _ lowBit: Int16,
    of coefficients: inout [Int16], _ block: Int
  ) -> Int {
    let words = tables.span
    let zigzag = JPEGQuantization.zigzag
    var k = band.lowerBound
    while k <= band.upperBound {
      bits.refill(bytes)
      let entry = bits.entry(words, 0)
      let run = Int(entry >> 9 & 15)
      let value = bits.value(of: entry)
      if value == 0 {
        if run < 15 {
          bits.refill(bytes)
          return 1 << run - 1 + Int(bits.take(run))
        }
        k += 16
        continue
      }
      k += run
      if k > band.upperBound {
        bits.markBad()
        return 0
      }
      coefficients[block + Int(zigzag[k])] = Int16(truncatingIfNeeded: value &<< Int32(lowBit))
      k += 1
    }
    return 0
  }

  /// One more bit of a band (G.1.2.3): of those that have bits already it follows, others begin with it.
  private static func further(
    _ bits: inout JPEGBits, _ bytes: Span<UInt8>, _ tables: [UInt32], _ band: ClosedRange<Int>, _ bit: Int16,
    of coefficients: inout [Int16], _ block: Int, emptyBlocks: inout Int
  ) {
    let words = tables.span
    let zigzag = JPEGQuantization.zigzag
    var k = band.lowerBound
    while emptyBlocks == 0 && k <= band.upperBound {
      bits.refill(bytes)
      let entry = bits.entry(words, 0)
      var zeros = Int(entry >> 9 & 15)
      let value = bits.value(of: entry)
      if value == 0 && zeros < 15 {
        bits.refill(bytes)
        emptyBlocks = 1 << zeros + Int(bits.take(zeros))
        break
      }
      if value < -1 || value > 1 { return bits.markBad() }
      while k <= band.upperBound {
        let at = block + Int(zigzag[k])
        if coefficients[at] != 0 {
          refine(&bits, bytes, &coefficients[at], bit)
        } else {
          if zeros == 0 { break }
          zeros -= 1
        }
        k += 1
      }
      if value != 0 {
        if k > band.upperBound { return bits.markBad() }
        coefficients[block + Int(zigzag[k])] = value > 0 ? bit : 0 &- bit
      }
      k += 1
    }
    if emptyBlocks > 0 {
      while k <= band.upperBound {
        let at = block + Int(zigzag[k])
        if coefficients[at] != 0 { refine(&bits, bytes, &coefficients[at], bit) }
        k += 1
      }
      emptyBlocks -= 1
    }
  }

  @inline(__always)
  private static func refine(_ bits: inout JPEGBits, _ bytes: Span<UInt8>, _ value: inout Int16, _ bit: Int16) {
    bits.refill(bytes)
    if bits.take(1) == 1 && value & bit == 0 { value = value > 0 ? value &+ bit : value &- bit }
  }
}
