import Foundation
import Testing
import Training

@Suite("A log that was cut off")
struct UnfinishedLineTests {
  @Test("Wherever the last line was cut, also in the middle of a letter, resuming drops it and keeps the others")
  func everyCut() throws {
    try withFolder { folder in
      let url = folder.appendingPathComponent("metrics.jsonl")
      let log = try MetricsLog.started(at: url)
      let first = MetricsRecord(step: 1, values: ["ap.été": 0.5])
      try log.append(first)
      let whole = try Data(contentsOf: url).count
      try log.append(MetricsRecord(step: 2, values: ["ap.日本": 0.25]))
      let bytes = try Data(contentsOf: url)
      for count in whole..<bytes.count {
        try bytes.prefix(count).write(to: url)
        _ = try MetricsLog.resumed(at: url, afterStep: 2)
        #expect(try MetricsLog.read(from: url) == [first], "cut after \(count) bytes")
      }
    }
  }
}
