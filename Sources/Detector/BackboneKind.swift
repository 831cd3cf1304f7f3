// Which backbones there are: the kinds that an architecture names, and torchvision's by their names.

import Layers

extension RetinaNet {
  /// Which network makes the features of strides 8, 16 and 32.
  public enum BackboneKind: Hashable, Sendable, Codable {
    /// A 3×3 stem of stride 2 and for each stage one basic block of stride 2, with batch normalization.
    case basic
    /// A 7×7 stem of stride 2, max pooling, and for each stage so many bottleneck blocks: ResNet-50 has 3, 4, 6, 3.
    case resNet(blocks: [Int], NormalizedConvolution.Kind)
    /// The same with bottlenecks whose 3×3 convolution is in groups, of `groupWidth` channels each in C2 and twice as
    /// many a stage later: ResNeXt-101 32x8d has blocks of 3, 4, 23, 3, 32 groups, and 8 channels in each.
    case resNeXt(blocks: [Int], groups: Int, groupWidth: Int, NormalizedConvolution.Kind)
    /// The same stem with basic blocks in the stages: ResNet-18 has 2, 2, 2, 2.
    case basicResNet(blocks: [Int], NormalizedConvolution.Kind)

    private enum ResNetCodingKeys: String, CodingKey { case blocks, _1 = "normalization" }
    private enum ResNeXtCodingKeys: String, CodingKey { case blocks, groups, groupWidth, _3 = "normalization" }
    private enum BasicResNetCodingKeys: String, CodingKey { case blocks, _1 = "normalization" }

    /// What all but the small backbone have in common; nil for that.
    var resNet: ResNetShape? {
      switch self {
      case .basic: nil
      case .resNet(let blocks, let kind): ResNetShape(blocks: blocks, kind: kind)
      case .resNeXt(let blocks, let groups, let width, let kind):
        ResNetShape(blocks: blocks, kind: kind, groups: groups, groupWidth: width)
      case .basicResNet(let blocks, let kind): ResNetShape(blocks: blocks, kind: kind, isBottleneck: false)
      }
    }

    /// What it is, in words: "bottlenecks 3, 4, 6, 3".
    public var text: String {
      func list(_ blocks: [Int]) -> String { blocks.map(String.init).joined(separator: ", ") }
      return switch self {
      case .basic: "one basic block in each stage"
      case .resNet(let blocks, _): "bottlenecks \(list(blocks))"
      case .resNeXt(let blocks, let groups, let width, _):
        "bottlenecks \(list(blocks)) of \(groups) groups, \(width) channels each in C2"
      case .basicResNet(let blocks, _): "basic blocks \(list(blocks))"
      }
    }
  }

  /// What is to be built of a ResNet, whatever its blocks.
  struct ResNetShape {
    /// Blocks in C2, C3, C4 and C5.
    var blocks: [Int]
    var kind: NormalizedConvolution.Kind
    var isBottleneck = true
    /// Groups of the bottlenecks' 3×3 convolutions, and the channels of each where a stage has 256 outputs.
    var groups = 1
    var groupWidth = 64

    /// The channels inside a bottleneck: a quarter of its outputs, 64 of which are one group of `groupWidth`.
    func width(outputs: Int) -> Int { outputs / 4 * groupWidth / 64 * groups }

    /// The first thing that no network can be built from, if there is one.
    func problem(stageChannels: [Int], most: Int) -> String? {
      if blocks.count != 4 || !blocks.allSatisfy((1...most).contains) {
        return "blocks must be at least one each for C2 to C5, found \(blocks)"
      }
      if !(kind.epsilon >= 0 && kind.epsilon.isFinite) {
        return "epsilon must be finite and at least 0, found \(kind.epsilon)"
      }
      guard isBottleneck else { return nil }
      if !stageChannels.allSatisfy({ $0 % 4 == 0 }) {
        return
          "stageChannels must be multiples of 4, of which a bottleneck has a quarter inside, found \(stageChannels)"
      }
      if !(1...most).contains(groups) { return "groups must be at least 1, found \(groups)" }
      if !(1...most).contains(groupWidth) { return "groupWidth must be at least 1, found \(groupWidth)" }
      let widths = stageChannels.map { width(outputs: $0) }
      return widths.allSatisfy((1...most).contains)
        ? nil
        : "groupWidth must be wide enough for 1 to \(most) channels inside each bottleneck, found \(groupWidth), which "
          + "makes \(widths) of \(stageChannels)"
    }
  }

  /// Backbones by torchvision's names for them.
  public enum TorchvisionBackbone: String, Hashable, Sendable, Codable, CaseIterable {
    /// Basic blocks 2, 2, 2, 2.
    case resNet18 = "resnet18"
    /// Basic blocks 3, 4, 6, 3.
    case resNet34 = "resnet34"
    /// Bottlenecks 3, 4, 6, 3.
    case resNet50 = "resnet50"
    /// Bottlenecks 3, 4, 23, 3.
    case resNet101 = "resnet101"
    /// Bottlenecks 3, 4, 6, 3 of 32 groups, 4 channels each in C2.
    case resNeXt50 = "resnext50_32x4d"
    /// Bottlenecks 3, 4, 23, 3 of 32 groups, 8 channels each in C2: the paper's best result, AP 40.8.
    case resNeXt101 = "resnext101_32x8d"

    /// The kind of backbone, with a normalization.
    public func kind(_ normalization: NormalizedConvolution.Kind) -> BackboneKind {
      switch self {
      case .resNet18: .basicResNet(blocks: [2, 2, 2, 2], normalization)
      case .resNet34: .basicResNet(blocks: [3, 4, 6, 3], normalization)
      case .resNet50: .resNet(blocks: [3, 4, 6, 3], normalization)
      case .resNet101: .resNet(blocks: [3, 4, 23, 3], normalization)
      case .resNeXt50: .resNeXt(blocks: [3, 4, 6, 3], groups: 32, groupWidth: 4, normalization)
      case .resNeXt101: .resNeXt(blocks: [3, 4, 23, 3], groups: 32, groupWidth: 8, normalization)
      }
    }

    /// The channels of C2, C3, C4 and C5.
    public var stageChannels: [Int] {
      switch self {
      case .resNet18, .resNet34: [64, 128, 256, 512]
      default: [256, 512, 1_024, 2_048]
      }
    }
  }
}

extension RetinaNet.Architecture {
  /// Takes a backbone of torchvision's, with its channels.
  ///
  /// - Parameters:
  ///   - backbone: which of torchvision's.
  ///   - normalization: `.batch` for one that begins with random weights; `.frozen` for one that is given weights of
  ///     ImageNet, since a detector's batches are too small for statistics of their own.
  public mutating func setBackbone(
    _ backbone: RetinaNet.TorchvisionBackbone, _ normalization: NormalizedConvolution.Kind
  ) {
    self.backbone = backbone.kind(normalization)
    stemChannels = 64
    stageChannels = backbone.stageChannels
  }
}
