// Muon's definition, and a whole model's Muon against it.

import Kernels
import Randomness
import Tensors
import Testing
import Training
import _TestSupport

@Suite("Muon")
struct MuonTests {
  /// a s + b s³ + c s⁵, five times: what becomes of a singular value that is the share s of the norm.
  private func singular(_ share: Double) -> Double {
    (0..<5).reduce(share) { s, _ in 3.4445 * s - 4.7750 * s * s * s + 2.0315 * s * s * s * s * s }
  }

  @Test("A diagonal matrix, worked: each number on the diagonal goes its own way, and all end near 1")
  func diagonal() {
    let norm = (3.0 * 3 + 4 * 4).squareRoot()
    let found = Muon.orthogonalized([[3, 0], [0, -4]])
    #expect(isClose(found[0][0], singular(3 / norm), relative: 1e-12))
    #expect(isClose(found[1][1], -singular(4 / norm), relative: 1e-12))
    #expect(found[0][1] == 0 && found[1][0] == 0)
    for share in stride(from: 0.003, through: 1, by: 0.001) { #expect(0.67...1.21 ~= singular(share), "\(share)") }
  }

  @Test("Zeros stay zeros; one number becomes its sign; lying and standing matrices are each other's mirror image")
  func edges() {
    #expect(Muon.orthogonalized([[0, 0, 0]]) == [[0, 0, 0]])
    for number in [1e-9, -3, 1e9] {
      #expect(isClose(Muon.orthogonalized([[number]])[0][0], (number < 0 ? -1 : 1) * singular(1), relative: 1e-12))
    }
    let lying = [[1.0, 2, 3], [0, 1, -1]]
    let standing = lying[0].indices.map { column in lying.map { $0[column] } }
    let (a, b) = (Muon.orthogonalized(lying), Muon.orthogonalized(standing))
    for (row, column) in [(0, 0), (0, 2), (1, 1)] { #expect(isClose(a[row][column], b[column][row], relative: 1e-12)) }
  }

  @Test("Columns end at right angles, whatever they were: 5 × 3 random numbers")
  func angles() {
    for seed in 0..<10 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let matrix = (0..<5).map { _ in (0..<3).map { _ in generator.normal() } }
      let found = Muon.orthogonalized(matrix)
      for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        let (product, length) = (
          found.reduce(0) { $0 + $1[i] * $1[j] }, found.reduce(0) { $0 + $1[i] * $1[i] }
        )
        // Singular values between 0.7 and 1.2 leave that much.
        #expect(abs(product) < 0.5 && 0.4...1.5 ~= length, "seed \(seed)")
      }
    }
  }

  @Test("A step, worked: 2 with gradient 5, decay 0.5 and rate 0.1 falls by 0.1 · (0.5 · 2 + 0.4 · sign)")
  func worked() {
    for size in [1e-6, 5, 1e6] {
      var (weights, muon) = ([[2.0]], Muon(momentum: 0.9, decay: 0.5))
      muon.step(&weights, gradient: [[size]], rate: 0.1)
      #expect(isClose(weights[0][0], 2 - 0.1 * (0.5 * 2 + 0.4 * singular(1)), relative: 1e-12))
      #expect(isClose(muon.velocity[0][0], (1 - 0.9) * size, relative: 1e-12))
    }
    // Four rows: 0.4 √4 times as far.
    var (weights, muon) = ([[0.0], [0], [0], [0]], Muon(decay: 0))
    muon.step(&weights, gradient: [[1], [0], [0], [0]], rate: 0.1)
    #expect(isClose(weights[0][0], -0.1 * 0.4 * 2 * singular(1), relative: 1e-12))
  }

  /// Eight steps by both; the largest difference as a share of the largest move.
  private func difference(_ shape: [Int], rank: Int?, seed: UInt64) -> Double {
    var generator = SeededGenerator(seed: seed)
    let (columns, count) = (shape[3], shape.reduce(1, *))
    func rows(_ values: [Float]) -> [[Double]] {
      stride(from: 0, to: count, by: columns).map { values[$0..<$0 + columns].map(Double.init) }
    }
    let parameter = Parameter(name: "a", value: Tensor(shape: shape, generator.floats(count)), decays: true)
    let optimizer = Optimizer(
      OptimizerConfiguration(
        rule: .muon(momentum: 0.8, beta1: 0.9, beta2: 0.99, epsilon: 1e-8), weightDecay: 0.02, clipNorm: 5),
      parameters: [parameter])
    var (weights, muon) = (rows(parameter.value.array), Muon(momentum: 0.8, decay: 0.02))
    let start = weights
    for step in 0..<8 {
      let rate = 0.05 / Double(step + 1)
      var gradient = generator.floats(count)
      if let rank {
        let (left, right) = (generator.floats(rank * count / columns), generator.floats(rank * columns))
        for index in 0..<count {
          gradient[index] = (0..<rank).reduce(0) {
            $0 + left[index / columns * rank + $1] * right[$1 * columns + index % columns]
          }
        }
      }
      parameter.gradient.buffer.write(gradient)
      let norm = optimizer.gradientNorm()
      optimizer.update(rate: rate, gradientNorm: norm)
      let factor = min(1, 5 / norm)
      muon.step(&weights, gradient: rows(gradient).map { $0.map { factor * $0 } }, rate: rate)
    }
    var (worst, moved) = (0.0, 0.0)
    for (row, values) in rows(parameter.value.array).enumerated() {
      for (column, value) in values.enumerated() {
        worst = max(worst, abs(value - weights[row][column]))
        moved = max(moved, abs(weights[row][column] - start[row][column]))
      }
    }
    return worst / moved
  }

  @Test(
    "Convolutions of all shapes: standing, lying, of odd numbers, of one number, with full and with weak gradients",
    arguments: [
      [3, 3, 5, 4], [3, 3, 16, 24], [1, 1, 3, 20], [1, 1, 40, 70], [3, 3, 1, 1], [1, 1, 1, 1], [7, 7, 3, 16],
    ],
    [nil, 1, 2])
  func agree(shape: [Int], rank: Int?) {
    for seed in 0..<2 as Range<UInt64> {
      let difference = difference(shape, rank: rank, seed: seed)
      #expect(difference < 1e-3, "\(shape) of rank \(rank ?? 0), seed \(seed): \(difference)")
    }
  }

  @Test(
    "Without a gradient, or with one too small to be squared, weights only decay; with a large one they stay numbers")
  func noGradient() {
    for size: Float in [0, 1e-30, 1e-12, 1e18] {
      let parameter = Parameter(
        name: "a", value: Tensor(shape: [1, 1, 2, 2], [1, 2, 3, 4]), decays: true)
      parameter.gradient.buffer.write([size, 0, 0, size])
      let optimizer = Optimizer(
        OptimizerConfiguration(
          rule: .muon(momentum: 0.8, beta1: 0.9, beta2: 0.99, epsilon: 1e-8), weightDecay: 0.5, clipNorm: nil),
        parameters: [parameter])
      optimizer.update(rate: 0.1, gradientNorm: Double(size))
      let expected = [1, 2, 3, 4].map { Float($0) * 0.95 }
      let found = parameter.value.array
      #expect(found.allSatisfy { $0.isFinite }, "\(size)")
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 } == (size < 1e-20), "\(size): \(found)")
    }
  }

  @Test("In a model with Muon what is no convolution's kernel is AdamW's, and remembered as that")
  func others() {
    func parameters() -> [Parameter] {
      let all = [
        Parameter(name: "a", value: Tensor(shape: [1, 1, 2, 2], [1, 2, 3, 4]), decays: true),
        Parameter(name: "b", value: Tensor(shape: [3], [1, 2, 3]), decays: false),
      ]
      all[0].gradient.buffer.write([1, 0, 0, 2])
      all[1].gradient.buffer.write([1, -2, 0])
      return all
    }
    let (mixed, plain) = (parameters(), parameters())
    let muon = Optimizer(.muon, parameters: mixed)
    muon.update(rate: 0.1, gradientNorm: 1)
    Optimizer(.adamW, parameters: plain).update(rate: 0.1, gradientNorm: 1)
    #expect(mixed[1].value.array == plain[1].value.array)
    #expect(mixed[0].value.array != plain[0].value.array)
    #expect(muon.state.map(\.name) == ["optimizer.velocity.a", "optimizer.mean.b", "optimizer.square.b"])
    #expect(mixed.allSatisfy { $0.gradient.array.allSatisfy { $0 == 0 } })
  }

  @Test("The bits of a step are the same with one, two and seven threads")
  func threads() {
    func weights(_ threads: Int) -> [[Float]] {
      Threads.with(threads) {
        var generator = SeededGenerator(seed: 3)
        let parameters = [[3, 3, 64, 64], [1, 1, 8, 64], [3, 3, 16, 32], [3, 3, 3, 16]].map { shape in
          Parameter(
            name: "\(shape)", value: Tensor(shape: shape, generator.floats(shape.reduce(1, *))), decays: true)
        }
        for parameter in parameters { parameter.gradient.buffer.write(generator.floats(parameter.value.count)) }
        Optimizer(.muon, parameters: parameters).update(rate: 0.1, gradientNorm: 3)
        return parameters.map(\.value.array)
      }
    }
    let one = weights(1)
    #expect(weights(2) == one && weights(7) == one)
  }
}
