// ATSS and FCOS against mmdetection 3.3.0: Fixtures/make_beyond_anchors.py says what was run.

import Boxes
import Matching
import Shapes
import Testing

private func box(_ row: [Double]) -> Box { Box(xMin: row[0], yMin: row[1], xMax: row[2], yMax: row[3]) }

@Suite("Agreement with mmdetection's ATSS")
struct ReferenceATSSTests {
  private struct Reference: Decodable {
    struct Anchors: Decodable {
      var anchors: [[Double]]
      var counts: [Int]
    }
    struct Scene: Decodable {
      var set: Int
      var k: Int
      var objects: [[Double]]
      var assignments: [Int]
      var thresholds: [Double?]
    }
    var sets: [Anchors]
    var scenes: [Scene]
  }

  @Test("The same 5 036 anchors and thresholds to 1e-6; only a single candidate has none there")
  func equal() throws {
    let reference = try readFixture("atss.json", as: Reference.self)
    let sets = reference.sets.map { (anchors: $0.anchors.map(box), counts: $0.counts) }
    var (compared, positive, single) = (0, 0, 0)
    for (number, scene) in reference.scenes.enumerated() {
      let (anchors, counts) = sets[scene.set]
      let matches = ATSS(candidatesPerLevel: scene.k)
        .match(anchors: anchors, anchorsPerLevel: counts, objects: scene.objects.map(box))
      for (threshold, expected) in zip(matches.thresholds, scene.thresholds) {
        let threshold = try #require(threshold)
        // Sums and a root of float32 on the other side: 1e-6 of numbers up to 1.
        if let expected { #expect(abs(threshold.value - expected) <= 1e-6, "scene \(number)") }
      }
      compared += anchors.count
      if anchors.count == 1 {
        #expect(scene.thresholds == [nil] && scene.assignments == [-1], "0 / 0 = NaN there")
        #expect(matches.assignments == [.positive(object: 0)])
        single += 1
        continue
      }
      let found = matches.assignments.map { if case .positive(let object) = $0 { object } else { -1 } }
      #expect(found == scene.assignments, "scene \(number)")
      positive += matches.positiveCount
    }
    #expect([compared, positive, single] == [5_036, 281, 1])
  }
}

@Suite("Agreement with mmdetection's FCOS")
struct ReferenceFCOSTests {
  private struct Reference: Decodable {
    struct Scene: Decodable {
      var objects: [[Double]]
      var sampling: Bool
      var positives: [Int]
      var assigned: [Int]
      var targets: [[Double]]
      var centerness: [Double]
    }
    var image: [Int]
    var counts: [Int]
    var first: [Double]
    var scenes: [Scene]
  }

  @Test("The same points, the same 605 positives of 47 792, equal distances, center-ness to 1e-6")
  func equal() throws {
    let reference = try readFixture("fcos.json", as: Reference.self)
    let points = FCOS().points(on: ImageSize(height: reference.image[0], width: reference.image[1]))
    let levels = points.indices.reduce(into: [0, 0, 0, 0, 0]) { $0[points[$1].level] += 1 }
    #expect(levels == reference.counts)
    let firsts = reference.counts.indices.flatMap { level -> [Double] in
      points.filter { $0.level == level }.prefix(2).flatMap { [$0.x, $0.y] }
    }
    #expect(firsts == reference.first)
    var (compared, positive) = (0, 0)
    for (number, scene) in reference.scenes.enumerated() {
      let objects = scene.objects.map { LabeledBox(box: box($0), label: 0) }
      let matches = FCOS(centerSamplingRadius: scene.sampling ? 1.5 : nil).match(points: points, objects: objects)
      let positives = points.indices.filter { matches.targets[$0] != nil }
      #expect(positives == scene.positives, "scene \(number)")
      for (place, point) in positives.enumerated() {
        #expect(matches.assignments[point] == .positive(object: scene.assigned[place]), "scene \(number)")
        let target = try #require(matches.targets[point])
        #expect([target.left, target.top, target.right, target.bottom] == scene.targets[place], "scene \(number)")
        #expect(abs(target.centerness - scene.centerness[place]) <= 1e-6, "scene \(number): float32 there")
      }
      compared += points.count
      positive += positives.count
    }
    #expect([compared, positive] == [47_792, 605])
  }
}
