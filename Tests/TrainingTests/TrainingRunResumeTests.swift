import Detector
import Formats
import Foundation
import Matching
import Testing
import Training

@Suite("Resuming a training run")
struct TrainingRunResumeTests {
  @Test("Options that differ from the checkpoint's are refused by name, with both values")
  func conflicts() throws {
    try withFolder { folder in
      let tiny = TinyRun(steps: 4)
      _ = try tiny.started(in: folder)
      func conflict(_ change: (inout TinyRun) -> Void) -> String {
        var other = tiny
        change(&other)
        let error = #expect(throws: ResumeConflict.self) { _ = try other.resumed(in: folder) }
        #expect(error?.path == folder.appendingPathComponent("checkpoint.safetensors").path)
        return error.map { "\($0.option): \($0.checkpoint) → \($0.given)" } ?? ""
      }
      #expect(conflict { $0.options.batchSize = 3 } == "batchSize: 2 → 3")
      #expect(conflict { $0.options.seed = 4 } == "seed: 3 → 4")
      #expect(conflict { $0.options.averageShare = 0.5 } == "averageShare: none → 0.5")
      #expect(conflict { $0.configuration.architecture.headDepth = 2 } == "configuration.architecture.headDepth: 1 → 2")
      #expect(
        conflict { $0.configuration.learning.boxLoss = .smoothL1(.l1) }
          == "configuration.learning.boxLoss.smoothL1.beta: 0.1111111111111111 → 0")
      #expect(
        conflict { $0.configuration.learning.assigner = .matcher(Matcher(defects: [.emptyBoxesAreNaN])) }
          .hasPrefix("configuration.learning.assigner.matcher.")
      )
      #expect(conflict { $0.data = "tiny shapes" } == "data: easy shapes → tiny shapes")
      #expect(conflict { $0.options.steps = 5 } == "steps: 4 → 5")
      let log = try MetricsLog.read(from: folder.appendingPathComponent("metrics.jsonl"))
      #expect(log.count == 1, "nothing was changed")
    }
  }

  @Test("A run cannot be made longer, and the message says why")
  func longer() throws {
    try withFolder { folder in
      _ = try TinyRun(steps: 4).started(in: folder)
      let error = #expect(throws: ResumeConflict.self) { _ = try TinyRun(steps: 8).resumed(in: folder) }
      let text = error?.description ?? ""
      #expect(text.contains("steps: the run was begun with 4, found 8; the learning rate of every step depends on"))
    }
  }

  @Test("Intervals do not decide the weights, so that they may change")
  func intervals() throws {
    try withFolder { root in
      let folders = ["a", "b"].map(root.appendingPathComponent)
      var tiny = TinyRun(steps: 5)
      _ = try tiny.started(in: folders[0]).run()
      tiny.intervals = TrainingRun.Intervals(evaluation: nil, checkpoint: 1)
      _ = try tiny.started(in: folders[1])
      tiny.intervals = TrainingRun.Intervals(evaluation: 2, checkpoint: 50)
      _ = try tiny.resumed(in: folders[1]).run()
      #expect(try bytes(folders[0], "weights.safetensors") == bytes(folders[1], "weights.safetensors"))
    }
  }

  @Test("A resumed run has the intervals that it was begun with, unless others are given")
  func recordedIntervals() throws {
    for evaluation in [nil, 5] {
      try withFolder { folder in
        var tiny = TinyRun(steps: 4)
        tiny.intervals = TrainingRun.Intervals(evaluation: evaluation, checkpoint: 3)
        let files = try tiny.started(in: folder).files
        let file = try SafetensorsFile(contentsOf: files.checkpoint)
        let description = try #require(try FileDescription(of: file))
        #expect(try TrainingRun.Intervals(recordedIn: description) == tiny.intervals)
        let run = try TrainingRun(
          resuming: Trainer(
            model: RetinaNet(tiny.configuration), dataset: tiny.training, options: tiny.options),
          validation: tiny.validation, in: folder, notes: tiny.notes())
        #expect(run.intervals == tiny.intervals)
      }
    }
    let silent = FileDescription(configuration: .small, categories: ["a", "b", "c"])
    #expect(try TrainingRun.Intervals(recordedIn: silent) == TrainingRun.Intervals())
  }

  @Test("No checkpoint, weights without a run, and a damaged checkpoint are refused with the file's path")
  func unusable() throws {
    try withFolder { folder in
      let tiny = TinyRun(steps: 2)
      let path = folder.appendingPathComponent("checkpoint.safetensors").path
      func message() -> String {
        var text = ""
        do { _ = try tiny.resumed(in: folder) } catch { text = "\(error)" }
        return text
      }
      #expect(message().hasPrefix("\(folder.path): expected the folder of a run, found no checkpoint in it"))
      _ = try tiny.started(in: folder).run()
      let checkpoint = URL(fileURLWithPath: path)
      let whole = try Data(contentsOf: checkpoint)
      try FileManager.default.removeItem(at: folder.appendingPathComponent("checkpoint.previous.safetensors"))
      try whole.dropLast(5).write(to: checkpoint)
      #expect(message().hasPrefix("\(path): tensor 'optimizer."))
      try bytes(folder, "weights.safetensors").write(to: checkpoint)
      #expect(message().hasPrefix("\(path): expected a training checkpoint"))
      var file = try SafetensorsFile(data: whole)
      file.entries.removeFirst()
      try file.write(to: checkpoint)
      #expect(message().hasPrefix("\(path): its content is not what was written"))
      file.metadata["retinakit-sha256"] = nil
      try file.write(to: checkpoint)
      #expect(message().hasPrefix("\(path): tensor 'backbone.stem.convolution"))
    }
  }
}
