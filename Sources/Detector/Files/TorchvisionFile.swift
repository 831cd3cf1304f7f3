// What a file of torchvision's state dict says of the model that it belongs to.

import Formats
import Layers

extension RetinaNet.Configuration {
  /// The detector that a file of torchvision's weights belongs to: `resNet50` with the classes, blocks, channels and
  /// heads that the tensors' names and shapes tell of.
  ///
  /// So deeper ResNets load as well, those of basic blocks, ResNeXts, and the group normalization and the P6 from C5 of
  /// `retinanet_resnet50_fpn_v2`. Anchors are nine per cell.
  ///
  /// A state dict says nothing of ε. It is the number under `epsilon` in the file's metadata, if there is one; else
  /// 10⁻⁵ if batches were counted (`num_batches_tracked`, so that batch normalization was not frozen in training), and
  /// else 0, as in the published model.
  public init(torchvision file: SafetensorsFile) throws(WeightsError) {
    let shapes = Dictionary(file.entries.map { ($0.name, $0.shape) }) { first, _ in first }
    func size(_ name: String, orOlder older: String? = nil, _ dimension: Int) throws(WeightsError) -> Int {
      guard let shape = shapes[name] ?? older.flatMap({ shapes[$0] }) else {
        throw WeightsError(
          tensor: name, problem: "the file has no such tensor; is it a RetinaNet on a ResNet?")
      }
      guard shape.count == 4, shape.allSatisfy({ $0 >= 1 }) else {
        throw WeightsError(
          tensor: name, problem: "expected shape [outputs, inputs, kernel, kernel], found \(shape)")
      }
      return shape[dimension]
    }
    func count(_ name: (Int) -> [String]) -> Int {
      var count = 0
      while name(count).contains(where: { shapes[$0] != nil }) { count += 1 }
      return count
    }
    self = .resNet50(classes: try Self.resNet50.classes(of: file, naming: .torchvision))
    architecture.stemChannels = try size("backbone.body.conv1.weight", 0)
    let isBottleneck =
      shapes["backbone.body.layer1.0.conv3.weight"] != nil || shapes["backbone.body.layer1.0.conv2.weight"] == nil
    let last = isBottleneck ? "conv3" : "conv2"
    var (channels, blocks): ([Int], [Int]) = ([], [])
    for stage in 1...4 {
      channels.append(try size("backbone.body.layer\(stage).0.\(last).weight", 0))
      blocks.append(count { ["backbone.body.layer\(stage).\($0).\(last).weight"] })
    }
    architecture.stageChannels = channels
    let normalization = NormalizedConvolution.Kind.frozen(epsilon: try Self.epsilon(of: file))
    if isBottleneck {
      let second = "backbone.body.layer1.0.conv2.weight"
      let (width, groupInputs) = (try size(second, 0), try size(second, 1))
      let groups = width / groupInputs
      // The quotient is exact for every network that there is; a file whose is not is found out by its tensors.
      let groupWidth = width / max(1, groups) * 64 / max(1, channels[0] / 4)
      architecture.backbone =
        groups == 1 && groupWidth == 64
        ? .resNet(blocks: blocks, normalization)
        : .resNeXt(blocks: blocks, groups: groups, groupWidth: groupWidth, normalization)
    } else {
      architecture.backbone = .basicResNet(blocks: blocks, normalization)
    }
    let pyramidChannels = try size(
      "backbone.fpn.inner_blocks.0.0.weight", orOlder: "backbone.fpn.inner_blocks.0.weight", 0)
    architecture.pyramidChannels = pyramidChannels
    architecture.p6Source = try size("backbone.fpn.extra_blocks.p6.weight", 1) == pyramidChannels ? .p5 : .c5
    let head = "head.classification_head.conv"
    // Today's names count convolutions, older ones their ReLUs, too.
    architecture.headDepth = max(count { ["\(head).\($0).0.weight"] }, count { ["\(head).\(2 * $0).weight"] })
    architecture.headGroups = shapes["\(head).0.1.weight"] == nil ? 0 : 32
    if let problem { throw WeightsError(tensor: "\(head).0.1.weight", problem: problem) }
  }

  private static func epsilon(of file: SafetensorsFile) throws(WeightsError) -> Double {
    guard let text = file.metadata["epsilon"] else {
      return file.entries.contains { $0.name.hasSuffix(".num_batches_tracked") } ? 1e-5 : 0
    }
    guard let epsilon = Double(text), epsilon >= 0, epsilon.isFinite else {
      throw WeightsError(
        tensor: "epsilon", problem: "expected a number of at least 0 in the metadata, found '\(text)'")
    }
    return epsilon
  }
}
