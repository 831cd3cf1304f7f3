// Weights from a formula: the same bits as in Python, within their bounds, spread evenly.

import Detector
import Testing
import _TestSupport

@Suite("Portable weights")
struct PortableWeightsTests {
  @Test("Names and indices give the bits that Fixtures/resnet50.py gives")
  func python() {
    // numbers(name, shape) of the script, numpy's float32.
    let expected: [(name: String, shape: [Int], values: [Float])] = [
      ("backbone.body.bn1.running_var", [3], [0.7752012014389038, 1.1815763711929321, 0.771329402923584]),
      (
        "backbone.body.conv1.weight", [2, 3, 1, 1],
        [
          -0.5294232368469238, -0.371703177690506, 1.0067260265350342, 0.9555899500846863, 1.326669692993164,
          -0.5252512097358704,
        ]
      ),
      ("head.classification_head.cls_logits.bias", [2], [-7.941898345947266, -7.892956733703613]),
    ]
    for (name, shape, values) in expected {
      #expect(bits(PortableWeights.numbers(name: name, shape: shape)) == bits(values), "\(name)")
    }
  }

  @Test("Weights fill ±√(6 / inputs of a sum), whose variance is He's 2 / inputs")
  func weights() {
    let values = PortableWeights.numbers(name: "backbone.body.layer1.0.conv2.weight", shape: [64, 32, 3, 3])
    let bound = (6.0 / (32 * 9)).squareRoot()
    #expect(values.allSatisfy { abs(Double($0)) <= bound * (1 + 1e-7) })
    let variance = values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)
    #expect(isClose(variance, 2.0 / (32 * 9), relative: 0.02))
  }

  @Test("Scales and variances are in 0.75 … 1.25, biases and means in ±0.1")
  func statistics() {
    for (kind, range) in [
      ("weight", 0.75...1.25), ("running_var", 0.75...1.25), ("bias", -0.1...0.1), ("running_mean", -0.1...0.1),
    ] as [(String, ClosedRange<Float>)] {
      let values = PortableWeights.numbers(name: "backbone.body.layer2.0.bn1.\(kind)", shape: [500])
      #expect(values.allSatisfy { range.contains($0) }, "\(kind)")
      #expect((values.max() ?? 0) - (values.min() ?? 0) > 0.95 * (range.upperBound - range.lowerBound), "\(kind)")
    }
  }
}
