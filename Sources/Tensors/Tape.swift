// Reverse-mode automatic differentiation: a tape of coarse operations.

import Kernels

/// A value in a computation, and after `backward` the gradient of the loss with respect to it.
public final class Variable {
  /// The value.
  public let tensor: Tensor
  /// ∂loss/∂value, once `backward` has come this far; kept only for variables that no operation made.
  public internal(set) var gradient: Tensor?
  /// Whether `backward` needs to reach it.
  public let needsGradient: Bool

  /// A variable made by no operation: an input, whose gradient is kept if it is asked for.
  public init(_ tensor: Tensor, needsGradient: Bool = false) {
    self.tensor = tensor
    self.needsGradient = needsGradient
  }

  /// The value's shape.
  public var shape: [Int] { tensor.shape }

  func add(_ contribution: Tensor) {
    precondition(
      contribution.shape == shape, "Tape: a gradient of shape \(contribution.shape) for a value of shape \(shape)")
    guard let sum = gradient else {
      gradient = contribution
      return
    }
    // Never in place: an operation may hand one tensor to two inputs.
    gradient = Tensor(shape: shape, buffer: Elementwise.sum(sum.buffer, contribution.buffer))
  }
}

/// The list of what was computed, in order, and how to go back.
///
/// An operation computes its outputs at once and records a closure that turns the gradients of its outputs into those
/// of its inputs. A tape that does not record keeps nothing, so that inference needs little memory.
///
/// Properties:
/// - A variable used twice gets the sum of both gradients.
/// - `backward` consumes the tape: what an operation kept is given back as soon as its turn is over.
public final class Tape {
  private struct Entry {
    var inputs: [Variable]
    var outputs: [Variable]
    var backward: (_ outputGradients: [Tensor]) -> [Tensor?]
  }

  /// Whether operations are recorded.
  public let isRecording: Bool
  private var entries: [Entry] = []

  /// An empty tape.
  public init(isRecording: Bool = true) { self.isRecording = isRecording }

  /// Records an operation; for those who write operations.
  ///
  /// Parameters:
  /// - parameters: whether the operation has parameters of its own, so that it is recorded for constant inputs too.
  /// - backward: gets one gradient for each output, and returns one for each input, or nil where none is needed.
  public func record(
    inputs: [Variable], outputs: [Tensor], hasParameters: Bool = false,
    backward: @escaping (_ outputGradients: [Tensor]) -> [Tensor?]
  ) -> [Variable] {
    let needed = isRecording && (hasParameters || inputs.contains { $0.needsGradient })
    let results = outputs.map { Variable($0, needsGradient: needed) }
    if needed { entries.append(Entry(inputs: inputs, outputs: results, backward: backward)) }
    return results
  }

  /// Goes back from losses to all that they depend on.
  ///
  /// Their gradients add up: ∇(a + b) = ∇a + ∇b.
  ///
  /// - Parameter losses: single numbers, each with the factor that it has in the total.
  public func backward(_ losses: [(loss: Variable, factor: Float)]) {
    precondition(isRecording, "Tape: a tape that does not record cannot go back")
    for (loss, factor) in losses {
      precondition(loss.tensor.count == 1, "Tape: a loss is one number, not a tensor of shape \(loss.shape)")
      loss.add(Tensor(shape: loss.shape, [factor]))
    }
    while let entry = entries.popLast() {
      guard entry.outputs.contains(where: { $0.gradient != nil }) else { continue }
      let gradients = entry.outputs.map { $0.gradient ?? Tensor(zeros: $0.shape) }
      for output in entry.outputs { output.gradient = nil }
      let results = entry.backward(gradients)
      precondition(results.count == entry.inputs.count, "Tape: one gradient, or nil, for each input")
      for (input, gradient) in zip(entry.inputs, results) {
        if let gradient, input.needsGradient { input.add(gradient) }
      }
    }
  }

  /// Goes back from one loss.
  public func backward(_ loss: Variable) { backward([(loss, 1)]) }
}
