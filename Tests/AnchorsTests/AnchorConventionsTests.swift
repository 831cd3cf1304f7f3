import Anchors
import Boxes
import Testing
import _TestSupport

@Suite("What anchor generators disagree about")
struct AnchorConventionsTests {
  /// The anchors of every system, torchvision's with its defect and without.
  static let presets = [
    .paper, torchvision,
    variant(.corner, .ratioMajor, rounding: .corners, spacing: .imageOverGrid), variant(.corner, .scaleMajor),
    detectron,
    variant(.corner, .ratioMajor), kerasRetinaNet, kerasIO,
  ]

  static let torchvision = variant(.corner, .ratioMajor, rounding: .corners)
  static let kerasRetinaNet = variant(.halfStride, .ratioMajor)
  static let kerasIO = variant(.halfStride, .ratioMajor, ratio: .widthOverHeight)

  /// Detectron's: pixel centers, one cell's shapes rounded, last pixels counted.
  static let detectron = variant(.pixelCenter, .scaleMajor, rounding: .cells, pixels: .inclusive)

  private static func variant(
    _ center: AnchorGenerator.Center, _ order: AnchorGenerator.Order,
    ratio: AnchorGenerator.RatioMeaning = .heightOverWidth, rounding: AnchorGenerator.Rounding = .none,
    pixels: PixelConvention = .continuous, spacing: AnchorGenerator.Spacing = .stride
  ) -> AnchorGenerator {
    AnchorGenerator(
      levels: AnchorGenerator.paper.levels, center: center, order: order, ratioMeaning: ratio, rounding: rounding,
      pixels: pixels, spacing: spacing)
  }

  func sides(_ box: Box) -> [Double] { [box.xMin, box.yMin, box.xMax, box.yMax] }

  @Test("The center of the first cell of stride 8: 4, 0, or 3.5")
  func center() {
    var generator = AnchorGenerator(levels: [.init(stride: 8, baseSize: 8)], scales: [1], ratios: [1])
    let centers = AnchorGenerator.Center.allCases.map { center in
      generator.center = center
      return generator.box(at: AnchorLocation(level: 0, y: 0, x: 0, anchor: 0)).centerX
    }
    #expect(centers == [4, 0, 3.5])
  }

  @Test("A ratio of 2 is tall, or wide where it is width / height")
  func ratioMeaning() {
    var generator = AnchorGenerator(levels: [.init(stride: 8, baseSize: 8)], scales: [1], ratios: [4])
    #expect(generator.shapes(level: 0) == [AnchorShape(width: 4, height: 16)])
    generator.ratioMeaning = .widthOverHeight
    #expect(generator.shapes(level: 0) == [AnchorShape(width: 16, height: 4)])
  }

  @Test("The Keras example has keras-retinanet's anchors, the ratios in the other order")
  func kerasExample() {
    let (example, other) = (Self.kerasIO, Self.kerasRetinaNet)
    for (shape, same) in zip(example.shapes(level: 2), [6, 7, 8, 3, 4, 5, 0, 1, 2].map { other.shapes(level: 2)[$0] }) {
      #expect(isClose(shape.width, same.width, relative: 1e-15) && isClose(shape.height, same.height, relative: 1e-15))
    }
  }

  @Test("torchvision cuts 64 · 2^⅔ = 101.59 to 101 and rounds 50.5 to 50: 100 wide, not 102; and 203 to 204")
  func corners() {
    let shapes = (1...2).map { Self.torchvision.shapes(level: $0) }
    #expect(shapes[0][5] == AnchorShape(width: 100, height: 100))
    // 128 · 2^⅔ = 203.19 → 203, halves 101.5 → 102
    #expect(shapes[1][5] == AnchorShape(width: 204, height: 204))
  }

  @Test("torchvision's first anchor of P3 is 46 × 22, Detectron's 44 × 24, all others' 45.25 × 22.63")
  func firstShapes() {
    for generator in Self.presets where generator.ratioMeaning == .heightOverWidth {
      let shape = generator.shapes(level: 0)[0]
      switch generator.rounding {
      case .corners: #expect(shape == AnchorShape(width: 46, height: 22))
      case .cells: #expect(shape == AnchorShape(width: 44, height: 24))
      case .none: #expect(rounds(shape.width, to: 45.25, digits: 2) && rounds(shape.height, to: 22.63, digits: 2))
      }
    }
  }

  @Test("Detectron: 8 / √½ = 11.31 → 11, 11 · ½ = 5.5 → 6, times 4; its edges are the first and the last pixel")
  func cells() {
    let detectron = Self.detectron
    let box = detectron.box(at: AnchorLocation(level: 0, y: 0, x: 0, anchor: 0))
    #expect(sides(box) == [3.5 - 43.0 / 2, 3.5 - 23.0 / 2, 3.5 + 43.0 / 2, 3.5 + 23.0 / 2])
    #expect(box.width(.inclusive) == 11 * 4 && box.height(.inclusive) == 6 * 4)
    #expect(detectron.describe(AnchorLocation(level: 0, y: 2, x: 5, anchor: 0)) == "P3, row 2, column 5, 44 × 24 px")
  }

  @Test("A size cut to nothing has no sides and overlaps nothing")
  func nothing() {
    var generator = AnchorGenerator(
      levels: [.init(stride: 1, baseSize: 0.9)], scales: [1], ratios: [1], rounding: .corners)
    #expect(generator.shapes(level: 0) == [AnchorShape(width: 0, height: 0)])
    let object = Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1)
    let best = generator.bestAnchor(for: object, on: .square(4))
    #expect(best.index == nil && best.iou == 0)
    generator.rounding = .none
    #expect(isClose(generator.bestAnchor(for: object, on: .square(4)).iou, 0.81))
  }

  @Test("An object on the first and last pixels of a Detectron anchor has IoU 1 with it", arguments: [0, 4_000, 9_000])
  func inclusive(index: Int) {
    let detectron = Self.detectron
    let place = detectron.locate(anchor: index, on: .square(256))
    let object = detectron.box(at: place)
    let best = detectron.bestAnchor(for: object, on: .square(256))
    #expect(best.index == index && best.iou == 1)
    let images = [ImageObjects(size: .square(256), objects: [object])]
    #expect(AnchorCoverage(detectron, images: images).bestIoU == [1])
  }

  @Test(
    "In every preset the nearest cell holds the best anchor, and it is the anchor of that index",
    arguments: 0..<6 as Range<UInt64>)
  func bestAnchors(seed: UInt64) {
    let (height, width) = [(160, 224), (203, 317), (37, 411), (200, 336), (1, 1), (128, 128)][Int(seed)]
    let scene = AnchorCoverageTests.scene(seed: seed, count: 12, height: height, width: width)
    for generator in Self.presets {
      let anchors = generator.anchors(on: ImageSize(height: height, width: width))
      let definition = AnchorCoverage(anchors: anchors, objects: scene.objects, pixels: generator.pixels)
      let short = AnchorCoverage(generator, images: [scene])
      for (index, object) in scene.objects.enumerated() {
        let best = generator.bestAnchor(for: object, on: ImageSize(height: height, width: width))
        let isSame = isClose(definition.bestIoU[index], best.iou, relative: 1e-12) && short.bestIoU[index] == best.iou
        #expect(isSame, "seed \(seed), object \(index), \(generator)")
        if let anchor = best.index {
          #expect(anchors[anchor].iou(object, generator.pixels) == best.iou, "seed \(seed), object \(index)")
        } else {
          #expect(best.iou == 0)
        }
      }
    }
  }

  @Test(
    "In every preset index(of:) is the inverse of locate, box(at:) the entry of anchors, and shapes its size",
    arguments: [(128, 128), (100, 212), (1, 1)])
  func inverse(height: Int, width: Int) {
    for generator in Self.presets {
      let anchors = generator.anchors(on: ImageSize(height: height, width: width))
      // Every seventh: 7 and the 9 of a cell have no common divisor, so that all places of a cell are seen.
      let wrong = stride(from: 0, to: anchors.count, by: 7).first { index in
        let place = generator.locate(anchor: index, on: ImageSize(height: height, width: width))
        let box = generator.box(at: place, on: ImageSize(height: height, width: width))
        let shape = generator.shapes(level: place.level)[place.anchor]
        return generator.index(of: place, on: ImageSize(height: height, width: width)) != index || box != anchors[index]
          || (generator.spacing == .stride && generator.box(at: place) != box)
          || !isClose(box.width(generator.pixels), shape.width) || !isClose(box.height(generator.pixels), shape.height)
      }
      #expect(wrong == nil, "\(height) × \(width), \(generator)")
    }
  }

  @Test("In every preset the grids tell how far apart neighboring anchors stand")
  func spacing() {
    for generator in Self.presets {
      let anchors = generator.anchors(on: ImageSize(height: 200, width: 336))
      for grid in generator.grids(on: ImageSize(height: 200, width: 336)) {
        let first = anchors[grid.firstAnchor]
        let nextColumn = anchors[grid.firstAnchor + 9]
        let nextRow = anchors[grid.firstAnchor + 9 * grid.width]
        #expect(isClose(nextColumn.xMin - first.xMin, Double(grid.columnSpacing)))
        #expect(isClose(nextRow.yMin - first.yMin, Double(grid.rowSpacing)))
      }
    }
  }
}
