// Quantization tables (ITU-T T.81, B.2.4.1) and the order in which coefficients are sent (A.3.6, figure A.6).

enum JPEGQuantization {
  /// The place in a block, row by row, of the k-th coefficient that is sent: diagonals, from low frequencies to high
  /// ones.
  static let zigzag: [UInt8] = {
    var order: [UInt8] = []
    for diagonal in 0..<15 {
      let rows = max(0, diagonal - 7)...min(7, diagonal)
      // Even diagonals run upwards, odd ones downwards.
      let places = rows.map { UInt8($0 * 8 + diagonal - $0) }
      order += diagonal % 2 == 0 ? places.reversed() : places
    }
    return order
  }()

  /// Reads the tables of a segment DQT, each of 64 steps in the order in which coefficients are sent.
  static func read(_ data: ArraySlice<UInt8>, into tables: inout [[Int32]?]) throws(JPEGError) {
    var rest = data
    while let first = rest.popFirst() {
      let (isWide, index) = (first >> 4, Int(first & 15))
      guard isWide <= 1, index <= 3 else { throw .malformed("a quantization table \(index) of precision \(isWide)") }
      let length = isWide == 1 ? 128 : 64
      guard rest.count >= length else { throw .malformed("a quantization table of \(rest.count) bytes, not \(length)") }
      let bytes = Array(rest.prefix(length))
      rest = rest.dropFirst(length)
      let steps: [Int32] = (0..<64).map { k in
        isWide == 0 ? Int32(bytes[k]) : Int32(bytes[2 * k]) << 8 | Int32(bytes[2 * k + 1])
      }
      guard !steps.contains(0) else { throw .malformed("a quantization table with a step of 0") }
      tables[index] = steps
    }
  }
}
