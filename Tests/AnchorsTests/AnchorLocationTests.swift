import Anchors
import Boxes
import Testing

@Suite("Anchor location")
struct AnchorLocationTests {
  @Test("Anchor 2 304 of the small detector is the first of P4, 2 303 the last of P3")
  func boundary() {
    let small = AnchorGenerator.small
    #expect(
      small.locate(anchor: 2_303, on: .square(128)) == .init(level: 0, y: 15, x: 15, anchor: 8))
    #expect(small.locate(anchor: 2_304, on: .square(128)) == .init(level: 1, y: 0, x: 0, anchor: 0))
    #expect(small.locate(anchor: 3_068, on: .square(128)) == .init(level: 4, y: 0, x: 0, anchor: 8))
  }

  @Test("Rows before columns: anchor 9 · (5 · 16 + 3) + 4 of P3 is row 5, column 3, place 4")
  func rowMajor() {
    let location = AnchorGenerator.small.locate(anchor: 9 * (5 * 16 + 3) + 4, on: .square(128))
    #expect(location == .init(level: 0, y: 5, x: 3, anchor: 4))
  }

  @Test(
    "index(of:) is the inverse of locate, and box(at:) the entry of anchors, for every anchor",
    arguments: [(128, 128), (40, 90), (1, 1)])
  func inverse(height: Int, width: Int) {
    for (center, order) in [
      (AnchorGenerator.Center.halfStride, AnchorGenerator.Order.ratioMajor), (.corner, .scaleMajor),
    ] {
      var generator = AnchorGenerator.small
      generator.center = center
      generator.order = order
      let anchors = generator.anchors(on: ImageSize(height: height, width: width))
      let locations = anchors.indices.map { generator.locate(anchor: $0, on: ImageSize(height: height, width: width)) }
      #expect(Set(locations).count == anchors.count)
      let wrongIndex = anchors.indices.first {
        generator.index(of: locations[$0], on: ImageSize(height: height, width: width)) != $0
      }
      #expect(wrongIndex == nil)
      let wrongBox = anchors.indices.first { generator.box(at: locations[$0]) != anchors[$0] }
      #expect(wrongBox == nil)
    }
  }

  @Test("A location in words")
  func words() {
    let small = AnchorGenerator.small
    let location = small.locate(anchor: 9 * (5 * 16 + 3), on: .square(128))
    #expect(small.describe(location) == "P3, row 5, column 3, 23 × 11 px")
  }
}
