import Evaluation
import Foundation
import Testing
import _TestSupport

/// The file written by Fixtures/random/make_random_sets.py.
private struct Records: Decodable {
  struct Record: Decodable {
    var seed: UInt64
    var checksum: Int
    /// The twelve numbers, -1 where there is none.
    var stats: [Double]
    /// AP and AP50 of each class, -1 where there is none.
    var classes: [[Double]]
  }
  /// How many sets have each hard case.
  var features: [String: Int]
  var sets: [Record]

  static let all = Result {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Fixtures/random/random-sets.json")
    return try JSONDecoder().decode(Records.self, from: Data(contentsOf: file))
  }
}

@Suite("Agreement with pycocotools 2.0.11 on 256 random sets")
struct PycocotoolsRandomTests {
  @Test("The scenes are the ones that pycocotools saw")
  func scenes() throws {
    let sets = try Records.all.get().sets
    #expect(sets.count == 256)
    for record in sets {
      let set = RandomSet(seed: record.seed)
      #expect(set.checksum == record.checksum && set.classes == record.classes.count, "seed \(record.seed)")
    }
  }

  @Test("All twelve numbers and every class's AP and AP50 agree to 1e-9, and -1 is nil")
  func numbers() throws {
    var largest = 0.0
    for record in try Records.all.get().sets {
      let set = RandomSet(seed: record.seed)
      let summary = COCOEvaluator(categories: (0..<set.classes).map { "c\($0)" }).evaluate(set.evaluatedImages)
      let values = summary.numbers.map(\.value) + summary.perClass.flatMap { [$0.ap, $0.ap50] }
      let expected = record.stats + record.classes.flatMap { $0 }
      try #require(values.count == expected.count)
      for (index, (value, expected)) in zip(values, expected).enumerated() {
        #expect((value == nil) == (expected == -1), "seed \(record.seed), number \(index)")
        largest = max(largest, abs((value ?? -1) - expected))
      }
    }
    #expect(largest <= 1e-9, "the largest difference is \(largest)")
    // Only the order of adding up differs from NumPy's: at most 5 classes · 10 thresholds · 101 recalls · 2⁻⁵³.
    #expect(largest <= 5 * 10 * 101 * 0x1p-53, "the largest difference is \(largest)")
  }

  @Test("Each hard case is in at least 19 of the sets")
  func features() throws {
    let features = try Records.all.get().features
    #expect(features.count == 10 && features.values.allSatisfy { $0 >= 19 }, "\(features)")
  }
}
