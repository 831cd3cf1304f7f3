// A look at a file's tensors before the detector that it describes is built: a description, or made-up shapes, may ask
// for a network that no memory holds.

import Anchors
import Formats
import Layers

extension RetinaNet.Configuration {
  /// Calls a closure with the name and the shape of every tensor of a detector of this configuration, which is not
  /// built for it: backbone, pyramid, classification head, box head, and the average of a loss that has one.
  ///
  /// Property: these are the tensors of `RetinaNet(configuration).weights()`, but for what a backbone or a loss divider
  /// from outside this package has and decides, of which nothing is known.
  package func forEachTensor<Failure: Error>(
    _ body: (_ name: String, _ shape: [Int]) throws(Failure) -> Void
  ) throws(Failure) {
    let network = architecture
    func normalized(_ name: String, kernel: Int, _ inputs: Int, _ outputs: Int) throws(Failure) {
      try body("\(name).convolution.weight", [kernel, kernel, inputs, outputs])
      for part in ["scale", "shift", "runningMean", "runningVariance"] {
        try body("\(name).normalization.\(part)", [outputs])
      }
    }
    func convolution(_ name: String, kernel: Int, _ inputs: Int, _ outputs: Int, hasBias: Bool = true) throws(Failure) {
      try body("\(name).weight", [kernel, kernel, inputs, outputs])
      if hasBias { try body("\(name).bias", [outputs]) }
    }
    let channels = network.stageChannels
    let inputs = [network.stemChannels] + channels
    func basicBlock(_ name: String, _ input: Int, _ outputs: Int, stride: Int) throws(Failure) {
      try normalized("\(name).first", kernel: 3, input, outputs)
      try normalized("\(name).second", kernel: 3, outputs, outputs)
      if stride > 1 || input != outputs { try normalized("\(name).shortcut", kernel: 1, input, outputs) }
    }
    switch network.backbone.resNet {
    case _ where hasOwnBackbone: break
    case nil:
      try normalized("backbone.stem", kernel: 3, 3, network.stemChannels)
      for stage in channels.indices {
        try basicBlock("backbone.c\(stage + 2)", inputs[stage], channels[stage], stride: 2)
      }
    case let shape?:
      try normalized("backbone.stem", kernel: 7, 3, network.stemChannels)
      for stage in channels.indices {
        let outputs = channels[stage]
        let width = shape.width(outputs: outputs)
        for block in 0..<shape.blocks[stage] {
          let (name, input) = ("backbone.c\(stage + 2).\(block)", block == 0 ? inputs[stage] : outputs)
          let stride = block == 0 && stage > 0 ? 2 : 1
          guard shape.isBottleneck else {
            try basicBlock(name, input, outputs, stride: stride)
            continue
          }
          try normalized("\(name).first", kernel: 1, input, width)
          try normalized("\(name).second", kernel: 3, width / shape.groups, width)
          try normalized("\(name).third", kernel: 1, width, outputs)
          if stride > 1 || input != outputs { try normalized("\(name).shortcut", kernel: 1, input, outputs) }
        }
      }
    }
    let pyramid = network.pyramidChannels
    for (index, channels) in channels.dropFirst().enumerated() {
      if !hasOwnBackbone { try convolution("pyramid.lateral\(index + 3)", kernel: 1, channels, pyramid) }
      try convolution("pyramid.output\(index + 3)", kernel: 3, pyramid, pyramid)
    }
    if network.p6Source == .p5 {
      try convolution("pyramid.p6", kernel: 3, pyramid, pyramid)
    } else if !hasOwnBackbone {
      try convolution("pyramid.p6", kernel: 3, channels.last ?? pyramid, pyramid)
    }
    try convolution("pyramid.p7", kernel: 3, pyramid, pyramid)
    let widths = [
      ("classification", classOutputs.count(classes: network.classes)), ("regression", 4),
    ]
    for (head, width) in widths {
      for index in 0..<network.headDepth {
        try convolution(
          "\(head).\(index).convolution", kernel: 3, pyramid, pyramid, hasBias: network.headGroups == 0)
        guard network.headGroups > 0 else { continue }
        for part in ["scale", "shift"] { try body("\(head).\(index).normalization.\(part)", [pyramid]) }
      }
      try convolution("\(head).predictor", kernel: 3, pyramid, network.anchors.anchorsPerCell * width)
    }
    if ownPieces.names["lossDivider"] == nil, learning.lossNormalization.initialAverage > 0 {
      try body("loss.average", [1])
    }
  }

  /// Throws for the first tensor of a detector of this configuration that a file does not have in this shape.
  ///
  /// Nothing is built for it, and it ends with the first that is missing: what passes is no larger than the file.
  ///
  /// - Parameter ignored: names that need not be there, as those of a layer that begins anew.
  package func check(
    fits file: SafetensorsFile, naming: WeightsNaming = .retinaKit, ignoring ignored: Set<String> = []
  ) throws(WeightsError) {
    let shapes = Dictionary(file.entries.map { ($0.name, $0.shape) }) { first, _ in first }
    try forEachTensor { (name, shape) throws(WeightsError) in
      guard !ignored.contains(name) else { return }
      let (names, shape) = (naming.names(of: name), naming.shape(shape))
      guard let found = names.compactMap({ shapes[$0] }).first else {
        throw WeightsError(
          tensor: names[0],
          problem: "expected shape \(shape), but the file has no such tensor; is it a file of another model?")
      }
      guard found == shape else {
        throw WeightsError(
          tensor: names.first { shapes[$0] != nil } ?? names[0],
          problem: "expected shape \(shape), found \(found); \(WeightsError.advice(expected: shape, found: found))")
      }
    }
  }
}
