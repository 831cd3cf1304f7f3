// The optimizers' arithmetic against steps worked by hand.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Optimizers' arithmetic")
struct UpdateKernelsTests {
  /// A whole vector and a rest, so that both paths are taken.
  private static let count = 19

  private func buffer(_ value: Float) -> FloatBuffer { FloatBuffer([Float](repeating: value, count: Self.count)) }

  /// True if every number of the buffer is the expected one, to single precision.
  private func all(_ buffer: FloatBuffer, are expected: Double) -> Bool {
    buffer.array.allSatisfy { isClose(Double($0), expected, relative: 1e-6) }
  }

  @Test("Three steps of SGD with momentum 0.9, worked: the velocity gathers, the weight follows")
  func momentum() {
    let (weights, gradient, velocity) = (buffer(1), buffer(0.5), buffer(0))
    func step() {
      UpdateKernels.momentum(
        weights: weights, gradient: gradient, velocity: velocity, rate: 0.1, momentum: 0.9, decay: 0, factor: 1)
    }
    step()
    #expect(all(velocity, are: 0.9 * 0 + 0.5) && all(weights, are: 1 - 0.1 * 0.5))
    step()
    #expect(all(velocity, are: 0.9 * 0.5 + 0.5) && all(weights, are: 0.95 - 0.1 * 0.95))
    step()
    #expect(all(velocity, are: 0.9 * 0.95 + 0.5) && all(weights, are: 0.855 - 0.1 * 1.355))
  }

  @Test("Weight decay and the clipping factor of SGD, worked: 0.5 · 0.25 + 0.01 · 2 = 0.145")
  func momentumDecay() {
    let (weights, velocity) = (buffer(2), buffer(1))
    UpdateKernels.momentum(
      weights: weights, gradient: buffer(0.5), velocity: velocity, rate: 0.1, momentum: 0.5, decay: 0.01, factor: 0.25)
    #expect(all(velocity, are: 0.5 * 1 + 0.5 * 0.25 + 0.01 * 2))
    #expect(all(weights, are: 2 - 0.1 * 0.645))
  }

  @Test("AdamW for many parameters at once: each as by itself, bit for bit; gradients stay until they are cleared")
  func adamTogether() {
    var generator = SeededGenerator(seed: 3)
    let counts = [1, 7, 16, 19, 20_000, 40_000]
    let coefficients = UpdateKernels.AdamCoefficients(
      rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.01, correction1: 0.1, correction2: 0.01, factor: 0.5)
    let values = counts.map { count in (0..<4).map { _ in generator.floats(count, in: 0.1...1) } }
    let (alone, together) = (values.map { $0.map(FloatBuffer.init) }, values.map { $0.map(FloatBuffer.init) })
    for buffers in alone {
      UpdateKernels.adam([
        .init(
          weights: buffers[0], gradient: buffers[1], mean: buffers[2], square: buffers[3], coefficients: coefficients)
      ])
    }
    UpdateKernels.adam(
      together.map {
        .init(weights: $0[0], gradient: $0[1], mean: $0[2], square: $0[3], coefficients: coefficients)
      })
    for (one, other) in zip(alone, together) {
      for index in 0..<4 { #expect(bits(one[index].array) == bits(other[index].array)) }
    }
    UpdateKernels.clear(together.map { $0[1] })
    for buffers in together { #expect(buffers[1].array.allSatisfy { $0 == 0 }) }
  }

  @Test("Σ x² over many buffers is the sum of theirs; over none it is 0")
  func sumOfSquaresTogether() {
    let buffers = [buffer(1), buffer(2), FloatBuffer([Float](repeating: 3, count: 40_000))]
    let expected: Double = 19 * 1 + 19 * 4 + 40_000 * 9
    #expect(UpdateKernels.sumOfSquares(buffers) == expected)
    #expect(UpdateKernels.sumOfSquares([FloatBuffer]()) == 0)
  }

  @Test("Two steps of AdamW, worked: the first moves by the whole rate, whatever the gradient's size")
  func adam() {
    let (weights, mean, square) = (buffer(1), buffer(0), buffer(0))
    func step(_ gradient: Float, correction1: Float, correction2: Float, decay: Float) {
      UpdateKernels.adam([
        .init(
          weights: weights, gradient: buffer(gradient), mean: mean, square: square,
          coefficients: UpdateKernels.AdamCoefficients(
            rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 0, decay: decay, correction1: correction1,
            correction2: correction2, factor: 1))
      ])
    }
    // m = 0.1 · 4 = 0.4, v = 0.01 · 16 = 0.16; corrected 0.4 / 0.1 = 4 and 0.16 / 0.01 = 16; the step is 4 / √16 = 1.
    step(4, correction1: 1 - 0.9, correction2: 1 - 0.99, decay: 0)
    #expect(all(mean, are: 0.1 * 4) && all(square, are: 0.01 * 16))
    #expect(all(weights, are: 1 - 0.1 * 1))
    // The second gradient is -1; decay 0.5 takes 0.1 · 0.5 · 0.9 besides.
    step(-1, correction1: 1 - 0.81, correction2: 1 - 0.9801, decay: 0.5)
    let (m, v) = (0.9 * 0.4 + 0.1 * -1, 0.99 * 0.16 + 0.01 * 1)
    #expect(all(mean, are: m) && all(square, are: v))
    #expect(all(weights, are: 0.9 - 0.1 * (m / 0.19 / (v / 0.0199).squareRoot() + 0.5 * 0.9)))
  }

  @Test("ε keeps a gradient of 0 from dividing, and the factor comes before both averages")
  func adamEdges() {
    let (weights, mean, square) = (buffer(1), buffer(0), buffer(0))
    func step(_ gradient: Float, factor: Float) {
      UpdateKernels.adam([
        .init(
          weights: weights, gradient: buffer(gradient), mean: mean, square: square,
          coefficients: UpdateKernels.AdamCoefficients(
            rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0, correction1: 0.1, correction2: 0.01,
            factor: factor))
      ])
    }
    step(0, factor: 1)
    #expect(all(weights, are: 1))
    step(8, factor: 0.25)
    #expect(all(mean, are: 0.1 * 2) && all(square, are: 0.01 * 4))
  }

  @Test("A running average moves its share of the way: 2 + 0.25 · (6 - 2) = 3")
  func average() {
    let target = buffer(2)
    UpdateKernels.average(buffer(6), into: target, share: 0.25)
    #expect(target.array == buffer(3).array)
    UpdateKernels.average(buffer(7), into: target, share: 1)
    #expect(target.array == buffer(7).array)
  }

  @Test("The sum of squares of 1, 2, 3 is 1 + 4 + 9 = 14; of nothing 0; of many numbers right to 10⁻⁶")
  func sumOfSquares() {
    #expect(UpdateKernels.sumOfSquares(FloatBuffer([1, 2, 3])) == 14)
    #expect(UpdateKernels.sumOfSquares(FloatBuffer(count: 0)) == 0)
    var generator = SeededGenerator(seed: 1)
    let many = generator.floats(100_003)
    let exact = many.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(isClose(UpdateKernels.sumOfSquares(FloatBuffer(many)), exact, relative: 1e-6))
  }

  @Test(
    "One NaN or infinity among many numbers makes the sum of squares not finite",
    arguments: [0, 15, 16, 16_384, 20_000])
  func notFinite(position: Int) {
    for bad in [Float.nan, .infinity, -.infinity] {
      let buffer = FloatBuffer(count: 20_001, zeroed: true)
      buffer[position] = bad
      #expect(!UpdateKernels.sumOfSquares(buffer).isFinite)
    }
  }
}
