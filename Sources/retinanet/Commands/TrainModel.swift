// What detector a run of `retinanet train` begins with: a fresh one, one of a system's conventions, or given weights.

import Anchors
import Boxes
import CommandLineTool
import Detector
import Formats
import Foundation
import Systems
import Text

/// What decides a run's model beside its classes and its seed.
struct TrainModel: Hashable, Sendable {
  /// Whose conventions the small detector follows; nil: its own.
  var system: ReferenceSystem?
  /// The file whose weights the detector begins with; nil: it begins with random ones.
  var weights: URL?
  /// For how many classes the classification head begins anew; nil: it is the file's.
  var replacedClasses: Int?
  /// The losses, assigner and the like that were asked for beside.
  var pieces = TrainPieces()

  /// Under which name a run's files have it.
  static let note = "model"

  init() {}

  init(_ arguments: ParsedArguments) {
    system = arguments[TrainArguments.conventions]
    weights = arguments[TrainArguments.weights]
    replacedClasses = arguments[TrainArguments.classes]
    pieces = TrainPieces(arguments)
  }

  /// By their names on the command line; what a run does not have is not among them.
  var rows: [(argument: any AnyArgument, value: String)] {
    var rows: [(argument: any AnyArgument, value: String)] = []
    if let system { rows.append((TrainArguments.conventions, system.rawValue)) }
    if let weights { rows.append((TrainArguments.weights, weights.relativePath)) }
    if let replacedClasses { rows.append((TrainArguments.classes, "\(replacedClasses)")) }
    return rows + pieces.rows
  }

  /// Reads the file of the weights that the run begins with, and takes over whose conventions their detector follows,
  /// so that the run's files say it.
  mutating func readWeights(console: Console) throws -> SafetensorsFile? {
    guard let weights else { return nil }
    let (file, prefix) = try SafetensorsFile(contentsOf: weights).withoutWrapper
    if !prefix.isEmpty {
      console.error(
        "Note: \(weights.relativePath): the names of its tensors are read without '\(prefix)' before them.\n")
    }
    system = try? FileDescription(of: file)?.notes.value(Self.note, as: TrainModel.self)?.system
    return file
  }

  /// The detector as a run begins it, and a line on what was taken over.
  ///
  /// - Parameters:
  ///   - file: what `readWeights` read.
  ///   - objects: those trained on, for anchors that are fitted to them.
  func begin(
    with file: SafetensorsFile?, classes: Int, seed: UInt64, objects: () throws -> [ImageObjects] = { [] }
  ) throws -> (model: RetinaNet, note: String?) {
    if let replacedClasses, replacedClasses != classes {
      throw CommandFailure(
        "--classes \(replacedClasses), but the pictures have \(classes.counted("class", plural: "classes")): give their "
          + "number, or pictures of \(replacedClasses)")
    }
    guard let weights else {
      let model = RetinaNet(try fresh(classes: classes, objects: objects), seed: seed)
      return (model, try pieces.backboneWeights.map { try loadBackbone(of: model, from: URL(fileURLWithPath: $0)) })
    }
    guard let file else {
      preconditionFailure("file must be what readWeights read of \(weights.relativePath), found none")
    }
    let (model, replacement) = try begin(with: file, from: weights, classes: classes, seed: seed)
    guard let replacement else { return (model, "All weights are those of \(weights.relativePath).") }
    return (
      model,
      "Weights are those of \(weights.relativePath) but for \(replacement.replaced.joined(separator: " and ")), which knew "
        + "\(replacement.fileClasses.counted("class", plural: "classes")) and begin anew for \(classes)."
    )
  }

  private func begin(
    with file: SafetensorsFile, from weights: URL, classes: Int, seed: UInt64
  ) throws -> (model: RetinaNet, replacement: HeadReplacement?) {
    do {
      return try RetinaNet.make(
        beginningWith: file, from: weights, classes: classes, replacingClasses: replacedClasses != nil, seed: seed
      ) { configuration in
        try pieces.apply(to: &configuration) { [] }
      }
    } catch let error as DetectorFileError {
      guard case .classes = error else { throw error }
      throw CommandFailure("\(error); to begin it anew give --classes \(classes)")
    }
  }

  private func loadBackbone(of model: RetinaNet, from classifier: URL) throws -> String {
    do {
      try model.loadBackbone(SafetensorsFile(contentsOf: classifier).withoutWrapper.file)
    } catch let error as WeightsError {
      throw CommandFailure(
        "\(classifier.relativePath): expected the weights of a classifier, torchvision's --backbone "
          + "\(pieces.backbone?.rawValue ?? ""); tensor '\(error.tensor)': \(error.problem)")
    }
    return "The backbone's weights are those of \(classifier.relativePath)."
  }

  /// The configuration of a detector with random weights.
  ///
  /// - Parameter objects: those trained on, for anchors that are fitted to them.
  func fresh(classes: Int, objects: () throws -> [ImageObjects]) throws -> RetinaNet.Configuration {
    var configuration =
      system.map {
        RetinaNet.Configuration(classes: classes)
          .following(Conventions($0, reproducingDefects: pieces.reproducesDefects == true))
      } ?? .standard(classes: classes)
    try pieces.apply(to: &configuration, objects: objects)
    return configuration
  }
}

// MARK: - As files say it

extension TrainModel: Codable {
  private enum CodingKeys: String, CodingKey { case system, weights, replacedClasses, pieces }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    system = try values.decodeIfPresent(ReferenceSystem.self, forKey: .system)
    weights = try values.decodeIfPresent(String.self, forKey: .weights).map { URL(fileURLWithPath: $0) }
    replacedClasses = try values.decodeIfPresent(Int.self, forKey: .replacedClasses)
    pieces = try values.decodeIfPresent(TrainPieces.self, forKey: .pieces) ?? TrainPieces()
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(system, forKey: .system)
    try values.encodeIfPresent(weights?.relativePath, forKey: .weights)
    try values.encodeIfPresent(replacedClasses, forKey: .replacedClasses)
    if pieces != TrainPieces() { try values.encode(pieces, forKey: .pieces) }
  }
}
