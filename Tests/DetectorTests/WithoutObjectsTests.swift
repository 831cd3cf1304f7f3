// An image without objects is an ordinary image, in every stage.

import Detector
import Images
import Layers
import Losses
import Matching
import Shapes
import Testing
import Training
import _TestSupport

@Suite("Images without objects")
struct WithoutObjectsTests {
  private let scenes = SceneBatch(count: 2, withoutObjects: [0, 1])

  @Test("Matching: every anchor is negative, with the low-quality rule too", arguments: Matcher.LowQualityRule.allCases)
  func matching(rule: Matcher.LowQualityRule) {
    var configuration = RetinaNet.Configuration.small
    configuration.learning.assigner = .matcher(Matcher(lowQuality: rule))
    let targets = RetinaNet(configuration).targets(objects: [], on: .square(128))
    #expect(targets.labels.count == 3_069 && targets.labels.allSatisfy { $0 == Targets.background })
    #expect(targets.positiveCount == 0)
    #expect(targets.deltas.allSatisfy { $0 == 0 })
  }

  @Test("Loss and backward: the background teaches the classification head, the box head gets exactly nothing")
  func learning() {
    let model = RetinaNet(.small)
    let pass = Pass.training()
    let outputs = model(model.input(scenes.images), pass)
    let loss = model.loss(outputs, model.batch(scenes.targets(model)), pass)
    #expect(loss.box.tensor.buffer[0] == 0)
    #expect(loss.classification.tensor.buffer[0] > 0 && loss.total.isFinite)
    pass.tape.backward([(loss.classification, 1), (loss.box, 1)])
    for parameter in model.parameters {
      let gradient = parameter.gradient.array
      #expect(gradient.allSatisfy { $0.isFinite }, "\(parameter.name)")
      if parameter.name.hasPrefix("regression.") {
        #expect(largest(gradient) == 0, "\(parameter.name)")
      } else {
        #expect(largest(gradient) > 0, "\(parameter.name)")
      }
    }
  }

  @Test("Training: a step on such images alone lowers the scores")
  func training() throws {
    var configuration = RetinaNet.Configuration.small
    configuration.learning.prior = PriorProbability(0.3)
    let model = RetinaNet(configuration)
    let data = InMemoryDataset(categories: ShapesDataset.classes, examples: scenes.examples)
    let trainer = Trainer(
      model: model, dataset: data,
      options: TrainingOptions(
        steps: 3, batchSize: 2, optimizer: .adamW, schedule: LearningRateSchedule(peak: 0.003, totalSteps: 3)))
    let reports = try (0..<3).map { _ in try trainer.trainStep() }
    #expect(reports.allSatisfy { $0.positivesPerImage == 0 && $0.boxLoss == 0 && $0.loss.isFinite })
    #expect(reports[2].loss < reports[0].loss)
  }

  @Test("Detecting and evaluating: nothing to find is nil, not 0 and not NaN; what is found there is a false positive")
  func evaluating() throws {
    let quiet = RetinaNet(.small)
    let data = InMemoryDataset(categories: ShapesDataset.classes, examples: scenes.examples)
    let evaluation = try DetectorEvaluation(quiet, on: data)
    #expect(evaluation.images.map(\.detections.count) == [0, 0], "scores of 0.01 are below 0.05")
    #expect(evaluation.summary.ap == nil && evaluation.summary.ar100 == nil)

    var configuration = RetinaNet.Configuration.small
    configuration.inference.scoreThreshold = 0.001
    let loud = try DetectorEvaluation(RetinaNet(configuration), on: data)
    #expect(loud.images.allSatisfy { !$0.detections.isEmpty })
    #expect(loud.summary.ap == nil)
    let mixed = InMemoryDataset(
      categories: ShapesDataset.classes, examples: scenes.examples + SceneBatch(count: 1).examples)
    #expect(try DetectorEvaluation(quiet, on: mixed).summary.ap == 0, "objects that nobody finds")
  }
}
