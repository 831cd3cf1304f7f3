// The tower against its definition: the same operations one after another.

import Kernels
import Randomness
import Tensors
import Testing
import _TestSupport

@Suite("A head's tower", .serialized)
struct TowerTests {
  private let channels = 32
  private let width = 3

  private struct Results {
    var output: Tensor
    var inputs: [[Float]]
    var parameters: [(name: String, gradient: [Float])]
    /// How near to zero a normalized number comes: one that rounding carries across has another gradient.
    var nearestToZero: Float
  }

  /// Output and gradients of the tower, or of its operations, on seeded numbers.
  private func results(
    isFused: Bool, sharing: Normalization.Sharing, stages count: Int, sizes: [(Int, Int)], images: Int, seed: UInt64
  ) throws -> Results {
    var generator = SeededGenerator(seed: seed)
    let convolution = Convolution(kernel: 3, inputChannels: channels, outputChannels: channels)
    let predictor = Convolution(kernel: 3, inputChannels: channels, outputChannels: 27)
    let normalization = Normalization(sharing, rectifies: true)
    let inputs = sizes.map {
      Variable(Tensor([images, $0.0, $0.1, channels], using: &generator), needsGradient: true)
    }
    func parameter(_ name: String, _ shape: [Int]) -> Parameter {
      Parameter(name: name, value: Tensor(shape, using: &generator), decays: true)
    }
    let stages = (0..<count).map {
      Stage(
        weights: parameter("weights \($0)", [3, 3, channels, channels]), scale: parameter("scale \($0)", [channels]),
        shift: parameter("shift \($0)", [channels]))
    }
    let weights = parameter("predictor's weights", [3, 3, channels, 27])
    let bias = parameter("predictor's bias", [27])
    // Memory with NaN in it: whoever reads what was not written is found out.
    for input in inputs { for _ in 0..<6 { FloatBuffer(count: input.tensor.count).fill(.nan) } }
    let tape = Tape()
    var output: Variable
    var nearest = Float.infinity
    if isFused {
      let tower = try #require(
        ConvolutionTower(convolution: convolution, normalization: normalization, predictor: predictor))
      output = tape.towers(inputs, [.init(tower, stages: stages, predictor: weights, bias: bias, width: width)])[0]
    } else {
      var features = inputs
      for stage in stages {
        let convolved = tape.convolve(features, convolution, weights: stage.weights)
        features = tape.normalize(convolved, normalization, scale: stage.scale, shift: stage.shift)
        let numbers = Tape(isRecording: false).normalize(
          convolved, Normalization(sharing, rectifies: false), scale: stage.scale, shift: stage.shift)
        nearest = numbers.flatMap { $0.tensor.array }.reduce(nearest) { min($0, abs($1)) }
      }
      output = tape.concatenate(tape.convolve(features, predictor, weights: weights, bias: bias), width: width)
    }
    let slope = Tensor(output.shape, using: &generator)
    let total = tape.record(inputs: [output], outputs: [Tensor(shape: [], [0])]) { _ in [slope] }[0]
    tape.backward(total)
    return Results(
      output: output.tensor, inputs: inputs.map { $0.gradient?.array ?? [] },
      parameters: (stages.flatMap { [$0.weights, $0.scale, $0.shift] } + [weights, bias]).map {
        ($0.name, $0.gradient.array)
      }, nearestToZero: nearest)
  }

  @Test(
    "The tower computes what its operations compute one after another, forward and backward",
    arguments: [Normalization.Sharing.batch, .group(count: 8)], [0, 1, 3])
  func definition(sharing: Normalization.Sharing, stages: Int) throws {
    // Many tiles, whole and cut off, and maps of a single pixel.
    let sizes = [(17, 15), (8, 8), (4, 4), (2, 3), (1, 1)]
    func results(isFused: Bool, seed: UInt64) throws -> Results {
      try self.results(isFused: isFused, sharing: sharing, stages: stages, sizes: sizes, images: 5, seed: seed)
    }
    // The first numbers of which none is so near to zero that rounding decides on which side it is.
    let seed = try #require(
      (1...20).first { try results(isFused: false, seed: $0).nearestToZero > 2e-6 } as UInt64?)
    let fused = try results(isFused: true, seed: seed)
    let plain = try results(isFused: false, seed: seed)
    #expect(fused.output.shape == plain.output.shape)
    #expect(difference(fused.output.array, plain.output.array) < 1e-5)
    for (level, (received, expected)) in zip(fused.inputs, plain.inputs).enumerated() {
      #expect(difference(received, expected) < 1e-5 * Float(1 + stages), "input \(level)")
    }
    for (received, expected) in zip(fused.parameters, plain.parameters) {
      #expect(difference(received.gradient, expected.gradient) < 1e-5 * Float(1 + stages), "\(received.name)")
    }
  }

  @Test("The tower's bits are the same for one thread and for three")
  func threads() throws {
    let sizes = [(16, 16), (5, 6), (2, 2)]
    func bits(threads: Int) throws -> [[UInt32]] {
      try Threads.with(threads) {
        let results = try results(
          isFused: true, sharing: .group(count: 8), stages: 2, sizes: sizes, images: 9, seed: 2)
        return ([results.output.array] + results.inputs + results.parameters.map(\.gradient)).map {
          $0.map(\.bitPattern)
        }
      }
    }
    #expect(try bits(threads: 1) == bits(threads: 3))
  }

  @Test("Shapes without a fused form are refused: no ReLU, or channels that do not fill a vector")
  func refused() {
    let wide = Convolution(kernel: 3, inputChannels: 32, outputChannels: 32)
    let narrow = Convolution(kernel: 3, inputChannels: 3, outputChannels: 3)
    let group = Normalization(.group(count: 1), rectifies: true)
    #expect(ConvolutionTower(convolution: wide, normalization: group, predictor: wide) != nil)
    #expect(
      ConvolutionTower(convolution: wide, normalization: .init(.batch, rectifies: false), predictor: wide) == nil)
    #expect(ConvolutionTower(convolution: narrow, normalization: group, predictor: narrow) == nil)
    let strided = Convolution(kernel: 3, stride: 2, inputChannels: 32, outputChannels: 32)
    #expect(ConvolutionTower(convolution: wide, normalization: group, predictor: strided) == nil)
  }
}
