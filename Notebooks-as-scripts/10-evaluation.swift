// %% [markdown]
// # What an AP is
// "The precision is 0.6": of what, at which score, at which overlap, of which class? This notebook builds average
// precision from single decisions: hit or miss, precision and recall, the curve, the area below it by five rules. Then
// it asks what "the precision of the background" could mean, a number that the question "Why does torchvision RetinaNet
// predict the background class?" proposes to look at.
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`.

import Anchors
import Boxes
import Evaluation
import Figures
import Foundation
import Lessons

lesson("From one decision to mAP: precision, recall, F1, five APs, and why background has none.", hasFigures: true)

// %% [markdown]
// ## Hit or miss
// Five cats stand in a row, each 40 × 40 pixels. Eight detections claim to be cats. A detection is a true positive if
// it overlaps a cat that no surer detection has taken by an IoU of at least 0.5; any other is a false positive; a cat
// that nobody takes is a false negative.

// %% Eight detections of five cats

let cats = (0..<5).map { Box(xMin: Double(100 * $0), yMin: 0, xMax: Double(100 * $0 + 40), yMax: 40) }
/// A box beside cat number `index`, moved to the right by some pixels.
func near(_ index: Int, _ shift: Double) -> Box {
  Box(xMin: cats[index].xMin + shift, yMin: 0, xMax: cats[index].xMax + shift, yMax: 40)
}
let claims: [(box: Box, score: Double)] = [
  (near(0, 0), 0.95), (near(1, 4), 0.9), (near(0, 5), 0.85), (near(2, 8), 0.7), (near(3, 20), 0.6), (near(1, 45), 0.5),
  (near(3, 10), 0.4), (near(4, 13), 0.3),
]
let image = EvaluatedImage(
  detections: claims.map { Detection(box: $0.box, label: 0, score: $0.score) },
  objects: cats.map { LabeledBox(box: $0, label: 0) })
let kinds = ErrorFinder().errors(in: image).verdicts.sorted { $0.detection < $1.detection }.map(\.kind)
show(
  table: [["score", "best IoU", "verdict"]]
    + claims.indices.map { index in
      let best = cats.map { $0.iou(claims[index].box) }.max() ?? 0
      return [significant(claims[index].score), significant(best, digits: 3), kinds[index]?.rawValue ?? ""]
    })
expect(near(4, 13).iou(cats[4]), equals: 27.0 / 53)
expect(near(3, 20).iou(cats[3]), equals: 20.0 / 60)
let isHit = kinds.map { $0 == .correct }
expect(isHit, equals: [true, true, false, true, false, false, true, true])

// %% [markdown]
// The third detection is right about a cat that was found already: a duplicate is an error. The last one is a hit by
// 27 / 53 = 0.509, and would be none at 0.55.
//
// ## Precision, recall, F1
// They need a limit: which scores count at all. At each limit precision is the share of what is reported that is right,
// recall the share of the cats that are reported, and F1 = 2 TP / (2 TP + FP + FN).

// %% By falling limit

let curve = PrecisionRecallCurve(
  zip(claims, isHit).map { .init(score: $0.score, isTruePositive: $1) }, objectCount: cats.count)
show(
  table: [["limit", "TP", "FP", "FN", "precision", "recall", "F1"]]
    + curve.points.map { point in
      let counts = point.counts
      return [
        significant(point.threshold), String(counts.truePositives), String(counts.falsePositives),
        String(counts.falseNegatives),
      ] + [counts.precision, counts.recall, counts.f1].map { significant($0 ?? .nan, digits: 3) }
    })
expect(curve.points.map(\.counts.truePositives), equals: [1, 2, 2, 3, 3, 3, 4, 5])
expect(curve.counts(threshold: 0.7).precision ?? .nan, equals: 3.0 / 4)
expect(curve.counts(threshold: 0.7).recall ?? .nan, equals: 3.0 / 5)
expect(curve.counts(threshold: 0.7).f1 ?? .nan, equals: 6.0 / 9)
let best = curve.best
show("the limit with the largest F1", best?.threshold ?? .nan)
expect(best?.threshold, equals: 0.3)
expect(best?.counts.f1 ?? .nan, equals: 10.0 / 13)

figure(
  name: "precision-recall-f1-by-limit",
  svg: LineChart(
    title: "Eight detections of five cats", xLabel: "score from which on a detection counts", yLabel: "",
    series: [
      ("precision", { $0.precision }), ("recall", { $0.recall }), ("F1", { $0.f1 }),
    ].map { (name: String, value: (DetectionCounts) -> Double?) in
      LineChart.Series(name, points: curve.points.map { .init(x: $0.threshold, y: value($0.counts) ?? 0) })
    }, yRange: 0...1
  ).svg)

// %% [markdown]
// ## The curve and its area
// Lower the limit and recall can only rise, while precision goes up and down. AP asks: how much precision is there at
// each recall, if one may pick any limit that reaches it? So at each recall the largest precision at this recall *or
// more* counts, the envelope.

// %% Three areas under one curve

let finds = zip(1..., isHit).filter(\.1).map(\.0)
let steps = finds.indices.map { Double($0 + 1) / Double(finds[$0]) }
let envelope = steps.indices.map { steps[$0...].max() ?? 0 }
show("precision at each cat that is found", steps.map { significant($0, digits: 3) }.joined(separator: ", "))
show("envelope", envelope.map { significant($0, digits: 3) }.joined(separator: ", "))
expect(envelope, equals: [1, 1, 3.0 / 4, 5.0 / 8, 5.0 / 8])

let areas = AveragePrecision.allCases.map { (rule: $0, area: $0.value(curve) ?? .nan) }
for (rule, area) in areas { show("AP, \(rule.rawValue)", area, digits: 4) }
let byHand = (points: (1 + 1 + 0.75 + 0.625 + 0.625) / 5, coco: (41 + 20 * 0.75 + 40 * 0.625) / 101, eleven: 8.875 / 11)
expect(AveragePrecision.allPoints.value(curve) ?? .nan, equals: byHand.points)
// Recalls 0, 0.01 … 0.40 have precision 1 (41 of them), 0.41 … 0.60 have 3/4 (20), 0.61 … 1.00 have 5/8 (40).
expect(AveragePrecision.coco.value(curve) ?? .nan, equals: byHand.coco)
// Recalls 0 … 0.4 have precision 1 (5 of them), 0.5 has 3/4, 0.6 … 1 have 5/8 (5): 5 + 0.75 + 3.125 = 8.875.
expect(AveragePrecision.elevenPoints.value(curve) ?? .nan, equals: byHand.eleven)

// %% [markdown]
// Why 5/8 at recall 0.6, though three of five cats are found with precision 3/4? Because the seventh of the eleven
// numbers is 6 · 0.1, which is 0.6000000000000001 in binary, and 3 / 5 is 0.6: a recall that is reached on paper is
// missed by the last bit. VOC's own program has this, so the rule has it too; the 101 numbers of COCO have 0.6.

// %% The last bit

show("6 · 0.1 and 3 / 5", "\(6 * 0.1) and \(3.0 / 5)")
expect(6 * 0.1 > 3.0 / 5, "six tenths to be more than three fifths")
show("AP if 0.6 counted as reached", 9.0 / 11, digits: 4)
show("what the last bit costs, in points of AP", 100 * (9.0 / 11 - byHand.eleven), digits: 3)
expect(100 * (9.0 / 11 - byHand.eleven), roundsTo: 1.14, digits: 2)

let recalls = AveragePrecision.cocoRecalls
let precisions = AveragePrecision.precisions(curve)
figure(
  name: "precision-recall-envelope",
  svg: LineChart(
    title: "Precision by recall, and COCO's envelope", xLabel: "recall", yLabel: "precision",
    series: [
      LineChart.Series(
        "each limit", points: curve.points.map { .init(x: $0.counts.recall ?? 0, y: $0.counts.precision ?? 0) }),
      LineChart.Series(
        "envelope at 101 recalls", points: zip(recalls, precisions).map { .init(x: $0, y: $1) }, style: .dashed),
    ], xRange: 0...1, yRange: 0...1
  ).svg)

// %% [markdown]
// ## Five APs of the same boxes
// The rules for the overlap matter as much as the area: COCO averages over ten thresholds, 0.50, 0.55 … 0.95; VOC has
// one, and counts the last pixel, so that a box from 0 to 40 is 41 wide.

// %% Five numbers that are all called AP

let coco = COCOEvaluator(categories: ["cat"]).evaluate([image])
let five: [(name: String, value: Double)] = [
  ("COCO AP, 0.50 … 0.95", coco.ap ?? .nan), ("COCO AP50", coco.ap50 ?? .nan), ("COCO AP75", coco.ap75 ?? .nan),
  ("VOC 2007, 11 points", VOCEvaluator.voc2007(categories: ["cat"]).evaluate([image]).meanAP ?? .nan),
  ("VOC 2012, all points", VOCEvaluator.voc2012(categories: ["cat"]).evaluate([image]).meanAP ?? .nan),
]
show(table: [["rule", "AP"]] + five.map { [$0.name, significant($0.value, digits: 4)] })
expect(five[1].value, equals: byHand.coco)
expect(Set(five.map(\.value)).count, equals: 5)
figure(
  name: "five-aps", svg: BarChart(title: "The same boxes, five APs", bars: five.map { .init($0.name, $0.value) }).svg)

let byThreshold = COCOEvaluator.iouThresholds.map { threshold in
  COCOEvaluator(categories: ["cat"], iouThresholds: [threshold]).evaluate([image]).ap ?? .nan
}
show(
  "AP at 0.50, 0.55 … 0.95", byThreshold.map { significant($0, digits: 3) }.joined(separator: ", "))
expect(zip(byThreshold, byThreshold.dropFirst()).allSatisfy { $0 >= $1 }, "a stricter overlap to find no more cats")
expect(byThreshold.reduce(0, +) / 10, equals: five[0].value)

// %% [markdown]
// ## The precision of the background
// Precision of a class is TP / (TP + FP): it needs detections *of that class*. RetinaNet has no class background: each
// anchor has one sigmoid for each class, and background is what is left when all of them are low. So nothing is ever
// reported as background, and 0 / 0 is not a number.
//
// What one can count is anchors that are rightly silent. But how many there are says more about the anchors than about
// the detector:

// %% A detector that never finds anything

let nothing = PrecisionRecallCurve([], objectCount: cats.count)
expect(nothing.counts(threshold: 0).precision == nil, "0 of 0 to have no precision")
expect(nothing.counts(threshold: 0).recall ?? .nan, equals: 0)
for (name, size, generator) in [("small", 128, AnchorGenerator.small), ("paper", 800, AnchorGenerator.paper)] {
  let anchors = generator.anchors(on: .square(size)).count
  let accuracy = Double(anchors - 5) / Double(anchors)
  show(
    "\(name): \(grouped(anchors)) anchors, 5 of them on cats: a detector that says nothing is right at",
    "\(significant(100 * accuracy, digits: 5)) %")
  expect(accuracy > 0.998, "saying nothing to look excellent")
}
show("its AP", AveragePrecision.coco.value(nothing) ?? .nan)
expect(AveragePrecision.coco.value(nothing) ?? .nan, equals: 0)

// %% [markdown]
// A number that is 99.8 % for a detector that finds nothing measures nothing. This is the imbalance that the focal loss
// is made for, seen from the side of evaluation: leave the negatives out of the count, as AP does.
//
// Exercises
// 1. Which of the eight detections must go for the largest gain of AP? (It is not the one of the largest score.)
// 2. Move the last detection by one pixel more, `near(4, 14)`. What happens to AP50, and why at once?
// 3. Add a second class without objects. Why does `meanAP` not change, while a class with one object halves it?
