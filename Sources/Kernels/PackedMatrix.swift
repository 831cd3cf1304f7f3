// The right-hand side of window products: weights in the order in which tiles read them.

/// A matrix in the order in which tiles read it, its columns padded to whole vectors.
struct PackedMatrix {
  /// How many rows: the lengths of a window's runs, added up.
  let rows: Int
  /// How many columns without the padding.
  let columns: Int
  private let buffer: FloatBuffer
  private let paddedBias: FloatBuffer

  /// The widest tile, in floats.
  static let panel = 4 * Vector.scalarCount

  /// Packs `element(row) + column · columnStride` of the source, each column times its factor if there are factors.
  init(
    rows: Int, columns: Int, source: Floats, columnStride: Int, factors: Floats? = nil, bias: Floats? = nil,
    element: (_ row: Int) -> Int
  ) {
    self.rows = rows
    self.columns = columns
    let padded = Vector.wholeVectors(columns)
    buffer = FloatBuffer(count: rows * padded)
    paddedBias = FloatBuffer(count: padded, zeroed: true)
    if let bias { paddedBias.view.copy(bias, count: columns) }
    let target = buffer.view
    let pieces = 8
    parallel(rows * columns < 8_192 ? 1 : pieces) { [rows] piece in
      let share = rows * columns < 8_192 ? rows : (rows + pieces - 1) / pieces
      for row in min(rows, piece * share)..<min(rows, (piece + 1) * share) {
        let start = source + element(row)
        for panelStart in stride(from: 0, to: padded, by: Self.panel) {
          let panelWidth = min(Self.panel, padded - panelStart)
          let out = target + (panelStart * rows + row * panelWidth)
          let filled = min(panelWidth, columns - panelStart)
          if columnStride == 1 {
            out.copy(start + panelStart, count: filled)
          } else {
            for column in 0..<filled { out[column] = start[(panelStart &+ column) &* columnStride] }
          }
          if let factors { for column in 0..<filled { out[column] *= factors[panelStart &+ column] } }
          for column in filled..<panelWidth { out[column] = 0 }
        }
      }
    }
  }

  /// The panels, each with its first column, its number of vectors, and where it and its bias begin.
  var panels: [(column: Int, vectors: Int, values: Floats, bias: Floats)] {
    let padded = paddedBias.count
    return stride(from: 0, to: padded, by: Self.panel).map { start in
      let width = min(Self.panel, padded - start)
      return (start, width / Vector.scalarCount, buffer.view + start * rows, paddedBias.view + start)
    }
  }
}
