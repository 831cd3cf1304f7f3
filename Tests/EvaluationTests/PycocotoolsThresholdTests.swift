// Sets that lie on thresholds, as generic random ones never do: there one bit decides.

import Boxes
import Evaluation
import Foundation
import Testing

/// The file written by Fixtures/thresholds/make_threshold_sets.py.
private struct Records: Decodable {
  struct Record: Decodable {
    var seed: UInt64
    var checksum: Int
    /// The twelve numbers, -1 where there is none.
    var stats: [Double]
  }
  var versions: [String: String]
  var sets: [Record]

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Fixtures/thresholds/threshold-sets.json")
    self = try JSONDecoder().decode(Records.self, from: Data(contentsOf: file))
  }
}

@Suite("Agreement with pycocotools 2.0.11 on sets that lie on thresholds")
struct PycocotoolsThresholdTests {
  private func furthest(_ record: Records.Record, keepsFrames: Bool = true) -> Double {
    let images = ThresholdSet(seed: record.seed).evaluatedImages(keepsFrames: keepsFrames)
    let numbers = COCOEvaluator(categories: ["c0", "c1"]).evaluate(images).numbers.map { $0.value ?? -1 }
    return zip(numbers, record.stats).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test("The scenes are the ones that pycocotools saw")
  func scenes() throws {
    let records = try Records()
    #expect(records.versions["pycocotools"] == "2.0.11" && records.sets.count >= 240)
    for record in records.sets {
      #expect(ThresholdSet(seed: record.seed).checksum == record.checksum, "seed \(record.seed)")
    }
  }

  @Test("All twelve numbers agree to 1e-9, though overlaps and areas lie on thresholds")
  func numbers() throws {
    for record in try Records().sets { #expect(furthest(record) <= 1e-9, "seed \(record.seed)") }
  }

  @Test("The sets tell the two apart: with widths from corners more than one in ten has other numbers")
  func corners() throws {
    let sets = try Records().sets
    let others = sets.count { furthest($0, keepsFrames: false) > 1e-6 }
    #expect(others * 10 > sets.count, "\(others) of \(sets.count)")
  }

  @Test("An overlap of exactly one half is one: AP50 1, where corners make it 0.4999999999999999")
  func half() throws {
    let object = Frame(x: 10.1, y: 0, width: 8, height: 10)
    let found = Frame(x: 10.1, y: 0, width: 4, height: 10)
    #expect((10.1 + 8.0) - 10.1 != 8 && object.area == 80)
    let image = EvaluatedImage(
      detections: [Detection(frame: found, label: 0, score: 1)], objects: [LabeledBox(frame: object, label: 0)])
    let summary = COCOEvaluator(categories: ["a"]).evaluate([image])
    let expected = [(summary.ap50, 1), (summary.ap, 0.1), (summary.ar1, 0.1), (summary.apSmall, 0.1)]
    for (value, right) in expected { #expect(abs(try #require(value) - right) < 1e-12) }
    let corners = EvaluatedImage(
      detections: [Detection(box: found.box, label: 0, score: 1)], objects: [LabeledBox(box: object.box, label: 0)])
    #expect(COCOEvaluator(categories: ["a"]).evaluate([corners]).ap50 == 0)
  }

  @Test("An object without height is never found, but counts: 51/101 of one beside another that is found")
  func withoutHeight() throws {
    let there = Frame(x: 10, y: 10, width: 20, height: 20)
    let flat = Frame(x: 50, y: 50, width: 30, height: 0)
    let image = EvaluatedImage(
      detections: [Detection(frame: there, label: 0, score: 0.9), Detection(frame: flat, label: 0, score: 0.8)],
      objects: [LabeledBox(frame: there, label: 0), LabeledBox(frame: flat, label: 0)])
    let ap = try #require(COCOEvaluator(categories: ["a"]).evaluate([image]).ap)
    #expect(abs(ap - 51.0 / 101) < 1e-12)
  }
}
