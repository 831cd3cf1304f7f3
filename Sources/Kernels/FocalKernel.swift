// The focal loss of all anchors and its gradient in one pass over the logits, straight from class indices.
// The definition is Losses.FocalLoss; this is its fast form.
//
// Nearly all targets are 0, so the pass takes runs of them whole, as vectors, from one positive target to the next, and
// only the few of those one at a time: no one-hot tensor, no masks. For γ = 2, which is everybody's, a run needs one
// exponential, one logarithm and one division, so that it takes little more than reading and writing its memory.
// With z the logit of the right answer (x for a positive, -x for a negative) everything follows from e = exp(-|z|):
// ln pt = -softplus(-z), pt = 1 / (1 + e) or e / (1 + e), and (1 - pt)^γ = exp(-γ softplus(z)) in log space, so no γ
// makes a NaN at saturation.

/// The weights and the exponent of a focal loss, ready for the kernel.
package struct FocalKernel: Sendable, Hashable {
  /// The weight of a positive, for each class.
  package let positiveWeights: [Float]
  /// The weight of a negative, for each class.
  package let negativeWeights: [Float]
  /// γ, at least 0.
  package let gamma: Float

  /// Few enough that a sum in single precision, in four lanes, keeps five digits with many classes, too.
  private var anchorsInPiece: Int { min(1_024, max(1, 8_192 / classes)) }

  /// A kernel for K classes: both lists have K weights.
  package init(positiveWeights: [Float], negativeWeights: [Float], gamma: Float) {
    require(
      !positiveWeights.isEmpty && positiveWeights.count == negativeWeights.count,
      "weights must be one positive and one negative for each class, found \(positiveWeights.count) and "
        + "\(negativeWeights.count)")
    require(gamma >= 0, "gamma must be at least 0, found \(gamma)")
    self.positiveWeights = positiveWeights
    self.negativeWeights = negativeWeights
    self.gamma = gamma
  }

  /// K.
  package var classes: Int { positiveWeights.count }

  /// The summed loss of each image, times the image's factor, and ∂/∂logits of the sum over the images.
  ///
  /// Without an image, or without an anchor, there is nothing to add up.
  ///
  /// - Parameters:
  ///   - logits: [images, anchors, K].
  ///   - labels: [images · anchors] class indices in 0 ..< K; -1 is background, -2 is ignored.
  ///   - factors: one for each image, for example 1 / positives.
  package func lossAndGradient(
    logits: FloatBuffer, labels: [Int32], factors: [Float]
  ) -> (losses: [Double], gradient: FloatBuffer) {
    let anchors = labels.count / max(1, factors.count)
    require(
      logits.count == labels.count * classes && anchors * factors.count == labels.count,
      "logits must be \(classes) for each label, and labels as many for each image, found \(logits.count) logits, "
        + "\(labels.count) labels and \(factors.count) images")
    let (least, most) = Self.ends(of: labels)
    require(
      labels.isEmpty || least >= -2 && Int(most) < classes,
      "labels must be in -2 ..< \(classes), found \(least < -2 ? least : most)")
    guard !labels.isEmpty else { return (factors.map { _ in 0 }, FloatBuffer(count: 0)) }
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

  /// The least and the largest of some labels; of none the ends of all numbers, exchanged.
  package static func ends(of labels: [Int32]) -> (least: Int32, most: Int32) {
    var (least, most) = (Int32.max, Int32.min)
    for label in labels { (least, most) = (min(least, label), max(most, label)) }
    return (least, most)
  }

  private func piecewise(
    _ logits: Floats, _ labels: Integers, _ anchors: Range<Int>, _ factor: Float, _ pattern: Floats,
    _ gradient: Floats
  ) -> Float {
    var sum = Vector.zero
    // Where the run of targets that are 0 begins.
    var start = anchors.lowerBound * classes
    for anchor in anchors where labels[anchor] != -1 {
      let (label, first) = (Int(labels[anchor]), anchor * classes)
      if label < 0 {
        background(logits, start..<first, factor, pattern, gradient, &sum)
        for index in first..<first + classes { gradient[index] = 0 }
        start = first + classes
      } else {
        let index = first + label
        background(logits, start..<index, factor, pattern, gradient, &sum)
        let (value, slope) = term(
          Vector(repeating: logits[index]), Vector(repeating: positiveWeights[label] * factor))
        sum[0] += value[0]
        gradient[index] = slope[0]
        start = index + 1
      }
    }
    background(logits, start..<anchors.upperBound * classes, factor, pattern, gradient, &sum)
    return sum.sum()
  }

  private func background(
    _ logits: Floats, _ range: Range<Int>, _ factor: Float, _ pattern: Floats, _ gradient: Floats, _ sum: inout Vector
  ) {
    if gamma == 2 {
      background(logits, range, factor, pattern, gradient, &sum) { squaredTerm($0, $1) }
    } else {
      background(logits, range, factor, pattern, gradient, &sum) { x, weight in
        let (value, slope) = term(-x, weight)
        return (value, -slope)
      }
    }
  }

  @inline(__always)
  private func background(
    _ logits: Floats, _ range: Range<Int>, _ factor: Float, _ pattern: Floats, _ gradient: Floats, _ sum: inout Vector,
    term: (Vector, Vector) -> (Vector, Vector)
  ) {
    var index = range.lowerBound
    var offset = index % classes
    let step = Vector.scalarCount % classes
    while index &+ Vector.scalarCount <= range.upperBound {
      let (value, slope) = term(logits.vector(index), pattern.vector(offset) * factor)
      sum += value
      gradient.store(slope, index)
      index &+= Vector.scalarCount
      offset &+= step
      if offset >= classes { offset &-= classes }
    }
    guard index < range.upperBound else { return }
    var rest = Vector.zero
    for lane in 0..<range.upperBound - index { rest[lane] = logits[index + lane] }
    let (value, slope) = term(rest, pattern.vector(offset) * factor)
    for lane in 0..<range.upperBound - index {
      sum[lane] += value[lane]
      gradient[index + lane] = slope[lane]
    }
  }

  /// The term of a target that is 0 for γ = 2, w p² softplus(x), and its derivative by x, w p² (2 (1 - p) softplus(x) +
  /// p).
  @inline(__always)
  private func squaredTerm(_ x: Vector, _ weight: Vector) -> (value: Vector, slope: Vector) {
    let isPositive = x .> 0
    let e = x.replacing(with: -x, where: isPositive).exponentialOfNegative
    // 1 / (1 + e), and s = e / (2 + e) of the logarithm, by one division.
    let (one, two) = (e + 1, e + 2)
    let reciprocal = 1 / (one * two)
    let larger = two * reciprocal
    let smaller = e * larger
    let softplus = logarithm(s: e * one * reciprocal) + x.replacing(with: 0, where: x .< 0)
    let p = smaller.replacing(with: larger, where: isPositive)
    let rest = larger.replacing(with: smaller, where: isPositive)
    let scaled = weight * (p * p)
    // Of an infinite logit 1 - p is 0, and what it is multiplied by does not count.
    return (
      scaled * softplus, scaled * p.addingProduct(rest + rest, softplus.replacing(with: 0, where: rest .== 0))
    )
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
    // Of an infinite logit pt is 0, and what it is multiplied by does not count.
    let counted = pt * surprise.replacing(with: 0, where: pt .== 0)
    return (scaled * surprise, -scaled * rest.addingProduct(counted, Vector(repeating: gamma)))
  }
}
