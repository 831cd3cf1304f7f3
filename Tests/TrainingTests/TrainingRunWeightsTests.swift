import Foundation
import RetinaKit
import Testing

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
}
