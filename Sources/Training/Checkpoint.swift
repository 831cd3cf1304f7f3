// A run's whole state in one safetensors file, from which it goes on to the same bits.

import Detector
import Formats
import Foundation
import Layers
import Tensors

/// Why a checkpoint cannot be used.
public struct CheckpointError: Error, Hashable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Problem: Hashable, Sendable {
    /// It has no options or nothing of an optimizer: it is no checkpoint but weights alone, or of another program.
    case noCheckpoint
    /// What it says of itself cannot be read.
    case description(CodedJSONError)
    /// No run can have its options.
    case options(String)
    /// More steps are done than the run has.
    case step(Int, most: Int)
    /// A tensor is missing, or of another shape.
    case tensor(String, shape: [Int])
    /// A tensor has a NaN or an infinity.
    case notFinite(String)
    /// The model's weights do not fit.
    case weights(WeightsError)
  }

  /// The file.
  public var path: String
  /// What is wrong with it.
  public var problem: Problem

  /// An error of a file.
  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// Where, what was expected, what was found and what to do.
  public var description: String {
    let text =
      switch problem {
      case .noCheckpoint:
        "expected a training checkpoint, found no options or no memory of an optimizer in it; weights alone cannot be "
          + "resumed"
      case .description(let error): "what the file says of itself cannot be used: \(error)"
      case .options(let problem): "its options cannot be used: \(problem); the file is damaged or was changed"
      case .step(let step, let most): "expected the number of steps done, 0 to \(most), found \(step)"
      case .tensor(let name, let shape):
        "expected a tensor '\(name)' of shape \(shape), found none; resume with the optimizer that the run began with"
      case .notFinite(let name):
        "tensor '\(name)': expected finite numbers, found a NaN or an infinity; the file is damaged"
      case .weights(let error): "tensor '\(error.tensor)': \(error.problem)"
      }
    return "\(path): \(text)"
  }
}

/// Writing and reading a run's state: weights and running statistics, the optimizer's memory, the average, the step.
public enum Checkpoint {
  /// The state of a run as a file, with the step and the options in its description.
  ///
  /// - Parameters:
  ///   - trainer: the run.
  ///   - description: What else the file says of itself.
  public static func file(_ trainer: Trainer, description: FileDescription) throws -> SafetensorsFile {
    var description = description
    description.step = trainer.step
    try description.notes.set(trainer.options, as: RunNotes.options)
    var file = trainer.model.weights(metadata: try description.metadata())
    file.entries += state(of: trainer).map {
      .init(name: $0.name, shape: $0.value.shape, values: $0.value.array)
    }
    return file
  }

  /// What a checkpoint says of itself.
  public static func description(of file: SafetensorsFile, path: String) throws(CheckpointError) -> FileDescription {
    do {
      if let description = try FileDescription(of: file) { return description }
    } catch {
      throw CheckpointError(path: path, problem: .description(error))
    }
    throw CheckpointError(path: path, problem: .noCheckpoint)
  }

  /// The options of the run that wrote a checkpoint.
  public static func options(
    of description: FileDescription, path: String
  ) throws(CheckpointError) -> TrainingOptions {
    let found: TrainingOptions?
    do {
      found = try description.notes.value(RunNotes.options)
    } catch {
      throw CheckpointError(path: path, problem: .description(error))
    }
    guard let found else { throw CheckpointError(path: path, problem: .noCheckpoint) }
    if let problem = found.problem { throw CheckpointError(path: path, problem: .options(problem)) }
    return found
  }

  /// Fills a fresh trainer of the same model and options, or throws and leaves it as it was.
  public static func restore(_ trainer: Trainer, from file: SafetensorsFile, path: String) throws(CheckpointError) {
    let step = try description(of: file, path: path).step
    guard (0...trainer.options.steps).contains(step) else {
      throw CheckpointError(path: path, problem: .step(step, most: trainer.options.steps))
    }
    let file = file.withCurrentNames
    let entries = Dictionary(file.entries.map { ($0.name, $0) }) { first, _ in first }
    guard entries.keys.contains(where: { $0.hasPrefix("optimizer.") }) else {
      throw CheckpointError(path: path, problem: .noCheckpoint)
    }
    var updates: [(tensor: Tensor, values: [Float])] = []
    for tensor in state(of: trainer) {
      guard let entry = entries[tensor.name], entry.shape == tensor.value.shape else {
        throw CheckpointError(path: path, problem: .tensor(tensor.name, shape: tensor.value.shape))
      }
      guard entry.values.allSatisfy(\.isFinite) else {
        throw CheckpointError(path: path, problem: .notFinite(tensor.name))
      }
      updates.append((tensor.value, entry.values))
    }
    do {
      try trainer.model.load(file, ignoring: ["optimizer.", "average."])
    } catch {
      throw CheckpointError(path: path, problem: .weights(error))
    }
    for update in updates { update.tensor.buffer.write(update.values) }
    trainer.resume(step: step)
  }

  private static func state(of trainer: Trainer) -> [StateTensor] {
    trainer.optimizer.state + (trainer.average?.state ?? [])
  }
}
