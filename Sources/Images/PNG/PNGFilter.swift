// PNG's five row filters, both ways: each byte minus a guess from its neighbours left, up and up left.

enum PNGFilter: UInt8, CaseIterable {
  case none, left, up, average, paeth

  /// The neighbour among left, up and up left that is nearest to left + up - up left; ties in that order.
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

  /// Writes the filtered row of an RGB picture, `above` being the row before (zeros in the first), to `output`.
  ///
  /// Returns the sum of the differences' sizes, by which the encoder chooses.
  func apply(
    _ pixels: [UInt8], row: Int, count: Int, above: Int?, to output: inout [UInt8], at start: Int
  ) -> Int {
    let step = 3
    var cost = 0
    for i in 0..<count {
      let left = i >= step ? Int(pixels[row + i - step]) : 0
      let up = above.map { Int(pixels[$0 + i]) } ?? 0
      let corner = i >= step ? above.map { Int(pixels[$0 + i - step]) } ?? 0 : 0
      let guess: Int
      switch self {
      case .none: guess = 0
      case .left: guess = left
      case .up: guess = up
      case .average: guess = (left + up) / 2
      case .paeth: guess = Self.paeth(left, up, corner)
      }
      let difference = pixels[row + i] &- UInt8(truncatingIfNeeded: guess)
      output[start + i] = difference
      cost += Int(Int8(bitPattern: difference).magnitude)
    }
    return cost
  }
}
