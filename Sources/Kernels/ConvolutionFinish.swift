// What a convolution does with its sums before they are written, so that nothing has to pass over them again: a factor
// for each channel (a frozen batch normalization), a shortcut that is added, a ReLU.

extension Convolution {
  /// What becomes of a convolution's sums.
  ///
  /// ```
  /// out[n, y, x, o] = max(0, factors[o] · Σ + bias[o] + addend[n, y, x, o])
  /// ```
  /// Each part is left out unless asked for. The factors are multiplied into the weights while these are packed, so
  /// that they cost nothing for each pixel.
  package struct Finish {
    /// One factor for each output channel; nil: 1.
    package var factors: FloatBuffer?
    /// One map for each output map, of its shape, to be added; empty: none.
    package var addends: [FeatureMap]
    /// Whether negative results become zero; NaN stays NaN.
    package var rectifies: Bool

    /// By default nothing.
    package init(factors: FloatBuffer? = nil, addends: [FeatureMap] = [], rectifies: Bool = false) {
      self.factors = factors
      self.addends = addends
      self.rectifies = rectifies
    }
  }

  /// The definition of a finish, for the definition's sums and biases.
  ///
  /// - Parameter sums: what `plainForward` returns without a bias.
  package func plainFinish(
    _ sums: Values, factors: [Double]? = nil, bias: [Double]? = nil, addend: Values? = nil, rectifies: Bool = false
  ) -> Values {
    var output = sums
    for index in output.values.indices {
      let channel = index % outputChannels
      let value = (factors?[channel] ?? 1) * sums.values[index] + (bias?[channel] ?? 0) + (addend?.values[index] ?? 0)
      output.values[index] = rectifies && value < 0 ? 0 : value
    }
    return output
  }
}
