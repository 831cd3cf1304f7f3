// Convolution 3 × 3 of stride 1 by Winograd's F(4 × 4, 3 × 3), and with turned weights its input gradient.
//
// Groups of tiles, from all images and levels, are transformed into 36 matrices of tiles × channels, multiplied by a panel
// of the transformed weights at a time with the same register tiles as the direct kernels, and transformed back. A
// group's matrices stay in the second-level cache. Of 144 multiplications 36 remain; with the transforms a layer of 64 channels takes well
// under half of the direct kernel's time. The price is rounding: see "Winograd's error against direct" in the tests.

extension Convolution {
  /// Whether Winograd's algorithm applies.
  ///
  /// Beyond 256 × 1 023 channels the transformed weights take longer to make and to read than they save.
  var isWinograd: Bool {
    kernel == 3 && stride == 1 && padding == 1 && inputChannels % Vector.scalarCount == 0
      && inputChannels * outputChannels < 256 * 1_024
  }

  /// The forward pass of maps whose channels fill whole vectors.
  static func winograd(
    _ maps: [FeatureMap], _ weights: WinogradWeights, bias: FloatBuffer?, finish: Finish, to results: [FeatureMap]
  ) {
    let padded = weights.paddedOutputs
    let paddedBias = FloatBuffer(count: padded, zeroed: true)
    if let bias { paddedBias.view.copy(bias.view, count: weights.outputs) }
    let tiles = WinogradTile.tiles(maps)
    let whole = maps.map { $0.paddedToTiles(border: 1) }
    let size = WinogradGroup.size(inputs: weights.inputs, outputs: padded)
    parallel((tiles.count + size - 1) / size) { group in
      let mine = Array(tiles[group * size..<min(tiles.count, (group + 1) * size)])
      let work = WinogradGroup(
        inputs: weights.inputs, outputs: padded, capacity: size, bias: paddedBias.view, rectifies: finish.rectifies)
      for (index, tile) in mine.enumerated() { work.transformInput(tile, whole[tile.map], index) }
      for panel in Swift.stride(from: 0, to: padded, by: PackedMatrix.panel) {
        work.multiply(weights.buffer.view, panel: panel, count: mine.count)
        for (index, tile) in mine.enumerated() {
          work.transformOutput(
            tile, results[tile.map], index, panel: panel,
            addend: finish.addends.isEmpty ? nil : finish.addends[tile.map].view)
        }
      }
    }
  }

  /// Weights turned by 180° with input and output channels exchanged, the former outputs padded to whole vectors.
  func turned(_ weights: FloatBuffer) -> FloatBuffer {
    let padded = Vector.wholeVectors(outputChannels)
    let result = FloatBuffer(count: 9 * padded * inputChannels, zeroed: padded != outputChannels)
    parallel(9) { [inputChannels, outputChannels] tap in
      let (source, target) = (
        weights.view + (8 - tap) * inputChannels * outputChannels, result.view + tap * padded * inputChannels
      )
      for input in 0..<inputChannels {
        for output in 0..<outputChannels {
          target[output * inputChannels + input] = source[input * outputChannels + output]
        }
      }
    }
    return result
  }
}
