// The proposal network's matching, border and sampler against the systems: Fixtures/make_matching.py says what was run.

import Boxes
import Losses
import Matching
import Randomness
import Testing

@Suite("Agreement with region proposal networks")
struct ReferenceProposalsTests {
  private struct Reference: Decodable {
    var labels: [[Int]]
    var inside: [[[Int]]]
    var counts: [[Int]]
  }

  @Test("torchvision's proposal network labels the same 2 249 anchors: 1 positive, 0 negative, -1 ignored")
  func labels() throws {
    // Its border anchors take part, and an object without anchors has every anchor.
    let matcher = Matcher(
      positiveThreshold: 0.7, negativeThreshold: 0.3, lowQuality: .bestAnchors,
      defects: [.zeroOverlapTakesEveryAnchor, .emptyBoxesAreNaN])
    let reference = try readFixture("proposals.json", as: Reference.self)
    var different = 0
    for (scene, expected) in zip(try ReferenceScene.all(), reference.labels) {
      let (anchors, objects) = (scene.anchorBoxes, scene.objectBoxes)
      let found = matcher.match(anchors: anchors, objects: objects).assignments.map { max(-1, min(1, label($0))) }
      #expect(found == expected, "\(scene.name)")
      let proposals = Matcher.regionProposals.match(anchors: anchors, objects: objects)
      for (assignment, expected) in zip(proposals.assignments, expected) where label(assignment) != expected {
        #expect(proposals.objectBestIoU.contains(0), "\(scene.name): only an object without an anchor differs")
        different += 1
      }
    }
    #expect(different == 19)
  }

  private func label(_ assignment: Assignment) -> Int {
    switch assignment {
    case .positive: 1
    case .negative: 0
    case .ignored: -1
    }
  }

  @Test("mmdetection's allowed border of 0 and of 6.125 px leaves out the same anchors")
  func border() throws {
    let reference = try readFixture("proposals.json", as: Reference.self)
    for (scene, expected) in zip(try ReferenceScene.all(), reference.inside) {
      for (border, flags) in zip([0, 6.125], expected) {
        let matcher = Matcher(outOfImage: .ignoreBeyond(border: border))
        let matches = matcher.match(anchors: scene.anchorBoxes, objects: [Box](), image: scene.imageSize)
        #expect(matches.isOutside.map { $0 ? 0 : 1 } == flags, "\(scene.name), border \(border)")
      }
    }
  }

  @Test("The sampler draws as many of each kind as torchvision's, in 18 cases")
  func sampler() throws {
    let counts = try readFixture("proposals.json", as: Reference.self).counts
    #expect(counts.count == 18)
    for row in counts {
      let targets: [AnchorTarget] =
        Array(repeating: .positive(label: 0), count: row[2]) + Array(repeating: .ignored, count: row[3])
        + Array(repeating: .negative, count: row[4])
      var generator = SeededGenerator(seed: 1)
      let sample = BalancedSampler(positives: row[1], total: row[0]).sample(targets, using: &generator)
      #expect(sample.positives.count == row[5] && sample.negatives.count == row[6], "\(row)")
    }
  }
}
