import Anchors
import Boxes
import Randomness
import Testing
import _TestSupport

@Suite("Anchor shape")
struct AnchorShapeTests {
  @Test("Size 32 and ratio 2:1 is 22.63 wide and 45.25 high: 32 / √2 and 32 · √2")
  func tall() {
    let shape = AnchorShape(size: 32, ratio: 2)
    #expect(isClose(shape.width, 22.627416997969522))
    #expect(isClose(shape.height, 45.254833995939045))
  }

  @Test("The ratio is height / width, so 1:2 is wide (the Keras example divides the other way round)")
  func wide() {
    let shape = AnchorShape(size: 32, ratio: 0.5)
    #expect(shape.width > shape.height)
    #expect(isClose(shape.ratio, 0.5))
    #expect(isClose(shape.width / shape.height, 2))
  }

  @Test("The area is size² whatever the ratio", arguments: [0.1, 0.5, 1, 2, 7.5])
  func area(ratio: Double) {
    let shape = AnchorShape(size: 40, ratio: ratio)
    #expect(isClose(shape.area, 1_600))
    #expect(isClose(shape.size, 40))
    #expect(isClose(shape.ratio, ratio))
  }

  @Test("Shapes share a center: 4 × 2 and 2 × 4 overlap in 2 × 2, IoU 4 / (8 + 8 - 4)")
  func crossed() {
    #expect(isClose(AnchorShape(width: 4, height: 2).iou(AnchorShape(width: 2, height: 4)), 4.0 / 12))
  }

  @Test("Shapes without area have IoU 0, not NaN")
  func empty() {
    let point = AnchorShape(width: 0, height: 0)
    #expect(point.iou(point) == 0)
  }

  @Test(
    "IoU is symmetric, in 0…1, 1 with itself, and that of boxes with a common center",
    arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let shapes = (0..<2).map { _ in
      AnchorShape(width: generator.uniform(in: 1...90), height: generator.uniform(in: 1...90))
    }
    let iou = shapes[0].iou(shapes[1])
    #expect(iou == shapes[1].iou(shapes[0]))
    #expect(iou > 0 && iou <= 1)
    #expect(shapes[0].iou(shapes[0]) == 1)
    let boxes = shapes.map { Box(centerX: 50, centerY: 50, width: $0.width, height: $0.height) }
    #expect(isClose(iou, boxes[0].iou(boxes[1])))
  }
}
