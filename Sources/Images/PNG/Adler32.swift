// The checksum of what zlib compresses, and so of a PNG's pixels.

/// Adler's checksum of zlib: 1 plus the sum of the bytes, and the sum of those sums, modulo 65 521.
///
/// `Adler32.checksum` of "Wikipedia" is 0x11E60398.
package enum Adler32 {
  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var low: UInt32 = 1
    var high: UInt32 = 0
    var start = 0
    while start < bytes.count {
      // 5552 bytes are the most whose sums cannot pass 2³² before they are reduced.
      let end = min(start + 5552, bytes.count)
      for i in start..<end {
        low &+= UInt32(bytes[i])
        high &+= low
      }
      low %= 65521
      high %= 65521
      start = end
    }
    return high << 16 | low
  }
}
