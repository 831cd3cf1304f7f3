// A detector's weights as a safetensors file, and back.

import Formats
import Foundation
import Layers
import Tensors

/// Why weights do not fit a detector.
public struct WeightsError: Error, Hashable, CustomStringConvertible {
  /// The first tensor that does not fit.
  public var tensor: String
  /// What is wrong and what to do.
  public var problem: String

  /// Where, what was expected, what was found and what to do.
  public var description: String { "weights: tensor '\(tensor)': \(problem)" }

  /// What to do about a tensor of another shape.
  static func advice(expected: [Int], found: [Int]) -> String {
    expected != found && expected.sorted() == found.sorted()
      ? "its axes are in another order: save it with them in this one, its numbers moved along"
      : "build the model with the classes and anchors that the weights were trained with"
  }
}

extension RetinaNet {
  /// Everything needed to use the detector elsewhere: parameters, then running statistics and what is not trained, by
  /// name.
  ///
  /// - Precondition: torchvision's names are asked for torchvision's backbones only.
  public func weights(metadata: [String: String] = [:], naming: WeightsNaming = .retinaKit) -> SafetensorsFile {
    check(naming)
    return SafetensorsFile(
      entries: state.map {
        .init(
          name: naming.names(of: $0.name)[0], shape: naming.shape($0.value.shape),
          values: naming.fileNumbers($0.value.array, of: $0.value.shape))
      }, metadata: metadata)
  }

  /// Takes over all weights of a file, or none: the first tensor that does not fit is named in the error, by its name
  /// in the file.
  ///
  /// Tensors whose names begin with one of the `ignoring` prefixes are passed over, and torchvision's
  /// `num_batches_tracked`.
  ///
  /// - Precondition: torchvision's names are asked for torchvision's backbones only.
  public func load(
    _ file: SafetensorsFile, naming: WeightsNaming = .retinaKit, ignoring: [String] = []
  ) throws(WeightsError) {
    let file = naming == .retinaKit ? FilesOfBefore.renamed(file) : file
    for (tensor, values) in try updates(state, from: file, naming: naming, ignoring: ignoring) {
      tensor.buffer.write(values)
    }
  }

  /// What loading would write, for some of the model's tensors; the file may hold these and no other.
  func updates(
    _ tensors: [StateTensor], from file: SafetensorsFile, naming: WeightsNaming, ignoring: [String]
  ) throws(WeightsError) -> [(Tensor, [Float])] {
    check(naming)
    var entries: [String: SafetensorsFile.Entry] = [:]
    for entry in file.entries where !naming.ignores(entry.name) { entries[entry.name] = entry }
    var updates: [(Tensor, [Float])] = []
    for tensor in tensors {
      let names = naming.names(of: tensor.name)
      let shape = naming.shape(tensor.value.shape)
      guard let name = names.first(where: { entries[$0] != nil }), let entry = entries.removeValue(forKey: name) else {
        throw WeightsError(
          tensor: names[0],
          problem: "expected shape \(shape), but the file has no such tensor; is it a file of another model?")
      }
      guard entry.shape == shape else {
        throw WeightsError(
          tensor: name,
          problem: "expected shape \(shape), found \(entry.shape); "
            + WeightsError.advice(expected: shape, found: entry.shape))
      }
      guard entry.values.allSatisfy(\.isFinite) else {
        throw WeightsError(
          tensor: name, problem: "expected finite numbers, found a NaN or an infinity; use an earlier checkpoint"
        )
      }
      if tensor.name.hasSuffix(".runningVariance"), let least = entry.values.min(), !isVariance(least) {
        throw WeightsError(
          tensor: name, problem: "expected variances above 0, found \(least); the file is damaged, or its ε is not 0")
      }
      updates.append((tensor.value, naming.numbers(entry.values, of: tensor.value.shape)))
    }
    let rest = file.entries.map(\.name).filter { name in
      entries[name] != nil && !ignoring.contains { name.hasPrefix($0) }
    }
    if let extra = rest.first {
      throw WeightsError(
        tensor: extra, problem: "the model has no such tensor; is it a file of another model?")
    }
    return updates
  }

  /// Whether a square root of the variance and ε can be divided by.
  private func isVariance(_ value: Float) -> Bool {
    let epsilon = configuration.architecture.backbone.resNet?.kind.epsilon
    return value >= 0 && epsilon.map { Double(value) + $0 > 0 } != false
  }

  private func check(_ naming: WeightsNaming) {
    precondition(
      naming != .torchvision || configuration.architecture.backbone != .basic && !configuration.hasOwnBackbone,
      "naming must be .retinaKit for the small backbone and for one's own, found .torchvision, which has no names for it"
    )
  }

  /// Parameters, running statistics and what is not trained by name, in a fixed order.
  var state: [StateTensor] { parameters.map { StateTensor($0) } + buffers }
}
