// A residual network's basic block with batch normalization, forward. Backward in BasicBlockGradient.swift; the
// definition is the same operations one after another.
//
// Why it is fast: of three convolutions only the outputs are stored, and the block's output.
// - Means and variances are summed up while the outputs are in registers or in the nearest cache.
// - The first normalization with its ReLU is a part of the second convolution's reading (RectifyingReader).
// - The second, that of the shortcut, the sum and the ReLU are one pass: two multiply-adds and a maximum.
// - Going back, the gradients of the two last normalizations are taken from one gradient that is masked and summed up
//   once; that of the first comes out of the second convolution's input gradient (RectifiedGradientWriter); and the
//   shortcut adds its part to the input's gradient in place.

/// ```
/// out = max(0, BN(second ⋆ max(0, BN(first ⋆ in))) + BN(shortcut ⋆ in))
/// ```
/// with batch normalization by the batch's own statistics (He et al., 2016; Ioffe and Szegedy, 2015).
///
/// Properties:
/// - The block computes what its operations compute one after another, forward and backward.
package struct BasicBlock: Sendable {
  /// 3 × 3, of any stride.
  package let first: Convolution
  /// 3 × 3 of stride 1.
  package let second: Convolution
  /// As the first one, from the input's size to the output's.
  package let shortcut: Convolution
  /// Batch normalization without a ReLU.
  let normalization: Normalization

  /// A block, or nil if there is no fused form for these shapes: the second convolution's channels must fill whole
  /// vectors, and the others have a stride or be 1 × 1.
  package init?(first: Convolution, second: Convolution, shortcut: Convolution, epsilon: Float) {
    guard second.isWinograd, second.inputChannels == second.outputChannels, !first.isWinograd, !shortcut.isWinograd,
      first.outputChannels == second.inputChannels, shortcut.outputChannels == second.outputChannels,
      first.inputChannels == shortcut.inputChannels, first.stride == shortcut.stride,
      first.groups == 1, shortcut.groups == 1,
      first.kernel - 2 * first.padding == shortcut.kernel - 2 * shortcut.padding
    else { return nil }
    (self.first, self.second, self.shortcut) = (first, second, shortcut)
    normalization = Normalization(.batch, epsilon: epsilon, rectifies: false)
  }

  /// Weights, scale and shift of one of the three, or their gradients.
  package typealias Part = Stage<FloatBuffer>

  /// What a block computes with, or the gradients of it.
  package struct Parts {
    /// One for each convolution.
    package var first: Part, second: Part, shortcut: Part

    /// The main path's two convolutions and the shortcut's.
    package init(first: Part, second: Part, shortcut: Part) {
      (self.first, self.second, self.shortcut) = (first, second, shortcut)
    }
  }

  /// What going back needs.
  package struct Record {
    let input: FeatureMap
    let first: Unnormalized
    let second: Unnormalized
    let shortcut: Unnormalized
    let output: FeatureMap
    let tiles: [WinogradTile]
  }

  /// Statistics of a batch, for the running ones.
  package struct Statistics: Sendable {
    /// One for each convolution.
    package let first: Normalization.Statistics, second: Normalization.Statistics, shortcut: Normalization.Statistics
  }

  /// The output, what going back needs, and the statistics by which it was normalized.
  package func forward(
    _ input: FeatureMap, _ parts: Parts
  ) -> (output: FeatureMap, record: Record, statistics: Statistics) {
    let (one, oneStatistics) = strided(first, input, parts.first)
    let tiles = WinogradTile.tiles(one.maps)
    let map = one.maps[0].similar()
    let channels = map.channels
    second.check([map], channels: channels, weights: parts.second.weights)
    normalization.check(parts.second.scale, parts.second.shift, channels)
    let sums = FloatBuffer(count: tiles.count * 2 * channels)
    Winograd.convolve(
      tiles, RectifyingReader(one, isPerImage: false),
      WinogradWeights(parts.second.weights, inputs: channels, outputs: channels),
      StatisticsWriter(maps: TileMaps([map]), result: sums))
    let (two, twoStatistics) = finished(map, sums, pieces: tiles.count, parts.second) { tiles[$0].pixels(in: map) }
    let (three, threeStatistics) = strided(shortcut, input, parts.shortcut)
    let output = end(two, three)
    return (
      output, Record(input: input, first: one, second: two, shortcut: three, output: output, tiles: tiles),
      Statistics(first: oneStatistics, second: twoStatistics, shortcut: threeStatistics)
    )
  }

  /// A convolution of any stride, whose outputs are summed up piece by piece.
  private func strided(
    _ convolution: Convolution, _ input: FeatureMap, _ part: Part
  ) -> (Unnormalized, Normalization.Statistics) {
    let channels = convolution.outputChannels
    convolution.check([input], channels: convolution.inputChannels, weights: part.weights)
    normalization.check(part.scale, part.shift, channels)
    let output = convolution.output(for: input)
    // Statistics are taken piece by piece: their bits depend on how many pixels these have.
    let product = PackedConvolution(convolution, weights: part.weights).product(
      input, output, pixelsInPiece: WindowProduct.usualPixelsInPiece)
    let sums = FloatBuffer(count: product.pieces * 2 * channels, zeroed: true)
    parallel(product.pieces) { piece in
      product.compute(piece: piece)
      Normalization.pieceStatistics(
        output.view, channels, product.pixels(piece: piece), sums.view + piece * 2 * channels)
    }
    return finished(output, sums, pieces: product.pieces, part) { Float(product.pixels(piece: $0).count) }
  }

  private func finished(
    _ map: FeatureMap, _ sums: FloatBuffer, pieces: Int, _ part: Part, pixels: (Int) -> Float
  ) -> (Unnormalized, Normalization.Statistics) {
    let (unnormalized, perChannel) = normalization.moments(
      of: [map], normalization.summedInstances([map]) { _ in pieces }, sums, pixels: pixels, scale: part.scale,
      shift: part.shift)
    let channels = 0..<map.channels
    return (
      unnormalized,
      Normalization.Statistics(
        mean: channels.map { Double(perChannel.view[$0]) },
        variance: channels.map { Double(perChannel.view[map.channels + $0]) }, count: map.pixels)
    )
  }

  /// max(0, BN(second) + BN(shortcut)).
  private func end(_ second: Unnormalized, _ shortcut: Unnormalized) -> FeatureMap {
    let (a, b) = (second.maps[0], shortcut.maps[0])
    let result = a.similar()
    let channels = a.channels
    let (ofA, ofB) = (second.moments[0], shortcut.moments[0])
    let pieces = PixelPiece.pieces([a]) { _ in 1 }
    parallel(pieces.count) { index in
      forEachWholeRun(of: pieces[index].pixels, channels) { channel, run in
        let (factor, other) = (ofA.view.vector(channel), ofB.view.vector(channel))
        let offset = ofA.view.vector(channels &+ channel) + ofB.view.vector(channels &+ channel)
        for pixel in run {
          let index = pixel &* channels &+ channel
          var value = offset.addingProduct(a.view.vector(index), factor).addingProduct(b.view.vector(index), other)
          value.rectify()
          result.view.store(value, index)
        }
      }
    }
    return result
  }
}
