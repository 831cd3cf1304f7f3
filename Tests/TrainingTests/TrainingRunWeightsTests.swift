import Detector
import Formats
import Foundation
import Testing
import Training

@Suite("Trained detector")
struct TrainedDetectorTests {
  /// A finished run, and how its files read.
  private func withRun(average: Double? = nil, _ body: (URL, TinyRun, DetectorEvaluation) throws -> Void) throws {
    try withFolder { folder in
      let tiny = TinyRun(steps: 3, average: average)
      try body(folder, tiny, try tiny.started(in: folder).finish())
    }
  }

  @Test(
    "Weights and checkpoint give the detector that was measured at the end: with an average, the average",
    arguments: [nil, 0.3])
  func sameNumbers(average: Double?) throws {
    try withRun(average: average) { folder, tiny, result in
      for name in ["weights.safetensors", "checkpoint.safetensors"] {
        let detector = try TrainedDetector(contentsOf: folder.appendingPathComponent(name)) { _ in tiny.configuration }
        let evaluation = try DetectorEvaluation(detector.model, on: tiny.validation)
        #expect(evaluation.images == result.images, "\(name)")
        #expect(detector.categories == ["ellipse", "rectangle", "triangle"])
        #expect(detector.metadata["model"] == "custom")
        #expect(detector.metadata["classes"] == "3")
        #expect(detector.metadata["data"] == "easy shapes")
      }
    }
  }

  @Test("How outputs become detections may change after training")
  func inference() throws {
    try withRun { folder, tiny, _ in
      let detector = try TrainedDetector(contentsOf: folder.appendingPathComponent("weights.safetensors")) { _ in
        var configuration = tiny.configuration
        configuration.inference.maximumDetections = 1
        return configuration
      }
      #expect(detector.model.detect([tiny.validation.example(at: 0).image])[0].count <= 1)
    }
  }

  @Test("What does not fit is named with its file: the field, the tensor, the classes")
  func misfits() throws {
    try withRun { folder, tiny, _ in
      let url = folder.appendingPathComponent("weights.safetensors")
      func message(_ make: @escaping (Int) -> RetinaNet.Configuration) -> String {
        var text = ""
        do { _ = try TrainedDetector(contentsOf: url, configuration: make) } catch { text = "\(error)" }
        return text
      }
      #expect(message { _ in tiny.configuration }.isEmpty)
      #expect(
        message { RetinaNet.Configuration(classes: $0) }
          == "\(url.path): the weights were trained with headDepth 1, but the model has 4; build the model that they "
          + "were trained with")
      var file = try SafetensorsFile(contentsOf: url)
      let first = file.entries[0]
      file.entries[0] = .init(name: first.name, shape: [1] + first.shape, values: first.values)
      try file.write(to: url)
      #expect(
        message { _ in tiny.configuration }.hasPrefix(
          "\(url.path): tensor '\(first.name)': expected shape \(first.shape), found \([1] + first.shape)"))
      file.metadata["categories"] = "ellipse"
      try file.write(to: url)
      #expect(message { _ in tiny.configuration }.contains("under 'categories' in the metadata, found 'ellipse'"))
      file.metadata = [:]
      try file.write(to: url)
      #expect(
        message { _ in tiny.configuration }.contains("in the metadata, found none; use a file that a training run"))
    }
  }

  @Test("A file written before an option existed has its default: it loads, and its run resumes")
  func olderConfiguration() throws {
    try withFolder { folder in
      let tiny = TinyRun(steps: 3)
      _ = try tiny.started(in: folder).finish()
      for name in ["weights.safetensors", "checkpoint.safetensors"] {
        let url = folder.appendingPathComponent(name)
        var file = try SafetensorsFile(contentsOf: url)
        let text = try #require(file.metadata["configuration"])
        var fields = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        for added in [
          "backbone", "trainedBackboneStages", "p6Source", "rectifiesBeforeP7", "sizeDivisor", "resizing",
        ] {
          #expect(fields.removeValue(forKey: added) != nil, "\(added)")
        }
        file.metadata["configuration"] = String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)
        try file.write(to: url)
        _ = try TrainedDetector(contentsOf: url) { _ in tiny.configuration }
        #expect(throws: TrainedDetectorError.self) {
          _ = try TrainedDetector(contentsOf: url) { _ in
            var configuration = tiny.configuration
            configuration.architecture.rectifiesBeforeP7 = false
            return configuration
          }
        }
      }
      _ = try tiny.resumed(in: folder)
    }
  }

  /// Writes a small ResNet's weights under torchvision's names, and says what is read from them.
  private func torchvision(
    classes: Int, metadata: [String: String] = [:], _ change: (inout SafetensorsFile) -> Void = { _ in }
  ) throws -> TrainedDetector {
    var configuration = RetinaNet.Configuration.resNet50(classes: classes)
    configuration.architecture.backbone = .resNet(blocks: [1, 1, 1, 1], .frozen(epsilon: 0))
    configuration.architecture.stemChannels = 4
    configuration.architecture.stageChannels = [8, 8, 8, 8]
    configuration.architecture.pyramidChannels = 8
    configuration.architecture.headDepth = 1
    var file = RetinaNet(configuration, seed: 3).weights(metadata: metadata, naming: .torchvision)
    change(&file)
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("torchvision-\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try file.write(to: url)
    let detector = try TrainedDetector(contentsOf: url)
    #expect(detector.model.configuration == configuration)
    return detector
  }

  @Test("torchvision's weights: 91 classes are COCO's by their identifiers, others are numbered or named by the file")
  func torchvisionCategories() throws {
    let coco = try torchvision(classes: 91)
    #expect(coco.categories[1] == "person" && coco.categoryIDs[1] == 1)
    #expect(coco.categories[90] == "toothbrush" && coco.categoryIDs[90] == 90)
    #expect(try torchvision(classes: 2).categories == ["class 0", "class 1"])
    let named = try torchvision(classes: 2, metadata: ["categories": "[\"background\",\"cat\"]"])
    #expect(named.categories == ["background", "cat"] && named.categoryIDs == [0, 1])
  }

  @Test("What does not fit in torchvision's weights is named with the file")
  func torchvisionMisfits() {
    func message(metadata: [String: String] = [:], _ change: (inout SafetensorsFile) -> Void = { _ in }) -> String {
      do {
        _ = try torchvision(classes: 2, metadata: metadata, change)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message(metadata: ["categories": "[\"cat\"]"]).contains(
        "names 1 classes, but the classification head has 2; correct the names"))
    let name = "backbone.body.layer4.0.bn3.bias"
    let missing = message { file in file.entries.removeAll { $0.name == name } }
    #expect(missing.contains(".safetensors: tensor '\(name)': expected shape [8], but the file has no such tensor"))
  }
}
