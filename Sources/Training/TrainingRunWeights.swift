// A detector from the file that a training run left, with everything that the file says of itself.

import Detector
import Foundation

/// Why a detector cannot be had from a file.
public struct TrainedDetectorError: Error, Hashable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// What was expected, what was found and what to do.
  public var problem: String
  /// Where and what.
  public var description: String { "\(path): \(problem)" }
}

/// A detector with trained weights, its classes' names, and what else the file says.
public struct TrainedDetector {
  /// The detector.
  public let model: RetinaNet
  /// The classes' names; a detection's label is an index into them.
  public let categories: [String]
  /// The file's own words: `step`, `configuration` and whatever the run added.
  public let metadata: [String: String]

  /// Reads `weights.safetensors` or `checkpoint.safetensors` of a run; of a checkpoint with an average, the average.
  ///
  /// - Parameter configuration: What the weights belong to, for a number of classes. How it learns and how outputs
  ///   become detections may be others than in training; the rest must be the same.
  ///
  /// Throws an error that names the file, and the first tensor or field that does not fit.
  public init(
    contentsOf url: URL,
    configuration make: (_ classes: Int) -> RetinaNet.Configuration = { RetinaNet.Configuration(classes: $0) }
  ) throws {
    let file = try SafetensorsFile(contentsOf: url)
    func failure(_ problem: String) -> TrainedDetectorError { TrainedDetectorError(path: url.path, problem: problem) }
    guard let text = file.metadata["categories"],
      let categories = try? JSONDecoder().decode([String].self, from: Data(text.utf8)), !categories.isEmpty
    else {
      throw failure(
        "expected the classes' names as a JSON array under 'categories' in the metadata, found "
          + "\(file.metadata["categories"].map { "'\($0)'" } ?? "none"); use a file that a training run wrote")
    }
    let configuration = make(categories.count)
    if let recorded = file.metadata["configuration"],
      let field = ResumeConflict.firstDifference(
        recorded, configuration.json,
        ignoring: ["matcher", "focalLoss", "boxLoss", "normalisation", "prior", "inference"])
    {
      throw failure(
        "the weights were trained with \(field.name) \(field.old), but the model has \(field.new); build the model "
          + "that they were trained with")
    }
    model = RetinaNet(configuration)
    do {
      try model.load(Self.result(file), ignoring: ["optimiser."])
    } catch {
      throw failure("tensor '\(error.tensor)': \(error.problem)")
    }
    self.categories = categories
    metadata = file.metadata
  }

  /// The file with the average in place of the weights, if there is one.
  private static func result(_ file: SafetensorsFile) -> SafetensorsFile {
    let prefix = "average."
    // Never under the name that the format reserves for its metadata: no tensor can have it.
    let averages = file.entries.filter { $0.name.hasPrefix(prefix) && $0.name != prefix + "__metadata__" }
    guard !averages.isEmpty else { return file }
    return SafetensorsFile(
      entries: averages.map {
        .init(name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
      }, metadata: file.metadata)
  }
}
