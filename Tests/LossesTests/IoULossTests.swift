// The losses of whole boxes: worked by hand, then as laws, then where others divide by zero.

import Boxes
import Foundation
import Losses
import Randomness
import Testing
import _TestSupport

@Suite("IoU losses")
struct IoULossTests {
  let first = Box(xMin: 0, yMin: 0, xMax: 2, yMax: 2)
  let second = Box(xMin: 1, yMin: 1, xMax: 3, yMax: 3)

  private func value(_ kind: IoULoss.Kind, _ predicted: Box, _ object: Box) -> Double {
    IoULoss(kind).value(predicted: predicted, object: object)
  }

  @Test("Two 2 × 2 boxes that share one pixel cost IoU 6/7, GIoU 6/7 + 2/9, DIoU and CIoU 6/7 + 1/9")
  func worked() {
    //  A A .     I = 1, U = 4 + 4 - 1 = 7, C is 3 × 3
    //  A * B     the centers lie (1, 1) apart: ρ² = 2, c² = 3² + 3² = 18
    //  . B B     both are squares: v = 0
    #expect(isClose(value(.iou, first, second), 1 - 1.0 / 7))
    #expect(isClose(value(.logIoU, first, second), log(7)))
    #expect(isClose(value(.giou, first, second), 6.0 / 7 + (9.0 - 7) / 9))
    #expect(isClose(value(.diou, first, second), 6.0 / 7 + 2.0 / 18))
    #expect(isClose(value(.ciou, first, second), 6.0 / 7 + 2.0 / 18))
    #expect(rounds(value(.iou, first, second), to: 0.857143, digits: 6))
    #expect(rounds(value(.giou, first, second), to: 1.079365, digits: 6))
    #expect(rounds(value(.diou, first, second), to: 0.968254, digits: 6))
  }

  @Test("The same pair by hand: GIoU by the right edge is -6/49 - 1/9, by the left one -2/49 - 3/81")
  func workedGradient() {
    // By xMax: ∂I = shared height = 1, ∂(wh) = 2, ∂U = 2 - 1 = 1; the hull ends at the object: ∂C = 0.
    // ∂(I/U) = (1 · 7 - 1 · 1) / 49, ∂((C - U)/C) = -1/9.
    let byRight: Double = -(7.0 * 1 - 1 * 1) / 49
    #expect(isClose(IoULoss(.iou).gradient(predicted: first, object: second).2, byRight))
    #expect(isClose(IoULoss(.giou).gradient(predicted: first, object: second).2, byRight - 1.0 / 9))
    // By xMin, an outer edge: ∂I = 0, ∂U = -2, ∂C = -3. ∂(I/U) = 2/49, ∂((C - U)/C) = (-3 · 7 + 2 · 9) / 81.
    let byLeft: Double = -2.0 / 49
    let empty: Double = (2.0 * 9 - 3.0 * 7) / 81
    #expect(isClose(IoULoss(.iou).gradient(predicted: first, object: second).0, byLeft))
    #expect(isClose(IoULoss(.giou).gradient(predicted: first, object: second).0, byLeft + empty))
    // DIoU by xMin: ∂ρ² = x offset = -1, ∂c² = -2 · 3. ∂(ρ²/c²) = (-1 · 18 + 2 · 6) / 18².
    let distance: Double = (-1.0 * 18 + 2.0 * 6) / (18 * 18)
    #expect(isClose(IoULoss(.diou).gradient(predicted: first, object: second).0, byLeft + distance))
  }

  @Test("CIoU: a 4 × 2 prediction of a 2 × 2 object with the same center pays αv for its shape")
  func shape() {
    let wide = Box(centerX: 1, centerY: 1, width: 4, height: 2)
    let difference = .pi / 4 - atan(4.0 / 2)
    let v = 4 / (.pi * .pi) * difference * difference
    let alpha = v / (1 - 0.5 + v)
    #expect(wide.iou(first) == 0.5)
    #expect(isClose(value(.ciou, wide, first), 0.5 + alpha * v))
    // mmdetection charges for the shape only where the IoU is above a half.
    #expect(IoULoss(.ciou, shapeThreshold: 0.5).value(predicted: wide, object: first) == 0.5)
    #expect(isClose(IoULoss(.ciou, shapeThreshold: 0.49).value(predicted: wide, object: first), 0.5 + alpha * v))
  }

  @Test("A perfect prediction costs 0 and has gradient 0", arguments: IoULoss.Kind.allCases)
  func perfect(kind: IoULoss.Kind) {
    #expect(value(kind, second, second) == 0)
    expectZero(IoULoss(kind).gradient(predicted: second, object: second))
  }

  @Test("Boxes apart: IoU costs 1 and log IoU 13.8155 without a slope; the others pull from any distance")
  func apart() {
    let far = Box(xMin: 1000, yMin: 0, xMax: 1002, yMax: 2)
    #expect(value(.iou, first, far) == 1)
    #expect(isClose(value(.logIoU, first, far), -log(1e-6)))
    #expect(rounds(value(.logIoU, first, far), to: 13.8155, digits: 4))
    expectZero(IoULoss(.iou).gradient(predicted: first, object: far))
    expectZero(IoULoss(.logIoU).gradient(predicted: first, object: far))
    for kind in [IoULoss.Kind.giou, .diou, .ciou] {
      let slope = IoULoss(kind).gradient(predicted: first, object: far)
      #expect(slope.0 + slope.2 < 0, "\(kind): the box is pulled to the right")
      #expect(value(kind, first, far) > 1 && value(kind, first, far) < 2)
    }
  }

  @Test("Boxes that touch in an edge or a corner: IoU 0, finite everywhere", arguments: IoULoss.Kind.allCases)
  func touching(kind: IoULoss.Kind) {
    for other in [Box(xMin: 2, yMin: 0, xMax: 4, yMax: 2), Box(xMin: 2, yMin: 2, xMax: 4, yMax: 4)] {
      #expect(value(kind, first, other).isFinite)
      expectFinite(IoULoss(kind).gradient(predicted: first, object: other))
    }
  }

  @Test("Boxes without area, or inside out, give no NaN: torchvision's IoU of two points is 0/0")
  func degenerate() {
    let point = Box(xMin: 1, yMin: 1, xMax: 1, yMax: 1)
    let line = Box(xMin: 0, yMin: 1, xMax: 4, yMax: 1)
    let crossed = Box(xMin: 3, yMin: 3, xMax: 1, yMax: 1)
    let boxes = [point, line, crossed, first, Box(xMin: 9, yMin: 9, xMax: 9, yMax: 9)]
    for kind in IoULoss.Kind.allCases {
      for predicted in boxes {
        for object in boxes {
          #expect(value(kind, predicted, object) >= 0, "\(kind): \(predicted), \(object)")
          expectFinite(IoULoss(kind).gradient(predicted: predicted, object: object))
        }
      }
    }
    #expect(value(.iou, point, point) == 1)
    // A point beside an object: DIoU still says which way to go.
    let slope = IoULoss(.diou).gradient(predicted: point, object: Box(xMin: 5, yMin: 0, xMax: 7, yMax: 2))
    #expect(slope.0 + slope.2 < 0)
  }

  @Test("A box that is NaN costs NaN, not a plausible loss", arguments: [IoULoss.Kind.diou, .ciou])
  func notANumber(kind: IoULoss.Kind) {
    #expect(value(kind, Box(xMin: .nan, yMin: 0, xMax: 1, yMax: 1), first).isNaN)
  }

  // MARK: - Laws

  @Test("Bounds: 0 ≤ IoU ≤ 1, IoU ≤ GIoU, DIoU < 2, DIoU ≤ CIoU; symmetric", arguments: 0..<20 as Range<UInt64>)
  func bounds(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let (a, b) = (randomBox(using: &generator), randomBox(using: &generator))
      let iou = value(.iou, a, b)
      #expect((0...1).contains(iou))
      for kind in [IoULoss.Kind.giou, .diou] { #expect((iou..<2).contains(value(kind, a, b)), "\(kind) \(a) \(b)") }
      #expect(value(.ciou, a, b) >= value(.diou, a, b))
      for kind in IoULoss.Kind.allCases {
        #expect(isClose(value(kind, a, b), value(kind, b, a), relative: 1e-12), "\(kind) \(a) \(b)")
      }
    }
  }

  @Test("Unchanged when both boxes are moved or scaled together", arguments: 0..<20 as Range<UInt64>)
  func invariance(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (a, b) = (randomBox(using: &generator), randomBox(using: &generator))
    let shift = generator.uniform(in: -100...100)
    let factor = generator.uniform(in: 0.1...10)
    let moved = { (box: Box) in
      Box(
        xMin: (box.xMin + shift) * factor, yMin: (box.yMin - shift) * factor,
        xMax: (box.xMax + shift) * factor, yMax: (box.yMax - shift) * factor)
    }
    for kind in IoULoss.Kind.allCases {
      #expect(isClose(value(kind, moved(a), moved(b)), value(kind, a, b), relative: 1e-9), "\(kind)")
    }
  }

  @Test("The gradient is that of central differences, for CIoU with α held still", arguments: 0..<20 as Range<UInt64>)
  func centralDifferences(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (predicted, object) = (randomBox(using: &generator), randomBox(using: &generator))
    for kind in IoULoss.Kind.allCases {
      let slope = IoULoss(kind).gradient(predicted: predicted, object: object)
      for (edge, received) in [slope.0, slope.1, slope.2, slope.3].enumerated() {
        let expected = centralDifference(at: 0) { step in
          let moved = shifted(predicted, edge: edge, by: step)
          if kind != .ciou { return value(kind, moved, object) }
          // α at the middle, v beside it.
          let v = shapeTerm(moved, object)
          return value(.diou, moved, object) + alpha(predicted, object) * v
        }
        #expect(
          abs(received - expected) < 1e-8,
          "seed \(seed), \(kind), edge \(edge): received \(received), expected \(expected)")
      }
    }
  }

  @Test("A threshold of the shape term outside 0...1 is refused")
  func parameters() async {
    await #expect(processExitsWith: .failure) { _ = IoULoss(.ciou, shapeThreshold: 1.5) }
  }

  private func shapeTerm(_ predicted: Box, _ object: Box) -> Double {
    let difference = atan(object.width / object.height) - atan(predicted.width / predicted.height)
    return 4 / (.pi * .pi) * difference * difference
  }

  private func alpha(_ predicted: Box, _ object: Box) -> Double {
    let v = shapeTerm(predicted, object)
    return v / (1 - predicted.iou(object) + v)
  }

  private func shifted(_ box: Box, edge: Int, by step: Double) -> Box {
    var box = box
    switch edge {
    case 0: box.xMin += step
    case 1: box.yMin += step
    case 2: box.xMax += step
    default: box.yMax += step
    }
    return box
  }

  private func expectZero(_ slope: BoxNumbers) {
    #expect(max(abs(slope.0), abs(slope.1), abs(slope.2), abs(slope.3)) < 1e-15, "\(slope)")
  }

  private func expectFinite(_ slope: BoxNumbers) {
    let isFinite = [slope.0, slope.1, slope.2, slope.3].allSatisfy { $0.isFinite }
    #expect(isFinite, "\(slope)")
  }
}

/// A box of 1–60 px a side somewhere in a 100 × 100 image.
func randomBox(using generator: inout SeededGenerator) -> Box {
  Box(
    centerX: generator.uniform(in: 0...100), centerY: generator.uniform(in: 0...100),
    width: generator.uniform(in: 1...60), height: generator.uniform(in: 1...60))
}
