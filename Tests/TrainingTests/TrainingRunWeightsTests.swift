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
      try body(folder, tiny, try tiny.started(in: folder).run())
    }
  }

  @Test(
    "Weights and checkpoint give the detector that was measured at the end: with an average, the average",
    arguments: [nil, 0.3])
  func sameNumbers(average: Double?) throws {
    try withRun(average: average) { folder, tiny, result in
      for name in ["weights.safetensors", "checkpoint.safetensors"] {
        let detector = try TrainedDetector(contentsOf: folder.appendingPathComponent(name))
        let evaluation = try DetectorEvaluation(detector.model, on: tiny.validation)
        #expect(evaluation.images == result.images, "\(name)")
        #expect(detector.categories == ["ellipse", "rectangle", "triangle"])
        #expect(detector.model.configuration == tiny.configuration, "as the file says, with no help")
        #expect(detector.description?.step == 3)
        #expect(try detector.description?.notes.value("data") == "easy shapes")
        #expect(try detector.description?.notes.value("options") == tiny.options)
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
          == "\(url.path): the weights were trained with architecture.headDepth 1, but the model has 4; build the "
          + "model that they were trained with")
      #expect(
        message { _ in
          var configuration = tiny.configuration
          configuration.preprocessing.mean[1] = 0.5
          return configuration
        }.contains("preprocessing.mean[1] 0.456, but the model has 0.5"))
      #expect(
        message { _ in
          var configuration = tiny.configuration
          configuration.preprocessing.resizing = .stretch(height: 32, width: 32)
          configuration.learning = RetinaNet.Configuration.resNet50.learning
          return configuration
        }.isEmpty, "what is learnt from, and at which size, may be another now")
      var file = try SafetensorsFile(contentsOf: url)
      let first = file.entries[0]
      file.entries[0] = .init(name: first.name, shape: [1] + first.shape, values: first.values)
      try file.write(to: url)
      #expect(
        message { _ in tiny.configuration }.hasPrefix(
          "\(url.path): tensor '\(first.name)': expected shape \(first.shape), found \([1] + first.shape)"))
      let text = try #require(file.metadata["retinakit"])
      for (old, new, problem) in [
        ("\"headDepth\":1", "\"headDepth\":-1", "configuration.architecture: headDepth must be at least 0, found -1"),
        ("\"ellipse\",", "", "categories: expected a name for each of 3 classes, found 2"),
        ("\"step\":3", "\"step\":-3", "step must not be negative, found -3"),
        ("\"categories\"", "\"kategories\"", "\"categories\" is missing"),
        (
          ",\"schema\":1,\"step\"", ",\"schema\":7,\"step\"",
          "schema: expected a description of schema 1, found 7; it was"
        ),
        ("\"step\":3", "\"steps\":3", "\"step\" is missing"), ("{", "", "is not JSON: line 1, column"),
      ] {
        #expect(text.contains(old), "\(old)")
        file.metadata["retinakit"] = text.replacingOccurrences(of: old, with: new)
        try file.write(to: url)
        let found = message { _ in tiny.configuration }
        #expect(found.contains("what the file says of itself cannot be used: \(problem)"), "\(found)")
      }
      file = try SafetensorsFile(contentsOf: url)
      file.metadata["retinakit"] = text.replacingOccurrences(of: "\"stemChannels\":8", with: "\"stemChannels\":65536")
      try file.write(to: url)
      var huge = ""
      do { _ = try TrainedDetector(contentsOf: url) } catch { huge = "\(error)" }
      #expect(huge.contains("tensor 'backbone.stem.convolution.weight': expected shape [3, 3, 3, 65536], found"))
      file.metadata = [:]
      try file.write(to: url)
      #expect(
        message { _ in tiny.configuration }.contains("found none of it in the metadata; use a file that a training run")
      )
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
