import Foundation
import Testing
import Training

@Suite("A log that was cut off")
struct UnfinishedLineTests {
  @Test("Wherever the last line was cut, also in the middle of a letter, resuming drops it and keeps the others")
  func everyCut() throws {
    try withFolder { folder in
      let url = folder.appendingPathComponent("metrics.jsonl")
      let run = tinyDescription(names: ["été", "b", "c"])
      let log = try MetricsLog.started(at: url, of: run)
      let first = MetricsRecord.run(tinyDescription(names: ["日本", "b", "c"]))
      try log.append(first)
      let whole = try Data(contentsOf: url).count
      try log.append(first)
      let bytes = try Data(contentsOf: url)
      for count in whole..<bytes.count {
        try bytes.prefix(count).write(to: url)
        _ = try MetricsLog.resumed(at: url, afterStep: 2, of: run)
        #expect(try MetricsLog.read(from: url) == [.run(run), first], "cut after \(count) bytes")
      }
    }
  }
}
