// The box loss over the positive anchors and its gradient. The definition is Losses.SmoothL1.

/// Smooth L1 with the bend at β (β = 0 is L1), summed over the four deltas of every positive anchor.
package struct BoxKernel: Sendable, Hashable {
  /// Where the parabola ends and the straight line begins, at least 0.
  package let beta: Float

  /// A kernel with the bend at β.
  package init(beta: Float) {
    require(beta >= 0, "beta must be at least 0, found \(beta)")
    self.beta = beta
  }

  /// The summed loss of each image, times the image's factor, and ∂/∂deltas of the sum over the images.
  ///
  /// - Parameters:
  ///   - deltas: [images, anchors, 4]; only those of positive anchors (label 0 or more) count.
  ///   - targets: what they should be, of the same shape.
  ///   - labels: [images · anchors], as for the focal kernel.
  ///   - factors: one for each image.
  package func lossAndGradient(
    deltas: FloatBuffer, targets: FloatBuffer, labels: [Int32], factors: [Float]
  ) -> (losses: [Double], gradient: FloatBuffer) {
    let anchors = labels.count / max(1, factors.count)
    require(
      deltas.count == 4 * labels.count && targets.count == deltas.count && anchors * factors.count == labels.count,
      "deltas and targets must be 4 for each label, found \(deltas.count), \(targets.count) and \(labels.count) labels")
    let gradient = FloatBuffer(count: deltas.count)
    UpdateKernels.clear([gradient])
    let losses = factors.enumerated().map { image, factor in
      var sum = 0.0
      for anchor in image * anchors..<(image + 1) * anchors where labels[anchor] >= 0 {
        for index in 4 * anchor..<4 * anchor + 4 {
          let difference = deltas.view[index] - targets.view[index]
          let size = abs(difference)
          if size < beta {
            sum += Double(0.5 * difference * difference / beta * factor)
            gradient.view[index] = difference / beta * factor
          } else {
            sum += Double((size - 0.5 * beta) * factor)
            gradient.view[index] = difference > 0 ? factor : difference < 0 ? -factor : difference * factor
          }
        }
      }
      return sum
    }
    return (losses, gradient)
  }
}
