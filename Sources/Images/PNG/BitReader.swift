// Bits from bytes, lowest first, as DEFLATE packs them.

struct BitReader {
  let bytes: [UInt8]
  private var position: Int
  private var buffer: UInt64 = 0
  private var available = 0

  init(bytes: [UInt8], position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  private mutating func refill() {
    while available <= 56 && position < bytes.count {
      buffer |= UInt64(bytes[position]) << UInt64(available)
      position += 1
      available += 8
    }
  }

  /// The next `count` bits, 0…16, as a number.
  mutating func bits(_ count: Int) throws(InflateError) -> Int {
    if available < count { refill() }
    guard available >= count else { throw .truncated }
    let value = Int(truncatingIfNeeded: buffer & (1 << UInt64(count) &- 1))
    buffer >>= UInt64(count)
    available -= count
    return value
  }

  /// The next symbol of a code.
  mutating func symbol(_ code: borrowing Huffman.Decoder) throws(InflateError) -> Int {
    if available < 15 { refill() }
    let entry = code.entries[Int(truncatingIfNeeded: buffer & (1 << UInt64(code.bits) &- 1))]
    let length = Int(entry & 15)
    guard length > 0 else { throw available < code.bits ? .truncated : .malformed("a code word that does not exist") }
    guard length <= available else { throw .truncated }
    buffer >>= UInt64(length)
    available -= length
    return Int(entry >> 4)
  }

  /// Whole bytes that were not read.
  var remainingBytes: Int { bytes.count - position + available / 8 }

  /// Drops the bits up to the next whole byte.
  mutating func alignToByte() {
    let drop = available % 8
    buffer >>= UInt64(drop)
    available -= drop
  }
}
