// The gradients of normalisation with its optional ReLU: two passes, one for sums, one for the result.

extension Normalisation {
  /// ∂loss/∂x for every map, and adds ∂loss/∂scale and ∂loss/∂shift to two buffers.
  ///
  /// With g the gradient where the output was not cut off by ReLU, x̂ the normalised input, and means over a group:
  /// ```
  /// ∂shift = Σ g        ∂scale = Σ g x̂        ∂x = (scale · g - mean(scale · g) - x̂ · mean(scale · g · x̂)) / deviation
  /// ```
  /// `outputs` are those of `apply`; NaN in a gradient or an input reaches the result.
  public func gradient(
    inputs: [FeatureMap], outputs: [FeatureMap], outputGradients: [FeatureMap], _ statistics: [Statistics],
    scale: FloatBuffer, addScaleTo scaleGradient: FloatBuffer, addShiftTo shiftGradient: FloatBuffer
  ) -> [FeatureMap] {
    guard let channels = inputs.first?.channels else { return [] }
    check(scale, scaleGradient, channels)
    check(scale, shiftGradient, channels)
    for maps in [outputs, outputGradients] {
      precondition(
        maps.count == inputs.count && zip(maps, inputs).allSatisfy { $0.channels == channels && $0.hasShape(of: $1) },
        "Normalisation: outputs and gradients need the inputs' shapes")
    }
    precondition(statistics.count == inputs.count, "Normalisation: one set of statistics for each map")
    let results = inputs.map { $0.similar() }
    let groups = groups(channels)
    let groupSize = channels / groups
    let pieces = PixelPiece.pieces(inputs, instances: instances)

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
    parallel(pieces.count) { [rectifies] index in
      let piece = pieces[index]
      Self.addSums(
        inputs[piece.map].view, outputs[piece.map].view, outputGradients[piece.map].view, channels, piece.pixels,
        mean: perChannel[piece.map].view + 3 * piece.instance * channels, rectifies: rectifies,
        partial.view + index * 2 * channels)
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
    parallel(pieces.count) { [rectifies] index in
      let piece = pieces[index]
      Self.combine(
        inputs[piece.map].view, outputs[piece.map].view, outputGradients[piece.map].view, results[piece.map].view,
        channels, piece.pixels, perChannel[piece.map].view + 3 * piece.instance * channels, rectifies: rectifies)
    }
    return results
  }

  /// From Σ g and Σ g x̂, [instances][2][channels] for each map: what scale and shift get, and for every instance and
  /// channel the three coefficients of ∂x = factor · g + slope · x + offset.
  func setGradientCoefficients(
    _ buffers: [FloatBuffer], _ totals: [[Double]], _ inputs: [FeatureMap], _ statistics: [Statistics],
    scale: FloatBuffer, addScaleTo scaleGradient: FloatBuffer, addShiftTo shiftGradient: FloatBuffer
  ) {
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
          var sums = (0.0, 0.0)
          for channel in members {
            sums.0 += Double(scale.view[channel]) * total[2 * instance * channels + channel]
            sums.1 += Double(scale.view[channel]) * total[(2 * instance + 1) * channels + channel]
          }
          let slope = -inverse * inverse * sums.1 / count
          for channel in members {
            let target = buffers[map].view + (3 * instance * channels + channel)
            target[0] = Float(inverse * Double(scale.view[channel]))
            target[channels] = Float(slope)
            target[2 * channels] = Float(-inverse * sums.0 / count - slope * mean)
          }
        }
      }
    }
  }

  /// Adds Σ g and Σ g x̂ of a run of pixels.
  private static func addSums(
    _ inputs: Floats, _ outputs: Floats, _ gradients: Floats, _ channels: Int, _ pixels: Range<Int>, mean: Floats,
    rectifies: Bool, _ sums: Floats
  ) {
    let inverse = mean + channels
    let products = sums + channels
    for pixel in pixels {
      let (x, y, g) = (inputs + pixel * channels, outputs + pixel * channels, gradients + pixel * channels)
      forEachChannel(
        channels,
        vector: {
          var gradient = g.vector($0)
          if rectifies { gradient.replace(with: 0, where: y.vector($0) .<= 0) }
          let normal = (x.vector($0) - mean.vector($0)) * inverse.vector($0)
          sums.store(sums.vector($0) + gradient, $0)
          products.store(products.vector($0).addingProduct(gradient, normal), $0)
        },
        scalar: {
          let gradient = rectifies && y[$0] <= 0 ? 0 : g[$0]
          sums[$0] += gradient
          products[$0] = products[$0].addingProduct(gradient, (x[$0] - mean[$0]) * inverse[$0])
        })
    }
  }

  /// Writes factor · g + slope · x + offset.
  private static func combine(
    _ inputs: Floats, _ outputs: Floats, _ gradients: Floats, _ results: Floats, _ channels: Int, _ pixels: Range<Int>,
    _ factor: Floats, rectifies: Bool
  ) {
    let (slope, offset) = (factor + channels, factor + 2 * channels)
    for pixel in pixels {
      let (x, y, g) = (inputs + pixel * channels, outputs + pixel * channels, gradients + pixel * channels)
      let result = results + pixel * channels
      forEachChannel(
        channels,
        vector: {
          var gradient = g.vector($0)
          if rectifies { gradient.replace(with: 0, where: y.vector($0) .<= 0) }
          let linear = offset.vector($0).addingProduct(x.vector($0), slope.vector($0))
          result.store(linear.addingProduct(gradient, factor.vector($0)), $0)
        },
        scalar: {
          let gradient = rectifies && y[$0] <= 0 ? 0 : g[$0]
          result[$0] = offset[$0].addingProduct(x[$0], slope[$0]).addingProduct(gradient, factor[$0])
        })
    }
  }
}
