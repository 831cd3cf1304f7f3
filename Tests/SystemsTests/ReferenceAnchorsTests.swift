import Anchors
import Boxes
import Systems
import Testing
import _TestSupport

@Suite("Anchors of the systems that readers come from")
struct ReferenceAnchorsTests {
  /// All that publish code.
  static let systems = ReferenceSystem.allCases.filter { $0 != .paper }

  @Test("Each preset is the list that the system itself makes, to the last bit of its float32", arguments: systems)
  func agrees(system: ReferenceSystem) throws {
    let fixture = try AnchorFixture(system)
    let deviation = fixture.deviation(of: .preset(system, reproducingDefects: true))
    // torchvision's are whole numbers. The others' were rounded once as shapes and once as boxes, each time by at most
    // 2⁻²⁴; keras-retinanet keeps float64 boxes, of float32 scales.
    let unit = system == .torchvision ? 0 : 0x1p-24
    #expect(deviation.cell <= unit, "\(fixture.title): \(deviation)")
    #expect(deviation.sample <= 2 * unit, "\(fixture.title): \(deviation)")
    #expect(deviation.sum <= unit, "\(fixture.title): \(deviation)")
  }

  @Test("Every system has the grids ⌈size / stride⌉, and torchvision's are its network's own", arguments: systems)
  func grids(system: ReferenceSystem) throws {
    let fixture = try AnchorFixture(system)
    let generator = AnchorGenerator.preset(system)
    #expect(fixture.images.count == 8)
    for image in fixture.images {
      let grids = generator.grids(on: image.size)
      #expect(grids.map { [$0.height, $0.width] } == image.levels.map(\.grid))
      #expect(grids.map(\.anchorCount) == image.levels.map(\.count))
    }
  }

  @Test("Without torchvision's defect its anchors are its own where 128 divides the image, and only there")
  func withoutDefect() throws {
    let sound = AnchorGenerator.preset(.torchvision)
    var fixture = try AnchorFixture(.torchvision)
    let all = fixture.images
    fixture.images = all.filter { $0.height % 128 == 0 && $0.width % 128 == 0 }
    #expect(fixture.images.map { [$0.height, $0.width] } == [[640, 640], [128, 128]])
    #expect(fixture.deviation(of: sound).sample == 0)
    fixture.images = all.filter { [$0.height, $0.width] == [800, 1_344] }
    #expect(fixture.deviation(of: sound).sample > 0.1)
  }

  @Test(
    "torchvision's defect on 800 × 1344: P6 cells stand 61 × 64 px apart, P7 cells 114 × 122, the last 84 and 60 px off"
  )
  func defect() throws {
    let (sound, defective) = (
      AnchorGenerator.preset(.torchvision), AnchorGenerator.preset(.torchvision, reproducingDefects: true)
    )
    let grids = defective.grids(on: ImageSize(height: 800, width: 1_344))
    #expect(
      grids.map { [$0.rowSpacing, $0.columnSpacing] } == [[8, 8], [16, 16], [32, 32], [61, 64], [114, 122]])
    let last = try #require(try AnchorFixture(.torchvision).images[0].levels[4].samples.last)
    let place = AnchorLocation(level: 4, y: 6, x: 10, anchor: 8)
    let box = defective.box(at: place, on: ImageSize(height: 800, width: 1_344))
    #expect([box.xMin, box.yMin, box.xMax, box.yMax] == Array(last.dropFirst()))
    let right = sound.box(at: place)
    #expect(right.yMin - box.yMin == 6 * (128 - 114))
    #expect(right.xMin - box.xMin == 10 * (128 - 122))
    #expect(
      defective.table(on: ImageSize(height: 800, width: 1_344)).contains("\nP7     114 × 122  512 645 812     7 × 11"))
  }

  @Test("Detectron's nine at stride 16 are those that its source quotes from Matlab, which counts pixels from 1")
  func detectronComment() {
    let generator = AnchorGenerator(
      levels: [.init(stride: 16, baseSize: 128)], scales: [1, 2, 4], center: .pixelCenter, order: .ratioMajor,
      rounding: .cells, pixels: .inclusive)
    let boxes = generator.anchors(on: .square(16)).map {
      [$0.xMin + 1, $0.yMin + 1, $0.xMax + 1, $0.yMax + 1]
    }
    let stated: [[Double]] = [
      [-83, -39, 100, 56], [-175, -87, 192, 104], [-359, -183, 376, 200],
      [-55, -55, 72, 72], [-119, -119, 136, 136], [-247, -247, 264, 264],
      [-35, -79, 52, 96], [-79, -167, 96, 184], [-167, -343, 184, 360],
    ]
    #expect(boxes == stated)
  }

  @Test(
    "Detectron2's own tests: sizes 32 and 64, ratios ¼, 1, 4 on two cells of stride 4, at the corner and in the middle")
  func detectron2Tests() {
    var generator = AnchorGenerator(
      levels: [.init(stride: 4, baseSize: 32)], scales: [1, 2], ratios: [0.25, 1, 4], center: .corner,
      order: .scaleMajor)
    let atCorner: [[Double]] = [
      [-32, -8, 32, 8], [-16, -16, 16, 16], [-8, -32, 8, 32],
      [-64, -16, 64, 16], [-32, -32, 32, 32], [-16, -64, 16, 64],
      [-28, -8, 36, 8], [-12, -16, 20, 16], [-4, -32, 12, 32],
      [-60, -16, 68, 16], [-28, -32, 36, 32], [-12, -64, 20, 64],
    ]
    func boxes() -> [[Double]] {
      generator.anchors(on: ImageSize(height: 4, width: 8)).map { [$0.xMin, $0.yMin, $0.xMax, $0.yMax] }
    }
    #expect(boxes() == atCorner)
    generator.center = .halfStride
    #expect(boxes() == atCorner.map { $0.map { $0 + 2 } })
  }

  @Test("keras-retinanet's own test: three levels on 64 × 64 with 4 ratios and 3 scales are 1 008 anchors")
  func kerasRetinaNetTest() {
    var generator = AnchorGenerator.preset(.kerasRetinaNet)
    generator.levels = Array(generator.levels.prefix(3))
    (generator.ratios, generator.scales) = ([0.5, 1, 2, 3], [1, 1.2, 1.6])
    let cells = 8 * 8 + 4 * 4 + 2 * 2
    #expect(cells * 12 == 1_008 && generator.anchors(on: .square(64)).count == 1_008)
  }

  @Test("The paper's anchors are Detectron's, in continuous pixels and without its rounding")
  func paper() {
    var detectron = AnchorGenerator.preset(.detectron)
    #expect(detectron != .paper)
    (detectron.center, detectron.rounding, detectron.pixels) = (.halfStride, .none, .continuous)
    #expect(detectron == .paper)
    #expect(AnchorGenerator.preset(.paper) == .paper)
  }

  @Test("Only torchvision's anchors have a defect, and on one image all have equally many")
  func defects() {
    for system in ReferenceSystem.allCases {
      let (sound, other) = (AnchorGenerator.preset(system), AnchorGenerator.preset(system, reproducingDefects: true))
      #expect((sound == other) == (system != .torchvision), "\(system.name)")
      #expect(other.anchorCount(on: .square(800)) == 120_087, "\(system.name)")
    }
  }

  @Test("yhenon's preset is keras-retinanet's; the others differ from each other")
  func distinct() {
    let presets = ReferenceSystem.allCases.map { AnchorGenerator.preset($0) }
    #expect(AnchorGenerator.preset(.yhenon) == .preset(.kerasRetinaNet))
    #expect(Set(presets).count == presets.count - 1)
  }

  @Test("What the network sees of 800 × 1333: 800 × 1344, 896 × 1408, 832 × 1344, or 800 × 1333")
  func padded() throws {
    func size(_ system: ReferenceSystem) -> [Int] {
      let padded = system.padded(ImageSize(height: 800, width: 1_333))
      return [padded.height, padded.width]
    }
    for system in [ReferenceSystem.torchvision, .detectron2, .mmdetection] { #expect(size(system) == [800, 1_344]) }
    for system in [ReferenceSystem.paper, .detectron, .kerasIO] { #expect(size(system) == [896, 1_408]) }
    #expect(size(.yhenon) == [832, 1_344])
    #expect(size(.kerasRetinaNet) == [800, 1_333])
  }

  @Test("torchvision, Detectron2 and mmdetection fill up to multiples of 32, as they themselves do")
  func paddedAsThere() throws {
    for system in [ReferenceSystem.torchvision, .detectron2, .mmdetection] {
      let rows = try #require(try AnchorFixture(system).padded)
      #expect(rows.count == 8)
      for row in rows {
        let padded = system.padded(ImageSize(height: row[0], width: row[1]))
        #expect([padded.height, padded.width] == Array(row.dropFirst(2)), "\(system.name), \(row)")
      }
    }
  }
}
