// The nearest matrix with columns at right angles, by products of small matrices, on one thread; Training's
// `Muon.orthogonalized` is its definition. Who calls it for many matrices divides them among threads.

/// What `Muon.orthogonalized` computes, for a matrix with at least as many rows as columns.
///
/// Each of the definition's steps multiplies X by a polynomial in G = XᵀX, and all of those commute. So the polynomials
/// are multiplied with each other, as matrices of columns × columns, and X itself is touched twice only: for G at
/// the start and for the result. A head's 576 × 64 cost 10 million multiplications that way and 37 million by the
/// letter.
struct Orthogonalization {
  /// Rows and columns; the columns are whole vectors, those beyond the matrix's own zeros.
  let rows: Int
  let columns: Int
  /// Four matrices of columns × columns.
  private let memory: FloatBuffer

  /// The odd polynomial a x + b x³ + c x⁵, applied five times, takes all of 0.003 … 1 to 0.7 … 1.2.
  static let coefficients: (a: Float, b: Float, c: Float) = (3.4445, -4.7750, 2.0315)
  static let steps = 5

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    memory = FloatBuffer(count: 4 * columns * columns)
  }

  /// result = X · (XᵀX)^(-½), about; of zeros it is zeros, and of what is so small that squares of it would not be
  /// numbers any more.
  func run(_ x: Floats, into result: Floats) {
    let count = columns * columns
    let (gram, factor) = (memory.view, memory.view + count)
    let (whole, other) = (memory.view + 2 * count, memory.view + 3 * count)
    let norm = sumOfSquares(x, count: rows * columns).squareRoot()
    // A head has no gradient at all where a batch has no positive anchor.
    guard norm > 1e-15 else { return result.fill(0, count: rows * columns) }
    let scale = 1 / norm
    // Gᵢⱼ = Σ over rows of xᵢ xⱼ: a "row" of Xᵀ begins at its column, and advances by whole rows.
    SmallProduct(rows: columns, columns: columns, inner: rows).run(x, step: 1, advance: columns, x, into: gram)
    multiply(gram, by: scale * scale, count: count)
    setIdentity(whole, times: scale)
    let square = SmallProduct(rows: columns, columns: columns, inner: columns)
    let (a, b, c) = Self.coefficients
    for step in 1...Self.steps {
      square.run(gram, step: columns, advance: 1, gram, into: factor)
      forEachChannel(
        count, vector: { factor.store(gram.vector($0) * b + factor.vector($0) * c, $0) },
        scalar: { factor[$0] = gram[$0] * b + factor[$0] * c })
      for place in 0..<columns { factor[place * columns + place] += a }
      square.run(whole, step: columns, advance: 1, factor, into: other)
      whole.copy(other, count: count)
      if step == Self.steps { break }
      square.run(gram, step: columns, advance: 1, factor, into: other)
      square.run(other, step: columns, advance: 1, factor, into: gram)
    }
    SmallProduct(rows: rows, columns: columns, inner: columns).run(x, step: columns, advance: 1, whole, into: result)
  }

  private func setIdentity(_ matrix: Floats, times value: Float) {
    matrix.fill(0, count: columns * columns)
    for place in 0..<columns { matrix[place * columns + place] = value }
  }

  private func multiply(_ matrix: Floats, by factor: Float, count: Int) {
    forEachChannel(
      count, vector: { matrix.store(matrix.vector($0) * factor, $0) }, scalar: { matrix[$0] *= factor })
  }

  private func sumOfSquares(_ matrix: Floats, count: Int) -> Float {
    var sum = Vector.zero
    var rest: Float = 0
    forEachChannel(
      count, vector: { sum.addProduct(matrix.vector($0), matrix.vector($0)) },
      scalar: { rest += matrix[$0] * matrix[$0] })
    return sum.sum() + rest
  }
}

/// A product of two matrices in memory, neither packed: for those that fit into the nearer caches.
struct SmallProduct {
  /// Of the result.
  let rows: Int
  /// Of the result: whole vectors.
  let columns: Int
  /// What is summed over.
  let inner: Int

  /// result[rows × columns] = A · B, where row i of A begins at `i · step` and advances by `advance`.
  func run(_ a: Floats, step: Int, advance: Int, _ b: Floats, into result: Floats) {
    var column = 0
    while column < columns {
      let vectors = min(4, (columns - column) / Vector.scalarCount)
      let (start, target) = (b + column, result + column)
      switch vectors {
      case 4: tiles(TileRow4.self, a, step, advance, start, target)
      case 3: tiles(TileRow3.self, a, step, advance, start, target)
      case 2: tiles(TileRow2.self, a, step, advance, start, target)
      default: tiles(TileRow1.self, a, step, advance, start, target)
      }
      column += vectors * Vector.scalarCount
    }
  }

  @inline(__always)
  private func tiles<Row: TileRow>(
    _: Row.Type, _ a: Floats, _ step: Int, _ advance: Int, _ b: Floats, _ target: Floats
  ) {
    for row in stride(from: 0, to: rows, by: TileRows.count) {
      let last = rows - 1 - row
      // The last tile repeats its last row.
      func begin(_ place: Int) -> Floats { a + (row + min(place, last)) * step }
      var tile = Tile<Row>()
      tile.accumulate(
        TileRows(a0: begin(0), a1: begin(1), a2: begin(2), a3: begin(3), a4: begin(4), a5: begin(5)),
        aStep: advance, b: b, bStep: columns, count: inner)
      tile.put(target + row * columns, step: columns, rows: min(TileRows.count, last + 1), isFirst: true)
    }
  }
}
