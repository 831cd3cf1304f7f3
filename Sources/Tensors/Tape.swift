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

  /// Whether nothing else has the gradient's numbers, so that they may be changed in place.
  private var ownsGradient = false

  func add(_ contribution: Tensor) {
    precondition(
      contribution.shape == shape, "a gradient must be of the value's shape \(shape), found \(contribution.shape)")
    guard let sum = gradient else {
      // An operation may hand one tensor to two inputs.
      (gradient, ownsGradient) = (contribution, false)
      return
    }
    set(Tensor(shape: shape, buffer: Elementwise.sum(sum.buffer, contribution.buffer)))
  }

  func set(_ sum: Tensor) {
    precondition(sum.shape == shape, "a gradient must be of the value's shape \(shape), found \(sum.shape)")
    (gradient, ownsGradient) = (sum, true)
  }

  /// The gradient so far, for somebody who will change it and set it again.
  func takeGradient() -> Tensor? {
    defer { gradient = nil }
    return ownsGradient ? gradient : gradient?.copied()
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
    var backward: Backward
  }

  private enum Backward {
    /// Returns each input's part.
    case parts((_ outputGradients: [Tensor]) -> [Tensor?])
    /// Gets what each input has so far, and returns what it has then.
    case sums((_ outputGradients: [Tensor], _ sums: [Tensor?]) -> [Tensor?])
  }

  /// Whether operations are recorded.
  public let isRecording: Bool
  private var entries: [Entry] = []
  /// What operations in training found for running statistics and moving averages, in order; nothing is changed until
  /// they are committed.
  public private(set) var updates: [StateUpdate] = []

  /// Adds to `updates`; for those who write operations.
  public func found(_ update: StateUpdate) { updates.append(update) }

  /// An empty tape.
  public init(isRecording: Bool = true) { self.isRecording = isRecording }

  /// Records an operation; for those who write operations.
  ///
  /// - Parameters:
  ///   - inputs: what the operation reads.
  ///   - outputs: what it has made of them.
  ///   - hasParameters: whether the operation has parameters of its own, so that it is recorded for constant inputs
  ///     too.
  ///   - backward: gets one gradient for each output, and returns one for each input, or nil where none is needed.
  public func record(
    inputs: [Variable], outputs: [Tensor], hasParameters: Bool = false,
    backward: @escaping (_ outputGradients: [Tensor]) -> [Tensor?]
  ) -> [Variable] {
    record(inputs, outputs, hasParameters, .parts(backward))
  }

  /// Records an operation that adds to its inputs' gradients by itself, in the pass over memory that makes its part.
  ///
  /// - Parameters:
  ///   - inputs: what the operation reads.
  ///   - outputs: what it has made of them.
  ///   - hasParameters: whether the operation has parameters of its own, so that it is recorded for constant inputs
  ///     too.
  ///   - backward: gets one gradient for each output, and for each input the sum of the parts before, or nil if there
  ///     are none; it returns the sum with its own part. What it gets is its own: it may add in place.
  public func record(
    inputs: [Variable], outputs: [Tensor], hasParameters: Bool = false,
    adding backward: @escaping (_ outputGradients: [Tensor], _ sums: [Tensor?]) -> [Tensor?]
  ) -> [Variable] {
    record(inputs, outputs, hasParameters, .sums(backward))
  }

  private func record(
    _ inputs: [Variable], _ outputs: [Tensor], _ hasParameters: Bool, _ backward: Backward
  ) -> [Variable] {
    let needed = isRecording && (hasParameters || inputs.contains { $0.needsGradient })
    let results = outputs.map { Variable($0, needsGradient: needed) }
    if needed { entries.append(Entry(inputs: inputs, outputs: results, backward: backward)) }
    return results
  }

  /// What an operation that adds to maps, to all or to none, makes of sums of which some may be missing.
  static func sums(adding sums: [Tensor?], _ parts: (_ sums: [FeatureMap]) -> [FeatureMap]) -> [Tensor] {
    let present = sums.compactMap { $0?.map }
    if present.isEmpty || present.count == sums.count { return parts(present).map { Tensor($0) } }
    return zip(parts([]), sums).map { part, sum in
      if let sum { Elementwise.add(sum.buffer, to: part.buffer) }
      return Tensor(part)
    }
  }

  /// Goes back from losses to all that they depend on.
  ///
  /// Their gradients add up: ∇(a + b) = ∇a + ∇b.
  ///
  /// - Parameter losses: single numbers, each with the factor that it has in the total.
  public func backward(_ losses: [(loss: Variable, factor: Float)]) {
    precondition(isRecording, "a tape that goes back must record, found one that does not")
    for (loss, factor) in losses {
      precondition(loss.tensor.count == 1, "a loss must be one number, found a tensor of shape \(loss.shape)")
      loss.add(Tensor(shape: loss.shape, [factor]))
    }
    while let entry = entries.popLast() {
      guard entry.outputs.contains(where: { $0.gradient != nil }) else { continue }
      let gradients = entry.outputs.map { $0.gradient ?? Tensor(zeros: $0.shape) }
      for output in entry.outputs { output.gradient = nil }
      switch entry.backward {
      case .parts(let backward):
        let parts = backward(gradients)
        precondition(
          parts.count == entry.inputs.count,
          "gradients must be one, or nil, for each of \(entry.inputs.count) inputs, found \(parts.count)")
        for (input, part) in zip(entry.inputs, parts) {
          if let part, input.needsGradient { input.add(part) }
        }
      case .sums(let backward):
        // The second time that an operation has an input, nothing is left to take.
        let sums = entry.inputs.map { $0.takeGradient() }
        let results = backward(gradients, sums)
        precondition(
          results.count == entry.inputs.count,
          "gradients must be one, or nil, for each of \(entry.inputs.count) inputs, found \(results.count)")
        for (index, input) in entry.inputs.enumerated() where input.needsGradient {
          guard let sum = results[index] ?? sums[index] else { continue }
          if input.gradient == nil { input.set(sum) } else { input.add(sum) }
        }
      }
    }
  }

  /// Goes back from one loss.
  public func backward(_ loss: Variable) { backward([(loss, 1)]) }
}
