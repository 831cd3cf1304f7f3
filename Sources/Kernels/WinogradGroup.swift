// The matrices of one group of Winograd's tiles, and their products with the weights; which groups there are is
// WinogradPieces' business, how tiles become rows of the matrices and results again that of the transforms.

/// The matrices of one group of tiles.
struct WinogradGroup {
  let inputs: Int
  /// Padded to whole vectors.
  let outputs: Int
  /// From one of the 36 matrices to the next; a little more than it needs, so that the 36 streams of stores do not all
  /// fall into the same few sets of the cache.
  let inputStep: Int
  let outputStep: Int
  let transformed: FloatBuffer
  /// The products of up to `columns` outputs; where there is one panel, no wider than the inputs, in their place: half
  /// the memory, and what is written is in the nearest cache already.
  let products: FloatBuffer
  /// From one tile's products to the next one's.
  let productStep: Int
  let spare: FloatBuffer

  /// Rows of the weights that are multiplied at a time: so many of a panel stay in the first-level cache.
  private static let block = 128

  /// Outputs that are multiplied before any of them is transformed back: four panels.
  static let columns = 4 * PackedMatrix.panel

  init(inputs: Int, outputs: Int, capacity: Int) {
    self.inputs = inputs
    self.outputs = outputs
    inputStep = capacity * inputs + 16
    transformed = FloatBuffer(count: Winograd.products * inputStep)
    if Self.isInPlace(inputs: inputs, outputs: outputs) {
      (products, productStep, outputStep) = (transformed, inputs, inputStep)
    } else {
      productStep = min(outputs, Self.columns)
      outputStep = capacity * productStep + 16
      products = FloatBuffer(count: Winograd.products * outputStep)
    }
    spare = FloatBuffer(count: Winograd.spareVectors * Vector.scalarCount)
  }

  /// Multiplies all 36 matrices by up to `columns` columns of the weights.
  func multiply(_ weights: WinogradWeights, columns: Range<Int>, count: Int) {
    for product in 0..<Winograd.products {
      let a = transformed.view + product * inputStep
      var ahead = Ahead(from: a + inputStep, inputs: inputs, columns: columns.count)
      var column = columns.lowerBound
      while column < columns.upperBound {
        let panel = column / PackedMatrix.panel * PackedMatrix.panel
        let end = min(panel + PackedMatrix.panel, outputs)
        let width = min(end, columns.upperBound) - column
        let matrix = weights.buffer.view + (product * weights.step + panel * inputs + column - panel)
        let target = products.view + (product * outputStep + column - columns.lowerBound)
        switch width / Vector.scalarCount {
        case 1: rows(TileRow1.self, a, matrix, step: end - panel, target, count, &ahead)
        case 2: rows(TileRow2.self, a, matrix, step: end - panel, target, count, &ahead)
        case 3: rows(TileRow3.self, a, matrix, step: end - panel, target, count, &ahead)
        default: rows(TileRow4.self, a, matrix, step: end - panel, target, count, &ahead)
        }
        column += width
      }
    }
  }

  /// The part of the next of the 36 matrices of tiles that is asked for while a six is multiplied by a block: after all
  /// panels and blocks all of it has been.
  private struct Ahead {
    var next: Floats
    let lines: Int

    init(from start: Floats, inputs: Int, columns: Int) {
      next = start
      let panels = (columns + PackedMatrix.panel - 1) / PackedMatrix.panel
      let parts = panels * ((inputs + WinogradGroup.block - 1) / WinogradGroup.block)
      lines = (TileRows.count * inputs / Floats.line + parts - 1) / parts
    }

    mutating func advance() { next = next + lines * Floats.line }
  }

  /// Whether a tile's products may take the place of what they were made from: it has been read then.
  private static func isInPlace(inputs: Int, outputs: Int) -> Bool {
    outputs <= min(inputs, PackedMatrix.panel) && inputs <= block
  }

  @inline(__always)
  private func rows<Row: TileRow>(
    _: Row.Type, _ a: Floats, _ matrix: Floats, step: Int, _ target: Floats, _ count: Int,
    _ ahead: inout Ahead
  ) {
    for block in stride(from: 0, to: inputs, by: Self.block) {
      let length = min(Self.block, inputs - block)
      // The last six may hold fewer tiles: their rows are computed from what is there and not used.
      for first in stride(from: 0, to: count, by: TileRows.count) {
        let start = a + (first * inputs + block)
        let sums = target + first * productStep
        var tile = Tile<Row>()
        let rows = TileRows(
          a0: start, a1: start + inputs, a2: start + 2 * inputs, a3: start + 3 * inputs, a4: start + 4 * inputs,
          a5: start + 5 * inputs)
        let (b, six) = (matrix + block * step, first / TileRows.count)
        let (tiles, lines) = (ahead.next, ahead.lines)
        if six < Row.vectors {
          // Each of the first sixes asks for its part of the block that comes next, which is behind this one.
          let next = b + length * (step + six * Floats.line)
          tile.accumulate(rows, aStep: 1, b: b, bStep: step, count: length) {
            next.prefetchToSecondLevel($0 &* Floats.line)
            if $0 < lines { tiles.prefetchToSecondLevel($0 &* Floats.line) }
          }
        } else {
          tile.accumulate(rows, aStep: 1, b: b, bStep: step, count: length) {
            if $0 < lines { tiles.prefetchToSecondLevel($0 &* Floats.line) }
          }
        }
        // Sums of sums round less often than one sum of all.
        if block > 0 { tile.add(sums, step: productStep) }
        tile.store(sums, step: productStep)
        ahead.advance()
      }
    }
  }
}
