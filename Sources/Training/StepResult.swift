// What came of one step of training; who shows it is another matter.

/// What came of one training step.
public struct StepResult: Sendable, Hashable {
  /// How many steps are done, this one included: 1 after the first.
  public let step: Int
  /// The loss that is minimized: the sum of its parts.
  public let loss: Double
  /// The classification part.
  public let classLoss: Double
  /// The box part.
  public let boxLoss: Double
  /// Positive anchors per image, mean over the batch.
  public let positivesPerImage: Double

  /// A step by its numbers.
  public init(step: Int, loss: Double, classLoss: Double, boxLoss: Double, positivesPerImage: Double) {
    self.step = step
    self.loss = loss
    self.classLoss = classLoss
    self.boxLoss = boxLoss
    self.positivesPerImage = positivesPerImage
  }
}

/// The parts of a training step, in order.
package enum StepPhase: String, CaseIterable, Sendable {
  /// Waiting for pictures and targets, which another thread makes during the step before.
  case batch
  /// From pictures to what the heads say of them.
  case forward
  /// Both losses.
  case losses
  /// From the losses back to the gradients of all parameters.
  case backward
  /// The gradients' norm, the optimizer, and the average of the weights if there is one.
  case update
}
