// Hard and soft suppression against the systems themselves. Fixtures/make_fixtures.py says what was run.

import Boxes
import Testing
import _TestSupport

/// Fixtures/nms.json.
private struct SuppressionFixture: Decodable {
  struct Kept: Decodable {
    var threshold: Double
    var nms: [Int]
    var batched: [Int]
    var older: [Int]
  }
  struct Case: Decodable {
    var boxes: [[Double]]
    var scores: [Double]
    var labels: [Int]
    var kept: [Kept]
  }
  var cases: [Case]
}

/// Fixtures/soft-nms.json.
private struct SoftFixture: Decodable {
  struct Continuous: Decodable {
    var kept: [Int]
    var scores: [Double]
  }
  struct Case: Decodable {
    var boxes: [[Double]]
    var scores: [Double]
    var inclusive: [String: [[Double]]]
    var continuous: [String: Continuous]
  }
  var cases: [Case]
}

private func detections(_ boxes: [[Double]], _ scores: [Double], _ labels: [Int]? = nil) -> [Detection] {
  boxes.indices.map { index in
    let row = boxes[index]
    return Detection(
      box: Box(xMin: row[0], yMin: row[1], xMax: row[2], yMax: row[3]), label: labels?[index] ?? 0,
      score: scores[index])
  }
}

@Suite("Agreement of suppression")
struct SuppressionAgreementTests {
  @Test("torchvision.ops.nms and batched_nms keep the same detections in the same order, ties included")
  func torchvision() throws {
    let fixture: SuppressionFixture = try fixture("nms.json")
    #expect(fixture.cases.count == 7)
    for (index, scene) in fixture.cases.enumerated() {
      let found = detections(scene.boxes, scene.scores, scene.labels)
      for kept in scene.kept {
        let agnostic = NonMaximumSuppression(iouThreshold: kept.threshold, perClass: false)
        let perClass = NonMaximumSuppression(iouThreshold: kept.threshold)
        #expect(agnostic.kept(found) == kept.nms, "case \(index), \(kept.threshold)")
        #expect(perClass.kept(found) == kept.batched, "case \(index), \(kept.threshold)")
      }
    }
  }

  @Test("py-faster-rcnn's suppression, which counts the last pixel and suppresses at the threshold, keeps the same")
  func older() throws {
    let fixture: SuppressionFixture = try fixture("nms.json")
    var differences = 0
    for (index, scene) in fixture.cases.enumerated() {
      let found = detections(scene.boxes, scene.scores)
      for kept in scene.kept where !kept.older.isEmpty {
        let suppression = NonMaximumSuppression(
          iouThreshold: kept.threshold, perClass: false, pixels: .inclusive, includesThreshold: true)
        // It lists what it keeps in the order of the input.
        #expect(suppression.kept(found).sorted() == kept.older, "case \(index), \(kept.threshold)")
        if kept.older != kept.nms.sorted() { differences += 1 }
      }
    }
    #expect(differences > 0)
  }

  @Test(
    "Soft suppression agrees with its authors' code, which counts the last pixel", arguments: ["linear", "gaussian"])
  func authors(method: String) throws {
    let fixture: SoftFixture = try fixture("soft-nms.json")
    for (index, scene) in fixture.cases.enumerated() {
      let soft = SoftNonMaximumSuppression(decay(method), pixels: .inclusive)
      let rescored = soft.rescored(detections(scene.boxes, scene.scores))
      let expected = try #require(scene.inclusive[method])
      #expect(
        rescored.map { [$0.box.xMin, $0.box.yMin, $0.box.xMax, $0.box.yMax] } == expected.map { Array($0[..<4]) })
      // Every decay rounds their score to float32 once more: dozens of times for the last of a heap.
      let deviation = largestDeviation(rescored.map(\.score), from: expected.map { $0[4] })
      #expect(deviation <= 1e-6, "case \(index)")
    }
  }

  @Test("Soft suppression of continuous boxes agrees with ensemble-boxes", arguments: ["linear", "gaussian"])
  func ensembleBoxes(method: String) throws {
    let fixture: SoftFixture = try fixture("soft-nms.json")
    for (index, scene) in fixture.cases.enumerated() {
      let rescored = SoftNonMaximumSuppression(decay(method)).rescored(detections(scene.boxes, scene.scores))
      let expected = try #require(scene.continuous[method])
      let theirs = detections(expected.kept.map { scene.boxes[$0] }, expected.scores)
      #expect(rescored.map(\.box) == theirs.map(\.box), "case \(index)")
      #expect(largestDeviation(rescored.map(\.score), from: theirs.map(\.score)) <= 1e-12, "case \(index)")
    }
  }

  private func decay(_ method: String) -> SoftNonMaximumSuppression.Decay {
    method == "linear" ? .linear(iouThreshold: 0.3) : .gaussian(sigma: 0.5)
  }
}
