// What layers and models have in common: parameters to train and buffers to remember.

import Tensors

/// A tensor that belongs to a model's state without being trained: a running mean or variance, or frozen weights.
public struct StateTensor {
  /// Its place in the model, for example `backbone.stem.normalization.runningMean`.
  public let name: String
  /// The numbers, changed in place.
  public let value: Tensor

  /// A named tensor.
  public init(name: String, value: Tensor) {
    self.name = name
    self.value = value
  }

  /// A parameter's value.
  public init(_ parameter: Parameter) { self.init(name: parameter.name, value: parameter.value) }
}

/// A part of a network.
public protocol Layer {
  /// What the optimizer trains, in a fixed order.
  var parameters: [Parameter] { get }
  /// What is saved with the parameters and not trained (running statistics, frozen weights), in a fixed order.
  var buffers: [StateTensor] { get }
}

extension Layer {
  /// None, as for most layers.
  public var buffers: [StateTensor] { [] }
}

/// How a pass through a network is made.
public struct Pass {
  /// Where operations are recorded.
  public let tape: Tape
  /// Whether batch normalization normalizes by the batch and says what becomes of its running statistics.
  public let isTraining: Bool
  /// Called with every layer's name and output, in order: to look for what went wrong.
  public var probe: ((_ name: String, _ output: Tensor) -> Void)?

  /// What becomes of running statistics and moving averages if the step is made; an optimizer's step commits them.
  public var updates: [StateUpdate] { tape.updates }

  /// A pass that can be differentiated; it changes nothing of the model.
  public static func training() -> Pass { Pass(tape: Tape(), isTraining: true) }

  /// A pass that keeps nothing and uses running statistics.
  public static func inference() -> Pass { Pass(tape: Tape(isRecording: false), isTraining: false) }

  func probed(_ name: String, _ outputs: [Variable]) -> [Variable] {
    if let probe {
      for output in outputs { probe(name, output.tensor) }
    }
    return outputs
  }
}
