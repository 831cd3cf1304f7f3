// The +1 of older systems.

import Boxes
import Testing
import _TestSupport

@Suite("Pixel conventions")
struct PixelConventionTests {
  let first = Box(xMin: 0, yMin: 0, xMax: 9, yMax: 0)
  let second = Box(xMin: 5, yMin: 0, xMax: 14, yMax: 0)

  @Test("Ten pixels and ten pixels share five of fifteen: 0.3333; as lengths, 4 of 14: 0.2857")
  func worked() {
    #expect(isClose(first.iou(second, .inclusive), 5.0 / 15))
    let tall = { (box: Box) in Box(xMin: box.xMin, yMin: 0, xMax: box.xMax, yMax: 1) }
    #expect(isClose(tall(first).iou(tall(second), .continuous), 4.0 / 14))
    #expect(first.iou(second, .continuous) == 0)  // a row of height 0 has no area
  }

  @Test("Continuous is what Box does without a convention; inclusive adds one to each side")
  func sides() {
    let box = Box(xMin: 2, yMin: 3, xMax: 12, yMax: 8)
    #expect([box.width(.continuous), box.height(.continuous), box.area(.continuous)] == [10, 5, 50])
    #expect([box.width(.inclusive), box.height(.inclusive), box.area(.inclusive)] == [11, 6, 66])
    #expect(box.iou(second, .continuous) == box.iou(second))
    #expect(box.iou(box, .inclusive) == 1)
  }

  @Test("Boxes that lie a whole pixel apart share nothing by either convention")
  func apart() {
    let left = Box(xMin: 0, yMin: 0, xMax: 4, yMax: 4)
    #expect(left.iou(Box(xMin: 5, yMin: 0, xMax: 9, yMax: 4), .inclusive) == 0)
    #expect(left.iou(Box(xMin: 4, yMin: 0, xMax: 9, yMax: 4), .continuous) == 0)
    #expect(isClose(left.iou(Box(xMin: 4, yMin: 0, xMax: 9, yMax: 4), .inclusive), 5.0 / (25 + 30 - 5)))
  }
}
