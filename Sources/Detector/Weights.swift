// A detector's weights as a safetensors file, and back.

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
}

extension RetinaNet {
  /// Everything needed to use the detector elsewhere: parameters, then running statistics, by name.
  public func weights(metadata: [String: String] = [:]) -> SafetensorsFile {
    SafetensorsFile(
      entries: state.map { .init(name: $0.name, shape: $0.value.shape, values: $0.value.array) }, metadata: metadata)
  }

  /// Takes over all weights of a file, or none: the first tensor that does not fit is named in the error.
  ///
  /// Tensors whose names begin with one of the `ignoring` prefixes are passed over.
  public func load(_ file: SafetensorsFile, ignoring: [String] = []) throws(WeightsError) {
    var entries: [String: SafetensorsFile.Entry] = [:]
    for entry in file.entries { entries[entry.name] = entry }
    var updates: [(Tensor, [Float])] = []
    for tensor in state {
      guard let entry = entries.removeValue(forKey: tensor.name) else {
        throw WeightsError(
          tensor: tensor.name,
          problem: "expected shape \(tensor.value.shape), but the file has no such tensor; "
            + "is it a file of another model?")
      }
      guard entry.shape == tensor.value.shape else {
        throw WeightsError(
          tensor: tensor.name,
          problem: "expected shape \(tensor.value.shape), found \(entry.shape); build the model with the classes and "
            + "anchors that the weights were trained with")
      }
      guard entry.values.allSatisfy(\.isFinite) else {
        throw WeightsError(
          tensor: tensor.name, problem: "expected finite numbers, found a NaN or an infinity; use an earlier checkpoint"
        )
      }
      updates.append((tensor.value, entry.values))
    }
    let rest = file.entries.map(\.name).filter { name in
      entries[name] != nil && !ignoring.contains { name.hasPrefix($0) }
    }
    if let extra = rest.first {
      throw WeightsError(
        tensor: extra, problem: "the model has no such tensor; is it a file of another model?")
    }
    for (tensor, values) in updates { tensor.buffer.write(values) }
  }

  /// Parameters and running statistics by name, in a fixed order.
  var state: [StateTensor] { parameters.map { StateTensor(name: $0.name, value: $0.value) } + buffers }
}
