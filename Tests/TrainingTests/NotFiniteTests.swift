// A loss that is not a number: the first bad tensor is named, and nothing is changed.

import Detector
import Losses
import Shapes
import Tensors
import Testing
import Training
import _TestSupport

@Suite("Losses that are not finite")
struct NotFiniteTests {
  private func trainer(_ changes: (name: String, value: Float)...) throws -> Trainer {
    let trainer = Trainer(
      model: RetinaNet(tinyConfiguration(), seed: 0), dataset: ShapesDataset(seed: 0, count: 8),
      options: options(steps: 4, averageShare: 0.1))
    for change in changes { try parameter(change.name, of: trainer).buffer.fill(change.value) }
    return trainer
  }

  private func parameter(_ name: String, of trainer: Trainer) throws -> Tensor {
    try #require(trainer.model.parameters.first { $0.name == name }?.value)
  }

  /// What a step says, and what it has changed.
  private func step(_ trainer: Trainer) -> (error: NotFiniteError?, changed: [String]) {
    let before = state(of: trainer)
    let error = #expect(throws: NotFiniteError.self) { try trainer.trainStep() }
    return (error, differences(before, state(of: trainer)))
  }

  @Test(
    "A parameter that is NaN or infinite is named, wherever it is",
    arguments: ["backbone.c3.first.convolution.weight", "pyramid.p6.bias", "regression.predictor.weight"],
    [Float.nan, .infinity])
  func parameter(name: String, value: Float) throws {
    let trainer = try trainer()
    try parameter(name, of: trainer).buffer[3] = value
    let (error, changed) = step(trainer)
    #expect(error?.tensor == "parameter \(name)")
    #expect(error?.step == 1 && trainer.step == 0)
    #expect(changed.isEmpty, "\(changed)")
    #expect(error?.description.contains("step 1") == true && error?.description.contains("learning rate") == true)
  }

  @Test("Class outputs that are NaN end the step, by whichever loss and sampling it learns", arguments: Axes.losses)
  func classes(loss: ClassLoss) throws {
    for sampling in Axes.samplings {
      var configuration = tinyConfiguration()
      configuration.learning.classLoss = loss
      configuration.learning.sampling = sampling
      let trainer = Trainer(
        model: RetinaNet(configuration, seed: 0), dataset: ShapesDataset(seed: 0, count: 8), options: options(steps: 4))
      try parameter("classification.predictor.bias", of: trainer).buffer.fill(.nan)
      let (error, changed) = step(trainer)
      #expect(error?.tensor == "parameter classification.predictor.bias", "\(sampling)")
      #expect(changed.isEmpty, "\(changed)")
    }
  }

  @Test("Where finite parameters overflow, the first output that does is named")
  func output() throws {
    let (error, changed) = step(try trainer(("pyramid.p6.bias", 3e38), ("pyramid.p7.weight", 1)))
    #expect(error?.tensor == "output of pyramid.p7")
    #expect(changed.isEmpty, "\(changed)")
  }

  @Test("Where every output is finite but the loss is not, the loss is named")
  func loss() throws {
    let (error, changed) = step(try trainer(("regression.predictor.bias", 3e38)))
    #expect(error?.tensor == "box loss")
    #expect(changed.isEmpty, "\(changed)")
  }

  @Test("Where the loss is finite but a gradient is not, that parameter's gradient is named")
  func gradient() throws {
    // The features of 10⁻³² make deltas of 10⁷ with weights of 10³⁷; but going back, these weights add up.
    let (error, changed) = step(
      try trainer(("regression.predictor.weight", 3e37), ("regression.0.normalization.scale", 1e-32)))
    #expect(error?.tensor == "gradient of regression.0.normalization.shift")
    #expect(changed.isEmpty, "\(changed)")
  }

  @Test("After the error the run goes on from where it was, if the cause is removed")
  func recovery() throws {
    let undisturbed = try trainer()
    try undisturbed.trainStep()
    try undisturbed.trainStep()

    let disturbed = try trainer()
    try disturbed.trainStep()
    for name in ["regression.predictor.bias", "backbone.stem.convolution.weight"] {
      let tensor = try parameter(name, of: disturbed)
      let good = tensor.array
      tensor.buffer.fill(.nan)
      #expect(throws: NotFiniteError.self) { try disturbed.trainStep() }
      tensor.buffer.write(good)
    }
    try disturbed.trainStep()
    #expect(differences(state(of: disturbed), state(of: undisturbed)).isEmpty)
  }
}
