// DEFLATE compression (RFC 1951) in its zlib wrapper (RFC 1950): greedy LZ77 over hash chains, then for each block
// the shorter of the fixed and a dynamic Huffman code. Not zlib's bytes, and about as short.

package enum Deflate {
  /// A zlib stream of the bytes.
  package static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = []
    zlib(bytes) { stream += $0 }
    return stream
  }

  /// Gives a zlib stream of the bytes in pieces, at least one, of which each but the last has about a megabyte.
  ///
  /// Memory: less than two megabytes beside the bytes.
  static func zlib(_ bytes: [UInt8], piece: ([UInt8]) -> Void) {
    var writer = BitWriter(bytes: [0x78, 0x9C])
    var matches = Matches(count: bytes.count)
    var tokens: [Token] = []
    tokens.reserveCapacity(tokensInBlock)
    repeat {
      matches.next(tokensInBlock, of: bytes, to: &tokens)
      writeBlock(tokens, isLast: matches.position == bytes.count, to: &writer)
      if writer.bytes.count >= bytesInPiece { piece(writer.take()) }
    } while matches.position < bytes.count
    writer.alignToByte()
    let checksum = Adler32.checksum(bytes)
    for shift in [24, 16, 8, 0] as [UInt32] { writer.write(checksum >> shift & 0xFF, 8) }
    piece(writer.take())
  }

  private static let tokensInBlock = 1 << 16
  private static let bytesInPiece = 1 << 20

  // MARK: - LZ77

  /// A byte, or length << 16 | distance.
  private typealias Token = UInt32

  /// Where bytes were seen before, as far back as the window reaches.
  private struct Matches {
    private static let window = 1 << 15
    private static let shortest = 4
    private static let longest = 258
    private static let chainLength = 6

    /// The first byte that no token stands for yet.
    private(set) var position = 0
    private var head = [Int32](repeating: -1, count: 1 << 14)
    private var previous = [Int32](repeating: -1, count: window)
    /// From here on there are too few bytes for a match.
    private let lastHashed: Int

    init(count: Int) { lastHashed = count - Self.shortest }

    private static func hash(_ bytes: [UInt8], _ i: Int) -> Int {
      let word =
        UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8 | UInt32(bytes[i + 2]) << 16 | UInt32(bytes[i + 3]) << 24
      return Int((word &* 0x9E37_79B1) >> 18)
    }

    /// The next tokens, at most `limit`, in place of those that were there.
    mutating func next(_ limit: Int, of bytes: [UInt8], to tokens: inout [Token]) {
      tokens.removeAll(keepingCapacity: true)
      while position < bytes.count && tokens.count < limit {
        let (length, distance) = longestMatch(in: bytes)
        guard length >= Self.shortest else {
          tokens.append(Token(bytes[position]))
          position += 1
          continue
        }
        tokens.append(Token(length) << 16 | Token(distance))
        let end = position + length
        position += 1
        while position < end {
          if position <= lastHashed { keep(slot: Self.hash(bytes, position)) }
          position += 1
        }
      }
    }

    private mutating func keep(slot: Int) {
      previous[position & (Self.window - 1)] = head[slot]
      head[slot] = Int32(truncatingIfNeeded: position)
    }

    /// The longest of the matches that are tried, and how far back it is; keeps the position.
    private mutating func longestMatch(in bytes: [UInt8]) -> (length: Int, distance: Int) {
      guard position <= lastHashed else { return (0, 0) }
      var best = (length: 0, distance: 0)
      let slot = Self.hash(bytes, position)
      let most = min(Self.longest, bytes.count - position)
      var candidate = Int(head[slot])
      var tries = Self.chainLength
      while candidate >= 0 && position - candidate <= Self.window && tries > 0 && best.length < most {
        if bytes[candidate + best.length] == bytes[position + best.length] {
          var length = 0
          while length < most && bytes[candidate + length] == bytes[position + length] { length += 1 }
          if length > best.length { best = (length, position - candidate) }
        }
        let next = Int(previous[candidate & (Self.window - 1)])
        // The ring has been written over once the chain no longer goes back.
        candidate = next < candidate ? next : -1
        tries -= 1
      }
      keep(slot: slot)
      return best
    }
  }

  // MARK: - Blocks

  private static func writeBlock(_ tokens: [Token], isLast: Bool, to writer: inout BitWriter) {
    var frequencies = [Int](repeating: 0, count: 286)
    var distanceFrequencies = [Int](repeating: 0, count: 30)
    let symbolOfLength = DeflateAlphabet.symbolOfLength
    for token in tokens {
      if token < 256 {
        frequencies[Int(token)] += 1
      } else {
        frequencies[symbolOfLength[Int(token >> 16)]] += 1
        distanceFrequencies[DeflateAlphabet.symbol(distance: Int(token & 0xFFFF))] += 1
      }
    }
    frequencies[DeflateAlphabet.endOfBlock] += 1

    let dynamic = DynamicCode(frequencies: frequencies, distanceFrequencies: distanceFrequencies)
    func cost(_ lengths: [UInt8], _ distances: [UInt8]) -> Int {
      zip(frequencies, lengths).reduce(0) { $0 + $1.0 * Int($1.1) }
        + zip(distanceFrequencies, distances).reduce(0) { $0 + $1.0 * Int($1.1) }
    }
    let fixedCost = cost(DeflateAlphabet.fixedLengths, DeflateAlphabet.fixedDistanceLengths)
    writer.write(isLast ? 1 : 0, 1)
    if fixedCost <= dynamic.headerBits + cost(dynamic.lengths, dynamic.distanceLengths) {
      writer.write(1, 2)
      write(tokens, DeflateAlphabet.fixedLengths, DeflateAlphabet.fixedDistanceLengths, to: &writer)
    } else {
      writer.write(2, 2)
      dynamic.writeHeader(to: &writer)
      write(tokens, dynamic.lengths, dynamic.distanceLengths, to: &writer)
    }
  }

  private static func write(
    _ tokens: [Token], _ lengths: [UInt8], _ distanceLengths: [UInt8], to writer: inout BitWriter
  ) {
    let codes = Huffman.reversedCodes(lengths: lengths)
    let distanceCodes = Huffman.reversedCodes(lengths: distanceLengths)
    let symbolOfLength = DeflateAlphabet.symbolOfLength
    let lengthTable = DeflateAlphabet.lengths
    let distanceTable = DeflateAlphabet.distances
    for token in tokens {
      if token < 256 {
        writer.write(UInt32(codes[Int(token)]), Int(lengths[Int(token)]))
        continue
      }
      let length = Int(token >> 16)
      let symbol = symbolOfLength[length]
      writer.write(UInt32(codes[symbol]), Int(lengths[symbol]))
      let (lengthBase, lengthBits) = lengthTable[symbol - 257]
      writer.write(UInt32(length - lengthBase), lengthBits)
      let distance = Int(token & 0xFFFF)
      let distanceSymbol = DeflateAlphabet.symbol(distance: distance)
      writer.write(UInt32(distanceCodes[distanceSymbol]), Int(distanceLengths[distanceSymbol]))
      let (distanceBase, distanceBits) = distanceTable[distanceSymbol]
      writer.write(UInt32(distance - distanceBase), distanceBits)
    }
    writer.write(UInt32(codes[DeflateAlphabet.endOfBlock]), Int(lengths[DeflateAlphabet.endOfBlock]))
  }
}
