// Weights as files: every bit comes back, and what does not fit is named before anything is changed.

import Detector
import Formats
import Foundation
import Layers
import Testing
import Training
import _TestSupport

@Suite("Weights")
struct WeightsTests {
  /// A detector whose running statistics are not those of the start, and its file.
  private func trained(seed: UInt64 = 4) -> RetinaNet {
    let model = RetinaNet(.small, seed: seed)
    let pass = Pass.training()
    _ = model(model.input(SceneBatch(count: 1).images), pass)
    for update in pass.updates { update.commit() }
    return model
  }

  /// What loading says, and whether the model still has the bits it had.
  private func loading(_ file: SafetensorsFile, ignoring: [String] = []) -> (error: WeightsError?, isUnchanged: Bool) {
    let model = RetinaNet(.small, seed: 9)
    let before = model.weights()
    do throws(WeightsError) {
      try model.load(file, ignoring: ignoring)
      return (nil, model.weights() == before)
    } catch {
      return (error, model.weights() == before)
    }
  }

  @Test("Saved and loaded, every parameter and running statistic has the same bits, and so has every output")
  func roundTrip() throws {
    let model = trained()
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("weights-\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try model.weights(metadata: ["note": "kept"]).write(to: url)
    let file = try SafetensorsFile(contentsOf: url)
    #expect(file.metadata["note"] == "kept")
    let other = RetinaNet(.small, seed: 5)
    let input = model.input(SceneBatch(count: 1).images)
    #expect(other(input, .inference()).logits.tensor.array != model(input, .inference()).logits.tensor.array)
    try other.load(file)
    for (old, new) in zip(model.weights().entries, other.weights().entries) {
      #expect(old.name == new.name && bits(old.values) == bits(new.values), "\(old.name)")
    }
    #expect(
      bits(other(input, .inference()).logits.tensor.array) == bits(model(input, .inference()).logits.tensor.array))
  }

  @Test("What inference keeps of the weights does not outlive them: a step, a loaded file, one number")
  func kept() throws {
    let model = RetinaNet(.small, seed: 1)
    let input = model.input(SceneBatch(count: 1).images)
    func outputs(_ model: RetinaNet) -> [Float] {
      let outputs = model(input, .inference())
      return outputs.logits.tensor.array + outputs.deltas.tensor.array
    }
    var last = outputs(model)
    func check(_ name: String) throws {
      let now = outputs(model)
      #expect(now != last, "\(name)")
      let fresh = RetinaNet(.small, seed: nil)
      try fresh.load(model.weights())
      #expect(bits(outputs(fresh)) == bits(now), "\(name)")
      last = now
    }
    for (name, parameter) in model.parameters.enumerated() {
      parameter.value.buffer[0] += 0.5
      if name % 7 == 0 { try check(parameter.name) }
    }
    for buffer in model.buffers { buffer.value.buffer[0] += 0.25 }
    try check("running statistics")
    let optimizer = Optimizer(.adamW, parameters: model.parameters)
    let batch = SceneBatch(count: 2)
    let pass = Pass.training()
    let loss = model.loss(model(model.input(batch.images), pass), model.batch(batch.targets(model)), pass)
    pass.tape.backward([(loss.classification, 1), (loss.box, 1)])
    optimizer.update(rate: 0.01, gradientNorm: optimizer.gradientNorm(), committing: pass.updates)
    try check("a step")
    try model.load(RetinaNet(.small, seed: 3).weights())
    try check("a file")
  }

  @Test("A file holds the 1 152 527 parameters and the running mean and variance of every batch normalization")
  func content() {
    let entries = RetinaNet(.small).weights().entries
    let (running, parameters) = (
      entries.filter { $0.name.contains(".running") }, entries.filter { !$0.name.contains(".running") }
    )
    #expect(parameters.reduce(0) { $0 + $1.values.count } == 1_152_527)
    // The stem's 16 channels, and three normalizations in each stage.
    let channels = 16 + 3 * (32 + 64 + 128 + 128)
    #expect(running.reduce(0) { $0 + $1.values.count } == 2 * channels)
    #expect(Set(entries.map(\.name)).count == entries.count)
  }

  @Test("The first tensor that is missing is named", arguments: [0, 7, 60])
  func missing(index: Int) throws {
    var file = trained().weights()
    let first = file.entries.remove(at: index).name
    file.entries.removeLast()
    let (error, isUnchanged) = loading(file)
    #expect(error?.tensor == first && isUnchanged)
    #expect(error?.description.contains("'\(first)'") == true && error?.description.contains("no such tensor") == true)
  }

  @Test("The first tensor of another shape is named, with both shapes")
  func shape() throws {
    var configuration = RetinaNet.Configuration(classes: 5)
    configuration.architecture.anchors.ratios = [1]
    let (error, isUnchanged) = loading(RetinaNet(configuration).weights())
    #expect(error?.tensor == "classification.predictor.weight" && isUnchanged)
    #expect(error?.problem.contains("expected shape [3, 3, 64, 27], found [3, 3, 64, 15]") == true)
  }

  @Test("A tensor that the model does not have is named, unless its prefix is to be passed over")
  func extra() {
    var file = trained().weights()
    file.entries.insert(.init(name: "optimizer.mean.x", shape: [1], values: [0]), at: 3)
    file.entries.append(.init(name: "stranger", shape: [], values: [1]))
    let (error, isUnchanged) = loading(file)
    #expect(error?.tensor == "optimizer.mean.x" && isUnchanged)
    #expect(loading(file, ignoring: ["optimizer."]).error?.tensor == "stranger")
    file.entries.removeLast()
    let fitting = loading(file, ignoring: ["optimizer."])
    #expect(fitting.error == nil && !fitting.isUnchanged)
  }

  @Test("NaN and infinity are refused, by the tensor's name", arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(value: Float) {
    var file = trained().weights()
    for index in [40, 12] {
      var values = file.entries[index].values
      values[values.count - 1] = value
      file.entries[index] = .init(name: file.entries[index].name, shape: file.entries[index].shape, values: values)
    }
    let (error, isUnchanged) = loading(file)
    #expect(error?.tensor == file.entries[12].name && isUnchanged)
    #expect(error?.problem.contains("finite") == true)
  }

  @Test("An empty file fits nothing: the model's first tensor is named")
  func empty() {
    let (error, isUnchanged) = loading(SafetensorsFile())
    #expect(error?.tensor == "backbone.stem.convolution.weight" && isUnchanged)
  }
}
