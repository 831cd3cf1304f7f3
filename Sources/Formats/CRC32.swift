// The checksum of PNG's chunks and of zip files.

/// The cyclic redundancy check of PNG, zip and Ethernet: polynomial 0x04C11DB7, reflected.
///
/// `CRC32.checksum` of the ASCII digits "123456789" is 0xCBF43926.
package enum CRC32 {
  /// The checksum of some bytes; 0 of none.
  package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
    return ~crc
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
  }
}
