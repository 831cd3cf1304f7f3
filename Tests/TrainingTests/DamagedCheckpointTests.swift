// Checkpoints that were cut, changed or made by another run: refused with an error, never used in part.

import Detector
import Formats
import Foundation
import Shapes
import Testing
import Training

@Suite("Damaged checkpoints")
struct DamagedCheckpointTests {
  private func trainer(_ options: TrainingOptions) -> Trainer {
    Trainer(
      model: RetinaNet(tinyConfiguration(), seed: 5), dataset: ShapesDataset(seed: 1, count: 4, imageSize: 64),
      options: options)
  }

  @Test(
    "Options that no run can have are refused by their name",
    arguments: [
      ("\"batchSize\":4", "\"batchSize\":0", "batchSize must be at least 1, found 0"),
      ("\"batchSize\":4", "\"batchSize\":9223372036854775807", "more than can be counted"),
      ("\"steps\":3", "\"steps\":-3", "must not be negative, found -3"),
      ("\"totalSteps\":3", "\"totalSteps\":-1", "totalSteps must not be negative, found -1"),
      ("\"averageShare\":0.5", "\"averageShare\":5", "averageShare must be above 0 and at most 1, found 5.0"),
      ("\"peak\":0.5", "\"peak\":-0.5", "peak must be finite and not negative, found -0.5"),
      ("\"startFactor\":0.25", "\"startFactor\":25", "startFactor must be in 0 … 1, found 25.0"),
      ("\"beta1\":0.75", "\"beta1\":1", "beta1 must be at least 0 and below 1, found 1.0"),
      ("\"horizontalFlip\":0.5", "\"horizontalFlip\":2", "horizontalFlip must be in 0…1, found 2.0"),
      ("\"clipNorm\":8", "\"clipNorm\":0", "clipNorm must be above 0, found 0.0"),
    ])
  func refused(old: String, new: String, expected: String) throws {
    let options = TrainingOptions(
      steps: 3, batchSize: 4,
      optimizer: OptimizerConfiguration(
        rule: .adamW(beta1: 0.75, beta2: 0.99, epsilon: 1e-8), weightDecay: 0.01, clipNorm: 8),
      schedule: LearningRateSchedule(
        peak: 0.5, totalSteps: 3, decay: .constant, warmUp: .init(steps: 1, startFactor: 0.25)),
      augmentation: .standard, averageShare: 0.5)
    var file = try Checkpoint.file(trainer(options), description: tinyDescription())
    func recorded(_ file: SafetensorsFile) throws -> TrainingOptions {
      try Checkpoint.options(of: Checkpoint.description(of: file, path: "a"), path: "a")
    }
    #expect(try recorded(file) == options)
    let text = try #require(file.metadata["retinakit"])
    #expect(text.contains(old))
    file.metadata["retinakit"] = text.replacingOccurrences(of: old, with: new)
    let error = #expect(throws: CheckpointError.self) { try recorded(file) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test(
    "A step beyond the run, below 0 or no number at all is refused",
    arguments: [
      ("4", "0 to 3, found 4"), ("9999999999", "0 to 3, found 9999999999"), ("-1", "step must not be negative"),
      ("\"x\"", "step: expected a whole number"), ("null", "step"),
    ])
  func steps(step: String, problem: String) throws {
    let options = options(steps: 3)
    var file = try Checkpoint.file(trainer(options), description: tinyDescription())
    let text = try #require(file.metadata["retinakit"])
    file.metadata["retinakit"] = text.replacingOccurrences(of: "\"step\":0}", with: "\"step\":\(step)}")
    let error = #expect(throws: CheckpointError.self) {
      try Checkpoint.restore(trainer(options), from: file, path: "a")
    }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test("A tensor of the optimizer or the average that is missing or not finite leaves the trainer as it was")
  func allOrNothing() throws {
    let options = options(steps: 3, averageShare: 0.5)
    let done = trainer(options)
    try done.trainStep()
    let good = try Checkpoint.file(done, description: tinyDescription())
    for prefix in ["optimizer.square.", "average."] {
      let last = try #require(good.entries.lastIndex { $0.name.hasPrefix(prefix) })
      var missing = good
      missing.entries.remove(at: last)
      var bad = good
      let entry = good.entries[last]
      bad.entries[last] = .init(
        name: entry.name, shape: entry.shape, values: entry.values.dropLast() + [Float.nan])
      for file in [missing, bad] {
        let fresh = trainer(options)
        let before = state(of: fresh)
        let error = #expect(throws: CheckpointError.self) {
          try Checkpoint.restore(fresh, from: file, path: "a")
        }
        #expect(error?.description.contains("'\(entry.name)'") == true)
        #expect(differences(state(of: fresh), before).isEmpty && fresh.step == 0)
      }
    }
  }

  @Test("A running statistic that overflowed beside a finite loss never replaces the last good checkpoint")
  func overflow() throws {
    try withFolder { folder in
      var tiny = TinyRun(steps: 4)
      tiny.intervals = TrainingRun.Intervals(evaluation: nil, checkpoint: 1)
      let run = try tiny.started(in: folder)
      let variance = run.trainer.model.buffers[1]
      let error = #expect(throws: NotFiniteError.self) {
        _ = try run.run { event in
          if case .step(let report) = event, report.step == 2 { variance.value.buffer.write([.infinity]) }
        }
      }
      #expect(error?.tensor == "running statistic \(variance.name)")
      let file = try SafetensorsFile(contentsOf: run.files.checkpoint)
      #expect(try FileDescription(of: file)?.step == 1)
      #expect(file.entries.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    }
  }

  @Test("An average of the name that the format reserves is left out")
  func reservedName() throws {
    try withFolder { folder in
      let tiny = TinyRun(steps: 1, average: 0.5)
      _ = try tiny.started(in: folder)
      let url = folder.appendingPathComponent("checkpoint.safetensors")
      var file = try SafetensorsFile(contentsOf: url)
      file.entries.append(.init(name: "average.__metadata__", shape: [1], values: [1]))
      file.metadata["retinakit-sha256"] = nil
      try file.write(to: url)
      _ = try TrainedDetector(contentsOf: url)
    }
  }
}
