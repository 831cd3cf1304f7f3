// Assigners as open choices: the same assignments as by their own functions, and the anchors that a matcher loses.

import Anchors
import Boxes
import Matching
import Randomness
import Shapes
import Testing

@Suite("Assigners")
struct AssignerTests {
  let generator = AnchorGenerator.small
  let image = ImageSize(height: 128, width: 96)

  private var gridded: GriddedAnchors { GriddedAnchors(generator, size: image) }

  private func objects(seed: UInt64) -> [LabeledBox] {
    var random = SeededGenerator(seed: seed)
    return (0..<5).map { index in
      let (width, height) = (random.uniform(in: 3...80), random.uniform(in: 3...90))
      let (x, y) = (random.uniform(in: 0...(96 - width)), random.uniform(in: 0...(128 - height)))
      return LabeledBox(
        box: Box(xMin: x, yMin: y, xMax: x + width, yMax: y + height), label: index % 3, isCrowd: index == 4)
    }
  }

  @Test("Levels of 16 × 12, 8 × 6, 4 × 3, 2 × 2 and 1 × 1 cells have nine anchors in each cell")
  func levels() {
    #expect(gridded.anchorsPerLevel == [16 * 12 * 9, 8 * 6 * 9, 4 * 3 * 9, 2 * 2 * 9, 9])
    #expect(gridded.anchorsPerLevel.reduce(0, +) == gridded.anchors.count)
  }

  @Test(
    "Matcher, ATSS and FCOS assign as by their own functions, and targets follow", arguments: 0..<10 as Range<UInt64>)
  func same(seed: UInt64) {
    let objects = objects(seed: seed)
    let gridded = gridded
    let matcher = Matcher(lowQuality: .bestAnchors)
    let atss = ATSS(candidatesPerLevel: 27)
    let expected: [(AssignmentRule, [Assignment])] = [
      (.matcher(matcher), matcher.match(anchors: gridded.anchors, objects: objects, image: image).assignments),
      (
        .atss(atss),
        atss.match(anchors: gridded.anchors, anchorsPerLevel: gridded.anchorsPerLevel, objects: objects).assignments
      ),
    ]
    for (rule, assignments) in expected {
      #expect(rule.definition.assignments(gridded, objects: objects, image: image) == assignments, "seed \(seed)")
      let coding = BoxCoding.center(CenterBoxCoder())
      let targets = Targets(gridded, objects: objects, assigner: rule.definition, image: image, coding: coding)
      #expect(targets.labels == assignments.map { $0.target(of: objects).code }, "seed \(seed)")
      #expect(targets.positiveCount == assignments.positiveCount)
    }
  }

  @Test("With one square anchor per cell FCOS's points are the anchors' centers", arguments: 0..<10 as Range<UInt64>)
  func points(seed: UInt64) {
    var single = generator
    (single.scales, single.ratios, single.center) = ([1], [1], .halfStride)
    let fcos = FCOS(levelsOf: single)
    let gridded = GriddedAnchors(single, size: image)
    let points = fcos.points(on: image)
    let objects = objects(seed: seed)
    #expect(
      fcos.assignments(gridded, objects: objects, image: image)
        == fcos.match(points: points, objects: objects).assignments, "seed \(seed)")
    #expect(AssignmentRule.fcos(fcos).problem(with: single) == nil)
    #expect(AssignmentRule.fcos(fcos).problem(with: generator) == "fcos: points need one anchor per cell, found 9")
    #expect(AssignmentRule.fcos(FCOS(levels: [FCOS.paperLevels[0]])).problem(with: single)?.contains("strides") == true)
  }

  @Test("The search counts the best anchors lost again as the definition does", arguments: 0..<40 as Range<UInt64>)
  func lost(seed: UInt64) {
    let objects = objects(seed: seed)
    let gridded = gridded
    for boundary in [Matcher.BoundaryRule.ignored, .negative] {
      let matcher = Matcher(lowQuality: .bestAnchorsUnlessNegative, boundary: boundary, pixels: .inclusive)
      let matches = matcher.match(anchors: gridded.anchors, objects: objects, image: image)
      let targets = Targets(gridded, objects: objects, matcher: matcher, image: image)
      #expect(targets.lostBestAnchorCount == matches.lostBestAnchors.count, "seed \(seed)")
      #expect(Targets(matches: matches, objects: objects, anchors: gridded.anchors) == targets, "seed \(seed)")
    }
    #expect(Targets(gridded, objects: objects, matcher: Matcher(lowQuality: .bestAnchors)).lostBestAnchorCount == 0)
  }

  @Test("Without objects every anchor is negative, by every assigner")
  func none() {
    for rule in [AssignmentRule.matcher(Matcher()), .atss(ATSS())] {
      let assignments = rule.definition.assignments(gridded, objects: [], image: image)
      #expect(assignments.allSatisfy { $0 == .negative })
    }
  }
}
