// ∂loss/∂weights and ∂loss/∂bias of a convolution.
//
// In NHWC both factors of dW[i, j, c, o] = Σ in[pixel of (i, j), c] · dOut[pixel, o] are contiguous in c and o, so the
// same register tile accumulates outer products: six input channels × up to 64 output channels, stepping from pixel to
// pixel. Nothing is padded or transposed: taps beyond the border only shorten the rows. Work is cut by weights, never
// by images, so that every weight is summed in one order. Blocks of rows are small enough to stay in the nearest cache
// while all tiles of a piece pass over them.

extension Convolution {
  /// Adds ∂loss/∂weights, summed over all maps, to a buffer of the weights' shape.
  public func addWeightGradient(_ inputs: [FeatureMap], outputGradients: [FeatureMap], to result: FloatBuffer) {
    check(inputs, channels: inputChannels, weights: result)
    check(outputGradients, channels: outputChannels, weights: result)
    precondition(
      inputs.count == outputGradients.count
        && zip(inputs, outputGradients).allSatisfy {
          $0.images == $1.images && hasSize($1, for: ($0.height, $0.width))
        }, "Convolution: one gradient for each input, of its output's shape")
    if isWinograd {
      Self.addWinogradWeightGradient(
        inputs, outputGradients.map { $0.paddedToVector() }, outputs: outputChannels, to: result)
      return
    }
    let panels = Swift.stride(from: 0, to: outputChannels, by: PackedMatrix.panel).map { start in
      (start, min(PackedMatrix.panel, outputChannels - start))
    }
    let channelTiles = (inputChannels + TileRows.count - 1) / TileRows.count
    let tiles = panels.count * kernel * kernel * channelTiles
    let pieces = min(tiles, 16)
    // The gradient's rows, padded to whole vectors where the channels are not.
    let wide = outputGradients.map { $0.paddedToVectors() }
    parallel(pieces) { piece in
      let spare = FloatBuffer(count: PackedMatrix.panel)
      let mine = (piece * tiles / pieces)..<((piece + 1) * tiles / pieces)
      for (input, gradient) in zip(inputs, wide) {
        let rows = max(1, 256 / max(1, gradient.width))
        for image in 0..<input.images {
          for firstRow in Swift.stride(from: 0, to: gradient.height, by: rows) {
            let block = firstRow..<min(gradient.height, firstRow + rows)
            for tile in mine {
              let (panelStart, width) = panels[tile / (kernel * kernel * channelTiles)]
              let work = WeightTile(
                convolution: self, input: input, gradient: gradient, image: image, rows: block,
                tap: tile / channelTiles % (kernel * kernel),
                channel: tile % channelTiles * TileRows.count, column: panelStart, columns: width,
                result: result.view, spare: spare.view)
              switch (width + Vector.scalarCount - 1) / Vector.scalarCount {
              case 1: work.add(TileRow1.self)
              case 2: work.add(TileRow2.self)
              case 3: work.add(TileRow3.self)
              default: work.add(TileRow4.self)
              }
            }
          }
        }
      }
    }
  }

  /// Adds ∂loss/∂bias, the sum over all pixels of all maps, to a buffer of one number for each output channel.
  public func addBiasGradient(_ outputGradients: [FeatureMap], to result: FloatBuffer) {
    precondition(result.count == outputChannels, "Convolution: one bias for each output channel")
    precondition(
      outputGradients.allSatisfy { $0.channels == outputChannels },
      "Convolution: gradients need \(outputChannels) channels")
    for gradient in outputGradients {
      let sums = gradient.channelSums()
      for channel in 0..<outputChannels { result.view[channel] += Float(sums[channel]) }
    }
  }
}

/// Six input channels of one tap against a panel of output channels, over a block of rows of one image.
private struct WeightTile {
  let convolution: Convolution
  let input: FeatureMap
  let gradient: FeatureMap
  let image: Int
  let rows: Range<Int>
  let tap: Int
  let channel: Int
  let column: Int
  let columns: Int
  let result: Floats
  /// Room for one row.
  let spare: Floats

  @inline(__always)
  func add<Row: TileRow>(_: Row.Type) {
    let (kernel, stride, padding) = (convolution.kernel, convolution.stride, convolution.padding)
    let (tapRow, tapColumn) = (tap / kernel, tap % kernel)
    // Columns x of the gradient for which x · stride + tapColumn - padding is inside the input.
    let firstX = max(0, (padding - tapColumn + stride - 1) / stride)
    let distance = input.width - 1 + padding - tapColumn
    // Division rounds towards zero: -1 / 2 would make room for a column that is not there.
    guard distance >= 0 else { return }
    let endX = min(gradient.width, distance / stride + 1)
    guard firstX < endX else { return }
    var tile = Tile<Row>()
    for y in rows {
      let inputY = y * stride + tapRow - padding
      guard inputY >= 0, inputY < input.height else { continue }
      let inputX = firstX * stride + tapColumn - padding
      let a = input.view + ((image * input.height + inputY) * input.width + inputX) * input.channels
      let b = gradient.view + (((image * gradient.height + y) * gradient.width + firstX) * gradient.channels + column)
      // Rows beyond the last channel read what follows (every buffer has room for it) and are never written.
      tile.accumulate(
        neighbours: a + channel, aStep: stride * input.channels, b: b, bStep: gradient.channels, count: endX - firstX)
    }
    flush(tile.r0, 0)
    flush(tile.r1, 1)
    flush(tile.r2, 2)
    flush(tile.r3, 3)
    flush(tile.r4, 4)
    flush(tile.r5, 5)
  }

  @inline(__always)
  private func flush<Row: TileRow>(_ row: Row, _ index: Int) {
    guard channel + index < convolution.inputChannels else { return }
    let target = result + (((tap * convolution.inputChannels) + channel + index) * convolution.outputChannels + column)
    if columns == Row.vectors * Vector.scalarCount {
      var sum = row
      sum.add(Row(target, 0))
      sum.store(target, 0)
    } else {
      row.store(spare, 0)
      for column in 0..<columns { target[column] += spare[column] }
    }
  }
}
