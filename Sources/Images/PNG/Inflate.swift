// DEFLATE decompression (RFC 1951) in its zlib wrapper (RFC 1950): stored, fixed and dynamic blocks.

/// What can be wrong with a zlib stream.
public enum InflateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The data end within the stream.
  case truncated
  /// The two bytes before the stream are not zlib's, or ask for a dictionary.
  case notZlib
  /// A block or a code that DEFLATE does not have.
  case malformed(String)
  /// More data than there should be.
  case tooLong(limit: Int)
  /// The data do not have the checksum that stands at their end.
  case badChecksum(stored: UInt32, computed: UInt32)

  /// A sentence that says what is wrong.
  public var description: String {
    switch self {
    case .truncated: "the compressed data end too early"
    case .notZlib: "the compressed data do not begin with a zlib header"
    case .malformed(let what): "the compressed data are damaged: \(what)"
    case .tooLong(let limit): "the compressed data hold more than the \(limit) bytes that the picture needs"
    case .badChecksum(let stored, let computed):
      "the uncompressed data have Adler-32 \(hexadecimal(computed)), where the file says \(hexadecimal(stored))"
    }
  }
}

func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

package enum Inflate {
  /// The uncompressed data of a zlib stream, at most `limit` bytes.
  ///
  /// - Parameter passesOverMore: if true, what comes after `limit` bytes is not read, and so the checksum is not, which
  ///   is that of all; else it is an error.
  package static func zlib(
    _ bytes: [UInt8], limit: Int, passesOverMore: Bool = false
  ) throws(InflateError) -> [UInt8] {
    guard bytes.count >= 2 else { throw .truncated }
    let header = Int(bytes[0]) << 8 | Int(bytes[1])
    guard bytes[0] & 0x0F == 8, bytes[0] >> 4 <= 7, header % 31 == 0, bytes[1] & 0x20 == 0 else { throw .notZlib }
    var reader = BitReader(bytes: bytes, position: 2)
    var output: [UInt8] = []
    do {
      try raw(&reader, &output, limit: limit)
    } catch {
      guard passesOverMore, error == .tooLong(limit: limit) else { throw error }
      return output
    }
    reader.alignToByte()
    var stored: UInt32 = 0
    for _ in 0..<4 { stored = stored << 8 | UInt32(try reader.bits(8)) }
    let computed = Adler32.checksum(output)
    guard stored == computed else { throw .badChecksum(stored: stored, computed: computed) }
    guard reader.remainingBytes == 0 else { throw .malformed("\(reader.remainingBytes) bytes follow their end") }
    return output
  }

  /// Appends the data; where they are more than `limit`, the first of them, and throws `tooLong`.
  private static func raw(
    _ reader: inout BitReader, _ output: inout [UInt8], limit: Int
  ) throws(InflateError) {
    // DEFLATE cannot do better than 1032 to 1, so a small file cannot make this claim much memory.
    output.reserveCapacity(min(limit, (reader.bytes.count + 1) * 1032))
    var isLast = false
    while !isLast {
      isLast = try reader.bits(1) == 1
      switch try reader.bits(2) {
      case 0: try stored(&reader, &output, limit: limit)
      case 1: try compressed(&reader, &output, limit: limit, symbols: fixedSymbols, distances: fixedDistances)
      case 2:
        let (symbols, distances) = try dynamicCodes(&reader)
        try compressed(&reader, &output, limit: limit, symbols: symbols, distances: distances)
      default: throw .malformed("a block of type 3")
      }
    }
  }

  private static let fixedSymbols = Huffman.Decoder(lengths: DeflateAlphabet.fixedLengths)
  private static let fixedDistances = Huffman.Decoder(lengths: DeflateAlphabet.fixedDistanceLengths)

  private static func stored(
    _ reader: inout BitReader, _ output: inout [UInt8], limit: Int
  ) throws(InflateError) {
    reader.alignToByte()
    let length = try reader.bits(16)
    guard try reader.bits(16) == length ^ 0xFFFF else { throw .malformed("a stored block's length is not its check") }
    let kept = min(length, limit - output.count)
    for _ in 0..<kept { output.append(UInt8(truncatingIfNeeded: try reader.bits(8))) }
    guard kept == length else { throw .tooLong(limit: limit) }
  }

  private static func dynamicCodes(
    _ reader: inout BitReader
  ) throws(InflateError) -> (Huffman.Decoder?, Huffman.Decoder?) {
    let symbolCount = try reader.bits(5) + 257
    let distanceCount = try reader.bits(5) + 1
    let codeCount = try reader.bits(4) + 4
    guard symbolCount <= 286, distanceCount <= 30 else { throw .malformed("a code of too many symbols") }
    var codeLengths = [UInt8](repeating: 0, count: 19)
    for i in 0..<codeCount {
      codeLengths[DeflateAlphabet.codeLengthOrder[i]] = UInt8(truncatingIfNeeded: try reader.bits(3))
    }
    guard let code = Huffman.Decoder(lengths: codeLengths) else { throw .malformed("code lengths that are no code") }

    var lengths: [UInt8] = []
    while lengths.count < symbolCount + distanceCount {
      let symbol = try reader.symbol(code)
      switch symbol {
      case 0..<16: lengths.append(UInt8(symbol))
      case 16:
        guard let last = lengths.last else { throw .malformed("a repetition of nothing") }
        lengths += repeatElement(last, count: 3 + (try reader.bits(2)))
      case 17: lengths += repeatElement(0, count: 3 + (try reader.bits(3)))
      default: lengths += repeatElement(0, count: 11 + (try reader.bits(7)))
      }
    }
    guard lengths.count == symbolCount + distanceCount else { throw .malformed("too many code lengths") }
    guard lengths[DeflateAlphabet.endOfBlock] > 0 else { throw .malformed("a block without an end") }
    guard let symbols = Huffman.Decoder(lengths: Array(lengths[..<symbolCount])),
      let distances = Huffman.Decoder(lengths: Array(lengths[symbolCount...]))
    else { throw .malformed("code lengths that are no code") }
    return (symbols, distances)
  }

  private static func compressed(
    _ reader: inout BitReader, _ output: inout [UInt8], limit: Int, symbols: Huffman.Decoder?,
    distances: Huffman.Decoder?
  ) throws(InflateError) {
    guard let symbols, let distances else { throw .malformed("a block without codes") }
    let lengthTable = DeflateAlphabet.lengths
    let distanceTable = DeflateAlphabet.distances
    while true {
      let symbol = try reader.symbol(symbols)
      if symbol < DeflateAlphabet.endOfBlock {
        guard output.count < limit else { throw .tooLong(limit: limit) }
        output.append(UInt8(truncatingIfNeeded: symbol))
        continue
      }
      if symbol == DeflateAlphabet.endOfBlock { return }
      guard symbol < 286 else { throw .malformed("length symbol \(symbol)") }
      let (lengthBase, lengthBits) = lengthTable[symbol - 257]
      let length = lengthBase + (try reader.bits(lengthBits))
      let code = try reader.symbol(distances)
      guard code < 30 else { throw .malformed("distance symbol \(code)") }
      let (distanceBase, distanceBits) = distanceTable[code]
      let distance = distanceBase + (try reader.bits(distanceBits))
      guard distance <= output.count else { throw .malformed("a copy from before the beginning") }
      let kept = min(length, limit - output.count)
      for _ in 0..<kept { output.append(output[output.count - distance]) }
      guard kept == length else { throw .tooLong(limit: limit) }
    }
  }
}
