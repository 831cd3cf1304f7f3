// %% [markdown]
// # Why a pyramid of features
// "Understanding RetinaNet for Object Detection" begins its tale of pyramids with one of pictures: scale the picture to
// 256, 300, 500 and 800 pixels, look at each, and small objects have been enlarged in one of them. It works, and it
// costs the whole network once for every size. A feature pyramid (Lin et al., "Feature Pyramid Networks for Object
// Detection", 2017) looks once. This notebook counts both in multiplications, measures both, shows which level learns
// what, and takes all levels but one away.
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`. `--steps 800` trains for longer.

import Anchors
import Boxes
import Detector
import Evaluation
import Figures
import Foundation
import Lessons
import Matching
import Shapes
import Tensors
import Training

let options = lesson(
  "Image pyramids against a feature pyramid: operations, time, what each level learns, and P5 alone.",
  counts: ["steps": 300], hasFigures: true)
let steps = options["steps"] ?? 300

// %% [markdown]
// ## Multiplications of a convolution
// A convolution of k × k from c to d channels on a map of h × w costs k² · c · d · h · w multiply-adds. The small
// detector is: a stem of stride 2, four residual blocks of stride 2, a pyramid of 64 channels, and two heads of four 3
// × 3 layers and a predictor on each of five levels.

// %% Counted, layer by layer

/// Multiply-adds in millions of the small detector on a square picture: backbone, pyramid with its levels, heads.
func operations(size: Int) -> (backbone: Double, pyramid: Double, heads: [Double]) {
  /// A map's side after `halvings` convolutions of stride 2, each rounding up.
  func side(_ halvings: Int) -> Int { (0..<halvings).reduce(size) { side, _ in (side + 1) / 2 } }
  func convolution(_ kernel: Int, _ from: Int, _ to: Int, _ halvings: Int) -> Double {
    Double(kernel * kernel * from * to * side(halvings) * side(halvings)) / 1e6
  }
  let channels = [16, 32, 64, 128, 128]
  var backbone = convolution(3, 3, channels[0], 1)
  for stage in 1...4 {
    let (from, to) = (channels[stage - 1], channels[stage])
    backbone +=
      convolution(3, from, to, stage + 1) + convolution(3, to, to, stage + 1) + convolution(1, from, to, stage + 1)
  }
  var pyramid = 0.0
  for (level, from) in zip(3...5, [64, 128, 128]) {
    pyramid += convolution(1, from, 64, level) + convolution(3, 64, 64, level)
  }
  pyramid += convolution(3, 64, 64, 6) + convolution(3, 64, 64, 7)
  let heads = (3...7).map { level in
    2 * 4 * convolution(3, 64, 64, level) + convolution(3, 64, 9 * 3, level) + convolution(3, 64, 9 * 4, level)
  }
  return (backbone, pyramid, heads)
}

// By hand for 128 pixels: stem 3 · 3 · 3 · 16 · 64², P3's heads (8 · 64 · 64 + 27 · 64 + 36 · 64) · 9 · 16².
expect(operations(size: 128).heads[0], equals: Double((8 * 64 * 64 + 63 * 64) * 9 * 256) / 1e6)
let sizes = [256, 300, 500, 800]
let once = operations(size: 800)
let featurePyramid = once.backbone + once.pyramid + once.heads.reduce(0, +)
// A detector without a feature pyramid has one level, C5 as it is, and both heads on it: once for every size.
let imagePyramid = sizes.map { size -> Double in
  let parts = operations(size: size)
  return parts.backbone + parts.heads[2]
}
show(
  table: [["size", "backbone", "heads on one level", "million multiply-adds"]]
    + zip(sizes, imagePyramid).map { size, sum in
      let parts = operations(size: size)
      return [String(size)] + [parts.backbone, parts.heads[2], sum].map { significant($0, digits: 4) }
    }
    + [["all four", "", "", significant(imagePyramid.reduce(0, +), digits: 4)]])
show("one look at 800 with P3–P7: backbone", once.backbone, digits: 4)
show("  pyramid", once.pyramid, digits: 4)
show("  heads on P3 … P7", once.heads.map { significant($0, digits: 3) }.joined(separator: ", "))
show("  in all", featurePyramid, digits: 4)
let backbones = sizes.map { operations(size: $0).backbone }.reduce(0, +) / once.backbone
show("four backbones cost, in backbones at 800", backbones, digits: 3)
// (256² + 300² + 500² + 800²) / 800², but for maps that are rounded up.
expect(backbones, equals: 1.634, relative: 0.02)
expect(once.heads[0] / once.backbone, equals: 1.669, relative: 0.001)
expect(imagePyramid.reduce(0, +) < featurePyramid, "the image pyramid to be the cheaper one here")
show("share of P3 in the heads' work", once.heads[0] / once.heads.reduce(0, +), digits: 3)
expect(once.heads[0] / once.heads.reduce(0, +), equals: 0.75, relative: 0.01)
figure(
  name: "pyramid-operations",
  svg: BarChart(
    title: "Million multiply-adds",
    bars: zip(sizes, imagePyramid).map { BarChart.Bar("picture of \($0)", $1) } + [
      BarChart.Bar("all four, one level each", imagePyramid.reduce(0, +)),
      BarChart.Bar("800, backbone alone", once.backbone), BarChart.Bar("800, pyramid alone", once.pyramid),
      BarChart.Bar("800, heads on P3–P7", once.heads.reduce(0, +)), BarChart.Bar("800, P3–P7 in all", featurePyramid),
    ], decimals: 0
  ).svg)

// %% [markdown]
// An honest word: for *this* detector the feature pyramid is not the cheaper one. Its backbone is small, and heads of
// 64 channels cost 1.7 times as much on P3 alone. What the image pyramid does not have is a fine grid: even at 800
// pixels its one level has a cell every 32 pixels, where P3 has one every 8. To give the image pyramid P3's grid the
// picture has to be four times as large, 3 200 pixels, and there it costs

// %% The same grid by enlarging pictures

let enlarged = operations(size: 3_200)
let enlargedSum = enlarged.backbone + enlarged.heads[2]
show("3 200 pixels, one level, million multiply-adds", enlargedSum, digits: 4)
show("times the feature pyramid's", enlargedSum / featurePyramid, digits: 3)
expect(enlargedSum / featurePyramid, equals: 5.036, relative: 0.001)
show("the backbone alone, times", enlarged.backbone / once.backbone, digits: 3)
expect(enlarged.backbone / once.backbone, equals: 16, relative: 0.01)

// %% [markdown]
// With ResNet-50 in place of the small backbone the scale tips for good: sixteen times the backbone is then sixteen
// times nearly everything.
//
// ## Measured
// Time on this machine, forward only. Times differ from run to run, so they are shown and not asserted.

// %% Four looks, and one

let model = RetinaNet(.small, seed: 0)
/// Seconds for one forward pass of a square picture, the best of three.
@MainActor func seconds(_ size: Int) -> Double {
  let input = Tensor(zeros: [1, size, size, 3])
  return (0..<3).map { _ in
    let start = ContinuousClock.now
    _ = model(input, .inference())
    let time = ContinuousClock.now - start
    return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
  }.min() ?? 0
}
let times = sizes.map { seconds($0) }
show(
  table: [["size", "with P3–P7, relative to 800"]]
    + zip(sizes, times).map { [String($0), significant($1 / times[3], digits: 2)] })
expect(times.allSatisfy { $0 > 0 }, "time to pass")

// %% [markdown]
// ## Which level learns what
// Each level has anchors of its size. Over 400 standard pictures:

// %% Objects and anchors by level

let generator = AnchorGenerator.small
let grids = generator.grids(on: .square(128))
let gridded = GriddedAnchors(generator, size: .square(128))
let pictures = ShapesDataset(preset: .standard, seed: 0, count: 400)
var sizesByLevel = [[Double]](repeating: [], count: 5)
for index in 0..<pictures.count {
  let objects = pictures.example(at: index).objects
  let matches = Matcher(lowQuality: .bestAnchors).match(anchors: gridded.anchors, objects: objects.map(\.box))
  for (anchor, assignment) in matches.assignments.enumerated() {
    guard case .positive(let object) = assignment else { continue }
    let level = grids.lastIndex { $0.firstAnchor <= anchor } ?? 0
    sizesByLevel[level].append(objects[object].box.area.squareRoot())
  }
}
let positives = sizesByLevel.reduce(0) { $0 + $1.count }
show(
  table: [["level", "anchors", "positive", "share, %", "√area of their objects, px: least, median, largest"]]
    + sizesByLevel.enumerated().map { level, sizes in
      let sorted = sizes.sorted()
      let three = sorted.isEmpty ? [] : [sorted[0], sorted[sorted.count / 2], sorted[sorted.count - 1]]
      return [
        generator.levels[level].name, grouped(grids[level].anchorCount), grouped(sizes.count),
        significant(100 * Double(sizes.count) / Double(positives), digits: 3),
        three.map { significant($0, digits: 2) }.joined(separator: ", "),
      ]
    })
let medians = sizesByLevel.filter { !$0.isEmpty }.map { sizes in sizes.sorted()[sizes.count / 2] }
expect(zip(medians, medians.dropFirst()).allSatisfy { $0 < $1 }, "a coarser level to learn larger objects")
figure(
  name: "object-size-by-level",
  svg: BarChart(
    title: "Median √area of the objects that a level learns, px",
    bars: zip(generator.levels, medians).map { .init($0.name, $1) }, decimals: 1
  ).svg)

// %% [markdown]
// A question under the article ("confusion 1"): is the truth given to one level, or compared with the anchors of all?
// With all of them, at once. Nothing says which level an object belongs to; the sizes of the anchors do, by IoU.
//
// ## P5 alone
// Take P3, P4, P6 and P7 away from the teaching: their anchors are background for everything, and P5 gets anchors of
// all sizes, so that no object is too small for its anchors, only for its grid of one cell every 32 pixels.

// %% Trained beside each other on small objects

/// Only anchors of one level learn objects; all others are background.
struct OneLevel: AnchorAssigner {
  var level: Int
  func assignments(
    _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
  ) -> [Assignment] {
    let counts = anchors.anchorsPerLevel
    let first = counts.prefix(level).reduce(0, +)
    let own = first..<first + counts[level]
    var result = [Assignment](repeating: .negative, count: anchors.anchors.count)
    let matches = Matcher(lowQuality: .bestAnchors).match(
      anchors: Array(anchors.anchors[own]), objects: objects)
    result.replaceSubrange(own, with: matches.assignments)
    return result
  }
}

let small = ShapesDataset.Recipe.preset(.easy)
/// A recipe of easy pictures with objects of some sizes.
func recipe(_ sizes: ClosedRange<Double>) -> ShapesDataset.Recipe {
  var recipe = small
  recipe.size = sizes
  recipe.objects = 2...5
  return recipe
}

/// AP50 after some steps on 64 × 64 pictures.
func trained(
  _ configuration: RetinaNet.Configuration, _ pieces: RetinaNet.Pieces, _ sizes: ClosedRange<Double>
) throws
  -> Double
{
  let model = RetinaNet(configuration, pieces: pieces, seed: 0)
  let trainer = Trainer(
    model: model, dataset: ShapesDataset(recipe: recipe(sizes), seed: 0, count: 100_000, imageSize: 64),
    options: TrainingOptions(
      steps: steps, batchSize: 8, seed: 0,
      schedule: LearningRateSchedule(
        peak: 0.004, totalSteps: steps, decay: .cosine(finalFraction: 0.01), warmUp: .init(steps: 20, startFactor: 0.1))
    ))
  for _ in 0..<steps { try trainer.trainStep() }
  let validation = ShapesDataset(recipe: recipe(sizes), seed: 1_000_000, count: 48, imageSize: 64)
  return try DetectorEvaluation(model, on: validation).summary.ap50 ?? 0
}

var onlyP5 = RetinaNet.Configuration.small
onlyP5.architecture.anchors = AnchorGenerator(
  levels: zip([8, 16, 32, 64, 128], [16.0, 16, 10, 64, 128]).map { .init(stride: $0, baseSize: $1) },
  scales: [1, 2, 4], center: .corner)
var rows: [(sizes: String, all: Double, alone: Double)] = []
for (name, sizes) in [("objects of 10–16 px", 10.0...16.0), ("objects of 28–40 px", 28.0...40.0)] {
  let all = try trained(.small, RetinaNet.Pieces(), sizes)
  let alone = try trained(onlyP5, RetinaNet.Pieces(assigner: OneLevel(level: 2)), sizes)
  rows.append((name, all, alone))
}
show(
  table: [["AP50 after \(steps) steps", "P3–P7", "P5 alone"]]
    + rows.map { [$0.sizes, significant($0.all, digits: 3), significant($0.alone, digits: 3)] })
expect(rows[0].all > rows[0].alone, "small objects to need the fine level")
figure(
  name: "one-level-alone",
  svg: BarChart(
    title: "AP50: all levels, and P5 alone",
    bars: rows.flatMap {
      [BarChart.Bar("\($0.sizes), P3–P7", $0.all), BarChart.Bar("\($0.sizes), P5 alone", $0.alone)]
    },
    maximum: 1
  ).svg)

// %% [markdown]
// Two objects that share one cell of 32 pixels have to be told apart by nine anchors that look at the same features.
// That is what a fine level is for; and the way down from P5 to P3, the top-down path, is what tells the fine level
// *what* it looks at: features of stride 8 alone have seen little of the picture ("semantic gap").
//
// Exercises
// 1. For which backbone does one look at P3–P7 cost less than the four sizes? Compare its work with that of the heads.
// 2. Let P3 alone learn (`OneLevel(level: 0)`) with anchors of all sizes. What do large objects lose?
// 3. Why is the share of P3 in the heads' work so near to 3/4?
