// PNG's five row filters, both ways: each byte minus a guess from its neighbors left, up and up left.

enum PNGFilter: UInt8, CaseIterable {
  case none, left, up, average, paeth

  /// The neighbor among left, up and up left that is nearest to left + up - up left; ties in that order.
  @inline(__always)
  static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
    let estimate = left + up - corner
    let (toLeft, toUp, toCorner) = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
    return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner
  }

  /// Turns the row of `count` bytes at `row` back in place; `above` is the start of the row before, nil in the first.
  func undo(_ bytes: inout [UInt8], row: Int, count: Int, above: Int?, step: Int) {
    switch self {
    case .none: return
    case .left:
      for i in row + min(step, count)..<row + count { bytes[i] &+= bytes[i - step] }
    case .up:
      guard let above else { return }
      for i in 0..<count { bytes[row + i] &+= bytes[above + i] }
    case .average:
      for i in 0..<count {
        let left = i >= step ? Int(bytes[row + i - step]) : 0
        let up = above.map { Int(bytes[$0 + i]) } ?? 0
        bytes[row + i] &+= UInt8((left + up) / 2)
      }
    case .paeth:
      guard let above else { return PNGFilter.left.undo(&bytes, row: row, count: count, above: nil, step: step) }
      for i in 0..<min(step, count) { bytes[row + i] &+= bytes[above + i] }
      for i in min(step, count)..<count {
        let guess = Self.paeth(
          Int(bytes[row + i - step]), Int(bytes[above + i]), Int(bytes[above + i - step]))
        bytes[row + i] &+= UInt8(truncatingIfNeeded: guess)
      }
    }
  }

  // MARK: - Writing

  /// The sum of the sizes of the differences that the filter leaves of a row, by which the encoder chooses.
  ///
  /// - Parameters:
  ///   - bytes: rows of `count` bytes without a gap; before each row's first pixel and above the first row there are
  ///     zeros.
  ///   - row: where the row begins.
  ///   - count: its bytes.
  ///   - step: the distance of a byte from its left neighbor.
  func cost(_ bytes: [UInt8], row: Int, count: Int, step: Int) -> Int {
    var cost = 0
    forEachDifference(bytes, row, count, step) { cost &+= Int(Int8(bitPattern: $1).magnitude) }
    return cost
  }

  /// Writes the differences that the filter leaves of a row from a place on.
  func apply(_ bytes: [UInt8], row: Int, count: Int, step: Int, to output: inout [UInt8], at place: Int) {
    forEachDifference(bytes, row, count, step) { output[place + $0] = $1 }
  }

  @inline(__always)
  private func forEachDifference(
    _ bytes: [UInt8], _ row: Int, _ count: Int, _ step: Int, _ body: (Int, UInt8) -> Void
  ) {
    switch self {
    case .none: Self.forEach(bytes, row, count, step, body) { _, _, _ in 0 }
    case .left: Self.forEach(bytes, row, count, step, body) { left, _, _ in left }
    case .up: Self.forEach(bytes, row, count, step, body) { _, up, _ in up }
    case .average:
      Self.forEach(bytes, row, count, step, body) { left, up, _ in
        UInt8(truncatingIfNeeded: (Int(left) + Int(up)) / 2)
      }
    case .paeth:
      Self.forEach(bytes, row, count, step, body) { left, up, corner in
        UInt8(truncatingIfNeeded: Self.paeth(Int(left), Int(up), Int(corner)))
      }
    }
  }

  /// Each byte's place in the row, and the byte less a guess from its neighbors left, up and up left.
  @inline(__always)
  private static func forEach(
    _ bytes: [UInt8], _ row: Int, _ count: Int, _ step: Int, _ body: (Int, UInt8) -> Void,
    _ guess: (UInt8, UInt8, UInt8) -> UInt8
  ) {
    let first = min(step, count)
    if row < count {
      for i in 0..<first { body(i, bytes[row + i] &- guess(0, 0, 0)) }
      for i in first..<count { body(i, bytes[row + i] &- guess(bytes[row + i - step], 0, 0)) }
      return
    }
    let above = row - count
    for i in 0..<first { body(i, bytes[row + i] &- guess(0, bytes[above + i], 0)) }
    for i in first..<count {
      body(i, bytes[row + i] &- guess(bytes[row + i - step], bytes[above + i], bytes[above + i - step]))
    }
  }
}
