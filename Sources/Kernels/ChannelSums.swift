// Sums over pixels, one for each channel, with the same bits for any number of threads.

enum ChannelSums {
  static let pixelsInPiece = 512

  /// The sum of each channel over all pixels: Float within a piece of 512 pixels, Double over the pieces in order.
  static func sums(_ map: FeatureMap) -> [Double] {
    reduce(pixels: map.pixels, channels: map.channels, outputs: 1) { pixel, sums in
      let (source, channels) = (map.view + pixel * map.channels, map.channels)
      forEachChannel(
        channels, vector: { sums.store(sums.vector($0) + source.vector($0), $0) },
        scalar: { sums[$0] += source[$0] })
    }
  }

  /// Adds up what `add` puts into `outputs · channels` float sums, pixel by pixel.
  @inline(__always)
  static func reduce(
    pixels: Int, channels: Int, outputs: Int, _ add: @Sendable (_ pixel: Int, _ sums: Floats) -> Void
  ) -> [Double] {
    let pieces = (pixels + pixelsInPiece - 1) / pixelsInPiece
    let partial = FloatBuffer(count: pieces * outputs * channels, zeroed: true)
    parallel(pieces) { piece in
      let sums = partial.view + piece * outputs * channels
      for pixel in piece * pixelsInPiece..<min(pixels, (piece + 1) * pixelsInPiece) { add(pixel, sums) }
    }
    var total = [Double](repeating: 0, count: outputs * channels)
    for piece in 0..<pieces {
      for index in total.indices { total[index] += Double(partial.view[piece * outputs * channels + index]) }
    }
    return total
  }
}

/// Calls `vector` for whole vectors of channels and `scalar` for the rest.
@inline(__always)
func forEachChannel(_ channels: Int, vector: (Int) -> Void, scalar: (Int) -> Void) {
  var channel = 0
  while channel &+ Vector.scalarCount <= channels {
    vector(channel)
    channel &+= Vector.scalarCount
  }
  while channel < channels {
    scalar(channel)
    channel &+= 1
  }
}
