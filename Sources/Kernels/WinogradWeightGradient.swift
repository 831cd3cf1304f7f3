// The weight gradient of a 3 × 3 convolution by Winograd: the adjoint of the forward algorithm.
//
// ∂g = Gᵀ [ Σ over tiles (Bᵀ d B)ᵀ (A ∂Y Aᵀ) ] G: 36 matrix products over all tiles. Work is cut by the six rows of the
// 6 × 6 products, never by tiles, so that every sum has one order; a row's six matrices (6 × channels × channels) stay
// in the second-level cache, and each row transforms for itself only what it needs.

extension Convolution {
  /// Adds the weight gradient of maps whose channels, inputs and gradients both, fill whole vectors.
  static func addWinogradWeightGradient(
    _ inputs: [FeatureMap], _ gradients: [FeatureMap], outputs: Int, to result: FloatBuffer
  ) {
    guard let rows = inputs.first?.channels, let columns = gradients.first?.channels else { return }
    let tiles = WinogradTile.tiles(gradients)
    let wholeInputs = inputs.map { $0.paddedToTiles(border: 1) }
    let wholeGradients = gradients.map { $0.paddedToTiles(border: 0) }
    let sums = FloatBuffer(count: Winograd.products * rows * columns, zeroed: true)
    parallel(Winograd.inputs) { row in
      let work = WinogradRow(row: row, inputs: rows, outputs: columns, sums: sums.view + 6 * row * rows * columns)
      for first in Swift.stride(from: 0, to: tiles.count, by: WinogradRow.capacity) {
        let group = tiles[first..<min(tiles.count, first + WinogradRow.capacity)]
        for (index, tile) in group.enumerated() {
          work.transform(tile, input: wholeInputs[tile.map], gradient: wholeGradients[tile.map], index)
        }
        work.multiply(count: group.count)
      }
    }
    let matrix = rows * columns
    let width = Vector.scalarCount
    parallel((rows + 7) / 8) { piece in
      let spare = FloatBuffer(count: 18 * width)
      let half = spare.view
      for input in piece * 8..<min(rows, piece * 8 + 8) {
        for output in Swift.stride(from: 0, to: columns, by: width) {
          let source = sums.view + (input * columns + output)
          for j in 0..<6 {
            let (a, b, c) = Winograd.weightGradientTransform(source.six(j * matrix, step: 6 * matrix))
            half.store(a, j * width)
            half.store(b, (6 + j) * width)
            half.store(c, (12 + j) * width)
          }
          for i in 0..<3 {
            let taps = Winograd.weightGradientTransform(half.six(6 * i * width, step: width))
            add(taps.0, tap: 3 * i, input, output)
            add(taps.1, tap: 3 * i + 1, input, output)
            add(taps.2, tap: 3 * i + 2, input, output)
          }
        }
      }
      func add(_ value: Vector, tap: Int, _ input: Int, _ output: Int) {
        let target = result.view + ((tap * rows + input) * outputs + output)
        if output + width <= outputs {
          target.store(target.vector(0) + value, 0)
        } else {
          for lane in 0..<max(0, outputs - output) { target[lane] += value[lane] }
        }
      }
    }
  }
}

/// One row of the 6 × 6 products, for a group of tiles at a time.
private struct WinogradRow {
  static let capacity = 48

  let inputs: Int
  let outputs: Int
  let sums: Floats
  private let inputFactors: [Float]
  private let outputFactors: [Float]
  private let inputStep: Int
  private let outputStep: Int
  private let transformed: FloatBuffer
  private let gradients: FloatBuffer

  init(row: Int, inputs: Int, outputs: Int, sums: Floats) {
    self.inputs = inputs
    self.outputs = outputs
    self.sums = sums
    // Row `row` of Bᵀ and of A.
    inputFactors =
      [
        [4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
      ][row]
    outputFactors = [[1, 0, 0, 0], [1, 1, 1, 1], [1, -1, 1, -1], [1, 2, 4, 8], [1, -2, 4, -8], [0, 0, 0, 1]][row]
    inputStep = Self.capacity * inputs + 16
    outputStep = Self.capacity * outputs + 16
    transformed = FloatBuffer(count: 6 * inputStep)
    gradients = FloatBuffer(count: 6 * outputStep)
  }

  func transform(_ tile: WinogradTile, input: FeatureMap, gradient: FeatureMap, _ index: Int) {
    let (d, rowStride) = (tile.start(in: input), input.width * inputs)
    for channel in stride(from: 0, to: inputs, by: Vector.scalarCount) {
      let values = combined(d + channel, rowStride, inputFactors, inputs)
      (transformed.view + (index * inputs + channel)).store(Winograd.inputTransform(values), 0, step: inputStep)
    }
    let (y, gradientStride) = (tile.start(in: gradient), gradient.width * outputs)
    for channel in stride(from: 0, to: outputs, by: Vector.scalarCount) {
      let values = combined(y + channel, gradientStride, outputFactors, outputs)
      (gradients.view + (index * outputs + channel)).store(
        Winograd.outputGradientTransform((values.0, values.1, values.2, values.3)), 0, step: outputStep)
    }
  }

  /// Σ over rows of factor · row, for each of up to six columns.
  @inline(__always)
  private func combined(_ start: Floats, _ rowStride: Int, _ factors: [Float], _ columnStride: Int) -> Winograd.Six {
    var sum: Winograd.Six = (.zero, .zero, .zero, .zero, .zero, .zero)
    for (row, factor) in factors.enumerated() where factor != 0 {
      let source = start + row * rowStride
      let factor = Vector(repeating: factor)
      sum.0.addProduct(factor, source.vector(0))
      sum.1.addProduct(factor, source.vector(columnStride))
      sum.2.addProduct(factor, source.vector(2 * columnStride))
      sum.3.addProduct(factor, source.vector(3 * columnStride))
      if factors.count == 6 {
        sum.4.addProduct(factor, source.vector(4 * columnStride))
        sum.5.addProduct(factor, source.vector(5 * columnStride))
      }
    }
    return sum
  }

  func multiply(count: Int) {
    for product in 0..<6 {
      for panel in stride(from: 0, to: outputs, by: PackedMatrix.panel) {
        let width = min(PackedMatrix.panel, outputs - panel)
        let a = transformed.view + product * inputStep
        let b = gradients.view + (product * outputStep + panel)
        let target = sums + (product * inputs * outputs + panel)
        switch width / Vector.scalarCount {
        case 1: tiles(TileRow1.self, a, b, target, count)
        case 2: tiles(TileRow2.self, a, b, target, count)
        case 3: tiles(TileRow3.self, a, b, target, count)
        default: tiles(TileRow4.self, a, b, target, count)
        }
      }
    }
  }

  @inline(__always)
  private func tiles<Row: TileRow>(_: Row.Type, _ a: Floats, _ b: Floats, _ target: Floats, _ count: Int) {
    for channel in stride(from: 0, to: inputs, by: TileRows.count) {
      var tile = Tile<Row>()
      tile.accumulate(neighbours: a + channel, aStep: inputs, b: b, bStep: outputs, count: count)
      let row = target + channel * outputs
      let left = inputs - channel
      add(tile.r0, row)
      if left > 1 { add(tile.r1, row + outputs) }
      if left > 2 { add(tile.r2, row + 2 * outputs) }
      if left > 3 { add(tile.r3, row + 3 * outputs) }
      if left > 4 { add(tile.r4, row + 4 * outputs) }
      if left > 5 { add(tile.r5, row + 5 * outputs) }
    }
  }

  @inline(__always)
  private func add<Row: TileRow>(_ row: Row, _ target: Floats) {
    var sum = Row(target, 0)
    sum.add(row)
    sum.store(target, 0)
  }
}
