// Files from before they said one JSON value: texts that Swift printed, British names. The real files' metadata are in
// the tests of retinanet; here is every value that could be printed.

import Formats
import Foundation
import Testing

@testable import Detector

@Suite("Files of before")
struct FilesOfBeforeTests {
  /// The metadata that a run of before wrote: every field as Swift prints it, in one flat object; nil for pieces that
  /// there were not.
  private func metadata(of configuration: RetinaNet.Configuration) throws -> [String: String]? {
    let learning = configuration.learning
    guard let matcher = learning.assigner.matcher, case .focal(let focalLoss) = learning.classLoss else { return nil }
    guard learning.sampling == .all, case .hard = configuration.inference.suppression else { return nil }
    var fields: [String: String] = [:]
    for part in [configuration.architecture as Any, configuration.preprocessing, learning] {
      for child in Mirror(reflecting: part).children { fields[child.label ?? ""] = "\(child.value)" }
    }
    for piece in ["assigner", "classLoss", "sampling"] { fields[piece] = nil }
    fields["matcher"] = "\(matcher)"
    fields["focalLoss"] = "\(focalLoss)"
    fields["normalisation"] = fields.removeValue(forKey: "lossNormalization")
    fields["inference"] = "\(configuration.inference)"
      .replacing("Boxes.SuppressionRule.hard(Boxes.NonMaximumSuppression(", with: "Boxes.NonMaximumSuppression(")
      .replacing(")), detectionsPerClass", with: "), detectionsPerClass")
    let british = fields.mapValues {
      $0.replacing("center(", with: "centre(").replacing("center:", with: "centre:")
        .replacing("LossNormalization.Rule", with: "LossNormaliser")
        .replacing("LossNormalization", with: "LossNormalisation").replacing("CenterBoxCoder", with: "BoxCoder")
    }
    let classes = configuration.architecture.classes
    return [
      "categories": try CodedJSON.encode((0..<classes).map { "c\($0)" }), "step": "12", "model": "custom",
      "classes": "\(classes)", "configuration": try CodedJSON.encode(british), "preset": "easy", "size": "64",
      "seed": "7", "train-images": "all new", "validation-images": "2", "evaluate-every": "0", "checkpoint-every": "5",
    ]
  }

  @Test(
    "Every configuration that was printed is read back, in British and with what a file does not say at its default")
  func configurations() throws {
    var count = 0
    for configuration in ConfigurationFileTests.all {
      guard let old = try metadata(of: configuration) else { continue }
      count += 1
      let file = SafetensorsFile(metadata: old)
      let description = try #require(try FileDescription(of: file))
      #expect(description.configuration == configuration)
      #expect(description.step == 12 && description.categories.count == configuration.architecture.classes)
    }
    #expect(count >= 20, "most of them are of before")
    var older = try #require(try metadata(of: .small))
    for missing in ["backbone", "p6Source", "rectifiesBeforeP7", "sizeDivisor", "resizing", "trainedBackboneStages"] {
      older["configuration"] = try CodedJSON.encode(
        CodedJSON.decode(older["configuration"] ?? "", as: [String: String].self).filter { $0.key != missing })
    }
    #expect(try FileDescription(of: SafetensorsFile(metadata: older))?.configuration == .small)
    older["configuration"] = nil
    #expect(try FileDescription(of: SafetensorsFile(metadata: older))?.configuration == .small)
  }

  @Test("Intervals and data are notes; a file that names no classes says nothing")
  func notes() throws {
    var old = try #require(try metadata(of: .small))
    let notes = try #require(try FileDescription(of: SafetensorsFile(metadata: old))).notes
    #expect(try notes.value("intervals", as: JSONValue.self) == JSONValue(#"{"checkpoint":5,"evaluation":null}"#))
    let shapes =
      #"{"shapes":{"preset":"easy","seed":7,"size":64,"trainImages":null,"trainPreset":"easy","validationImages":2}}"#
    #expect(try notes.value("data", as: JSONValue.self) == JSONValue(shapes))
    #expect(try notes.value("model", as: JSONValue.self)?["system"] == .null)
    old["categories"] = nil
    #expect(try FileDescription(of: SafetensorsFile(metadata: old)) == nil)
    #expect(try FileDescription(of: SafetensorsFile()) == nil)
  }

  @Test(
    "What cannot be read is refused with its place",
    arguments: [
      ("categories", "ellipse", "categories"), ("categories", "[]", "categories"), ("step", "-1", "step"),
      ("step", "x", "step"), ("configuration", "{", "configuration"),
      ("configuration", #"{"prior":"PriorProbability(probability: 0.01"}"#, "configuration.prior"),
      ("configuration", #"{"prior":"PriorProbability(probability: 2.0)"}"#, "configuration.learning.prior"),
      ("configuration", #"{"headDepth":"deep"}"#, "configuration.architecture.headDepth"),
      ("configuration", #"{"mean":"((((((((((((((((((((((((((((("}"#, "configuration.mean"),
      ("configuration", #"{"mean":""}"#, "configuration.mean"), ("options", "{", "options"),
    ])
  func refused(key: String, text: String, place: String) throws {
    var old = try #require(try metadata(of: .small))
    old[key] = text
    let error = #expect(throws: CodedJSONError.self) { try FileDescription(of: SafetensorsFile(metadata: old)) }
    #expect(error?.place == place, "\(error?.description ?? "")")
  }

  @Test("Tensors of British names load as those of today")
  func names() throws {
    let written = RetinaNet(.small, seed: 4)
    let today = written.weights()
    let british = SafetensorsFile(
      entries: today.entries.map {
        .init(name: $0.name.replacing("normalization", with: "normalisation"), shape: $0.shape, values: $0.values)
      })
    #expect(british != today)
    let model = RetinaNet(.small, seed: nil)
    try model.load(british)
    #expect(model.weights() == today)
  }
}
