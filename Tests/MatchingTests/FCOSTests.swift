import Anchors
import Boxes
import Matching
import Randomness
import Testing
import _TestSupport

@Suite("FCOS: points instead of anchors")
struct FCOSTests {
  /// One level of stride 8 for every size.
  let one = FCOS(levels: [.init(stride: 8, lower: 0, upper: .infinity)])

  func object(_ xMin: Double, _ yMin: Double, _ xMax: Double, _ yMax: Double) -> LabeledBox {
    LabeledBox(box: Box(xMin: xMin, yMin: yMin, xMax: xMax, yMax: yMax), label: 0)
  }

  @Test(
    "The point (12, 12) in the box (4, 8, 36, 28) has l 8, t 4, r 24, b 16, on P3, and center-ness √(8/24 · 4/16) = 0.2887"
  )
  func byHand() throws {
    let point = FCOS.Point(x: 12, y: 12, level: 0)
    let matches = FCOS().match(points: [point], objects: [object(4, 8, 36, 28)])
    let target = try #require(matches.targets[0])
    #expect([target.left, target.top, target.right, target.bottom] == [8, 4, 24, 16])
    #expect(isClose(target.centerness, (1.0 / 3 * 1.0 / 4).squareRoot()))
    #expect((target.centerness * 10_000).rounded() == 2_887)
    #expect(target.box(at: point) == object(4, 8, 36, 28).box)
  }

  @Test("Center-ness is 1 in the middle, falls towards the edges, and is 0 on them and outside")
  func centerness() {
    let box = Box(xMin: 0, yMin: 0, xMax: 8, yMax: 8)
    let values = [4.0, 2, 1, 0, -1].map { FCOSTarget(point: .init(x: $0, y: 4, level: 0), box: box).centerness }
    #expect(values[0] == 1 && values[3] == 0 && values[4] == 0)
    #expect(isClose(values[1], (2.0 / 6).squareRoot()) && isClose(values[2], (1.0 / 7).squareRoot()))
  }

  @Test("Ten points in a row: those in the object are positive; with center sampling those within 1.5 strides")
  func row() {
    let points = one.points(on: ImageSize(height: 8, width: 80))
    #expect(points.map(\.x) == [4, 12, 20, 28, 36, 44, 52, 60, 68, 76])
    let objects = [object(8, 0, 40, 8)]  // center 24
    #expect(one.match(points: points, objects: objects).letters == "NPPPPNNNNN")
    let sampled = FCOS(levels: one.levels, centerSamplingRadius: 1.5)  // |x - 24| < 12
    #expect(sampled.match(points: points, objects: objects).letters == "NNPPNNNNNN")
    // The middle of a small object is the object: center 24, from 20 to 28.
    #expect(sampled.match(points: points, objects: [object(19, 0, 29, 8)]).letters == "NNPPNNNNNN")
  }

  @Test("A point on the object's edge is outside")
  func edge() {
    let points = one.points(on: ImageSize(height: 8, width: 40))
    #expect(one.match(points: points, objects: [object(12, 0, 28, 8)]).letters == "NNPNN")
  }

  @Test("Of several objects the smallest has the point; of equal area the first in the list takes it")
  func smallest() {
    let points = one.points(on: ImageSize(height: 8, width: 80))
    let nested = one.match(points: points, objects: [object(0, 0, 64, 8), object(24, 0, 40, 8)])
    #expect(nested.positives(ofObject: 0) == [0, 1, 2, 5, 6, 7])
    #expect(nested.positives(ofObject: 1) == [3, 4])
    let equal = one.match(points: points, objects: [object(0, 0, 32, 8), object(16, 0, 48, 8)])
    #expect(equal.positives(ofObject: 0) == [0, 1, 2, 3] && equal.positives(ofObject: 1) == [4, 5])
  }

  @Test("800 × 800 has 100² + 50² + 25² + 13² + 7² = 13 343 points, one for each location of RetinaNet's anchors")
  func count() {
    let points = FCOS().points(on: .square(800))
    #expect(points.count == 13_343)
    #expect(points.count == AnchorGenerator.paper.locationCount(on: .square(800)))
    #expect(points.first == FCOS.Point(x: 4, y: 4, level: 0) && points.last == FCOS.Point(x: 832, y: 832, level: 4))
  }

  @Test("The ranges of P3 … P7: 0–64, 64–128, 128–256, 256–512, 512–∞ px")
  func ranges() {
    #expect(FCOS.paperLevels.map(\.stride) == [8, 16, 32, 64, 128])
    #expect(FCOS.paperLevels.map(\.lower) == [0, 64, 128, 256, 512])
    #expect(FCOS.paperLevels.map(\.upper) == [64, 128, 256, 512, .infinity])
  }

  @Test("A largest distance of exactly 64 px is both P3's and P4's; 64.25 is P4's alone")
  func shared() {
    let points = (0..<5).map { FCOS.Point(x: 100, y: 100, level: $0) }
    #expect(FCOS().match(points: points, objects: [object(36, 90, 110, 110)]).letters == "PPNNN")
    #expect(FCOS().match(points: points, objects: [object(35.75, 90, 110, 110)]).letters == "NPNNN")
    #expect(FCOS().match(points: points, objects: [object(99, 90, 110, 110)]).letters == "PNNNN")
    #expect(FCOS().match(points: points, objects: [object(0, 0, 1_000, 110)]).letters == "NNNNP")
  }

  @Test("One sentence for each reason")
  func verdicts() {
    let levels = [FCOS.Level(stride: 8, lower: 0, upper: 20)]
    let crowd = LabeledBox(box: Box(xMin: 40, yMin: 0, xMax: 60, yMax: 8), label: 0, isCrowd: true)
    let objects = [
      object(0, 0, 16, 8), object(13, 0, 19, 8), object(0, 0, 80, 8), object(0, 0, 16, 8), crowd,
    ]
    let matcher = FCOS(levels: levels)
    let matches = matcher.match(points: matcher.points(on: ImageSize(height: 8, width: 40)), objects: objects)
    #expect(
      matches.objectVerdicts.map(\.sentence) == [
        "Object 0 is learnt by 2 points.",
        "Object 1 is not learnt: no point is in it, or near enough to its center.",
        "Object 2 is not learnt: 5 points in it are on levels for objects of another size.",
        "Object 3 is not learnt: objects as small or smaller have the 2 points that could learn it.",
        "Object 4 is a crowd and not matched.",
      ])
  }

  @Test("No objects, no points, an object without area")
  func edges() {
    let points = one.points(on: ImageSize(height: 8, width: 16))
    #expect(one.match(points: points, objects: []).letters == "NN")
    #expect(one.match(points: [], objects: [object(0, 0, 8, 8)]).verdict(object: 0).reason == .noPointInside)
    #expect(one.match(points: points, objects: [object(4, 0, 4, 8)]).letters == "NN")
  }

  @Test("The target of a positive point gives its object again", arguments: 0..<10 as Range<UInt64>)
  func laws(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let objects = randomBoxes(6, using: &generator).map { LabeledBox(box: $0, label: 0) }
    let matcher = FCOS(centerSamplingRadius: seed % 2 == 0 ? nil : 1.5)
    let points = matcher.points(on: .square(100))
    let matches = matcher.match(points: points, objects: objects)
    for (index, assignment) in matches.assignments.enumerated() {
      #expect((matches.targets[index] == nil) == (assignment == .negative))
      guard case .positive(let object) = assignment, let target = matches.targets[index] else { continue }
      #expect(target.shortest > 0 && target.centerness > 0 && target.centerness <= 1, "seed \(seed)")
      let (box, found) = (objects[object].box, target.box(at: points[index]))
      #expect(abs(box.xMin - found.xMin) < 1e-12 && abs(box.yMax - found.yMax) < 1e-12, "seed \(seed)")
    }
  }
}
