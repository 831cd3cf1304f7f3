// Layers: their parameters' names, what decays, and what passes report.

import Kernels
import Layers
import Randomness
import Tensors
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

  @Test("A normalization begins with scale 1 and shift 0; only batch normalization has running statistics")
  func normalization() {
    let batch = NormalizationLayer(name: "n", Normalization(.batch, rectifies: true), channels: 3)
    #expect(batch.parameters.map(\.name) == ["n.scale", "n.shift"])
    #expect(batch.parameters.map(\.value.array) == [[1, 1, 1], [0, 0, 0]])
    #expect(batch.parameters.allSatisfy { !$0.decays })
    #expect(batch.buffers.map(\.name) == ["n.runningMean", "n.runningVariance"])
    #expect(batch.buffers.map(\.value.array) == [[0, 0, 0], [1, 1, 1]])
    let group = NormalizationLayer(name: "g", Normalization(.group(count: 3), rectifies: true), channels: 3)
    #expect(group.buffers.isEmpty)
  }

  @Test("A probe sees every layer's outputs in order, one call for each level")
  func probe() {
    let first = ConvolutionLayer(name: "first", geometry, .he, seed: 0)
    let second = NormalizationLayer(name: "second", Normalization(.batch, rectifies: true), channels: 4)
    var seen: [String] = []
    var pass = Pass.training()
    pass.probe = { name, output in seen.append("\(name) \(output.shape)") }
    let levels = [Variable(Tensor(zeros: [1, 4, 4, 2])), Variable(Tensor(zeros: [1, 2, 2, 2]))]
    _ = second(first(levels, pass), pass)
    #expect(seen == ["first [1, 4, 4, 4]", "first [1, 2, 2, 4]", "second [1, 4, 4, 4]", "second [1, 2, 2, 4]"])
  }

  @Test("A training pass normalizes by the batch and records, an inference pass by running statistics and does not")
  func passes() {
    let layer = NormalizationLayer(name: "n", Normalization(.batch, epsilon: 0, rectifies: false), channels: 1)
    let input = Variable(Tensor(shape: [1, 1, 2, 1], [10, 30]))
    let inference = Pass.inference()
    #expect(layer(input, inference).tensor.array == [10, 30], "mean 0 and variance 1 at the start")
    #expect(!inference.tape.isRecording)
    let training = Pass.training()
    #expect(layer(input, training).tensor.array == [-1, 1])
    #expect(training.tape.isRecording)
    #expect(inference.updates.isEmpty && layer.running?.mean.array == [0])
    for update in training.updates { update.commit() }
    #expect(layer.running?.mean.array == [2], "0 + 0.1 · 20")
  }

  @Test("A frozen normalization of scale 2, shift 3, mean 4, variance ¼ multiplies by 4 and adds 3 - 4 · 4 = -13")
  func frozen() {
    let layer = FrozenNormalization(name: "n", epsilon: 0, channels: 1)
    #expect(layer.affine.factors.array == [1] && layer.affine.offsets.array == [0], "at the start it changes nothing")
    for (tensor, value) in [(layer.scale, 2), (layer.shift, 3), (layer.mean, 4), (layer.variance, 0.25)]
      as [(Tensor, Float)]
    {
      tensor.buffer[0] = value
    }
    #expect(layer.affine.factors.array == [4] && layer.affine.offsets.array == [-13])
    #expect(layer.parameters.isEmpty)
    #expect(layer.buffers.map(\.name) == ["n.scale", "n.shift", "n.runningMean", "n.runningVariance"])
  }

  @Test(
    "A frozen normalized convolution is the trained one in inference, with a shortcut and without, to 10⁻⁶",
    arguments: [true, false])
  func frozenIsInference(shortcut: Bool) throws {
    var generator = SeededGenerator(seed: 5)
    func layer(_ kind: NormalizedConvolution.Kind) -> NormalizedConvolution {
      NormalizedConvolution(name: "l", geometry, kind, rectifies: !shortcut, seed: 3)
    }
    let (batch, frozen) = (layer(.batch(epsilon: 0.01)), layer(.frozen(epsilon: 0.01)))
    let values = Dictionary(uniqueKeysWithValues: frozen.buffers.map { ($0.name, $0.value) })
    for tensor in batch.parameters.map({ StateTensor($0) }) + batch.buffers where tensor.value.shape == [4] {
      let numbers = generator.floats(4, in: 0.5...1.5)
      tensor.value.buffer.write(numbers)
      try #require(values[tensor.name]).buffer.write(numbers)
    }
    let input = Variable(Tensor(shape: [1, 4, 4, 2], generator.floats(32)))
    let added = Variable(Tensor(shape: [1, 4, 4, 4], generator.floats(64)))
    let outputs = [batch, frozen].map { layer in
      (shortcut ? layer(input, adding: added, .inference()) : layer(input, .inference())).tensor.array
    }
    #expect(outputs[0].contains(0) && outputs[0].contains { $0 > 0 })
    for (expected, received) in zip(outputs[0], outputs[1]) { #expect(abs(expected - received) < 1e-5) }
  }

  @Test("What is not trained is among the buffers, under the same names", arguments: [true, false])
  func untrained(isTrained: Bool) {
    let layers: [any Layer] = [
      ConvolutionLayer(name: "c", geometry, .he, bias: 0, isTrained: isTrained, seed: 0),
      NormalizationLayer(
        name: "n", Normalization(.group(count: 2), rectifies: true), channels: 4, isTrained: isTrained),
    ]
    let names = ["c.weight", "c.bias", "n.scale", "n.shift"]
    #expect(layers.flatMap(\.parameters).map(\.name) == (isTrained ? names : []))
    #expect(layers.flatMap(\.buffers).map(\.name) == (isTrained ? [] : names))
  }

  @Test("Without a seed weights are zero; restarted, a layer is as a fresh one of that seed")
  func restart() {
    let layer = ConvolutionLayer(name: "a", geometry, .he, bias: 2, seed: nil)
    #expect(layer.weight.value.array.allSatisfy { $0 == 0 })
    layer.bias?.value.buffer.fill(9)
    layer.restart(seed: 7)
    #expect(layer.weight.value.array == ConvolutionLayer(name: "a", geometry, .he, seed: 7).weight.value.array)
    #expect(layer.bias?.value.array == [2, 2, 2, 2])
  }
}
