// What backbones are made of: a convolution without a bias, its batch normalization, perhaps a shortcut, perhaps a
// ReLU.

import Kernels
import Tensors

/// A convolution and its batch normalization.
///
/// ```
/// out = ReLU(BN(conv(in)) + shortcut)      the shortcut and the ReLU if asked for
/// ```
public final class NormalizedConvolution: Layer {
  /// How batch normalization is done.
  public enum Kind: Hashable, Sendable, Codable {
    /// By the batch's statistics in training, by running ones in inference.
    case batch(epsilon: Double)
    /// By statistics that came with the weights, always; scale and shift are not trained either.
    case frozen(epsilon: Double)

    /// What is added to the variance.
    public var epsilon: Double {
      switch self {
      case .batch(let epsilon), .frozen(let epsilon): epsilon
      }
    }
  }

  private enum Part {
    case batch(NormalizationLayer)
    case frozen(FrozenNormalization)
  }

  private let convolution: ConvolutionLayer
  private let part: Part
  private let rectifies: Bool
  private let packed = Kept<PackedConvolution>()

  /// A layer of the parts `name.convolution` and `name.normalization`.
  public init(
    name: String, _ convolution: Convolution, _ kind: Kind, rectifies: Bool, isTrained: Bool = true, seed: UInt64?
  ) {
    self.convolution = ConvolutionLayer(
      name: "\(name).convolution", convolution, .he, isTrained: isTrained, seed: seed)
    self.rectifies = rectifies
    let channels = convolution.outputChannels
    switch kind {
    case .batch(let epsilon):
      part = .batch(
        NormalizationLayer(
          name: "\(name).normalization", Normalization(.batch, epsilon: Float(epsilon), rectifies: rectifies),
          channels: channels, isTrained: isTrained))
    case .frozen(let epsilon):
      part = .frozen(FrozenNormalization(name: "\(name).normalization", epsilon: epsilon, channels: channels))
    }
  }

  private var layers: [any Layer] {
    switch part {
    case .batch(let layer): [convolution, layer]
    case .frozen(let layer): [convolution, layer]
    }
  }

  /// The convolution's weight, then the normalization's scale and shift, where they are trained.
  public var parameters: [Parameter] { layers.flatMap(\.parameters) }

  /// Everything else: statistics, and what is not trained.
  public var buffers: [StateTensor] { layers.flatMap(\.buffers) }

  /// Convolves and normalizes one map.
  public func callAsFunction(_ input: Variable, _ pass: Pass) -> Variable {
    if let result = inferred(input, adding: [], rectifies: rectifies, pass) { return result }
    switch part {
    case .batch(let normalization): return normalization(convolution(input, pass), pass)
    case .frozen(let normalization): return frozen(input, normalization, adding: [], rectifies, pass)
    }
  }

  /// Convolves and normalizes one map, adds a shortcut of the result's shape, and cuts off below 0: the end of a
  /// residual block.
  ///
  /// - Parameters:
  ///   - input: [N, H, W, C] numbers.
  ///   - shortcut: what is added, of the output's shape.
  ///   - pass: training or inference.
  ///   - overwritesShortcut: whether nobody needs the shortcut any more: in inference the result may take its place.
  ///
  /// - Precondition: the layer itself has no ReLU.
  public func callAsFunction(
    _ input: Variable, adding shortcut: Variable, _ pass: Pass, overwritesShortcut: Bool = false
  ) -> Variable {
    precondition(!rectifies, "a layer that adds a shortcut must have no ReLU of its own, found one with it")
    if let result = inferred(
      input, adding: [shortcut], rectifies: true, overwritesShortcut: overwritesShortcut, pass)
    {
      return result
    }
    switch part {
    case .batch(let normalization):
      return pass.tape.sumRectified(normalization(convolution(input, pass), pass), shortcut)
    case .frozen(let normalization): return frozen(input, normalization, adding: [shortcut], true, pass)
    }
  }

  /// A basic block of three layers as one operation, in training; nil if there is no such form for them.
  ///
  /// ```
  /// out = max(0, second(first(in)) + shortcut(in))
  /// ```
  package static func basicBlock(
    _ input: Variable, first: NormalizedConvolution, second: NormalizedConvolution, shortcut: NormalizedConvolution,
    _ pass: Pass
  ) -> Variable? {
    guard pass.isTraining, pass.tape.isRecording, pass.probe == nil, first.rectifies, !second.rectifies,
      !shortcut.rectifies, let one = first.trainedPart, let two = second.trainedPart, let three = shortcut.trainedPart,
      one.epsilon == two.epsilon, two.epsilon == three.epsilon,
      let block = BasicBlock(
        first: first.convolution.convolution, second: second.convolution.convolution,
        shortcut: shortcut.convolution.convolution, epsilon: one.epsilon)
    else { return nil }
    for layer in [first, second, shortcut] { layer.packed.clear() }
    return pass.tape.basicBlock(input, block, first: one.part, second: two.part, shortcut: three.part)
  }

  private var trainedPart: (part: Tape.NormalizedPart, epsilon: Float)? {
    guard case .batch(let layer) = part, let running = layer.running else { return nil }
    let part = Tape.NormalizedPart(
      Stage(weights: convolution.weight, scale: layer.scale, shift: layer.shift), running: running)
    return part.isTrained ? (part, layer.normalization.epsilon) : nil
  }

  /// Everything as one operation, where the normalization is a factor and an offset and nobody wants to see the parts.
  private func inferred(
    _ input: Variable, adding: [Variable], rectifies: Bool, overwritesShortcut: Bool = false, _ pass: Pass
  ) -> Variable? {
    guard let link = link(rectifies: rectifies, pass) else { return nil }
    return pass.tape.convolve(
      [input], convolution.convolution, packed: link.packed, adding: adding, rectifies: rectifies,
      overwritesAddends: overwritesShortcut)[0]
  }

  /// The layer as a convolution with packed weights, where the normalization is a factor and an offset and nobody wants
  /// to see the parts.
  private func link(rectifies: Bool, _ pass: Pass) -> Tape.Link? {
    guard !pass.tape.isRecording, !pass.isTraining, pass.probe == nil else {
      packed.clear()
      return nil
    }
    let normalization: (buffers: [FloatBuffer], affine: () -> FrozenAffine)?
    switch part {
    case .batch(let layer): normalization = layer.affine
    case .frozen(let layer):
      normalization = (
        [layer.scale.buffer, layer.shift.buffer, layer.mean.buffer, layer.variance.buffer], { layer.affine }
      )
    }
    guard let normalization else { return nil }
    let weights = convolution.weight.value.buffer
    let packed = packed.value(of: [weights] + normalization.buffers) {
      let affine = normalization.affine()
      return PackedConvolution(
        convolution.convolution, weights: weights, bias: affine.offsets, factors: affine.factors, isKept: true)
    }
    return Tape.Link(convolution.convolution, packed, rectifies: rectifies)
  }

  /// The end of a residual block and the first layer of the next one, piece by piece; nil if there is no such form for
  /// them, as in training.
  ///
  /// ```
  /// out = max(0, last(in) + shortcut)         next = first(out)
  /// ```
  ///
  /// - Parameters:
  ///   - shortcut: what is added, or what a layer makes of it, if there is one; without one, nobody needs it any more.
  ///   - first: a layer of 1 × 1 windows; nil: none.
  package static func blockEnd(
    _ input: Variable, last: NormalizedConvolution, shortcut: (input: Variable, layer: NormalizedConvolution?),
    first: NormalizedConvolution?, _ pass: Pass
  ) -> (output: Variable, next: Variable?)? {
    guard let end = last.link(rectifies: true, pass) else { return nil }
    let projection = shortcut.layer.flatMap { $0.link(rectifies: false, pass) }
    guard (projection == nil) == (shortcut.layer == nil) else { return nil }
    return pass.tape.blockEnd(
      input, last: end, shortcut: (shortcut.input, projection),
      first: first.flatMap { $0.link(rectifies: $0.rectifies, pass) })
  }

  private func frozen(
    _ input: Variable, _ normalization: FrozenNormalization, adding: [Variable], _ rectifies: Bool, _ pass: Pass
  ) -> Variable {
    pass.probed(
      normalization.name,
      pass.tape.convolve(
        [input], convolution.convolution, weights: convolution.weight, affine: normalization.affine, adding: adding,
        rectifies: rectifies))[0]
  }
}
