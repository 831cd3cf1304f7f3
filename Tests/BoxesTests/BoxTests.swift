// Boxes and their overlap: worked by hand, then as laws.

import Boxes
import Foundation
import Randomness
import Testing
import _TestSupport

@Suite("Box")
struct BoxTests {
  @Test("A box from 2 to 5 is 3 wide: coordinates are continuous, without +1")
  func size() {
    let box = Box(xMin: 2, yMin: 1, xMax: 5, yMax: 3)
    #expect(box.width == 5 - 2)
    #expect(box.height == 3 - 1)
    #expect(box.area == 3 * 2)
    #expect(box.centerX == 3.5)
    #expect(box.centerY == 2)
    #expect(Box(centerX: 3.5, centerY: 2, width: 3, height: 2) == box)
  }

  @Test("A box turned inside out has area 0")
  func insideOut() {
    #expect(Box(xMin: 5, yMin: 0, xMax: 2, yMax: 4).area == 0)
    #expect(Box(xMin: 5, yMin: 4, xMax: 2, yMax: 0).area == 0)
  }

  @Test("Two 2 × 2 boxes that share one pixel have IoU 1 / (4 + 4 - 1)")
  func workedIoU() {
    //  A A .
    //  A * B
    //  . B B
    let a = Box(xMin: 0, yMin: 0, xMax: 2, yMax: 2)
    let b = Box(xMin: 1, yMin: 1, xMax: 3, yMax: 3)
    #expect(a.intersectionArea(with: b) == 1)
    let expected: Double = 1 / (4 + 4 - 1)
    #expect(a.iou(b) == expected)
  }

  @Test("A box that lies in another has IoU (small area / large area)")
  func contained() {
    let small = Box(xMin: 1, yMin: 1, xMax: 2, yMax: 2)
    let large = Box(xMin: 0, yMin: 0, xMax: 4, yMax: 2)
    #expect(small.iou(large) == 1.0 / 8)
  }

  @Test("Boxes that touch in an edge or a corner have IoU 0, and so have distant ones")
  func touching() {
    let box = Box(xMin: 0, yMin: 0, xMax: 2, yMax: 2)
    #expect(box.iou(Box(xMin: 2, yMin: 0, xMax: 4, yMax: 2)) == 0)
    #expect(box.iou(Box(xMin: 2, yMin: 2, xMax: 4, yMax: 4)) == 0)
    #expect(box.iou(Box(xMin: 9, yMin: 9, xMax: 10, yMax: 10)) == 0)
    // Apart in x and in y: two negative overlaps must not multiply to a positive area.
    #expect(box.intersectionArea(with: Box(xMin: 9, yMin: 9, xMax: 10, yMax: 10)) == 0)
  }

  @Test("IoU of two zero-area boxes is 0, not torchvision's NaN")
  func zeroArea() {
    let point = Box(xMin: 1, yMin: 1, xMax: 1, yMax: 1)
    let line = Box(xMin: 0, yMin: 1, xMax: 4, yMax: 1)
    #expect(point.iou(point) == 0)
    #expect(point.iou(line) == 0)
    #expect(point.iou(Box(xMin: 0, yMin: 0, xMax: 2, yMax: 2)) == 0)
    #expect(point.shareInside(line) == 0)
  }

  @Test("With an edge that is no number there is no overlap, in either order and by either convention")
  func notANumber() {
    let box = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10)
    for edge in [\Box.xMin, \Box.yMin, \Box.xMax, \Box.yMax] {
      var other = Box(xMin: 2, yMin: 2, xMax: 9, yMax: 9)
      other[keyPath: edge] = .nan
      #expect(box.iou(other) == 0 && other.iou(box) == 0)
      #expect(box.iou(other, .inclusive) == 0 && other.iou(box, .inclusive) == 0)
      #expect(box.intersectionArea(with: other) == 0 && other.intersectionArea(with: box) == 0)
      #expect(box.shareInside(other) == 0 && other.shareInside(box) == 0)
    }
  }

  @Test("A person in a crowd has a small IoU with the crowd, but lies wholly in it")
  func crowd() {
    let person = Box(xMin: 10, yMin: 0, xMax: 20, yMax: 20)
    let crowd = Box(xMin: 0, yMin: 0, xMax: 100, yMax: 20)
    #expect(person.iou(crowd) == 200.0 / 2000)
    #expect(person.shareInside(crowd) == 1)
    #expect(crowd.shareInside(person) == 200.0 / 2000)
  }

  @Test("Clipping keeps the part in the image; a box wholly outside loses its area")
  func clipping() {
    let box = Box(xMin: -5, yMin: 10, xMax: 30, yMax: 90)
    let clipped = box.clipped(to: ImageSize(height: 60, width: 20))
    #expect(clipped == Box(xMin: 0, yMin: 10, xMax: 20, yMax: 60))
    #expect(clipped.clipped(to: ImageSize(height: 60, width: 20)) == clipped)
    #expect(Box(xMin: 25, yMin: 0, xMax: 40, yMax: 9).clipped(to: ImageSize(height: 60, width: 20)).area == 0)
  }

  @Test("A labeled box has its box's area unless the annotation has another")
  func labeledArea() {
    let box = Box(xMin: 0, yMin: 0, xMax: 4, yMax: 5)
    let plain = LabeledBox(box: box, label: 2)
    #expect(plain.area == 20)
    #expect(!plain.isCrowd)
    #expect(LabeledBox(box: box, label: 2, isCrowd: true, area: 12.5).area == 12.5)
  }

  @Test("Annotations and detections survive JSON")
  func codable() throws {
    let object = LabeledBox(box: Box(xMin: 0.1, yMin: 1, xMax: 4, yMax: 5), label: 2, area: 7)
    let found = Detection(box: object.box, label: 2, score: 0.3)
    #expect(try JSONDecoder().decode(LabeledBox.self, from: JSONEncoder().encode(object)) == object)
    #expect(try JSONDecoder().decode(Detection.self, from: JSONEncoder().encode(found)) == found)
  }

  // MARK: - Laws

  @Test("IoU is symmetric, lies in 0...1, and is exactly 1 with itself", arguments: 0..<20 as Range<UInt64>)
  func iouLaws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let a = randomBox(using: &generator)
      let b = randomBox(using: &generator)
      #expect(a.iou(b) == b.iou(a))
      #expect((0...1).contains(a.iou(b)))
      #expect(a.iou(a) == 1)
      #expect(a.intersectionArea(with: b) <= min(a.area, b.area))
      #expect((0...1).contains(a.shareInside(b)))
    }
  }

  @Test("IoU does not change when both boxes are moved or scaled together", arguments: 0..<20 as Range<UInt64>)
  func iouInvariance(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let a = randomBox(using: &generator)
    let b = Box(centerX: a.centerX + 3, centerY: a.centerY - 2, width: a.width, height: a.height * 1.5)
    let shift = generator.uniform(in: -100...100)
    let factor = generator.uniform(in: 0.1...10)
    let moved = { (box: Box) in
      Box(
        xMin: (box.xMin + shift) * factor, yMin: (box.yMin - shift) * factor,
        xMax: (box.xMax + shift) * factor, yMax: (box.yMax - shift) * factor)
    }
    #expect(isClose(moved(a).iou(moved(b)), a.iou(b), relative: 1e-9))
  }

  @Test("IoU falls steadily as one box slides off its copy")
  func iouMonotone() {
    let box = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10)
    let slid = (0...10).map { shift in
      box.iou(Box(xMin: Double(shift), yMin: 0, xMax: 10 + Double(shift), yMax: 10))
    }
    #expect(slid.first == 1)
    #expect(slid.last == 0)
    #expect(zip(slid, slid.dropFirst()).allSatisfy { $0 > $1 })
  }
}

/// A box of 1–60 px a side somewhere in a 100 × 100 image.
func randomBox(using generator: inout SeededGenerator) -> Box {
  Box(
    centerX: generator.uniform(in: 0...100), centerY: generator.uniform(in: 0...100),
    width: generator.uniform(in: 1...60), height: generator.uniform(in: 1...60))
}
