import Anchors
import Boxes
import Randomness
import Testing
import _TestSupport

@Suite("Clusters of shapes under 1 - IoU")
struct ShapeClustersTests {
  func boxes(_ sizes: [(Double, Double)]) -> [Box] {
    sizes.map { Box(centerX: 50, centerY: 50, width: $0.0, height: $0.1) }
  }

  @Test("Two groups, two clusters: their mean widths and heights")
  func twoGroups() throws {
    var generator = SeededGenerator(seed: 1)
    let objects = boxes([(10, 20), (12, 20), (14, 20), (80, 40), (80, 42), (80, 44)])
    let clusters = try ShapeClusters(of: objects, count: 2, using: &generator)
    #expect(clusters.shapes == [AnchorShape(width: 12, height: 20), AnchorShape(width: 80, height: 42)])
    // 10/12, 1, 12/14 with the first; 40/42, 1 and 42/44 with the second.
    #expect(isClose(clusters.meanIoU, (10.0 / 12 + 1 + 12.0 / 14 + 40.0 / 42 + 1 + 42.0 / 44) / 6))
  }

  @Test("Positions do not matter, only width and height")
  func positions() throws {
    let objects = boxes([(10, 20), (12, 21), (30, 31), (70, 40)])
    let moved = objects.map { Box(xMin: $0.xMin + 7, yMin: $0.yMin - 3, xMax: $0.xMax + 7, yMax: $0.yMax - 3) }
    var (first, second) = (SeededGenerator(seed: 2), SeededGenerator(seed: 2))
    #expect(
      try ShapeClusters(of: objects, count: 2, using: &first) == ShapeClusters(of: moved, count: 2, using: &second))
  }

  @Test("One cluster for each distinct shape has mean IoU 1")
  func allShapes() throws {
    var generator = SeededGenerator(seed: 3)
    let objects = boxes([(10, 20), (20, 10), (10, 20), (33, 44)])
    let clusters = try ShapeClusters(of: objects, count: 3, using: &generator)
    #expect(clusters.meanIoU == 1)
    #expect(clusters.shapes.map(\.area) == [200, 200, 1_452])
  }

  @Test(
    "The same seed gives the same clusters; areas ascend; more clusters fit at least as well",
    arguments: 0..<10 as Range<UInt64>)
  func laws(seed: UInt64) throws {
    let objects = AnchorCoverageTests.scene(seed: seed, count: 60).objects
    var previous = 0.0
    for count in [1, 2, 4, 8, 16] {
      var (first, second) = (SeededGenerator(seed: seed), SeededGenerator(seed: seed))
      let clusters = try ShapeClusters(of: objects, count: count, using: &first)
      #expect(try clusters == ShapeClusters(of: objects, count: count, using: &second))
      #expect(clusters.shapes.map(\.area) == clusters.shapes.map(\.area).sorted())
      #expect(clusters.shapes.count == count)
      #expect(clusters.meanIoU > previous && clusters.meanIoU <= 1, "seed \(seed), \(count) clusters")
      previous = clusters.meanIoU
    }
  }

  @Test("Small objects count as much as large ones: scaling all objects scales the clusters")
  func scale() throws {
    let sizes = [(4.0, 6.0), (5.0, 5.0), (40.0, 60.0), (50.0, 50.0), (9.0, 30.0)]
    var (first, second) = (SeededGenerator(seed: 4), SeededGenerator(seed: 4))
    let small = try ShapeClusters(of: boxes(sizes), count: 3, using: &first)
    let large = try ShapeClusters(of: boxes(sizes.map { ($0.0 * 8, $0.1 * 8) }), count: 3, using: &second)
    #expect(isClose(small.meanIoU, large.meanIoU))
    for (a, b) in zip(small.shapes, large.shapes) { #expect(isClose(a.width * 8, b.width)) }
  }

  @Test("No objects, or fewer shapes than clusters: an error that says what to do")
  func tooFew() {
    var generator = SeededGenerator(seed: 5)
    #expect(throws: AnchorFitError.tooFewShapes(distinct: 0, clusters: 1)) {
      try ShapeClusters(of: [], count: 1, using: &generator)
    }
    #expect(throws: AnchorFitError.tooFewShapes(distinct: 1, clusters: 2)) {
      try ShapeClusters(of: boxes([(5, 5), (5, 5)]), count: 2, using: &generator)
    }
    #expect(
      AnchorFitError.tooFewShapes(distinct: 1, clusters: 2).description
        == "expected objects of at least 2 distinct shapes for 2 clusters, found 1. "
        + "Give more objects or ask for fewer clusters.")
  }

  @Test("An object without width is an error that names it")
  func empty() {
    var generator = SeededGenerator(seed: 6)
    let error = AnchorFitError.emptyObject(index: 1, width: 0, height: 8)
    #expect(throws: error) { try ShapeClusters(of: boxes([(8, 8), (0, 8)]), count: 1, using: &generator) }
    #expect(
      error.description
        == "object 1: expected a positive width and height, found 0.0 × 8.0. Remove it or repair it.")
  }
}
