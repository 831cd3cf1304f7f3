// Weights for other classes: everything but the layer that names the classes.

import Formats
import Layers
import Tensors

/// What was taken over from a file of weights for other classes, and what begins again.
public struct HeadReplacement: Hashable, Sendable {
  /// The names of the model's tensors that have the file's numbers.
  public var kept: [String]
  /// The names of the model's tensors that begin again: the classification head's predictor.
  public var replaced: [String]
  /// The classes that the file's weights were trained for.
  public var fileClasses: Int
}

extension RetinaNet {
  /// Takes over all weights of a file but those of the classification head's predictor, whatever classes they were
  /// trained for.
  ///
  /// The predictor is the one layer whose width is A · K. It begins as in a fresh model: small random weights of the
  /// seed, and biases at which every anchor scores π for every class; whoever replaces the layer and forgets the bias
  /// gets losses that are orders of magnitude too large. All else, the four convolutions below it and the box head too,
  /// has the file's numbers.
  ///
  /// Properties:
  /// - Boxes are predicted as the file's model predicts them, before any training.
  /// - The first tensor that does not fit is named in the error, and nothing is changed.
  ///
  /// - Precondition: torchvision's names are asked for torchvision's backbones only.
  @discardableResult
  public func loadReplacingClasses(
    _ file: SafetensorsFile, naming: WeightsNaming = .retinaKit, ignoring: [String] = [], seed: UInt64 = 0
  ) throws(WeightsError) -> HeadReplacement {
    let predictor = classification.predictor
    let replaced = Set(predictor.parameters.map(\.name))
    let fileClasses = try configuration.classes(of: file, naming: naming)
    var rest = file
    let fileNames = replaced.flatMap { naming.names(of: $0) }
    rest.entries.removeAll { fileNames.contains($0.name) }
    let kept = state.filter { !replaced.contains($0.name) }
    for (tensor, values) in try updates(kept, from: rest, naming: naming, ignoring: ignoring) {
      tensor.buffer.write(values)
    }
    predictor.restart(seed: seed)
    return HeadReplacement(
      kept: kept.map(\.name), replaced: predictor.parameters.map(\.name), fileClasses: fileClasses)
  }
}

extension RetinaNet.Configuration {
  /// How many classes a file's weights were trained for, by the shape of the classification head's biases.
  public func classes(of file: SafetensorsFile, naming: WeightsNaming = .retinaKit) throws(WeightsError) -> Int {
    let name = naming.names(of: "classification.predictor.bias")[0]
    guard let entry = file[name] else {
      throw WeightsError(
        tensor: name, problem: "the file has no such tensor; is it a file of a RetinaNet, and the naming right?")
    }
    let anchors = architecture.anchors.anchorsPerCell
    guard entry.shape.count == 1, entry.shape[0] >= anchors, entry.shape[0] % anchors == 0,
      let classes = classOutputs.classes(outputs: entry.shape[0] / anchors)
    else {
      throw WeightsError(
        tensor: name,
        problem: "expected a multiple of the \(anchors) anchors in a cell, found shape \(entry.shape); build the model "
          + "with the anchors that the weights were trained with")
    }
    return classes
  }
}
