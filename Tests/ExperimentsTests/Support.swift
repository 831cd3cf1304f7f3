// A runner that trains nothing, and folders that go away again.

import Boxes
import Detector
import Evaluation
import Foundation
import Shapes
import Training

@testable import Experiments

/// Pictures of one object each, of which the first so many are found.
func found(_ count: Int, of pictures: Int = 40) -> [EvaluatedImage] {
  let box = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10)
  return (0..<pictures).map { index in
    EvaluatedImage(
      detections: index < count ? [Detection(box: box, label: 0, score: 0.9)] : [],
      objects: [LabeledBox(box: box, label: 0)])
  }
}

/// A result by which so many of the pictures are found.
func result(_ experiment: Experiment, found count: Int, of pictures: Int = 40) -> ExperimentResult {
  var result = ExperimentResult(experiment)
  result.pictures = ScoredPictures(found(count, of: pictures), classes: 1)
  result.ap = result.pictures?.ap()
  return result
}

/// Counts trainings, and makes results by a rule.
final class FakeRunner: ExperimentRunner {
  struct Stopped: Error {}

  /// How many of 40 pictures are found.
  var rule: (Experiment) -> Int
  /// The trainings that were made: what each measured.
  var trainings: [[Experiment]] = []
  var forgotten = 0
  /// Stops before this training, counted from 0.
  var stopsBefore: Int?
  /// Called before each training.
  var begins: (Experiment) -> Void = { _ in }

  init(_ rule: @escaping (Experiment) -> Int = { _ in 20 }) { self.rule = rule }

  func results(
    of experiments: [Experiment], keepsState: Bool, progress: (RunProgress) -> Void
  ) throws -> [ExperimentResult] {
    if trainings.count == stopsBefore { throw Stopped() }
    trainings.append(experiments)
    if let first = experiments.first { begins(first) }
    progress(RunProgress(step: 1, steps: 1))
    return experiments.map { result($0, found: rule($0)) }
  }

  func forgetState(of experiment: Experiment) throws { forgotten += 1 }
}

/// Runs `body` with the path of a folder that does not exist yet, and removes it.
func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("experiments-\(UUID())")
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

/// An experiment so small that a step takes milliseconds.
func tinyExperiment(steps: Int = 6) -> Experiment {
  var experiment = Experiment.quick(steps: steps)
  experiment.configuration.architecture.stemChannels = 8
  experiment.configuration.architecture.stageChannels = [8, 8, 8, 8]
  experiment.configuration.architecture.pyramidChannels = 8
  experiment.configuration.architecture.headGroups = 2
  experiment.configuration.architecture.headDepth = 1
  experiment.options.batchSize = 2
  experiment.pictures.validationImages = 4
  return experiment
}
