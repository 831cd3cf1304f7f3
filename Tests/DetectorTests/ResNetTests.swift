// The full-size architecture's parts on a small scale: what is trained, what the options change, how pictures are read.

import Boxes
import Images
import Layers
import Losses
import Tensors
import Testing
import _TestSupport

@testable import Detector

@Suite("ResNet detector")
struct ResNetTests {
  private func picture(_ height: Int, _ width: Int) -> Image { wavyPicture(height: height, width: width) }

  @Test("resNet50 has torchvision's numbers")
  func numbers() {
    let configuration = RetinaNet.Configuration.resNet50(classes: 20)
    #expect(configuration.architecture.classes == 20)
    #expect(configuration.architecture.backbone == .resNet(blocks: [3, 4, 6, 3], .frozen(epsilon: 0)))
    #expect(configuration.architecture.stageChannels == [256, 512, 1_024, 2_048])
    #expect(
      configuration.architecture.pyramidChannels == 256 && configuration.architecture.headDepth == 4
        && configuration.architecture.headGroups == 0)
    #expect(configuration.architecture.p6Source == .p5 && configuration.architecture.rectifiesBeforeP7)
    let inference = configuration.inference
    #expect(inference.scoreThreshold == 0.05 && inference.candidatesPerLevel == 1_000)
    #expect(
      inference.suppression == .hard(NonMaximumSuppression(iouThreshold: 0.5)) && inference.maximumDetections == 300)
    #expect(configuration.architecture.coding == .center(CenterBoxCoder(weights: .unit)))
  }

  @Test("Before training every anchor scores about 0.01, and outputs are as many as anchors, on the padding too")
  func start() {
    let model = RetinaNet(smallResNet(), seed: 2)
    let outputs = model(model.input([picture(33, 70)]), .inference())
    // 33 × 70 is read as 64 × 96.
    let padded = model.configuration.architecture.anchors.anchorCount(on: ImageSize(height: 64, width: 96))
    #expect(outputs.logits.shape == [1, padded, 3])
    #expect(model.anchors(on: ImageSize(height: 33, width: 70)).count == padded)
    let scores = outputs.logits.tensor.array.map { sigmoid(Double($0)) }
    #expect(isClose(scores.reduce(0, +) / Double(scores.count), 0.01, relative: 0.05))
  }

  @Test("Pictures are padded on the right and below with zeros; detections stay within the picture")
  func padding() throws {
    let model = try portableResNet()
    let image = picture(33, 70)
    let input = model.input([image, image])
    #expect(input.shape == [2, 64, 96, 3])
    var plain = model.configuration
    plain.architecture.sizeDivisor = 1
    let unpadded = RetinaNet(plain, seed: nil).input([image]).array
    let values = input.array
    for number in 0..<2 {
      for y in 0..<64 {
        let row = values[((number * 64 + y) * 96) * 3..<((number * 64 + y + 1) * 96) * 3]
        let expected = y < 33 ? Array(unpadded[y * 70 * 3..<(y + 1) * 70 * 3]) : []
        #expect(Array(row) == expected + [Float](repeating: 0, count: 96 * 3 - expected.count))
      }
    }
    var eager = model.configuration
    eager.learning.prior = PriorProbability(0.9)
    let found = RetinaNet(eager, seed: 1).detect([image])[0]
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.box == $0.box.clipped(to: ImageSize(height: 33, width: 70)) })
  }

  @Test(
    "trainedBackboneStages counts from C5 down, as torchvision's trainable_backbone_layers",
    arguments: [
      (0, []), (1, ["c5"]), (3, ["c3", "c4", "c5"]), (4, ["c2", "c3", "c4", "c5"]),
      (5, ["c2", "c3", "c4", "c5", "stem"]),
    ])
  func trained(stages: Int, expected: [String]) {
    var configuration = smallResNet()
    configuration.learning.trainedBackboneStages = stages
    let model = RetinaNet(configuration, seed: 1)
    let names = model.parameters.map(\.name).filter { $0.hasPrefix("backbone.") }
    #expect(Set(names.map { String($0.split(separator: ".")[1]) }).sorted() == expected)
    #expect(names.allSatisfy { $0.hasSuffix(".convolution.weight") }, "frozen normalization has no parameters")
    // Whatever is trained, a file holds the same tensors.
    let names5 = Set(RetinaNet(smallResNet(), seed: 1).weights().entries.map(\.name))
    #expect(Set(model.weights().entries.map(\.name)) == names5)
  }

  @Test("The small detector's stages can be kept from training, too")
  func trainedBasic() {
    var configuration = RetinaNet.Configuration.small
    configuration.learning.trainedBackboneStages = 2
    let names = RetinaNet(configuration, seed: 1).parameters.map(\.name).filter { $0.hasPrefix("backbone.") }
    #expect(Set(names.map { String($0.split(separator: ".")[1]) }) == ["c4", "c5"])
    #expect(RetinaNet(configuration, seed: 1).weights().entries.count == RetinaNet(.small).weights().entries.count)
  }

  @Test("A step down the gradient makes the loss smaller, and moves nothing that is not trained")
  func training() throws {
    let model = try portableResNet()
    let untrained = model.buffers.map { $0.value.array }
    try expectAStepDownTheGradientToHelp(model, [picture(64, 64), picture(64, 64).flippedHorizontally()])
    #expect(model.buffers.map { $0.value.array } == untrained)
  }

  @Test("P6 may come from C5, and P7 from P6 without a ReLU; the other levels do not change")
  func pyramid() {
    func levels(_ change: (inout RetinaNet.Configuration) -> Void) -> [[Float]] {
      var configuration = smallResNet()
      change(&configuration)
      let features = [(8, 16), (4, 32), (2, 48)].map { size, channels in
        Variable(
          Tensor(
            shape: [1, size, size, channels],
            PortableWeights.numbers(name: "c\(channels).bias", shape: [size * size * channels])))
      }
      return FeaturePyramid(configuration, inputs: [16, 32, 48], seed: 3)(features, .inference()).map {
        $0.tensor.array
      }
    }
    let standard = levels { _ in }
    let withoutReLU = levels { $0.architecture.rectifiesBeforeP7 = false }
    let fromC5 = levels { $0.architecture.p6Source = .c5 }
    #expect(standard[3].contains { $0 < 0 }, "else a ReLU would change nothing")
    #expect(Array(standard[..<4]) == Array(withoutReLU[..<4]) && standard[4] != withoutReLU[4])
    #expect(Array(standard[..<3]) == Array(fromC5[..<3]) && standard[3] != fromC5[3])
    var configuration = smallResNet()
    configuration.architecture.p6Source = .c5
    let shapes = FeaturePyramid(configuration, inputs: [16, 32, 48], seed: 3).parameters.filter {
      $0.name == "pyramid.p6.weight"
    }
    #expect(shapes.map(\.value.shape) == [[3, 3, 48, 16]])
  }

  @Test("Heads without normalization have biases instead, and a ReLU all the same")
  func heads() {
    let model = RetinaNet(smallResNet(), seed: 1)
    let names = model.parameters.map(\.name).filter { $0.hasPrefix("regression.") }
    #expect(
      names == [
        "regression.0.convolution.weight", "regression.0.convolution.bias", "regression.1.convolution.weight",
        "regression.1.convolution.bias", "regression.predictor.weight", "regression.predictor.bias",
      ])
    var pass = Pass.inference()
    var outputs: [String: Float] = [:]
    pass.probe = { outputs[$0] = min(outputs[$0] ?? 0, $1.array.min() ?? 0) }
    _ = model(model.input([picture(64, 64)]), pass)
    #expect(outputs["regression.0.convolution"] == 0 && (outputs["regression.predictor"] ?? 0) < 0)
  }

  @Test(
    "Pictures are resized as torchvision resizes them: 97 × 131 to 799 × 1 080",
    arguments: [
      // torch 2.15, torchvision 0.29.2: models.detection.transform._resize_image_and_masks(image, 800, 1333)
      ([480, 640], [800, 1_066]), ([427, 640], [800, 1_199]), ([640, 427], [1_199, 800]),
      ([1_000, 3_000], [444, 1_333]), ([57, 57], [800, 800]), ([97, 131], [799, 1_080]), ([1, 1], [800, 800]),
      ([375, 500], [800, 1_066]), ([800, 1_333], [800, 1_333]), ([500, 333], [1_201, 800]),
      ([2_400, 2_400], [800, 800]), ([333, 2_000], [221, 1_333]),
    ])
  func resizing(size: [Int], expected: [Int]) throws {
    let result = try #require(RetinaNet.Configuration.resNet50.preprocessing.resizing).transform(
      of: ImageSize(height: size[0], width: size[1]))
    #expect([result.size.height, result.size.width] == expected)
  }

  @Test("A picture 4 000 times as wide as high keeps one row, where torchvision fails")
  func thinPicture() throws {
    let result = try #require(RetinaNet.Configuration.resNet50.preprocessing.resizing).transform(
      of: ImageSize(height: 1, width: 4_000))
    #expect(result.size == ImageSize(height: 1, width: 1_333))
  }
}
