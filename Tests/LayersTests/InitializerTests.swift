// How weights begin: the distributions asked for, and for each name its own numbers.

import Kernels
import Layers
import Testing
import _TestSupport

@Suite("Initializers")
struct InitializerTests {
  // 3 · 3 · 40 · 60 = 21 600 numbers: the standard error of a mean is 0.0068 deviations, of a variance 0.0096 of it.
  private let convolution = Convolution(kernel: 3, inputChannels: 40, outputChannels: 60)

  private func weights(_ initializer: Initializer, name: String = "a", seed: UInt64 = 0) -> [Double] {
    initializer.weights(convolution, name: name, seed: seed).array.map(Double.init)
  }

  private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
  }

  @Test("Normal numbers of deviation 0.01 have mean 0 and that deviation", arguments: 0..<3 as Range<UInt64>)
  func normal(seed: UInt64) {
    let (mean, variance) = moments(weights(.normal(deviation: 0.01), seed: seed))
    #expect(abs(mean) < 5 * 0.0068 * 0.01)
    #expect(isClose(variance, 1e-4, relative: 0.05))
  }

  @Test("He's variance is 2 / (9 · 60): it counts outputs, not inputs", arguments: 0..<3 as Range<UInt64>)
  func he(seed: UInt64) {
    let (mean, variance) = moments(weights(.he, seed: seed))
    #expect(abs(mean) < 5 * 0.0068 * (2.0 / 540).squareRoot())
    #expect(isClose(variance, 2.0 / 540, relative: 0.05))
  }

  @Test(
    "Uniform numbers fill ±√(3 / (9 · 40)), whose variance is 1 / (9 · 40): it counts inputs",
    arguments: 0..<3 as Range<UInt64>)
  func uniform(seed: UInt64) {
    let values = weights(.uniformFanIn, seed: seed)
    let bound = (3.0 / 360).squareRoot()
    #expect(values.allSatisfy { abs($0) <= bound * (1 + 1e-7) })
    #expect((values.max() ?? 0) > 0.999 * bound && (values.min() ?? 0) < -0.999 * bound)
    #expect(isClose(moments(values).variance, 1.0 / 360, relative: 0.05))
  }

  @Test("A constant is everywhere the same")
  func constant() { #expect(Set(weights(.constant(0.5))) == [0.5]) }

  @Test("The shape is kernel, kernel, inputs, outputs")
  func shape() { #expect(Initializer.he.weights(convolution, name: "a", seed: 0).shape == [3, 3, 40, 60]) }

  @Test("The same name and seed give the same numbers, another name or seed others")
  func names() {
    #expect(firstDifference(weights(.he), weights(.he)) == nil)
    #expect(firstDifference(weights(.he), weights(.he, name: "b")) != nil)
    #expect(firstDifference(weights(.he), weights(.he, seed: 1)) != nil)
  }
}
