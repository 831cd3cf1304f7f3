// torchvision's names: both ways, and what is said of a file that does not fit.

import Formats
import Testing
import _TestSupport

@testable import Detector

@Suite("Weights under torchvision's names")
struct TorchvisionWeightsTests {
  /// What loading says, and whether the model still has the numbers it had.
  private func loading(_ file: SafetensorsFile) -> (error: WeightsError?, isUnchanged: Bool) {
    let model = RetinaNet(smallResNet(), seed: 9)
    let before = model.weights()
    do throws(WeightsError) {
      try model.load(file, naming: .torchvision)
      return (nil, model.weights() == before)
    } catch {
      return (error, model.weights() == before)
    }
  }

  @Test("Every kind of layer has its torchvision name")
  func names() {
    let pairs = [
      ("backbone.stem.convolution.weight", "backbone.body.conv1.weight"),
      ("backbone.stem.normalization.runningVariance", "backbone.body.bn1.running_var"),
      ("backbone.c2.0.first.convolution.weight", "backbone.body.layer1.0.conv1.weight"),
      ("backbone.c4.5.second.normalization.scale", "backbone.body.layer3.5.bn2.weight"),
      ("backbone.c5.2.third.normalization.shift", "backbone.body.layer4.2.bn3.bias"),
      ("backbone.c3.0.shortcut.convolution.weight", "backbone.body.layer2.0.downsample.0.weight"),
      ("backbone.c3.0.shortcut.normalization.runningMean", "backbone.body.layer2.0.downsample.1.running_mean"),
      ("pyramid.lateral3.weight", "backbone.fpn.inner_blocks.0.0.weight"),
      ("pyramid.output5.bias", "backbone.fpn.layer_blocks.2.0.bias"),
      ("pyramid.p6.weight", "backbone.fpn.extra_blocks.p6.weight"),
      ("classification.3.convolution.bias", "head.classification_head.conv.3.0.bias"),
      ("classification.0.normalization.scale", "head.classification_head.conv.0.1.weight"),
      ("classification.predictor.weight", "head.classification_head.cls_logits.weight"),
      ("regression.predictor.bias", "head.regression_head.bbox_reg.bias"),
    ]
    for (ours, theirs) in pairs { #expect(TorchvisionName(ours).names[0] == theirs) }
    #expect(TorchvisionName("regression.3.convolution.weight").names[1] == "head.regression_head.conv.6.weight")
    #expect(TorchvisionName("pyramid.lateral4.bias").names[1] == "backbone.fpn.inner_blocks.1.bias")
  }

  @Test("[kernel, kernel, inputs, outputs] becomes [outputs, inputs, kernel, kernel], and back")
  func transposition() {
    let (ours, theirs) = ([1, 2, 2, 3], [3, 2, 1, 2])
    let naming = WeightsNaming.torchvision
    #expect(naming.shape(ours) == theirs)
    // Each number says where it is: hundreds the column, tens the input, ones the output.
    let values: [Float] = [0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112]
    let file = naming.fileNumbers(values, of: ours)
    #expect(file == [0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112])
    #expect(naming.numbers(file, of: ours) == values)
    #expect(naming.numbers([1, 2, 3], of: [3]) == [1, 2, 3], "biases and statistics stay as they are")
  }

  @Test("Exported and loaded, every number has the same bits, and no name is used twice")
  func roundTrip() throws {
    let model = try portableResNet()
    let file = model.weights(naming: .torchvision)
    #expect(Set(file.entries.map(\.name)).count == file.entries.count)
    #expect(
      file.entries.allSatisfy {
        $0.name.hasPrefix("backbone.body.") || $0.name.hasPrefix("backbone.fpn.") || $0.name.hasPrefix("head.")
      })
    let other = RetinaNet(smallResNet(), seed: 5)
    try other.load(SafetensorsFile(data: file.encoded()), naming: .torchvision)
    let isSame = other.weights() == model.weights()
    #expect(isSame)
    #expect(WeightsNaming(of: file) == .torchvision)
    #expect(WeightsNaming(of: model.weights()) == .retinaKit)
  }

  @Test("The published file's older names and `num_batches_tracked` are understood")
  func olderNames() throws {
    let file = try portableResNet().weights(naming: .torchvision)
    let renamed = [
      "head.classification_head.conv.1.0.weight": "head.classification_head.conv.2.weight",
      "head.regression_head.conv.0.0.bias": "head.regression_head.conv.0.bias",
      "backbone.fpn.inner_blocks.2.0.weight": "backbone.fpn.inner_blocks.2.weight",
      "backbone.fpn.layer_blocks.0.0.bias": "backbone.fpn.layer_blocks.0.bias",
    ]
    var older = SafetensorsFile(
      entries: file.entries.map { .init(name: renamed[$0.name] ?? $0.name, shape: $0.shape, values: $0.values) })
    older.entries.append(.init(name: "backbone.body.bn1.num_batches_tracked", shape: [], values: [7]))
    #expect(loading(older).error == nil)
    let configuration = try RetinaNet.Configuration(torchvision: older)
    #expect(configuration.architecture.backbone == .resNet(blocks: [1, 2, 1, 1], .frozen(epsilon: 1e-5)))
  }

  @Test("What does not fit is named as in the file, and nothing is changed")
  func misfits() throws {
    let file = try portableResNet().weights(naming: .torchvision)
    func changed(_ name: String, _ change: (SafetensorsFile.Entry) -> SafetensorsFile.Entry?) -> SafetensorsFile {
      SafetensorsFile(entries: file.entries.compactMap { $0.name == name ? change($0) : $0 })
    }
    let weight = "backbone.body.layer2.0.conv2.weight"
    let missing = loading(changed(weight) { _ in nil })
    #expect(missing.error?.tensor == weight && missing.isUnchanged)
    #expect(missing.error?.problem.contains("expected shape [4, 4, 3, 3]") == true)
    let turned = loading(changed(weight) { .init(name: $0.name, shape: [3, 3, 4, 4], values: $0.values) })
    #expect(turned.error?.problem.contains("expected shape [4, 4, 3, 3], found [3, 3, 4, 4]") == true)
    let notANumber = loading(
      changed(weight) {
        .init(name: $0.name, shape: $0.shape, values: $0.values.dropLast() + [.nan])
      })
    #expect(notANumber.error?.tensor == weight && notANumber.isUnchanged)
    var extra = file
    extra.entries.append(.init(name: "backbone.body.fc.weight", shape: [1], values: [0]))
    #expect(loading(extra).error?.tensor == "backbone.body.fc.weight")
  }

  @Test("A variance of 0 is refused where ε is 0 and taken where it is not; a negative one never")
  func variances() throws {
    let file = try portableResNet().weights(naming: .torchvision)
    let name = "backbone.body.layer1.0.bn1.running_var"
    func error(_ value: Float, epsilon: Double) -> WeightsError? {
      let damaged = SafetensorsFile(
        entries: file.entries.map {
          $0.name == name ? .init(name: name, shape: $0.shape, values: [value] + $0.values.dropFirst()) : $0
        })
      do throws(WeightsError) {
        try RetinaNet(smallResNet(epsilon: epsilon), seed: nil).load(damaged, naming: .torchvision)
        return nil
      } catch {
        return error
      }
    }
    #expect(error(0, epsilon: 0)?.tensor == name)
    #expect(error(0, epsilon: 1e-5) == nil)
    #expect(error(-1, epsilon: 1e-5)?.problem.contains("found -1.0") == true)
  }

  @Test("A file tells classes, blocks, channels and heads; ε is its metadata's, else 0")
  func configuration() throws {
    var file = try portableResNet(classes: 4).weights(naming: .torchvision)
    #expect(try RetinaNet.Configuration(torchvision: file) == smallResNet(classes: 4))
    file.metadata["epsilon"] = "0.001"
    #expect(
      try RetinaNet.Configuration(torchvision: file).architecture.backbone
        == .resNet(blocks: [1, 2, 1, 1], .frozen(epsilon: 0.001)))
    file.metadata["epsilon"] = "small"
    #expect(throws: WeightsError.self) { try RetinaNet.Configuration(torchvision: file) }

    // Group normalization in the heads and P6 from C5, as retinanet_resnet50_fpn_v2 has them.
    var other = smallResNet()
    other.architecture.headGroups = 32
    other.architecture.pyramidChannels = 64
    other.architecture.p6Source = .c5
    let second = RetinaNet(other, seed: 1).weights(naming: .torchvision)
    #expect(try RetinaNet.Configuration(torchvision: second) == other)
    var basic = second
    basic.entries.removeAll { $0.name == "backbone.body.layer3.0.conv3.weight" }
    do throws(WeightsError) {
      _ = try RetinaNet.Configuration(torchvision: basic)
      Issue.record("a ResNet of basic blocks was taken")
    } catch {
      #expect(error.tensor == "backbone.body.layer3.0.conv3.weight")
    }
  }

  @Test("torchvision's label is the index of COCO's name: 1 is person, 90 toothbrush, 80 names are categories")
  func categories() {
    let names = COCOCategories.torchvision
    #expect(names.count == 91 && RetinaNet.Configuration.resNet50.architecture.classes == 91)
    #expect(names[0] == "__background__" && names[1] == "person" && names[18] == "dog" && names[90] == "toothbrush")
    #expect(names.filter { $0 != "N/A" }.count == 1 + 80)
    #expect(names[12] == "N/A" && names[13] == "stop sign")
  }
}
