import Anchors
import Boxes
import Foundation
import Testing
import _TestSupport

@Suite("Anchor generator")
struct AnchorGeneratorTests {
  @Test("RetinaNet: P3–P7, strides 8 to 128, base sizes 32 to 512, A = 9 per location")
  func paper() {
    let paper = AnchorGenerator.paper
    #expect(paper.levels.map(\.name) == ["P3", "P4", "P5", "P6", "P7"])
    #expect(paper.levels.map(\.stride) == [8, 16, 32, 64, 128])
    #expect(paper.levels.map(\.baseSize) == [32, 64, 128, 256, 512])
    #expect(paper.ratios == [0.5, 1, 2])
    #expect(paper.anchorsPerCell == 9)
  }

  @Test("The scales are 2⁰, 2^⅓, 2^⅔, so sizes go on evenly into the next level")
  func scales() {
    let scales = AnchorGenerator.octaveScales
    #expect(scales.count == 3)
    for (index, scale) in scales.enumerated() { #expect(isClose(scale, pow(2, Double(index) / 3), relative: 1e-15)) }
    #expect(isClose(2 / scales[2], scales[1], relative: 1e-15))
  }

  @Test("Properties may be set one after another; what cannot be used is said by `problem`, and stops where it is used")
  func steps() async {
    var generator = AnchorGenerator.paper
    generator.scales = []
    #expect(generator.problem == "scales must not be empty")
    generator.scales = [1]
    #expect(generator.problem == nil && generator.anchors(on: .square(8)).count == 5 * 3)
    await #expect(processExitsWith: .failure) {
      var generator = AnchorGenerator.paper
      generator.ratios = [-1]
      _ = generator.anchors(on: .square(8))
    }
  }

  @Test("The small detector has base sizes 16 to 256 at the same strides")
  func small() {
    #expect(AnchorGenerator.small.levels.map(\.baseSize) == [16, 32, 64, 128, 256])
    #expect(AnchorGenerator.small.levels.map(\.stride) == AnchorGenerator.paper.levels.map(\.stride))
    #expect(AnchorGenerator.small.anchorsPerCell == 9)
  }

  @Test("The first anchor of the small detector: center (0, 0), 22.63 × 11.31, three quarters of it over the border")
  func first() throws {
    let box = try #require(AnchorGenerator.small.anchors(on: .square(128)).first)
    #expect(isClose(box.xMin, 0 - 11.313708498984761))
    #expect(isClose(box.yMin, 0 - 5.656854249492381))
    #expect(isClose(box.xMax, 0 + 11.313708498984761))
    #expect(isClose(box.yMax, 0 + 5.656854249492381))
    #expect(isClose(box.clipped(to: .square(128)).area, box.area / 4))
  }

  @Test("Center: (i + ½) · stride, as in keras-retinanet, or i · stride, as in torchvision")
  func center() {
    var generator = AnchorGenerator(levels: [.init(stride: 8, baseSize: 8)], scales: [1], ratios: [1])
    let halfStride: [[Double]] = [
      [4, 4], [12, 4], [20, 4],
      [4, 12], [12, 12], [20, 12],
    ]
    #expect(generator.anchors(on: ImageSize(height: 16, width: 24)).map { [$0.centerX, $0.centerY] } == halfStride)
    generator.center = .corner
    let corner: [[Double]] = [
      [0, 0], [8, 0], [16, 0],
      [0, 8], [8, 8], [16, 8],
    ]
    #expect(generator.anchors(on: ImageSize(height: 16, width: 24)).map { [$0.centerX, $0.centerY] } == corner)
  }

  @Test("RetinaNet's anchors stand in the middle of the cell, the small detector's at its corner")
  func presets() {
    #expect(AnchorGenerator.paper.center == .halfStride)
    #expect(AnchorGenerator.small.center == .corner)
  }

  @Test("A 3×3 convolution of stride 2 and border 1 sees 2i - 1 to 2i + 1: cell i of every level looks at i · stride")
  func whereFeaturesLook() {
    let small = AnchorGenerator.small
    for (index, level) in small.levels.enumerated() {
      for cell in 0..<4 {
        var (first, last) = (cell, cell)
        // P3 is three such convolutions from the image, P7 seven.
        for _ in 0..<level.number { (first, last) = (2 * first - 1, 2 * last + 1) }
        let box = small.box(at: AnchorLocation(level: index, y: cell, x: cell, anchor: 0))
        #expect(isClose(Double(first + last) / 2, Double(cell * level.stride)), "\(level.name), cell \(cell)")
        #expect(abs(box.centerX - Double(first + last) / 2) < 1e-9, "\(level.name), cell \(cell)")
      }
    }
  }

  @Test("Order in a cell: ratio → scale as in torchvision, or scale → ratio as in detectron2")
  func order() {
    var generator = AnchorGenerator(levels: [.init(stride: 8, baseSize: 10)], scales: [1, 2], ratios: [0.25, 1, 4])
    let ratioMajor: [[Double]] = [
      [20, 5], [40, 10],  // ratio ¼
      [10, 10], [20, 20],  // ratio 1
      [5, 20], [10, 40],  // ratio 4
    ]
    #expect(generator.shapes(level: 0).map { [$0.width, $0.height] } == ratioMajor)
    generator.order = .scaleMajor
    let scaleMajor: [[Double]] = [
      [20, 5], [10, 10], [5, 20],  // scale 1
      [40, 10], [20, 20], [10, 40],  // scale 2
    ]
    #expect(generator.shapes(level: 0).map { [$0.width, $0.height] } == scaleMajor)
  }

  @Test("Both orders have the same anchors")
  func sameAnchors() {
    var other = AnchorGenerator.small
    other.order = .scaleMajor
    let (first, second) = (AnchorGenerator.small, other)
    // Compared outside #expect, which would print every anchor.
    let alone = Set(first.anchors(on: ImageSize(height: 40, width: 56)))
      .symmetricDifference(second.anchors(on: ImageSize(height: 40, width: 56)))
    #expect(alone.count == 0)
    #expect(first.shapes(level: 0) != second.shapes(level: 0))
  }

  @Test("Anchors of an image are those of its levels one after another")
  func levels() {
    let whole = AnchorGenerator.small.anchors(on: ImageSize(height: 100, width: 60))
    let parts = AnchorGenerator.small.levels.flatMap {
      var level = AnchorGenerator.small
      level.levels = [$0]
      return level.anchors(on: ImageSize(height: 100, width: 60))
    }
    #expect(whole.count == parts.count)
    let firstDifference = zip(whole, parts).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    #expect(firstDifference == nil)
  }

  @Test("One level, one scale, one ratio, one pixel: one anchor")
  func one() {
    let generator = AnchorGenerator(levels: [.init(stride: 4, baseSize: 6)], scales: [1], ratios: [1])
    #expect(
      generator.anchors(on: .square(1)) == [Box(xMin: -1, yMin: -1, xMax: 5, yMax: 5)])
  }
}
