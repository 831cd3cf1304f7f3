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

  /// Writes `count` filtered bytes to the start of `output`, the row beginning at `row` of rows `stride` bytes apart.
  ///
  /// Before the first row and before each row's first pixel there must be zeros. Returns the sum of the differences'
  /// sizes, by which the encoder chooses.
  func apply(_ bytes: [UInt8], row: Int, count: Int, stride: Int, step: Int, to output: inout [UInt8]) -> Int {
    var cost = 0
    @inline(__always)
    func write(_ guess: (Int) -> UInt8) {
      for i in 0..<count {
        let difference = bytes[row + i] &- guess(row + i)
        output[i] = difference
        cost &+= Int(Int8(bitPattern: difference).magnitude)
      }
    }
    switch self {
    case .none: write { _ in 0 }
    case .left: write { bytes[$0 - step] }
    case .up: write { bytes[$0 - stride] }
    case .average: write { UInt8((Int(bytes[$0 - step]) + Int(bytes[$0 - stride])) / 2) }
    case .paeth:
      write {
        UInt8(
          truncatingIfNeeded: Self.paeth(
            Int(bytes[$0 - step]), Int(bytes[$0 - stride]), Int(bytes[$0 - stride - step])))
      }
    }
    return cost
  }
}
