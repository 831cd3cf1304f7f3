// Normalization without passes of its own: its sums are taken while a convolution's outputs are written, and it is
// applied when they are read. Here is what lies between: from the sums of pieces to the coefficients of the reader,
// forward and backward. Normalization.swift and NormalizationGradient.swift are the definition.

/// The outputs of a convolution before their normalization, and what it will do to them.
struct Unnormalized {
  let maps: [FeatureMap]
  /// For each map, [instances][factor, offset, mean, 1 / deviation][channels]; x · factor + offset is normalized.
  let moments: [FloatBuffer]

  /// Rows of moments of an instance.
  static let rows = 4
}

/// What was summed up of one instance (an image, or a batch) of one map: a run of pieces.
struct SummedInstance: Sendable {
  var map: Int
  var instance: Int
  var pieces: Range<Int>
}

extension Normalization {
  var isPerImage: Bool { sharing != .batch }

  /// The instances of every map, which has so many pieces, in order.
  func summedInstances(_ maps: [FeatureMap], pieces: (FeatureMap) -> Int) -> [SummedInstance] {
    var first = 0
    return maps.enumerated().flatMap { index, map in
      let count = instances(map)
      let each = pieces(map) / max(1, count)
      return (0..<count).map { instance in
        defer { first += each }
        return SummedInstance(map: index, instance: instance, pieces: first..<first + each)
      }
    }
  }

  /// The moments of maps from mean and sum of squared distances of every piece and channel.
  ///
  /// - Parameters:
  ///   - sums: [pieces][mean, squares][channels], channels of whole vectors.
  ///   - pixels: how many pixels a piece has.
  /// - Returns: the maps with their moments, and mean and variance of every instance and channel,
  ///   [instances][mean, variance][channels].
  func moments(
    of maps: [FeatureMap], _ instances: [SummedInstance], _ sums: FloatBuffer, pixels: (Int) -> Float,
    scale: FloatBuffer, shift: FloatBuffer
  ) -> (unnormalized: Unnormalized, perChannel: FloatBuffer) {
    let channels = scale.count
    let groups = groups(channels)
    let size = channels / groups
    let moments = maps.map { FloatBuffer(count: Unnormalized.rows * self.instances($0) * channels) }
    let perChannel = FloatBuffer(count: instances.count * 2 * channels)
    parallel(instances.count) { index in
      let instance = instances[index]
      let count = instance.pieces.reduce(Float(0)) { $0 + pixels($1) }
      let result = perChannel.view + index * 2 * channels
      for channel in stride(from: 0, to: channels, by: Vector.scalarCount) {
        var mean = Vector.zero
        for piece in instance.pieces {
          mean.addProduct(
            Vector(repeating: pixels(piece) / count), sums.view.vector(piece &* 2 &* channels &+ channel))
        }
        var squares = Vector.zero
        for piece in instance.pieces {
          let part = sums.view + (piece &* 2 &* channels &+ channel)
          let distance = part.vector(0) - mean
          squares += part.vector(channels)
          squares.addProduct(distance * pixels(piece), distance)
        }
        result.store(mean, channel)
        result.store(squares / count, channels &+ channel)
      }
      let target = moments[instance.map].view + Unnormalized.rows * instance.instance * channels
      for group in 0..<groups {
        let members = group * size..<(group + 1) * size
        var mean = 0.0
        for channel in members { mean += Double(result[channel]) }
        mean /= Double(size)
        var variance = 0.0
        for channel in members {
          let distance = Double(result[channel]) - mean
          variance += Double(result[channels + channel]) + distance * distance
        }
        let inverse = 1 / (variance / Double(size) + Double(epsilon)).squareRoot()
        for channel in members {
          setCoefficients(
            target + channel, channels, mean: mean, inverse: inverse, scale: scale.view[channel],
            shift: shift.view[channel])
          target[2 * channels + channel] = Float(mean)
          target[3 * channels + channel] = Float(inverse)
        }
      }
    }
    return (Unnormalized(maps: maps, moments: moments), perChannel)
  }

  /// What turns the gradient g behind a normalization into the one before it, factor · g + slope · x + offset; and adds
  /// the gradients of scale and shift to their buffers.
  ///
  /// - Parameter sums: [pieces][Σ g, Σ g (x - mean)][channels], channels of whole vectors.
  /// - Returns: for each map, [instances][factor, slope, offset][channels].
  func gradientCoefficients(
    _ unnormalized: Unnormalized, _ instances: [SummedInstance], _ sums: FloatBuffer, scale: FloatBuffer,
    addScaleTo scaleGradient: FloatBuffer, addShiftTo shiftGradient: FloatBuffer
  ) -> [FloatBuffer] {
    let channels = scale.count
    let groups = groups(channels)
    let size = channels / groups
    let results = unnormalized.maps.map { FloatBuffer(count: 3 * self.instances($0) * channels) }
    let perInstance = FloatBuffer(count: instances.count * 2 * channels)
    parallel(instances.count) { index in
      let instance = instances[index]
      let map = unnormalized.maps[instance.map]
      let moments = unnormalized.moments[instance.map].view + Unnormalized.rows * instance.instance * channels
      let total = perInstance.view + index * 2 * channels
      for channel in stride(from: 0, to: channels, by: Vector.scalarCount) {
        var (sum, product) = (Vector.zero, Vector.zero)
        for piece in instance.pieces {
          let part = sums.view + (piece &* 2 &* channels &+ channel)
          sum += part.vector(0)
          product += part.vector(channels)
        }
        total.store(sum, channel)
        total.store(product * moments.vector(3 &* channels &+ channel), channels &+ channel)
      }
      let count = Double(map.pixels / self.instances(map) * size)
      let target = results[instance.map].view + 3 * instance.instance * channels
      for group in 0..<groups {
        let members = group * size..<(group + 1) * size
        let mean = Double(moments[2 * channels + members.lowerBound])
        let inverse = Double(moments[3 * channels + members.lowerBound])
        setGradientCoefficients(
          target, members, channels, scale: scale, count: count, mean: mean, inverse: inverse
        ) { (Double(total[$0]), Double(total[channels + $0])) }
      }
    }
    for buffer in [scaleGradient, shiftGradient] { buffer.changed() }
    for index in instances.indices {
      let total = perInstance.view + index * 2 * channels
      for channel in stride(from: 0, to: channels, by: Vector.scalarCount) {
        shiftGradient.view.store(shiftGradient.view.vector(channel) + total.vector(channel), channel)
        scaleGradient.view.store(scaleGradient.view.vector(channel) + total.vector(channels &+ channel), channel)
      }
    }
    return results
  }
}
