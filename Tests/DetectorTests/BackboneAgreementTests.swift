// The other backbones against torchvision's own, with weights that both compute from the same formula.
// Fixtures/backbones.json was written by Fixtures/backbones.py with the versions that it names.

import Formats
import Foundation
import Testing
import _TestSupport

@testable import Detector

@Suite("ResNet-18, 34 and 101, ResNeXt-50 and 101 beside torchvision's", .serialized)
struct BackboneAgreementTests {
  private struct Fixture: Decodable {
    struct Backbone: Decodable {
      var count: Int
      var digest: String
      var outputs: ResNetFixture.Outputs?
    }

    var classes: Int
    var backbones: [String: Backbone]
  }

  private static func fixture() throws -> Fixture {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Fixtures/backbones.json")
    return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
  }

  /// A detector of zeros on a backbone, with what torchvision says of it.
  private func model(_ backbone: RetinaNet.TorchvisionBackbone) throws -> (model: RetinaNet, expected: Fixture.Backbone)
  {
    let fixture = try Self.fixture()
    var configuration = RetinaNet.Configuration.resNet50(classes: fixture.classes)
    configuration.architecture.setBackbone(backbone, .frozen(epsilon: 0))
    return (RetinaNet(configuration, seed: nil), try #require(fixture.backbones[backbone.rawValue]))
  }

  @Test(
    "Every name and shape is torchvision's, and tells what the file belongs to",
    arguments: [.resNet18, .resNet34, .resNet101, .resNeXt50, .resNeXt101] as [RetinaNet.TorchvisionBackbone])
  func shapes(backbone: RetinaNet.TorchvisionBackbone) throws {
    let (model, expected) = try model(backbone)
    let file = model.weights(naming: .torchvision)
    #expect(file.entries.reduce(0) { $0 + $1.values.count } == expected.count)
    let lines = file.entries.map { "\($0.name) \($0.shape)\n" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(SHA256.digest(Data(lines.joined().utf8)) == expected.digest)
    #expect(try RetinaNet.Configuration(torchvision: file) == model.configuration)
  }

  @Test(
    "Logits and deltas are torchvision's to 10⁻⁴",
    arguments: [.resNet18, .resNet101, .resNeXt101] as [RetinaNet.TorchvisionBackbone])
  func agreement(backbone: RetinaNet.TorchvisionBackbone) throws {
    let (model, expected) = try model(backbone)
    try model.load(PortableWeights.filled(model.weights(naming: .torchvision)), naming: .torchvision)
    let outputs = try #require(expected.outputs)
    let (height, width) = (outputs.height, outputs.width)
    let picture = model.input([wavyPicture(height: height, width: width)])
    let found = model(unpadded(picture, height: height, width: width), .inference())
    let (logits, deltas) = (found.logits.tensor.array, found.deltas.tensor.array)
    try #require(logits.count == outputs.logitsCount && deltas.count == outputs.deltasCount)
    let ofLogits = deviation(logits, outputs.logits, step: outputs.logitsStep, largest: outputs.logitsLargest)
    let ofDeltas = deviation(deltas, outputs.deltas, step: outputs.deltasStep, largest: outputs.deltasLargest)
    #expect(ofLogits.ofLargest < 1e-4 && ofLogits.ofItself < 1e-4, "\(ofLogits)")
    #expect(ofDeltas.ofLargest < 1e-4 && ofDeltas.ofItself < 1e-4, "\(ofDeltas)")
    let sum = logits.reduce(0) { $0 + abs(Double($1)) }
    #expect(isClose(sum, outputs.logitsAbsoluteSum, relative: 1e-5))
  }
}
