// Convolution 3 × 3 of stride 1 by Winograd's F(4 × 4, 3 × 3), and with turned weights its input gradient.
//
// Why it is fast:
// - Of 144 multiplications for a tile and a pair of channels 36 remain.
// - Groups of tiles, from all images and levels, become 36 matrices of tiles × channels, are multiplied by a panel of
//   the transformed weights at a time with the register tiles of the direct kernels, and are transformed back. The
//   matrices of a group (48 tiles of 64 channels: 442 kB, the products in the inputs' place) stay in the second-level
//   cache. A transform jumps from pixel to pixel, which the processor does not foresee: while a tile is transformed,
//   the next one's pixels are asked for, those that are read and those that are written.
// - Weights too wide for that cache are read from further away once for each group and no more: each of the 36 matrices
//   meets all its panels, up to four, before the next one's turn; and while it meets one, the next panel is asked for,
//   and a part of the next matrix.
// - Nothing is copied for a border: a transform takes zeros for what is not there. What is to be done to a number when
//   it is read (normalization, ReLU) or written (bias, shortcut, ReLU, sums for the next normalization) is part of the
//   transforms.
// The price is rounding, and it is small: see "Winograd's error against direct" in the tests.

extension Convolution {
  /// Whether Winograd's algorithm applies.
  ///
  /// Beyond 256 × 1 023 channels the transformed weights take longer to make and to read than they save.
  var isWinograd: Bool { hasTiles && inputChannels * outputChannels < 256 * 1_024 }

  /// Whether it applies to weights that are transformed once and used many times: up to 512 × 512 channels.
  var isWinogradWhenKept: Bool { hasTiles && inputChannels * outputChannels <= 512 * 512 }

  private var hasTiles: Bool {
    kernel == 3 && stride == 1 && padding == 1 && groups == 1 && inputChannels % Vector.scalarCount == 0
  }

  /// Weights turned by 180° with input and output channels exchanged, the former outputs padded to one vector.
  func turned(_ weights: FloatBuffer) -> FloatBuffer {
    let padded = max(outputChannels, Vector.scalarCount)
    let result = FloatBuffer(count: 9 * padded * inputChannels, zeroed: padded != outputChannels)
    parallel(9) { [inputChannels, outputChannels] tap in
      let (source, target) = (
        weights.view + (8 - tap) * inputChannels * outputChannels, result.view + tap * padded * inputChannels
      )
      for output in 0..<outputChannels {
        let (from, to) = (source + output, target + output * inputChannels)
        for input in 0..<inputChannels { to[input] = from[input &* outputChannels] }
      }
    }
    return result
  }
}

extension Winograd {
  /// Convolves all tiles: reads them one way, writes them another.
  ///
  /// - Parameter isAlone: whether the caller is one of the threads that share work already, and has no help.
  static func convolve<Reader: TileReader, Writer: TileWriter>(
    _ tiles: [WinogradTile], _ reader: Reader, _ weights: WinogradWeights, _ writer: Writer, isAlone: Bool = false
  ) {
    let inputs = TileMap.firstChannels(weights.inputs)
    let pieces = WinogradPieces(
      inputs: weights.inputs, outputs: weights.paddedOutputs, tiles: tiles.count, isAlone: isAlone)
    parallel(pieces.count) { piece in
      let (first, last) = (pieces.tiles(piece).lowerBound, pieces.tiles(piece).upperBound)
      // Whole sixes: the last ones are computed from what is there and not used.
      let group = WinogradGroup(
        inputs: weights.inputs, outputs: weights.paddedOutputs, capacity: pieces.mostTiles)
      let spare = group.spare.view
      let next = { tiles[min($0 + 1, last - 1)] }
      for index in first..<last {
        transformInput(
          tiles[index], next: next(index), reader, channels: inputs,
          group.transformed.view + (index - first) * group.inputs, step: group.inputStep, spare: spare)
      }
      for columns in pieces.outputs(piece) {
        group.multiply(weights, columns: columns, count: last - first)
        let channels = TileMap.firstChannels(min(columns.upperBound, weights.outputs) - columns.lowerBound)
        for index in first..<last {
          transformOutput(
            tiles[index], next: next(index), index: index, writer, firstChannel: columns.lowerBound,
            channels: channels, group.products.view + (index - first) * group.productStep, step: group.outputStep,
            spare: spare)
        }
      }
    }
  }
}
