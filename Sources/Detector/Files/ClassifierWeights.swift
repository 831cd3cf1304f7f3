// A backbone's weights from a classifier: torchvision's ResNets and ResNeXts that were trained on ImageNet.

import Formats
import Layers
import Tensors

extension RetinaNet {
  /// Takes over the weights of a classifier of torchvision for the backbone, all or none; pyramid and heads stay as
  /// they are.
  ///
  /// In Python:
  /// ```
  /// save_file(torchvision.models.resnext101_32x8d(weights="DEFAULT").state_dict(), "resnext101.safetensors")
  /// ```
  /// The classifier's own last layer, `fc`, is left out, and so is `num_batches_tracked`. Such weights belong to a
  /// `.frozen` normalization with an ε of 10⁻⁵.
  ///
  /// - Throws: `WeightsError`, which names the first tensor that does not fit as the file calls it.
  ///
  /// - Precondition: the backbone is one of torchvision's.
  public func loadBackbone(_ classifier: SafetensorsFile) throws(WeightsError) {
    let prefix = "backbone.body."
    let file = SafetensorsFile(
      entries: classifier.entries.compactMap {
        $0.name.hasPrefix("fc.") ? nil : .init(name: prefix + $0.name, shape: $0.shape, values: $0.values)
      })
    let state = backbone.parameters.map { StateTensor($0) } + backbone.buffers
    let found: [(Tensor, [Float])]
    do throws(WeightsError) {
      found = try updates(state, from: file, naming: .torchvision, ignoring: [])
    } catch {
      throw WeightsError(tensor: String(error.tensor.dropFirst(prefix.count)), problem: error.problem)
    }
    for (tensor, values) in found { tensor.buffer.write(values) }
  }
}
