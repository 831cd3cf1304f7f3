// What detector a run of `retinanet train` begins with: a fresh one, one of a system's conventions, or given weights.

import Boxes
import CommandLineTool
import Detector
import Formats
import Foundation

/// What decides a run's model beside its classes and its seed.
struct TrainModel: Hashable, Sendable {
  /// Whose conventions the small detector follows; nil: its own.
  var system: ReferenceSystem?
  /// The file whose weights the detector begins with; nil: it begins with random ones.
  var weights: URL?
  /// For how many classes the classification head begins anew; nil: it is the file's.
  var replacedClasses: Int?

  private static let weightsKey = "starting-weights"
  private static let classesKey = "replaced-classes"

  init() {}

  init(_ arguments: ParsedArguments) {
    system = arguments[TrainArguments.conventions]
    weights = arguments[TrainArguments.weights]
    replacedClasses = arguments[TrainArguments.classes]
  }

  /// What a checkpoint says.
  init(metadata: [String: String]) {
    system = metadata[RetinaNet.Configuration.conventionsKey].flatMap(ReferenceSystem.init(rawValue:))
    weights = metadata[Self.weightsKey].map { URL(fileURLWithPath: $0) }
    replacedClasses = metadata[Self.classesKey].flatMap { Int($0) }
  }

  /// As checkpoint and weights say it.
  var metadata: [String: String] {
    var result: [String: String] = [:]
    result[RetinaNet.Configuration.conventionsKey] = system?.rawValue
    result[Self.weightsKey] = weights?.relativePath
    result[Self.classesKey] = replacedClasses.map(String.init)
    return result
  }

  /// By their names on the command line; what a run does not have is not among them.
  var rows: [(argument: any AnyArgument, value: String)] {
    var rows: [(argument: any AnyArgument, value: String)] = []
    if let system { rows.append((TrainArguments.conventions, system.rawValue)) }
    if let weights { rows.append((TrainArguments.weights, weights.relativePath)) }
    if let replacedClasses { rows.append((TrainArguments.classes, "\(replacedClasses)")) }
    return rows
  }

  /// Reads the file of the weights that the run begins with, and takes over whose conventions their detector follows, so
  /// that the run's files say it.
  mutating func readWeights() throws -> SafetensorsFile? {
    guard let weights else { return nil }
    let file = try SafetensorsFile(contentsOf: weights)
    system = file.metadata[RetinaNet.Configuration.conventionsKey].flatMap(ReferenceSystem.init(rawValue:))
    return file
  }

  /// The detector as a run begins it, and a line on what was taken over.
  ///
  /// - Parameter file: what `readWeights` read.
  func begin(with file: SafetensorsFile?, classes: Int, seed: UInt64) throws -> (model: RetinaNet, note: String?) {
    if let replacedClasses, replacedClasses != classes {
      throw CommandFailure(
        "--classes \(replacedClasses), but the pictures have \(classes.counted("class", plural: "classes")): give their "
          + "number, or pictures of \(replacedClasses)")
    }
    guard let weights else { return (RetinaNet(fresh(classes: classes), seed: seed), nil) }
    guard let file else { preconditionFailure("file: must be what readWeights read of \(weights.relativePath)") }
    let (model, replacement) = try RetinaNet.beginning(
      with: file, from: weights, classes: classes, replacingClasses: replacedClasses != nil, seed: seed)
    guard let replacement else { return (model, "All weights are those of \(weights.relativePath).") }
    return (
      model,
      "Weights are those of \(weights.relativePath) but for \(replacement.replaced.joined(separator: " and ")), which knew "
        + "\(replacement.fileClasses.counted("class", plural: "classes")) and begin anew for \(classes)."
    )
  }

  /// The detector of a run that is gone on with: its numbers come from the checkpoint.
  func resume(checkpoint: SafetensorsFile, seed: UInt64) throws -> RetinaNet {
    RetinaNet(try RetinaNet.Configuration(of: checkpoint), seed: seed)
  }

  private func fresh(classes: Int) -> RetinaNet.Configuration {
    let small = RetinaNet.Configuration(classes: classes)
    return system.map { small.following(Conventions($0)) } ?? small
  }
}
