// Box coding: the standard form, what goes wrong without it, and keras-retinanet's corners.

import Boxes
import Foundation
import Randomness
import Testing
import _TestSupport

@Suite("Box coding")
struct CenterBoxCoderTests {
  let anchor = Box(centerX: 100, centerY: 200, width: 50, height: 40)
  let object = Box(centerX: 110, centerY: 190, width: 100, height: 20)

  @Test("Standard: tx = (Gx-Ax)/Aw, ty = (Gy-Ay)/Ah, tw = ln(Gw/Aw), th = ln(Gh/Ah)")
  func standard() {
    let deltas = CenterBoxCoder().encode(object, anchor: anchor)
    #expect(isClose(deltas.x, (110.0 - 100) / 50))
    #expect(isClose(deltas.y, (190.0 - 200) / 40))
    #expect(isClose(deltas.width, log(2)))
    #expect(isClose(deltas.height, -log(2)))
  }

  @Test("Dividing by Ax, Ay instead is wrong: the target would change with the object's place in the image")
  func dividingByPosition() {
    let shift = 100.0
    let movedAnchor = Box(centerX: 100 + shift, centerY: 200, width: 50, height: 40)
    let movedObject = Box(centerX: 110 + shift, centerY: 190, width: 100, height: 20)
    let wrong = (object.centerX - anchor.centerX) / anchor.centerX
    let movedWrong = (movedObject.centerX - movedAnchor.centerX) / movedAnchor.centerX
    #expect(wrong == 0.1)
    #expect(movedWrong == 0.05)
    #expect(isClose(CenterBoxCoder().encode(object, anchor: anchor).x, 0.2))
    #expect(isClose(CenterBoxCoder().encode(movedObject, anchor: movedAnchor).x, 0.2))
  }

  @Test("Weights (10, 10, 5, 5) are targets divided by deviations of 0.1, 0.1, 0.2, 0.2")
  func weights() {
    let deltas = CenterBoxCoder(weights: .standardized).encode(object, anchor: anchor)
    #expect(isClose(deltas.x, 0.2 / 0.1))
    #expect(isClose(deltas.y, -0.25 / 0.1))
    #expect(isClose(deltas.width, log(2) / 0.2))
    #expect(isClose(deltas.height, -log(2) / 0.2))
    #expect(CenterBoxCoder().weights == .unit)
  }

  @Test("Zero deltas decode to the anchor")
  func zeroDeltas() {
    let still = BoxDeltas(x: 0, y: 0, width: 0, height: 0)
    #expect(CenterBoxCoder().decode(still, anchor: anchor) == anchor)
    #expect(CenterBoxCoder(weights: .standardized).decode(still, anchor: anchor) == anchor)
  }

  @Test("dw and dh are clamped at ln(1000/16) = 4.135 from above: 62.5 times the anchor at most")
  func clamp() {
    #expect(rounds(CenterBoxCoder.standardSizeClamp, to: 4.135, digits: 3))
    #expect(isClose(CenterBoxCoder.standardSizeClamp, log(62.5)))
    let wild = BoxDeltas(x: 0, y: 0, width: 1000, height: 4.2)
    let box = CenterBoxCoder().decode(wild, anchor: anchor)
    #expect(isClose(box.width, 62.5 * 50))
    #expect(isClose(box.height, 62.5 * 40))
  }

  @Test("The clamp acts after the weight is divided out, and not from below")
  func clampPlace() {
    let coder = CenterBoxCoder(weights: .standardized)
    let box = coder.decode(BoxDeltas(x: 0, y: 0, width: 5 * 4, height: -5 * 6), anchor: anchor)
    #expect(isClose(box.width, 50 * exp(4)))
    #expect(isClose(box.height, 40 * exp(-6)))
  }

  @Test("Decoding what was encoded gives the box again", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let anchor = randomBox(using: &generator)
      let box = randomBox(using: &generator)
      for weights in [CenterBoxCoder.Weights.unit, .standardized] {
        let coder = CenterBoxCoder(weights: weights)
        expectSame(coder.decode(coder.encode(box, anchor: anchor), anchor: anchor), box)
      }
      let corners = CornerBoxCoder()
      expectSame(corners.decode(corners.encode(box, anchor: anchor), anchor: anchor), box)
    }
  }

  @Test("Deltas do not change when anchor and box are moved and scaled together", arguments: 0..<20 as Range<UInt64>)
  func invariance(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let anchor = randomBox(using: &generator)
    let box = randomBox(using: &generator)
    let moved = { (box: Box) in
      Box(xMin: box.xMin * 3 + 7, yMin: box.yMin * 3 - 5, xMax: box.xMax * 3 + 7, yMax: box.yMax * 3 - 5)
    }
    let before = CenterBoxCoder().encode(box, anchor: anchor)
    let after = CenterBoxCoder().encode(moved(box), anchor: moved(anchor))
    #expect(abs(before.x - after.x) < 1e-9)
    #expect(abs(before.y - after.y) < 1e-9)
    #expect(abs(before.width - after.width) < 1e-9)
    #expect(abs(before.height - after.height) < 1e-9)
  }

  @Test("keras-retinanet: corner differences as fractions of the anchor's size, mean 0 and std 0.2")
  func corners() {
    // The anchor is 75…125 × 180…220, the object 60…160 × 180…200.
    let deltas = CornerBoxCoder().encode(object, anchor: anchor)
    #expect(isClose(deltas.xMin, (60.0 - 75) / 50 / 0.2))
    #expect(deltas.yMin == 0)
    #expect(isClose(deltas.xMax, (160.0 - 125) / 50 / 0.2))
    #expect(isClose(deltas.yMax, (200.0 - 220) / 40 / 0.2))
  }

  @Test("Corner coding can turn a box inside out, center coding cannot")
  func insideOut() {
    let crossed = CornerDeltas(xMin: 4, yMin: 0, xMax: -4, yMax: 0)
    #expect(CornerBoxCoder().decode(crossed, anchor: anchor).width < 0)
    let narrow = BoxDeltas(x: 0, y: 0, width: -20, height: 0)
    #expect(CenterBoxCoder().decode(narrow, anchor: anchor).width > 0)
  }

  @Test("An anchor or an object without area is refused: ln 0 is no target")
  func withoutArea() async {
    await #expect(processExitsWith: .failure) {
      let box = Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1)
      _ = CenterBoxCoder().encode(Box(xMin: 0, yMin: 0, xMax: 0, yMax: 1), anchor: box)
    }
    await #expect(processExitsWith: .failure) {
      let box = Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1)
      _ = CenterBoxCoder().encode(box, anchor: Box(xMin: 0, yMin: 2, xMax: 1, yMax: 1))
    }
    await #expect(processExitsWith: .failure) { _ = CenterBoxCoder.Weights(x: 10, y: 10, width: 0, height: 5) }
  }

  private func expectSame(_ box: Box, _ expected: Box) {
    let error = max(
      abs(box.xMin - expected.xMin), abs(box.yMin - expected.yMin),
      abs(box.xMax - expected.xMax), abs(box.yMax - expected.yMax))
    #expect(error < 1e-9, "received \(box), expected \(expected)")
  }
}
