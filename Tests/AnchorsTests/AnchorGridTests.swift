import Anchors
import Boxes
import Testing
import _TestSupport

@Suite("Anchor grids")
struct AnchorGridTests {
  @Test("800 × 800 gives grids 100, 50, 25, 13, 7: 13 343 locations, 120 087 anchors")
  func eightHundred() {
    let grids = AnchorGenerator.paper.grids(on: .square(800))
    #expect(grids.map(\.height) == [100, 50, 25, 13, 7])
    #expect(grids.map(\.width) == [100, 50, 25, 13, 7])
    let locations = 100 * 100 + 50 * 50 + 25 * 25 + 13 * 13 + 7 * 7
    #expect(locations == 13_343)
    #expect(AnchorGenerator.paper.locationCount(on: .square(800)) == locations)
    #expect(AnchorGenerator.paper.anchorCount(on: .square(800)) == 120_087)
    #expect(AnchorGenerator.paper.anchors(on: .square(800)).count == 120_087)
  }

  @Test("600 × 600: 75, 38, 19, 10, 5: 67 995")
  func sixHundred() {
    let grids = AnchorGenerator.paper.grids(on: .square(600))
    #expect(grids.map(\.height) == [75, 38, 19, 10, 5])
    #expect(AnchorGenerator.paper.anchors(on: .square(600)).count == 67_995)
  }

  @Test("The small detector has 3 069 anchors on 128 × 128: (256 + 64 + 16 + 4 + 1) · 9")
  func small() {
    let count = (256 + 64 + 16 + 4 + 1) * 9
    #expect(count == 3_069)
    #expect(AnchorGenerator.small.anchors(on: .square(128)).count == count)
  }

  @Test(
    "The grid is what convolutions of stride 2 and padding 1 leave, for every size",
    arguments: [1, 2, 7, 127, 128, 129, 600, 801, 1_344])
  func convolutions(size: Int) {
    var rows = size
    for stride in [2, 4, 8, 16, 32, 64, 128] {
      rows = (rows + 2 - 3) / 2 + 1
      let generator = AnchorGenerator(levels: [.init(stride: stride, baseSize: 32)])
      let grid = generator.gridSize(level: 0, on: ImageSize(height: size, width: 3 * size))
      #expect(grid.height == rows, "size \(size), stride \(stride)")
    }
  }

  @Test(
    "torchvision's defect: stride = image // grid puts P6 and P7 anchors of 800 × 1344 at 61 × 64 and 114 × 122; here 64 and 128"
  )
  func torchvisionStride() {
    let generator = AnchorGenerator.paper
    let anchors = generator.anchors(on: ImageSize(height: 800, width: 1_344))
    let grids = generator.grids(on: ImageSize(height: 800, width: 1_344))
    let sizes: [[Int]] = [[100, 168], [50, 84], [25, 42], [13, 21], [7, 11]]
    #expect(grids.map { [$0.height, $0.width] } == sizes)
    let torchvision: [[Int]] = sizes.map { [800 / $0[0], 1_344 / $0[1]] }
    #expect(torchvision == [[8, 8], [16, 16], [32, 32], [61, 64], [114, 122]])
    for grid in grids {
      let first = anchors[grid.firstAnchor]
      let nextColumn = anchors[grid.firstAnchor + generator.anchorsPerCell]
      let nextRow = anchors[grid.firstAnchor + generator.anchorsPerCell * grid.width]
      #expect(isClose(nextColumn.centerX - first.centerX, Double(grid.level.stride)))
      #expect(isClose(nextRow.centerY - first.centerY, Double(grid.level.stride)))
    }
  }

  @Test("That defect moves the last row of P7 by 84 pixels: 6 · (128 - 114)")
  func torchvisionDrift() throws {
    let last = try #require(AnchorGenerator.paper.anchors(on: ImageSize(height: 800, width: 1_344)).last)
    #expect(isClose(last.centerY, 6.5 * 128))
    let torchvisionCenter = 6 * (800 / 7)
    #expect(6 * 128 - torchvisionCenter == 84)
  }

  @Test("Levels follow one another without a gap", arguments: [(1, 1), (31, 200), (128, 128), (800, 1_344)])
  func contiguous(height: Int, width: Int) {
    var next = 0
    for grid in AnchorGenerator.paper.grids(on: ImageSize(height: height, width: width)) {
      #expect(grid.firstAnchor == next)
      #expect(grid.anchorCount == grid.locationCount * 9)
      next += grid.anchorCount
    }
    #expect(next == AnchorGenerator.paper.anchors(on: ImageSize(height: height, width: width)).count)
  }

  @Test("The table of the small detector")
  func table() {
    #expect(
      AnchorGenerator.small.table(on: .square(128)) == """
        level  stride        sizes     grid  locations  anchors
        P3          8     16 20 25  16 × 16        256     2304
        P4         16     32 40 51    8 × 8         64      576
        P5         32    64 81 102    4 × 4         16      144
        P6         64  128 161 203    2 × 2          4       36
        P7        128  256 323 406    1 × 1          1        9
        all                                        341     3069
        """)
  }
}
