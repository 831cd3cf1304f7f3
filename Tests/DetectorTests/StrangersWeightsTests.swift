// Weights that strangers made: their tensors are compared before memory is taken, wrappers' names are taken off, and a
// file of another kind is called by what it is.

import Boxes
import Formats
import Foundation
import Losses
import Systems
import Testing

@testable import Detector

@Suite("Weights from strangers")
struct StrangersWeightsTests {
  private static let configurations: [RetinaNet.Configuration] = {
    var others = [RetinaNet.Configuration.small, smallResNet(), RetinaNet.Configuration(classes: 7)]
    var changed = RetinaNet.Configuration.small
    changed.architecture.headGroups = 0
    changed.architecture.headDepth = 0
    changed.architecture.p6Source = .c5
    others.append(changed)
    changed.learning.classLoss = .softmaxFocal(SoftmaxFocalLoss(gamma: 2, alpha: nil))
    changed.learning.trainedBackboneStages = 2
    changed.architecture.headDepth = 2
    others.append(changed)
    others += ReferenceSystem.allCases.map { RetinaNet.Configuration.small.following(Conventions($0)) }
    for kind in [
      RetinaNet.BackboneKind.resNeXt(blocks: [1, 2, 1, 1], groups: 2, groupWidth: 32, .frozen(epsilon: 0)),
      .basicResNet(blocks: [2, 1, 1, 2], .batch(epsilon: 1e-5)),
    ] {
      var other = smallResNet()
      other.architecture.backbone = kind
      other.architecture.p6Source = .c5
      others.append(other)
    }
    var same = smallResNet()
    same.architecture.stemChannels = 16
    same.architecture.p6Source = .c5
    others.append(same)
    return others
  }()

  @Test("The tensors that a configuration is said to have are those of the detector that is built from it")
  func planned() {
    for configuration in Self.configurations {
      var planned: [String: [Int]] = [:]
      var count = 0
      configuration.forEachTensor { (name, shape) throws(Never) in
        planned[name] = shape
        count += 1
      }
      let state = RetinaNet(configuration, seed: nil).state
      #expect(count == state.count && planned.count == count)
      for tensor in state { #expect(planned[tensor.name] == tensor.value.shape, "\(tensor.name)") }
    }
  }

  @Test("Each tensor that is missing or of another shape is found without the detector being built")
  func everyTensor() throws {
    for (configuration, naming) in [
      (RetinaNet.Configuration.small, WeightsNaming.retinaKit), (smallResNet(), .retinaKit),
      (smallResNet(), .torchvision),
    ] {
      let file = RetinaNet(configuration, seed: 1).weights(naming: naming)
      try configuration.check(fits: file, naming: naming)
      for index in file.entries.indices {
        let entry = file.entries[index]
        var other = file
        other.entries[index] = .init(name: entry.name, shape: [1] + entry.shape, values: entry.values)
        #expect(throws: WeightsError.self) { try configuration.check(fits: other, naming: naming) }
        other.entries.remove(at: index)
        let error = #expect(throws: WeightsError.self) { try configuration.check(fits: other, naming: naming) }
        #expect(error?.tensor == entry.name)
      }
    }
  }

  /// 30 KB with torchvision's names and shapes [2000, 1, 1, 1], for which a network of 1.2 GB used to be built.
  @Test("Made-up shapes are refused before memory is taken for them")
  func madeUpShapes() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/made-up-shapes.safetensors")
    let error = #expect(throws: DetectorFileError.self) { _ = try TrainedDetector(contentsOf: url) }
    #expect(error?.description.contains("made-up-shapes.safetensors: tensor 'backbone.body.") == true)
    let file = try SafetensorsFile(contentsOf: url)
    #expect(throws: DetectorFileError.self) {
      _ = try RetinaNet.make(beginningWith: file, from: url, classes: 3, replacingClasses: true)
    }
  }

  @Test(
    "What wrappers put before names is taken off, with a word",
    arguments: ["module.", "model.", "_orig_mod.", "module.model.", "model.module.", "detector.", "model.ema.net."])
  func wrappers(prefix: String) throws {
    let file = try portableResNet().weights(naming: .torchvision)
    let wrapped = SafetensorsFile(
      entries: file.entries.map { .init(name: prefix + $0.name, shape: $0.shape, values: $0.values) },
      metadata: ["epsilon": "0"])
    let (bare, found) = wrapped.withoutWrapper
    #expect(found == prefix && bare.entries == file.entries && bare.metadata == wrapped.metadata)
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try wrapped.write(to: url)
    let detector = try TrainedDetector(contentsOf: url)
    #expect(detector.remarks == ["\(url.path): the names of its tensors are read without '\(prefix)' before them"])
    #expect(detector.model.weights(naming: .torchvision).entries == file.entries)
    let (model, replacement) = try RetinaNet.make(beginningWith: wrapped, from: url, classes: 5, replacingClasses: true)
    #expect(model.configuration.architecture.classes == 5 && replacement?.fileClasses == 3)
  }

  @Test("Names that do not all begin alike, or would be nothing without, are left as they are")
  func notWrapped() {
    func prefix(_ names: [String]) -> String {
      SafetensorsFile(entries: names.map { .init(name: $0, shape: [], values: [0]) }).withoutWrapper.prefix
    }
    #expect(prefix([]) == "")
    #expect(prefix(["module.a", "b"]) == "")
    #expect(prefix(["module.", "module.a"]) == "")
    #expect(prefix(["module.__metadata__"]) == "")
    #expect(prefix(["backbone.stem.convolution.weight"]) == "")
    #expect(prefix(["module.a", "module.b"]) == "module.")
    #expect(prefix(["x.classification.predictor.weight", "x.a"]) == "x.")
    #expect(prefix(["x.classification.predictor.weight", "a"]) == "")
    #expect(RetinaNet(.small, seed: nil).weights().withoutWrapper.prefix == "")
  }

  @Test("Axes in another order are told from a detector of other classes")
  func axes() throws {
    let file = RetinaNet(.small, seed: 0).weights()
    func problem(_ shape: [Int]) -> String {
      let entries = file.entries.map {
        $0.name == "backbone.c2.first.convolution.weight"
          ? SafetensorsFile.Entry(name: $0.name, shape: shape, values: $0.values) : $0
      }
      do {
        try RetinaNet(.small, seed: 1).load(SafetensorsFile(entries: entries))
        return "none"
      } catch {
        return error.problem
      }
    }
    #expect(
      problem([32, 16, 3, 3]) == "expected shape [3, 3, 16, 32], found [32, 16, 3, 3]; its axes are in another order: "
        + "save it with them in this one, its numbers moved along")
    #expect(
      problem([3, 3, 512]).hasSuffix("build the model with the classes and anchors that the weights were trained with"))
  }

  @Test(
    "A file of other weights is called by what it is",
    arguments: [
      ("optimizer.average.a", "the memory of an optimizer without weights"),
      ("bbox_head.retina_cls.weight", "weights under mmdetection's names"),
      ("backbone.bottom_up.stem.conv1.weight", "weights under detectron2's names"),
      ("classificationModel.conv1.weight", "weights under the names of yhenon's pytorch-retinanet"),
      ("layer1.0.conv1.weight", "a ResNet that classifies pictures, the backbone alone"),
      ("rpn.head.conv.weight", "weights of a Faster R-CNN"),
      ("model.layers.0.self_attn.q_proj.weight", "weights of a language model"),
      ("fc.\u{1B}weight", "found 1 tensors called 'fc.\\u{1B}weight'"),
    ])
  func otherWeights(name: String, kind: String) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    let file = SafetensorsFile(entries: [.init(name: name, shape: [1], values: [0])])
    try file.write(to: url)
    let error = #expect(throws: DetectorFileError.self) { _ = try TrainedDetector(contentsOf: url) }
    #expect(error?.description.contains(kind) == true, "\(error?.description ?? "")")
    let begun = #expect(throws: DetectorFileError.self) {
      _ = try RetinaNet.make(beginningWith: file, from: url, classes: 1, replacingClasses: false)
    }
    #expect(begun?.description.contains(kind) == true, "\(begun?.description ?? "")")
  }

  @Test("Names of classes in weights are shown without what steers a terminal")
  func names() throws {
    var configuration = RetinaNet.Configuration.small
    configuration.architecture.classes = 1
    let description = FileDescription(configuration: configuration, categories: ["cat\u{1B}[2J"])
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try RetinaNet(configuration).weights(metadata: description.metadata()).write(to: url)
    #expect(try TrainedDetector(contentsOf: url).categories == ["cat\\u{1B}[2J"])
  }
}

@Suite("The memory that a detector needs")
struct MemoryNeedTests {
  @Test("The small detector: 130 bytes a pixel to detect and 286 to train, as measured, and its weights")
  func small() {
    let small = RetinaNet.Configuration.small
    let detecting = small.memoryNeed(pictures: 4, on: ImageSize(height: 512, width: 256), isTraining: false)
    let training = small.memoryNeed(pictures: 4, on: ImageSize(height: 512, width: 256), isTraining: true)
    let pixels = 4 * 512 * 256
    #expect(abs(Double(detecting - 2 * 4 * 1_156_000) / Double(pixels) - 130) < 1)
    #expect(abs(Double(training - 6 * 4 * 1_156_000) / Double(pixels) - 286) < 2)
  }

  @Test("4096 pictures of 512 × 512 to train on are hundreds of gigabytes, and no number is too large to be told")
  func large() {
    let small = RetinaNet.Configuration.small
    #expect(small.memoryNeed(pictures: 4096, on: .square(512), isTraining: true) > 300_000_000_000)
    var padded = small
    padded.architecture.sizeDivisor = 65_536
    #expect(padded.memoryNeed(pictures: 1, on: .square(64), isTraining: false) > 400_000_000_000)
    #expect(small.memoryNeed(pictures: .max, on: .square(.max), isTraining: true) == .max)
    #expect(
      RetinaNet.Configuration.resNet50.memoryNeed(
        pictures: 1, on: ImageSize(height: 800, width: 1_088), isTraining: false)
        < 3_000_000_000)
  }

  @Test("What there is not the memory for is refused with both numbers; what is small is not asked about")
  func refused() throws {
    let error = #expect(throws: NotEnoughMemoryError.self) {
      try NotEnoughMemoryError.check(5_250_000_000, for: "a step", available: 3_000_000_000)
    }
    #expect(
      error?.description == "a step: it needs about 5.2 GB of memory, and 3.0 GB are free; take fewer at once, or "
        + "smaller ones")
    try NotEnoughMemoryError.check(5_250_000_000, for: "a step", available: 6_000_000_000)
    try NotEnoughMemoryError.check(1_000, for: "a step", available: 0)
    #expect(throws: NotEnoughMemoryError.self) {
      try RetinaNet.Configuration.small.checkMemory(forDetectingIn: 1, of: .square(1 << 20))
    }
  }
}
