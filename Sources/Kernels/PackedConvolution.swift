// A convolution's weights in the order in which its kernel reads them: packed once, used many times.

/// Weights, factors and bias of a convolution as its kernel reads them; a copy, which changes to them do not reach.
package struct PackedConvolution {
  fileprivate enum Form {
    case winograd(WinogradWeights, bias: FloatBuffer)
    case matrix(PackedMatrix)
    case bundles([PackedConvolution])
  }

  private let convolution: Convolution
  fileprivate let form: Form

  /// Packs weights `[kernel, kernel, inputs / groups, outputs]`, each output's times its factor, and the
  /// outputs' biases.
  ///
  /// - Parameter isKept: whether they are used many times: then it pays to work more on them once.
  package init(
    _ convolution: Convolution, weights: FloatBuffer, bias: FloatBuffer? = nil, factors: FloatBuffer? = nil,
    isKept: Bool = false
  ) {
    let (kernel, inputs, outputs) = (convolution.kernel, convolution.inputChannels, convolution.outputChannels)
    convolution.check([], channels: inputs, weights: weights)
    require(bias == nil || bias?.count == outputs, "biases must be \(outputs), found \(bias?.count ?? 0)")
    require(
      factors == nil || factors?.count == outputs,
      "factors must be \(outputs), one for each output channel, found \(factors?.count ?? 0)")
    self.convolution = convolution
    if convolution.groups > 1 {
      let bundles = GroupBundles(convolution)
      form = .bundles(
        (0..<bundles.count).map {
          PackedConvolution(
            bundles.dense, weights: bundles.weights($0, of: weights), bias: bundles.outputs($0, of: bias),
            factors: bundles.outputs($0, of: factors), isKept: isKept)
        })
    } else if isKept ? convolution.isWinogradWhenKept : convolution.isWinograd {
      let transformed = WinogradWeights(weights, inputs: inputs, outputs: outputs, factors: factors)
      form = .winograd(transformed, bias: transformed.padded(bias))
    } else {
      form = .matrix(
        PackedMatrix(
          rows: kernel * kernel * inputs, columns: outputs, source: weights.view, columnStride: 1,
          factors: factors?.view, bias: bias?.view
        ) { row in row * outputs })
    }
  }

  fileprivate func compute(
    _ inputs: [FeatureMap], addends: [FeatureMap], rectifies: Bool, to outputs: [FeatureMap]
  ) {
    switch form {
    case .winograd(let weights, let bias):
      Winograd.convolve(
        WinogradTile.tiles(inputs), PlainReader(maps: TileMaps(inputs)), weights,
        PlainWriter(
          maps: TileMaps(outputs), bias: bias, addends: addends.isEmpty ? nil : TileMaps(addends),
          rectifies: rectifies))
    case .matrix:
      Convolution.compute(
        inputs.indices.map {
          product(inputs[$0], outputs[$0], addend: addends.isEmpty ? nil : addends[$0].view, rectifies: rectifies)
        })
    case .bundles(let bundles):
      let parts = inputs.map { $0.split(into: bundles.count) }
      let added = addends.map { $0.split(into: bundles.count) }
      for (index, bundle) in bundles.enumerated() {
        let results = parts.map { bundle.convolution.output(for: $0[index]) }
        bundle.compute(
          parts.map { $0[index] }, addends: added.map { $0[index] }, rectifies: rectifies, to: results)
        for (output, result) in zip(outputs, results) { output.put(result, at: index) }
      }
    }
  }

  /// The convolution of one map as a product.
  ///
  /// - Precondition: they are packed for the direct algorithm, and there are no groups.
  func product(
    _ input: FeatureMap, _ output: FeatureMap, addend: Floats? = nil, rectifies: Bool = false,
    pixelsInPiece: Int? = nil
  ) -> WindowProduct {
    guard case .matrix(let matrix) = form else {
      preconditionFailure("a window product must be of the direct algorithm without groups, found another")
    }
    return WindowProduct(
      windows: Windows(map: input, rows: convolution.kernel, columns: convolution.kernel), top: -convolution.padding,
      left: -convolution.padding, stride: convolution.stride, output: output.view, outputGrid: output.grid,
      matrix: matrix, addend: addend, rectifies: rectifies, pixelsInPiece: pixelsInPiece)
  }

  /// Whether it is computed by Winograd's algorithm.
  fileprivate var isWinograd: Bool {
    if case .winograd = form { true } else { false }
  }

  /// Checks that the weights are the convolution's, and that maps fit it.
  func check(_ convolution: Convolution, _ inputs: [FeatureMap], addends: [FeatureMap] = []) {
    require(
      self.convolution == convolution, "packed weights must be for \(convolution), found those for \(self.convolution)")
    for map in inputs {
      require(
        map.channels == convolution.inputChannels,
        "a map must be of \(convolution.inputChannels) channels, found \(map.channels)")
    }
    require(
      addends.isEmpty
        || addends.count == inputs.count
          && zip(addends, inputs).allSatisfy {
            $0.images == $1.images && $0.channels == convolution.outputChannels
              && convolution.hasSize($0, for: ($1.height, $1.width))
          },
      "addends must be one for each output, of its shape, found \(addends.map { $0.shapeText })")
  }
}

extension Convolution {
  /// The output maps, one for each input map, from weights that were packed before.
  ///
  /// - Parameters:
  ///   - addends: one map for each output, of its shape, to be added; empty: none.
  ///   - rectifies: whether negative results become zero; NaN stays NaN.
  ///   - overwritesAddends: whether nobody needs the addends any more, so that the outputs may take their place: of a
  ///     map that no cache holds, memory is then read and written once instead of read twice and written.
  package func forward(
    _ inputs: [FeatureMap], packed: PackedConvolution, addends: [FeatureMap] = [], rectifies: Bool = false,
    overwritesAddends: Bool = false
  ) -> [FeatureMap] {
    packed.check(self, inputs, addends: addends)
    // Where channels are no multiple of the vector's width, Winograd's writers would add to some of them twice.
    let isInPlace =
      overwritesAddends && !addends.isEmpty && (!packed.isWinograd || outputChannels % Vector.scalarCount == 0)
    let outputs = isInPlace ? addends : inputs.map(output(for:))
    if isInPlace { for addend in addends { addend.buffer.changed() } }
    packed.compute(inputs, addends: addends, rectifies: rectifies, to: outputs)
    return outputs
  }

  /// The outputs for all levels, for each image one after another: [images, Σ height · width, outputs].
  ///
  /// They are written where they belong, if the kernel can, and moved there otherwise.
  package func concatenated(_ inputs: [FeatureMap], packed: PackedConvolution) -> FloatBuffer {
    packed.check(self, inputs)
    guard case .winograd(let weights, let bias) = packed.form, inputs.allSatisfy({ $0.images == inputs[0].images })
    else { return Elementwise.concatenated(forward(inputs, packed: packed)) }
    let result = FloatBuffer(count: inputs.reduce(0) { $0 + $1.pixels } * outputChannels)
    Winograd.convolve(
      WinogradTile.tiles(inputs), PlainReader(maps: TileMaps(inputs)), weights,
      PlainWriter(maps: TileMaps(levelsOf: result, like: inputs, channels: outputChannels), bias: bias))
    return result
  }
}
