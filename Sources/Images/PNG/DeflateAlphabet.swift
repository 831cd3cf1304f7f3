// What DEFLATE's length and distance symbols stand for (RFC 1951, 3.2.5), and its fixed code.

/// DEFLATE's symbols 0…255 are bytes, 256 ends a block, 257…285 are lengths 3…258; distances have their own code.
enum DeflateAlphabet {
  static let endOfBlock = 256

  /// Shortest length and number of extra bits for the symbols 257…285.
  static let lengths: [(base: Int, extraBits: Int)] = (0..<29).map { code in
    if code == 28 { return (258, 0) }
    let extra = max(0, code / 4 - 1)
    return (code < 8 ? code + 3 : (4 + code % 4) << extra + 3, extra)
  }

  /// Shortest distance and number of extra bits for the symbols 0…29.
  static let distances: [(base: Int, extraBits: Int)] = (0..<30).map { code in
    let extra = max(0, code / 2 - 1)
    return (code < 4 ? code + 1 : (2 + code % 2) << extra + 1, extra)
  }

  /// The symbol for each length 0…258 (those below 3 do not occur).
  static let symbolOfLength: [Int] = (0...258).map { length in
    257 + (lengths.lastIndex { $0.base <= length } ?? 0)
  }

  /// The symbol for a distance 1…32768.
  static func symbol(distance: Int) -> Int {
    guard distance > 4 else { return distance - 1 }
    let top = Int.bitWidth - 1 - (distance - 1).leadingZeroBitCount
    return 2 * top + ((distance - 1) >> (top - 1)) & 1
  }

  /// The fixed code: 8 bits for 0…143 and 280…287, 9 for 144…255, 7 for 256…279; distances 5.
  static let fixedLengths: [UInt8] = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
  static let fixedDistanceLengths = [UInt8](repeating: 5, count: 32)

  /// The order in which a dynamic block lists the lengths of its code-length code.
  static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
}
