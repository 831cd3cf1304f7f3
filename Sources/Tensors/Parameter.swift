// What the optimizer changes: a named tensor and its gradient.

import Kernels

/// A named tensor of a model and its gradient.
public final class Parameter {
  /// Its place in the model, for example `head.classification.predictor.bias`.
  public let name: String
  /// The value; optimizers change its numbers in place.
  public let value: Tensor
  /// Whether weight decay applies; not for biases and the scales of normalization.
  public let decays: Bool
  /// Whether training changes it; operations compute no gradient of what is not trained.
  public let isTrained: Bool
  /// ∂loss/∂value, added up by every `backward` until `clearGradient`; made when it is first asked for, so that a model
  /// that only detects has none.
  public var gradient: Tensor {
    if let made { return made }
    let gradient = Tensor(zeros: value.shape)
    made = gradient
    return gradient
  }
  private var made: Tensor?

  /// A parameter that starts with the given value.
  public init(name: String, value: Tensor, decays: Bool, isTrained: Bool = true) {
    self.name = name
    self.value = value
    self.decays = decays
    self.isTrained = isTrained
  }

  /// Sets the gradient to zero.
  public func clearGradient() { made?.buffer.fill(0) }
}
