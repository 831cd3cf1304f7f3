// A run that is asked to stop: saved, named where it goes on, and the same bits in the end. Signals are `.ci/runs`'.

import Evaluation
import Foundation
import Testing
import Training

private let names = ["weights.safetensors", "checkpoint.safetensors", "metrics.jsonl"]

@Suite("Stopping a run")
struct StopRequestTests {
  @Test("A run that is stopped after any step goes on to the same bytes", arguments: 1...7)
  func afterEveryStep(step: Int) throws {
    try withFolder { root in
      let (whole, part) = (root.appendingPathComponent("whole"), root.appendingPathComponent("part"))
      let tiny = TinyRun()
      _ = try tiny.started(in: whole).run()
      let stop = StopRequest()
      let error = #expect(throws: RunStopped.self) {
        _ = try tiny.started(in: part).run(stop: stop) { event in
          if case .step(let report) = event, report.step == step { stop.stop() }
        }
      }
      #expect(error?.step == step && error?.steps == 7 && error?.cause == .program)
      #expect(error?.description.hasPrefix("stopped after step \(step) of 7, which is saved in ") == true)
      #expect(!FileManager.default.fileExists(atPath: part.appendingPathComponent("weights.safetensors").path))
      let resumed = try tiny.resumed(in: part)
      #expect(resumed.trainer.step == step && resumed.remarks.isEmpty)
      _ = try resumed.run()
      for name in names { #expect(try bytes(part, name) == bytes(whole, name), "\(name)") }
    }
  }

  @Test("A run that is stopped again and again makes its steps all the same")
  func manyTimes() throws {
    try withFolder { root in
      let (whole, part) = (root.appendingPathComponent("whole"), root.appendingPathComponent("part"))
      let tiny = TinyRun()
      _ = try tiny.started(in: whole).run()
      var run: TrainingRun? = try tiny.started(in: part)
      for _ in 1...7 {
        let stop = StopRequest()
        #expect(throws: RunStopped.self) {
          _ = try run?.run(stop: stop) { event in if case .step = event { stop.stop() } }
        }
        run = nil
        run = try tiny.resumed(in: part)
      }
      _ = try run?.run()
      for name in names { #expect(try bytes(part, name) == bytes(whole, name), "\(name)") }
    }
  }

  @Test("A request that came before the run begins stops it before its end, with a checkpoint")
  func atOnce() throws {
    try withFolder { folder in
      let stop = StopRequest()
      stop.stop()
      let error = #expect(throws: RunStopped.self) { _ = try TinyRun().started(in: folder).run(stop: stop) }
      #expect(error?.step == 1)
      #expect(TrainingRunFiles(directory: folder).hasBegun)
    }
  }
}

@Suite("One run a folder")
struct RunLockTests {
  @Test("A second run in a folder is refused and names the process; when the first has ended, it may begin")
  func twoRuns() throws {
    try withFolder { folder in
      let tiny = TinyRun(steps: 3)
      let process = ProcessInfo.processInfo.processIdentifier
      var second: RunLockError?
      let first = try tiny.started(in: folder)
      _ = try first.run { event in
        guard case .step(let report) = event, report.step == 2 else { return }
        second = #expect(throws: RunLockError.self) { _ = try tiny.resumed(in: folder) }
        #expect(throws: RunLockError.self) { _ = try tiny.started(in: folder) }
      }
      #expect(second?.process == process)
      #expect(
        second?.description == "\(folder.path): process \(process) trains in this folder; wait for its end, or take "
          + "another folder")
      #expect(!FileManager.default.fileExists(atPath: TrainingRunFiles(directory: folder).lock.path))
      _ = try tiny.resumed(in: folder)
    }
  }

  @Test("The lock of a process that is gone holds nobody up")
  func dead() throws {
    try withFolder { folder in
      let lock = TrainingRunFiles(directory: folder).lock
      try Data("1\nleft by a run that was killed\n".utf8).write(to: lock)
      _ = try TinyRun(steps: 1).started(in: folder).run()
      #expect(!FileManager.default.fileExists(atPath: lock.path))
    }
  }

  @Test("A lock that cannot be written is named with the system's reason")
  func unwritable() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(
        at: TrainingRunFiles(directory: folder).lock, withIntermediateDirectories: true)
      let error = #expect(throws: RunLockError.self) { _ = try TinyRun(steps: 1).started(in: folder) }
      #expect(error?.description == "\(folder.path)/run.lock: cannot be written: Is a directory")
    }
  }

  @Test("A run that was refused leaves the folder as it was")
  func unchanged() throws {
    try withFolder { folder in
      let tiny = TinyRun(steps: 2)
      let first = try tiny.started(in: folder)
      let before = try names.dropFirst().map { try bytes(folder, $0) }
      #expect(throws: RunLockError.self) { _ = try tiny.started(in: folder) }
      #expect(try names.dropFirst().map { try bytes(folder, $0) } == before)
      _ = try first.run()
    }
  }
}
