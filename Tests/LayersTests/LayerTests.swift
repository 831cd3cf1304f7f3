// Layers: their parameters' names, what decays, and what passes report.

import RetinaKit
import Testing
import _TestSupport

@Suite("Layers")
struct LayerTests {
  private let geometry = Convolution(kernel: 3, inputChannels: 2, outputChannels: 4)

  @Test("A convolution's parameters are its weight, which decays, and its bias, which does not")
  func convolution() {
    let layer = ConvolutionLayer(name: "head.0", geometry, .he, bias: -4.5, seed: 0)
    #expect(layer.parameters.map(\.name) == ["head.0.weight", "head.0.bias"])
    #expect(layer.parameters.map(\.decays) == [true, false])
    #expect(layer.parameters.map(\.value.shape) == [[3, 3, 2, 4], [4]])
    #expect(layer.bias?.value.array == [-4.5, -4.5, -4.5, -4.5])
    #expect(layer.buffers.isEmpty)
    #expect(ConvolutionLayer(name: "a", geometry, .he, seed: 0).parameters.map(\.name) == ["a.weight"])
  }

  @Test("Layers of other names begin with other weights, the same name with the same")
  func weights() {
    func weights(_ name: String) -> [Float] { ConvolutionLayer(name: name, geometry, .he, seed: 7).weight.value.array }
    #expect(weights("a") == weights("a") && weights("a") != weights("b"))
  }

  @Test("A normalisation begins with scale 1 and shift 0; only batch normalisation has running statistics")
  func normalisation() {
    let batch = NormalisationLayer(name: "n", Normalisation(.batch, rectifies: true), channels: 3)
    #expect(batch.parameters.map(\.name) == ["n.scale", "n.shift"])
    #expect(batch.parameters.map(\.value.array) == [[1, 1, 1], [0, 0, 0]])
    #expect(batch.parameters.allSatisfy { !$0.decays })
    #expect(batch.buffers.map(\.name) == ["n.runningMean", "n.runningVariance"])
    #expect(batch.buffers.map(\.value.array) == [[0, 0, 0], [1, 1, 1]])
    let group = NormalisationLayer(name: "g", Normalisation(.group(count: 3), rectifies: true), channels: 3)
    #expect(group.buffers.isEmpty)
  }

  @Test("A probe sees every layer's outputs in order, one call for each level")
  func probe() {
    let first = ConvolutionLayer(name: "first", geometry, .he, seed: 0)
    let second = NormalisationLayer(name: "second", Normalisation(.batch, rectifies: true), channels: 4)
    var seen: [String] = []
    var pass = Pass.training()
    pass.probe = { name, output in seen.append("\(name) \(output.shape)") }
    let levels = [Variable(Tensor(zeros: [1, 4, 4, 2])), Variable(Tensor(zeros: [1, 2, 2, 2]))]
    _ = second(first(levels, pass), pass)
    #expect(seen == ["first [1, 4, 4, 4]", "first [1, 2, 2, 4]", "second [1, 4, 4, 4]", "second [1, 2, 2, 4]"])
  }

  @Test("A training pass normalises by the batch and records, an inference pass by running statistics and does not")
  func passes() {
    let layer = NormalisationLayer(name: "n", Normalisation(.batch, epsilon: 0, rectifies: false), channels: 1)
    let input = Variable(Tensor(shape: [1, 1, 2, 1], [10, 30]))
    let inference = Pass.inference()
    #expect(layer(input, inference).tensor.array == [10, 30], "mean 0 and variance 1 at the start")
    #expect(!inference.tape.isRecording)
    let training = Pass.training()
    #expect(layer(input, training).tensor.array == [-1, 1])
    #expect(training.tape.isRecording)
    #expect(layer.running?.mean.array == [2], "0 + 0.1 · 20")
  }
}
