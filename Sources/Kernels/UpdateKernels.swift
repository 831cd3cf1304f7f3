// One step of an optimizer on one parameter, and the norm of a gradient.

/// The arithmetic of optimizers, in place.
package enum UpdateKernels {
  /// Stochastic gradient descent with momentum, weight decay as part of the gradient (as PyTorch and Caffe2 do).
  ///
  /// ```
  /// v ← momentum · v + factor · g + decay · w        w ← w - rate · v
  /// ```
  package static func momentum(
    weights: FloatBuffer, gradient: FloatBuffer, velocity: FloatBuffer, rate: Float, momentum: Float, decay: Float,
    factor: Float
  ) {
    check(weights, gradient, velocity)
    for buffer in [weights, velocity] { buffer.changed() }
    forEachPiece(weights.count) { start, count in
      let (w, g, v) = (weights.view + start, gradient.view + start, velocity.view + start)
      forEachChannel(
        count,
        vector: {
          let weight = w.vector($0)
          let change = v.vector($0) * momentum + g.vector($0) * factor + weight * decay
          v.store(change, $0)
          w.store(weight - change * rate, $0)
        },
        scalar: {
          let change = v[$0] * momentum + g[$0] * factor + w[$0] * decay
          v[$0] = change
          w[$0] -= change * rate
        })
    }
  }

  /// What AdamW needs besides the buffers; corrections are 1 - βᵗ for step t = 1, 2, ….
  package struct AdamCoefficients: Sendable {
    /// Learning rate.
    package var rate: Float
    /// Decay rates of the two averages.
    package var beta1: Float, beta2: Float
    /// Added to the root.
    package var epsilon: Float
    /// Decoupled weight decay.
    package var decay: Float
    /// 1 - β₁ᵗ and 1 - β₂ᵗ.
    package var correction1: Float, correction2: Float
    /// What the gradient is multiplied by first.
    package var factor: Float

    /// The numbers of one step, the same for every parameter.
    package init(
      rate: Float, beta1: Float, beta2: Float, epsilon: Float, decay: Float, correction1: Float, correction2: Float,
      factor: Float
    ) {
      (self.rate, self.beta1, self.beta2, self.epsilon) = (rate, beta1, beta2, epsilon)
      (self.decay, self.correction1, self.correction2, self.factor) = (decay, correction1, correction2, factor)
    }
  }

  /// One parameter with what AdamW remembers of it.
  package struct AdamUpdate {
    let weights: FloatBuffer
    let gradient: FloatBuffer
    let mean: FloatBuffer
    let square: FloatBuffer
    let coefficients: AdamCoefficients

    /// All of one count.
    package init(
      weights: FloatBuffer, gradient: FloatBuffer, mean: FloatBuffer, square: FloatBuffer,
      coefficients: AdamCoefficients
    ) {
      check(weights, gradient, mean)
      check(weights, gradient, square)
      (self.weights, self.gradient, self.mean, self.square) = (weights, gradient, mean, square)
      self.coefficients = coefficients
    }
  }

  /// AdamW (Loshchilov and Hutter, 2019), weight decay apart from the gradient's averages.
  ///
  /// ```
  /// m ← β₁ m + (1 - β₁) g      v ← β₂ v + (1 - β₂) g²
  /// w ← w - rate · (decay · w + (m / correction₁) / (√(v / correction₂) + ε))
  /// ```
  /// Many parameters are one piece of work.
  package static func adam(_ updates: [AdamUpdate]) {
    let pieces = pieces(updates.map { $0.weights })
    for update in updates {
      for buffer in [update.weights, update.mean, update.square] { buffer.changed() }
    }
    parallel(pieces.count) { index in
      let piece = pieces[index]
      adam(updates[piece.buffer], piece.start, piece.count)
    }
  }

  @inline(__always)
  private static func adam(_ update: AdamUpdate, _ start: Int, _ count: Int) {
    let c = update.coefficients
    let (scale1, scale2) = (1 / c.correction1, 1 / c.correction2)
    let (w, g) = (update.weights.view + start, update.gradient.view + start)
    let (m, v) = (update.mean.view + start, update.square.view + start)
    forEachChannel(
      count,
      vector: {
        let slope = g.vector($0) * c.factor
        let first = m.vector($0) * c.beta1 + slope * (1 - c.beta1)
        let second = v.vector($0) * c.beta2 + slope * slope * (1 - c.beta2)
        m.store(first, $0)
        v.store(second, $0)
        let step = first * scale1 / ((second * scale2).squareRoot() + c.epsilon)
        let weight = w.vector($0)
        w.store(weight - (step + weight * c.decay) * c.rate, $0)
      },
      scalar: {
        let slope = g[$0] * c.factor
        m[$0] = m[$0] * c.beta1 + slope * (1 - c.beta1)
        v[$0] = v[$0] * c.beta2 + slope * slope * (1 - c.beta2)
        let step = m[$0] * scale1 / ((v[$0] * scale2).squareRoot() + c.epsilon)
        w[$0] -= (step + w[$0] * c.decay) * c.rate
      })
  }

  /// target ← target + share · (source - target): a running average.
  package static func average(_ source: FloatBuffer, into target: FloatBuffer, share: Float) {
    require(
      source.count == target.count, "source and target must be of one count, found \(source.count) and \(target.count)")
    target.changed()
    forEachPiece(source.count) { start, count in
      let (from, to) = (source.view + start, target.view + start)
      forEachChannel(
        count,
        vector: {
          to.store(to.vector($0).addingProduct(from.vector($0) - to.vector($0), Vector(repeating: share)), $0)
        },
        scalar: { to[$0] = to[$0].addingProduct(from[$0] - to[$0], share) })
    }
  }

  /// Sets all numbers of many buffers to zero as one piece of work.
  package static func clear(_ buffers: [FloatBuffer]) {
    let pieces = pieces(buffers)
    for buffer in buffers { buffer.changed() }
    parallel(pieces.count) { index in
      let piece = pieces[index]
      (buffers[piece.buffer].view + piece.start).fill(0, count: piece.count)
    }
  }

  /// Runs of at most `numbersInPiece` of all buffers, in order.
  private static func pieces(_ buffers: [FloatBuffer]) -> [(buffer: Int, start: Int, count: Int)] {
    buffers.enumerated().flatMap { index, buffer in
      stride(from: 0, to: buffer.count, by: numbersInPiece).map {
        (index, $0, min(numbersInPiece, buffer.count - $0))
      }
    }
  }

  /// Σ x² over many buffers: `Float` within pieces of 16 384, `Double` over the pieces in order; not finite if any
  /// number is not.
  package static func sumOfSquares(_ buffers: [FloatBuffer]) -> Double {
    let pieces = pieces(buffers)
    guard !pieces.isEmpty else { return 0 }
    let partial = FloatBuffer(count: pieces.count)
    parallel(pieces.count) { index in
      let piece = pieces[index]
      partial.view[index] = sumOfSquares(buffers[piece.buffer].view + piece.start, count: piece.count)
    }
    return (0..<pieces.count).reduce(0) { $0 + Double(partial.view[$1]) }
  }

  /// Σ x²: `Float` within pieces of 16 384, `Double` over the pieces in order; not finite if any number is not.
  package static func sumOfSquares(_ buffer: FloatBuffer) -> Double { sumOfSquares([buffer]) }

  @inline(__always)
  private static func sumOfSquares(_ source: Floats, count: Int) -> Float {
    var sum = Vector.zero
    var rest: Float = 0
    forEachChannel(
      count, vector: { sum.addProduct(source.vector($0), source.vector($0)) },
      scalar: { rest += source[$0] * source[$0] })
    return sum.sum() + rest
  }

  static func check(_ weights: FloatBuffer, _ gradient: FloatBuffer, _ state: FloatBuffer) {
    require(
      weights.count == gradient.count && weights.count == state.count,
      "weights, gradient and state must be of one count, found \(weights.count), \(gradient.count) and "
        + "\(state.count)")
  }
}
