// The same bits whatever the number of threads, for every kernel.

import Foundation
import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Threads", .serialized)
struct ThreadsTests {
  /// What every kernel makes of seeded numbers, by name; maps are large enough for several pieces.
  private func results(seed: UInt64) -> [(name: String, bits: [UInt32])] {
    var generator = SeededGenerator(seed: seed)
    var results: [(name: String, bits: [UInt32])] = []
    func keep(_ name: String, _ values: [Float]) { results.append((name, bits(values))) }

    let maps = [(height: 24, width: 25), (5, 7), (1, 1)].map {
      FeatureMap(images: 3, height: $0.height, width: $0.width, channels: 20, using: &generator)
    }
    let flow = maps.map { FeatureMap(images: 3, height: $0.height, width: $0.width, channels: 36, using: &generator) }
    let convolution = Convolution(kernel: 3, inputChannels: 20, outputChannels: 36)
    let weights = FloatBuffer(generator.floats(convolution.weightCount))
    let bias = FloatBuffer(generator.floats(36))
    for (index, map) in convolution.forward(maps, weights: weights, bias: bias).enumerated() {
      keep("convolution \(index)", map.array)
    }
    let sizes = maps.map { (height: $0.height, width: $0.width) }
    for (index, map) in convolution.inputGradient(flow, weights: weights, sizes: sizes).enumerated() {
      keep("input gradient \(index)", map.array)
    }
    let weightGradient = FloatBuffer(count: convolution.weightCount, zeroed: true)
    convolution.addWeightGradient(maps, outputGradients: flow, to: weightGradient)
    keep("weight gradient", weightGradient.array)
    let biasGradient = FloatBuffer(count: 36, zeroed: true)
    convolution.addBiasGradient(flow, to: biasGradient)
    keep("bias gradient", biasGradient.array)

    for sharing in [Normalization.Sharing.batch, .group(count: 4)] {
      let normalization = Normalization(sharing, rectifies: true)
      let (scale, shift) = (FloatBuffer(generator.floats(36)), FloatBuffer(generator.floats(36)))
      let statistics = normalization.statistics(flow)
      let outputs = normalization.apply(flow, statistics, scale: scale, shift: shift)
      let (scaleGradient, shiftGradient) = (FloatBuffer(count: 36, zeroed: true), FloatBuffer(count: 36, zeroed: true))
      let gradients = normalization.gradient(
        inputs: flow, outputGradients: flow, statistics, scale: scale, shift: shift, addScaleTo: scaleGradient,
        addShiftTo: shiftGradient)
      keep("\(sharing): statistics", statistics.flatMap { ($0.mean + $0.variance).map { Float($0) } })
      keep("\(sharing): outputs", outputs.flatMap { $0.array })
      keep("\(sharing): gradients", gradients.flatMap { $0.array } + scaleGradient.array + shiftGradient.array)
    }

    let (large, other) = (
      FeatureMap(images: 2, height: 40, width: 40, channels: 20, using: &generator),
      FeatureMap(images: 2, height: 40, width: 40, channels: 20, using: &generator)
    )
    let coarse = FeatureMap(images: 2, height: 20, width: 20, channels: 20, using: &generator)
    keep("ReLU", Elementwise.rectified(large).array)
    keep("ReLU gradient", Elementwise.rectifiedGradient(output: large, outputGradient: other).array)
    keep("rectified sum", Elementwise.sumRectified(large, other).array)
    keep("upsampling", Elementwise.addUpsampled(fine: large, coarse: coarse).array)
    keep("upsampling gradient", Elementwise.upsamplingGradient(large, height: 20, width: 20).array)
    keep("concatenation", Elementwise.concatenated([large, coarse]).array)
    let sum = FloatBuffer(large.array)
    Elementwise.add(other.buffer, to: sum)
    Elementwise.scale(sum, by: 0.3)
    keep("sum and scale", sum.array)

    let labels = (0..<6_000).map { _ in Int32(generator.chance(0.05) ? generator.integer(in: -2...2) : -1) }
    let logits = FloatBuffer(generator.floats(3 * labels.count, in: -6...2))
    let focal = FocalKernel(positiveWeights: [0.25, 0.25, 0.25], negativeWeights: [0.75, 0.75, 0.75], gamma: 2)
      .lossAndGradient(logits: logits, labels: labels, factors: [0.1, 0.2])
    keep("focal loss", focal.losses.map { Float($0) } + focal.gradient.array)
    let box = BoxKernel(beta: 0.1).lossAndGradient(
      deltas: FloatBuffer(generator.floats(4 * labels.count)), targets: FloatBuffer(generator.floats(4 * labels.count)),
      labels: labels, factors: [0.1, 0.2])
    keep("box loss", box.losses.map { Float($0) } + box.gradient.array)

    let (weight, gradient) = (FloatBuffer(generator.floats(50_001)), FloatBuffer(generator.floats(50_001)))
    let (mean, square) = (FloatBuffer(count: 50_001, zeroed: true), FloatBuffer(count: 50_001, zeroed: true))
    let total = UpdateKernels.sumOfSquares(gradient)
    results.append(
      ("sum of squares", [UInt32(truncatingIfNeeded: total.bitPattern), UInt32(total.bitPattern >> 32)]))
    UpdateKernels.momentum(
      weights: weight, gradient: gradient, velocity: mean, rate: 0.1, momentum: 0.9, decay: 0.01, factor: 0.5)
    UpdateKernels.adam([
      .init(
        weights: weight, gradient: gradient, mean: mean, square: square,
        coefficients: UpdateKernels.AdamCoefficients(
          rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.01, correction1: 0.1, correction2: 0.01,
          factor: 0.5))
    ])
    UpdateKernels.average(weight, into: gradient, share: 0.1)
    keep("updates", weight.array + mean.array + square.array + gradient.array)
    return results
  }

  @Test("Every kernel gives the same bits with 1, 2 and 3 threads, and again with 1", arguments: 0..<3 as Range<UInt64>)
  func sameBits(seed: UInt64) {
    let one = Threads.with(1) { results(seed: seed) }
    for threads in [2, 3, 1] {
      for (expected, received) in zip(one, Threads.with(threads) { results(seed: seed) }) {
        #expect(firstDifference(expected.bits, received.bits) == nil, "\(expected.name) with \(threads) threads")
      }
    }
  }

  @Test("The number of threads is that of the innermost scope, and what it was before when the scope is left")
  func count() {
    let before = Threads.count
    #expect(Threads.with(3) { Threads.count } == 3)
    #expect(Threads.with(1) { Threads.with(nil) { Threads.count } } == 1)
    #expect(
      Threads.with(2) {
        Threads.with(5) {}; return Threads.count
      } == 2, "the inner scope is left")
    #expect(Threads.count == before)
    struct Failure: Error {}
    #expect(throws: Failure.self) { try Threads.with(before + 1) { throw Failure() } }
    #expect(Threads.count == before, "an error leaves the scope, too")
  }

  @Test("Two tasks at once have each their own number; a task's children have its")
  func tasks() async {
    let counts = await withTaskGroup(of: (expected: Int, found: [Int]).self) { group in
      for threads in 1...8 {
        group.addTask {
          await Threads.with(threads) {
            async let child = Threads.count
            await Task.yield()
            return (threads, [Threads.count, await child])
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for (expected, found) in counts { #expect(found == [expected, expected]) }
  }

  @Test("No threads at all are refused with a sentence, by optimized code too")
  func none() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Threads.with(0) {}
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("threads must be at least 1, found 0"))
  }

  @Test("Kernels asked for from several threads at once disturb neither each other nor the bits")
  func callers() async {
    let expected = Threads.with(1) { Self.doubled(0) }
    for threads in [1, 2, 5] {
      let found = await Threads.with(threads) {
        await withTaskGroup(of: [Float].self) { group in
          for caller in 0..<24 { group.addTask { Self.doubled(caller) } }
          var results: [[Float]] = []
          for await result in group { results.append(result) }
          return results
        }
      }
      #expect(found.count == 24)
      for result in found {
        #expect(zip(result, expected).allSatisfy { $0 - result[0] == $1 }, "with \(threads) threads")
      }
    }
  }

  @Test("Many short jobs, with pauses: helpers come late, sleep and wake, and no piece is lost or done twice")
  func shortJobs() {
    let counts = [1, 2, 3, 16_384, 16_385, 100_000]
    Threads.with(4) {
      for round in 0..<300 {
        let count = counts[round % counts.count]
        let buffer = FloatBuffer(count: count, zeroed: true)
        let ones = FloatBuffer([Float](repeating: 1, count: count))
        for _ in 0..<3 { Elementwise.add(ones, to: buffer) }
        #expect(buffer.array.allSatisfy { $0 == 3 })
        if round % 100 == 99 { Thread.sleep(forTimeInterval: 0.02) }
      }
    }
  }

  /// A number for each of 100 000 places, doubled ten times over in pieces, plus a multiple of 2²⁰.
  private static func doubled(_ caller: Int) -> [Float] {
    let buffer = FloatBuffer((0..<100_000).map { Float($0 % 512) })
    for _ in 0..<10 { Elementwise.scale(buffer, by: 2) }
    Elementwise.add(FloatBuffer([Float](repeating: Float(caller) * 0x1p20, count: 100_000)), to: buffer)
    return buffer.array
  }
}
