// A basic block, backward; forward, and why it is fast, in BasicBlock.swift.

extension BasicBlock {
  /// Adds the gradients of all parts to buffers of their shapes; returns the input's gradient if it is asked for, added
  /// to `sum` where that is given.
  package func backward(
    _ record: Record, outputGradient: FeatureMap, _ parts: Parts, addTo gradients: Parts, needsInput: Bool,
    addingTo sum: FeatureMap? = nil
  ) -> FeatureMap? {
    let (input, map) = (record.input, record.output)
    let channels = map.channels
    require(
      outputGradient.hasShape(of: map) && sum.map { $0.hasShape(of: input) } ?? true,
      "the gradient and the sum must be of the output's and the input's shape, found others")
    func whole(_ pieces: Int) -> [SummedInstance] { normalization.summedInstances([map]) { _ in pieces } }
    let (gradient, pieces, sums) = masked(record, outputGradient)
    let ofSecond = normalization.gradientCoefficients(
      record.second, whole(pieces), sums.second, scale: parts.second.scale,
      addScaleTo: gradients.second.scale, addShiftTo: gradients.second.shift)
    let ofShortcut = normalization.gradientCoefficients(
      record.shortcut, whole(pieces), sums.shortcut, scale: parts.shortcut.scale,
      addScaleTo: gradients.shortcut.scale, addShiftTo: gradients.shortcut.shift)

    // Reading the gradient for the weights leaves that of the second convolution's output in a map of its own.
    let (two, one) = (map.similar(), map.similar())
    Winograd.addWeightGradient(
      record.tiles, RectifyingReader(record.first, isPerImage: false),
      NormalizingReader(
        maps: TileMaps([gradient]), inputs: TileMaps(record.second.maps), coefficients: ofSecond,
        target: TileMaps([two]), isPerImage: false), outputs: channels, to: gradients.second.weights)
    let tileSums = FloatBuffer(count: record.tiles.count * 2 * channels)
    Winograd.convolve(
      record.tiles, PlainReader(maps: TileMaps([two])),
      WinogradWeights(second.turned(parts.second.weights), inputs: channels, outputs: channels),
      RectifiedGradientWriter(
        maps: TileMaps([one]), inputs: TileMaps(record.first.maps), moments: record.first.moments, isPerImage: false,
        result: tileSums))
    let ofFirst = normalization.gradientCoefficients(
      record.first, whole(record.tiles.count), tileSums, scale: parts.first.scale,
      addScaleTo: gradients.first.scale, addShiftTo: gradients.first.shift)

    apply(ofFirst[0], to: one, before: record.first)
    apply(ofShortcut[0], to: gradient, before: record.shortcut)
    first.addWeightGradient([input], outputGradients: [one], to: gradients.first.weights)
    shortcut.addWeightGradient([input], outputGradients: [gradient], to: gradients.shortcut.weights)
    guard needsInput else { return nil }
    let size = (height: input.height, width: input.width)
    let throughFirst = first.inputGradient(
      [one], weights: parts.first.weights, sizes: [size], addingTo: sum.map { [$0] } ?? [])
    return shortcut.inputGradient(
      [gradient], weights: parts.shortcut.weights, sizes: [size], addingTo: throughFirst)[0]
  }

  /// The gradient where the block's output was not cut off, and for both normalizations Σ g and Σ g (x - mean) of every
  /// piece and channel.
  private func masked(
    _ record: Record, _ outputGradient: FeatureMap
  ) -> (gradient: FeatureMap, pieces: Int, sums: (second: FloatBuffer, shortcut: FloatBuffer)) {
    let (output, a, b) = (record.output, record.second.maps[0], record.shortcut.maps[0])
    let channels = output.channels
    let pieces = PixelPiece.pieces([output]) { _ in 1 }
    let (ofA, ofB) = (
      FloatBuffer(count: pieces.count * 2 * channels, zeroed: true),
      FloatBuffer(count: pieces.count * 2 * channels, zeroed: true)
    )
    let result = output.similar()
    let means = (record.second.moments[0].view + 2 * channels, record.shortcut.moments[0].view + 2 * channels)
    parallel(pieces.count) { piece in
      let (sumsOfA, sumsOfB) = (ofA.view + piece * 2 * channels, ofB.view + piece * 2 * channels)
      forEachWholeRun(of: pieces[piece].pixels, channels) { channel, run in
        var sum = sumsOfA.vector(channel)
        var products = (sumsOfA.vector(channels &+ channel), sumsOfB.vector(channels &+ channel))
        let mean = (means.0.vector(channel), means.1.vector(channel))
        for pixel in run {
          let index = pixel &* channels &+ channel
          let gradient = outputGradient.view.vector(index).replacing(with: 0, where: output.view.vector(index) .<= 0)
          result.view.store(gradient, index)
          sum += gradient
          products.0.addProduct(gradient, a.view.vector(index) - mean.0)
          products.1.addProduct(gradient, b.view.vector(index) - mean.1)
        }
        sumsOfA.store(sum, channel)
        sumsOfB.store(sum, channel)
        sumsOfA.store(products.0, channels &+ channel)
        sumsOfB.store(products.1, channels &+ channel)
      }
    }
    return (result, pieces.count, (ofA, ofB))
  }

  /// The gradient before a normalization, where that behind it was.
  private func apply(_ coefficients: FloatBuffer, to gradient: FeatureMap, before unnormalized: Unnormalized) {
    let (channels, input) = (gradient.channels, unnormalized.maps[0])
    let pieces = PixelPiece.pieces([gradient]) { _ in 1 }
    parallel(pieces.count) { piece in
      normalization.combine(
        input.view, gradient.view, gradient.view, channels, pieces[piece].pixels,
        forward: unnormalized.moments[0].view, coefficients.view)
    }
  }
}
