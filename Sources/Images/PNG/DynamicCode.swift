// The Huffman codes of one dynamic DEFLATE block, and the header that tells a decoder about them (RFC 1951, 3.2.7).

struct DynamicCode {
  let lengths: [UInt8]
  let distanceLengths: [UInt8]
  /// Symbols 0…18 of the code-length code, each with its extra bits.
  private let header: [(symbol: Int, extra: Int, extraBits: Int)]
  private let headerLengths: [UInt8]
  private let symbolCount: Int
  private let distanceCount: Int
  private let listedCount: Int

  init(frequencies: [Int], distanceFrequencies: [Int]) {
    lengths = Huffman.lengths(frequencies: frequencies, limit: 15)
    distanceLengths = Huffman.lengths(frequencies: distanceFrequencies, limit: 15)
    symbolCount = max(257, (lengths.lastIndex { $0 > 0 } ?? 0) + 1)
    distanceCount = (distanceLengths.lastIndex { $0 > 0 } ?? 0) + 1
    header = Self.runs(Array(lengths[..<symbolCount] + distanceLengths[..<distanceCount]))
    var headerFrequencies = [Int](repeating: 0, count: 19)
    for entry in header { headerFrequencies[entry.symbol] += 1 }
    let headerLengths = Huffman.lengths(frequencies: headerFrequencies, limit: 7)
    self.headerLengths = headerLengths
    listedCount = max(4, (DeflateAlphabet.codeLengthOrder.lastIndex { headerLengths[$0] > 0 } ?? 0) + 1)
  }

  /// The lengths with their repetitions folded: 16 repeats the last 3–6 times, 17 and 18 are 3–10 and 11–138 zeros.
  private static func runs(_ lengths: [UInt8]) -> [(symbol: Int, extra: Int, extraBits: Int)] {
    var result: [(symbol: Int, extra: Int, extraBits: Int)] = []
    var i = 0
    while i < lengths.count {
      let value = lengths[i]
      var run = 1
      while i + run < lengths.count && lengths[i + run] == value { run += 1 }
      if value == 0 && run >= 3 {
        run = min(run, 138)
        result.append(run <= 10 ? (17, run - 3, 3) : (18, run - 11, 7))
      } else if value > 0 && run >= 4 {
        run = min(run, 7)
        result.append((Int(value), 0, 0))
        result.append((16, run - 4, 2))
      } else {
        run = 1
        result.append((Int(value), 0, 0))
      }
      i += run
    }
    return result
  }

  /// What the header costs.
  var headerBits: Int {
    14 + 3 * listedCount + header.reduce(0) { $0 + Int(headerLengths[$1.symbol]) + $1.extraBits }
  }

  func writeHeader(to writer: inout BitWriter) {
    writer.write(UInt32(symbolCount - 257), 5)
    writer.write(UInt32(distanceCount - 1), 5)
    writer.write(UInt32(listedCount - 4), 4)
    for symbol in DeflateAlphabet.codeLengthOrder[..<listedCount] { writer.write(UInt32(headerLengths[symbol]), 3) }
    let codes = Huffman.reversedCodes(lengths: headerLengths)
    for entry in header {
      writer.write(UInt32(codes[entry.symbol]), Int(headerLengths[entry.symbol]))
      writer.write(UInt32(entry.extra), entry.extraBits)
    }
  }
}
