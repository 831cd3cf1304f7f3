// The gradients of normalization with its optional ReLU: two passes, one for sums, one for the result.

extension Normalization {
  /// ∂loss/∂x for every map, and adds ∂loss/∂scale and ∂loss/∂shift to two buffers.
  ///
  /// With g the gradient where the output was not cut off by ReLU, x̂ the normalized input, and means over a group:
  /// ```
  /// ∂shift = Σ g        ∂scale = Σ g x̂
  /// ∂x     = (scale · g - mean(scale · g) - x̂ · mean(scale · g · x̂)) / deviation
  /// ```
  /// What was cut off is computed again, as `apply` did, from scale and shift: that is cheaper than to read the
  /// outputs. NaN in a gradient or an input reaches the result.
  package func gradient(
    inputs: [FeatureMap], outputGradients: [FeatureMap], _ statistics: [Statistics], scale: FloatBuffer,
    shift: FloatBuffer, addScaleTo scaleGradient: FloatBuffer, addShiftTo shiftGradient: FloatBuffer
  ) -> [FeatureMap] {
    guard let channels = inputs.first?.channels else { return [] }
    check(scale, shift, channels)
    check(scaleGradient, shiftGradient, channels)
    require(
      outputGradients.count == inputs.count
        && zip(outputGradients, inputs).allSatisfy { $0.channels == channels && $0.hasShape(of: $1) },
      "gradients must be of the inputs' shapes, found \(outputGradients.map { $0.shapeText })")
    require(
      statistics.count == inputs.count,
      "statistics must be one for each of \(inputs.count) maps, found \(statistics.count)")
    let results = inputs.map { $0.similar() }
    let groups = groups(channels)
    let groupSize = channels / groups
    let pieces = PixelPiece.pieces(inputs, instances: instances)

    let forward = coefficients(inputs, statistics, scale: scale, shift: shift)
    // Mean and 1/deviation for each instance and channel, then the three coefficients of the result.
    let perChannel = zip(inputs, statistics).map { map, statistics in
      let buffer = FloatBuffer(count: 3 * instances(map) * channels)
      for instance in 0..<instances(map) {
        for channel in 0..<channels {
          let group = instance * groups + channel / groupSize
          buffer.view[3 * instance * channels + channel] = Float(statistics.mean[group])
          buffer.view[(3 * instance + 1) * channels + channel] =
            Float(1 / (statistics.variance[group] + Double(epsilon)).squareRoot())
        }
      }
      return buffer
    }
    let partial = FloatBuffer(count: pieces.count * 2 * channels, zeroed: true)
    parallel(pieces.count) { index in
      let piece = pieces[index]
      addSums(
        inputs[piece.map].view, outputGradients[piece.map].view, channels, piece.pixels,
        forward: forward[piece.map].view + 2 * piece.instance * channels,
        mean: perChannel[piece.map].view + 3 * piece.instance * channels, partial.view + index * 2 * channels)
    }

    var totals = inputs.map { [Double](repeating: 0, count: 2 * instances($0) * channels) }
    for (index, piece) in pieces.enumerated() {
      for channel in 0..<2 * channels {
        totals[piece.map][2 * piece.instance * channels + channel] +=
          Double(partial.view[index * 2 * channels + channel])
      }
    }
    setGradientCoefficients(
      perChannel, totals, inputs, statistics, scale: scale, addScaleTo: scaleGradient, addShiftTo: shiftGradient)
    parallel(pieces.count) { index in
      let piece = pieces[index]
      combine(
        inputs[piece.map].view, outputGradients[piece.map].view, results[piece.map].view, channels, piece.pixels,
        forward: forward[piece.map].view + 2 * piece.instance * channels,
        perChannel[piece.map].view + 3 * piece.instance * channels)
    }
    return results
  }

  /// From Σ g and Σ g x̂, [instances][2][channels] for each map: what scale and shift get, and for every instance and
  /// channel the three coefficients of ∂x = factor · g + slope · x + offset.
  private func setGradientCoefficients(
    _ buffers: [FloatBuffer], _ totals: [[Double]], _ inputs: [FeatureMap], _ statistics: [Statistics],
    scale: FloatBuffer, addScaleTo scaleGradient: FloatBuffer, addShiftTo shiftGradient: FloatBuffer
  ) {
    for buffer in [scaleGradient, shiftGradient] { buffer.changed() }
    let channels = scale.count
    let groups = groups(channels)
    let groupSize = channels / groups
    for (map, total) in totals.enumerated() {
      for instance in 0..<instances(inputs[map]) {
        for channel in 0..<channels {
          shiftGradient.view[channel] += Float(total[2 * instance * channels + channel])
          scaleGradient.view[channel] += Float(total[(2 * instance + 1) * channels + channel])
        }
        for group in 0..<groups {
          let members = group * groupSize..<(group + 1) * groupSize
          let count = Double(statistics[map].count)
          let mean = statistics[map].mean[instance * groups + group]
          let inverse = 1 / (statistics[map].variance[instance * groups + group] + Double(epsilon)).squareRoot()
          setGradientCoefficients(
            buffers[map].view + 3 * instance * channels, members, channels, scale: scale, count: count, mean: mean,
            inverse: inverse
          ) { (total[2 * instance * channels + $0], total[(2 * instance + 1) * channels + $0]) }
        }
      }
    }
  }

  /// Factor, slope and offset of a group's channels, `channels` apart.
  ///
  /// - Parameter sums: Σ g and Σ g x̂ of a channel.
  @inline(__always)
  func setGradientCoefficients(
    _ target: Floats, _ members: Range<Int>, _ channels: Int, scale: FloatBuffer, count: Double, mean: Double,
    inverse: Double, sums: (_ channel: Int) -> (Double, Double)
  ) {
    var total = (0.0, 0.0)
    for channel in members {
      let (sum, product) = sums(channel)
      total.0 += Double(scale.view[channel]) * sum
      total.1 += Double(scale.view[channel]) * product
    }
    let slope = -inverse * inverse * total.1 / count
    for channel in members {
      target[channel] = Float(inverse * Double(scale.view[channel]))
      target[channels + channel] = Float(slope)
      target[2 * channels + channel] = Float(-inverse * total.0 / count - slope * mean)
    }
  }

  /// Adds Σ g and Σ g x̂ of a run of pixels.
  private func addSums(
    _ inputs: Floats, _ gradients: Floats, _ channels: Int, _ pixels: Range<Int>, forward: Floats, mean: Floats,
    _ sums: Floats
  ) {
    let limit: Float = rectifies ? 0 : -.infinity
    forEachRun(
      of: pixels, channels,
      vector: { channel, run in
        let (factor, offset) = (forward.vector(channel), forward.vector(channels &+ channel))
        let (mean, inverse) = (mean.vector(channel), mean.vector(channels &+ channel))
        let limit = Vector(repeating: limit)
        var (sum, product) = (sums.vector(channel), sums.vector(channels &+ channel))
        for pixel in run {
          let index = pixel &* channels &+ channel
          let x = inputs.vector(index)
          let gradient = gradients.vector(index).replacing(
            with: 0, where: offset.addingProduct(x, factor) .<= limit)
          sum += gradient
          product.addProduct(gradient, (x - mean) * inverse)
        }
        sums.store(sum, channel)
        sums.store(product, channels &+ channel)
      },
      scalar: { channel, run in
        let products = channels &+ channel
        for pixel in run {
          let x = inputs[pixel &* channels &+ channel]
          let isCut = forward[channels &+ channel].addingProduct(x, forward[channel]) <= limit
          let gradient = isCut ? 0 : gradients[pixel &* channels &+ channel]
          sums[channel] += gradient
          sums[products] = sums[products].addingProduct(gradient, (x - mean[channel]) * mean[channels &+ channel])
        }
      })
  }

  /// Writes factor · g + slope · x + offset, perhaps where g was.
  func combine(
    _ inputs: Floats, _ gradients: Floats, _ results: Floats, _ channels: Int, _ pixels: Range<Int>, forward: Floats,
    _ backward: Floats
  ) {
    let limit: Float = rectifies ? 0 : -.infinity
    forEachRun(
      of: pixels, channels,
      vector: { channel, run in
        let (factor, offset) = (forward.vector(channel), forward.vector(channels &+ channel))
        let (share, slope) = (backward.vector(channel), backward.vector(channels &+ channel))
        let rest = backward.vector(2 &* channels &+ channel)
        let limit = Vector(repeating: limit)
        for pixel in run {
          let index = pixel &* channels &+ channel
          let x = inputs.vector(index)
          let gradient = gradients.vector(index).replacing(
            with: 0, where: offset.addingProduct(x, factor) .<= limit)
          results.store(rest.addingProduct(x, slope).addingProduct(gradient, share), index)
        }
      },
      scalar: { channel, run in
        for pixel in run {
          let index = pixel &* channels &+ channel
          let x = inputs[index]
          let isCut = forward[channels &+ channel].addingProduct(x, forward[channel]) <= limit
          let gradient = isCut ? 0 : gradients[index]
          results[index] = backward[2 &* channels &+ channel].addingProduct(x, backward[channels &+ channel])
            .addingProduct(gradient, backward[channel])
        }
      })
  }
}
