// The two checkpoints of a folder: a damaged one is named and not gone on from, and what dead writes left goes.

import Foundation
import Testing
import Training

@Suite("A run's checkpoints")
struct RunCheckpointsTests {
  private func url(_ folder: URL, _ name: String) -> URL { folder.appendingPathComponent(name) }

  /// Turns one bit of a file.
  private func damage(_ url: URL, at place: Double) throws {
    var bytes = try Data(contentsOf: url)
    let index = Int(Double(bytes.count - 1) * place)
    bytes[index] ^= 0x10
    try bytes.write(to: url)
  }

  /// A run of seven steps that was left after the checkpoint of step 4, and the whole one.
  private func runs(_ body: (_ whole: URL, _ part: URL, _ tiny: TinyRun) throws -> Void) throws {
    try withFolder { root in
      let (whole, part) = (url(root, "whole"), url(root, "part"))
      let tiny = TinyRun()
      _ = try tiny.started(in: whole).run { event in
        guard case .step(let report) = event, report.step == 6 else { return }
        try? FileManager.default.copyItem(at: whole, to: part)
      }
      try body(whole, part, tiny)
    }
  }

  @Test(
    "One wrong bit anywhere in the last checkpoint: the one before is gone on from, with a word, to the same bytes",
    arguments: [0, 0.001, 0.3, 0.6, 1])
  func wrongBit(place: Double) throws {
    try runs { whole, part, tiny in
      try damage(url(part, "checkpoint.safetensors"), at: place)
      let run = try tiny.resumed(in: part)
      #expect(run.trainer.step == 2)
      let remark = try #require(run.remarks.first)
      #expect(remark.hasPrefix("\(url(part, "checkpoint.safetensors").path): "), "\(remark)")
      #expect(
        remark.hasSuffix(
          ". The run goes on from the checkpoint before it, checkpoint.previous.safetensors, of step 2"))
      // What was damaged never becomes the one before.
      let stop = StopRequest()
      stop.stop()
      #expect(throws: RunStopped.self) { _ = try run.run(stop: stop) }
      let files = TrainingRunFiles(directory: part)
      #expect(try files.readCheckpoint().description.step == 3)
      try FileManager.default.removeItem(at: files.checkpoint)
      #expect(try files.readCheckpoint().description.step == 2)
      _ = try tiny.resumed(in: part).run()
      for name in ["weights.safetensors", "metrics.jsonl", "checkpoint.safetensors"] {
        #expect(try bytes(part, name) == bytes(whole, name), "\(name)")
      }
    }
  }

  @Test("A number that was changed without a trace in the format is found by the digest, and said so")
  func digest() throws {
    try runs { _, part, tiny in
      try damage(url(part, "checkpoint.safetensors"), at: 1)
      try damage(url(part, "checkpoint.previous.safetensors"), at: 0.9)
      var message = ""
      do { _ = try tiny.resumed(in: part) } catch { message = "\(error)" }
      #expect(
        message.hasPrefix(
          "\(url(part, "checkpoint.safetensors").path): its content is not what was written: expected SHA-256 "))
      #expect(message.contains("damaged, or was changed without taking 'retinakit-sha256' out of its metadata"))
    }
  }

  @Test("A last checkpoint that is not there, cut or empty: the one before is gone on from")
  func missing() throws {
    for count in [nil, 0, 7, 1000] {
      try runs { _, part, tiny in
        let checkpoint = url(part, "checkpoint.safetensors")
        let data = try Data(contentsOf: checkpoint)
        try FileManager.default.removeItem(at: checkpoint)
        if let count { try data.prefix(count).write(to: checkpoint) }
        #expect(try tiny.resumed(in: part).trainer.step == 2)
      }
    }
  }

  @Test("Files that dead writes left are removed, and nothing else; how many they were is told")
  func strays() throws {
    try runs { _, part, tiny in
      for name in [".dat.nosync12ab.x", ".dat.nosync0", "mine.txt", "dat.nosync"] {
        try Data(count: 600_000).write(to: url(part, name))
      }
      let run = try tiny.resumed(in: part)
      #expect(run.remarks == ["\(part.path): removed 2 files of 1.2 MB that writes left when they were cut short"])
      let left = try FileManager.default.contentsOfDirectory(atPath: part.path).filter { $0.contains("nosync") }
      #expect(left == ["dat.nosync"])
      #expect(FileManager.default.fileExists(atPath: url(part, "mine.txt").path))
    }
  }

  @Test(
    "A folder in which a start was killed before its first checkpoint is free; one with a checkpoint or a log is not")
  func free() throws {
    try withFolder { folder in
      let files = TrainingRunFiles(directory: folder)
      #expect(files.isFree && !files.hasBegun)
      #expect(TrainingRunFiles(directory: url(folder, "none")).isFree)
      try Data("1".utf8).write(to: files.lock)
      try Data(count: 9).write(to: url(folder, ".dat.nosync77.a"))
      #expect(files.isFree)
      _ = try TinyRun(steps: 1).started(in: folder)
      #expect(!files.isFree && files.hasBegun)
      try FileManager.default.removeItem(at: files.checkpoint)
      #expect(files.isFree, "the log says which run it is, and no step")
      var message = ""
      do { _ = try TinyRun(steps: 1).resumed(in: folder) } catch { message = "\(error)" }
      #expect(message.hasPrefix("\(folder.path): expected the folder of a run, found no checkpoint in it;"))
      _ = try TinyRun(steps: 1).started(in: folder).run()
      try FileManager.default.removeItem(at: files.checkpoint)
      #expect(!files.isFree, "there are weights")
      try FileManager.default.removeItem(at: files.weights)
      #expect(!files.isFree, "there is a log of steps")
    }
  }

  @Test("The checkpoint of another run that was in the folder is none to fall back to")
  func otherRun() throws {
    try withFolder { folder in
      _ = try TinyRun(steps: 4).started(in: folder).run()
      let files = TrainingRunFiles(directory: folder)
      #expect(FileManager.default.fileExists(atPath: files.previousCheckpoint.path))
      _ = try TinyRun(steps: 4).started(in: folder)
      #expect(!FileManager.default.fileExists(atPath: files.previousCheckpoint.path))
    }
  }

  @Test("A broken last line of the log is left out with a word, and the run ends with the same log")
  func brokenLine() throws {
    try runs { whole, part, tiny in
      let log = url(part, "metrics.jsonl")
      try (Data(contentsOf: log) + Data("{\"kind\":\"step\",\u{1B}[\n".utf8)).write(to: log)
      let run = try tiny.resumed(in: part)
      #expect(
        run.remarks == [
          "\(log.path):9: expected a JSON object of a run, a step or an evaluation, found "
            + "'{\"kind\":\"step\",\\u{1B}[', in the last line, which is left out"
        ])
      _ = try run.run()
      #expect(try bytes(part, "metrics.jsonl") == bytes(whole, "metrics.jsonl"))
    }
  }

  @Test("A broken last line that a checkpoint already counts on is told to be lost")
  func lostLine() throws {
    try withFolder { folder in
      let stop = StopRequest()
      #expect(throws: RunStopped.self) {
        _ = try TinyRun(steps: 5).started(in: folder).run(stop: stop) { event in
          if case .step(let report) = event, report.step == 2 { stop.stop() }
        }
      }
      let log = url(folder, "metrics.jsonl")
      var lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
      lines[lines.count - 1] = "{\"kind\":\"step\",\"step\":2"
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: log)
      let remarks = try TinyRun(steps: 5).resumed(in: folder).remarks
      #expect(remarks.count == 1 && remarks[0].hasSuffix("in the last line, which is left out; the log lacks step 2"))
    }
  }
}
