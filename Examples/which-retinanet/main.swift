// Eight systems call themselves RetinaNet. One scene through the conventions of each: what they agree on is little.

import Boxes
import Detector
import Lessons
import Systems
import Text

lesson("One scene through the conventions of eight systems: who learns what, at what loss.")

let toy = SystemComparison.toy()
show(toy.text.wrapped(columns: 100))

/// What a system makes of the scene.
func view(_ system: ReferenceSystem, in comparison: SystemComparison = toy) -> SystemComparison.View {
  for view in comparison.views where view.conventions.system == system { return view }
  preconditionFailure("every system is compared")
}

// The last of nine anchors in a cell has 51 × 51 · 2^(4/3) px; where it comes in the cell and where it is differ.
expect(toy.views.map(\.anchors.count), equals: [18_414, 15_354, 15_354, 18_414, 15_354, 14_454, 16_902, 18_414])
expect(view(.torchvision).anchors[0], equals: Box(xMin: -23, yMin: -11, xMax: 23, yMax: 11))
expect(view(.detectron).anchors[0], equals: Box(xMin: -18, yMin: -8, xMax: 25, yMax: 15))

// The bird of 21 × 21 px fits into anchors of 32 × 32: IoU 441 / 1024. The one of 10 × 10 px: 100 / 1024.
expect(view(.paper).matches.objectBestIoU[2], equals: 441.0 / 1_024)
expect(view(.paper).matches.objectBestIoU[3], equals: 100.0 / 1_024)
expect(view(.torchvision).learnt, equals: [0, 1, 2, 3, 4])
expect(view(.detectron2).learnt, equals: [0, 1, 2, 3, 4])
expect(view(.mmdetection).learnt, equals: [0, 1, 2, 3, 4])
expect(view(.detectron).learnt, equals: [0, 1, 2, 4])
for system: ReferenceSystem in [.paper, .kerasRetinaNet, .yhenon, .kerasIO] {
  expect(view(system).learnt, equals: [0, 1, 4])
}

// An IoU of exactly 0.4 is negative in keras-retinanet alone.
let exact = view(.paper).matches.bestIoU.indices.filter { view(.paper).matches.bestIoU[$0] == 0.4 }
expect(exact.count, equals: 2)
for anchor in exact { expect(view(.paper).matches.assignments[anchor], equals: .ignored) }
let there = view(.kerasRetinaNet).matches
for anchor in there.bestIoU.indices where there.bestIoU[anchor] == 0.4 {
  expect(there.assignments[anchor], equals: .negative)
}

// Before training a positive costs 1.128 and a negative next to nothing, so all begin near 1.13 but Detectron2, whose
// moving average begins at 100: with 88 positives it divides by 0.9 · 100 + 0.1 · 88 = 98.8.
let positives = Double(view(.detectron2).matches.positiveCount)
expect(positives, equals: 88)
expect(
  view(.detectron2).classification * (0.9 * 100 + 0.1 * positives) / positives,
  equals: view(.mmdetection).classification)
expect(view(.mmdetection).classification, roundsTo: 1.1288, digits: 4)
expect(view(.paper).box, roundsTo: 0.4633, digits: 4)
expect(view(.kerasIO).box, roundsTo: 2.7191, digits: 4)

// Who learns an object finds it.
for view in toy.views { expect(view.detections.count, equals: view.learnt.count) }

show("")
show("With their defects")
let defects = SystemComparison.toy(reproducingDefects: true)
let taken = view(.mmdetection, in: defects).matches.positives(ofObject: 5)
show("mmdetection moves \(taken.count) anchors from object 4, IoU ≥ 0.5, to object 5, IoU 0.33")
expect(taken.count, equals: 2)
for anchor in taken {
  expect(view(.mmdetection).matches.assignments[anchor], equals: .positive(object: 4))
  expect(view(.mmdetection, in: defects).anchors[anchor].iou(toy.objects[5].box), roundsTo: 0.33, digits: 2)
}
for system in ReferenceSystem.allCases where system != .mmdetection {
  expect(view(system, in: defects).learnt, equals: view(system).learnt)
}
