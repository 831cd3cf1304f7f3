// The focal loss of all anchors and its gradient in one pass over the logits, straight from class indices.
// The definition is Losses.FocalLoss; this is its fast form.
//
// Nearly all anchors are background, so the pass takes runs of background anchors whole, as vectors, and only the few
// others one at a time: no one-hot tensor, no masks. With z the logit of the right answer (x for a positive, -x for a
// negative) everything follows from e = exp(-|z|): ln pt = -softplus(-z), pt = 1 / (1 + e) or e / (1 + e), and
// (1 - pt)^γ = exp(-γ softplus(z)) in log space, so no γ makes a NaN at saturation.

/// The weights and the exponent of a focal loss, ready for the kernel.
public struct FocalKernel: Sendable, Hashable {
  /// The weight of a positive, for each class.
  public let positiveWeights: [Float]
  /// The weight of a negative, for each class.
  public let negativeWeights: [Float]
  /// γ, at least 0.
  public let gamma: Float

  /// Few enough that a sum in single precision, in four lanes, keeps five digits with many classes, too.
  private var anchorsInPiece: Int { min(1_024, max(1, 8_192 / classes)) }

  /// A kernel for K classes: both lists have K weights.
  public init(positiveWeights: [Float], negativeWeights: [Float], gamma: Float) {
    precondition(
      !positiveWeights.isEmpty && positiveWeights.count == negativeWeights.count,
      "FocalKernel: one positive and one negative weight for each class")
    precondition(gamma >= 0, "FocalKernel: gamma must be at least 0, is \(gamma)")
    self.positiveWeights = positiveWeights
    self.negativeWeights = negativeWeights
    self.gamma = gamma
  }

  /// K.
  public var classes: Int { positiveWeights.count }

  /// The summed loss of each image, times the image's factor, and ∂/∂logits of the sum over the images.
  ///
  /// Parameters:
  /// - logits: [images, anchors, K].
  /// - labels: [images · anchors] class indices in 0 ..< K; -1 is background, anything lower is ignored.
  /// - factors: one for each image, for example 1 / positives.
  public func lossAndGradient(
    logits: FloatBuffer, labels: [Int32], factors: [Float]
  ) -> (losses: [Double], gradient: FloatBuffer) {
    let anchors = labels.count / max(1, factors.count)
    precondition(
      logits.count == labels.count * classes && anchors * factors.count == labels.count,
      "FocalKernel: \(logits.count) logits, \(labels.count) labels and \(factors.count) images do not fit")
    let gradient = FloatBuffer(count: logits.count)
    let anchorsInPiece = anchorsInPiece
    let pieces = (anchors + anchorsInPiece - 1) / anchorsInPiece
    let partial = FloatBuffer(count: max(1, factors.count * pieces))
    // Negative weights, repeated so that a vector can be read from any class on.
    let pattern = FloatBuffer(
      (0..<classes + Vector.scalarCount).map { negativeWeights[$0 % classes] })
    labels.withIntegers { labels in
      parallel(factors.count * pieces) { index in
        let (image, piece) = (index / pieces, index % pieces)
        let first = image * anchors + piece * anchorsInPiece
        let last = min((image + 1) * anchors, first + anchorsInPiece)
        partial.view[index] = piecewise(
          logits.view, labels, first..<last, factors[image], pattern.view, gradient.view)
      }
    }
    let losses = factors.indices.map { image in
      (0..<pieces).reduce(0.0) { $0 + Double(partial.view[image * pieces + $1]) }
    }
    return (losses, gradient)
  }

  private func piecewise(
    _ logits: Floats, _ labels: Integers, _ anchors: Range<Int>, _ factor: Float, _ pattern: Floats,
    _ gradient: Floats
  ) -> Float {
    var sum = Vector.zero
    var anchor = anchors.lowerBound
    while anchor < anchors.upperBound {
      let label = labels[anchor]
      if label == -1 {
        var end = anchor + 1
        while end < anchors.upperBound, labels[end] == -1 { end &+= 1 }
        background(logits, anchor * classes..<end * classes, factor, pattern, gradient, &sum)
        anchor = end
      } else {
        for offset in 0..<classes {
          let index = anchor * classes + offset
          guard label >= 0 else {
            gradient[index] = 0
            continue
          }
          let isPositive = Int(label) == offset
          let sign: Float = isPositive ? 1 : -1
          let weight = (isPositive ? positiveWeights[offset] : negativeWeights[offset]) * factor
          let (value, slope) = term(Vector(repeating: sign * logits[index]), Vector(repeating: weight))
          sum[0] += value[0]
          gradient[index] = sign * slope[0]
        }
        anchor += 1
      }
    }
    return sum.sum()
  }

  @inline(__always)
  private func background(
    _ logits: Floats, _ range: Range<Int>, _ factor: Float, _ pattern: Floats, _ gradient: Floats, _ sum: inout Vector
  ) {
    var index = range.lowerBound
    var offset = 0
    let step = Vector.scalarCount % classes
    while index &+ Vector.scalarCount <= range.upperBound {
      let (value, slope) = term(-logits.vector(index), pattern.vector(offset) * factor)
      sum += value
      gradient.store(-slope, index)
      index &+= Vector.scalarCount
      offset &+= step
      if offset >= classes { offset &-= classes }
    }
    guard index < range.upperBound else { return }
    var rest = Vector.zero
    for lane in 0..<range.upperBound - index { rest[lane] = -logits[index + lane] }
    let (value, slope) = term(rest, pattern.vector(offset) * factor)
    for lane in 0..<range.upperBound - index {
      sum[lane] += value[lane]
      gradient[index + lane] = -slope[lane]
    }
  }

  /// w (1 - pt)^γ · -ln pt, and its derivative by z: w (1 - pt)^γ (γ pt ln pt - (1 - pt)).
  @inline(__always)
  private func term(_ z: Vector, _ weight: Vector) -> (value: Vector, slope: Vector) {
    let magnitude = z.replacing(with: -z, where: z .< 0)
    let e = (-magnitude).exponential
    let one = Vector(repeating: 1)
    let reciprocal = one / (one + e)
    // softplus(-z) = -ln pt and softplus(z) = -ln(1 - pt)
    let small = e.logarithmOfOnePlus
    let large = small + magnitude
    let negative = z .< 0
    let surprise = small.replacing(with: large, where: negative)
    let counter = large.replacing(with: small, where: negative)
    let pt = reciprocal.replacing(with: e * reciprocal, where: negative)
    let rest = (e * reciprocal).replacing(with: reciprocal, where: negative)
    let modulation: Vector
    if gamma == 2 {
      modulation = rest * rest
    } else if gamma == 0 {
      modulation = one
    } else {
      modulation = (counter * -gamma).exponential
    }
    let scaled = weight * modulation
    return (scaled * surprise, -scaled * rest.addingProduct(pt * surprise, Vector(repeating: gamma)))
  }
}
