// The fast box loss against Losses.SmoothL1, value and gradient.

import Boxes
import Kernels
import Losses
import Matching
import Randomness
import Testing
import _TestSupport

@Suite("Box kernel")
struct BoxKernelTests {
  @Test(
    "Value and gradient are those of smooth L1 over the deltas of positive anchors",
    arguments: [0, 1.0 / 9, 1], [1, 2, 3])
  func definition(beta: Double, images: Int) {
    var generator = SeededGenerator(seed: UInt64(images))
    let anchors = 50
    let labels = (0..<images * anchors).map { _ in Int32(generator.integer(in: -2...2)) }
    let factors = (0..<images).map { 1 / Float($0 + 1) }
    let targets = generator.floats(4 * labels.count)
    // Differences of every size: far below β, at β, above, and none.
    var deltas = targets.map { $0 + Float(generator.uniform(in: -0.3...0.3)) }
    for index in Swift.stride(from: 0, to: deltas.count, by: 7) { deltas[index] = targets[index] }
    for index in Swift.stride(from: 3, to: deltas.count, by: 5) { deltas[index] += index % 2 == 0 ? 4 : -4 }
    let result = BoxKernel(beta: Float(beta)).lossAndGradient(
      deltas: FloatBuffer(deltas), targets: FloatBuffer(targets), labels: labels, factors: factors)

    let loss = SmoothL1(beta: Double(Float(beta)))
    var sums = [Double](repeating: 0, count: images)
    let gradient = result.gradient.array
    for index in deltas.indices {
      let (image, anchor) = (index / (4 * anchors), index / 4)
      guard labels[anchor] >= 0 else {
        #expect(gradient[index] == 0, "only positives learn boxes")
        continue
      }
      let difference = Double(deltas[index] - targets[index])
      sums[image] += loss.value(difference) * Double(factors[image])
      #expect(
        isClose(Double(gradient[index]), loss.gradient(difference) * Double(factors[image]), relative: 1e-6),
        "difference \(difference)")
    }
    for (received, expected) in zip(result.losses, sums) { #expect(isClose(received, expected, relative: 1e-5)) }
  }

  @Test("At the join β = 1/9 the loss is 1/18 = 0.0556 and the slope 1, from both sides")
  func join() {
    let kernel = BoxKernel(beta: 1.0 / 9)
    let beta = Float(1.0 / 9)
    for difference in [beta.nextDown, beta, beta.nextUp] {
      let result = kernel.lossAndGradient(
        deltas: FloatBuffer([difference, 0, 0, 0]), targets: FloatBuffer([0, 0, 0, 0]), labels: [0], factors: [1])
      #expect(isClose(result.losses[0], 1.0 / 18, relative: 1e-6))
      #expect(isClose(Double(result.gradient[0]), 1, relative: 1e-6))
    }
  }

  @Test("Without positives the loss is 0, and so is every gradient, whatever the deltas are")
  func noPositives() {
    let result = BoxKernel(beta: 0).lossAndGradient(
      deltas: FloatBuffer([.nan, 1, 2, 3, 4, 5, 6, 7]), targets: FloatBuffer(count: 8, zeroed: true),
      labels: [Targets.background, Targets.ignored], factors: [1])
    #expect(result.losses == [0] && result.gradient.array == [Float](repeating: 0, count: 8))
  }

  @Test("NaN in a positive's delta makes the loss NaN and reaches the gradient", arguments: [0, 1.0 / 9] as [Float])
  func notANumber(beta: Float) {
    let result = BoxKernel(beta: beta).lossAndGradient(
      deltas: FloatBuffer([.nan, 0, 0, 0]), targets: FloatBuffer(count: 4, zeroed: true), labels: [0], factors: [1])
    #expect(result.losses[0].isNaN && result.gradient[0].isNaN)
  }
}
