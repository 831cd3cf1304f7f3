// A loss by its definition on the tape: its gradient, and that the kernels agree with it.

import Boxes
import Kernels
import Losses
import Randomness
import Tensors
import Testing
import _TestSupport

@Suite("Losses by their definition")
struct DefinedLossTests {
  static let losses: [ClassLoss] = [
    .focal(FocalLoss()), .crossEntropy, .balancedCrossEntropy(alpha: 0.75), .clampedFocal(ClampedFocalLoss()),
    .softmaxFocal(SoftmaxFocalLoss(alpha: 0.25)),
  ]
  static let labels: [Int32] = [-1, 0, -2, 2, -1, -1, 1, -1]

  /// The rows of each image that are not ignored.
  private func rows(_ labels: [Int32], images: Int) -> [[Int]] {
    let count = labels.count / images
    return (0..<images).map { image in (0..<count).filter { labels[image * count + $0] != -2 } }
  }

  private func defined(
    _ loss: some ClassificationLoss, _ logits: Variable, labels: [Int32], factors: [Double], _ tape: Tape
  ) -> Variable {
    let count = labels.count / factors.count
    return tape.definedLoss(logits, rows: rows(labels, images: factors.count), factors: factors) {
      image, row, numbers in
      let target = AnchorTarget(code: labels[image * count + row])
      return (loss.value(logits: numbers, target: target), loss.gradient(logits: numbers, target: target))
    }
  }

  @Test("Every classification loss: positives of three classes, negatives and an ignored anchor", arguments: losses)
  func gradient(loss: ClassLoss) {
    var generator = SeededGenerator(seed: 7)
    let logits = Tensor([2, 4, loss.outputs.count(classes: 3)], in: -3...3, using: &generator)
    let check = GradientCheck(inputs: [("logits", logits)]) {
      [defined(loss, $1[0], labels: Self.labels, factors: [1, 0.5], $0)]
    }
    let errors = check.errors()
    #expect(errors.isEmpty, "\(loss.name): \(errors)")
  }

  @Test(
    "The kernel of the focal loss agrees, in value and gradient, for every γ", arguments: [0, 0.5, 1, 2, 5] as [Double])
  func focalKernel(gamma: Double) {
    var generator = SeededGenerator(seed: 8)
    let loss = FocalLoss(alpha: .perClass([0.25, 0.5, 0.9]), gamma: gamma)
    let labels = (0..<2 * 500).map { _ in Int32(generator.next() % 6) - 2 }.map { $0 > 2 ? -1 : $0 }
    let logits = Tensor([2, 500, 3], in: -20...20, using: &generator)
    let kernel = FocalKernel(
      positiveWeights: (0..<3).map { Float(loss.weight(isPositive: true, label: $0)) },
      negativeWeights: (0..<3).map { Float(loss.weight(isPositive: false, label: $0)) }, gamma: Float(gamma))
    let (first, second) = (Variable(logits, needsGradient: true), Variable(logits, needsGradient: true))
    let (tape, other) = (Tape(), Tape())
    let fast = tape.focalLoss(first, labels: labels, factors: [0.1, 0.3], kernel)
    let slow = defined(loss, second, labels: labels, factors: [0.1, 0.3], other)
    #expect(isClose(Double(fast.tensor.buffer[0]), Double(slow.tensor.buffer[0]), relative: 1e-5))
    tape.backward(fast)
    other.backward(slow)
    #expect(difference(first.gradient?.array ?? [], second.gradient?.array ?? []) < 1e-5)
  }

  @Test("The kernel of smooth L1 agrees, in value and gradient", arguments: [0, 1.0 / 9, 1])
  func boxKernel(beta: Double) {
    var generator = SeededGenerator(seed: 9)
    let loss = SmoothL1(beta: beta)
    let (deltas, targets) = (Tensor([2, 4, 4], using: &generator), Tensor([2, 4, 4], using: &generator))
    let (first, second) = (Variable(deltas, needsGradient: true), Variable(deltas, needsGradient: true))
    let (tape, other) = (Tape(), Tape())
    let fast = tape.boxLoss(
      first, targets: targets, labels: Self.labels, factors: [0.1, 0.3], BoxKernel(beta: Float(beta)))
    let slow = other.definedLoss(second, rows: [[1, 3], [2]], factors: [0.1, 0.3]) { image, row, numbers in
      let differences = numbers.indices.map { numbers[$0] - Double(targets.array[16 * image + 4 * row + $0]) }
      return (differences.reduce(0) { $0 + loss.value($1) }, differences.map(loss.gradient))
    }
    #expect(isClose(Double(fast.tensor.buffer[0]), Double(slow.tensor.buffer[0]), relative: 1e-5))
    tape.backward(fast)
    other.backward(slow)
    #expect(difference(first.gradient?.array ?? [], second.gradient?.array ?? []) < 1e-5)
  }

  @Test(
    "On the tape an output of ±10³⁰, ±∞ or NaN gives the definition's loss and slopes, rounded", arguments: losses,
    [1e30, -1e30, .infinity, -Float.infinity, .nan])
  func extremes(loss: ClassLoss, extreme: Float) {
    let width = loss.outputs.count(classes: 3)
    for label in [Int32(-1), 0, 2] {
      for index in 0..<width {
        var numbers = [0.5, -1, 0.25, 1].prefix(width).map { Float($0) }
        numbers[index] = extreme
        let logits = Variable(Tensor(shape: [1, 1, width], numbers), needsGradient: true)
        let tape = Tape()
        let received = defined(loss, logits, labels: [label], factors: [0.5], tape)
        tape.backward(received)
        let target = AnchorTarget(code: label)
        let value = 0.5 * loss.value(logits: numbers.map(Double.init), target: target)
        let slopes = loss.gradient(logits: numbers.map(Double.init), target: target).map { 0.5 * $0 }
        #expect(unitsInLastPlace(received.tensor.buffer[0], from: value) == 0)
        let distances = zip(logits.gradient?.array ?? [], slopes).map(unitsInLastPlace)
        #expect(distances == slopes.map { _ in 0 }, "label \(label), output \(index)")
      }
    }
  }

  @Test("Rows that are not listed, and images without any, cost nothing and have gradient 0")
  func empty() {
    let input = Variable(Tensor(shape: [2, 2, 1], [1, 2, 3, 4]), needsGradient: true)
    let tape = Tape()
    let loss = tape.definedLoss(input, rows: [[1], []], factors: [0.5, 7]) { _, _, x in (x[0] * x[0], [2 * x[0]]) }
    #expect(loss.tensor.array == [0.5 * 2 * 2])
    tape.backward([(loss, 3)])
    #expect(input.gradient?.array == [0, 3 * 0.5 * 2 * 2, 0, 0])
  }

  @Test("A row that is not there, and a gradient of another width, are refused")
  func refused() async {
    await #expect(processExitsWith: .failure) {
      _ = Tape().definedLoss(Variable(Tensor(zeros: [1, 2, 1])), rows: [[2]], factors: [1]) { _, _, _ in (0, [0]) }
    }
    await #expect(processExitsWith: .failure) {
      _ = Tape().definedLoss(Variable(Tensor(zeros: [1, 2, 1])), rows: [[0]], factors: [1]) { _, _, _ in (0, []) }
    }
  }
}
