// Convolution 3 × 3 of stride 1 by Winograd's F(4 × 4, 3 × 3), and with turned weights its input gradient.
//
// Groups of 12 tiles, from all images and levels, are transformed into 36 matrices of 12 × channels, multiplied by the
// transformed weights with the same register tiles as the direct kernels, and transformed back. A group's matrices stay
// in the second-level cache. Of 144 multiplications 36 remain; with the transforms a layer of 64 channels takes well
// under half of the direct kernel's time. The price is rounding: see "Winograd's error against direct" in the tests.

/// Transformed weights, in panels as tiles read them: [36][panel][input channel][up to four vectors].
struct WinogradWeights: Sendable {
  let inputs: Int
  let outputs: Int
  let buffer: FloatBuffer

  /// Output channels, padded to whole vectors.
  var paddedOutputs: Int { Vector.wholeVectors(outputs) }

  /// Transforms [3, 3, inputs, outputs]; `inputs` is a multiple of the vector's width.
  init(_ weights: FloatBuffer, inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
    let padded = Vector.wholeVectors(outputs)
    // Rows of padded channels, so that whole vectors can be read.
    let source = FloatBuffer(count: 9 * inputs * padded, zeroed: padded != outputs)
    for row in 0..<9 * inputs {
      (source.view + row * padded).copy(weights.view + row * outputs, count: outputs)
    }
    let buffer = FloatBuffer(count: Winograd.products * inputs * padded)
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
            target.store(values, 6 * i * tap, step: tap)
          }
        }
      }
    }
  }
}

extension Convolution {
  /// Whether Winograd's algorithm applies.
  var isWinograd: Bool { kernel == 3 && stride == 1 && padding == 1 && inputChannels % Vector.scalarCount == 0 }

  /// The forward pass of maps whose channels fill whole vectors.
  static func winograd(_ maps: [FeatureMap], _ weights: WinogradWeights, bias: FloatBuffer?) -> [FeatureMap] {
    let results = maps.map {
      FeatureMap(images: $0.images, height: $0.height, width: $0.width, channels: weights.outputs)
    }
    let padded = weights.paddedOutputs
    let paddedBias = FloatBuffer(count: padded, zeroed: true)
    if let bias { paddedBias.view.copy(bias.view, count: weights.outputs) }
    let tiles = WinogradTile.tiles(maps)
    let whole = maps.map { $0.paddedToTiles(border: 1) }
    let size = 2 * TileRows.count
    parallel((tiles.count + size - 1) / size) { group in
      let mine = tiles[group * size..<min(tiles.count, (group + 1) * size)]
      let work = WinogradGroup(inputs: weights.inputs, outputs: padded, capacity: size)
      for (index, tile) in mine.enumerated() { work.transformInput(tile, whole[tile.map], index) }
      work.multiply(weights.buffer.view, count: mine.count)
      for (index, tile) in mine.enumerated() {
        work.transformOutput(tile, results[tile.map], index, bias: paddedBias.view)
      }
    }
    return results
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
    spare = FloatBuffer(count: Winograd.products * Vector.scalarCount)
  }

  func transformInput(_ tile: WinogradTile, _ map: FeatureMap, _ index: Int) {
    let start = tile.start(in: map)
    let rowStride = map.width * inputs
    let columns = spare.view
    let target = transformed.view + index * inputs
    let width = Vector.scalarCount
    for channel in stride(from: 0, to: inputs, by: width) {
      for j in 0..<6 {
        columns.store(
          Winograd.inputTransform((start + channel).six(j &* inputs, step: rowStride)), j &* width, step: 6 &* width)
      }
      for i in 0..<6 {
        (target + channel).store(
          Winograd.inputTransform(columns.six(6 &* i &* width, step: width)), 6 &* i &* inputStep, step: inputStep)
      }
    }
  }

  func multiply(_ weights: Floats, count: Int) {
    for product in 0..<Winograd.products {
      for panel in stride(from: 0, to: outputs, by: PackedMatrix.panel) {
        let width = min(PackedMatrix.panel, outputs - panel)
        let matrix = weights + (product * inputs * outputs + panel * inputs)
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

  func transformOutput(_ tile: WinogradTile, _ map: FeatureMap, _ index: Int, bias: Floats) {
    let source = products.view + index * outputs
    let columns = spare.view
    let width = Vector.scalarCount
    let rows = min(4, map.height - tile.y)
    let pixels = min(4, map.width - tile.x)
    let channels = map.channels
    let start = map.view + ((tile.image * map.height + tile.y) * map.width + tile.x) * channels
    for channel in stride(from: 0, to: outputs, by: width) {
      for j in 0..<6 {
        let (a, b, c, d) = Winograd.outputTransform(
          (source + channel).six(j &* outputStep, step: 6 &* outputStep))
        columns.store(a, j &* width)
        columns.store(b, (6 &+ j) &* width)
        columns.store(c, (12 &+ j) &* width)
        columns.store(d, (18 &+ j) &* width)
      }
      let offset = bias.vector(channel)
      for i in 0..<rows {
        let (a, b, c, d) = Winograd.outputTransform(columns.six(6 &* i &* width, step: width))
        let row = start + (i &* map.width &* channels &+ channel)
        write(a + offset, row, channels &- channel)
        if pixels > 1 { write(b + offset, row + channels, channels &- channel) }
        if pixels > 2 { write(c + offset, row + 2 &* channels, channels &- channel) }
        if pixels > 3 { write(d + offset, row + 3 &* channels, channels &- channel) }
      }
    }
  }

  @inline(__always)
  private func write(_ value: Vector, _ target: Floats, _ channels: Int) {
    if channels >= Vector.scalarCount {
      target.store(value, 0)
    } else {
      for lane in 0..<channels { target[lane] = value[lane] }
    }
  }
}
