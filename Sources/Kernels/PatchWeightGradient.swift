// The weight gradient of a convolution that Winograd does not serve, as one matrix product: patchesᵀ × gradients.
//
// Why it is fast:
// - A patch, the k × k × channels numbers that one output pixel sees, is copied into one contiguous row, zeros beyond
//   the border included. Then 64 pixels are one uniform product, whatever stride and map size: the register tile's
//   inner loop runs over pixels of several rows and images, not over the few pixels of one row.
// - Small matrices (up to 128 kB): pixels are cut into 2 to 8 parts by their number alone; each part gathers 64 pixels
//   at a time into the nearest cache and adds to sums of its own, which are added up in order at the end.
// - Large matrices, and few pixels: patches of up to 2 MB are gathered side by side, then work is cut by weights, 48
//   rows a piece.
// Either way every sum has one order, whatever the number of threads.

extension Convolution {
  /// Adds the weight gradient of all maps; shapes were checked.
  func addPatchWeightGradient(_ inputs: [FeatureMap], _ gradients: [FeatureMap], to result: FloatBuffer) {
    let patches = Patches(convolution: self, inputs: inputs, gradients: gradients)
    let blocks = patches.blocks
    guard !blocks.isEmpty else { return }
    result.changed()
    let (rows, padded) = (patches.rows, Vector.wholeVectors(outputChannels))
    let size = Patches.pixels
    let parts = [8, 4, 2].first { blocks.count >= 4 * $0 } ?? 1
    // Where channels fill no whole vectors, patches reach into the next one's row: they are gathered by one thread.
    if rows * padded <= 32_768 && parts > 1 || inputChannels % Vector.scalarCount != 0 {
      let sums = FloatBuffer(count: parts * rows * padded)
      parallel(parts) { part in
        let buffer = FloatBuffer(count: size * rows + Vector.scalarCount)
        let first = part * blocks.count / parts
        for index in first..<(part + 1) * blocks.count / parts {
          patches.gather(blocks[index], buffer.view)
          patches.multiply(
            blocks[index], buffer.view, rows: 0..<rows, sums.view + part * rows * padded, isFirst: index == first)
        }
      }
      add(sums, parts: parts, to: result)
    } else {
      let sums = FloatBuffer(count: rows * padded)
      let many = min(blocks.count, max(1, 524_288 / (size * rows)))
      let buffer = FloatBuffer(count: many * size * rows)
      for start in Swift.stride(from: 0, to: blocks.count, by: many) {
        let mine = start..<min(blocks.count, start + many)
        parallel(mine.count) { patches.gather(blocks[start + $0], buffer.view + $0 * size * rows) }
        parallel((rows + 47) / 48) { piece in
          for index in mine {
            patches.multiply(
              blocks[index], buffer.view + (index - start) * size * rows,
              rows: piece * 48..<min(rows, (piece + 1) * 48), sums.view, isFirst: index == 0)
          }
        }
      }
      add(sums, parts: 1, to: result)
    }
  }

  private func add(_ sums: FloatBuffer, parts: Int, to result: FloatBuffer) {
    let rows = kernel * kernel * inputChannels
    let padded = Vector.wholeVectors(outputChannels)
    parallel((rows + 63) / 64) { [outputChannels] piece in
      for row in piece * 64..<min(rows, (piece + 1) * 64) {
        let (source, target) = (sums.view + row * padded, result.view + row * outputChannels)
        for part in 0..<parts {
          let source = source + part * rows * padded
          forEachChannel(
            outputChannels, vector: { target.store(target.vector($0) + source.vector($0), $0) },
            scalar: { target[$0] += source[$0] })
        }
      }
    }
  }
}

/// All pixels of all outputs, and the patches of inputs that they see.
private struct Patches {
  /// Pixels in a block.
  static let pixels = 64

  /// A run of pixels of one map, of all its images.
  struct Block {
    var map: Int
    var pixels: Range<Int>
  }

  let convolution: Convolution
  let inputs: [FeatureMap]
  let gradients: [FeatureMap]

  /// Numbers in a patch.
  var rows: Int { convolution.kernel * convolution.kernel * convolution.inputChannels }

  var blocks: [Block] {
    gradients.enumerated().flatMap { index, map in
      stride(from: 0, to: map.pixels, by: Self.pixels).map {
        Block(map: index, pixels: $0..<min(map.pixels, $0 + Self.pixels))
      }
    }
  }

  /// Copies the patches of a block into rows.
  func gather(_ block: Block, _ target: Floats) {
    let output = gradients[block.map]
    let windows = Windows(map: inputs[block.map], rows: convolution.kernel, columns: convolution.kernel)
    let (stride, padding, count) = (convolution.stride, convolution.padding, rows)
    var image = block.pixels.lowerBound / (output.height * output.width)
    var y = block.pixels.lowerBound / output.width % output.height
    var x = block.pixels.lowerBound % output.width
    var row = target
    for _ in block.pixels {
      windows.copy(image: image, top: y &* stride &- padding, left: x &* stride &- padding, to: row)
      row = row + count
      x &+= 1
      if x == output.width {
        (x, y) = (0, y &+ 1)
        if y == output.height { (y, image) = (0, image &+ 1) }
      }
    }
  }

  /// sums[row, output] (+)= Σ over the block's pixels, for a range of rows; the sums' rows are padded to whole vectors,
  /// whose last numbers mean nothing.
  func multiply(_ block: Block, _ patches: Floats, rows: Range<Int>, _ sums: Floats, isFirst: Bool) {
    let outputs = convolution.outputChannels
    let padded = Vector.wholeVectors(outputs)
    let gradient = gradients[block.map].view + block.pixels.lowerBound * outputs
    for panel in stride(from: 0, to: padded, by: PackedMatrix.panel) {
      let (b, target) = (gradient + panel, sums + panel)
      let count = block.pixels.count
      switch min(PackedMatrix.panel, padded - panel) / Vector.scalarCount {
      case 1: tiles(TileRow1.self, patches, rows, b, target, padded, count, isFirst)
      case 2: tiles(TileRow2.self, patches, rows, b, target, padded, count, isFirst)
      case 3: tiles(TileRow3.self, patches, rows, b, target, padded, count, isFirst)
      default: tiles(TileRow4.self, patches, rows, b, target, padded, count, isFirst)
      }
    }
  }

  @inline(__always)
  private func tiles<Row: TileRow>(
    _: Row.Type, _ a: Floats, _ rows: Range<Int>, _ b: Floats, _ target: Floats, _ step: Int, _ count: Int,
    _ isFirst: Bool
  ) {
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: TileRows.count) {
      var tile = Tile<Row>()
      tile.accumulate(neighbors: a + row, aStep: self.rows, b: b, bStep: convolution.outputChannels, count: count)
      tile.put(target + row * step, step: step, rows: rows.upperBound - row, isFirst: isFirst)
    }
  }
}
