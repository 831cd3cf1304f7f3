// A detector from its own file: that of a training run, or torchvision's state dict. No trainer is needed to detect.

import Formats
import Foundation

/// A detector with trained weights, its classes' names, and what else the file says.
public struct TrainedDetector {
  /// The detector.
  public let model: RetinaNet
  /// The classes' names; a detection's label is an index into them.
  public let categories: [String]
  /// For each class the number that it has in COCO's files: from 1 on for a run's own classes; torchvision's label
  /// itself for its weights, which for COCO's 91 is the official identifier.
  public let categoryIDs: [Int]
  /// What the file says of itself; nil for torchvision's.
  public let description: FileDescription?
  /// What was found in the file that the user should know, in sentences.
  public let remarks: [String]

  /// Reads `weights.safetensors` or `checkpoint.safetensors` of a run; of a checkpoint with an average, the average; or
  /// torchvision's state dict of `retinanet_resnet50_fpn`, recognized by its names.
  ///
  /// The detector is the one that the file describes, whatever its configuration.
  ///
  /// - Parameters:
  ///   - url: where the file is.
  ///   - make: What the weights belong to, for a number of classes; nil: what the file says. How it learns, how
  ///     pictures are resized and how outputs become detections may be others than in training; the rest must be the
  ///     same.
  ///   - pieces: Pieces from outside this package that the detector was made with; without one of them the file is
  ///     refused.
  ///
  /// - Throws: `DetectorFileError`, which names the file and what does not fit, and `SafetensorsError`.
  public init(
    contentsOf url: URL, configuration make: ((_ classes: Int) -> RetinaNet.Configuration)? = nil,
    pieces: RetinaNet.Pieces = RetinaNet.Pieces()
  ) throws {
    try self.init(SafetensorsFile(contentsOf: url), path: url.path, configuration: make, pieces: pieces)
  }

  /// The same of a file that has been read; `path` is what errors call it.
  package init(
    _ read: SafetensorsFile, path: String, configuration make: ((_ classes: Int) -> RetinaNet.Configuration)? = nil,
    pieces: RetinaNet.Pieces = RetinaNet.Pieces()
  ) throws {
    let (file, prefix) = read.withoutWrapper
    remarks = prefix.isEmpty ? [] : ["\(path): the names of its tensors are read without '\(prefix)' before them"]
    if let problem = WeightsKind(of: file).problem { throw DetectorFileError.weights(path: path, problem) }
    if WeightsNaming(of: file) == .torchvision {
      let found = try reading(path) { try RetinaNet.Configuration(torchvision: file) }
      let classes = found.architecture.classes
      let configuration = make?(classes) ?? found
      categories = Self.names(in: file) ?? Self.names(ofTorchvision: classes)
      guard categories.count == classes else {
        throw DetectorFileError.names(path: path, count: categories.count, classes: classes)
      }
      categoryIDs = Array(0..<classes)
      try reading(path) { try configuration.check(fits: file, naming: .torchvision) }
      let model = RetinaNet(configuration, seed: nil)
      try reading(path) { try model.load(file, naming: .torchvision) }
      self.model = model
      description = nil
      return
    }
    guard let description = try reading(path, { try FileDescription(of: file) }) else {
      throw DetectorFileError.noDescription(path: path)
    }
    let configuration = make?(description.categories.count) ?? description.configuration
    if let difference = try reading(path, { try description.configuration.difference(from: configuration) }) {
      throw DetectorFileError.otherModel(
        path: path, place: difference.place, file: difference.old, given: difference.new)
    }
    if let problem = configuration.missing(pieces) { throw DetectorFileError.pieces(path: path, problem: problem) }
    let weights = file.result
    try reading(path) { try configuration.check(fits: weights) }
    let model = RetinaNet(configuration, pieces: pieces, seed: nil)
    try reading(path) { try model.load(weights, ignoring: ["optimizer."]) }
    self.model = model
    // Names reach terminals and reports: what would steer those is spelled out, as names of annotations are.
    categories = description.categories.map { shown($0, limit: 1000) }
    categoryIDs = Array(1...description.categories.count)
    self.description = description
  }

  /// The names of the classes in the metadata of torchvision's weights.
  private static func names(in file: SafetensorsFile) -> [String]? {
    file.metadata["categories"].flatMap { try? CodedJSON.decode($0, as: [String].self) }?
      .map { shown($0, limit: 1000) }
  }

  /// COCO's names for torchvision's 91 classes, else numbers.
  private static func names(ofTorchvision classes: Int) -> [String] {
    classes == COCOCategories.torchvision.count
      ? COCOCategories.torchvision : (0..<classes).map { "class \($0)" }
  }
}

extension RetinaNet.Configuration {
  /// The first place in which weights trained with one configuration mean something else with another.
  func difference(from other: RetinaNet.Configuration) throws(CodedJSONError) -> JSONDifference? {
    func colors(_ configuration: RetinaNet.Configuration) -> RetinaNet.Preprocessing {
      var preprocessing = configuration.preprocessing
      preprocessing.resizing = nil
      return preprocessing
    }
    let architectures = (architecture, other.architecture)
    if architectures.0 != architectures.1 {
      return try CodedJSON.tree(encoding: architectures.0)
        .firstDifference(from: CodedJSON.tree(encoding: architectures.1), at: "architecture")
    }
    guard colors(self) != colors(other) else { return nil }
    return try CodedJSON.tree(encoding: colors(self))
      .firstDifference(from: CodedJSON.tree(encoding: colors(other)), at: "preprocessing")
  }
}

extension SafetensorsFile {
  /// The file by today's names of tensors.
  package var withCurrentNames: SafetensorsFile { FilesOfBefore.renamed(self) }

  /// The file by today's names, with the average in place of the weights, if there is one.
  var result: SafetensorsFile {
    let file = withCurrentNames
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
