// Backbones on a small scale: groups, blocks, a classifier's weights, and a network from outside the package.

import Boxes
import Formats
import Images
import Kernels
import Layers
import Tensors
import Testing
import _TestSupport

@testable import Detector

/// Three convolutions of 8, 12 and 16 channels, each of which sees patches of the picture: strides 8, 16 and 32.
private final class Patches: Backbone {
  let channels = [8, 12, 16]
  private let layers: [ConvolutionLayer]

  init(seed: UInt64?) {
    layers = zip([3, 8, 12], [(8, 8), (2, 12), (2, 16)]).enumerated().map { index, shape in
      ConvolutionLayer(
        name: "backbone.patches.\(index)",
        Convolution(
          kernel: shape.1.0 + 1, stride: shape.1.0, inputChannels: shape.0, outputChannels: shape.1.1), .he, bias: 0,
        seed: seed)
    }
  }

  var parameters: [Parameter] { layers.flatMap(\.parameters) }

  func callAsFunction(_ images: Variable, _ pass: Pass) -> [Variable] {
    var features = [images]
    for layer in layers { features.append(layer([features[features.count - 1]], pass, rectifies: true)[0]) }
    return Array(features.dropFirst())
  }
}

@Suite("Backbones")
struct BackboneTests {
  private let own = RetinaNet.Pieces(backbone: .init("Patches") { Patches(seed: $0) })

  private func small(_ kind: RetinaNet.BackboneKind) -> RetinaNet.Configuration {
    var configuration = smallResNet()
    configuration.architecture.backbone = kind
    return configuration
  }

  @Test("torchvision's names stand for its blocks, groups and channels")
  func named() {
    #expect(RetinaNet.TorchvisionBackbone(rawValue: "resnext101_32x8d") == .resNeXt101)
    let kind = RetinaNet.TorchvisionBackbone.resNeXt101.kind(.frozen(epsilon: 0))
    #expect(kind == .resNeXt(blocks: [3, 4, 23, 3], groups: 32, groupWidth: 8, .frozen(epsilon: 0)))
    // 32 groups of 8, 16, 32 and 64 channels.
    let widths = RetinaNet.TorchvisionBackbone.resNeXt101.stageChannels.compactMap { kind.resNet?.width(outputs: $0) }
    #expect(widths == [32 * 8, 32 * 16, 32 * 32, 32 * 64])
    #expect(RetinaNet.Configuration.resNet101(classes: 2).architecture.backbone.text == "bottlenecks 3, 4, 23, 3")
    #expect(RetinaNet.Configuration.resNeXt101(classes: 2).architecture.stageChannels == [256, 512, 1_024, 2_048])
  }

  @Test("A detector on each kind of block learns: every parameter has a gradient, and a step makes the loss smaller")
  func learns() throws {
    let kinds: [RetinaNet.BackboneKind] = [
      .resNeXt(blocks: [1, 2, 1, 1], groups: 2, groupWidth: 64, .batch(epsilon: 1e-5)),
      .basicResNet(blocks: [1, 2, 1, 1], .batch(epsilon: 1e-5)),
    ]
    for kind in kinds {
      var configuration = small(kind)
      configuration.learning.trainedBackboneStages = 5
      let picture = wavyPicture(height: 64, width: 64)
      try expectAStepDownTheGradientToHelp(
        RetinaNet(configuration, seed: 3), [picture, picture.flippedHorizontally()])
    }
  }

  @Test("Blocks of groups and basic blocks read back from a configuration's JSON, and are refused where they cannot be")
  func files() throws {
    for kind: RetinaNet.BackboneKind in [
      .resNeXt(blocks: [1, 1, 1, 1], groups: 4, groupWidth: 16, .frozen(epsilon: 0)),
      .basicResNet(blocks: [2, 2, 2, 2], .batch(epsilon: 1e-5)),
    ] {
      let text = try CodedJSON.encode(small(kind))
      #expect(try CodedJSON.decode(text) as RetinaNet.Configuration == small(kind))
    }
    func problem(_ kind: RetinaNet.BackboneKind) -> String? { small(kind).problem }
    let batch = NormalizedConvolution.Kind.batch(epsilon: 0)
    #expect(
      problem(.resNeXt(blocks: [1, 1, 1, 1], groups: 0, groupWidth: 64, batch))?.hasPrefix("groups must be ") == true)
    #expect(
      problem(.resNeXt(blocks: [1, 1, 1, 1], groups: 2, groupWidth: 1, batch))?.hasPrefix("groupWidth must be ") == true
    )
    #expect(
      problem(.resNeXt(blocks: [1, 1, 1], groups: 2, groupWidth: 64, batch))?.hasPrefix("blocks must be ") == true)
    #expect(problem(.basicResNet(blocks: [1, 1, 1, 0], batch))?.hasPrefix("blocks must be ") == true)
  }

  @Test("A file under torchvision's names tells of groups and basic blocks")
  func torchvision() throws {
    for kind: RetinaNet.BackboneKind in [
      .resNeXt(blocks: [1, 2, 1, 1], groups: 2, groupWidth: 32, .frozen(epsilon: 0)),
      .basicResNet(blocks: [1, 2, 1, 1], .frozen(epsilon: 0)),
    ] {
      let file = RetinaNet(small(kind), seed: 1).weights(naming: .torchvision)
      #expect(try RetinaNet.Configuration(torchvision: file) == small(kind))
    }
  }

  @Test(
    "A classifier's weights become the backbone's; its last layer is left out, and a misfit is named as in its file")
  func classifier() throws {
    let model = RetinaNet(small(.basicResNet(blocks: [1, 2, 1, 1], .frozen(epsilon: 1e-5))), seed: 1)
    let other = RetinaNet(model.configuration, seed: 2)
    let prefix = "backbone.body."
    var file = SafetensorsFile(
      entries: other.weights(naming: .torchvision).entries.filter { $0.name.hasPrefix(prefix) }.map {
        .init(name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
      })
    file.entries.append(.init(name: "fc.weight", shape: [1_000, 48], values: Array(repeating: 0, count: 48_000)))
    file.entries.append(.init(name: "bn1.num_batches_tracked", shape: [], values: [3]))
    try model.loadBackbone(file)
    for (mine, others) in zip(model.weights().entries, other.weights().entries) where mine.name.hasPrefix("backbone.") {
      #expect(mine.values == others.values)
    }
    #expect(model.weights() != other.weights(), "pyramid and heads are its own")
    file.entries.removeAll { $0.name == "layer1.0.conv1.weight" }
    #expect {
      try model.loadBackbone(file)
    } throws: {
      ($0 as? WeightsError)?.tensor == "layer1.0.conv1.weight"
    }
  }

  @Test("A network from outside the package is a backbone: its channels lead into the pyramid, and it learns")
  func ownBackbone() throws {
    let model = RetinaNet(.small, pieces: own, seed: 4)
    #expect(model.parameters.filter { $0.name.hasPrefix("backbone.") }.count == 6)
    let lateral = model.parameters.first { $0.name == "pyramid.lateral4.weight" }
    #expect(lateral?.value.shape == [1, 1, 12, 64])
    let square = wavyPicture(height: 64, width: 64)
    try expectAStepDownTheGradientToHelp(model, [square, square.flippedHorizontally()])
    // Sizes that no stride divides.
    let picture = wavyPicture(height: 45, width: 70)
    #expect(model.detect([picture]).count == 1)
    #expect(
      model(model.input([picture]), .inference()).logits.shape[1]
        == model.anchors(on: ImageSize(height: 45, width: 70)).count)
  }

  @Test("Its name is in the configuration: weights load into a detector with it, and no other is made of that")
  func ownBackboneFile() throws {
    let model = RetinaNet(.small, pieces: own, seed: 4)
    #expect(model.configuration.ownPieces.names == ["backbone": "Patches"])
    #expect(model.configuration.missing(.init())?.contains("backbone 'Patches'") == true)
    #expect(model.configuration.missing(own) == nil)
    let other = RetinaNet(model.configuration, pieces: own, seed: nil)
    #expect(other.weights() != model.weights())
    try model.configuration.check(fits: model.weights())
    try other.load(model.weights())
    #expect(other.weights() == model.weights())
  }
}
