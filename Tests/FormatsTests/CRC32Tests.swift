// The checksum of PNG and zip, by its published check value and by zlib.

import Formats
import Testing

@Suite("CRC-32")
struct CRC32Tests {
  @Test("Of \"123456789\" it is 0xCBF43926, of nothing 0, and of a part what it is of that part alone")
  func values() {
    let digits = Array("0123456789".utf8)
    #expect(CRC32.checksum(digits[1...]) == 0xCBF4_3926)
    #expect(CRC32.checksum(Array(digits[1...])[...]) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
  }
}
