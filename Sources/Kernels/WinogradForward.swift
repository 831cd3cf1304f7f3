// Convolution 3 × 3 of stride 1 by Winograd's F(4 × 4, 3 × 3), and with turned weights its input gradient.
//
// Why it is fast:
// - Of 144 multiplications for a tile and a pair of channels 36 remain.
// - Groups of up to 48 tiles, from all images and levels, become 36 matrices of 48 × channels, are multiplied by the
//   transformed weights with the register tiles of the direct kernels, and are transformed back. The matrices of a group
//   and the weights (64 channels: 2 × 442 kB and 590 kB) stay in the second-level cache.
// - Nothing is copied for a border: a transform takes zeros for what is not there. What is to be done to a number when
//   it is read (normalisation, ReLU) or written (sums for the next normalisation) is part of the transforms.
// The price is rounding: see "Winograd's error against direct" in the tests.

/// Transformed weights, in panels as tiles read them: [36][panel][input channel][up to four vectors], and a little more
/// than that from one of the 36 to the next, so that what is written together does not fall into one set of the cache.
struct WinogradWeights: Sendable {
  let inputs: Int
  let outputs: Int
  let buffer: FloatBuffer

  /// From one of the 36 matrices to the next.
  var step: Int { inputs * paddedOutputs + 16 }

  /// Output channels, padded to whole vectors.
  var paddedOutputs: Int { Vector.wholeVectors(outputs) }

  /// Transforms [3, 3, inputs, outputs].
  init(_ weights: FloatBuffer, inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
    let padded = Vector.wholeVectors(outputs)
    // Rows of padded channels, so that whole vectors can be read.
    let source = padded == outputs ? weights : FloatBuffer(count: 9 * inputs * padded, zeroed: true)
    if padded != outputs {
      for row in 0..<9 * inputs {
        (source.view + row * padded).copy(weights.view + row * outputs, count: outputs)
      }
    }
    let step = inputs * padded + 16
    let buffer = FloatBuffer(count: Winograd.products * step)
    self.buffer = buffer
    let tap = inputs * padded
    parallel((inputs + 15) / 16) { piece in
      let spare = FloatBuffer(count: 18 * Vector.scalarCount)
      let rows = spare.view
      for input in piece * 16..<min(inputs, piece * 16 + 16) {
        for output in stride(from: 0, to: padded, by: Vector.scalarCount) {
          let start = source.view + (input * padded + output)
          for j in 0..<3 {
            let taps = start + j * tap
            let column = Winograd.weightTransform(
              (taps.vector(0), taps.vector(3 * tap), taps.vector(6 * tap)))
            rows.store(column, j * Vector.scalarCount, step: 3 * Vector.scalarCount)
          }
          let panel = output / PackedMatrix.panel * PackedMatrix.panel
          let width = min(PackedMatrix.panel, padded - panel)
          let offset: Int = panel * inputs + input * width + output - panel
          let target = buffer.view + offset
          for i in 0..<6 {
            let row = rows + 3 * i * Vector.scalarCount
            let values = Winograd.weightTransform(
              (row.vector(0), row.vector(Vector.scalarCount), row.vector(2 * Vector.scalarCount)))
            target.store(values, 6 * i * step, step: step)
          }
        }
      }
    }
  }
}

extension Convolution {
  /// Whether Winograd's algorithm applies.
  var isWinograd: Bool { kernel == 3 && stride == 1 && padding == 1 && inputChannels % Vector.scalarCount == 0 }

  /// The forward pass of maps whose channels fill at least one vector.
  static func winograd(_ maps: [FeatureMap], _ weights: WinogradWeights, bias: FloatBuffer?) -> [FeatureMap] {
    let results = maps.map {
      FeatureMap(images: $0.images, height: $0.height, width: $0.width, channels: weights.outputs)
    }
    let tiles = WinogradTile.tiles(maps)
    Winograd.convolve(
      tiles, PlainReader(maps: TileMaps(maps)), weights,
      PlainWriter(maps: TileMaps(results), bias: weights.padded(bias)))
    return results
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

extension WinogradWeights {
  /// A bias, or zeros, for all padded outputs.
  func padded(_ bias: FloatBuffer?) -> FloatBuffer {
    let result = FloatBuffer(count: paddedOutputs, zeroed: true)
    if let bias { result.view.copy(bias.view, count: outputs) }
    return result
  }
}

extension Winograd {
  /// Convolves all tiles: reads them one way, writes them another.
  ///
  /// The number of tiles in a group follows from their number alone, and no result from the groups.
  static func convolve<Reader: TileReader, Writer: TileWriter>(
    _ tiles: [WinogradTile], _ reader: Reader, _ weights: WinogradWeights, _ writer: Writer
  ) {
    // Few tiles are cut into small groups, so that there is one for every thread.
    let size = min(48, max(1, tiles.count / 48) * TileRows.count)
    let inputs = TileMap.firstChannels(weights.inputs)
    let outputs = TileMap.firstChannels(weights.outputs)
    parallel((tiles.count + size - 1) / size) { piece in
      let (first, last) = (piece * size, min(tiles.count, (piece + 1) * size))
      let group = WinogradGroup(inputs: weights.inputs, outputs: weights.paddedOutputs, capacity: size)
      let spare = group.spare.view
      for index in first..<last {
        transformInput(
          tiles[index], reader, channels: inputs, group.transformed.view + (index - first) * group.inputs,
          step: group.inputStep, spare: spare)
      }
      group.multiply(weights, count: last - first)
      for index in first..<last {
        transformOutput(
          tiles[index], index: index, writer, channels: outputs,
          group.products.view + (index - first) * group.outputs, step: group.outputStep, spare: spare)
      }
    }
  }
}

/// The matrices of one group of tiles.
private struct WinogradGroup {
  let inputs: Int
  let outputs: Int
  /// From one of the 36 matrices to the next; a little more than it needs, so that the 36 streams of stores do not all
  /// fall into the same few sets of the cache.
  let inputStep: Int
  let outputStep: Int
  let transformed: FloatBuffer
  let products: FloatBuffer
  let spare: FloatBuffer

  init(inputs: Int, outputs: Int, capacity: Int) {
    self.inputs = inputs
    self.outputs = outputs
    inputStep = capacity * inputs + 16
    outputStep = capacity * outputs + 16
    transformed = FloatBuffer(count: Winograd.products * inputStep)
    products = FloatBuffer(count: Winograd.products * outputStep)
    spare = FloatBuffer(count: Winograd.spareVectors * Vector.scalarCount)
  }

  func multiply(_ weights: WinogradWeights, count: Int) {
    for product in 0..<Winograd.products {
      for panel in stride(from: 0, to: outputs, by: PackedMatrix.panel) {
        let width = min(PackedMatrix.panel, outputs - panel)
        let matrix = weights.buffer.view + (product * weights.step + panel * inputs)
        let a = transformed.view + product * inputStep
        let target = products.view + (product * outputStep + panel)
        switch width / Vector.scalarCount {
        case 1: rows(TileRow1.self, a, matrix, target, count)
        case 2: rows(TileRow2.self, a, matrix, target, count)
        case 3: rows(TileRow3.self, a, matrix, target, count)
        default: rows(TileRow4.self, a, matrix, target, count)
        }
      }
    }
  }

  @inline(__always)
  private func rows<Row: TileRow>(_: Row.Type, _ a: Floats, _ matrix: Floats, _ target: Floats, _ count: Int) {
    // The last six may hold fewer tiles: their rows are computed from what is there and not used.
    for first in stride(from: 0, to: count, by: TileRows.count) {
      let start = a + first * inputs
      var tile = Tile<Row>()
      tile.accumulate(
        TileRows(
          a0: start, a1: start + inputs, a2: start + 2 * inputs, a3: start + 3 * inputs, a4: start + 4 * inputs,
          a5: start + 5 * inputs),
        aStep: 1, b: matrix, bStep: Row.vectors * Vector.scalarCount, count: inputs)
      let row = target + first * outputs
      tile.r0.store(row, 0)
      tile.r1.store(row, outputs)
      tile.r2.store(row, 2 * outputs)
      tile.r3.store(row, 3 * outputs)
      tile.r4.store(row, 4 * outputs)
      tile.r5.store(row, 5 * outputs)
    }
  }
}
