// Convolution on the tape: forward and backward side by side.

import Kernels

/// A scale and a shift for each channel that no training changes: a batch normalization whose statistics are frozen.
public struct FrozenAffine {
  /// One factor for each channel.
  public var factors: FloatBuffer
  /// One offset for each channel.
  public var offsets: FloatBuffer

  /// Factors and offsets, as many of each.
  public init(factors: FloatBuffer, offsets: FloatBuffer) {
    precondition(
      factors.count == offsets.count, "factors and offsets must be as many, found \(factors.count) and \(offsets.count)"
    )
    self.factors = factors
    self.offsets = offsets
  }
}

extension Tape {
  /// Convolves every input with the same weights: all levels of a pyramid in one call.
  ///
  /// Shapes: inputs [N, Hₗ, Wₗ, C], weights [k, k, C / groups, O], bias or affine's numbers [O], outputs and addends
  /// [N, H'ₗ, W'ₗ, O].
  /// ```
  /// forward    out = max(0, s · (in ⋆ W) + b + addend)       s: the affine's factors, b: its offsets or the bias
  /// backward   g = ∂out where out > 0, else 0                 ∂addend = g,   ∂b = Σ g
  ///            ∂in = (s · g) ⋆ W with taps reversed and channels exchanged,   ∂W = Σ in · (s · g)
  /// ```
  /// The maximum is taken if `rectifies`, and s is 1 without an affine.
  ///
  /// - Precondition: there is a bias or an affine or neither, not both; addends are none or one for each input.
  public func convolve(
    _ inputs: [Variable], _ convolution: Convolution, weights: Parameter, bias: Parameter? = nil,
    affine: FrozenAffine? = nil, adding addends: [Variable] = [], rectifies: Bool = false
  ) -> [Variable] {
    precondition(bias == nil || affine == nil, "a convolution's bias and affine must not both be given, found both")
    let maps = inputs.map(\.tensor.map)
    count(convolution, of: maps)
    let outputs = convolution.forward(
      maps, weights: weights.value.buffer, bias: bias?.value.buffer ?? affine?.offsets,
      finish: .init(factors: affine?.factors, addends: addends.map(\.tensor.map), rectifies: rectifies))
    let needsInput = inputs.contains { $0.needsGradient }
    let trained = (weights: weights.isTrained, bias: bias.flatMap { $0.isTrained ? $0 : nil })
    return record(
      inputs: inputs + addends, outputs: outputs.map { Tensor($0) },
      hasParameters: trained.weights || trained.bias != nil
    ) { gradients, sums in
      var gradients = gradients.map(\.map)
      if rectifies {
        gradients = zip(outputs, gradients).map { Elementwise.rectifiedGradient(output: $0, outputGradient: $1) }
      }
      let ofAddends = addends.indices.map { index in
        let (gradient, sum) = (gradients[index].buffer, sums[inputs.count + index])
        if let sum { return Tensor(shape: sum.shape, buffer: Elementwise.sum(sum.buffer, gradient)) }
        // What came from above may be somebody else's, too; what was made here is not.
        return Tensor(shape: addends[index].shape, buffer: rectifies ? gradient : gradient.copied())
      }
      if let bias = trained.bias { convolution.addBiasGradient(gradients, to: bias.gradient.buffer) }
      if let affine { gradients = gradients.map { Elementwise.scaled($0, by: affine.factors) } }
      if trained.weights {
        convolution.addWeightGradient(maps, outputGradients: gradients, to: weights.gradient.buffer)
      }
      guard needsInput else { return inputs.map { _ in nil } + ofAddends }
      return Tape.sums(adding: Array(sums.prefix(inputs.count))) { sums in
        convolution.inputGradient(
          gradients, weights: weights.value.buffer, sizes: maps.map { ($0.height, $0.width) }, addingTo: sums)
      } + ofAddends
    }
  }

  /// Convolves with weights that were packed before: for inference, as nothing can be differentiated by them.
  ///
  /// Shapes are those of `convolve` with weights.
  ///
  /// - Parameter overwritesAddends: whether nobody needs the addends any more: the outputs may take their place.
  ///
  /// - Precondition: the tape does not record.
  package func convolve(
    _ inputs: [Variable], _ convolution: Convolution, packed: PackedConvolution, adding addends: [Variable] = [],
    rectifies: Bool = false, overwritesAddends: Bool = false
  ) -> [Variable] {
    precondition(!isRecording, "a tape with packed weights must not record, found one that does")
    let maps = inputs.map(\.tensor.map)
    count(convolution, of: maps)
    return record(
      inputs: inputs + addends,
      outputs: convolution.forward(
        maps, packed: packed, addends: addends.map(\.tensor.map), rectifies: rectifies,
        overwritesAddends: overwritesAddends
      ).map { Tensor($0) }
    ) { _ in [] }
  }

  /// What `convolve` with packed weights and `concatenate` make, one after another: for inference.
  ///
  /// Shapes [N, Hₗ, Wₗ, C] to [N, Σ Hₗ · Wₗ · O / width, width].
  ///
  /// - Precondition: the tape does not record; `width` divides the output's channels.
  package func concatenate(
    convolving inputs: [Variable], _ convolution: Convolution, packed: PackedConvolution, width: Int
  ) -> Variable {
    precondition(!isRecording, "a tape with packed weights must not record, found one that does")
    precondition(
      convolution.outputChannels % width == 0,
      "channels must be a multiple of \(width), found \(convolution.outputChannels)")
    let maps = inputs.map(\.tensor.map)
    count(convolution, of: maps)
    let output = convolution.concatenated(maps, packed: packed)
    return record(inputs: inputs, outputs: [Tensor(levels: output, images: maps.first?.images ?? 0, width: width)]) {
      _ in []
    }[0]
  }

  /// A convolution of a chain, with its packed weights.
  package struct Link {
    package let convolution: Convolution
    package let packed: PackedConvolution
    package let rectifies: Bool

    /// A convolution; with `rectifies`, a ReLU follows.
    package init(_ convolution: Convolution, _ packed: PackedConvolution, rectifies: Bool) {
      (self.convolution, self.packed, self.rectifies) = (convolution, packed, rectifies)
    }
  }

  /// The end of a residual block, with what the next block begins with, piece by piece: for inference.
  ///
  /// ```
  /// out = max(0, last(in) + shortcut)         next = first(out)
  /// ```
  ///
  /// - Parameters:
  ///   - input: [N, H, W, C] numbers.
  ///   - last: the convolution whose result the shortcut is added to, with a ReLU.
  ///   - shortcut: what is added, or what a convolution makes of it, if there is one; without one, nobody needs the
  ///     shortcut any more, and the output takes its place.
  ///   - first: a 1 × 1 convolution of the output, or nil.
  ///
  /// - Precondition: the tape does not record.
  package func blockEnd(
    _ input: Variable, last: Link, shortcut: (input: Variable, link: Link?), first: Link?
  ) -> (output: Variable, next: Variable?) {
    precondition(!isRecording, "a tape with packed weights must not record, found one that does")
    var chain = ConvolutionChain()
    func append(_ link: Link, _ map: FeatureMap, adding addend: FeatureMap? = nil) -> FeatureMap {
      count(link.convolution, of: [map])
      return chain.append(
        link.convolution, link.packed, map, adding: addend, rectifies: link.rectifies, overwritesAddend: true)
    }
    let source = shortcut.input.tensor.map
    let addend = shortcut.link.map { append($0, source) } ?? source
    let output = append(last, input.tensor.map, adding: addend)
    let next = first.map { append($0, output) }
    chain.compute()
    let results = record(
      inputs: [input, shortcut.input], outputs: [Tensor(output)] + (next.map { [Tensor($0)] } ?? [])
    ) { _ in [] }
    return (results[0], next == nil ? nil : results[1])
  }

  /// The largest number of every window; shapes [N, H, W, C] to [N, H', W', C].
  ///
  /// The gradient of a window goes to its largest number, the first of equal ones.
  public func maxPool(_ input: Variable, _ pool: MaxPool = MaxPool()) -> Variable {
    let map = input.tensor.map
    let output = pool.forward(map)
    return record(inputs: [input], outputs: [Tensor(output)]) { gradients in
      [Tensor(pool.gradient(input: map, output: output, outputGradient: gradients[0].map))]
    }[0]
  }
}
