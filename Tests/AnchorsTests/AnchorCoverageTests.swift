import Anchors
import Boxes
import Randomness
import Testing
import _TestSupport

@Suite("Anchor coverage")
struct AnchorCoverageTests {
  /// Objects of all sizes anywhere, some partly outside the image.
  static func scene(seed: UInt64, count: Int = 40, height: Int = 160, width: Int = 224) -> ImageObjects {
    var generator = SeededGenerator(seed: seed)
    let objects = (0..<count).map { _ in
      Box(
        centerX: generator.uniform(in: 0...Double(width)), centerY: generator.uniform(in: 0...Double(height)),
        width: generator.uniform(in: 2...150), height: generator.uniform(in: 2...150))
    }
    return ImageObjects(size: ImageSize(height: height, width: width), objects: objects)
  }

  @Test("An object with an edge that is no number is covered by nothing, however coverage is computed")
  func notANumber() {
    let generator = AnchorGenerator.small
    for edge in [\Box.xMin, \Box.yMin, \Box.xMax, \Box.yMax] {
      var object = Box(xMin: 20, yMin: 20, xMax: 52, yMax: 52)
      object[keyPath: edge] = .nan
      let best = generator.bestAnchor(for: object, on: .square(128))
      #expect(best.index == nil && best.iou == 0)
      let images = [ImageObjects(size: .square(128), objects: [object])]
      #expect(AnchorCoverage(generator, images: images).bestIoU == [0])
      let anchors = generator.anchors(on: .square(128))
      #expect(AnchorCoverage(anchors: anchors, objects: [object]).bestIoU == [0])
    }
  }

  @Test(
    "The nearest cell holds the best anchor: the short way agrees with comparing every pair",
    arguments: 0..<20 as Range<UInt64>)
  func shortWay(seed: UInt64) {
    let scene = Self.scene(seed: seed)
    for center in AnchorGenerator.Center.allCases {
      var generator = AnchorGenerator.small
      generator.center = center
      let anchors = generator.anchors(on: scene.size)
      let definition = AnchorCoverage(anchors: anchors, objects: scene.objects)
      let short = AnchorCoverage(generator, images: [scene])
      for (index, (a, b)) in zip(definition.bestIoU, short.bestIoU).enumerated() {
        #expect(isClose(a, b, relative: 1e-12), "seed \(seed), object \(index), \(center)")
      }
    }
  }

  @Test("The short way names the anchor of that IoU", arguments: 0..<5 as Range<UInt64>)
  func namesAnchor(seed: UInt64) throws {
    let scene = Self.scene(seed: seed)
    let generator = AnchorGenerator.small
    let anchors = generator.anchors(on: scene.size)
    for object in scene.objects {
      let best = generator.bestAnchor(for: object, on: scene.size)
      let index = try #require(best.index)
      #expect(anchors[index].iou(object) == best.iou)
    }
  }

  @Test("An object far outside the image overlaps no anchor: index nil, IoU 0")
  func outside() {
    let object = Box(centerX: 5_000, centerY: 64, width: 20, height: 20)
    let best = AnchorGenerator.small.bestAnchor(for: object, on: .square(128))
    #expect(best.index == nil && best.iou == 0)
  }

  @Test("No objects: no mean and no share, rather than 0")
  func none() {
    let coverage = AnchorCoverage(.small, images: [])
    #expect(coverage.meanBestIoU == nil)
    #expect(coverage.share() == nil)
  }

  @Test("No anchors: every object has 0")
  func noAnchors() {
    let coverage = AnchorCoverage(anchors: [], objects: [Box(xMin: 0, yMin: 0, xMax: 4, yMax: 4)])
    #expect(coverage.bestIoU == [0])
    #expect(coverage.share() == 0)
  }

  @Test("Two objects, IoU 1 and 1/4 with the one anchor: mean 5/8, half of them reach 0.5, all reach 0.25")
  func two() {
    let anchor = Box(xMin: 0, yMin: 0, xMax: 8, yMax: 8)
    let coverage = AnchorCoverage(anchors: [anchor], objects: [anchor, Box(xMin: 0, yMin: 0, xMax: 4, yMax: 4)])
    #expect(coverage.bestIoU == [1, 0.25])
    #expect(coverage.meanBestIoU == 0.625)
    #expect(coverage.share() == 0.5)
    #expect(coverage.share(reaching: 0.25) == 1)
  }

  @Test("More anchors never cover less", arguments: 0..<5 as Range<UInt64>)
  func monotone(seed: UInt64) {
    let scene = Self.scene(seed: seed)
    var fewer = AnchorGenerator.small
    fewer.ratios = [1]
    let (less, more) = (AnchorCoverage(fewer, images: [scene]), AnchorCoverage(.small, images: [scene]))
    for (a, b) in zip(less.bestIoU, more.bestIoU) { #expect(a <= b + 1e-12) }
  }

  @Test("Buckets divide the objects: counts add up, bounds belong to the larger bucket")
  func buckets() {
    let sides: [Double] = [10, 31.9, 32, 95.9, 96, 500]
    let objects = sides.map { Box(xMin: 0, yMin: 0, xMax: $0, yMax: $0) }
    let coverage = AnchorCoverage(anchors: objects, objects: objects)
    #expect(SizeBucket.coco.map { coverage.restricted(to: $0).objects.count } == [2, 2, 2])
    #expect(coverage.restricted(to: SizeBucket.coco[1]).objects == [objects[2], objects[3]])
  }

  @Test("Crowds are not counted: they are never matched")
  func crowds() {
    let box = Box(xMin: 0, yMin: 0, xMax: 16, yMax: 16)
    let objects = [LabeledBox(box: box, label: 0), LabeledBox(box: box, label: 0, isCrowd: true)]
    #expect(ImageObjects(size: .square(32), objects: objects).objects == [box])
  }

  @Test("The table: a dash where a bucket is empty")
  func table() {
    let anchor = Box(xMin: 0, yMin: 0, xMax: 8, yMax: 8)
    let coverage = AnchorCoverage(anchors: [anchor], objects: [anchor, Box(xMin: 0, yMin: 0, xMax: 40, yMax: 40)])
    #expect(
      coverage.table() == """
        objects  count  mean best IoU  best IoU ≥ 0.50
        small        1          1.000          100.0 %
        medium       1          0.040            0.0 %
        large        0              –                –
        all          2          0.520           50.0 %
        """)
  }
}
