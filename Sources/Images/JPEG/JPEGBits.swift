// Bits of a scan's data, highest first, and the code words in them (ITU-T T.81, F.2.2.3 to F.2.2.5). A byte FF in the
// data is sent as FF 00; FF before anything else is a marker, at which the data end (B.1.1.5).

/// Reads bits; where the data have ended it reads zeros and remembers it, so that loops need no errors in their middle.
struct JPEGBits {
  /// The next bits, from the top.
  private var buffer: UInt64 = 0
  private var available = 0
  /// How many of the bits are zeros in the place of data that are not there.
  private var missing = 0
  private var isAtMarker = false
  /// Whether a code word was met that no symbol has, or a coefficient beyond the last.
  private(set) var isBad = false
  /// The next byte of the file to be looked at.
  private(set) var position: Int

  init(position: Int) { self.position = position }

  /// Whether bits were used that the data do not have.
  var hasRunOut: Bool { missing > available }

  mutating func markBad() { isBad = true }

  /// Begins anew after a restart marker.
  mutating func restart(at position: Int) { self = JPEGBits(position: position) }

  /// Makes at least 33 bits available: enough for any code word (16) and its value (15).
  @inline(__always)
  mutating func refill(_ bytes: Span<UInt8>) {
    if available > 32 { return }
    if position &+ 4 <= bytes.count {
      let word =
        UInt32(bytes[position]) << 24 | UInt32(bytes[position &+ 1]) << 16 | UInt32(bytes[position &+ 2]) << 8
        | UInt32(bytes[position &+ 3])
      // No byte of the four is FF: none is zero in the complement.
      if (~word &- 0x0101_0101) & word & 0x8080_8080 == 0 {
        buffer |= UInt64(word) &<< UInt64(truncatingIfNeeded: 32 &- available)
        available &+= 32
        position &+= 4
        return
      }
    }
    refillByBytes(bytes)
  }

  @inline(never)
  private mutating func refillByBytes(_ bytes: Span<UInt8>) {
    while available <= 56 {
      var byte: UInt8 = 0
      if !isAtMarker && position < bytes.count {
        byte = bytes[position]
        position += 1
        if byte == 0xFF {
          var next = position
          while next < bytes.count, bytes[next] == 0xFF { next += 1 }
          if next < bytes.count, bytes[next] == 0 {
            position = next + 1
          } else {
            isAtMarker = true
            position -= 1
            continue
          }
        }
      } else {
        missing += 8
      }
      buffer |= UInt64(byte) << UInt64(56 - available)
      available += 8
    }
  }

  /// The next `count` bits, 0…16, which must be available.
  @inline(__always)
  mutating func take(_ count: Int) -> Int32 {
    let value = Int32(truncatingIfNeeded: (buffer &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- count))
    drop(count)
    return value
  }

  @inline(__always)
  private mutating func drop(_ count: Int) {
    buffer = buffer &<< UInt64(truncatingIfNeeded: count)
    available &-= count
  }

  /// The entry of the next code word, in the table that begins at `table`; its bits are taken.
  @inline(__always)
  mutating func entry(_ words: Span<UInt32>, _ table: Int) -> UInt32 {
    let entry = words[table &+ Int(truncatingIfNeeded: buffer &>> UInt64(64 - JPEGHuffmanTable.lookupBits))]
    if entry == 0 { return longEntry(words, table) }
    drop(Int(entry & 31))
    return entry
  }

  /// A code word of more than ten bits, by lengths (figure F.16).
  @inline(never)
  private mutating func longEntry(_ words: Span<UInt32>, _ table: Int) -> UInt32 {
    let next = UInt32(truncatingIfNeeded: buffer >> 48)
    for length in JPEGHuffmanTable.lookupBits + 1...16 where next < words[table + JPEGHuffmanTable.limits + length] {
      let offset = Int(Int32(bitPattern: words[table + JPEGHuffmanTable.offsets + length]))
      let place = Int(next >> UInt32(16 - length)) + offset
      guard 0..<256 ~= place else { break }
      let symbol = words[table + JPEGHuffmanTable.symbols + place]
      drop(length)
      return UInt32(length) | (symbol & 15) << 5 | (symbol >> 4) << 9
    }
    isBad = true
    return 16
  }

  /// The value that an entry stands for; its bits are taken where they follow.
  @inline(__always)
  mutating func value(of entry: UInt32) -> Int32 {
    let size = Int(entry >> 5 & 15)
    return size == 0 ? Int32(Int16(truncatingIfNeeded: entry >> 16)) : Self.extended(take(size), bits: size)
  }

  /// A number from its `bits` bits, 1…15: those that begin with 0 are negative (F.2.2.1, figure F.12).
  @inline(__always)
  static func extended(_ number: Int32, bits: Int) -> Int32 {
    let half = Int32(1) &<< Int32(truncatingIfNeeded: bits &- 1)
    return number < half ? number &- 2 &* half &+ 1 : number
  }
}
