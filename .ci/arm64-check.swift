// Kernels at work on numbers that every machine makes alike: convolutions, normalizations, the focal loss, the
// optimizers, and five training steps put together from them. It writes all results; .ci/arm64 compares two
// machines'. No Foundation.

import Kernels

/// Numbers in -1 ..< 1, the same everywhere.
struct Numbers {
  var state: UInt64

  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int32(truncatingIfNeeded: state >> 33) - (1 << 30)) / Float(1 << 30)
  }

  mutating func buffer(_ count: Int, scale: Float = 1, offset: Float = 0) -> FloatBuffer {
    FloatBuffer((0..<count).map { _ in offset + scale * next() })
  }

  mutating func map(_ images: Int, _ height: Int, _ width: Int, _ channels: Int) -> FeatureMap {
    FeatureMap(
      images: images, height: height, width: width, channels: channels,
      buffer: buffer(images * height * width * channels))
  }
}

/// A line with a name and a count, then each number's bits.
func report(_ name: String, _ values: [Float]) {
  print("\(name) \(values.count)")
  for value in values { print("\(value.bitPattern)") }
}

func report(_ name: String, _ maps: [FeatureMap]) { report(name, maps.flatMap { $0.buffer.array }) }

func convolutions(_ numbers: inout Numbers) {
  for (kernel, stride, inputs, outputs) in [
    (3, 1, 32, 32), (3, 1, 3, 40), (3, 2, 16, 24), (1, 1, 24, 36), (7, 2, 3, 16),
  ] {
    let convolution = Convolution(kernel: kernel, stride: stride, inputChannels: inputs, outputChannels: outputs)
    let map = numbers.map(2, 19, 14, inputs)
    let weights = numbers.buffer(kernel * kernel * inputs * outputs, scale: 0.1)
    let output = convolution.forward([map], weights: weights, bias: numbers.buffer(outputs))
    let name = "convolution-\(kernel)x\(kernel)-stride-\(stride)-\(inputs)-\(outputs)"
    report("\(name)-forward", output)
    let gradient = [numbers.map(2, output[0].height, output[0].width, outputs)]
    report("\(name)-input", convolution.inputGradient(gradient, weights: weights, sizes: [(19, 14)]))
    let (byWeight, byBias) = (
      FloatBuffer(count: weights.count, zeroed: true), FloatBuffer(count: outputs, zeroed: true)
    )
    convolution.addWeightGradient([map], outputGradients: gradient, to: byWeight)
    convolution.addBiasGradient(gradient, to: byBias)
    report("\(name)-weights", byWeight.array)
    report("\(name)-bias", byBias.array)
  }
}

func normalizations(_ numbers: inout Numbers) {
  for (name, sharing) in [("batch", Normalization.Sharing.batch), ("group", .group(count: 8))] {
    let normalization = Normalization(sharing, rectifies: true)
    let map = numbers.map(2, 13, 11, 40)
    let (scale, shift) = (numbers.buffer(40, offset: 1), numbers.buffer(40))
    let statistics = normalization.statistics([map])
    report("normalization-\(name)-forward", normalization.apply([map], statistics, scale: scale, shift: shift))
    let (byScale, byShift) = (FloatBuffer(count: 40, zeroed: true), FloatBuffer(count: 40, zeroed: true))
    let gradient = normalization.gradient(
      inputs: [map], outputGradients: [numbers.map(2, 13, 11, 40)], statistics, scale: scale, shift: shift,
      addScaleTo: byScale, addShiftTo: byShift)
    report("normalization-\(name)-input", gradient)
    report("normalization-\(name)-scale", byScale.array)
    report("normalization-\(name)-shift", byShift.array)
  }
}

/// Every so many anchors one is positive, of the classes in turn, or ignored; all others are negative.
func label(anchor: Int, positives: Int, ignored: Int) -> Int32 {
  if anchor.isMultiple(of: positives) { return Int32(anchor % 3) }
  return anchor.isMultiple(of: ignored) ? -2 : -1
}

func focalLosses(_ numbers: inout Numbers) {
  for gamma: Float in [0, 0.5, 2, 5] {
    let kernel = FocalKernel(
      positiveWeights: [0.25, 0.25, 0.5], negativeWeights: [0.75, 0.75, 0.5], gamma: gamma)
    let labels = (0..<2_000).map { label(anchor: $0, positives: 97, ignored: 31) }
    let result = kernel.lossAndGradient(
      logits: numbers.buffer(6_000, scale: 12), labels: labels, factors: [0.1, 0.2])
    report("focal-\(Int(gamma * 10))-loss", result.losses.map { Float($0) })
    report("focal-\(Int(gamma * 10))-gradient", result.gradient.array)
  }
}

func optimizers(_ numbers: inout Numbers) {
  let (weights, gradient) = (numbers.buffer(1_000), numbers.buffer(1_000))
  let (mean, square) = (numbers.buffer(1_000), numbers.buffer(1_000, scale: 0.5, offset: 0.5))
  let coefficients = UpdateKernels.AdamCoefficients(
    rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01, correction1: 0.1, correction2: 0.001, factor: 0.5)
  UpdateKernels.adam([
    .init(weights: weights, gradient: gradient, mean: mean, square: square, coefficients: coefficients)
  ])
  report("adam", weights.array)
}

/// A parameter with its gradient and its velocity.
struct Parameter {
  let weights: FloatBuffer
  let gradient: FloatBuffer
  let velocity: FloatBuffer

  init(_ weights: FloatBuffer) {
    self.weights = weights
    gradient = FloatBuffer(count: weights.count, zeroed: true)
    velocity = FloatBuffer(count: weights.count, zeroed: true)
  }

  func step() {
    UpdateKernels.momentum(
      weights: weights, gradient: gradient, velocity: velocity, rate: 0.05, momentum: 0.9, decay: 1e-4, factor: 1)
    gradient.fill(0)
  }
}

/// A stem with batch normalization, a layer of a head with group normalization, a predictor: forward, the focal loss,
/// backward, and a step of momentum, five times.
func training(_ numbers: inout Numbers) {
  let stem = Convolution(kernel: 3, stride: 2, inputChannels: 3, outputChannels: 32)
  let layer = Convolution(kernel: 3, inputChannels: 32, outputChannels: 32)
  let predictor = Convolution(kernel: 3, inputChannels: 32, outputChannels: 27)
  let batch = Normalization(.batch, rectifies: true)
  let group = Normalization(.group(count: 8), rectifies: true)
  let parameters = [
    numbers.buffer(27 * 32, scale: 0.3), FloatBuffer([Float](repeating: 1, count: 32)),
    FloatBuffer(count: 32, zeroed: true),
    numbers.buffer(9 * 32 * 32, scale: 0.1), FloatBuffer([Float](repeating: 1, count: 32)),
    FloatBuffer(count: 32, zeroed: true), numbers.buffer(9 * 32 * 27, scale: 0.02),
    FloatBuffer([Float](repeating: -4.595_12, count: 27)),
  ].map { Parameter($0) }
  let images = numbers.map(2, 32, 32, 3)
  let anchors = 2 * 16 * 16 * 9
  let labels = (0..<anchors).map { label(anchor: $0, positives: 61, ignored: 17) }
  let focal = FocalKernel(
    positiveWeights: [0.25, 0.25, 0.25], negativeWeights: [0.75, 0.75, 0.75], gamma: 2)
  var losses: [Float] = []
  let w = parameters.map { $0.weights }
  let g = parameters.map { $0.gradient }
  for _ in 0..<5 {
    let first = stem.forward([images], weights: w[0])
    let firstStatistics = batch.statistics(first)
    let features = batch.apply(first, firstStatistics, scale: w[1], shift: w[2])
    let second = layer.forward(features, weights: w[3])
    let secondStatistics = group.statistics(second)
    let hidden = group.apply(second, secondStatistics, scale: w[4], shift: w[5])
    let logits = predictor.forward(hidden, weights: w[6], bias: w[7])[0]
    let loss = focal.lossAndGradient(logits: logits.buffer, labels: labels, factors: [0.02, 0.02])
    losses.append(Float(loss.losses.reduce(0, +)))

    let slope = FeatureMap(images: 2, height: 16, width: 16, channels: 27, buffer: loss.gradient)
    predictor.addWeightGradient(hidden, outputGradients: [slope], to: g[6])
    predictor.addBiasGradient([slope], to: g[7])
    let byHidden = predictor.inputGradient([slope], weights: w[6], sizes: [(16, 16)])
    let bySecond = group.gradient(
      inputs: second, outputGradients: byHidden, secondStatistics, scale: w[4], shift: w[5], addScaleTo: g[4],
      addShiftTo: g[5])
    layer.addWeightGradient(features, outputGradients: bySecond, to: g[3])
    let byFeatures = layer.inputGradient(bySecond, weights: w[3], sizes: [(16, 16)])
    let byFirst = batch.gradient(
      inputs: first, outputGradients: byFeatures, firstStatistics, scale: w[1], shift: w[2], addScaleTo: g[1],
      addShiftTo: g[2])
    stem.addWeightGradient([images], outputGradients: byFirst, to: g[0])
    if losses.count == 1 {
      for (index, gradient) in g.enumerated() { report("step-1-gradient-\(index)", gradient.array) }
    }
    for parameter in parameters { parameter.step() }
    if losses.count == 1 {
      for (index, weights) in w.enumerated() { report("step-1-weights-\(index)", weights.array) }
    }
  }
  report("losses-of-5-steps", losses)
}

@main
struct Check {
  static func main() {
    var numbers = Numbers(state: 14)
    convolutions(&numbers)
    normalizations(&numbers)
    focalLosses(&numbers)
    optimizers(&numbers)
    training(&numbers)
  }
}
