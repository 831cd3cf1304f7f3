// Every operation of the tape: its backward is the slope of its forward.

import Boxes
import Kernels
import Randomness
import Tensors
import Testing
import _TestSupport

@Suite("Gradients of operations")
struct OperationGradientTests {
  @Test(
    "Convolution: input, weights and bias, over two maps with shared weights",
    arguments: [(kernel: 1, stride: 1), (1, 2), (3, 1), (3, 2), (5, 2)])
  func convolution(shape: (kernel: Int, stride: Int)) {
    var generator = SeededGenerator(seed: 1)
    let convolution = Convolution(kernel: shape.kernel, stride: shape.stride, inputChannels: 3, outputChannels: 5)
    let weights = Parameter(
      name: "weights", value: Tensor([shape.kernel, shape.kernel, 3, 5], using: &generator), decays: true)
    let bias = Parameter(name: "bias", value: Tensor([5], using: &generator), decays: false)
    let check = GradientCheck(
      inputs: [
        ("first", Tensor([2, 4, 5, 3], using: &generator)), ("second", Tensor([2, 2, 1, 3], using: &generator)),
      ], parameters: [weights, bias]
    ) { tape, inputs in tape.convolve(inputs, convolution, weights: weights, bias: bias) }
    let errors = check.errors()
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("Convolution in groups: input, weights and bias", arguments: [2, 4])
  func groupedConvolution(groups: Int) {
    var generator = SeededGenerator(seed: 15)
    let convolution = Convolution(kernel: 3, stride: 2, inputChannels: 8, outputChannels: 4, groups: groups)
    let weights = Parameter(
      name: "weights", value: Tensor([3, 3, 8 / groups, 4], using: &generator), decays: true)
    let bias = Parameter(name: "bias", value: Tensor([4], using: &generator), decays: false)
    let check = GradientCheck(
      inputs: [("input", Tensor([2, 4, 3, 8], using: &generator))], parameters: [weights, bias]
    ) { tape, inputs in tape.convolve(inputs, convolution, weights: weights, bias: bias) }
    let errors = check.errors()
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test(
    "Convolution with frozen factors and offsets, addends and a ReLU: inputs, addends and weights",
    arguments: [(kernel: 1, stride: 1), (1, 2), (3, 1), (3, 2), (7, 2)])
  func finishedConvolution(shape: (kernel: Int, stride: Int)) {
    var generator = SeededGenerator(seed: 12)
    let convolution = Convolution(kernel: shape.kernel, stride: shape.stride, inputChannels: 2, outputChannels: 4)
    let reach = 1 / Double(shape.kernel * shape.kernel)
    let weights = Parameter(
      name: "weights",
      value: Tensor([shape.kernel, shape.kernel, 2, 4], in: -reach...reach, using: &generator), decays: true)
    // Offsets far from 0 against the sums: a channel is either kept or cut off as a whole, away from ReLU's corner.
    let affine = FrozenAffine(
      factors: FloatBuffer(generator.floats(4, in: 0.2...0.6)), offsets: FloatBuffer([3, -3, 2.5, 3.5]))
    func addend(_ height: Int, _ width: Int) -> Tensor {
      Tensor(
        [2, convolution.outputSize(height), convolution.outputSize(width), 4], in: -0.3...0.3, using: &generator)
    }
    let check = GradientCheck(
      inputs: [
        ("first", Tensor([2, 4, 5, 2], using: &generator)), ("second", Tensor([2, 2, 1, 2], using: &generator)),
        ("first addend", addend(4, 5)), ("second addend", addend(2, 1)),
      ], parameters: [weights]
    ) { tape, inputs in
      tape.convolve(
        Array(inputs[..<2]), convolution, weights: weights, affine: affine, adding: Array(inputs[2...]),
        rectifies: true)
    }
    let errors = check.errors()
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("Convolution with a bias and a ReLU: input, weights and bias")
  func rectifiedConvolution() {
    var generator = SeededGenerator(seed: 13)
    let convolution = Convolution(kernel: 3, inputChannels: 3, outputChannels: 4)
    let weights = Parameter(
      name: "weights", value: Tensor([3, 3, 3, 4], in: -0.1...0.1, using: &generator), decays: true)
    let bias = Parameter(name: "bias", value: Tensor(shape: [4], [3, -3, 2.5, 3.5]), decays: false)
    let check = GradientCheck(
      inputs: [("input", Tensor([1, 4, 3, 3], using: &generator))], parameters: [weights, bias]
    ) { $0.convolve($1, convolution, weights: weights, bias: bias, rectifies: true) }
    let errors = check.errors()
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("Max pooling: numbers further apart than the steps", arguments: [(3, 2, 1), (2, 2, 0), (3, 1, 1)])
  func maxPool(kernel: Int, stride: Int, padding: Int) {
    var generator = SeededGenerator(seed: 14)
    var values = (0..<80).map { (index: Int) -> Float in Float(index) * 0.1 - 4 }
    for index in values.indices.reversed() { values.swapAt(index, generator.integer(in: 0...index)) }
    let check = GradientCheck(inputs: [("input", Tensor(shape: [2, 5, 4, 2], values))]) {
      [$0.maxPool($1[0], MaxPool(kernel: kernel, stride: stride, padding: padding))]
    }
    let errors = check.errors()
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test(
    "Normalization: input, scale and shift; by batch and by group, with ReLU and without",
    arguments: [Normalization.Sharing.batch, .group(count: 2)], [true, false])
  func normalization(sharing: Normalization.Sharing, rectifies: Bool) {
    var generator = SeededGenerator(seed: 2)
    let scale = Parameter(name: "scale", value: Tensor([4], in: 0.2...0.6, using: &generator), decays: false)
    // Shifts far from 0 against the scales: a channel is either kept or cut off as a whole, away from ReLU's corner.
    let shift = Parameter(name: "shift", value: Tensor(shape: [4], [3, -3, 2.5, 3.5]), decays: false)
    let check = GradientCheck(
      inputs: [
        ("first", Tensor([2, 3, 2, 4], using: &generator)), ("second", Tensor([2, 2, 2, 4], using: &generator)),
      ], parameters: [scale, shift]
    ) { tape, inputs in
      tape.normalize(inputs, Normalization(sharing, rectifies: rectifies), scale: scale, shift: shift)
    }
    let errors = check.errors()
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("ReLU, away from its corner")
  func rectify() {
    var generator = SeededGenerator(seed: 3)
    let check = GradientCheck(inputs: [("input", Tensor([2, 3, 3, 2], awayFromZero: 0.1, using: &generator))]) {
      [$0.rectify($1[0])]
    }
    let errors = check.errors(tolerance: 1e-4)
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("The rectified sum: both terms, away from its corner")
  func sumRectified() {
    var generator = SeededGenerator(seed: 4)
    let check = GradientCheck(
      inputs: [
        ("a", Tensor([1, 3, 3, 4], awayFromZero: 0.5, using: &generator)),
        ("b", Tensor([1, 3, 3, 4], in: -0.3...0.3, using: &generator)),
      ]
    ) { [$0.sumRectified($1[0], $1[1])] }
    let errors = check.errors(tolerance: 1e-4)
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("Enlarging and adding: the fine and the coarse map, even and odd sizes", arguments: [(2, 3), (1, 2), (3, 5)])
  func addUpsampled(coarse: (Int, Int)) {
    var generator = SeededGenerator(seed: 5)
    let check = GradientCheck(
      inputs: [
        ("fine", Tensor([2, 4, 5, 3], using: &generator)),
        ("coarse", Tensor([2, coarse.0, coarse.1, 3], using: &generator)),
      ]
    ) { [$0.addUpsampled(fine: $1[0], coarse: $1[1])] }
    let errors = check.errors(tolerance: 1e-4)
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("Laying levels one after another: every level")
  func concatenate() {
    var generator = SeededGenerator(seed: 6)
    let check = GradientCheck(
      inputs: [
        ("p3", Tensor([2, 3, 2, 6], using: &generator)), ("p4", Tensor([2, 2, 1, 6], using: &generator)),
        ("p5", Tensor([2, 1, 1, 6], using: &generator)),
      ]
    ) { tape, inputs in
      let output = tape.concatenate(inputs, width: 3)
      #expect(output.shape == [2, (6 + 2 + 1) * 2, 3])
      return [output]
    }
    let errors = check.errors(tolerance: 1e-4)
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("Focal loss: positives, background and ignored anchors, for every γ", arguments: [0, 0.5, 1, 2, 5] as [Float])
  func focalLoss(gamma: Float) {
    var generator = SeededGenerator(seed: 7)
    let kernel = FocalKernel(positiveWeights: [0.25, 0.5, 1], negativeWeights: [0.75, 0.5, 0.9], gamma: gamma)
    let labels: [Int32] = [-1, 0, -2, 2, -1, -1, 1, -1]
    let check = GradientCheck(inputs: [("logits", Tensor([2, 4, 3], in: -3...3, using: &generator))]) {
      [$0.focalLoss($1[0], labels: labels, factors: [1, 0.5], kernel)]
    }
    let errors = check.errors()
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("Box loss: positives only; in the parabola and on both lines", arguments: [0, 1.0 / 9, 1] as [Float])
  func boxLoss(beta: Float) {
    let kernel = BoxKernel(beta: beta)
    let labels: [Int32] = [0, -1, 2, -2]
    var generator = SeededGenerator(seed: 8)
    let targets = Tensor([1, 4, 4], using: &generator)
    // At least two steps from 0 and from every β, where the slope or its change is not the same on both sides.
    let differences: [Float] = [0.055, -0.055, 0.3, -0.3, 2, -2, 0.5, -0.06]
    let deltas = Tensor(
      shape: [1, 4, 4], targets.array.enumerated().map { $0.element + differences[$0.offset % differences.count] })
    let check = GradientCheck(inputs: [("deltas", deltas)], step: 1.0 / 64) {
      [$0.boxLoss($1[0], targets: targets, labels: labels, factors: [0.5], kernel)]
    }
    let errors = check.errors()
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test("The check itself says argument, index, received and expected where a backward is wrong")
  func wrongBackward() {
    let check = GradientCheck(inputs: [("x", Tensor(shape: [2], [1, 2]))]) { tape, inputs in
      tape.record(inputs: inputs, outputs: [Tensor(shape: [2], inputs[0].tensor.array.map { 3 * $0 })]) { gradients in
        [Tensor(shape: [2], [3 * gradients[0].buffer[0], 2 * gradients[0].buffer[1]])]
      }
    }
    let errors = check.errors()
    #expect(errors.count == 1)
    #expect(errors.first?.description.hasPrefix("argument x, index 1: received ") == true)
  }
}
