// The tape: what it records, how gradients add up, what it keeps.

import Kernels
import Tensors
import Testing
import _TestSupport

@Suite("Tape")
struct TapeTests {
  private func row(_ values: [Float]) -> Tensor { Tensor(shape: [1, 1, values.count, 1], values) }

  @Test("A variable used twice gets the sum of both gradients: ∂(x · w₁ + x · w₂) = w₁ + w₂")
  func usedTwice() {
    let tape = Tape()
    let x = Variable(row([1, 2, 3]), needsGradient: true)
    let (a, b) = (tape.rectify(x), tape.rectify(x))
    tape.backward(weightedSum([a, b], [[1, 2, 3], [10, 20, 30]], tape))
    #expect(x.gradient?.array == [11, 22, 33])
  }

  @Test("A variable that is both terms of one sum gets the gradient twice")
  func bothTerms() {
    let tape = Tape()
    let x = Variable(row([1, -2, 3]), needsGradient: true)
    tape.backward(weightedSum([tape.sumRectified(x, x)], [[1, 1, 5]], tape))
    #expect(x.gradient?.array == [2, 0, 10])
  }

  @Test("Losses add up with their factors, and a loss counts as often as it is named")
  func severalLosses() {
    let tape = Tape()
    let x = Variable(row([1, 2]), needsGradient: true)
    let first = weightedSum([x], [[1, 10]], tape)
    let second = weightedSum([x], [[3, 0]], tape)
    tape.backward([(first, 1), (second, 2), (first, 0.5)])
    #expect(x.gradient?.array == [1.5 + 6, 15])
  }

  @Test("A parameter's gradient adds up over passes until it is cleared")
  func parameters() {
    let convolution = Convolution(kernel: 1, inputChannels: 1, outputChannels: 1)
    let weight = Parameter(name: "weight", value: Tensor(shape: [1, 1, 1, 1], [2]), decays: true)
    func pass() {
      let tape = Tape()
      let output = tape.convolve([Variable(row([3, 4]))], convolution, weights: weight)
      tape.backward(weightedSum(output, [[1, 10]], tape))
    }
    #expect(weight.gradient.array == [0])
    pass()
    #expect(weight.gradient.array == [3 + 40])
    pass()
    #expect(weight.gradient.array == [86])
    weight.clearGradient()
    #expect(weight.gradient.array == [0])
  }

  @Test("A constant gets no gradient, and an operation on constants alone is not recorded")
  func constants() {
    let tape = Tape()
    let constant = Variable(row([1, 2]))
    let x = Variable(row([3, 4]), needsGradient: true)
    #expect(!tape.rectify(constant).needsGradient)
    let sum = tape.sumRectified(constant, x)
    #expect(sum.needsGradient)
    tape.backward(weightedSum([sum], [[1, 1]], tape))
    #expect(constant.gradient == nil && x.gradient?.array == [1, 1])
  }

  @Test("Convolutions add to what other operations gave their input, and one that has an input twice adds twice")
  func sums() {
    let shortcut = Convolution(kernel: 1, stride: 2, inputChannels: 1, outputChannels: 1)
    let weights = Parameter(name: "weights", value: Tensor(shape: [1, 1, 1, 1], [10]), decays: true)
    let other = Parameter(name: "others", value: Tensor(shape: [1, 1, 1, 1], [100]), decays: true)
    let (x, y) = (Variable(row([1, 2, 3]), needsGradient: true), Variable(row([1, 2, 3]), needsGradient: true))
    let tape = Tape()
    let twice = tape.convolve([x, x], shortcut, weights: weights)
    let once = tape.convolve([x], shortcut, weights: other)
    // Going back, the sum comes first and hands one tensor to both: what is added for x must not reach y.
    let sum = tape.sumRectified(x, y)
    tape.backward(weightedSum([sum] + twice + once, [[1, 2, 3], [1, 1], [2, 2], [1, 3]], tape))
    #expect(x.gradient?.array == [1 + 10 + 20 + 100, 2, 3 + 10 + 20 + 300])
    #expect(y.gradient?.array == [1, 2, 3])
  }

  @Test("What no loss depends on gets no gradient")
  func unused() {
    let tape = Tape()
    let (x, y) = (Variable(row([1]), needsGradient: true), Variable(row([1]), needsGradient: true))
    let used = tape.rectify(x)
    _ = tape.rectify(y)
    tape.backward(weightedSum([used], [[1]], tape))
    #expect(x.gradient != nil && y.gradient == nil)
  }

  /// Follows a variable without keeping it.
  private struct Trace { weak var variable: Variable? }

  /// The variable between two ReLUs, which only the tape can keep.
  private func trace(_ tape: Tape, _ x: Variable) -> (trace: Trace, output: Variable) {
    let middle = tape.rectify(x)
    return (Trace(variable: middle), tape.rectify(middle))
  }

  @Test("A tape that does not record keeps nothing; one that does keeps it until it has gone back")
  func memory() {
    let x = Variable(row([1, 2]), needsGradient: true)
    let inference = Tape(isRecording: false)
    let (forgotten, output) = trace(inference, x)
    #expect(forgotten.variable == nil)
    #expect(!output.needsGradient && output.tensor.array == [1, 2])

    let training = Tape()
    let (kept, loss) = trace(training, x)
    #expect(kept.variable != nil)
    training.backward(weightedSum([loss], [[1, 1]], training))
    #expect(kept.variable == nil)
    #expect(x.gradient?.array == [1, 1])
  }

  @Test("A training pass leaves the running statistics; committed they move; variances are those of the sample")
  func runningStatistics() {
    let running = RunningStatistics(channels: 1)
    #expect(running.mean.array == [0] && running.variance.array == [1])
    let scale = Parameter(name: "scale", value: Tensor(shape: [1], [1]), decays: false)
    let shift = Parameter(name: "shift", value: Tensor(shape: [1], [0]), decays: false)
    let normalization = Normalization(.batch, epsilon: 0, rectifies: false)
    let tape = Tape(isRecording: false)
    func pass(_ values: [Float], isTraining: Bool) -> [Float] {
      tape.normalize(
        [Variable(row(values))], normalization, scale: scale, shift: shift, running: running, isTraining: isTraining
      )[0].tensor.array
    }
    // Mean 4, squared distances 9 + 1 + 1 + 9 = 20: variance 20 / 4 of the batch, 20 / 3 of the sample.
    _ = pass([1, 3, 5, 7], isTraining: true)
    #expect(running.mean.array == [0] && running.variance.array == [1], "a pass changes nothing")
    #expect(tape.updates.map(\.newest.array) == [[4], [20.0 / 3]] && tape.updates.allSatisfy { $0.share == 0.1 })
    for update in tape.updates { update.commit() }
    #expect(isClose(Double(running.mean.array[0]), 0 + 0.1 * (4 - 0), relative: 1e-6))
    #expect(isClose(Double(running.variance.array[0]), 1 + 0.1 * (20.0 / 3 - 1), relative: 1e-6))

    let (mean, variance) = (Double(running.mean.array[0]), Double(running.variance.array[0]))
    let output = pass([2, 10, 3, 4], isTraining: false)
    for (x, y) in zip([2.0, 10, 3, 4], output) {
      #expect(isClose(Double(y), (x - mean) / variance.squareRoot(), relative: 1e-6))
    }
    #expect(tape.updates.count == 2, "inference has nothing to change")
  }

  @Test("Multiplications are counted by weights and places: 9 · 2 · 4 at 4 · 5 and 2 · 3 places of two images each")
  func multiplications() {
    let convolution = Convolution(kernel: 3, stride: 1, inputChannels: 2, outputChannels: 4)
    let weights = Parameter(name: "weights", value: Tensor(zeros: [3, 3, 2, 4]), decays: true)
    let tape = Tape()
    let inputs = [[2, 4, 5, 2], [2, 2, 3, 2]].map { Variable(Tensor(zeros: $0)) }
    _ = tape.convolve(inputs, convolution, weights: weights)
    #expect(tape.multiplications == 72 * (2 * 4 * 5 + 2 * 2 * 3))
  }

  @Test("A tensor's copy has numbers of its own; a tensor over the same buffer shares them")
  func tensors() {
    let tensor = Tensor(shape: [2, 2], [1, 2, 3, 4])
    let copy = tensor.copied()
    let shared = Tensor(shape: [4], buffer: tensor.buffer)
    tensor.buffer[0] = 9
    #expect(copy.array == [1, 2, 3, 4] && shared.array == [9, 2, 3, 4])
    #expect(Tensor(zeros: [2, 0, 3]).count == 0 && Tensor(shape: [], [5]).count == 1)
  }

  @Test("What is not trained gets no gradient, and alone it is not recorded; what comes before it learns all the same")
  func untrained() {
    let convolution = Convolution(kernel: 1, inputChannels: 1, outputChannels: 1)
    let weight = Parameter(name: "weight", value: Tensor(shape: [1, 1, 1, 1], [3]), decays: true, isTrained: false)
    let tape = Tape()
    let constant = tape.convolve([Variable(Tensor(shape: [1, 1, 1, 1], [2]))], convolution, weights: weight)[0]
    #expect(constant.tensor.array == [6] && !constant.needsGradient)
    let input = Variable(Tensor(shape: [1, 1, 1, 1], [2]), needsGradient: true)
    let output = tape.convolve([input], convolution, weights: weight)[0]
    tape.backward(output)
    #expect(input.gradient?.array == [3])
    #expect(weight.gradient.array == [0])
  }
}
