// A basic block on the tape: forward and backward side by side. The definition is `convolve`, `normalize` and
// `sumRectified` one after another.

import Kernels

extension Tape {
  /// The parameters of a convolution and its batch normalization, and its running statistics.
  public struct NormalizedPart {
    /// [k, k, C, O].
    public let weights: Parameter
    /// [O].
    public let scale: Parameter, shift: Parameter
    /// Of O channels.
    public let running: RunningStatistics

    /// A part from its parts.
    public init(weights: Parameter, scale: Parameter, shift: Parameter, running: RunningStatistics) {
      (self.weights, self.scale, self.shift, self.running) = (weights, scale, shift, running)
    }

    var values: BasicBlock.Part {
      .init(weights: weights.value.buffer, scale: scale.value.buffer, shift: shift.value.buffer)
    }

    var gradients: BasicBlock.Part {
      .init(weights: weights.gradient.buffer, scale: scale.gradient.buffer, shift: shift.gradient.buffer)
    }

    /// Whether all three are trained.
    public var isTrained: Bool { weights.isTrained && scale.isTrained && shift.isTrained }
  }

  /// A basic block as one operation, in training: by the batch's statistics, whose part in the running ones is listed in
  /// `updates`.
  ///
  /// Shapes: input [N, H, W, C], output [N, H', W', O].
  ///
  /// Properties:
  /// - It is `convolve`, `normalize`, … and `sumRectified`, value and gradients.
  ///
  /// - Precondition: all parameters are trained.
  public func basicBlock(
    _ input: Variable, _ block: BasicBlock, first: NormalizedPart, second: NormalizedPart, shortcut: NormalizedPart
  ) -> Variable {
    precondition(
      [first, second, shortcut].allSatisfy(\.isTrained),
      "Tape: a block whose parameters are not all trained has to be computed by its parts")
    let parts = BasicBlock.Parts(first: first.values, second: second.values, shortcut: shortcut.values)
    let (output, kept, statistics) = block.forward(input.tensor.map, parts)
    let all = [(first, statistics.first), (second, statistics.second), (shortcut, statistics.shortcut)]
    for (part, statistics) in all { part.running.updates(statistics).forEach(found) }
    return record(inputs: [input], outputs: [Tensor(output)], hasParameters: true) { gradients, sums in
      let result = block.backward(
        kept, outputGradient: gradients[0].map, parts,
        addTo: .init(first: first.gradients, second: second.gradients, shortcut: shortcut.gradients),
        needsInput: input.needsGradient, addingTo: sums[0]?.map)
      return [result.map { Tensor($0) }]
    }[0]
  }
}
