// The full-size detector against torchvision's own, with weights that both compute from the same formula.
// Fixtures/resnet50.json was written by Fixtures/resnet50.py with the versions that it names.

import Boxes
import Foundation
import Images
import Tensors
import Testing
import _TestSupport

@testable import Detector

/// What torchvision says.
struct ResNetFixture: Decodable {
  struct Outputs: Decodable {
    var height: Int
    var width: Int
    var grids: [[Int]]
    var logitsStep: Int
    var logitsCount: Int
    var logits: [Float]
    var logitsSum: Double
    var logitsAbsoluteSum: Double
    var logitsLargest: Double
    var deltasStep: Int
    var deltasCount: Int
    var deltas: [Float]
    var deltasSum: Double
    var deltasAbsoluteSum: Double
    var deltasLargest: Double
  }

  struct Detections: Decodable {
    var height: Int
    var width: Int
    var boxes: [[Double]]
    var scores: [Double]
    var labels: [Int]
  }

  var versions: [String: String]
  var classes: Int
  var shapes: [String: [Int]]
  var outputs: [Outputs]
  var detections: [Detections]

  static func load() throws -> ResNetFixture {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Fixtures/resnet50.json")
    return try JSONDecoder().decode(ResNetFixture.self, from: Data(contentsOf: file))
  }
}

/// The picture that the script makes of a size: waves, and a little noise of their own place.
func wavyPicture(height: Int, width: Int) -> Image {
  var pixels: [UInt8] = []
  pixels.reserveCapacity(height * width * 3)
  for y in 0..<height {
    for x in 0..<width {
      for c in 0..<3 {
        let waves = (y * (c + 2) * 5 + x * (7 - c) * 3) % 256
        let place = y * 131 + x * 57 + c * 29
        let noise = place * (y + 2 * x + 3) % 97
        pixels.append(UInt8((3 * waves + noise) / 4 % 256))
      }
    }
  }
  return Image(height: height, width: width, pixels: pixels)
}

/// The largest difference of a sample from what torchvision says, as a share of the tensor's largest number, and of
/// the number itself where that is at least a hundredth of the largest.
func deviation(
  _ tensor: [Float], _ expected: [Float], step: Int, largest: Double
) -> (ofLargest: Double, ofItself: Double) {
  var (ofLargest, ofItself) = (0.0, 0.0)
  for (index, expected) in expected.enumerated() {
    let difference = abs(Double(tensor[index * step]) - Double(expected))
    ofLargest = max(ofLargest, difference / largest)
    if abs(Double(expected)) >= largest / 100 { ofItself = max(ofItself, difference / abs(Double(expected))) }
  }
  return (ofLargest, ofItself)
}

@Suite("ResNet-50: torchvision's logits, deltas and detections", .serialized)
struct ResNetAgreementTests {
  @Test("Logits, deltas and detections are torchvision's to 10⁻⁴, from weights under torchvision's names")
  func agreement() throws {
    let fixture = try ResNetFixture.load()
    let model = RetinaNet(.resNet50(classes: fixture.classes), seed: nil)
    let file = PortableWeights.filled(model.weights(naming: .torchvision))
    // Every name and shape of the state dict, and no other.
    #expect(file.entries.count == fixture.shapes.count)
    #expect(file.entries.filter { fixture.shapes[$0.name] != $0.shape }.isEmpty)
    try model.load(file, naming: .torchvision)
    // torchvision says 34 014 999 for its 91 outputs; each class is 9 anchors · (9 · 256 weights and a bias).
    let perClass = 9 * (9 * 256 + 1)
    let convolutions = model.state.filter { !$0.name.contains(".normalization.") }
    let weightCount = convolutions.reduce(0) { $0 + $1.value.count }
    #expect(weightCount == 34_014_999 - (91 - fixture.classes) * perClass)
    // The stem's 7 · 7 · 3 · 64, and C2's three blocks: 64 inputs at first, a shortcut to 256, then 256 inputs.
    let stem = 7 * 7 * 3 * 64
    let inner = 9 * 64 * 64 + 64 * 256
    let second = (64 * 64 + inner + 64 * 256) + 2 * (256 * 64 + inner)
    #expect(model.parameterCount == weightCount - stem - second)
    #expect(34_014_999 - stem - second == 33_792_599)

    for expected in fixture.outputs {
      let (height, width) = (expected.height, expected.width)
      // Straight to the network, without the padding to whole multiples of 32.
      var plain = model.configuration
      plain.architecture.sizeDivisor = 1
      let grids = plain.architecture.anchors.grids(on: ImageSize(height: height, width: width))
      #expect(grids.map { [$0.height, $0.width] } == expected.grids)
      let input = unpadded(model.input([wavyPicture(height: height, width: width)]), height: height, width: width)
      let outputs = model(input, .inference())
      let (logits, deltas) = (outputs.logits.tensor.array, outputs.deltas.tensor.array)
      try #require(logits.count == expected.logitsCount && deltas.count == expected.deltasCount)
      let ofLogits = deviation(
        logits, expected.logits, step: expected.logitsStep, largest: expected.logitsLargest)
      let ofDeltas = deviation(
        deltas, expected.deltas, step: expected.deltasStep, largest: expected.deltasLargest)
      #expect(ofLogits.ofLargest < 1e-4 && ofLogits.ofItself < 1e-4, "\(height) × \(width): \(ofLogits)")
      #expect(ofDeltas.ofLargest < 1e-4 && ofDeltas.ofItself < 1e-4, "\(height) × \(width): \(ofDeltas)")
      // Sums see the numbers between the samples.
      func sum(_ values: [Float], _ part: (Double) -> Double) -> Double {
        values.reduce(0) { $0 + part(Double($1)) }
      }
      #expect(isClose(sum(logits) { $0 }, expected.logitsSum, relative: 1e-5))
      #expect(isClose(sum(logits) { abs($0) }, expected.logitsAbsoluteSum, relative: 1e-5))
      #expect(abs(sum(deltas) { $0 } - expected.deltasSum) < 1e-5 * expected.deltasAbsoluteSum)
      #expect(isClose(sum(deltas) { abs($0) }, expected.deltasAbsoluteSum, relative: 1e-5))
    }

    for expected in fixture.detections {
      let (height, width) = (expected.height, expected.width)
      let found = model.detect([wavyPicture(height: height, width: width)])[0]
      #expect(found.count == expected.scores.count)
      #expect(expected.scores.count > 20)
      for (index, (detection, score)) in zip(found, expected.scores).enumerated() {
        #expect(detection.label == expected.labels[index])
        #expect(isClose(detection.score, score, relative: 1e-4))
        let box = detection.box
        let sides = zip([box.xMin, box.yMin, box.xMax, box.yMax], expected.boxes[index])
        #expect(sides.allSatisfy { abs($0 - $1) < 1e-4 * Double(max(height, width)) }, "\(box)")
      }
    }
  }
}

/// A batch of one picture without its padding.
func unpadded(_ tensor: Tensor, height: Int, width: Int) -> Tensor {
  let values = tensor.array
  return Tensor(
    shape: [1, height, width, 3],
    (0..<height).flatMap { y in values[y * tensor.shape[2] * 3..<(y * tensor.shape[2] + width) * 3] })
}
