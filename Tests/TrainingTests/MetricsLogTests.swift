import Detector
import Foundation
import Randomness
import Testing
import Training

/// Runs `body` with the address of a file that does not exist yet, and removes what it makes.
private func withFile(_ body: (URL) throws -> Void) rethrows {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).jsonl")
  defer { try? FileManager.default.removeItem(at: url) }
  try body(url)
}

private func record(_ step: Int, loss: Double = 1) -> MetricsRecord {
  .step(
    StepRecord(
      StepResult(step: step, loss: loss, classLoss: 0.5, boxLoss: loss - 0.5, positivesPerImage: 3), rate: 0.25))
}

private let run = tinyDescription()

@Suite("Metrics log")
struct MetricsLogTests {
  @Test("A record is one line of JSON that says what it is; the first says which run")
  func format() throws {
    try withFile { url in
      let log = try MetricsLog.started(at: url, of: run)
      try log.append(record(1, loss: 1.75))
      try log.append(record(2, loss: .nan))
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      #expect(lines[0].hasPrefix(#"{"kind":"run","run":{"categories":["a","b","c"],"configuration":{"architecture":"#))
      #expect(
        lines[1...].joined(separator: "\n") == """
          {"box":1.25,"class":0.5,"kind":"step","loss":1.75,"positives":3,"rate":0.25,"step":1}
          {"box":"nan","class":0.5,"kind":"step","loss":"nan","positives":3,"rate":0.25,"step":2}
          """)
    }
  }

  @Test("No record, one, two and many read back with the same bits", arguments: [0, 1, 2, 1000])
  func roundTrip(count: Int) throws {
    try withFile { url in
      var generator = SeededGenerator(seed: UInt64(count))
      let log = try MetricsLog.started(at: url, of: run)
      var records = (0..<count).map { record($0 + 1, loss: generator.normal() * 1e-7) }
      if count > 1 { records[1] = record(2, loss: .infinity) }
      for record in records { try log.append(record) }
      #expect(try MetricsLog.read(from: url) == [.run(run)] + records)
    }
  }

  @Test("Lines from before there were kinds are read, and written anew behind a first line when the run is resumed")
  func before() throws {
    try withFile { url in
      let old = """
        {"step":1,"box":4.5,"class":"nan","loss":"inf","positives":46.0,"rate":0.008}
        {"step":1,"ap":0.25,"ap.b":0.5,"ap.été":0.0,"ap50":0.75,"ap50.b":1.0,"arSmall":0.05}

        """
      try Data(old.utf8).write(to: url)
      func check() throws {
        let records = try MetricsLog.read(from: url).filter { if case .run = $0 { false } else { true } }
        guard case .step(let step) = records[0], case .evaluation(let evaluation) = records[1] else {
          Issue.record("expected a step and an evaluation, found \(records)")
          return
        }
        #expect(step.box == 4.5 && step.classification.isNaN && step.loss == .infinity && step.rate == 0.008)
        #expect(
          evaluation.ap == 0.25 && evaluation.ap50 == 0.75 && evaluation.ap75 == nil && evaluation.arSmall == 0.05)
        #expect(evaluation.classes.map(\.category) == ["b", "été"] && evaluation.classes[0].ap50 == 1)
        #expect(evaluation.classes[1].ap50 == nil)
      }
      try check()
      _ = try MetricsLog.resumed(at: url, afterStep: 1, of: run)
      try check()
      #expect(try MetricsLog.read(from: url).first == .run(run))
    }
  }

  @Test("Resuming at step 3 leaves exactly the records up to 3, and what follows comes after them")
  func resume() throws {
    try withFile { url in
      let log = try MetricsLog.started(at: url, of: run)
      for step in 1...5 { try log.append(record(step)) }
      let resumed = try MetricsLog.resumed(at: url, afterStep: 3, of: run).log
      #expect(try MetricsLog.read(from: url).map(\.step) == [0, 1, 2, 3])
      try resumed.append(record(4, loss: 9))
      #expect(try MetricsLog.read(from: url).last == record(4, loss: 9))
    }
  }

  @Test("A resumed log is the uninterrupted one, byte for byte")
  func resumeBytes() throws {
    try withFile { url in
      let log = try MetricsLog.started(at: url, of: run)
      for step in 1...4 { try log.append(record(step, loss: 1 / Double(step))) }
      let uninterrupted = try Data(contentsOf: url)
      let resumed = try MetricsLog.resumed(at: url, afterStep: 2, of: run).log
      for step in 3...4 { try resumed.append(record(step, loss: 1 / Double(step))) }
      #expect(try Data(contentsOf: url) == uninterrupted)
    }
  }

  @Test("A line that a killed run left unfinished is dropped")
  func unfinished() throws {
    try withFile { url in
      let begun = try MetricsLog.started(at: url, of: run)
      try begun.append(record(1, loss: 2))
      try (Data(contentsOf: url) + Data("{\"kind\":\"step\",\"lo".utf8)).write(to: url)
      #expect(try MetricsLog.read(from: url) == [.run(run), record(1, loss: 2)])
      let log = try MetricsLog.resumed(at: url, afterStep: 7, of: run).log
      try log.append(record(2))
      #expect(try MetricsLog.read(from: url) == [.run(run), record(1, loss: 2), record(2)])
    }
  }

  @Test("Empty lines, and ends of lines as Windows has them, are passed over")
  func emptyLines() throws {
    try withFile { url in
      let log = try MetricsLog.started(at: url, of: run)
      for step in 1...3 { try log.append(record(step)) }
      let text = try String(contentsOf: url, encoding: .utf8)
      try Data("\n\(text.replacing("\n", with: "\r\n"))\n \r\n\n".utf8).write(to: url)
      #expect(try MetricsLog.read(from: url) == [.run(run)] + (1...3).map { record($0) })
    }
  }

  @Test("Starting replaces an old log; resuming without a file starts one")
  func start() throws {
    try withFile { url in
      _ = try MetricsLog.resumed(at: url, afterStep: 0, of: run).log.append(record(1))
      #expect(try MetricsLog.read(from: url) == [.run(run), record(1)])
      _ = try MetricsLog.started(at: url, of: run)
      #expect(try MetricsLog.read(from: url) == [.run(run)])
    }
  }

  @Test(
    "A damaged line with others behind it is refused with its number",
    arguments: [
      "x", "[]", "{\"loss\":1}", "{\"step\":1.5}", "{\"step\":\"nan\"}", "{\"step\":2,\"loss\":\"much\"}",
      "{\"kind\":\"step\",\"step\":2}", "{\"kind\":\"stop\",\"step\":2}", "{\"kind\":\"run\",\"run\":{}}",
    ])
  func damaged(line: String) throws {
    try withFile { url in
      try Data("{\"step\":1}\n\(line)\n{\"step\":3}\n".utf8).write(to: url)
      let error = #expect(throws: MetricsLogError.self) { try MetricsLog.read(from: url) }
      #expect(error?.line == 2)
      #expect(error?.description.contains("\(url.path):2: expected a JSON object") == true)
    }
  }

  @Test("A folder that does not exist is refused with the path")
  func missingFolder() {
    let url = URL(fileURLWithPath: "/nowhere/metrics.jsonl")
    let error = #expect(throws: MetricsLogError.self) { try MetricsLog.started(at: url, of: run) }
    #expect(error?.description.hasPrefix("/nowhere/metrics.jsonl: cannot be written") == true)
  }
}
