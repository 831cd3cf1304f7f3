// What users of other systems ask about anchors, by the threads where they ask it.

import Anchors
import Boxes
import Randomness
import Systems
import Testing
import _TestSupport

@Suite("Questions about anchors in other systems' threads")
struct ReadersAnchorQuestionsTests {
  @Test(
    "keras-retinanet#276, box loss 0: objects of 30 px in 2000 px are 12 px at 800, where the best anchor has IoU 0.141"
  )
  func smallObjects() {
    let side = 30.0 * 800 / 2_000
    #expect(side == 12)
    let images = [
      ImageObjects(
        size: .square(800), objects: [Box(centerX: 404, centerY: 404, width: side, height: side)])
    ]
    let coverage = AnchorCoverage(.preset(.kerasRetinaNet), images: images)
    // It shares its center with a 32 × 32 anchor: 12² / 32².
    #expect(isClose(coverage.bestIoU[0], 144.0 / 1_024))
    #expect(coverage.share(reaching: 0.4) == 0)
    #expect(coverage.table().contains("\nsmall        1          0.141            0.0 %\n"))
  }

  @Test(
    "keras-retinanet#202: the smallest square that a 32 px anchor matches has a side of 22.6 px, at its very center")
  func smallestSquare() {
    let generator = AnchorGenerator.preset(.kerasRetinaNet)
    func best(_ side: Double) -> Double {
      let object = Box(centerX: 404, centerY: 404, width: side, height: side)
      return generator.bestAnchor(for: object, on: .square(800)).iou
    }
    #expect(rounds((0.5 * 32 * 32).squareRoot(), to: 22.6, digits: 1))
    #expect(best(22.6) < 0.5 && best(22.7) >= 0.5)
  }

  @Test(
    "keras-retinanet#555 and yhenon#221: no positive anchors for small objects: the coverage says so, and a fit repairs it"
  )
  func fitRepairs() throws {
    var random = SeededGenerator(seed: 555)
    let images = (0..<30).map { _ in
      let objects = (0..<4).map { _ in
        let side = random.uniform(in: 10...18)
        return Box(
          centerX: random.uniform(in: 20...236), centerY: random.uniform(in: 20...236), width: side, height: side)
      }
      return ImageObjects(size: .square(256), objects: objects)
    }
    for system in [ReferenceSystem.kerasRetinaNet, .yhenon] {
      let fit = try AnchorFit(
        .preset(system), images: images, method: .search(.init(objective: .share(reaching: 0.5))), using: &random)
      #expect(fit.before.share() == 0)
      #expect(try #require(fit.after.share()) > 0.8)
      #expect(fit.fitted.anchorsPerCell == 9)
    }
  }

  @Test(
    "pytorch/vision#2135 and #3246: sizes=((32, 64, 128, 256, 512),) is one level of five sizes: an error that shows the form"
  )
  func tupleOfTuples() {
    let strides = [8, 16, 32, 64, 128]
    let error = AnchorSizesError.groupsAreNotLevels(groups: [[32, 64, 128, 256, 512]], strides: strides)
    #expect(throws: error) { try AnchorGenerator(sizes: [[32, 64, 128, 256, 512]], strides: strides) }
    #expect(error.description.hasSuffix("Write one group a level: [[32.0], [64.0], [128.0], [256.0], [512.0]]."))
  }

  @Test(
    "yhenon#11: 275 256 anchors and 206 442 outputs at 800 × 1376 are 12 and 9 a cell; here heads ask anchorsPerCell")
  func headOfAnotherSize() {
    var generator = AnchorGenerator.preset(.yhenon)
    #expect(generator.locationCount(on: ImageSize(height: 800, width: 1_376)) == 22_938)
    #expect(generator.anchorsPerCell == 9)
    #expect(generator.anchorCount(on: ImageSize(height: 800, width: 1_376)) == 206_442)
    generator.ratios.append(3)
    #expect(generator.anchorsPerCell == 12)
    #expect(generator.anchorCount(on: ImageSize(height: 800, width: 1_376)) == 275_256)
  }

  @Test("keras-retinanet#174: 120 880 anchors against 67 995 outputs at 600 × 600 are 16 and 9 a cell")
  func moreRatiosAndScales() {
    var generator = AnchorGenerator.preset(.kerasRetinaNet)
    #expect(generator.anchorCount(on: .square(600)) == 67_995)
    generator.ratios = [0.4, 0.8, 1.2, 3]
    generator.scales = [1, 1.2, 1.4, 1.6]
    #expect(generator.anchorsPerCell == 16)
    #expect(generator.anchorCount(on: .square(600)) == 120_880)
  }

  @Test(
    "pytorch/vision#1765 and keras-retinanet#1073, the center: half a stride further in keras-retinanet than in torchvision"
  )
  func centerOffset() {
    let (keras, mmdetection) = (AnchorGenerator.preset(.kerasRetinaNet), AnchorGenerator.preset(.mmdetection))
    for (level, stride) in [8.0, 16, 32, 64, 128].enumerated() {
      let place = AnchorLocation(level: level, y: 1, x: 2, anchor: 4)
      let (there, here) = (keras.box(at: place), mmdetection.box(at: place))
      #expect(isClose(there.centerX - here.centerX, stride / 2) && isClose(there.centerY - here.centerY, stride / 2))
      #expect(isClose(there.width, here.width))
    }
    let place = AnchorLocation(level: 0, y: 0, x: 0, anchor: 4)
    #expect(abs(AnchorGenerator.preset(.torchvision).box(at: place).centerX) < 1e-12)
    #expect(isClose(keras.box(at: place).centerX, 4))
  }
}
