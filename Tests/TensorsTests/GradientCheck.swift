// Checks an operation's backward by central differences, and says what is wrong where.

import Kernels
import Randomness
import Tensors
import Testing
import _TestSupport

/// One number of a gradient that is not the slope of the function.
struct GradientError: CustomStringConvertible {
  var argument: String
  var index: Int
  var received: Double
  var expected: Double
  var description: String {
    "argument \(argument), index \(index): received \(received), expected \(expected) by central differences"
  }
}

/// An operation and the arguments at which its gradient is checked.
///
/// The function that is differentiated is Σ wᵢ · outputᵢ with seeded weights w, added up in `Double`, so that every
/// output matters in its own way.
struct GradientCheck {
  /// Inputs by name; each is made a variable that needs a gradient.
  var inputs: [(name: String, value: Tensor)]
  /// Parameters of the operation.
  var parameters: [Parameter] = []
  /// Half the distance between the two points of a difference: large, because outputs have only 24 bits.
  var step: Float = 1.0 / 64
  /// The operation.
  var operation: (Tape, [Variable]) -> [Variable]

  /// Every number of every gradient that is off by more than `tolerance`, as a share of 1 or of the number if larger.
  func errors(tolerance: Double = 1e-3) -> [GradientError] {
    var generator = SeededGenerator(seed: 99)
    let tape = Tape()
    let variables = inputs.map { Variable($0.value, needsGradient: true) }
    for parameter in parameters { parameter.clearGradient() }
    let outputs = operation(tape, variables)
    let weights = outputs.map { generator.floats($0.tensor.count) }
    tape.backward(weightedSum(outputs, weights, tape))

    var errors: [GradientError] = []
    func check(_ name: String, _ value: Tensor, _ gradient: Tensor?) {
      for index in 0..<value.count {
        let received = Double(gradient?.buffer[index] ?? .nan)
        // Two differences, of one and two steps, together cancel the error of third order.
        let near = slope(value.buffer, index, step, weights)
        let far = slope(value.buffer, index, 2 * step, weights)
        let expected = (4 * near - far) / 3
        if !(abs(received - expected) <= tolerance * max(1, abs(expected))) {
          errors.append(GradientError(argument: name, index: index, received: received, expected: expected))
        }
      }
    }
    for (input, variable) in zip(inputs, variables) { check(input.name, input.value, variable.gradient) }
    for parameter in parameters { check(parameter.name, parameter.value, parameter.gradient) }
    return errors
  }

  private func slope(_ buffer: FloatBuffer, _ index: Int, _ step: Float, _ weights: [[Float]]) -> Double {
    let value = buffer[index]
    defer { buffer[index] = value }
    buffer[index] = value + step
    let (above, high) = (function(weights), Double(buffer[index]))
    buffer[index] = value - step
    return (above - function(weights)) / (high - Double(buffer[index]))
  }

  private func function(_ weights: [[Float]]) -> Double {
    let outputs = operation(Tape(isRecording: false), inputs.map { Variable($0.value) })
    var sum = 0.0
    for (output, weights) in zip(outputs, weights) {
      for (value, weight) in zip(output.tensor.array, weights) { sum += Double(value) * Double(weight) }
    }
    return sum
  }
}

/// Σ wᵢ · outputᵢ on the tape: one number whose gradients are the weights.
func weightedSum(_ outputs: [Variable], _ weights: [[Float]], _ tape: Tape) -> Variable {
  var sum: Float = 0
  for (output, weights) in zip(outputs, weights) {
    for (value, weight) in zip(output.tensor.array, weights) { sum += value * weight }
  }
  return tape.record(inputs: outputs, outputs: [Tensor(shape: [], [sum])]) { gradients in
    zip(outputs, weights).map { output, weights in
      Tensor(shape: output.shape, weights.map { $0 * gradients[0].buffer[0] })
    }
  }[0]
}

extension Tensor {
  /// Seeded numbers of a shape.
  init(_ shape: [Int], in range: ClosedRange<Double> = -1...1, using generator: inout SeededGenerator) {
    self.init(shape: shape, generator.floats(shape.reduce(1, *), in: range))
  }

  /// Seeded numbers, each at least `distance` from 0: for functions with a corner there.
  init(_ shape: [Int], awayFromZero distance: Double, using generator: inout SeededGenerator) {
    let values = generator.floats(shape.reduce(1, *), in: distance...1)
    self.init(shape: shape, values.map { generator.chance(0.5) ? $0 : -$0 })
  }
}

/// The largest difference, as a share of the largest number.
func difference(_ received: [Float], _ expected: [Float]) -> Float {
  guard received.count == expected.count else { return .infinity }
  let scale = expected.reduce(1e-30) { max($0, abs($1)) }
  var worst: Float = 0
  for (a, b) in zip(received, expected) where !(abs(a - b) / scale <= worst) { worst = abs(a - b) / scale }
  return worst
}
