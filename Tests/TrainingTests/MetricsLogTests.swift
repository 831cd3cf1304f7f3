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

private func record(_ step: Int, _ values: [String: Double] = ["loss": 1]) -> MetricsRecord {
  MetricsRecord(step: step, values: values)
}

@Suite("Metrics log")
struct MetricsLogTests {
  @Test("A record is one line of JSON, the step first, then the numbers by name")
  func format() throws {
    try withFile { url in
      let log = try MetricsLog.started(at: url)
      try log.append(record(1, ["loss": 1.75, "class": 1.25, "box": 0.5]))
      try log.append(record(2, ["a \"b\"\n": .nan, "c": -.infinity]))
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(
        text == """
          {"step":1,"box":0.5,"class":1.25,"loss":1.75}
          {"step":2,"a \\"b\\"\\u000a":"nan","c":"-inf"}

          """)
    }
  }

  @Test("No record, one, two and many read back with the same bits", arguments: [0, 1, 2, 1000])
  func roundTrip(count: Int) throws {
    try withFile { url in
      var generator = SeededGenerator(seed: UInt64(count))
      let log = try MetricsLog.started(at: url)
      let records = (0..<count).map { record($0 + 1, ["x": generator.normal() * 1e-7, "y": .infinity, "z": 0.1]) }
      for record in records { try log.append(record) }
      #expect(try MetricsLog.read(from: url) == records)
    }
  }

  @Test("Resuming at step 3 leaves exactly the records up to 3, and what follows comes after them")
  func resume() throws {
    try withFile { url in
      let log = try MetricsLog.started(at: url)
      for step in 1...5 { try log.append(record(step)) }
      let resumed = try MetricsLog.resumed(at: url, afterStep: 3)
      #expect(try MetricsLog.read(from: url).map(\.step) == [1, 2, 3])
      try resumed.append(record(4, ["loss": 9]))
      #expect(try MetricsLog.read(from: url).last == record(4, ["loss": 9]))
    }
  }

  @Test("A resumed log is the uninterrupted one, byte for byte")
  func resumeBytes() throws {
    try withFile { url in
      let log = try MetricsLog.started(at: url)
      for step in 1...4 { try log.append(record(step, ["loss": 1 / Double(step)])) }
      let uninterrupted = try Data(contentsOf: url)
      let resumed = try MetricsLog.resumed(at: url, afterStep: 2)
      for step in 3...4 { try resumed.append(record(step, ["loss": 1 / Double(step)])) }
      #expect(try Data(contentsOf: url) == uninterrupted)
    }
  }

  @Test("A line that a killed run left unfinished is dropped")
  func unfinished() throws {
    try withFile { url in
      try Data("{\"step\":1,\"loss\":2}\n{\"step\":2,\"lo".utf8).write(to: url)
      #expect(try MetricsLog.read(from: url) == [record(1, ["loss": 2])])
      let log = try MetricsLog.resumed(at: url, afterStep: 7)
      try log.append(record(2))
      #expect(try MetricsLog.read(from: url) == [record(1, ["loss": 2]), record(2)])
    }
  }

  @Test("Starting replaces an old log; resuming without a file starts one")
  func start() throws {
    try withFile { url in
      _ = try MetricsLog.resumed(at: url, afterStep: 0).append(record(1))
      #expect(try MetricsLog.read(from: url).count == 1)
      _ = try MetricsLog.started(at: url)
      #expect(try MetricsLog.read(from: url).isEmpty)
    }
  }

  @Test(
    "A damaged line is refused with its number",
    arguments: ["", "[]", "{\"loss\":1}", "{\"step\":1.5}", "{\"step\":\"nan\"}", "{\"step\":2,\"loss\":\"much\"}"])
  func damaged(line: String) throws {
    try withFile { url in
      try Data("{\"step\":1}\n\(line)\n".utf8).write(to: url)
      let error = #expect(throws: MetricsLogError.self) { try MetricsLog.read(from: url) }
      #expect(error?.line == 2)
      #expect(error?.description.contains("\(url.path):2: expected a JSON object") == true)
    }
  }

  @Test("A folder that does not exist is refused with the path")
  func missingFolder() {
    let url = URL(fileURLWithPath: "/nowhere/metrics.jsonl")
    let error = #expect(throws: MetricsLogError.self) { try MetricsLog.started(at: url) }
    #expect(error?.description.hasPrefix("/nowhere/metrics.jsonl: cannot be written") == true)
  }
}
