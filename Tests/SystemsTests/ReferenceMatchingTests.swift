// Every preset against the system itself: the assignments of every anchor of scenes.json.
// What was run, and how, stands in Fixtures/matching/make_matching.py and make_matching_keras_io.py.

import Boxes
import Matching
import Systems
import Testing
import _TestSupport

private struct Reference: Decodable {
  /// The object's index, -1 negative, -2 ignored; nil for a scene that the system cannot handle.
  var assignments: [[Int]?]
  /// Detectron's own count of foreground anchors, plus 1.
  var foreground: [Int?]?

  init(_ system: ReferenceSystem) throws {
    self = try fixture("matching/\(system.rawValue).json")
  }
}

/// Anchors and objects written by Fixtures/make_scenes.py of MatchingTests, whose tests read them too.
private struct ReferenceScene: Decodable {
  var name: String
  var image: [Int]
  var anchors: [[Double]]
  var objects: [[Double]]

  var anchorBoxes: [Box] { anchors.map(box) }
  var objectBoxes: [Box] { objects.map(box) }
  var imageSize: ImageSize { ImageSize(height: image[0], width: image[1]) }

  private func box(_ row: [Double]) -> Box { Box(xMin: row[0], yMin: row[1], xMax: row[2], yMax: row[3]) }

  private struct File: Decodable { var scenes: [ReferenceScene] }

  static func all() throws -> [ReferenceScene] {
    let file: File = try fixture("../../MatchingTests/Fixtures/scenes.json")
    return file.scenes
  }
}

private func number(_ assignment: Assignment) -> Int {
  switch assignment {
  case .positive(let object): object
  case .negative: -1
  case .ignored: -2
  }
}

@Suite("Agreement with the systems' own matching")
struct ReferenceMatchingTests {
  static let systems = ReferenceSystem.allCases.filter { $0 != .paper }

  @Test(
    "With its defects every preset assigns every anchor as its system does: 2 249 anchors, or 2 247 that have an object",
    arguments: systems)
  func equal(system: ReferenceSystem) throws {
    let reference = try Reference(system)
    let matcher = Matcher.preset(system, reproducingDefects: true)
    var compared = 0
    for (scene, expected) in zip(try ReferenceScene.all(), reference.assignments) {
      guard let expected else { continue }
      let matches = matcher.match(anchors: scene.anchorBoxes, objects: scene.objectBoxes, image: scene.imageSize)
      let found = matches.assignments.map(number)
      #expect(found.count == expected.count)
      let wrong = found.indices.first { found[$0] != expected[$0] }
      #expect(wrong == nil, "\(scene.name): \(wrong.map { matches.verdict(anchor: $0).sentence } ?? "")")
      compared += found.count
    }
    let needsObjects: [ReferenceSystem] = [.detectron, .yhenon, .kerasIO]
    #expect(compared == (needsObjects.contains(system) ? 2_247 : 2_249))
  }

  @Test(
    "Without them it differs only in anchors that a defect decides: 19 in torchvision, 20 in Detectron2, 2 in Detectron, 26 in mmdetection",
    arguments: zip(systems, [19, 20, 2, 26, 0, 0, 0]))
  func withoutDefects(system: ReferenceSystem, differences: Int) throws {
    let reference = try Reference(system)
    var different = 0
    for (scene, expected) in zip(try ReferenceScene.all(), reference.assignments) {
      guard let expected else { continue }
      let (anchors, objects) = (scene.anchorBoxes, scene.objectBoxes)
      let matches = Matcher.preset(system).match(anchors: anchors, objects: objects, image: scene.imageSize)
      let defects = Matcher.preset(system, reproducingDefects: true)
        .match(anchors: anchors, objects: objects, image: scene.imageSize)
      for anchor in anchors.indices where number(matches.assignments[anchor]) != expected[anchor] {
        different += 1
        let verdict = defects.verdict(anchor: anchor)
        switch verdict.reason {
        case .zeroOverlap, .emptyLikeObject: continue
        case .takenByObject(_, let iou, _, let otherIoU): #expect(iou < otherIoU, "\(scene.name): \(verdict.sentence)")
        default: Issue.record("\(scene.name): \(verdict.sentence)")
        }
      }
    }
    #expect(different == differences)
  }

  @Test("Detectron divides by the positives, the best anchors that it then loses as negative, and 1")
  func foreground() throws {
    let counts = try #require(try Reference(.detectron).foreground)
    var lost = 0
    for (scene, count) in zip(try ReferenceScene.all(), counts) {
      guard let count else { continue }
      let matches = Matcher.preset(.detectron, reproducingDefects: true)
        .match(anchors: scene.anchorBoxes, objects: scene.objectBoxes)
      #expect(matches.positiveCount + matches.lostBestAnchors.count + 1 == count, "\(scene.name)")
      lost += matches.lostBestAnchors.count
    }
    #expect(lost == 47)
  }

  @Test("The paper's preset is yhenon's and the Keras example's: thresholds and nothing else")
  func paper() {
    let paper = Matcher.preset(.paper)
    #expect(paper == Matcher.preset(.yhenon))
    #expect(paper == Matcher.preset(.kerasIO))
    #expect(paper == Matcher.paper)
    #expect(Matcher.paper.positiveThreshold == 0.5 && Matcher.paper.negativeThreshold == 0.4)
  }

  @Test("A preset without defects has none; with them those that its system has", arguments: ReferenceSystem.allCases)
  func defects(system: ReferenceSystem) {
    #expect(Matcher.preset(system).defects.isEmpty)
    var cleaned = Matcher.preset(system, reproducingDefects: true)
    let counts: [ReferenceSystem: Int] = [.torchvision: 2, .detectron2: 1, .detectron: 1, .mmdetection: 2]
    let count = counts[system] ?? 0
    #expect(cleaned.defects.count == count)
    cleaned.defects = []
    #expect(cleaned == Matcher.preset(system))
  }
}
