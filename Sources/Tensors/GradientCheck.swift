// Checks an operation's backward by central differences, and says what is wrong where. For those who write operations.

import Kernels
import Randomness

/// One number of a gradient that is not the slope of the function.
public struct GradientError: Hashable, Sendable, CustomStringConvertible {
  /// The name of the input or parameter.
  public let argument: String
  /// The number's place in it, counted from 0 in the order of its memory.
  public let index: Int
  /// What `backward` made of it; not a number if it made nothing.
  public let received: Double
  /// What the function's own values say.
  public let expected: Double

  /// A complaint of its parts.
  public init(argument: String, index: Int, received: Double, expected: Double) {
    (self.argument, self.index, self.received, self.expected) = (argument, index, received, expected)
  }

  /// All four in a line.
  public var description: String {
    "argument \(argument), index \(index): received \(received), expected \(expected) by central differences"
  }
}

/// An operation and the arguments at which its gradient is checked.
///
/// ```
/// f = Σ wᵢ · outputᵢ        the weights w are seeded, so that every output matters in its own way
/// ∂f/∂x ≈ (4 d(h) - d(2h)) / 3,   d(h) = (f(x + h) - f(x - h)) / 2h          two differences: the h² term cancels
/// ```
/// The outputs are computed by the operation, in `Float`; f is added up in `Double`.
///
/// ```swift
/// let check = GradientCheck(inputs: [("x", Tensor(shape: [1, 1, 1, 2], [3, -2]))]) { tape, inputs in
///   [tape.rectify(inputs[0])]
/// }
/// check.errors()  // []
/// ```
///
/// Properties:
/// - A right gradient has no errors; a wrong number is reported with its argument and its index, and no other is.
/// - A gradient that is missing is reported for every number of its argument.
/// - The arguments have their numbers back afterwards, to the bit.
///
/// Edge cases: within two steps of a corner (ReLU at 0) the differences say neither of the two slopes. Keep arguments
/// away from it.
public struct GradientCheck {
  /// Inputs by name; each is made a variable that needs a gradient.
  public var inputs: [(name: String, value: Tensor)]
  /// Parameters of the operation.
  public var parameters: [Parameter]
  /// Half the distance between the two points of a difference: large, because outputs have only 24 bits.
  public var step: Float
  /// The operation.
  public var operation: (Tape, [Variable]) -> [Variable]

  /// An operation that makes outputs of inputs, on a tape that may or may not record, and the parameters that it reads.
  ///
  /// - Precondition: `step` is above 0.
  public init(
    inputs: [(name: String, value: Tensor)], parameters: [Parameter] = [], step: Float = 1.0 / 64,
    operation: @escaping (Tape, [Variable]) -> [Variable]
  ) {
    precondition(step > 0, "step must be above 0, found \(step)")
    (self.inputs, self.parameters, self.step, self.operation) = (inputs, parameters, step, operation)
  }

  /// Every number of every gradient that is off by more than `tolerance`, as a share of 1 or of the number if larger.
  ///
  /// The parameters' gradients are those of this check afterwards.
  public func errors(tolerance: Double = 1e-3) -> [GradientError] {
    let tape = Tape()
    let variables = inputs.map { Variable($0.value, needsGradient: true) }
    for parameter in parameters { parameter.clearGradient() }
    let outputs = operation(tape, variables)
    var generator = SeededGenerator(seed: 99)
    let weights = outputs.map { output in
      (0..<output.tensor.count).map { _ in Float(generator.uniform(in: -1...1)) }
    }
    tape.backward(weightedSum(outputs, weights, tape))

    var errors: [GradientError] = []
    func check(_ name: String, _ value: Tensor, _ gradient: Tensor?) {
      for index in 0..<value.count {
        let received = Double(gradient?.buffer[index] ?? .nan)
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
package func weightedSum(_ outputs: [Variable], _ weights: [[Float]], _ tape: Tape) -> Variable {
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
