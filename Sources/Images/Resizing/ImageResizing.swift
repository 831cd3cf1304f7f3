// Pictures at another size.

extension Image {
  /// The picture at another size, bilinear: each new pixel is a weighted mean of old ones, weights falling linearly
  /// from its center over one pixel of the coarser of the two grids (so that nothing is skipped when a picture
  /// shrinks).
  ///
  /// ```
  /// weight(i → j) ∝ max(0, 1 - |(i + ½) - (j + ½)·s| / max(s, 1)),   s = old size / new size
  /// ```
  ///
  /// Properties:
  /// - The same size gives the same picture; one color stays that color.
  /// - Agrees with Pillow's `resize(..., BILINEAR)` within one level of 255.
  ///
  /// - Precondition: `height` and `width` are at least 1.
  public func resized(height newHeight: Int, width newWidth: Int) -> Image {
    precondition(
      newHeight >= 1 && newWidth >= 1, "height and width must be at least 1, found \(newHeight) × \(newWidth)")
    if newHeight == height && newWidth == width { return self }

    // Columns first, kept as Float: [height, newWidth, 3].
    let columns = Self.taps(from: width, to: newWidth)
    var narrow = [Float](repeating: 0, count: height * newWidth * 3)
    for y in 0..<height {
      for (x, tap) in columns.enumerated() {
        let target = (y * newWidth + x) * 3
        for (i, weight) in tap.weights.enumerated() {
          let source = (y * width + tap.start + i) * 3
          for c in 0..<3 { narrow[target + c] += weight * Float(pixels[source + c]) }
        }
      }
    }

    var result = [UInt8](repeating: 0, count: newHeight * newWidth * 3)
    var row = [Float](repeating: 0, count: newWidth * 3)
    for (y, tap) in Self.taps(from: height, to: newHeight).enumerated() {
      for i in row.indices { row[i] = 0.5 }
      for (k, weight) in tap.weights.enumerated() {
        let source = (tap.start + k) * newWidth * 3
        for i in row.indices { row[i] += weight * narrow[source + i] }
      }
      for i in row.indices { result[y * newWidth * 3 + i] = UInt8(min(255, max(0, row[i]))) }
    }
    return Image(height: newHeight, width: newWidth, pixels: result)
  }

  /// For each new place, where the old ones begin that it is made of, and their weights, which sum to 1.
  private static func taps(from old: Int, to new: Int) -> [(start: Int, weights: [Float])] {
    let scale = Double(old) / Double(new)
    let reach = max(scale, 1)
    return (0..<new).map { index in
      let center = (Double(index) + 0.5) * scale
      let start = max(0, Int((center - reach + 0.5).rounded(.down)))
      let end = min(old, Int((center + reach + 0.5).rounded(.down)))
      let weights = (start..<end).map { max(0, 1 - abs(Double($0) + 0.5 - center) / reach) }
      let sum = weights.reduce(0, +)
      return (start, weights.map { Float($0 / sum) })
    }
  }
}
