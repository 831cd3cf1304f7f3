// What a training run leaves: its files' places, and what a run notes in them.

import Detector
import Formats
import Foundation

/// The places of a run's files.
public struct TrainingRunFiles: Hashable, Sendable {
  /// The run's folder.
  public let directory: URL

  /// The files of a run in a folder.
  public init(directory: URL) { self.directory = directory }

  /// The whole state of the run.
  public var checkpoint: URL { directory.appendingPathComponent("checkpoint.safetensors") }
  /// The checkpoint before it, for when that is damaged.
  public var previousCheckpoint: URL { directory.appendingPathComponent("checkpoint.previous.safetensors") }
  /// Held while a run is under way.
  public var lock: URL { directory.appendingPathComponent("run.lock") }
  /// The result.
  public var weights: URL { directory.appendingPathComponent("weights.safetensors") }
  /// A line of JSON for every step and every evaluation.
  public var metrics: URL { directory.appendingPathComponent("metrics.jsonl") }
  /// The report, if one is written.
  public var report: URL { directory.appendingPathComponent("report.html") }
}

extension TrainingRun.Intervals: Codable {
  private enum CodingKeys: String, CodingKey { case evaluation, checkpoint }

  /// Reads intervals; throws `DecodingError` for one below 1.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    evaluation = try values.decodeIfPresent(Int.self, forKey: .evaluation)
    checkpoint = try values.decode(Int.self, forKey: .checkpoint)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }

  /// Writes both; an evaluation at the end only is left out.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(evaluation, forKey: .evaluation)
    try values.encode(checkpoint, forKey: .checkpoint)
  }

  /// The intervals of the run that wrote a checkpoint; the default if it does not say.
  ///
  /// - Throws: `CodedJSONError` if what it says cannot be read.
  public init(recordedIn description: FileDescription) throws(CodedJSONError) {
    self = try description.notes.value(RunNotes.intervals) ?? TrainingRun.Intervals()
  }
}

/// The names of what a run notes in its files beside what the caller adds.
enum RunNotes {
  static let options = "options"
  static let intervals = "intervals"
}

extension Trainer {
  /// A parameter or running statistic that is no longer a number, the first in the model's order.
  var firstTensorThatIsNotFinite: String? {
    if let bad = model.parameters.first(where: { !$0.value.isFinite }) { return "parameter \(bad.name)" }
    return model.buffers.first { !$0.value.isFinite }.map { "running statistic \($0.name)" }
  }
}
