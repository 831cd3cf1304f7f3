// Convolutions that compute the same pixels, one after another piece by piece: what one of them has written is still in
// the nearest caches when the next one reads it, adds to it or takes its place.

/// Convolutions of the same number of output pixels, for which each piece of pixels goes through all of them before the
/// next piece's turn.
///
/// The end of a bottleneck is one: the shortcut's 1 × 1, the last 1 × 1 that is added to it, and the next block's first
/// 1 × 1, which reads the sum. A map of 200 × 200 × 256 numbers is larger than the caches; so it is written once, and
/// not read again from memory. Each result is the one that the convolution alone has, to the bit.
package struct ConvolutionChain {
  private var products: [WindowProduct] = []

  /// Nothing to compute yet.
  package init() {}

  /// Appends a convolution without groups that is no Winograd's.
  ///
  /// - Parameters:
  ///   - input: a map that is there already, or an output of the chain.
  ///   - addend: what is added, a map of the output's shape, there or of the chain like the input; nil: nothing.
  ///   - rectifies: whether negative results become zero; NaN stays NaN.
  ///   - overwritesAddend: whether the output may take the addend's place.
  /// - Returns: The output, whose numbers are there when the chain has been computed.
  ///
  /// - Precondition: it has as many output pixels as those before it. Of an output of the chain it reads at each pixel
  ///   that pixel: it is 1 × 1, of stride 1.
  package mutating func append(
    _ convolution: Convolution, _ packed: PackedConvolution, _ input: FeatureMap, adding addend: FeatureMap? = nil,
    rectifies: Bool, overwritesAddend: Bool = false
  ) -> FeatureMap {
    packed.check(convolution, [input], addends: addend.map { [$0] } ?? [])
    let output: FeatureMap
    if let addend, overwritesAddend {
      addend.buffer.changed()
      output = addend
    } else {
      output = convolution.output(for: input)
    }
    let product = packed.product(
      input, output, addend: addend?.view, rectifies: rectifies, pixelsInPiece: WindowProduct.usualPixelsInPiece)
    require(
      products.allSatisfy { $0.pieces == product.pieces && $0.pixelCount == product.pixelCount },
      "a chain's convolutions must be of \(products.first?.pixelCount ?? 0) pixels, found \(product.pixelCount)")
    require(
      products.isEmpty || convolution.kernel == 1 && convolution.stride == 1,
      "a chain's convolutions behind the first must be 1 × 1 of stride 1, found \(convolution)")
    products.append(product)
    return output
  }

  /// Computes all outputs.
  package func compute() {
    parallel(products.first?.pieces ?? 0) { [products] piece in
      for product in products { product.compute(piece: piece) }
    }
  }
}
