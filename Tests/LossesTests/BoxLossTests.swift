// The box loss of one positive anchor, by the four numbers that the head predicts.

import Boxes
import Foundation
import Losses
import Randomness
import Testing
import _TestSupport

/// The codings in use, by the systems that use them.
private enum Codings {
  static let plain = BoxCoding.center(CenterBoxCoder())  // the paper, torchvision, Detectron2
  static let inclusive = BoxCoding.center(CenterBoxCoder(pixels: .inclusive))  // Detectron
  static let standardized = BoxCoding.center(CenterBoxCoder(weights: .standardized, clampSide: .none))  // Keras, yhenon
  static let corners = BoxCoding.corners(CornerBoxCoder(deviation: 0.2))  // keras-retinanet
  static let all = [plain, inclusive, .center(CenterBoxCoder(clampSide: .bothSides)), standardized, corners]
}

@Suite("Box loss of an anchor")
struct BoxLossTests {
  let anchor = Box(xMin: 0, yMin: 0, xMax: 100, yMax: 100)
  static let losses: [BoxLoss] =
    [.smoothL1(.l1), .smoothL1(SmoothL1(beta: 0.11))] + IoULoss.Kind.allCases.map { .iou(IoULoss($0)) }

  @Test("An object 10 px to the right of a 100 px anchor costs 0.1 in torchvision and 0.5 in keras-retinanet's corners")
  func worked() {
    let object = Box(xMin: 10, yMin: 0, xMax: 110, yMax: 100)
    let cost = { (loss: SmoothL1, coding: BoxCoding) in
      BoxLoss.smoothL1(loss).value(
        prediction: (0, 0, 0, 0), target: BoxTarget(object: object, anchor: anchor, coding: coding))
    }
    #expect(isClose(cost(.l1, Codings.plain), 0.1))
    // The paper and Detectron, β = 0.11: 0.1² / 0.22; in pixels of the older convention 10 of 101.
    #expect(isClose(cost(SmoothL1(beta: 0.11), Codings.plain), 0.1 * 0.1 / 0.22))
    #expect(isClose(cost(SmoothL1(beta: 0.11), Codings.inclusive), 10.0 / 101 * (10.0 / 101) / 0.22))
    // yhenon and the Keras example, weights of 10: a difference of 1.
    #expect(isClose(cost(SmoothL1(sigma: 3), Codings.standardized), 1 - 1.0 / 18))
    #expect(isClose(cost(SmoothL1(beta: 1), Codings.standardized), 1 - 0.5))
    // keras-retinanet: both vertical edges move by 0.1 / 0.2.
    #expect(isClose(cost(SmoothL1(sigma: 3), Codings.corners), 2 * (0.5 - 1.0 / 18)))
    // GIoU: I = 90 · 100, U = 110 · 100 = |C|.
    let giou = BoxLoss.iou(IoULoss(.giou))
    let target = BoxTarget(object: object, anchor: anchor, coding: Codings.plain)
    #expect(isClose(giou.value(prediction: (0, 0, 0, 0), target: target), 1 - 90.0 / 110))
  }

  @Test("The right four numbers cost 0 and have gradient 0", arguments: Codings.all)
  func perfect(coding: BoxCoding) {
    // Its numbers, (0.5, 0, ln 2, 0) or corners (0, 0, 1, 0), are coded exactly.
    let object = Box(xMin: 0, yMin: 0, xMax: 200, yMax: 100)
    let target = BoxTarget(object: object, anchor: anchor, coding: coding)
    for loss in Self.losses {
      #expect(abs(loss.value(prediction: target.numbers, target: target)) < 1e-14)
      // An edge that rounding has put a hair beside the object's is on one side of the corner of the loss.
      if case .smoothL1 = loss { #expect(loss.gradient(prediction: target.numbers, target: target) == (0, 0, 0, 0)) }
    }
    let still = BoxTarget(object: anchor, anchor: anchor, coding: coding)
    for loss in Self.losses {
      let slope = loss.gradient(prediction: (0, 0, 0, 0), target: still)
      #expect([slope.0, slope.1, slope.2, slope.3].allSatisfy { abs($0) < 1e-13 }, "\(loss): \(slope)")
    }
  }

  @Test("The gradient is that of central differences through the decoder", arguments: Codings.all)
  func gradient(coding: BoxCoding) {
    for seed in 0..<10 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let (anchor, object) = (randomBox(using: &generator), randomBox(using: &generator))
      let target = BoxTarget(object: object, anchor: anchor, coding: coding)
      // CIoU's gradient leaves α out, so that it is not the slope of the value: see IoULossTests.
      for loss in Self.losses where loss != .iou(IoULoss(.ciou)) {
        var numbers = (0..<4).map { _ in generator.uniform(in: -0.5...0.5) }
        let slope = loss.gradient(prediction: (numbers[0], numbers[1], numbers[2], numbers[3]), target: target)
        for (index, received) in [slope.0, slope.1, slope.2, slope.3].enumerated() {
          let at = numbers[index]
          let expected = centralDifference(at: at, step: 1e-6) { moved in
            numbers[index] = moved
            defer { numbers[index] = at }
            return loss.value(prediction: (numbers[0], numbers[1], numbers[2], numbers[3]), target: target)
          }
          #expect(
            abs(received - expected) < 1e-6 * max(1, abs(expected)),
            "seed \(seed), \(coding), \(loss), number \(index): received \(received), expected \(expected)")
        }
      }
    }
  }

  @Test("Where the clamp cuts, an IoU loss has no slope by the size; smooth L1, which never decodes, has")
  func clamp() {
    let target = BoxTarget(object: anchor, anchor: anchor, coding: Codings.plain)
    let wild = (0.0, 0.0, 5.0, 5.0)
    #expect(BoxLoss.smoothL1(.l1).gradient(prediction: wild, target: target) == (0, 0, 1, 1))
    let slope = BoxLoss.iou(IoULoss(.giou)).gradient(prediction: wild, target: target)
    #expect(slope.2 == 0 && slope.3 == 0)
    let below = BoxLoss.iou(IoULoss(.giou)).gradient(prediction: (0, 0, 4, 4), target: target)
    #expect(below.2 > 0 && below.3 > 0)
  }
}
