// Blocks of a sequential scan (ITU-T T.81, F.2.1 and F.2.2): each is decoded, scaled and turned into samples at once.

struct JPEGSequentialBlocks: JPEGBlockDecoder {
  /// All components' samples; those of the scan are written.
  var samples: [UInt8]
  private let places: [(start: Int, stride: Int)]
  /// The tables of the parts behind each other: that of first coefficients, then that of the others.
  private let tables: [UInt32]
  private let steps: [Int32]
  /// The last block's first coefficient, from which the next one's differs (F.2.1.3.1).
  private var predictions: [Int32]
  private var block = [Int32](repeating: 0, count: 64)

  /// - Parameters:
  ///   - tables: two for each component of the scan.
  ///   - steps: 64 for each component of the scan.
  init(samples: [UInt8], components: [JPEGFrame.Component], tables: [JPEGHuffmanTable], steps: [[Int32]]) {
    self.samples = samples
    places = components.map { (64 * $0.firstBlock, $0.stride) }
    self.tables = tables.flatMap(\.words)
    self.steps = steps.flatMap { $0 }
    predictions = [Int32](repeating: 0, count: components.count)
  }

  mutating func restart() {
    for part in predictions.indices { predictions[part] = 0 }
  }

  mutating func decode(_ bits: inout JPEGBits, _ bytes: Span<UInt8>, part: Int, row: Int, column: Int) {
    let last = Self.coefficients(
      &bits, bytes, tables, table: 2 * part * JPEGHuffmanTable.size, steps, step: 64 * part,
      prediction: &predictions[part], to: &block)
    let (start, stride) = places[part]
    let at = start + row * 8 * stride + column * 8
    if last == 0 {
      InverseDCT.fill(block[0], into: &samples, at: at, stride: stride)
    } else {
      InverseDCT.samples(of: block, into: &samples, at: at, stride: stride)
    }
  }

  /// Reads a block's coefficients, scaled, into a block; returns the place of the last one in the order of sending.
  ///
  /// The tables of the component are those that begin at `table` and its steps those at `step`.
  @inline(__always)
  private static func coefficients(
    _ bits: inout JPEGBits, _ bytes: Span<UInt8>, _ tables: [UInt32], table: Int, _ steps: [Int32], step: Int,
    prediction: inout Int32, to block: inout [Int32]
  ) -> Int {
    let words = tables.span
    let steps = steps.span
    let order = JPEGQuantization.zigzag
    let zigzag = order.span
    var block = block.mutableSpan
    precondition(block.count == 64)
    for i in 0..<64 { block[i] = 0 }

    bits.refill(bytes)
    let first = bits.entry(words, table)
    prediction = prediction &+ bits.value(of: first)
    block[0] = prediction &* steps[step]

    var (k, last) = (1, 0)
    while k < 64 {
      bits.refill(bytes)
      let entry = bits.entry(words, table &+ JPEGHuffmanTable.size)
      let run = Int(entry >> 9 & 15)
      let value = bits.value(of: entry)
      if value == 0 {
        // Sixteen zeros, or nothing but zeros up to the end of the block.
        if run < 15 { break }
        k &+= 16
        continue
      }
      k &+= run
      if k > 63 {
        bits.markBad()
        break
      }
      block[Int(zigzag[k])] = value &* steps[step &+ k]
      last = k
      k &+= 1
    }
    return last
  }
}
