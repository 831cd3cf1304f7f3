// One step of Muon on many parameters; Training's `Muon` is its definition.

extension UpdateKernels {
  /// One convolution's weights, rows × columns, with what Muon remembers of them.
  package struct MuonUpdate {
    let weights: FloatBuffer
    let gradient: FloatBuffer
    let velocity: FloatBuffer
    let rows: Int
    let columns: Int
    let coefficients: MuonCoefficients
    /// The matrix that is orthogonalized, upright.
    fileprivate let matrix: FloatBuffer
    /// What becomes of it.
    fileprivate let result: FloatBuffer
    fileprivate let orthogonalization: Orthogonalization
    fileprivate var isUpright: Bool { rows >= columns }

    /// All of rows · columns numbers.
    package init(
      weights: FloatBuffer, gradient: FloatBuffer, velocity: FloatBuffer, columns: Int, coefficients: MuonCoefficients
    ) {
      require(
        columns >= 1 && weights.count % columns == 0,
        "columns must divide the \(weights.count) weights, found \(columns)")
      check(weights, gradient, velocity)
      (self.weights, self.gradient, self.velocity) = (weights, gradient, velocity)
      (rows, self.columns) = (weights.count / columns, columns)
      self.coefficients = coefficients
      let padded = Vector.wholeVectors(min(rows, columns))
      orthogonalization = Orthogonalization(rows: max(rows, columns), columns: padded)
      matrix = FloatBuffer(count: max(rows, columns) * padded, zeroed: true)
      result = FloatBuffer(count: max(rows, columns) * padded)
    }
  }

  /// What Muon needs besides the buffers.
  package struct MuonCoefficients: Sendable {
    /// Learning rate.
    package var rate: Float
    /// How slowly the average of the gradient forgets.
    package var momentum: Float
    /// Decoupled weight decay.
    package var decay: Float
    /// How large the numbers of a step are on average, as a share of the rate.
    package var scale: Float
    /// What the gradient is multiplied by first.
    package var factor: Float

    /// All of them.
    package init(rate: Float, momentum: Float, decay: Float, scale: Float, factor: Float) {
      (self.rate, self.momentum, self.decay, self.scale, self.factor) = (rate, momentum, decay, scale, factor)
    }
  }

  /// Muon by Jordan and others (2024), with a scale like that of Liu and others (2025).
  ///
  /// ```
  /// v ← μ v + (1 - μ) g
  /// w ← w - rate · (decay · w + scale √max(rows, columns) · orthogonalized(μ v + (1 - μ) g))
  /// ```
  /// Each parameter is one thread's, the largest first; so the bits do not depend on the number of threads.
  package static func muon(_ updates: [MuonUpdate]) {
    for update in updates {
      for buffer in [update.weights, update.velocity] { buffer.changed() }
    }
    let order = updates.sorted { ($0.orthogonalization.cost, $0.rows) > ($1.orthogonalization.cost, $1.rows) }
    parallel(order.count) { muon(order[$0]) }
  }

  private static func muon(_ update: MuonUpdate) {
    let c = update.coefficients
    let (w, g, v) = (update.weights.view, update.gradient.view, update.velocity.view)
    let (matrix, result) = (update.matrix.view, update.result.view)
    let (columns, padded) = (update.columns, update.orthogonalization.columns)
    let (old, new) = (c.momentum, (1 - c.momentum) * c.factor)
    /// Where a weight stands in the upright matrix.
    @inline(__always) func place(_ row: Int, _ column: Int) -> Int {
      update.isUpright ? row * padded + column : column * padded + row
    }
    for row in 0..<update.rows {
      for column in 0..<columns {
        let index = row * columns + column
        let slope = g[index] * new
        let average = v[index] * old + slope
        v[index] = average
        matrix[place(row, column)] = average * old + slope
      }
    }
    update.orthogonalization.run(matrix, into: result)
    let scale = c.rate * c.scale * Float(max(update.rows, columns)).squareRoot()
    let kept = 1 - c.rate * c.decay
    for row in 0..<update.rows {
      for column in 0..<columns {
        let index = row * columns + column
        w[index] = w[index] * kept - result[place(row, column)] * scale
      }
    }
  }
}

extension Orthogonalization {
  /// About how many multiplications it takes.
  fileprivate var cost: Int { 2 * columns * columns * (rows + 10 * columns) }
}
