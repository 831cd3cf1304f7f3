// A detector to be trained that begins with the weights of another, for its classes or for new ones.

import Detector
import Formats
import Foundation
import Systems

extension RetinaNet {
  /// A detector that begins with a file's weights: of a run of this package, or torchvision's by its own names.
  ///
  /// The architecture is the file's. With `replacingClasses` the classification head's last layer begins anew, for
  /// whatever number of classes; all else has the file's numbers (see `loadReplacingClasses`).
  ///
  /// - Throws: an error that names the file, and the first tensor that does not fit.
  ///
  /// - Parameter url: where the file was read from, for the error.
  /// - Returns: the detector, and what was replaced if that was asked for.
  public static func beginning(
    with file: SafetensorsFile, from url: URL, classes: Int, replacingClasses: Bool, seed: UInt64 = 0
  ) throws -> (model: RetinaNet, replacement: HeadReplacement?) {
    let naming = WeightsNaming(of: file)
    let isOwn = naming == .retinaKit
    do {
      var configuration = try Configuration(of: file)
      let fileClasses = try configuration.classes(of: file, naming: naming)
      guard replacingClasses || fileClasses == classes else {
        throw TrainedDetectorError(
          path: url.path,
          problem:
            "the weights know \(fileClasses) classes, the pictures have \(classes); begin the classification head "
            + "anew (on the command line: --classes \(classes)), or use pictures of the same classes")
      }
      configuration.architecture.classes = classes
      let model = RetinaNet(configuration, seed: seed)
      let weights = isOwn ? TrainedDetector.result(file) : file
      let ignored = isOwn ? ["optimizer."] : []
      guard replacingClasses else {
        try model.load(weights, naming: naming, ignoring: ignored)
        return (model, nil)
      }
      return (model, try model.loadReplacingClasses(weights, naming: naming, ignoring: ignored, seed: seed))
    } catch let error as WeightsError {
      throw TrainedDetectorError(path: url.path, problem: "tensor '\(error.tensor)': \(error.problem)")
    }
  }
}

extension RetinaNet.Configuration {
  /// The key under which a run says whose conventions it follows.
  public static let conventionsKey = "conventions"

  /// The detector that a file of weights belongs to, by what the file says of itself: a run's by its metadata,
  /// torchvision's by its tensors.
  public init(of file: SafetensorsFile) throws(WeightsError) {
    guard WeightsNaming(of: file) == .retinaKit else {
      self = try RetinaNet.Configuration(torchvision: file)
      return
    }
    let small = RetinaNet.Configuration(classes: 1)
    self = file.metadata["model"] == "resNet50" ? .resNet50(classes: 1) : small
    if let system = file.metadata[Self.conventionsKey].flatMap(ReferenceSystem.init(rawValue:)) {
      self = following(Conventions(system))
    }
    architecture.classes = try classes(of: file, naming: .retinaKit)
  }
}
