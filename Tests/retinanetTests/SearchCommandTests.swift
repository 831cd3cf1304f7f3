import CommandLineTool
import Experiments
import Foundation
import Testing

@testable import retinanet

@Suite("retinanet search")
struct SearchCommandTests {
  @Test("A search writes its page, and prints the best as a command that trains it")
  func search() throws {
    try withNewFolder { folder in
      let words =
        "search --quick --steps 3 --validation-images 4 --draws 20 --method grid --over lr=0.001|0.002,scales=1 --output "
        + folder.path
      let run = runProgram(words)
      #expect(run.code == .success && run.output.contains("2 of 2 candidates"), "\(run.error)")
      #expect(run.output.contains("retinanet train") && run.output.contains("anchors.json"))
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("search.html").path))
      let json = runProgram(words + " --json")
      let record = try JSONDecoder().decode(SearchRecord.self, from: Data(json.output.utf8))
      #expect(record.entries.count == 2 && record.isBeyondNoise != nil)
    }
  }

  @Test("The printed words are understood by train as the very settings that were found")
  func words() throws {
    let space = try SearchSpace([
      "lr=0.003,weight-decay=0.02,gamma=1.5,alpha=0.5,prior=0.02,positive-threshold=0.6,negative-threshold=0.3,augment=flip"
    ])
    let point = space.grid(seed: 0)[0]
    for base in [Experiment.quick(steps: 40, seed: 3), .full(steps: 50)] {
      let experiment = try base.applying(point.changes)
      let words = TrainWords(
        experiment: experiment, values: point.values, anchors: URL(fileURLWithPath: "anchors.json")
      ).words
      let found = try settings(words.dropFirst().joined(separator: " "))
      #expect(found.options == experiment.options)
      #expect(try found.model.fresh(classes: 3) { [] } == experiment.configuration)
      #expect(found.data.size == experiment.pictures.size)
    }
  }

  @Test("A full experiment is what train makes without options")
  func full() throws {
    let (train, full) = (try settings("--seed 4"), Experiment.full(seed: 4))
    #expect(train.options == full.options)
    #expect(try train.model.fresh(classes: 3) { [] } == full.configuration)
    guard case .shapes(let data) = train.data else {
      Issue.record("train does not learn shapes")
      return
    }
    #expect(data.preset == full.pictures.preset && data.trainPreset == full.pictures.trainPreset)
    #expect(data.size == full.pictures.size && data.validationImages == full.pictures.validationImages)
    #expect(data.training.example(at: 7) == full.pictures.training(seed: 4).example(at: 7))
  }

  @Test("Anchors are written to a file that train reads")
  func anchors() throws {
    try withNewFolder { folder in
      let point = try SearchSpace(["scales=2,ratios=1"]).grid(seed: 0)[0]
      let experiment = try Experiment.quick(steps: 10).applying(point.changes)
      let words = TrainWords(
        experiment: experiment, values: point.values, anchors: folder.appendingPathComponent("anchors.json"))
      #expect(words.anchorsFile?.anchorsPerCell == 2 && words.words.contains("--anchors"))
      #expect(words.command.contains("--lr \(experiment.options.schedule.peak)"))
      #expect(words.command.split(separator: "\n").allSatisfy { $0.hasPrefix("retinanet") || $0.hasPrefix("    ") })
    }
  }

  @Test(
    "What cannot be searched is refused",
    arguments: [
      ("search", "Missing expected argument '--over"), ("search --over speed=1", "--over"),
      ("search --over lr=1..0", "--over"), ("search --over lr=0.1 --over lr=0.2", "each option once"),
      ("search --over positive-threshold=0.3,negative-threshold=0.4", "thresholds"),
      ("search --over lr=0.1..1 --minutes 0", "--minutes"), ("search --over lr=0.1..1 --method best", "--method"),
      ("search --over lr=0.1..1:1000,gamma=0..1:1000 --method grid", "too large"),
    ])
  func refused(words: String, message: String) {
    let run = runProgram(words)
    #expect(run.code == .usage && run.error.contains(message), "\(run.error)")
  }
}
