import Anchors
import Boxes
import Randomness
import Testing
import _TestSupport

@Suite("Fitting anchors")
struct AnchorFitTests {
  /// Tall, small objects: what RetinaNet's own anchors cover badly.
  static func pedestrians(seed: UInt64) -> [ImageObjects] {
    var generator = SeededGenerator(seed: seed)
    return (0..<20).map { _ in
      let objects = (0..<5).map { _ in
        let height = generator.uniform(in: 16...60)
        return Box(
          centerX: generator.uniform(in: 20...236), centerY: generator.uniform(in: 30...226),
          width: height / generator.uniform(in: 2.5...4.5), height: height)
      }
      return ImageObjects(size: .square(256), objects: objects)
    }
  }

  @Test("Tall small objects: the paper's anchors reach IoU 0.5 on 44 % of them, the fitted ones on 84 %")
  func pedestrians() throws {
    var generator = SeededGenerator(seed: 7)
    let fit = try AnchorFit(.paper, images: Self.pedestrians(seed: 7), using: &generator)
    let (before, after) = (try #require(fit.before.share()), try #require(fit.after.share()))
    #expect(before == 0.44)
    #expect(after == 0.84)
    #expect(try #require(fit.after.meanBestIoU) > #require(fit.before.meanBestIoU) + 0.15)
    #expect(fit.fitted.ratios.allSatisfy { $0 > 2 && $0 < 5 })
    #expect(fit.fitted.levels[0].baseSize < 32)
  }

  @Test("Ratios of objects of two shapes are those shapes' own")
  func ratios() throws {
    var generator = SeededGenerator(seed: 8)
    let objects = [(10.0, 30.0), (20.0, 60.0), (40.0, 20.0), (8.0, 4.0)].map {
      Box(centerX: 64, centerY: 64, width: $0.0, height: $0.1)
    }
    let ratios = try AnchorFit.ratios(of: objects, count: 2, using: &generator)
    #expect(ratios.count == 2)
    #expect(isClose(ratios[0], 0.5) && isClose(ratios[1], 3))
  }

  @Test(
    "Never worse after than before, the same seed gives the same anchors, strides and A stay",
    arguments: 0..<6 as Range<UInt64>)
  func laws(seed: UInt64) throws {
    let images = [AnchorCoverageTests.scene(seed: seed), AnchorCoverageTests.scene(seed: seed + 100, count: 10)]
    var (first, second) = (SeededGenerator(seed: seed), SeededGenerator(seed: seed))
    let fit = try AnchorFit(.small, images: images, using: &first)
    // Compared outside #expect, which would print every object.
    let again = try AnchorFit(.small, images: images, using: &second)
    let isReproduced = fit == again
    #expect(isReproduced)
    #expect(try #require(fit.after.meanBestIoU) >= #require(fit.before.meanBestIoU))
    #expect(fit.fitted.anchorsPerCell == fit.start.anchorsPerCell)
    #expect(fit.fitted.levels.map(\.stride) == fit.start.levels.map(\.stride))
    #expect(fit.fitted.scales == fit.start.scales)
    let isMeasured = fit.after == AnchorCoverage(fit.fitted, images: images)
    #expect(isMeasured)
  }

  @Test("Anchors that already are the objects stay as they are")
  func perfect() throws {
    var generator = SeededGenerator(seed: 9)
    let anchors = AnchorGenerator.small.anchors(on: .square(128))
    let images = [ImageObjects(size: .square(128), objects: Array(anchors[720..<760]))]
    let fit = try AnchorFit(.small, images: images, using: &generator)
    #expect(fit.fitted == .small)
    #expect(fit.after.meanBestIoU == 1)
  }

  @Test("No objects: an error, not a division by 0")
  func none() {
    var generator = SeededGenerator(seed: 10)
    #expect(throws: AnchorFitError.tooFewShapes(distinct: 0, clusters: 3)) {
      try AnchorFit(.small, images: [], using: &generator)
    }
  }

  @Test("The table has a line before and a line after")
  func table() throws {
    var generator = SeededGenerator(seed: 9)
    let anchors = AnchorGenerator.small.anchors(on: .square(128))
    let images = [ImageObjects(size: .square(128), objects: Array(anchors[720..<729]))]
    let fit = try AnchorFit(.small, images: images, using: &generator)
    #expect(
      fit.table == """
        anchors                  base sizes          ratios  mean best IoU  best IoU ≥ 0.50
        before   16.0 32.0 64.0 128.0 256.0  0.50 1.00 2.00          1.000          100.0 %
        after    16.0 32.0 64.0 128.0 256.0  0.50 1.00 2.00          1.000          100.0 %
        """)
  }

  @Test("Objects of one ratio, as squares are, leave k-means one ratio to find, and the search works as ever")
  func oneRatio() throws {
    let boxes = [20.0, 40, 20, 40, 60].enumerated().map { index, side in
      LabeledBox(
        box: Box(xMin: Double(index), yMin: 3, xMax: Double(index) + side, yMax: 3 + side), label: 0)
    }
    let images = [ImageObjects(size: ImageSize(height: 80, width: 100), objects: boxes)]
    var random = SeededGenerator(seed: 0)
    let fit = try AnchorFit(.small, images: images, using: &random)
    #expect(fit.clusterCount == 1 && fit.fitted.ratios == [1])
    let search = try AnchorFit(.small, images: images, method: .search(AnchorSearch()), using: &random)
    #expect(search.clusterCount == nil && search.fitted.ratios.count == 3)
  }
}
