// A detector that begins with the weights of another, for its classes or for new ones: to be trained further.

import Formats
import Foundation

extension RetinaNet {
  /// A detector that begins with a file's weights: of a run of this package, or torchvision's by its own names.
  ///
  /// The configuration is the file's. With `replacingClasses` the classification head's last layer begins anew, for
  /// whatever number of classes; all else has the file's numbers (see `loadReplacingClasses`).
  ///
  /// - Throws: `DetectorFileError`, which names the file and what does not fit.
  ///
  /// - Parameters:
  ///   - file: weights and what they say of themselves.
  ///   - url: where the file was read from, for the error.
  ///   - classes: how many classes the pictures have.
  ///   - replacingClasses: whether the last layer of the classification head begins anew.
  ///   - pieces: pieces from outside this package that the detector is to have.
  ///   - seed: decides the new layer's first weights.
  ///   - adjust: changes how the detector learns and detects before it is built; the weights must still fit.
  /// - Returns: the detector, and what was replaced if that was asked for.
  public static func make(
    beginningWith file: SafetensorsFile, from url: URL, classes: Int, replacingClasses: Bool, pieces: Pieces = Pieces(),
    seed: UInt64 = 0, adjust: (inout Configuration) throws -> Void = { _ in }
  ) throws -> (model: RetinaNet, replacement: HeadReplacement?) {
    let file = file.withoutWrapper.file
    let naming = WeightsNaming(of: file)
    let isOwn = naming == .retinaKit
    return try reading(url.path) {
      var configuration = try Configuration(of: file)
      let weights = isOwn ? file.result : file
      let fileClasses = try configuration.classes(of: weights, naming: naming)
      configuration.architecture.classes = fileClasses
      try configuration.check(fits: weights, naming: naming)
      guard replacingClasses || fileClasses == classes else {
        throw DetectorFileError.classes(path: url.path, file: fileClasses, wanted: classes)
      }
      configuration.architecture.classes = classes
      try adjust(&configuration)
      if let problem = configuration.missing(pieces) {
        throw DetectorFileError.pieces(path: url.path, problem: problem)
      }
      let model = RetinaNet(configuration, pieces: pieces, seed: seed)
      let ignored = isOwn ? ["optimizer."] : []
      guard replacingClasses else {
        try model.load(weights, naming: naming, ignoring: ignored)
        return (model, nil)
      }
      return (model, try model.loadReplacingClasses(weights, naming: naming, ignoring: ignored, seed: seed))
    }
  }
}

extension RetinaNet.Configuration {
  /// The detector that a file of weights belongs to, by what the file says of itself; torchvision's by its tensors.
  ///
  /// Weights that say nothing are taken for the small detector's; loading says which tensor does not fit.
  ///
  /// - Throws: `CodedJSONError` for a description that cannot be read, and `WeightsError`.
  public init(of file: SafetensorsFile) throws {
    let file = file.withoutWrapper.file
    guard WeightsNaming(of: file) == .retinaKit else {
      self = try RetinaNet.Configuration(torchvision: file)
      return
    }
    if let description = try FileDescription(of: file) {
      self = description.configuration
      return
    }
    if let problem = WeightsKind(of: file).problem { throw problem }
    self = RetinaNet.Configuration(classes: 1)
    architecture.classes = try classes(of: file.result, naming: .retinaKit)
  }
}
