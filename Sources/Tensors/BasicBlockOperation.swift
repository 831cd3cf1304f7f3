// A basic block on the tape: forward and backward side by side. The definition is `convolve`, `normalize` and
// `sumRectified` one after another.

import Kernels

extension Tape {
  /// The parameters of a convolution and its batch normalization, and its running statistics.
  package struct NormalizedPart {
    /// [k, k, C, O], and [O] twice.
    package let stage: Stage<Parameter>
    /// Of O channels.
    package let running: RunningStatistics

    /// A convolution with its normalization, and where that keeps its averages.
    package init(_ stage: Stage<Parameter>, running: RunningStatistics) {
      (self.stage, self.running) = (stage, running)
    }

    /// Whether all parameters are trained.
    package var isTrained: Bool { stage.parts.allSatisfy(\.isTrained) }
  }

  /// A basic block as one operation, in training: by the batch's statistics, whose part in the running ones is listed
  /// in `updates`.
  ///
  /// Shapes: input [N, H, W, C], output [N, H', W', O].
  ///
  /// Properties:
  /// - It is `convolve`, `normalize`, … and `sumRectified`, value and gradients.
  ///
  /// - Precondition: all parameters are trained.
  package func basicBlock(
    _ input: Variable, _ block: BasicBlock, first: NormalizedPart, second: NormalizedPart, shortcut: NormalizedPart
  ) -> Variable {
    precondition(
      [first, second, shortcut].allSatisfy(\.isTrained),
      "a block's parameters must all be trained, found some that are not: compute it by its parts")
    count(block.first, of: [input.tensor.map])
    count(block.shortcut, of: [input.tensor.map])
    let parts = BasicBlock.Parts(
      first: first.stage.map(\.value.buffer), second: second.stage.map(\.value.buffer),
      shortcut: shortcut.stage.map(\.value.buffer))
    let (output, kept, statistics) = block.forward(input.tensor.map, parts)
    count(block.second, of: [output])
    let all = [(first, statistics.first), (second, statistics.second), (shortcut, statistics.shortcut)]
    for (part, statistics) in all { part.running.updates(statistics).forEach(found) }
    return record(inputs: [input], outputs: [Tensor(output)], hasParameters: true) { gradients, sums in
      let result = block.backward(
        kept, outputGradient: gradients[0].map, parts,
        addTo: .init(
          first: first.stage.map(\.gradient.buffer), second: second.stage.map(\.gradient.buffer),
          shortcut: shortcut.stage.map(\.gradient.buffer)),
        needsInput: input.needsGradient, addingTo: sums[0]?.map)
      return [result.map { Tensor($0) }]
    }[0]
  }
}
