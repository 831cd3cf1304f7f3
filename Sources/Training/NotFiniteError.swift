// When a loss is no longer a number: which tensor went bad first.

import Detector
import Kernels
import Layers
import Tensors

/// A loss or a gradient that is NaN or infinite.
public struct NotFiniteError: Error, Hashable, CustomStringConvertible {
  /// The step, counted from 1, that was not made.
  public var step: Int
  /// The first tensor, in the order of the computation, with a number that is not finite.
  public var tensor: String

  /// Where, what, and what to do.
  public var description: String {
    "step \(step): the loss is not finite; the first tensor that went bad is \(tensor). The last checkpoint is from "
      + "before it. Lower the learning rate, lengthen the warm-up, clip gradients to a smaller norm, or look at the "
      + "batch's images and boxes."
  }

  /// Looks for it in the model's parameters, then layer by layer.
  static func find(in model: RetinaNet, _ batch: Batch, step: Int) -> NotFiniteError {
    if let bad = model.parameters.first(where: { !$0.value.isFinite }) {
      return NotFiniteError(step: step, tensor: "parameter \(bad.name)")
    }
    var first: String?
    var pass = Pass.training()
    pass.probe = { name, output in
      if first == nil, !output.isFinite { first = "output of \(name)" }
    }
    let outputs = model(model.input(batch.images), pass)
    if let first { return NotFiniteError(step: step, tensor: first) }
    let targets = model.batch(batch.targets)
    if !targets.deltas.isFinite { return NotFiniteError(step: step, tensor: "box targets") }
    let loss = model.loss(outputs, targets, pass)
    let name = loss.classification.tensor.isFinite ? "box loss" : "classification loss"
    return NotFiniteError(step: step, tensor: name)
  }

  /// Looks for it in the gradients, in the order in which going back reaches them: the last parameter first.
  static func find(inGradientsOf model: RetinaNet, step: Int) -> NotFiniteError {
    let bad = model.parameters.last { !$0.gradient.isFinite }
    return NotFiniteError(step: step, tensor: "gradient of \(bad?.name ?? "all parameters together")")
  }
}

extension Tensor {
  /// Whether no number is NaN or infinite.
  var isFinite: Bool { UpdateKernels.sumOfSquares(buffer).isFinite || array.allSatisfy(\.isFinite) }
}
