// %% [markdown]
// # Anchors and matching
// A one-stage detector does not search for objects. It asks the same question at thousands of fixed boxes, the
// anchors: is there an object about here, about this large, and which? This notebook lays the anchors out, counts them,
// and then decides which anchor has to learn which object (Lin et al., "Focal Loss for Dense Object Detection", 2017).
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`.

import Anchors
import Boxes
import Figures
import Foundation
import Lessons
import Matching
import Randomness

lesson("Anchors, thresholds, ignored anchors, coverage and fitting.", hasFigures: true)

// %% [markdown]
// ## One anchor
// An anchor is described by its size, the square root of its area, and its ratio, height / width:
// width = size / √ratio, height = size · √ratio. The ratio changes the form and leaves the area.

// %% Three ratios of size 32

for ratio in [0.5, 1, 2] {
  let shape = AnchorShape(size: 32, ratio: ratio)
  show("ratio \(ratio)", "\(significant(shape.width, digits: 4)) × \(significant(shape.height, digits: 4))")
  expect(shape.area, equals: 1_024)
}
expect(AnchorShape(size: 32, ratio: 2).height, equals: 32 * 2.squareRoot())

// %% [markdown]
// How much the form matters: a square anchor and an object of the same area and center, but three times as high as
// wide. IoU is the area they share over the area they cover together.

// %% The price of the wrong ratio

let square = AnchorShape(size: 32, ratio: 1)
let tall = AnchorShape(size: 32, ratio: 3)
show("IoU of ratios 1 and 3", square.iou(tall))
expect(square.iou(tall), roundsTo: 0.4058, digits: 4)
expect(AnchorShape(size: 32, ratio: 2).iou(tall), roundsTo: 0.6899, digits: 4)

// %% [markdown]
// ## A pyramid of grids
// Large objects need few anchors, small ones many. RetinaNet puts its anchors on five levels, P3 to P7. Level l has a
// cell every 2^l pixels; the anchors of a cell have three sizes (a third of an octave apart) and three ratios: A = 9.

// %% 800 × 800 pixels

let paper = AnchorGenerator.paper
show(paper.table(on: .square(800)))
expect(paper.anchorsPerCell, equals: 9)
expect(paper.grids(on: .square(800)).map(\.height), equals: [100, 50, 25, 13, 7])
expect(paper.anchorCount(on: .square(800)), equals: 120_087)

// %% [markdown]
// This is the "~100k" of the Data Science Blogathon's article on RetinaNet. Its sizes [32, 54, 128, 256, 512] have a
// misprint: 54 should be 64, else sizes no longer grow evenly from level to level.

// %% Even steps

let sizes = paper.levels.flatMap { level in paper.scales.map { level.baseSize * $0 } }
let steps = zip(sizes, sizes.dropFirst()).map { $1 / $0 }
show("sizes", sizes.map { significant($0, digits: 3) }.joined(separator: " "))
show("largest step", steps.max() ?? 0)
expect(steps.allSatisfy { abs($0 - cbrt(2)) < 1e-12 }, "every size is the cube root of 2 times the one before")

// %% [markdown]
// Two objects of sizes s and s·∛2 with a common center have an IoU of 2^(-2/3) = 0.63. In the middle between two sizes
// the worst is 2^(-1/3) = 0.79, so by size alone every object from 32 · 2^(-1/6) = 28.5
// to 813 · 2^(1/6) = 912 pixels is covered as well as that.

// %% Between two sizes

let between = AnchorShape(size: 32 * pow(2, 1.0 / 6), ratio: 1)
show("IoU half a step from an anchor", square.iou(between))
expect(square.iou(between), equals: pow(2, -1.0 / 3))
expect(square.iou(AnchorShape(size: 32 * cbrt(2), ratio: 1)), equals: pow(2, -2.0 / 3))
expect((sizes.first ?? 0) * pow(2, -1.0 / 6), roundsTo: 28.5, digits: 1)
expect((sizes.last ?? 0) * pow(2, 1.0 / 6), roundsTo: 912, digits: 0)

// %% The best anchor of every square, from 8 to 1 024 pixels

let squares = (0...280).map { 8 * pow(2, Double($0) / 40) }
let bestOfSquare = squares.map { side in
  sizes.map { AnchorShape(size: $0, ratio: 1).iou(AnchorShape(size: side, ratio: 1)) }.max() ?? 0
}
let withinReach = zip(squares, bestOfSquare).filter { $0.0 >= 28.6 && $0.0 <= 911 }.map(\.1)
show("the least of 28.6 to 911 pixels", withinReach.min() ?? 0, digits: 3)
show("of 16 pixels", AnchorShape(size: 32, ratio: 1).iou(AnchorShape(size: 16, ratio: 1)))
expect((withinReach.min() ?? 0) >= pow(2, -1.0 / 3) - 1e-3, "no square in between to be worse than half a step away")
expect(AnchorShape(size: 32, ratio: 1).iou(AnchorShape(size: 16, ratio: 1)), equals: 0.25)
figure(
  name: "best-anchor-by-size",
  svg: LineChart(
    title: "The best IoU of a square with the paper's anchors, centered", xLabel: "log2 of its side in pixels",
    yLabel: "IoU", series: [LineChart.Series("", points: zip(squares, bestOfSquare).map { .init(x: log2($0), y: $1) })],
    yRange: 0...1
  ).svg)

// %% [markdown]
// ## From the flat list to the picture
// The network's outputs are one long list: by level, then row, column, place in the cell. An anchor's index says
// where it is, and the other way round.

// %% Anchor 2 500 of the small detector

let small = AnchorGenerator.small
let anchors = small.anchors(on: .square(128))
let location = small.locate(anchor: 2_500, on: .square(128))
show("anchors on 128 × 128", anchors.count)
show("anchor 2500", small.describe(location))
expect(anchors.count, equals: 3_069)
expect(small.box(at: location), equals: anchors[2_500])
expect(small.index(of: location, on: .square(128)), equals: 2_500)

// %% [markdown]
// ## The center of a cell
// Systems disagree about where in its cell an anchor stands. torchvision, detectron2 and mmdetection center cell i's
// anchors at i · stride, the corner of the cell; keras-retinanet and the Keras example at (i + ½) · stride, its middle.
// The option is `center`, `.corner` or `.halfStride`; `paper` has the middle, `small` the corner.
//
// `small` has the corner because its features look there. A 3×3 convolution of stride 2 with a border of one pixel
// makes output i from inputs 2i - 1 to 2i + 1, so 2i is in the middle. P3 is three of these from the image, P7 seven:
// cell i sees the surroundings of pixel i · stride. Half a stride further, the anchors of P7 stand 64 pixels away.
// (The convolutions of stride 1 between them see more columns, as many on the left as on the right.)

// %% What cell 1 of each level sees

var halfway = small
halfway.center = .halfStride
for (index, level) in small.levels.enumerated() {
  var (first, last) = (1, 1)
  for _ in 0..<level.number { (first, last) = (2 * first - 1, 2 * last + 1) }
  let place = AnchorLocation(level: index, y: 0, x: 1, anchor: 0)
  let (corner, middle) = (small.box(at: place).centerX, halfway.box(at: place).centerX)
  show(
    "\(level.name) sees columns \(first) to \(last), around \((first + last) / 2)",
    "anchors at \(significant(corner, digits: 4)), by half a stride at \(significant(middle, digits: 4))")
  expect(corner, equals: Double(first + last) / 2)
  expect(middle - corner, equals: Double(level.stride) / 2)
}
expect(small.center, equals: .corner)
expect(paper.center, equals: .halfStride)

// %% [markdown]
// ## The stride belongs to the level
// 800 pixels at stride 128 make ⌈6.25⌉ = 7 rows. torchvision computes the stride back from the grid, 800 / 7 = 114, and
// so the last row of P7 stands 6 · (128 - 114) = 84 pixels from where the network looks.

// %% The last row of P7

let lastRow = (paper.anchors(on: ImageSize(height: 800, width: 1_344)).last?.centerY ?? 0) - 64
show("distance of the last row from the first, px", lastRow)
show("by stride = image / grid, px", Double(6 * (800 / 7)))
expect(lastRow, equals: 768)
expect(lastRow - Double(6 * (800 / 7)), equals: 84)

// %% [markdown]
// ## Matching
// Training needs to know for every anchor what the right answer is. The rule looks at the anchor's largest IoU over
// all objects: from 0.5 on it is positive and learns that object, below 0.4 it is negative, and between it is
// ignored, because either answer would be unfair. Ten anchors in a row, each 8 wide, pass an object:

// %% NNIPPINNNN

let object = Box(xMin: 7, yMin: 0, xMax: 15, yMax: 1)
let row = (0..<10).map { Box(xMin: 2 * Double($0), yMin: 0, xMax: 2 * Double($0) + 8, yMax: 1) }
let matches = Matcher().match(anchors: row, objects: [object])
show("IoU", matches.bestIoU.map { significant($0, digits: 2) }.joined(separator: " "))
show("picture", matches.letters)
expect(matches.letters, equals: "NNIPPINNNN")
expect(matches.bestIoU[3], equals: 7.0 / 9)
expect(matches.bestIoU[2], equals: 5.0 / 11)

// %% [markdown]
// The thresholds belong to the better side: exactly 0.5 is positive, exactly 0.4 is ignored.

// %% On the thresholds

let halves = [0.5, 0.5.nextDown, 0.4, 0.4.nextDown].map { Box(xMin: 0, yMin: 0, xMax: $0, yMax: 1) }
let unit = Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1)
show("0.5, just below, 0.4, just below", Matcher().match(anchors: halves, objects: [unit]).letters)
expect(Matcher().match(anchors: halves, objects: [unit]).letters, equals: "PIIN")

// %% [markdown]
// ## A scene, drawn
// Three objects on the small detector's 3 069 anchors. Very few anchors are positive: this is the imbalance that the
// focal loss is made for. The figure shows objects in green, or in red if no anchor learns them, over their positive
// anchors.

// %% Three objects

let scene = [
  LabeledBox(box: Box(xMin: 12, yMin: 20, xMax: 60, yMax: 52), label: 0),
  LabeledBox(box: Box(xMin: 70, yMin: 40, xMax: 94, yMax: 100), label: 1),
  LabeledBox(box: Box(xMin: 20, yMin: 90, xMax: 28, yMax: 98), label: 2),
]
let found = Matcher().match(anchors: anchors, objects: scene)
show("positive", found.positiveCount)
show("ignored", found.ignoredCount)
show("negative", found.negativeCount)
for verdict in found.objectVerdicts { show(verdict.sentence) }
expect(found.objectVerdicts.map(\.isLearnt), equals: [true, true, false])
expect(found.verdict(object: 2).reason, equals: .belowThreshold)
figure(name: "matching-scene", svg: drawing(of: found))

// %% [markdown]
// The third object, 8 × 8 pixels, is never learnt: the smallest anchors have 16² = 256 square pixels, so its IoU is at
// most 64 / 256 = 0.25. Object detectors that "do not learn small objects" often have just this trouble.
//
// ## The low-quality rule
// torchvision and detectron2 make an object's best anchors positive even below the threshold. The rule needs a guard.
// An object that overlaps no anchor has a best IoU of 0, and *every* anchor far from it equals that; without the guard
// all of them become positive (so it is in torchvision, detectron2 and mmdetection).

// %% With the rule

let generous = Matcher(lowQuality: .bestAnchors)
let kept = generous.match(anchors: anchors, objects: scene)
show(kept.verdict(object: 2).sentence)
expect(kept.verdict(object: 2).reason, equals: .lowQualityOnly)
expect(kept.objectBestIoU[2], equals: 0.25)

let elsewhere = LabeledBox(box: Box(xMin: 900, yMin: 900, xMax: 920, yMax: 920), label: 0)
let guarded = generous.match(anchors: anchors, objects: [elsewhere])
show("positive anchors of an object outside the image", guarded.positiveCount)
expect(guarded.positiveCount, equals: 0)
expect(guarded.verdict(object: 0).reason, equals: .overlapsNoAnchor)

// %% [markdown]
// ## Targets
// A positive anchor learns a class and a box, a negative one only "nothing". There is no background class: with K
// classes a positive's target is one-hot, a negative's is all zeros. The box is coded relative to the anchor.

// %% What one anchor learns

let targets = Targets(matches: found, objects: scene, anchors: anchors)
let first = found.positives(ofObject: 1)[0]
show("anchor", small.describe(small.locate(anchor: first, on: .square(128))))
show("class target", targets.oneHot(anchor: first, classes: 3) ?? [])
show("class target of a negative", targets.oneHot(anchor: 0, classes: 3) ?? [])
let deltas = targets.deltas[4 * first..<4 * first + 4].map { significant(Double($0), digits: 3) }
show("box target", deltas.joined(separator: " "))
expect(targets.oneHot(anchor: first, classes: 3), equals: [0, 1, 0])
expect(targets.oneHot(anchor: 0, classes: 3), equals: [0, 0, 0])
expect(targets.positiveCount, equals: found.positiveCount)

// %% [markdown]
// An image without objects is an ordinary image: all of its anchors are negative.

// %% No objects

let nothing = Targets(
  matches: generous.match(anchors: anchors, objects: [LabeledBox]()), objects: [], anchors: anchors)
show("positive", nothing.positiveCount)
expect(nothing.labels.allSatisfy { $0 == Targets.background }, "everything is background")

// %% [markdown]
// ## Do the anchors fit the data?
// Before any training: what is the best IoU of each object over all anchors? Objects whose best is below 0.5 are not
// learnt. Here are 1 000 boxes of the sizes of the standard shapes set (12 to 72 pixels, evenly in the logarithm).

// %% Coverage

var generator = SeededGenerator(seed: 2)
let images = (0..<1_000).map { _ in
  let size = exp(generator.uniform(in: log(12)...log(72)))
  let stretch = exp(generator.uniform(in: -0.25...0.25))
  let (width, height) = (size * stretch, size / stretch)
  let box = Box(
    centerX: generator.uniform(in: width / 2...128 - width / 2),
    centerY: generator.uniform(in: height / 2...128 - height / 2), width: width, height: height)
  return ImageObjects(size: .square(128), objects: [box])
}
let coverage = AnchorCoverage(small, images: images)
let wrong = AnchorCoverage(paper, images: images)
show("The small detector's anchors, from 16 pixels")
show(coverage.table())
show("The paper's anchors, from 32 pixels")
show(wrong.table())
show("Lost by the small detector's anchors in the middle of the cell", lost(AnchorCoverage(halfway, images: images)))
expect(coverage.share() ?? 0, equals: 0.961)
expect(wrong.share() ?? 0, equals: 0.657)
expect(lost(coverage), equals: 39)
expect(lost(coverage.restricted(to: SizeBucket.coco[0])), equals: 39)
expect(lost(wrong), equals: 343)
expect(lost(AnchorCoverage(halfway, images: images)), equals: 36)

// %% [markdown]
// The small detector's anchors lose 39 objects of 1 000, all of them small; the paper's lose a third. Those are for
// images of 800 pixels. Anchors go with the size that images have when the network sees them.
//
// Coverage asks only where the anchors stand, not where the features look: by coverage alone the middle of the cell
// would be as good as its corner, with 36 lost.
//
// ## Fitting anchors
// Objects of an unusual form need other ratios. Squared differences of width and height would let the large objects
// decide; k-means under 1 - IoU treats all sizes alike. Pedestrians, three to four times as high as wide:

// %% Before and after

let pedestrians = (0..<200).map { _ in
  let height = generator.uniform(in: 20...60)
  let box = Box(
    centerX: generator.uniform(in: 20...108), centerY: generator.uniform(in: 32...96),
    width: height / generator.uniform(in: 2.5...4.5), height: height)
  return ImageObjects(size: .square(128), objects: [box])
}
do throws(AnchorFitError) {
  let fit = try AnchorFit(small, images: pedestrians, using: &generator)
  show(fit.table)
  expect(fit.before.share() ?? 0, equals: 0.865)
  expect(fit.after.share() ?? 0, equals: 0.88)
  var finer = fit.fitted
  finer.levels = fit.fitted.levels.map { .init(stride: $0.stride / 2, baseSize: $0.baseSize) }
  let dense = AnchorCoverage(finer, images: pedestrians)
  show("the same shapes at half the strides, share that reaches 0.5", dense.share() ?? 0)
  expect(dense.share() ?? 0, equals: 0.97)
  expect(fit.fitted.anchorsPerCell, equals: 9)
} catch {
  expect(false, "objects that can be fitted: \(error)")
}

// %% [markdown]
// What is still lost is narrow: where columns stand 8 or 16 pixels apart, an object 10 pixels wide falls between two
// anchors. Ratios do not help there. A finer grid does, at four times the anchors.
//
// The fit keeps nine anchors a cell, so the head keeps its shape. Two more ratios would make fifteen, and a head with
// 15·K outputs in the place of 9·K: a changed anchor list and an old head do not go together.

// %% More ratios, another head

var wider = paper
wider.ratios = [0.25, 0.5, 1, 1.5, 2]
show("anchors a cell with five ratios", wider.anchorsPerCell)
expect(wider.anchorsPerCell, equals: 15)

/// How many objects have no anchor that reaches an IoU of 0.5.
func lost(_ coverage: AnchorCoverage) -> Int { coverage.bestIoU.count { $0 < 0.5 } }

/// The scene of 128 × 128 pixels as SVG: positive anchors thin, objects thick, green if learnt and red if not.
func drawing(of matches: Matches) -> String {
  func rectangle(_ box: Box, _ color: String, _ width: Double) -> String {
    "<rect x=\"\(box.xMin)\" y=\"\(box.yMin)\" width=\"\(box.width)\" height=\"\(box.height)\" "
      + "fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(width)\"/>"
  }
  let positives = matches.objects.indices.flatMap { matches.positives(ofObject: $0) }
  let thin = positives.map { rectangle(matches.anchors[$0], "#5b8dd9", 0.3) }
  let thick = matches.objectVerdicts.map {
    rectangle(matches.objects[$0.object], $0.isLearnt ? "#2a9d4a" : "#d1342f", 1)
  }
  func text(_ line: String, _ y: Int, _ color: String) -> String {
    "<text x=\"2\" y=\"\(y)\" font-family=\"sans-serif\" font-size=\"5\" fill=\"\(color)\">\(line)</text>"
  }
  let words = [
    text("green: an object that some anchor learns", 135, "#2a9d4a"),
    text("red: an object that none learns", 142, "#d1342f"),
    text("thin and blue: the \(positives.count) positive anchors", 149, "#5b8dd9"),
  ]
  let lines =
    ["<title>Which anchors learn which object</title>", "<rect width=\"128\" height=\"153\" fill=\"#f6f6f6\"/>"]
    + thin + thick + words
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 128 153\" width=\"512\" height=\"612\">\n"
    + lines.joined(separator: "\n") + "\n</svg>\n"
}
