import Detector
import Formats
import Foundation
import Testing
import Training

@Suite("A training run whose loss is no longer a number")
struct TrainingRunFailureTests {
  @Test("A learning rate of 1e20 stops the run, names the first bad tensor, and leaves the last good checkpoint")
  func blowUp() throws {
    try withFolder { folder in
      var tiny = TinyRun(steps: 9)
      tiny.intervals = TrainingRun.Intervals(evaluation: nil, checkpoint: 1)
      tiny.options.optimizer = .paper
      // Good for two steps, then not: the rate is nearly 0 while it warms up.
      tiny.options.schedule = LearningRateSchedule(
        peak: 1e20, totalSteps: 9, decay: .constant, warmUp: .init(steps: 1, startFactor: 1e-24))
      var saved: [Int] = [0]
      var done = 0
      let error = #expect(throws: NotFiniteError.self) {
        _ = try tiny.started(in: folder).run { event in
          if case .checkpoint(let step) = event { saved.append(step) }
          if case .step(let report) = event { done = report.step }
        }
      }
      #expect(error?.step == done + 1)
      #expect(error?.tensor.isEmpty == false)
      #expect(error?.description.contains("the first tensor that went bad is \(error?.tensor ?? "")") == true)
      let file = try SafetensorsFile(contentsOf: folder.appendingPathComponent("checkpoint.safetensors"))
      #expect(try FileDescription(of: file)?.step == saved.last)
      #expect((saved.last ?? 9) < done, "the state after the last step that was made is already bad")
      #expect(file.entries.allSatisfy { $0.values.allSatisfy(\.isFinite) })
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("weights.safetensors").path))
      // What is left is good: the next step from it has a loss.
      let again = try tiny.resumed(in: folder)
      #expect(try again.trainer.trainStep().loss.isFinite)
    }
  }

  @Test("A parameter that is not a number is named, and no checkpoint is written of it")
  func badParameter() throws {
    try withFolder { folder in
      var tiny = TinyRun(steps: 4)
      tiny.intervals = TrainingRun.Intervals(evaluation: nil, checkpoint: 1)
      let run = try tiny.started(in: folder)
      let parameters = run.trainer.model.parameters
      let error = #expect(throws: NotFiniteError.self) {
        _ = try run.run { event in
          if case .step(let report) = event, report.step == 2 { parameters[5].value.buffer.write([.nan]) }
        }
      }
      #expect(error?.step == 3)
      #expect(error?.tensor == "parameter \(parameters[5].name)")
      let file = try SafetensorsFile(contentsOf: folder.appendingPathComponent("checkpoint.safetensors"))
      #expect(try FileDescription(of: file)?.step == 1)
    }
  }

  @Test("Weights that go bad with the very last step are neither measured nor saved")
  func badEnd() throws {
    try withFolder { folder in
      let run = try TinyRun(steps: 2).started(in: folder)
      let parameters = run.trainer.model.parameters
      let error = #expect(throws: NotFiniteError.self) {
        _ = try run.run { event in
          if case .step(let report) = event, report.step == 2 { parameters[0].value.buffer.write([.infinity]) }
        }
      }
      #expect(error?.tensor == "parameter \(parameters[0].name)")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("weights.safetensors").path))
    }
  }
}
