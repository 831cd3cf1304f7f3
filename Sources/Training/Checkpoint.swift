// A run's whole state in one safetensors file, from which it goes on to the same bits.

import Detector
import Formats
import Foundation
import Layers
import Tensors

/// Why a checkpoint cannot be used.
public struct CheckpointError: Error, Hashable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// What was expected, what was found and what to do.
  public var problem: String
  /// Where and what.
  public var description: String { "\(path): \(problem)" }
}

/// Writing and reading a run's state: weights and running statistics, the optimizer's memory, the average, the step.
///
/// Metadata: `step`, `options` (JSON), `model`, `classes`, `categories` (JSON), and whatever the caller adds.
public enum Checkpoint {
  /// The state of a run as a file.
  public static func file(_ trainer: Trainer, metadata: [String: String] = [:]) throws -> SafetensorsFile {
    var metadata = metadata
    metadata["step"] = "\(trainer.step)"
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    metadata["options"] = String(decoding: try encoder.encode(trainer.options), as: UTF8.self)
    var file = trainer.model.weights(metadata: metadata)
    file.entries += state(of: trainer).map {
      .init(name: $0.name, shape: $0.value.shape, values: $0.value.array)
    }
    return file
  }

  /// The options of the run that wrote a checkpoint.
  public static func options(of file: SafetensorsFile, path: String) throws(CheckpointError) -> TrainingOptions {
    guard let text = file.metadata["options"],
      let options = try? JSONDecoder().decode(TrainingOptions.self, from: Data(text.utf8))
    else {
      throw CheckpointError(
        path: path, problem: "expected a training checkpoint, found no options in it; weights alone cannot be resumed")
    }
    if let problem = options.problem {
      throw CheckpointError(
        path: path, problem: "its options cannot be used: \(problem); the file is damaged or was changed")
    }
    return options
  }

  /// Fills a fresh trainer of the same model and options, or throws and leaves it as it was.
  public static func restore(_ trainer: Trainer, from file: SafetensorsFile, path: String) throws {
    guard let step = file.metadata["step"].flatMap(Int.init), (0...trainer.options.steps).contains(step) else {
      throw CheckpointError(
        path: path,
        problem: "expected the number of steps done, 0 to \(trainer.options.steps), in the metadata, found "
          + (file.metadata["step"].map { "'\($0)'" } ?? "none"))
    }
    let entries = Dictionary(file.entries.map { ($0.name, $0) }) { first, _ in first }
    let updates = try state(of: trainer).map { tensor in
      guard let entry = entries[tensor.name], entry.shape == tensor.value.shape else {
        throw CheckpointError(
          path: path,
          problem: "expected a tensor '\(tensor.name)' of shape \(tensor.value.shape), found none; resume "
            + "with the optimizer that the run began with")
      }
      guard entry.values.allSatisfy(\.isFinite) else {
        throw CheckpointError(
          path: path,
          problem: "tensor '\(tensor.name)': expected finite numbers, found a NaN or an infinity; the file is damaged")
      }
      return (buffer: tensor.value.buffer, values: entry.values)
    }
    try trainer.model.load(file, ignoring: ["optimizer.", "average."])
    for update in updates { update.buffer.write(update.values) }
    trainer.resume(step: step)
  }

  private static func state(of trainer: Trainer) -> [StateTensor] {
    trainer.optimizer.state + (trainer.average?.state ?? [])
  }
}
