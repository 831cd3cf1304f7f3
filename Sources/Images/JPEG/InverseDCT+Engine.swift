// The inverse cosine transform in whole numbers, eight columns at a time. The steps are those of Loeffler, Ligtenberg
// and Moschytz (1989) with constants of 13 bits, as libjpeg's accurate transform has them: the same samples to the bit.

extension InverseDCT {
  private typealias Row = SIMD8<Int32>

  /// Writes the samples of 64 coefficients, row by row, to a square of 8 × 8 bytes that begins at `at`.
  @inline(__always)
  package static func samples(of block: [Int32], into output: inout [UInt8], at: Int, stride: Int) {
    let block = block.span
    var output = output.mutableSpan
    precondition(block.count == 64 && at >= 0 && stride >= 8 && at + 7 * stride + 8 <= output.count)
    var rows = Rows(block)
    // Columns first, to two bits more than the result has; then, turned on its side, rows.
    pass(&rows, shift: 11)
    rows.transpose()
    pass(&rows, shift: 18)
    rows.transpose()
    write(rows.a, to: &output, at: at)
    write(rows.b, to: &output, at: at &+ stride)
    write(rows.c, to: &output, at: at &+ 2 &* stride)
    write(rows.d, to: &output, at: at &+ 3 &* stride)
    write(rows.e, to: &output, at: at &+ 4 &* stride)
    write(rows.f, to: &output, at: at &+ 5 &* stride)
    write(rows.g, to: &output, at: at &+ 6 &* stride)
    write(rows.h, to: &output, at: at &+ 7 &* stride)
  }

  /// The same for a block of which only the first coefficient is not zero: all samples are equal.
  @inline(__always)
  package static func fill(_ first: Int32, into output: inout [UInt8], at: Int, stride: Int) {
    var output = output.mutableSpan
    precondition(at >= 0 && stride >= 8 && at + 7 * stride + 8 <= output.count)
    let value = UInt8(truncatingIfNeeded: max(0, min(255, (((first &<< 2) &+ 16) &>> 5) &+ 128)))
    for row in 0..<8 {
      let start = at &+ row &* stride
      var bytes = output._mutatingExtracting(start..<start &+ 8)
      for column in 0..<8 { bytes[column] = value }
    }
  }

  @inline(__always)
  private static func write(_ row: Row, to output: inout MutableSpan<UInt8>, at: Int) {
    let value = cutToBytes(row &+ 128)
    // One check for eight bytes, which then are written at once.
    var bytes = output._mutatingExtracting(at..<at &+ 8)
    for column in 0..<8 { bytes[column] = UInt8(truncatingIfNeeded: value[column]) }
  }

  /// Numbers below 0 become 0 and those above 255 become 255, without a branch: the sign, shifted, is a mask.
  @inline(__always)
  static func cutToBytes(_ value: SIMD8<Int32>) -> SIMD8<Int32> {
    let positive = value & ~(value &>> 31)
    let excess = positive &- 255
    return positive &- (excess & ~(excess &>> 31))
  }

  /// One-dimensional transforms of the eight columns; the result is divided by 2^shift and rounded.
  @inline(__always)
  private static func pass(_ rows: inout Rows, shift: Int32) {
    // Even part: coefficients 0, 2, 4 and 6.
    let turned = (rows.c &+ rows.g) &* 4433  // 0.541196100
    let even2 = turned &- rows.g &* 15137  // 1.847759065
    let even3 = turned &+ rows.c &* 6270  // 0.765366865
    let even0 = (rows.a &+ rows.e) &<< 13
    let even1 = (rows.a &- rows.e) &<< 13
    let (sum0, sum3) = (even0 &+ even3, even0 &- even3)
    let (sum1, sum2) = (even1 &+ even2, even1 &- even2)

    // Odd part: coefficients 7, 5, 3 and 1.
    let all = (rows.h &+ rows.d &+ rows.f &+ rows.b) &* 9633  // 1.175875602
    let z1 = (rows.h &+ rows.b) &* -7373  // 0.899976223
    let z2 = (rows.f &+ rows.d) &* -20995  // 2.562915447
    let z3 = (rows.h &+ rows.d) &* -16069 &+ all  // 1.961570560
    let z4 = (rows.f &+ rows.b) &* -3196 &+ all  // 0.390180644
    let odd0 = rows.h &* 2446 &+ z1 &+ z3  // 0.298631336
    let odd1 = rows.f &* 16819 &+ z2 &+ z4  // 2.053119869
    let odd2 = rows.d &* 25172 &+ z2 &+ z3  // 3.072711026
    let odd3 = rows.b &* 12299 &+ z1 &+ z4  // 1.501321110

    let half = Row(repeating: 1 &<< (shift &- 1))
    let by = Row(repeating: shift)
    rows.a = (sum0 &+ odd3 &+ half) &>> by
    rows.h = (sum0 &- odd3 &+ half) &>> by
    rows.b = (sum1 &+ odd2 &+ half) &>> by
    rows.g = (sum1 &- odd2 &+ half) &>> by
    rows.c = (sum2 &+ odd1 &+ half) &>> by
    rows.f = (sum2 &- odd1 &+ half) &>> by
    rows.d = (sum3 &+ odd0 &+ half) &>> by
    rows.e = (sum3 &- odd0 &+ half) &>> by
  }

  /// Eight rows of eight numbers.
  private struct Rows {
    var a, b, c, d, e, f, g, h: Row

    @inline(__always)
    init(_ block: Span<Int32>) {
      (a, b, c, d) = (Self.row(block, 0), Self.row(block, 8), Self.row(block, 16), Self.row(block, 24))
      (e, f, g, h) = (Self.row(block, 32), Self.row(block, 40), Self.row(block, 48), Self.row(block, 56))
    }

    @inline(__always)
    private static func row(_ block: Span<Int32>, _ i: Int) -> Row {
      Row(block[i], block[i + 1], block[i + 2], block[i + 3], block[i + 4], block[i + 5], block[i + 6], block[i + 7])
    }

    /// Rows become columns: three times each row is shuffled, like cards, with the one four places below.
    @inline(__always)
    mutating func transpose() {
      shuffle()
      shuffle()
      shuffle()
    }

    @inline(__always)
    private mutating func shuffle() {
      let old = self
      (a, b) = Self.shuffled(old.a, old.e)
      (c, d) = Self.shuffled(old.b, old.f)
      (e, f) = Self.shuffled(old.c, old.g)
      (g, h) = Self.shuffled(old.d, old.h)
    }

    @inline(__always)
    private static func shuffled(_ one: Row, _ other: Row) -> (Row, Row) {
      var (low, high) = (Row(), Row())
      (low.evenHalf, low.oddHalf) = (one.lowHalf, other.lowHalf)
      (high.evenHalf, high.oddHalf) = (one.highHalf, other.highHalf)
      return (low, high)
    }
  }
}
