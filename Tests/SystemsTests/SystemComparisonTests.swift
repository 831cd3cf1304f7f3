// One scene through all systems: numbers that follow from the rules, and that the text says what the numbers are.

import Boxes
import Detector
import Losses
import Systems
import Testing
import _TestSupport

@Suite("Systems compared on one scene")
struct SystemComparisonTests {
  let toy = SystemComparison.toy()

  private func view(_ system: ReferenceSystem, _ comparison: SystemComparison? = nil) throws -> SystemComparison.View {
    try #require((comparison ?? toy).views.first { $0.conventions.system == system })
  }

  @Test("An object without a positive anchor is never found, and one with one is found where it is")
  func found() {
    for view in toy.views {
      let name = view.conventions.system.name
      #expect(view.detections.count == view.learnt.count, "\(name)")
      for object in view.learnt.map({ toy.objects[$0] }) {
        let nearest = view.detections.filter { $0.label == object.label }.map { $0.box.iou(object.box) }.max() ?? 0
        #expect(nearest > 1 - 1e-9, "\(name), \(object)")
      }
    }
  }

  @Test("The losses before training follow from counts: positives · 1.128381825 + silent outputs · 7.53775189e-7")
  func losses() throws {
    let view = try view(.kerasRetinaNet)
    let (positives, negatives) = (Double(view.matches.positiveCount), Double(view.matches.negativeCount))
    let sum = positives * 1.128381825 + (2 * positives + 3 * negatives) * 7.53775189e-7
    #expect(isClose(view.classification, sum / positives, relative: 1e-8))
    // Smooth L1 of targets, against outputs of 0.
    let targets = view.anchors.indices.compactMap { index -> (Double, Double, Double, Double)? in
      guard case .positive(let object) = view.matches.assignments[index] else { return nil }
      return view.conventions.coding.encode(toy.objects[object].box, anchor: view.anchors[index])
    }
    let loss = SmoothL1(sigma: 3)
    let box = targets.reduce(0.0) {
      $0 + loss.value($1.0) + loss.value($1.1) + loss.value($1.2) + loss.value($1.3)
    }
    #expect(isClose(view.box, box / positives))
    #expect(view.total == view.classification + view.box)
  }

  @Test("mmdetection's defect takes anchors from the object that fits them better; without it no one takes them")
  func defect() throws {
    let with = try view(.mmdetection, .toy(reproducingDefects: true))
    let without = try view(.mmdetection)
    let taken = with.matches.positives(ofObject: 5)
    #expect(!taken.isEmpty && without.matches.positives(ofObject: 5).isEmpty)
    for anchor in taken {
      #expect(with.anchors[anchor].iou(toy.objects[4].box) > with.anchors[anchor].iou(toy.objects[5].box))
    }
  }

  @Test("Pieces on which all compared systems agree are no differences; for one system there are none")
  func agreement() {
    let one = SystemComparison(
      objects: SystemComparison.toyObjects, size: ImageSize(height: 240, width: 320), classes: 3,
      systems: [.torchvision])
    #expect(one.differences.isEmpty)
    let two = SystemComparison(
      objects: SystemComparison.toyObjects, size: ImageSize(height: 240, width: 320), classes: 3,
      systems: [.paper, .yhenon])
    #expect(
      two.differences.map(\.piece) == [
        "Order in a cell", "Four numbers", "Box loss", "Losses divided by", "Detections of an image",
      ])
  }

  @Test("A sentence names the rarest choice first and ends with all others and what it changes")
  func sentences() throws {
    let p6 = try #require(toy.differences.first { $0.piece == "P6" })
    #expect(
      p6.sentence
        == "P6: from P5 (torchvision); from C5 (all others). C5 has more channels, so P6 has other weights.")
    let exact = try #require(toy.differences.first { $0.piece == "IoU of exactly 0.4" })
    #expect(exact.sentence.hasPrefix("IoU of exactly 0.4: negative (keras-retinanet); ignored (all others)."))
    #expect(toy.differences.count == 15)
    for difference in toy.differences { #expect(toy.text.contains("- \(difference.sentence)")) }
  }

  @Test("The text has a row for each system in each table")
  func text() {
    for system in ReferenceSystem.allCases {
      let rows = toy.text.split(separator: "\n").filter { $0.hasPrefix("\(system.rawValue) ") }
      #expect(rows.count == 5, "\(system.rawValue)")
    }
  }

  @Test("Half the anchors' sizes on half the scene is the same comparison where nothing is rounded")
  func scale() throws {
    let half = SystemComparison.toyObjects.map { object in
      let box = object.box
      return LabeledBox(
        box: Box(xMin: box.xMin / 2, yMin: box.yMin / 2, xMax: box.xMax / 2, yMax: box.yMax / 2), label: object.label)
    }
    let small = SystemComparison(objects: half, size: ImageSize(height: 120, width: 160), classes: 3, sizeFactor: 0.5)
    // Strides stay, so there are fewer anchors; the best of each object fit at most as well.
    for (view, whole) in zip(small.views, toy.views) where view.conventions.anchors.rounding == .none {
      #expect(view.anchors.count < whole.anchors.count)
    }
    #expect(try view(.paper, small).conventions.anchors.levels[0].baseSize == 16)
  }

  @Test("An image without objects: all negative, no box loss, nothing found")
  func empty() {
    let comparison = SystemComparison(objects: [], size: .square(64), classes: 1)
    for view in comparison.views {
      #expect(view.matches.positiveCount == 0 && view.box == 0 && view.detections.isEmpty)
      #expect(view.classification > 0)
    }
  }
}
