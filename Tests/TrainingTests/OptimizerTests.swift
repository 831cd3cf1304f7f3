// The optimizers over parameters: what decays, what is clipped, what is remembered.

import Tensors
import Testing
import Training
import _TestSupport

@Suite("Optimizer")
struct OptimizerTests {
  private func parameter(_ name: String, _ values: [Float], gradient: [Float], decays: Bool) -> Parameter {
    let parameter = Parameter(name: name, value: Tensor(shape: [values.count], values), decays: decays)
    parameter.gradient.buffer.write(gradient)
    return parameter
  }

  private func isClose(_ received: [Float], _ expected: [Double]) -> Bool {
    received.count == expected.count
      && zip(received, expected).allSatisfy { _TestSupport.isClose(Double($0), $1, relative: 1e-6) }
  }

  @Test("The norm is that of all gradients together: √(3² + 4² + 12²) = 13")
  func norm() {
    let parameters = [
      parameter("a", [0, 0], gradient: [3, -4], decays: true), parameter("b", [0], gradient: [12], decays: true),
    ]
    #expect(Optimizer(.paper, parameters: parameters).gradientNorm() == 13)
    parameters[1].gradient.buffer[0] = .nan
    #expect(!Optimizer(.paper, parameters: parameters).gradientNorm().isFinite)
  }

  @Test("Weight decay pulls weights and leaves biases alone: 2 - 0.1 · 0.5 · 2 = 1.9", arguments: [true, false])
  func decay(isAdam: Bool) {
    let rule: OptimizerConfiguration.Rule =
      isAdam ? .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8) : .sgd(momentum: 0.9)
    let (weight, bias) = (
      parameter("weight", [2], gradient: [0], decays: true), parameter("bias", [2], gradient: [0], decays: false)
    )
    let optimizer = Optimizer(
      OptimizerConfiguration(rule: rule, weightDecay: 0.5, clipNorm: nil), parameters: [weight, bias])
    optimizer.update(rate: 0.1, gradientNorm: 0)
    #expect(isClose(weight.value.array, [2 - 0.1 * 0.5 * 2]))
    #expect(bias.value.array == [2])
  }

  @Test("A norm of 13 clipped to 6.5 halves every gradient; the update clears them")
  func clipping() {
    let parameters = [
      parameter("a", [0, 0], gradient: [3, -4], decays: true), parameter("b", [0], gradient: [12], decays: true),
    ]
    let optimizer = Optimizer(
      OptimizerConfiguration(rule: .sgd(momentum: 0), weightDecay: 0, clipNorm: 6.5), parameters: parameters)
    optimizer.update(rate: 1, gradientNorm: optimizer.gradientNorm())
    #expect(isClose(parameters[0].value.array, [-1.5, 2]) && isClose(parameters[1].value.array, [-6]))
    #expect(parameters.allSatisfy { $0.gradient.array.allSatisfy { $0 == 0 } })
    #expect(optimizer.steps == 1)
  }

  @Test("AdamW's first step moves every weight by the rate, against its gradient, whatever the gradient's size")
  func firstStep() {
    let weights = parameter("a", [0, 0, 0, 1], gradient: [1e-3, -5, 1e4, 0], decays: true)
    let optimizer = Optimizer(
      OptimizerConfiguration(
        rule: .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-12), weightDecay: 0, clipNorm: nil), parameters: [weights])
    optimizer.update(rate: 0.01, gradientNorm: 1e4)
    #expect(zip(weights.value.array, [-0.01, 0.01, -0.01, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("The memory is named by what it is and whose it is")
  func memory() {
    let parameters = [parameter("head.weight", [1, 2], gradient: [0.5, 0.5], decays: true)]
    let sgd = Optimizer(.paper, parameters: parameters)
    sgd.update(rate: 0.1, gradientNorm: 1)
    #expect(sgd.state.map(\.name) == ["optimizer.velocity.head.weight"])
    #expect(isClose(sgd.state[0].value.array, [0.5 + 0.0001 * 1, 0.5 + 0.0001 * 2]))
    let adam = Optimizer(.adamW, parameters: parameters)
    #expect(adam.state.map(\.name) == ["optimizer.mean.head.weight", "optimizer.square.head.weight"])
    #expect(adam.state.allSatisfy { $0.value.array == [0, 0] })
  }

  @Test("The paper's optimizer is SGD with momentum 0.9 and weight decay 0.0001")
  func paper() {
    #expect(
      OptimizerConfiguration.paper
        == OptimizerConfiguration(rule: .sgd(momentum: 0.9), weightDecay: 0.0001, clipNorm: nil))
  }
}
