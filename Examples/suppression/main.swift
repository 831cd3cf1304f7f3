// Many detections of one object, and which of them survive: per class or not, hard or soft,
// and the two details in which older systems differ, the threshold itself and the last pixel.

import Boxes
import Foundation
import Lessons

lesson("Which of many detections stay: per class or not, hard or soft, at the threshold, with the +1.")

/// Prints which of some named detections a suppression keeps.
func showKept(
  _ title: String, _ suppression: NonMaximumSuppression, _ named: [(name: String, detection: Detection)],
  expected: [Int], line: Int = #line
) {
  let kept = suppression.kept(named.map(\.detection))
  show(title, kept.map { named[$0].name }.joined(separator: ", "), line: line)
  expect(kept, equals: expected, line: line)
}

// MARK: - One object, two classes

let animals = [
  (name: "dog", detection: Detection(box: Box(xMin: 0, yMin: 0, xMax: 100, yMax: 100), label: 0, score: 0.6)),
  (name: "dog again", detection: Detection(box: Box(xMin: 25, yMin: 0, xMax: 125, yMax: 100), label: 0, score: 0.58)),
  (name: "wolf", detection: Detection(box: Box(xMin: 10, yMin: 0, xMax: 110, yMax: 100), label: 1, score: 0.55)),
  (name: "far wolf", detection: Detection(box: Box(xMin: 300, yMin: 0, xMax: 400, yMax: 100), label: 1, score: 0.3)),
]
let first = animals[0].detection.box

show("One animal found as a dog, twice, and as a wolf; another far away")
show("IoU of dog and dog again, 75 / 125", first.iou(animals[1].detection.box))
show("IoU of dog and wolf, 90 / 110", first.iou(animals[2].detection.box), digits: 4)
expect(first.iou(animals[1].detection.box), equals: 75.0 / 125)
expect(first.iou(animals[2].detection.box), equals: 90.0 / 110)
showKept("per class, as RetinaNets do", NonMaximumSuppression(), animals, expected: [0, 2, 3])
showKept("over all classes", NonMaximumSuppression(perClass: false), animals, expected: [0, 3])
show("Dog and wolf are one animal with two labels: K sigmoids may both be sure (asked in keras-retinanet#466).")
show("Over all classes the surer label stays. It would take a cup from its saucer, too.")

// MARK: - Hard and soft

let people = [
  (name: "front", detection: Detection(box: Box(xMin: 0, yMin: 0, xMax: 40, yMax: 100), label: 0, score: 0.9)),
  (name: "behind", detection: Detection(box: Box(xMin: 10, yMin: 0, xMax: 50, yMax: 100), label: 0, score: 0.8)),
  (name: "apart", detection: Detection(box: Box(xMin: 90, yMin: 0, xMax: 130, yMax: 100), label: 0, score: 0.5)),
]

show("")
show("Two people, one half behind the other, and a third apart")
let overlap = people[0].detection.box.iou(people[1].detection.box)
show("IoU of front and behind, 30 / 50", overlap)
expect(overlap, equals: 30.0 / 50)
showKept("hard, at 0.5", NonMaximumSuppression(), people, expected: [0, 2])

let linear = SoftNonMaximumSuppression(.linear(iouThreshold: 0.3)).rescored(people.map(\.detection))
let gaussian = SoftNonMaximumSuppression(.gaussian(sigma: 0.5)).rescored(people.map(\.detection))

/// The detections' names and new scores, the surest first.
func scores(_ rescored: [Detection]) -> String {
  rescored.map { detection in
    let name = people.first { $0.detection.box == detection.box }?.name ?? ""
    return "\(name) \(significant(detection.score, digits: 3))"
  }.joined(separator: ", ")
}

show("soft, linear: 0.8 · (1 - 0.6)", scores(linear))
show("soft, Gaussian: 0.8 · e^(-0.6² / 0.5)", scores(gaussian))
expect(linear.map(\.score), equals: [0.9, 0.5, 0.8 * (1 - 0.6)])
expect(gaussian[2].score, equals: 0.8 * exp(-0.6 * 0.6 / 0.5))
show("Hard suppression loses the person behind for ever; soft keeps them, behind the third in rank.")

// MARK: - Exactly at the threshold

let halves = [
  (name: "whole", detection: Detection(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10), label: 0, score: 0.9)),
  (name: "half", detection: Detection(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 5), label: 0, score: 0.8)),
]

show("")
show("A box and its upper half", halves[0].detection.box.iou(halves[1].detection.box))
expect(halves[0].detection.box.iou(halves[1].detection.box), equals: 0.5)
showKept("IoU above 0.5 suppresses, as nearly everywhere", NonMaximumSuppression(), halves, expected: [0, 1])
showKept(
  "IoU of 0.5 does too, as in py-faster-rcnn", NonMaximumSuppression(includesThreshold: true), halves, expected: [0])

// MARK: - The last pixel

let pixels = [
  (name: "whole", detection: Detection(box: Box(xMin: 0, yMin: 0, xMax: 9, yMax: 9), label: 0, score: 0.9)),
  (name: "part", detection: Detection(box: Box(xMin: 0, yMin: 0, xMax: 9, yMax: 5), label: 0, score: 0.8)),
]
let (whole, part) = (pixels[0].detection.box, pixels[1].detection.box)

show("")
show("Edges 0 to 9 and 0 to 5: is the second 5 high or 6 rows of pixels?")
show("continuous: 9 · 5 / (9 · 9)", whole.iou(part), digits: 4)
show("inclusive, with the +1: 10 · 6 / (10 · 10)", whole.iou(part, .inclusive), digits: 4)
expect(whole.iou(part), equals: 9.0 * 5 / (9 * 9))
expect(whole.iou(part, .inclusive), equals: 10.0 * 6 / (10 * 10))
let strict = NonMaximumSuppression(iouThreshold: 0.58)
let inclusive = NonMaximumSuppression(iouThreshold: 0.58, pixels: .inclusive)
showKept("at 0.58, continuous", strict, pixels, expected: [0, 1])
showKept("at 0.58, inclusive", inclusive, pixels, expected: [0])

/// The same boxes, so many times as large.
func scaled(_ box: Box, by factor: Double) -> Box {
  Box(xMin: box.xMin * factor, yMin: box.yMin * factor, xMax: box.xMax * factor, yMax: box.yMax * factor)
}

show("The +1 raises an overlap of small boxes; of boxes twenty times as large hardly:")
let large = (scaled(whole, by: 20), scaled(part, by: 20))
show("continuous", large.0.iou(large.1), digits: 4)
show("inclusive", large.0.iou(large.1, .inclusive), digits: 4)
expect(large.0.iou(large.1), equals: whole.iou(part))
expect(large.0.iou(large.1, .inclusive), equals: 101.0 / 181)
expect(101.0 / 181, roundsTo: 0.558, digits: 4)
