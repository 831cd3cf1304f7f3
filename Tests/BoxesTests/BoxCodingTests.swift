// The codings of all systems side by side, and the slopes through their decoders.

import Boxes
import Foundation
import Randomness
import Testing
import _TestSupport

/// The codings in use, by the systems that use them.
enum Codings {
  static let plain = BoxCoding.center(CenterBoxCoder())  // the paper, torchvision, Detectron2
  static let inclusive = BoxCoding.center(CenterBoxCoder(pixels: .inclusive))  // Detectron
  static let bothSides = BoxCoding.center(CenterBoxCoder(clampSide: .bothSides))  // mmdetection
  static let corners = BoxCoding.corners(CornerBoxCoder(deviation: 0.2))  // keras-retinanet
  static let kerasIO = BoxCoding.center(CenterBoxCoder(weights: .standardized, clampSide: .none))
  static let yhenon = BoxCoding.center(CenterBoxCoder(weights: .standardized, clampSide: .none, minimumSize: 1))
  static let centers = [plain, inclusive, bothSides, kerasIO, yhenon]
  static let all = centers + [corners]
}

@Suite("Box codings of the systems")
struct BoxCodingTests {
  let hundred = Box(xMin: 0, yMin: 0, xMax: 100, yMax: 100)

  @Test(
    "For an anchor 0…100 the numbers (1, 0, 0, 0) are 100…200 in torchvision, 10…110 in yhenon's port, 20…100 corners")
  func worked() {
    let numbers = (1.0, 0.0, 0.0, 0.0)
    let decoded = { (coding: BoxCoding) in coding.decode(numbers, anchor: hundred) }
    for coding in [Codings.plain, Codings.bothSides] {
      #expect(decoded(coding) == Box(xMin: 100, yMin: 0, xMax: 200, yMax: 100))
    }
    for coding in [Codings.yhenon, Codings.kerasIO] {
      #expect(decoded(coding) == Box(xMin: 10, yMin: 0, xMax: 110, yMax: 100))
    }
    #expect(decoded(Codings.corners) == Box(xMin: 20, yMin: 0, xMax: 100, yMax: 100))
    // Pixels 0, 1, … 100 are 101: Detectron moves by as many.
    #expect(decoded(Codings.inclusive) == Box(xMin: 101, yMin: 0, xMax: 201, yMax: 100))
  }

  @Test("Detectron: widths + 1, center at x1 + w/2, decoded x2 = center + w/2 - 1")
  func inclusive() {
    let coder = CenterBoxCoder(pixels: .inclusive)
    let anchor = Box(xMin: 0, yMin: 0, xMax: 9, yMax: 19)  // 10 × 20
    let object = Box(xMin: 4, yMin: 0, xMax: 23, yMax: 9)  // 20 × 10
    let deltas = coder.encode(object, anchor: anchor)
    #expect(isClose(deltas.x, ((4 + 20.0 / 2) - (0 + 10.0 / 2)) / 10))
    #expect(isClose(deltas.y, ((0 + 10.0 / 2) - (0 + 20.0 / 2)) / 20))
    #expect(isClose(deltas.width, log(20.0 / 10)))
    #expect(isClose(deltas.height, log(10.0 / 20)))
    // Continuous, the same boxes are 9 × 19 and 19 × 9.
    #expect(isClose(CenterBoxCoder().encode(object, anchor: anchor).width, log(19.0 / 9)))
    let doubled = coder.decode(BoxDeltas(x: 0, y: 0, width: log(2), height: 0), anchor: anchor)
    expectClose(doubled, Box(xMin: 5 - 10, yMin: 0, xMax: 5 + 10 - 1, yMax: 19))
  }

  @Test("mmdetection clamps dw and dh at |ln(16/1000)| on both sides: a side never falls below 1/62.5 of the anchor's")
  func bothSides() {
    #expect(isClose(CenterBoxCoder.standardSizeClamp, abs(log(16.0 / 1000))))
    let numbers = (0.0, 0.0, -30.0, 30.0)
    let sizes = { (coding: BoxCoding) in
      let box = coding.decode(numbers, anchor: hundred)
      return (box.width, box.height)
    }
    // Not from below: the width is 100 e⁻³⁰, lost beside coordinates of 50.
    #expect(sizes(Codings.plain).0 < 1e-9 && isClose(sizes(Codings.plain).1, 6250))
    #expect(isClose(sizes(Codings.bothSides).0, 100 / 62.5) && isClose(sizes(Codings.bothSides).1, 6250))
    // Without a clamp, at weights of 5: e⁻⁶ and e⁶ anchor sizes.
    for coding in [Codings.yhenon, Codings.kerasIO] {
      #expect(isClose(sizes(coding).0, 100 * exp(-6)) && isClose(sizes(coding).1, 100 * exp(6)))
    }
  }

  @Test("Without a clamp a prediction of 5 000 makes an infinite box in yhenon's port and the Keras example")
  func unclamped() {
    for coding in Codings.centers {
      let box = coding.decode((0, 0, 5000, 0), anchor: hundred)
      #expect(box.width.isFinite == (coding != Codings.yhenon && coding != Codings.kerasIO), "\(coding)")
    }
  }

  @Test("yhenon's port encodes an object 0.25 px wide as if it were 1 px, about its own center")
  func minimumSize() {
    let anchor = Box(centerX: 50, centerY: 50, width: 1, height: 40)
    let thin = Box(centerX: 50, centerY: 50, width: 0.25, height: 40)
    #expect(Codings.yhenon.encode(thin, anchor: anchor) == (0, 0, 0, 0))
    #expect(isClose(Codings.kerasIO.encode(thin, anchor: anchor).2, 5 * log(0.25)))
  }

  @Test("Decoding what was encoded gives the box again, and four zeros the anchor", arguments: Codings.all)
  func roundTrip(coding: BoxCoding) {
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let anchor = randomBox(using: &generator)
      let box = randomBox(using: &generator)
      expectClose(coding.decode(coding.encode(box, anchor: anchor), anchor: anchor), box)
      expectClose(coding.decode((0, 0, 0, 0), anchor: anchor), anchor)
    }
  }

  @Test("The slope through the decoder is that of central differences", arguments: Codings.all)
  func gradient(coding: BoxCoding) {
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let anchor = randomBox(using: &generator)
      let weights = (0..<4).map { _ in generator.uniform(in: -1...1) }
      var numbers = (0..<4).map { _ in generator.uniform(in: -1...1) }
      // A weighted sum of the edges, whose slope by each edge is its weight.
      let sum = { (numbers: [Double]) in
        let box = coding.decode((numbers[0], numbers[1], numbers[2], numbers[3]), anchor: anchor)
        return weights[0] * box.xMin + weights[1] * box.yMin + weights[2] * box.xMax + weights[3] * box.yMax
      }
      let slope = coding.gradient(
        edges: (weights[0], weights[1], weights[2], weights[3]),
        numbers: (numbers[0], numbers[1], numbers[2], numbers[3]), anchor: anchor)
      for (index, received) in [slope.0, slope.1, slope.2, slope.3].enumerated() {
        let at = numbers[index]
        let expected = centralDifference(at: at) { moved in
          numbers[index] = moved
          defer { numbers[index] = at }
          return sum(numbers)
        }
        #expect(
          abs(received - expected) < 1e-6,
          "seed \(seed), \(coding), number \(index): received \(received), expected \(expected)")
      }
    }
  }

  @Test("The clamp stops the slope, on the sides it works on; exactly at the clamp it still passes, as in PyTorch")
  func clampedGradient() {
    let clamp = CenterBoxCoder.standardSizeClamp
    let slopes = { (side: CenterBoxCoder.ClampSide, ratio: Double) in
      BoxCoding.center(CenterBoxCoder(clampSide: side))
        .gradient(edges: (0, 0, 1, 0), numbers: (0, 0, ratio, 0), anchor: hundred).2
    }
    for side in CenterBoxCoder.ClampSide.allCases {
      #expect(isClose(slopes(side, clamp), 0.5 * 100 * 62.5))
      #expect((slopes(side, clamp.nextUp) == 0) == (side != .none))
      #expect(isClose(slopes(side, -clamp), 0.5 * 100 / 62.5))
      #expect((slopes(side, (-clamp).nextDown) == 0) == (side == .bothSides))
    }
  }

  @Test("A clamp or a smallest size below 0 is refused")
  func parameters() async {
    await #expect(processExitsWith: .failure) { _ = CenterBoxCoder(sizeClamp: -1) }
    await #expect(processExitsWith: .failure) { _ = CenterBoxCoder(minimumSize: -1) }
  }

  private func expectClose(_ box: Box, _ expected: Box) {
    let error = largestDeviation(
      [box.xMin, box.yMin, box.xMax, box.yMax],
      from: [expected.xMin, expected.yMin, expected.xMax, expected.yMax], scale: 1)
    #expect(error < 1e-9, "received \(box), expected \(expected)")
  }
}
