// One group of Winograd's tiles on its way through the forward pass; which groups there are is WinogradForward's business.

/// The matrices of one group of tiles.
struct WinogradGroup {
  let inputs: Int
  let outputs: Int
  /// From one of the 36 matrices to the next; a little more than it needs, so that the 36 streams of stores do not all
  /// fall into the same few sets of the cache.
  let inputStep: Int
  let outputStep: Int
  let bias: Floats
  let rectifies: Bool
  let transformed: FloatBuffer
  /// The products of one panel of outputs.
  let products: FloatBuffer
  let spare: FloatBuffer

  /// Rows of the weights that are multiplied at a time: so many of a panel stay in the first-level cache.
  private static let block = 128

  /// How many tiles a group has: few where all weights stay in the second-level cache beside it, else as many as fit
  /// there themselves, so that the weights have to be read from further away less often.
  static func size(inputs: Int, outputs: Int) -> Int {
    if Winograd.products * inputs * outputs <= 1 << 18 { return 2 * TileRows.count }
    let fitting = (1 << 18) / (Winograd.products * inputs)
    return min(max(2, fitting / TileRows.count), 16) * TileRows.count
  }

  init(inputs: Int, outputs: Int, capacity: Int, bias: Floats, rectifies: Bool) {
    self.inputs = inputs
    self.outputs = outputs
    self.bias = bias
    self.rectifies = rectifies
    inputStep = capacity * inputs + 16
    outputStep = capacity * min(outputs, PackedMatrix.panel) + 16
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

  /// Multiplies all 36 matrices by the panel of weights that begins with the given output.
  func multiply(_ weights: Floats, panel: Int, count: Int) {
    let width = min(PackedMatrix.panel, outputs - panel)
    for product in 0..<Winograd.products {
      let matrix = weights + (product * inputs * outputs + panel * inputs)
      let a = transformed.view + product * inputStep
      let target = products.view + product * outputStep
      switch width / Vector.scalarCount {
      case 1: rows(TileRow1.self, a, matrix, target, count)
      case 2: rows(TileRow2.self, a, matrix, target, count)
      case 3: rows(TileRow3.self, a, matrix, target, count)
      default: rows(TileRow4.self, a, matrix, target, count)
      }
    }
  }

  @inline(__always)
  private func rows<Row: TileRow>(_: Row.Type, _ a: Floats, _ matrix: Floats, _ target: Floats, _ count: Int) {
    let width = Row.vectors * Vector.scalarCount
    for block in stride(from: 0, to: inputs, by: Self.block) {
      let length = min(Self.block, inputs - block)
      // The last six may hold fewer tiles: their rows are computed from what is there and not used.
      for first in stride(from: 0, to: count, by: TileRows.count) {
        let start = a + (first * inputs + block)
        let sums = target + first * width
        var tile = Tile<Row>()
        if block > 0 { tile.load(sums, step: width) }
        tile.accumulate(
          TileRows(
            a0: start, a1: start + inputs, a2: start + 2 * inputs, a3: start + 3 * inputs, a4: start + 4 * inputs,
            a5: start + 5 * inputs),
          aStep: 1, b: matrix + block * width, bStep: width, count: length)
        tile.store(sums, step: width)
      }
    }
  }

  /// Transforms the products of the panel that begins with the given output back, finishes and writes them.
  func transformOutput(_ tile: WinogradTile, _ map: FeatureMap, _ index: Int, panel: Int, addend: Floats?) {
    let panelWidth = min(PackedMatrix.panel, outputs - panel)
    let source = products.view + index * panelWidth
    let columns = spare.view
    let width = Vector.scalarCount
    let rows = min(4, map.height - tile.y)
    let pixels = min(4, map.width - tile.x)
    let channels = map.channels
    let start = ((tile.image * map.height + tile.y) * map.width + tile.x) * channels
    for channel in stride(from: 0, to: panelWidth, by: width) {
      for j in 0..<6 {
        let (a, b, c, d) = Winograd.outputTransform(
          (source + channel).six(j &* outputStep, step: 6 &* outputStep))
        columns.store(a, j &* width)
        columns.store(b, (6 &+ j) &* width)
        columns.store(c, (12 &+ j) &* width)
        columns.store(d, (18 &+ j) &* width)
      }
      let output = panel &+ channel
      let offset = bias.vector(output)
      for i in 0..<rows {
        let (a, b, c, d) = Winograd.outputTransform(columns.six(6 &* i &* width, step: width))
        let row = start &+ i &* map.width &* channels &+ output
        write(a + offset, map.view, row, channels &- output, addend)
        if pixels > 1 { write(b + offset, map.view, row &+ channels, channels &- output, addend) }
        if pixels > 2 { write(c + offset, map.view, row &+ 2 &* channels, channels &- output, addend) }
        if pixels > 3 { write(d + offset, map.view, row &+ 3 &* channels, channels &- output, addend) }
      }
    }
  }

  @inline(__always)
  private func write(_ value: Vector, _ target: Floats, _ index: Int, _ channels: Int, _ addend: Floats?) {
    var value = value
    // Behind the last channel this reads what follows, for which every buffer has room, and throws it away.
    if let addend { value += addend.vector(index) }
    if rectifies { value.rectify() }
    if channels >= Vector.scalarCount {
      target.store(value, index)
    } else {
      for lane in 0..<channels { target[index &+ lane] = value[lane] }
    }
  }
}
