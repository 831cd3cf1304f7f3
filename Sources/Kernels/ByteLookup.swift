// Bytes of pictures as the numbers that a network reads.

extension Elementwise {
  /// Pictures' bytes as numbers: table[channels · byte + channel], and zeros on the right and below, up to a size.
  ///
  /// - Precondition: each picture has height · width · channels bytes, the size has room for it, and the table has
  ///   256 · channels numbers.
  package static func mapped(
    bytes pictures: [[UInt8]], height: Int, width: Int, channels: Int, through table: [Float], paddedHeight: Int,
    paddedWidth: Int
  ) -> FeatureMap {
    let row = width * channels
    require(
      pictures.allSatisfy { $0.count == height * row },
      "every picture must be of \(height * row) bytes, found \(pictures.map { $0.count })")
    require(
      channels >= 1 && table.count == 256 * channels,
      "the table must be of 256 · \(channels) numbers, found \(table.count)")
    require(
      paddedHeight >= height && paddedWidth >= width,
      "the padded size must be at least \(height) × \(width), found \(paddedHeight) × \(paddedWidth)")
    let result = FeatureMap(
      images: pictures.count, height: paddedHeight, width: paddedWidth, channels: channels,
      zeroed: paddedHeight > height || paddedWidth > width)
    let numbers = FloatBuffer(table)
    let rowsInPiece = max(1, numbersInPiece / max(1, row))
    let pieces = (height + rowsInPiece - 1) / rowsInPiece
    parallel(pictures.count * pieces) { index in
      let (picture, numbers) = (index / pieces, numbers.view)
      let pixels = pictures[picture]
      let first = index % pieces * rowsInPiece
      for y in first..<min(height, first + rowsInPiece) {
        let (source, target) = (y &* row, result.view + (picture * paddedHeight + y) * paddedWidth * channels)
        let bytes = pixels.span
        // Channel by channel, so that the loop has nothing to do but look up.
        for channel in 0..<channels {
          let values = numbers + channel
          var index = channel
          while index < row {
            target[index] = values[Int(bytes[source &+ index]) &* channels]
            index &+= channels
          }
        }
      }
    }
    return result
  }
}
