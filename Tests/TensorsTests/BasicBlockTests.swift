// The basic block against its definition: the same operations one after another.

import Kernels
import Randomness
import Tensors
import Testing
import _TestSupport

@Suite("A basic block", .serialized)
struct BasicBlockTests {
  private struct Results {
    var output: [Float]
    var input: [Float]
    var parameters: [(name: String, gradient: [Float])]
    var running: [[Float]]
  }

  /// Output, gradients and running statistics of the block, or of its operations, on seeded numbers.
  ///
  /// - Parameter isShared: whether something else depends on the input, too, so that its gradient is a sum.
  private func results(
    isFused: Bool, inputs: Int, outputs: Int, stride: Int, size: (Int, Int), isShared: Bool, seed: UInt64
  ) throws -> Results {
    var generator = SeededGenerator(seed: seed)
    let first = Convolution(kernel: 3, stride: stride, inputChannels: inputs, outputChannels: outputs)
    let second = Convolution(kernel: 3, inputChannels: outputs, outputChannels: outputs)
    let shortcut = Convolution(kernel: 1, stride: stride, inputChannels: inputs, outputChannels: outputs)
    let input = Variable(Tensor([3, size.0, size.1, inputs], using: &generator), needsGradient: true)
    func parameter(_ name: String, _ shape: [Int]) -> Parameter {
      Parameter(name: name, value: Tensor(shape, using: &generator), decays: true)
    }
    func part(_ name: String, _ kernel: Int, _ inputs: Int) -> Tape.NormalizedPart {
      Tape.NormalizedPart(
        Stage(
          weights: parameter("\(name) weights", [kernel, kernel, inputs, outputs]),
          scale: parameter("\(name) scale", [outputs]), shift: parameter("\(name) shift", [outputs])),
        running: RunningStatistics(channels: outputs))
    }
    let parts = [part("first", 3, inputs), part("second", 3, outputs), part("shortcut", 1, inputs)]
    // Memory with NaN in it: whoever reads what was not written is found out.
    for _ in 0..<12 { FloatBuffer(count: input.tensor.count).fill(.nan) }
    let tape = Tape()
    let output: Variable
    if isFused {
      let block = try #require(BasicBlock(first: first, second: second, shortcut: shortcut, epsilon: 1e-5))
      output = tape.basicBlock(input, block, first: parts[0], second: parts[1], shortcut: parts[2])
    } else {
      func layer(
        _ input: Variable, _ convolution: Convolution, _ part: Tape.NormalizedPart, rectifies: Bool
      ) -> Variable {
        tape.normalize(
          tape.convolve([input], convolution, weights: part.stage.weights), Normalization(.batch, rectifies: rectifies),
          scale: part.stage.scale, shift: part.stage.shift, running: part.running)[0]
      }
      output = tape.sumRectified(
        layer(layer(input, first, parts[0], rectifies: true), second, parts[1], rectifies: false),
        layer(input, shortcut, parts[2], rectifies: false))
    }
    let slope = Tensor(output.shape, using: &generator)
    var losses = [
      (loss: tape.record(inputs: [output], outputs: [Tensor(shape: [], [0])]) { _ in [slope] }[0], factor: Float(1))
    ]
    if isShared {
      let other = Tensor(input.shape, using: &generator)
      losses.append((tape.record(inputs: [input], outputs: [Tensor(shape: [], [0])]) { _ in [other] }[0], 1))
    }
    tape.backward(losses)
    #expect(parts.allSatisfy { $0.running.mean.array.allSatisfy { $0 == 0 } }, "a pass changes no statistics by itself")
    for update in tape.updates { update.commit() }
    return Results(
      output: output.tensor.array, input: input.gradient?.array ?? [],
      parameters: parts.flatMap { $0.stage.parts }.map { ($0.name, $0.gradient.array) },
      running: parts.flatMap { [$0.running.mean.array, $0.running.variance.array] })
  }

  @Test(
    "The block computes what its operations compute one after another, forward and backward",
    arguments: [
      (inputs: 16, outputs: 32, stride: 2, size: (32, 32)), (16, 32, 2, (9, 14)), (32, 64, 2, (2, 2)),
      (5, 16, 3, (20, 19)), (64, 128, 2, (40, 12)),
    ], [false, true])
  func definition(shape: (inputs: Int, outputs: Int, stride: Int, size: (Int, Int)), isShared: Bool) throws {
    let (fused, plain) = try (
      results(
        isFused: true, inputs: shape.inputs, outputs: shape.outputs, stride: shape.stride, size: shape.size,
        isShared: isShared, seed: 1),
      results(
        isFused: false, inputs: shape.inputs, outputs: shape.outputs, stride: shape.stride, size: shape.size,
        isShared: isShared, seed: 1)
    )
    #expect(difference(fused.output, plain.output) < 1e-5)
    #expect(difference(fused.input, plain.input) < 3e-5)
    for (received, expected) in zip(fused.parameters, plain.parameters) {
      #expect(difference(received.gradient, expected.gradient) < 3e-5, "\(received.name)")
    }
    for (received, expected) in zip(fused.running, plain.running) { #expect(difference(received, expected) < 1e-5) }
  }

  @Test("The block's bits are the same for one thread and for three")
  func threads() throws {
    func bits(threads: Int) throws -> [[UInt32]] {
      try Threads.with(threads) {
        let results = try results(
          isFused: true, inputs: 16, outputs: 32, stride: 2, size: (60, 50), isShared: true, seed: 2)
        return ([results.output, results.input] + results.running + results.parameters.map(\.gradient)).map {
          $0.map(\.bitPattern)
        }
      }
    }
    #expect(try bits(threads: 1) == bits(threads: 3))
  }

  @Test("Shapes without a fused form are refused: narrow channels, or a first convolution that keeps the size")
  func refused() {
    func block(_ channels: Int, stride: Int) -> BasicBlock? {
      BasicBlock(
        first: Convolution(kernel: 3, stride: stride, inputChannels: channels, outputChannels: channels),
        second: Convolution(kernel: 3, inputChannels: channels, outputChannels: channels),
        shortcut: Convolution(kernel: 1, stride: stride, inputChannels: channels, outputChannels: channels),
        epsilon: 1e-5)
    }
    #expect(block(16, stride: 2) != nil)
    #expect(block(16, stride: 1) == nil)
    #expect(block(6, stride: 2) == nil)
  }
}
