// Huffman tables (ITU-T T.81, B.2.4.2; codes from lengths: C.2; decoding: F.2.2.3). Not DEFLATE's, whose bits run the
// other way: those are in PNG.

/// A code, as one list of words, so that a scan can lay the tables of its components behind each other.
///
/// An entry is what the next bits mean:
///
/// ```
/// bits 0…4   how many bits it takes    bits 9…12   zeros before the coefficient (or the logarithm of a run of blocks)
/// bits 5…8   bits of the value, that follow        bits 16…31   the value, where its bits were seen already
/// ```
///
/// The first 1024 words are the entries for the next ten bits, 0 where the code word is longer. Then come, for lengths
/// 0…16, the first number of 16 bits that is too large for a code word of the length, then what turns a code word into
/// its symbol's place, then the symbols.
struct JPEGHuffmanTable {
  let words: [UInt32]

  static let lookupBits = 10
  static let limits = 1 << lookupBits
  static let offsets = limits + 17
  static let symbols = offsets + 17
  static let size = symbols + 256

  /// - Parameters:
  ///   - counts: how many code words there are of the lengths 1…16.
  ///   - symbols: what they stand for, shortest code first; as many as the counts add up to.
  init(counts: [Int], symbols: [UInt8]) throws(JPEGError) {
    var words = [UInt32](repeating: 0, count: Self.size)
    var (code, place) = (0, 0)
    for length in 1...16 {
      words[Self.offsets + length] = UInt32(bitPattern: Int32(place - code))
      for _ in 0..<counts[length - 1] {
        guard code < 1 << length else { throw .malformed("a Huffman table of more codes than there are") }
        words[Self.symbols + place] = UInt32(symbols[place])
        if length <= Self.lookupBits {
          let free = Self.lookupBits - length
          for rest in 0..<1 << free {
            words[code << free + rest] = Self.entry(symbols[place], length: length, rest: rest, free: free)
          }
        }
        code += 1
        place += 1
      }
      words[Self.limits + length] = UInt32(code << (16 - length))
      code <<= 1
    }
    self.words = words
  }

  /// The entry of a symbol whose code is followed by `free` bits `rest`; with its value, if that is in them.
  private static func entry(_ symbol: UInt8, length: Int, rest: Int, free: Int) -> UInt32 {
    let (run, size) = (UInt32(symbol >> 4), Int(symbol & 15))
    guard size >= 1, size <= free else { return UInt32(length) | UInt32(size) << 5 | run << 9 }
    let value = JPEGBits.extended(Int32(rest >> (free - size)), bits: size)
    return UInt32(length + size) | run << 9 | UInt32(UInt16(truncatingIfNeeded: value)) << 16
  }

  /// Reads the tables of a segment DHT: class 0 for the first coefficient of a block, 1 for the others.
  static func read(
    _ data: ArraySlice<UInt8>, first: inout [JPEGHuffmanTable?], others: inout [JPEGHuffmanTable?]
  ) throws(JPEGError) {
    var rest = data
    while let head = rest.popFirst() {
      let (kind, index) = (head >> 4, Int(head & 15))
      guard kind <= 1, index <= 3 else { throw .malformed("a Huffman table \(index) of class \(kind)") }
      let counts = rest.prefix(16).map { Int($0) }
      let total = counts.reduce(0, +)
      guard counts.count == 16, total <= 256, rest.count >= 16 + total else {
        throw .malformed("a Huffman table that is longer than its segment")
      }
      let symbols = Array(rest.dropFirst(16).prefix(total))
      rest = rest.dropFirst(16 + total)
      let table = try JPEGHuffmanTable(counts: counts, symbols: symbols)
      if kind == 0 {
        guard symbols.allSatisfy({ $0 <= 15 }) else { throw .malformed("a Huffman table with a difference of 16 bits") }
        first[index] = table
      } else {
        others[index] = table
      }
    }
  }
}
