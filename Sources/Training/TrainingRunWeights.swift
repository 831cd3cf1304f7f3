// A detector from the file that a training run left, with everything that the file says of itself.

import Detector
import Formats
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
  /// For each class the number that it has in COCO's files: from 1 on for a run's own classes; torchvision's label
  /// itself for its weights, which for COCO's 91 is the official identifier.
  public let categoryIDs: [Int]
  /// The file's own words: `step`, `configuration` and whatever the run added.
  public let metadata: [String: String]

  /// Reads `weights.safetensors` or `checkpoint.safetensors` of a run; of a checkpoint with an average, the average; or
  /// torchvision's state dict of `retinanet_resnet50_fpn`, recognized by its names.
  ///
  /// - Parameter configuration: What the weights belong to, for a number of classes; nil: what the file says. How it
  ///   learns and how outputs become detections may be others than in training; the rest must be the same.
  ///
  /// Throws an error that names the file, and the first tensor or field that does not fit.
  public init(
    contentsOf url: URL, configuration make: ((_ classes: Int) -> RetinaNet.Configuration)? = nil
  ) throws {
    let file = try SafetensorsFile(contentsOf: url)
    func failure(_ problem: String) -> TrainedDetectorError { TrainedDetectorError(path: url.path, problem: problem) }
    let naming = WeightsNaming(of: file)
    let isOwn = naming == .retinaKit
    do {
      let configuration: RetinaNet.Configuration
      if isOwn {
        categories = try Self.categories(of: file, failure)
        categoryIDs = Array(1...categories.count)
        if let make {
          configuration = make(categories.count)
        } else {
          // Loading says which tensor does not fit, if the names are not as many as the file's classes.
          var own = try RetinaNet.Configuration(of: file)
          own.architecture.classes = categories.count
          configuration = own
        }
        try Self.check(configuration, against: file, failure)
      } else {
        let found = try RetinaNet.Configuration(torchvision: file)
        configuration = make?(found.architecture.classes) ?? found
        categories = Self.names(in: file) ?? Self.names(ofTorchvision: found.architecture.classes)
        categoryIDs = Array(0..<found.architecture.classes)
        guard categories.count == found.architecture.classes else {
          throw failure(
            "'categories' in the metadata names \(categories.count) classes, but the classification head has "
              + "\(found.architecture.classes); correct the names")
        }
      }
      model = RetinaNet(configuration, seed: nil)
      try model.load(isOwn ? Self.result(file) : file, naming: naming, ignoring: isOwn ? ["optimizer."] : [])
    } catch let error as WeightsError {
      throw failure("tensor '\(error.tensor)': \(error.problem)")
    }
    metadata = file.metadata
  }

  /// The names of the classes in a file's metadata.
  private static func names(in file: SafetensorsFile) -> [String]? {
    file.metadata["categories"].flatMap { try? JSONReader.decode([String].self, from: Data($0.utf8)) }?.map {
      shown($0, limit: 1000)
    }
  }

  /// COCO's names for torchvision's 91 classes, else numbers.
  private static func names(ofTorchvision classes: Int) -> [String] {
    classes == COCOCategories.torchvision.count
      ? COCOCategories.torchvision : (0..<classes).map { "class \($0)" }
  }

  private static func categories(
    of file: SafetensorsFile, _ failure: (String) -> TrainedDetectorError
  ) throws -> [String] {
    guard let categories = names(in: file), !categories.isEmpty else {
      throw failure(
        "expected the classes' names as a JSON array under 'categories' in the metadata, found "
          + "\(file.metadata["categories"].map { "'\($0)'" } ?? "none"); use a file that a training run wrote")
    }
    return categories
  }

  private static func check(
    _ configuration: RetinaNet.Configuration, against file: SafetensorsFile,
    _ failure: (String) -> TrainedDetectorError
  ) throws {
    let free: Set = [
      "matcher", "focalLoss", "boxLoss", "lossNormalization", "prior", "inference", "trainedBackboneStages", "resizing",
    ]
    guard let recorded = file.metadata["configuration"],
      let field = ResumeConflict.firstDifference(recorded, configuration.json, ignoring: free)
    else { return }
    throw failure(
      "the weights were trained with \(field.name) \(field.old), but the model has \(field.new); build the model "
        + "that they were trained with")
  }

  /// The file with the average in place of the weights, if there is one.
  static func result(_ file: SafetensorsFile) -> SafetensorsFile {
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
