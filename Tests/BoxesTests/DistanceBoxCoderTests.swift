// Distances of a box's edges from an anchor's center as four numbers.

import Boxes
import Foundation
import Randomness
import Testing
import _TestSupport

@Suite("Coding by distances")
struct DistanceBoxCoderTests {
  let anchor = Box(xMin: 0, yMin: 0, xMax: 100, yMax: 60)
  let coder = DistanceBoxCoder()

  @Test("From the center (50, 30) the box 25…100 × 0…60 is ln ½ to the left and 0 elsewhere; four zeros are the anchor")
  func worked() {
    let numbers = coder.encode(Box(xMin: 25, yMin: 0, xMax: 100, yMax: 60), anchor: anchor)
    #expect(numbers == (log(0.5), 0, 0, 0))
    #expect(coder.decode((0, 0, 0, 0), anchor: anchor) == anchor)
  }

  @Test("Decoding what was encoded gives the box again, if it contains the center", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let box = Box(
      xMin: generator.uniform(in: -300...49), yMin: generator.uniform(in: -300...29),
      xMax: generator.uniform(in: 51...900), yMax: generator.uniform(in: 31...900))
    let again = coder.decode(coder.encode(box, anchor: anchor), anchor: anchor)
    #expect(
      abs(again.xMin - box.xMin) + abs(again.yMin - box.yMin) + abs(again.xMax - box.xMax) + abs(again.yMax - box.yMax)
        < 1e-9, "seed \(seed)")
  }

  @Test(
    "An edge on the center or beyond it is encoded as a hundredth of the half side; what is decoded is never inside out"
  )
  func beyond() {
    let numbers = coder.encode(Box(xMin: 50, yMin: 40, xMax: 80, yMax: 55), anchor: anchor)
    #expect(numbers.0 == log(0.01) && numbers.1 == log(0.01))
    let box = coder.decode((-1_000, -1_000, 1_000, 1_000), anchor: anchor)
    #expect(box.xMin <= 50 && isClose(box.xMax, 50 + 50 * 62.5) && isClose(box.yMax, 30 + 30 * 62.5))
  }

  @Test("The gradient is that of central differences, and 0 where the clamp cuts", arguments: 0..<10 as Range<UInt64>)
  func gradient(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let numbers = (0..<4).map { _ in generator.uniform(in: -2...2) }
    let edges = (0..<4).map { _ in generator.uniform(in: -1...1) }
    func function(_ numbers: [Double]) -> Double {
      let box = coder.decode((numbers[0], numbers[1], numbers[2], numbers[3]), anchor: anchor)
      return edges[0] * box.xMin + edges[1] * box.yMin + edges[2] * box.xMax + edges[3] * box.yMax
    }
    let slope = coder.gradient(
      edges: (edges[0], edges[1], edges[2], edges[3]), numbers: (numbers[0], numbers[1], numbers[2], numbers[3]),
      anchor: anchor)
    for (index, received) in [slope.0, slope.1, slope.2, slope.3].enumerated() {
      let expected = centralDifference(at: numbers[index]) { x in
        var moved = numbers
        moved[index] = x
        return function(moved)
      }
      #expect(isClose(received, expected, relative: 1e-6), "seed \(seed), number \(index)")
    }
    #expect(coder.gradient(edges: (1, 1, 1, 1), numbers: (5, 5, 5, 5), anchor: anchor) == (0, 0, 0, 0))
  }

  @Test("As a BoxCoding it is the same coding")
  func asCoding() {
    let box = Box(xMin: 10, yMin: 20, xMax: 70, yMax: 50)
    #expect(BoxCoding.distances(coder).encode(box, anchor: anchor) == coder.encode(box, anchor: anchor))
    #expect(
      BoxCoding.distances(coder).decode((1, 0, -1, 0), anchor: anchor) == coder.decode((1, 0, -1, 0), anchor: anchor))
  }

  @Test("A smallest distance of 0, or above 1, is refused")
  func refused() async {
    await #expect(processExitsWith: .failure) { _ = DistanceBoxCoder(smallest: 0) }
    await #expect(processExitsWith: .failure) { _ = DistanceBoxCoder(smallest: 1.5) }
  }
}

@Suite("Suppression as an open choice")
struct SuppressionChoiceTests {
  let detections = [
    Detection(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10), label: 0, score: 0.8),
    Detection(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 8), label: 0, score: 0.9),  // IoU 0.8
    Detection(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 9), label: 1, score: 0.7),
  ]

  @Test(
    "Hard drops the less sure of a class, class-agnostic that of another class too; the best first, at most the limit")
  func hard() {
    #expect(SuppressionRule.hard(NonMaximumSuppression()).remaining(detections) == [detections[1], detections[2]])
    #expect(SuppressionRule.hard(NonMaximumSuppression(perClass: false)).remaining(detections) == [detections[1]])
    #expect(SuppressionRule.hard(NonMaximumSuppression()).remaining(detections, limit: 1) == [detections[1]])
    #expect(SuppressionRule.hard(NonMaximumSuppression()).remaining([]).isEmpty)
  }

  @Test("Soft keeps it, with e^(-0.8² / 0.5) or 1 - 0.8 of its score")
  func soft() {
    let gaussian = SuppressionRule.soft(SoftNonMaximumSuppression()).remaining(detections)
    #expect(gaussian.map(\.label) == [0, 1, 0])
    #expect(isClose(gaussian[2].score, 0.8 * exp(-0.8 * 0.8 / 0.5)))
    let linear = SuppressionRule.soft(SoftNonMaximumSuppression(.linear(iouThreshold: 0.3))).remaining(detections)
    #expect(isClose(linear[2].score, 0.8 * (1 - 0.8)))
  }
}

@Suite("Target of an anchor")
struct AnchorTargetTests {
  @Test("Class k is k, a negative -1, an ignored anchor -2, and back", arguments: [-2, -1, 0, 1, 90] as [Int32])
  func codes(code: Int32) {
    #expect(AnchorTarget(code: code).code == code)
    #expect(AnchorTarget(code: code).isPositive == (code >= 0))
  }

  @Test("-3 is no code")
  func refused() async {
    await #expect(processExitsWith: .failure) { _ = AnchorTarget(code: -3) }
  }
}
