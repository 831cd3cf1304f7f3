// The weight gradient of a 3 × 3 convolution by Winograd: the adjoint of the forward algorithm.
//
// ∂g = Gᵀ [ Σ over tiles (Bᵀ d B)ᵀ (A ∂Y Aᵀ) ] G: 36 matrix products over all tiles.
//
// Why it is fast, and the same for every number of threads:
// - Many tiles are cut into 2, 4 or 8 parts by their number alone. A part transforms 48 tiles at a time and adds their
//   36 products to sums of its own, all within the second-level cache; then the parts' sums are added in order.
// - Few tiles (the smallest maps) would make few parts, each with sums larger than its matrices: they are transformed
//   together, and the work is cut by the 36 products.
// - Inputs and gradients are read once, without copies for borders, and whatever is to be done to a number when it is
//   read (normalization, ReLU, the gradient of a normalization) is part of the transform.

extension Convolution {
  /// Adds the weight gradient of maps whose channels, inputs and gradients both, fill at least one vector.
  static func addWinogradWeightGradient(
    _ inputs: [FeatureMap], _ gradients: [FeatureMap], outputs: Int, to result: FloatBuffer
  ) {
    Winograd.addWeightGradient(
      WinogradTile.tiles(gradients), PlainReader(maps: TileMaps(inputs)),
      PlainReader(maps: TileMaps(gradients)), outputs: outputs, to: result)
  }
}

extension Winograd {
  /// Adds the weight gradient of all tiles, inputs read one way and gradients another.
  static func addWeightGradient<Input: TileReader, Gradient: TileReader>(
    _ tiles: [WinogradTile], _ inputs: Input, _ gradients: Gradient, outputs: Int, to result: FloatBuffer
  ) {
    guard let rows = inputs.maps.maps.first?.channels, let columns = gradients.maps.maps.first?.channels, !tiles.isEmpty
    else { return }
    result.changed()
    let parts = [8, 4, 2].first { tiles.count >= 64 * $0 } ?? 1
    let padded = Vector.wholeVectors(columns)
    // Of each part, [blocks of six rows][36][six rows][columns], so that all that belongs to a weight lies together.
    let part = (rows + TileRows.count - 1) / TileRows.count * products * TileRows.count * padded
    let sums = FloatBuffer(count: parts * part)
    if parts == 1 {
      let all = InputRows(0..<rows)
      let group = GradientGroup(inputs: rows, outputs: columns, capacity: tiles.count)
      parallel((tiles.count + 7) / 8) { piece in
        let spare = FloatBuffer(count: spareVectors * Vector.scalarCount)
        for index in piece * 8..<min(tiles.count, piece * 8 + 8) {
          let next = tiles[min(index + 1, tiles.count - 1)]
          group.transform(tiles[index], next: next, inputs, all, index, spare.view)
          group.transform(tiles[index], next: next, gradients, index, spare.view)
        }
      }
      parallel(products) { product in
        group.multiply(product, all, count: tiles.count, to: sums.view, isFirst: true)
      }
    } else {
      let runs = stride(from: 0, to: rows, by: rowsAtATime).map { InputRows($0..<min(rows, $0 + rowsAtATime)) }
      parallel(parts) { index in
        let (first, last) = (index * tiles.count / parts, (index + 1) * tiles.count / parts)
        let group = GradientGroup(inputs: min(rows, rowsAtATime), outputs: columns, capacity: 48)
        let spare = FloatBuffer(count: spareVectors * Vector.scalarCount)
        let target = sums.view + index * part
        for start in stride(from: first, to: last, by: group.capacity) {
          let count = min(group.capacity, last - start)
          let next = { tiles[start + min($0 + 1, count - 1)] }
          for index in 0..<count {
            group.transform(tiles[start + index], next: next(index), gradients, index, spare.view)
          }
          for run in runs {
            for index in 0..<count {
              group.transform(tiles[start + index], next: next(index), inputs, run, index, spare.view)
            }
            for product in 0..<products {
              group.multiply(product, run, count: count, to: target, isFirst: start == first)
            }
          }
        }
      }
    }
    add(sums, parts: parts, part: part, rows: rows, columns: padded, outputs: outputs, to: result)
  }

  /// Input channels that are transformed at a time, whole sixes and whole vectors: with all of a wide map at once, a
  /// group's matrices and its sums would not stay in the second-level cache.
  private static let rowsAtATime = 48

  /// Adds Gᵀ Σ G of the parts' sums, each of `part` numbers.
  private static func add(
    _ sums: FloatBuffer, parts: Int, part: Int, rows: Int, columns: Int, outputs: Int, to result: FloatBuffer
  ) {
    let matrix = TileRows.count * columns
    let width = Vector.scalarCount
    parallel((rows + TileRows.count - 1) / TileRows.count) { block in
      let spare = FloatBuffer(count: 18 * width)
      let half = spare.view
      for input in block * TileRows.count..<min(rows, (block + 1) * TileRows.count) {
        for output in Swift.stride(from: 0, to: columns, by: width) {
          let source = sums.view + (block * products * matrix + input % TileRows.count * columns + output)
          for j in 0..<6 {
            var column = source.six(j &* matrix, step: 6 &* matrix)
            for index in 1..<max(1, parts) {
              let other = source.six(index &* part &+ j &* matrix, step: 6 &* matrix)
              column = (
                column.0 + other.0, column.1 + other.1, column.2 + other.2, column.3 + other.3, column.4 + other.4,
                column.5 + other.5
              )
            }
            let (a, b, c) = weightGradientTransform(column)
            half.store(a, j * width)
            half.store(b, (6 + j) * width)
            half.store(c, (12 + j) * width)
          }
          for i in 0..<3 {
            let taps = weightGradientTransform(half.six(6 * i * width, step: width))
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

/// Some of the inputs' channels: whole vectors, from a multiple of six on.
private struct InputRows {
  let rows: Range<Int>
  /// The first channels of their vectors.
  let channels: [Int]

  init(_ rows: Range<Int>) {
    self.rows = rows
    channels = Array(stride(from: rows.lowerBound, to: rows.upperBound, by: Vector.scalarCount))
  }
}

/// The transformed inputs and gradients of a number of tiles: twice 36 matrices of tiles × channels.
private struct GradientGroup {
  /// Input channels for which there is room.
  private let inputs: Int
  private let outputs: Int
  let capacity: Int
  private let outputChannels: [Int]
  private let inputStep: Int
  private let outputStep: Int
  private let transformed: FloatBuffer
  private let gradients: FloatBuffer

  init(inputs: Int, outputs: Int, capacity: Int) {
    self.inputs = inputs
    self.outputs = outputs
    self.capacity = capacity
    outputChannels = TileMap.firstChannels(outputs)
    // A little more than it needs, so that the 36 streams of stores do not all fall into the same few sets of the
    // cache.
    inputStep = capacity * inputs + 16
    outputStep = capacity * outputs + 16
    transformed = FloatBuffer(count: Winograd.products * inputStep)
    gradients = FloatBuffer(count: Winograd.products * outputStep)
  }

  /// Transforms some of the inputs.
  @inline(__always)
  func transform<Input: TileReader>(
    _ tile: WinogradTile, next: WinogradTile, _ input: Input, _ run: InputRows, _ index: Int, _ spare: Floats
  ) {
    Winograd.transformInput(
      tile, next: next, input, channels: run.channels, transformed.view + (index &* inputs &- run.rows.lowerBound),
      step: inputStep, spare: spare)
  }

  /// Transforms the gradients.
  @inline(__always)
  func transform<Gradient: TileReader>(
    _ tile: WinogradTile, next: WinogradTile, _ gradient: Gradient, _ index: Int, _ spare: Floats
  ) {
    Winograd.transformOutputGradient(
      tile, next: next, gradient, channels: outputChannels, gradients.view + index &* outputs, step: outputStep,
      spare: spare)
  }

  /// sums[input, output] (+)= Σ over tiles, for one of the 36 and some of the inputs; the sums' rows are padded to
  /// whole vectors, whose last numbers mean nothing.
  func multiply(_ product: Int, _ run: InputRows, count: Int, to sums: Floats, isFirst: Bool) {
    let (padded, rows) = (Vector.wholeVectors(outputs), run.rows.count)
    let sums = sums + (run.rows.lowerBound * Winograd.products + product * TileRows.count) * padded
    for panel in stride(from: 0, to: padded, by: PackedMatrix.panel) {
      let a = transformed.view + product * inputStep
      let b = gradients.view + (product * outputStep + panel)
      switch min(PackedMatrix.panel, padded - panel) / Vector.scalarCount {
      case 1: tiles(TileRow1.self, a, rows, b, sums + panel, padded, count, isFirst)
      case 2: tiles(TileRow2.self, a, rows, b, sums + panel, padded, count, isFirst)
      case 3: tiles(TileRow3.self, a, rows, b, sums + panel, padded, count, isFirst)
      default: tiles(TileRow4.self, a, rows, b, sums + panel, padded, count, isFirst)
      }
    }
  }

  @inline(__always)
  private func tiles<Row: TileRow>(
    _: Row.Type, _ a: Floats, _ rows: Int, _ b: Floats, _ target: Floats, _ rowStep: Int, _ count: Int,
    _ isFirst: Bool
  ) {
    for channel in stride(from: 0, to: rows, by: TileRows.count) {
      var tile = Tile<Row>()
      tile.accumulate(neighbors: a + channel, aStep: inputs, b: b, bStep: outputs, count: count)
      tile.put(
        target + channel * Winograd.products * rowStep, step: rowStep, rows: rows - channel, isFirst: isFirst)
    }
  }
}
