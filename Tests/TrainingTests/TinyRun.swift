// A training run that takes milliseconds, for the tests of runs.

import Detector
import Foundation
import Shapes
import Training

/// A run so small that a step takes milliseconds.
struct TinyRun {
  var options: TrainingOptions
  var configuration = RetinaNet.Configuration(classes: 3)
  var intervals = TrainingRun.Intervals(evaluation: 3, checkpoint: 2)
  var data = "easy shapes"
  let validation = ShapesDataset(preset: .easy, seed: 99, count: 3, imageSize: 64)
  let training = ShapesDataset(preset: .easy, seed: 1, count: 5, imageSize: 64)

  init(steps: Int = 7, average: Double? = nil, peak: Double = 0.003) {
    options = TrainingOptions.standard(steps: steps, batchSize: 2, seed: 3)
    options.schedule = LearningRateSchedule(peak: peak, totalSteps: steps, decay: .cosine(finalFraction: 0))
    options.averageShare = average
    options.augmentation = .standard
    configuration.architecture.stemChannels = 8
    configuration.architecture.stageChannels = [8, 8, 8, 8]
    configuration.architecture.pyramidChannels = 8
    configuration.architecture.headGroups = 2
    configuration.architecture.headDepth = 1
  }

  private var trainer: Trainer {
    Trainer(model: RetinaNet(configuration, seed: options.seed), dataset: training, options: options)
  }

  func notes() throws -> FileDescription.Notes {
    var notes = FileDescription.Notes()
    try notes.set(data, as: "data")
    return notes
  }

  func started(in folder: URL) throws -> TrainingRun {
    try TrainingRun(
      starting: trainer, validation: validation, in: folder, intervals: intervals, notes: notes())
  }

  func resumed(in folder: URL) throws -> TrainingRun {
    try TrainingRun(
      resuming: trainer, validation: validation, in: folder, intervals: intervals, notes: notes())
  }
}

/// Runs `body` with a new folder, and removes it.
func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("run-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

func bytes(_ folder: URL, _ name: String) throws -> Data {
  try Data(contentsOf: folder.appendingPathComponent(name))
}
