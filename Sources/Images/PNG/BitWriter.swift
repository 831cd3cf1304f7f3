// Bits into bytes, lowest first, as DEFLATE packs them.

struct BitWriter {
  private(set) var bytes: [UInt8]
  private var buffer: UInt64 = 0
  private var count = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Appends the lowest `bits` bits, 0…32, of a value that has no others.
  mutating func write(_ value: UInt32, _ bits: Int) {
    buffer |= UInt64(value) << UInt64(count)
    count += bits
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: buffer))
      buffer >>= 8
      count -= 8
    }
  }

  /// Fills the last byte with zeros.
  mutating func alignToByte() {
    if count > 0 { write(0, 8 - count) }
  }

  /// The whole bytes that were written since they were last taken.
  mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }
}
