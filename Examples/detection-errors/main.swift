// What is wrong with a detector? Eight detections on two pictures: the kind of each error, which class is taken for
// which, the best score threshold, and average precision by COCO's and by VOC's rules.

import Boxes
import Evaluation
import Foundation
import Lessons

lesson("Kinds of error, confusion, the best threshold, and the same detections as five different APs.")

let categories = ["cat", "dog"]
let (cat, dog) = (0, 1)

let images = [
  EvaluatedImage(
    detections: [
      Detection(box: Box(xMin: 0, yMin: 0, xMax: 40, yMax: 40), label: cat, score: 0.95),
      Detection(box: Box(xMin: 5, yMin: 0, xMax: 45, yMax: 40), label: cat, score: 0.9),
      Detection(box: Box(xMin: 100, yMin: 0, xMax: 140, yMax: 40), label: dog, score: 0.8),
      Detection(box: Box(xMin: 30, yMin: 100, xMax: 70, yMax: 140), label: dog, score: 0.6),
      Detection(box: Box(xMin: 200, yMin: 200, xMax: 220, yMax: 220), label: cat, score: 0.3),
    ],
    objects: [
      LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 40, yMax: 40), label: cat),
      LabeledBox(box: Box(xMin: 100, yMin: 0, xMax: 140, yMax: 40), label: cat),
      LabeledBox(box: Box(xMin: 50, yMin: 100, xMax: 90, yMax: 140), label: dog),
      LabeledBox(box: Box(xMin: 200, yMin: 0, xMax: 206, yMax: 6), label: dog),
    ]),
  EvaluatedImage(
    detections: [
      Detection(box: Box(xMin: 0, yMin: 0, xMax: 30, yMax: 60), label: dog, score: 0.7),
      Detection(box: Box(xMin: 100, yMin: 100, xMax: 109, yMax: 104), label: cat, score: 0.85),
      Detection(box: Box(xMin: 60, yMin: 0, xMax: 90, yMax: 60), label: dog, score: 0.5),
    ],
    objects: [
      LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 30, yMax: 60), label: dog),
      LabeledBox(box: Box(xMin: 100, yMin: 100, xMax: 109, yMax: 109), label: cat),
      LabeledBox(box: Box(xMin: 60, yMin: 10, xMax: 90, yMax: 60), label: dog),
    ]),
]

// MARK: - Kinds

show("By falling score in each picture: what each detection turned out to be, at IoU 0.5")
for (index, image) in images.enumerated() {
  let errors = ErrorFinder().errors(in: image)
  for verdict in errors.verdicts {
    let detection = image.detections[verdict.detection]
    let iou = verdict.object.map { image.objects[$0].box.iou(detection.box) }
    let place = iou.map { ", IoU \(significant($0, digits: 3))" } ?? ""
    let kind = verdict.kind.map { "\($0.rawValue), \($0.explanation)" } ?? "on a crowd"
    show("picture \(index), \(categories[detection.label]) \(detection.score): \(kind)\(place)")
  }
  for object in errors.missed { show("picture \(index), \(categories[image.objects[object].label]): missed") }
}
let kinds = images.map { ErrorFinder().errors(in: $0).verdicts.map(\.kind) }
expect(kinds[0], equals: [.correct, .duplicate, .classification, .localization, .background])
expect(kinds[1], equals: [.localization, .correct, .correct])
expect(images[0].objects[0].box.iou(images[0].detections[1].box), equals: 35.0 / 45)
expect(images[1].objects[2].box.iou(images[1].detections[2].box), equals: 50.0 / 60)
expect(images[0].objects[2].box.iou(images[0].detections[3].box), equals: 20.0 / 60)
expect(images[1].objects[1].box.iou(images[1].detections[1].box), equals: 4.0 / 9)

show("")
show("How many, and what each kind costs in points of mAP at IoU 0.5")
let analysis = ErrorAnalysis(images, categories: categories)
show(analysis.table)
expect(analysis.count(.correct), equals: 3)
expect(analysis.count(.localization), equals: 2)
expect(analysis.count(.missed), equals: 1)
/// Mean AP from the sums of precision over the 101 recalls of cats and of dogs.
func meanAP(cats: Double, dogs: Double) -> Double { (cats + dogs) / 101 / 2 }
let before = meanAP(cats: 34, dogs: 51 * 0.5)
expect(analysis.meanAP, equals: before)
// The dog of 0.8 becomes a second cat, fourth in rank; the dogs begin with a find.
let classified = meanAP(cats: 34 + 33 * 0.5, dogs: 26 + 25 * 2.0 / 3)
// The cat of 0.85 and the dog of 0.6 become finds.
let localized = meanAP(cats: 34 + 33 * 2.0 / 3, dogs: 76 * 0.75)
// One dog less is to be found.
let withoutMissed = meanAP(cats: 34, dogs: 67 * 0.5)
expect(analysis.costs[.classification] ?? .nan, equals: classified - before)
expect(analysis.costs[.localization] ?? .nan, equals: localized - before)
expect(analysis.costs[.missed] ?? .nan, equals: withoutMissed - before)
show("The duplicate and the detection on nothing cost nothing: they score below the last cat that is found.")
expect([ErrorKind.duplicate, .background].map { analysis.costs[$0] ?? .nan }, equals: [0, 0])

// MARK: - Which class is taken for which

show("")
show("From a score of 0.5 on, each detection takes the free object that it overlaps most, whatever its class")
let confusion = ConfusionMatrix(images, categories: categories)
show(confusion.table)
show("One cat is called a dog. \"Nothing\" is no class: how often it was rightly left alone nobody can count.")
expect(confusion[cat, detectedAs: dog], equals: 1)
expect(confusion.counts, equals: [[1, 1, 1], [0, 2, 2], [2, 1, 0]])

// MARK: - F1

show("")
show("From which score on should a detection be shown? From the one of the largest F1")
let summary = COCOEvaluator(categories: categories).evaluate(images)
let thresholds = summary.thresholds
show(thresholds.table)
let (ofCats, ofDogs) = (thresholds.perClass[cat].best, thresholds.perClass[dog].best)
let ofAll = thresholds.pooled
expect([ofCats, ofDogs, ofAll].map { $0?.threshold }, equals: [0.95, 0.5, 0.5])
expect(ofCats?.counts, equals: DetectionCounts(truePositives: 1, falsePositives: 0, falseNegatives: 2))
expect(ofDogs?.counts, equals: DetectionCounts(truePositives: 2, falsePositives: 2, falseNegatives: 2))
expect(ofAll?.counts, equals: DetectionCounts(truePositives: 3, falsePositives: 4, falseNegatives: 4))
expect(ofAll?.counts.f1 ?? .nan, equals: 6.0 / 14)

// MARK: - Average precision

show("")
show("The same detections, five numbers: AP at IoU 0.5 in percent")

/// Percent with one decimal.
func percent(_ value: Double?) -> String { String(format: "%.1f", 100 * (value ?? .nan)) }

/// VOC's numbers, as a row.
func voc(
  _ name: String, _ points: AveragePrecision, _ pixels: PixelConvention
) -> (row: [String], cat: Double, dog: Double) {
  let result = VOCEvaluator(categories: categories, averagePrecision: points, pixels: pixels).evaluate(images)
  let row = [name] + result.perClass.map { percent($0.ap) } + [percent(result.meanAP)]
  return (row, result.perClass[cat].ap ?? .nan, result.perClass[dog].ap ?? .nan)
}

let coco = ["COCO, 101 recalls"] + summary.perClass.map { percent($0.ap50) } + [percent(summary.ap50)]
let vocs = [
  voc("VOC from 2010, the area", .allPoints, .continuous),
  voc("VOC 2007, 11 recalls", .elevenPoints, .continuous),
  voc("VOC from 2010, with the +1", .allPoints, .inclusive),
  voc("VOC 2007, with the +1", .elevenPoints, .inclusive),
]
show(table: [["AP"] + categories + ["mean"], coco] + vocs.map(\.row))
// A third of the cats is found without a mistake: 34 of the 101 recalls lie at or below it, 4 of the 11.
expect(summary.perClass[cat].ap50 ?? .nan, equals: 34.0 / 101)
expect(vocs[0].cat, equals: 1.0 / 3)
expect(vocs[1].cat, equals: 4.0 / 11)
// Half of the dogs, at a precision of a half.
expect(summary.perClass[dog].ap50 ?? .nan, equals: 51 * 0.5 / 101)
expect(vocs[0].dog, equals: 0.5 * 0.5)
expect(vocs[1].dog, equals: 6 * 0.5 / 11)

let small = (truth: images[1].objects[1].box, found: images[1].detections[1].box)
show("")
show("The +1 finds one cat more. Its detection ends 5 px too early; counted in pixels it has 5 rows of 10:")
show("continuous: 9 · 4 / (9 · 9)", small.found.iou(small.truth), digits: 4)
show("inclusive: 10 · 5 / (10 · 10)", small.found.iou(small.truth, .inclusive), digits: 4)
expect(small.found.iou(small.truth), equals: 9.0 * 4 / (9 * 9))
expect(small.found.iou(small.truth, .inclusive), equals: 10.0 * 5 / (10 * 10))
expect(vocs[2].cat, equals: 1.0 / 3 + 1.0 / 3 * 2 / 3)
expect(vocs[3].cat, equals: (4 + 3 * 2.0 / 3) / 11)
show("A third, or more than half: an AP means nothing without the name of its rules.")
