// The gradient check finds what is wrong, says where, and complains of nothing else.

import Tensors
import Testing
import _TestSupport

@Suite("Gradient check")
struct GradientCheckTests {
  private let x = Tensor(shape: [4], [0.5, -1, 2, 3])

  /// xᵢ², with a backward that makes of the right gradient whatever it likes.
  private func square(_ change: @escaping ([Float]) -> [Float]?) -> GradientCheck {
    GradientCheck(inputs: [("x", x)]) { tape, inputs in
      let values = inputs[0].tensor.array
      return tape.record(inputs: inputs, outputs: [Tensor(shape: [4], values.map { $0 * $0 })]) { gradients in
        let right = zip(values, gradients[0].array).map { 2 * $0 * $1 }
        return [change(right).map { Tensor(shape: [4], $0) }]
      }
    }
  }

  @Test("A right gradient has no errors")
  func right() { #expect(square { $0 }.errors().isEmpty) }

  @Test("Half of one number is reported with its argument, its index, and twice as much expected; no other is")
  func oneWrongNumber() throws {
    for wrong in 0..<4 {
      let errors = square { right in
        var right = right
        right[wrong] /= 2
        return right
      }.errors()
      let error = try #require(errors.first)
      #expect(errors.count == 1 && error.argument == "x" && error.index == wrong)
      #expect(isClose(error.expected, 2 * error.received, relative: 1e-4))
    }
  }

  @Test("A sign, a factor and neighbors exchanged are found in every number that they change")
  func wrongRules() {
    #expect(square { $0.map { -$0 } }.errors().map(\.index) == [0, 1, 2, 3])
    #expect(square { $0.map { 1.01 * $0 } }.errors(tolerance: 1e-3).isEmpty == false)
    #expect(square { [$0[1], $0[0], $0[2], $0[3]] }.errors().map(\.index) == [0, 1])
  }

  @Test("A gradient that is missing, or no number, is reported for every number")
  func missing() {
    let none = square { _ in nil }.errors()
    #expect(none.map(\.index) == [0, 1, 2, 3] && none.allSatisfy { $0.received.isNaN && $0.expected.isFinite })
    #expect(square { $0.map { _ in .nan } }.errors().count == 4)
  }

  @Test("A parameter's wrong gradient is reported under the parameter's name; the input's right one is not")
  func parameters() {
    let weight = Parameter(name: "weight", value: Tensor(shape: [4], [1, 2, 3, 4]), decays: true)
    let check = GradientCheck(inputs: [("x", x)], parameters: [weight]) { tape, inputs in
      let (values, weights) = (inputs[0].tensor.array, weight.value.array)
      let product = Tensor(shape: [4], zip(values, weights).map { $0 * $1 })
      return tape.record(inputs: inputs, outputs: [product], hasParameters: true) { gradients in
        for (index, slope) in gradients[0].array.enumerated() where index != 2 {
          weight.gradient.buffer[index] += slope * values[index]
        }
        return [Tensor(shape: [4], zip(weights, gradients[0].array).map { $0 * $1 })]
      }
    }
    let errors = check.errors()
    #expect(errors.map(\.argument) == ["weight"] && errors.map(\.index) == [2] && errors.map(\.received) == [0])
  }

  @Test("The example of the documentation: ReLU away from its corner; within a step of it the check complains")
  func corner() {
    func errors(_ values: [Float]) -> [GradientError] {
      GradientCheck(inputs: [("x", Tensor(shape: [1, 1, 1, 2], values))]) { tape, inputs in
        [tape.rectify(inputs[0])]
      }.errors()
    }
    #expect(errors([3, -2]).isEmpty)
    #expect(errors([3, 0.001]).map(\.index) == [1])
  }

  @Test("The arguments have their numbers back to the bit")
  func unchanged() {
    let before = bits(x.array)
    _ = square { $0.map { -$0 } }.errors()
    #expect(bits(x.array) == before)
  }

  @Test("An error in a line: argument, index, received, expected")
  func description() {
    let error = GradientError(argument: "weights", index: 7, received: 0.5, expected: 0.25)
    #expect("\(error)" == "argument weights, index 7: received 0.5, expected 0.25 by central differences")
  }
}
