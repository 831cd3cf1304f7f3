// Batch and group normalization in one: they differ only in which numbers share a mean and a variance.
// Forward here, backward in NormalizationGradient.swift.
//
// Mean and variance are computed in two passes over pieces small enough to stay in cache, and combined in Double by the
// formula of Chan, Golub and LeVeque (1979): the variance cancels nowhere. Normalizing, scale, shift and ReLU are
// then one multiply-add and one maximum per number, in one pass.

/// Normalization of feature maps: `y = max(0, (x - mean) / √(variance + ε) · scale + shift)`, the maximum if asked for.
///
/// Mean and variance (of the population) are taken over
/// - `batch`: all images and pixels, for each channel (Ioffe and Szegedy, 2015),
/// - `group(count)`: the pixels of one image, for each of `count` runs of neighboring channels (Wu and He, 2018).
///
/// Maps of one call share scale and shift, never statistics.
public struct Normalization: Hashable, Sendable {
  /// Which numbers share a mean and a variance.
  public enum Sharing: Hashable, Sendable {
    /// All images and pixels of a channel.
    case batch
    /// The pixels of one image and this many groups of channels.
    case group(count: Int)
  }

  /// Which numbers share a mean and a variance.
  public var sharing: Sharing
  /// Added to the variance.
  public var epsilon: Float
  /// Whether negative results become zero.
  public var rectifies: Bool

  /// A normalization, by default with ε = 10⁻⁵.
  public init(_ sharing: Sharing, epsilon: Float = 1e-5, rectifies: Bool) {
    self.sharing = sharing
    self.epsilon = epsilon
    self.rectifies = rectifies
  }

  /// Mean and variance of every group of every instance of one map.
  public struct Statistics: Sendable {
    /// Means, [instances × groups].
    public var mean: [Double]
    /// Population variances, [instances × groups].
    public var variance: [Double]
    /// How many numbers each was taken over.
    public var count: Int

    /// Statistics from their parts.
    public init(mean: [Double], variance: [Double], count: Int) {
      self.mean = mean
      self.variance = variance
      self.count = count
    }
  }

  func instances(_ map: FeatureMap) -> Int { sharing == .batch ? 1 : map.images }

  func groups(_ channels: Int) -> Int {
    switch sharing {
    case .batch: return channels
    case .group(let count):
      require(
        count >= 1 && channels % count == 0, "channels must be a multiple of the \(count) groups, found \(channels)")
      return count
    }
  }

  /// Mean and variance, for every map.
  package func statistics(_ maps: [FeatureMap]) -> [Statistics] {
    guard let channels = maps.first?.channels else { return [] }
    check(maps, channels)
    let pieces = PixelPiece.pieces(maps, instances: instances)
    let partial = FloatBuffer(count: pieces.count * 2 * channels, zeroed: true)
    parallel(pieces.count) { index in
      Self.pieceStatistics(
        maps[pieces[index].map].view, channels, pieces[index].pixels, partial.view + index * 2 * channels)
    }
    let groups = groups(channels)
    let groupSize = channels / groups
    var results = maps.map { map in
      let zeros = [Double](repeating: 0, count: instances(map) * groups)
      return Statistics(mean: zeros, variance: zeros, count: map.pixels / max(1, instances(map)) * groupSize)
    }
    for (index, piece) in pieces.enumerated() {
      let sums = partial.view + index * 2 * channels
      for channel in 0..<channels {
        let weight = Double(piece.pixels.count) / Double(results[piece.map].count)
        results[piece.map].mean[piece.instance * groups + channel / groupSize] += weight * Double(sums[channel])
      }
    }
    for (index, piece) in pieces.enumerated() {
      let sums = partial.view + index * 2 * channels
      for channel in 0..<channels {
        let group = piece.instance * groups + channel / groupSize
        let distance = Double(sums[channel]) - results[piece.map].mean[group]
        let squares = Double(sums[channels + channel]) + Double(piece.pixels.count) * distance * distance
        results[piece.map].variance[group] += squares / Double(results[piece.map].count)
      }
    }
    return results
  }

  /// Means, then sums of squared distances from them, of the channels of a run of pixels; both are zero before.
  static func pieceStatistics(_ source: Floats, _ channels: Int, _ pixels: Range<Int>, _ result: Floats) {
    forEachRun(
      of: pixels, channels,
      vector: { channel, run in
        var sum = result.vector(channel)
        for pixel in run { sum += source.vector(pixel &* channels &+ channel) }
        result.store(sum, channel)
      },
      scalar: { channel, run in for pixel in run { result[channel] += source[pixel &* channels &+ channel] } })
    let factor = 1 / Float(pixels.count)
    for channel in 0..<channels { result[channel] *= factor }
    let squares = result + channels
    forEachRun(
      of: pixels, channels,
      vector: { channel, run in
        let mean = result.vector(channel)
        var sum = squares.vector(channel)
        for pixel in run {
          let distance = source.vector(pixel &* channels &+ channel) - mean
          sum.addProduct(distance, distance)
        }
        squares.store(sum, channel)
      },
      scalar: { channel, run in
        for pixel in run {
          let distance = source[pixel &* channels &+ channel] - result[channel]
          squares[channel] = squares[channel].addingProduct(distance, distance)
        }
      })
  }

  /// One factor and one offset for each instance and channel, y = x · factor + offset: [instances][2][channels] for
  /// each map.
  func coefficients(
    _ maps: [FeatureMap], _ statistics: [Statistics], scale: FloatBuffer, shift: FloatBuffer
  ) -> [FloatBuffer] {
    let channels = scale.count
    let groups = groups(channels)
    return zip(maps, statistics).map { map, statistics in
      let buffer = FloatBuffer(count: 2 * instances(map) * channels)
      for instance in 0..<instances(map) {
        for channel in 0..<channels {
          let group = instance * groups + channel / (channels / groups)
          let inverse = 1 / (statistics.variance[group] + Double(epsilon)).squareRoot()
          setCoefficients(
            buffer.view + (2 * instance * channels + channel), channels, mean: statistics.mean[group],
            inverse: inverse, scale: scale.view[channel], shift: shift.view[channel])
        }
      }
      return buffer
    }
  }

  /// Factor and offset of one channel, `channels` apart.
  @inline(__always)
  func setCoefficients(
    _ target: Floats, _ channels: Int, mean: Double, inverse: Double, scale: Float, shift: Float
  ) {
    let factor = Double(scale) * inverse
    target[0] = Float(factor)
    target[channels] = Float(Double(shift) - mean * factor)
  }

  /// Normalizes with the given statistics, one for each map: the maps' own in training, running ones in inference.
  package func apply(
    _ maps: [FeatureMap], _ statistics: [Statistics], scale: FloatBuffer, shift: FloatBuffer
  ) -> [FeatureMap] {
    let results = maps.map { $0.similar() }
    guard let channels = maps.first?.channels else { return [] }
    check(scale, shift, channels)
    check(maps, channels)
    require(
      statistics.count == maps.count, "statistics must be one for each of \(maps.count) maps, found \(statistics.count)"
    )
    let coefficients = coefficients(maps, statistics, scale: scale, shift: shift)
    let pieces = PixelPiece.pieces(maps, instances: instances)
    let lowest: Float = rectifies ? 0 : -.infinity
    parallel(pieces.count) { index in
      let piece = pieces[index]
      let factor = coefficients[piece.map].view + 2 * piece.instance * channels
      let offset = factor + channels
      let (source, target) = (maps[piece.map].view, results[piece.map].view)
      forEachRun(
        of: piece.pixels, channels,
        vector: { channel, run in
          let (factor, offset) = (factor.vector(channel), offset.vector(channel))
          let lowest = Vector(repeating: lowest)
          for pixel in run {
            let value = offset.addingProduct(source.vector(pixel &* channels &+ channel), factor)
            target.store(
              value.replacing(with: lowest, where: value .< lowest), pixel &* channels &+ channel)
          }
        },
        scalar: { channel, run in
          for pixel in run {
            let value = offset[channel].addingProduct(source[pixel &* channels &+ channel], factor[channel])
            target[pixel &* channels &+ channel] = value < lowest ? lowest : value
          }
        })
    }
    return results
  }

  private func check(_ maps: [FeatureMap], _ channels: Int) {
    require(
      maps.allSatisfy { $0.channels == channels },
      "maps must be of \(channels) channels, found \(maps.map { $0.channels })"
    )
  }

  func check(_ scale: FloatBuffer, _ shift: FloatBuffer, _ channels: Int) {
    require(
      scale.count == channels && shift.count == channels,
      "scale and shift must be of \(channels) numbers, found \(scale.count) and \(shift.count)")
  }
}
