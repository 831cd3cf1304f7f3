// What the documents that this project starts from say about anchors, and where they are wrong.

import Anchors
import Boxes
import Testing
import _TestSupport

@Suite("Anchors in the documents")
struct DocumentedAnchorsTests {
  @Test(
    "The Data Science Blogathon article's [32, 54, 128, 256, 512] is a misprint of 64: 10 pixels, 15.6 %, and a hole in the sizes"
  )
  func misprint() {
    #expect(AnchorGenerator.paper.levels.map(\.baseSize) == [32, 64, 128, 256, 512])
    #expect((64.0 - 54) / 64 == 0.15625)
    // Squares between two sizes, at the geometric mean, meet both with IoU = smaller size / larger size.
    let scale = AnchorGenerator.octaveScales[2]
    #expect(isClose(64 * scale / 128, 0.7937005259840998))
    #expect(isClose(54 * scale / 128, 0.6696848187990842))
    var wrong = AnchorGenerator.paper
    wrong.levels[1].baseSize = 54
    let object = AnchorShape(size: (54 * scale * 128).squareRoot(), ratio: 1)
    let best = { (generator: AnchorGenerator) in
      generator.levels.indices.flatMap { generator.shapes(level: $0) }.map { $0.iou(object) }.max() ?? 0
    }
    #expect(isClose(best(wrong), 54 * scale / 128))
    #expect(isClose(best(.paper), 64 * 64 * scale / (54 * 128)))
  }

  @Test("The article's '15 anchors at each location' are 5 sizes × 3 ratios over the whole pyramid: 3 at each location")
  func fifteen() {
    let proposals = AnchorGenerator.regionProposals
    #expect(proposals.anchorsPerCell == 3)
    #expect(Set(proposals.levels.indices.flatMap { proposals.shapes(level: $0) }).count == 15)
  }

  @Test("The article puts FPN's five sizes on P3–P7; FPN's proposals stand on P2–P6, RetinaNet's anchors on P3–P7")
  func proposalLevels() {
    #expect(AnchorGenerator.regionProposals.levels.map(\.name) == ["P2", "P3", "P4", "P5", "P6"])
    #expect(AnchorGenerator.regionProposals.levels.map(\.baseSize) == AnchorGenerator.paper.levels.map(\.baseSize))
  }

  @Test("The article's np.array(2500, 9) is a 50 × 50 map with 9 anchors: 22 500 of them, P4 of 800 × 800")
  func mapOf2500() {
    let level = AnchorGenerator.paper.grids(on: .square(800))[1]
    #expect(level.level.name == "P4")
    #expect(level.locationCount == 2_500)
    #expect(level.anchorCount == 22_500)
  }

  @Test("The article's '~100k' anchors are 120 087 at 800 × 800, a fifth more, and 67 995 at 600 × 600")
  func aboutHundredThousand() {
    #expect(AnchorGenerator.paper.anchorCount(on: .square(800)) == 120_087)
    #expect(AnchorGenerator.paper.anchorCount(on: .square(600)) == 67_995)
    #expect(isClose(120_087.0 / 100_000, 1.20087))
  }

  @Test("'Why are Keras RetinaNet results poor?' adds ratios without a new head: five ratios make A = 15, not 9")
  func moreRatios() {
    var changed = AnchorGenerator.paper
    changed.ratios = [0.25, 0.5, 1, 1.5, 2]
    #expect(AnchorGenerator.paper.anchorsPerCell == 9)
    #expect(changed.anchorsPerCell == 15)
  }

  @Test("Its sizes [16, 32, 48, 64, 128] end at 203 pixels: an object of 400 × 400 can no longer be matched")
  func smallSizesLoseLargeObjects() {
    var changed = AnchorGenerator.paper
    for (level, size) in [16.0, 32, 48, 64, 128].enumerated() { changed.levels[level].baseSize = size }
    let images = [
      ImageObjects(
        size: .square(800), objects: [Box(centerX: 416, centerY: 416, width: 400, height: 400)])
    ]
    let (before, after) = (AnchorCoverage(.paper, images: images), AnchorCoverage(changed, images: images))
    // The object shares its center with anchors of P6: 406.4² holds 400²; and 400² holds 203.2² of P7, moved by 32.
    #expect(isClose(before.bestIoU[0], 400.0 * 400 / (406.3746692956 * 406.3746692956), relative: 1e-6))
    #expect(isClose(after.bestIoU[0], 203.1873346479 * 203.1873346479 / (400.0 * 400), relative: 1e-6))
    #expect(before.share() == 1 && after.share() == 0)
  }
}
