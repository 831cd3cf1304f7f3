// The two checksums of a PNG file: CRC-32 over each chunk, Adler-32 over the uncompressed data.

/// The cyclic redundancy check of PNG, zip and Ethernet: polynomial 0x04C11DB7, reflected.
///
/// `CRC32.checksum` of the ASCII digits "123456789" is 0xCBF43926.
package enum CRC32 {
  package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
    return ~crc
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
  }
}

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
