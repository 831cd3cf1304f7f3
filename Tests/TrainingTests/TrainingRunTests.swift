import Detector
import Foundation
import Kernels
import Testing
import Training

private let names = ["weights.safetensors", "checkpoint.safetensors", "metrics.jsonl"]

@Suite("Training run", .serialized)
struct TrainingRunTests {
  @Test(
    "A run that was killed goes on to the same bytes, whatever the threads: weights, checkpoint, log",
    arguments: [(1, 2), (2, 1), (4, 3)], [nil, 0.05])
  func resume(threads: (first: Int, second: Int), average: Double?) throws {
    try withFolder { root in
      let (whole, part) = (root.appendingPathComponent("whole"), root.appendingPathComponent("part"))
      let tiny = TinyRun(average: average)
      let result = try Threads.with(threads.first) {
        try tiny.started(in: whole).run { event in
          // After step 5 the checkpoint is that of step 4, and the log is ahead of it. A step's line was being written.
          guard case .step(let report) = event, report.step == 6 else { return }
          try? FileManager.default.copyItem(at: whole, to: part)
          let log = part.appendingPathComponent("metrics.jsonl")
          try? (Data(contentsOf: log) + Data("{\"step\":7,\"lo".utf8)).write(to: log)
        }
      }
      let second = try Threads.with(threads.second) {
        let run = try tiny.resumed(in: part)
        #expect(run.trainer.step == 4)
        return try run.run()
      }
      for name in names { #expect(try bytes(part, name) == bytes(whole, name), "\(name)") }
      #expect(second.summary == result.summary)
      #expect(second.images == result.images)
    }
  }

  @Test("A finished run that is resumed writes the same files once more")
  func resumeAtTheEnd() throws {
    try withFolder { folder in
      let tiny = TinyRun(steps: 3)
      _ = try tiny.started(in: folder).run()
      let before = try names.map { try bytes(folder, $0) }
      try FileManager.default.removeItem(at: folder.appendingPathComponent("weights.safetensors"))
      _ = try tiny.resumed(in: folder).run()
      #expect(try names.map { try bytes(folder, $0) } == before)
    }
  }

  @Test("The log: loss, both parts, positives and rate of every step; COCO's numbers where it was evaluated; no times")
  func log() throws {
    try withFolder { folder in
      let tiny = TinyRun(steps: 7)
      var events: [String] = []
      let result = try tiny.started(in: folder).run { event in
        switch event {
        case .step(let report): events.append("\(report.step)")
        case .evaluation(let step, _): events.append("evaluated \(step)")
        case .checkpoint(let step): events.append("saved \(step)")
        }
      }
      #expect(
        events == [
          "1", "2", "saved 2", "3", "evaluated 3", "4", "saved 4", "5", "6", "evaluated 6", "saved 6", "7",
          "evaluated 7", "saved 7",
        ])
      let records = try MetricsLog.read(from: folder.appendingPathComponent("metrics.jsonl"))
      guard case .run(let description) = records[0] else {
        Issue.record("the first line says which run it is, found \(records[0])")
        return
      }
      #expect(description.configuration == tiny.configuration && description.step == 0)
      #expect(try description.notes.value("options") == tiny.options)
      let steps = records.compactMap { if case .step(let step) = $0 { step } else { nil } }
      #expect(steps.map(\.step) == Array(1...7))
      for record in steps {
        #expect(abs(record.loss - record.classification - record.box) < 1e-6 * record.loss)
        #expect(record.rate == tiny.options.schedule.rate(atStep: record.step - 1))
      }
      let evaluations = records.compactMap { if case .evaluation(let numbers) = $0 { numbers } else { nil } }
      #expect(evaluations.map(\.step) == [3, 6, 7])
      #expect(evaluations.last == EvaluationRecord(result.summary, step: 7))
      #expect(evaluations.last?.apLarge == nil, "there is no large object in 64 × 64 pixels")
    }
  }

  @Test("A run of no steps measures the fresh weights; one that is shorter than its intervals ends all the same")
  func short() throws {
    for steps in 0...1 {
      try withFolder { folder in
        var tiny = TinyRun(steps: steps)
        tiny.intervals = TrainingRun.Intervals(evaluation: nil, checkpoint: 100)
        _ = try tiny.started(in: folder).run()
        let records = try MetricsLog.read(from: folder.appendingPathComponent("metrics.jsonl"))
        #expect(records.map(\.step) == (steps == 0 ? [0, 0] : [0, 1, 1]))
        let detector = try TrainedDetector(contentsOf: folder.appendingPathComponent("weights.safetensors"))
        #expect(detector.description?.step == steps)
      }
    }
  }
}
