// A look at a file's tensors before the detector that it describes is built: a damaged description may ask for a
// network that no memory holds. Whether every tensor fits is seen when they are loaded.

import Formats

extension RetinaNet.Configuration {
  /// Throws for the first of the tensors by which a network's sizes are known that is not as this configuration has it.
  ///
  /// What passes is no larger than a few times the file.
  package func check(fits file: SafetensorsFile) throws(WeightsError) {
    let entries = Dictionary(file.entries.map { ($0.name, $0.shape) }) { first, _ in first }
    for (name, shape) in sizes {
      guard let found = entries[name] else {
        throw WeightsError(
          tensor: name,
          problem: "expected shape \(shape), but the file has no such tensor; is it a file of another model?")
      }
      guard found == shape else {
        throw WeightsError(
          tensor: name,
          problem: "expected shape \(shape), found \(found); build the model with the classes and anchors that the "
            + "weights were trained with")
      }
    }
  }

  private var sizes: [(name: String, shape: [Int])] {
    let network = architecture
    let pyramid = network.pyramidChannels
    var sizes: [(name: String, shape: [Int])] = []
    switch network.backbone.resNet {
    case _ where hasOwnBackbone: break
    case nil:
      sizes.append(("backbone.stem.convolution.weight", [3, 3, 3, network.stemChannels]))
      for (stage, channels) in network.stageChannels.enumerated() {
        sizes.append(("backbone.c\(stage + 2).second.convolution.weight", [3, 3, channels, channels]))
      }
    case let shape?:
      sizes.append(("backbone.stem.convolution.weight", [7, 7, 3, network.stemChannels]))
      for (stage, channels) in network.stageChannels.enumerated() {
        let last = "backbone.c\(stage + 2).\(shape.blocks[stage] - 1)"
        sizes.append(
          shape.isBottleneck
            ? ("\(last).third.convolution.weight", [1, 1, shape.width(outputs: channels), channels])
            : ("\(last).second.convolution.weight", [3, 3, channels, channels]))
      }
    }
    sizes.append(("pyramid.p7.weight", [3, 3, pyramid, pyramid]))
    if network.headDepth > 0 {
      sizes.append(("classification.\(network.headDepth - 1).convolution.weight", [3, 3, pyramid, pyramid]))
    }
    let outputs = network.anchors.anchorsPerCell * classOutputs.count(classes: network.classes)
    sizes.append(("classification.predictor.weight", [3, 3, pyramid, outputs]))
    return sizes
  }
}
