// What a file says of itself: any detector is built again from it.

import Formats
import Foundation
import Testing

@testable import Detector

@Suite("What a file says of itself")
struct FileDescriptionTests {
  private let description = FileDescription(
    configuration: smallResNet(classes: 2), categories: ["Häher", "a \"b\"\n"], step: 7)

  @Test("It reads back, in one text under one key; the same twice is the same text")
  func roundTrip() throws {
    var noted = description
    try noted.notes.set(UInt64.max, as: "seed")
    try noted.notes.set([Double.infinity, 0.1], as: "numbers")
    try noted.notes.set("gone", as: "seed2")
    try noted.notes.set(String?.none, as: "seed2")
    let metadata = try noted.metadata()
    #expect(metadata.keys.sorted() == ["retinakit"])
    let back = try #require(try FileDescription(of: SafetensorsFile(metadata: metadata)))
    #expect(back == noted)
    #expect(try back.notes.value("seed") == UInt64.max)
    #expect(try back.notes.value("numbers") == [Double.infinity, 0.1])
    #expect(try back.notes.value("seed2", as: String.self) == nil)
    #expect(try back.metadata() == metadata)
    let error = #expect(throws: CodedJSONError.self) { try back.notes.value("numbers", as: [Int].self) }
    #expect(error?.place == "numbers[0]")
  }

  @Test("A detector of any configuration is loaded back from its own file, by the file alone, to the same detections")
  func anyDetector() throws {
    var configuration = smallResNet(classes: 2)
    configuration.architecture.anchors.ratios = [1, 3]
    configuration.architecture.coding = .corners(.init(deviation: 0.3))
    configuration.architecture.p6Source = .c5
    configuration.inference.scoreThreshold = 0.001
    configuration.learning.boxLoss = .iou(.init(.giou))
    let model = RetinaNet(configuration, seed: 3)
    let file = model.weights(
      metadata: try FileDescription(configuration: configuration, categories: ["a", "b"]).metadata())
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("any-\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try file.write(to: url)
    let detector = try TrainedDetector(contentsOf: url)
    #expect(detector.model.configuration == configuration && detector.categories == ["a", "b"])
    let images = SceneBatch(count: 1).images
    #expect(detector.model.detect(images) == model.detect(images))
    let (begun, replacement) = try RetinaNet.make(
      beginningWith: file, from: url, classes: 5, replacingClasses: true, seed: 1)
    #expect(begun.configuration.architecture.anchors == configuration.architecture.anchors)
    #expect(begun.configuration.architecture.classes == 5 && replacement?.fileClasses == 2)
    #expect(throws: DetectorFileError.classes(path: url.path, file: 2, wanted: 5)) {
      try RetinaNet.make(beginningWith: file, from: url, classes: 5, replacingClasses: false)
    }
  }
}
