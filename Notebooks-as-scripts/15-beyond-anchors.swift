// %% [markdown]
// # Beyond anchors
// 0.5 and 0.4 are hand-made, and so are nine anchors a place. ATSS (Zhang et al., "Bridging the Gap Between
// Anchor-based and Anchor-free Detection via Adaptive Training Sample Selection", 2020) finds a threshold for each
// object; FCOS (Tian et al., "FCOS: Fully Convolutional One-Stage Object Detection", 2019) learns from points.
// "Understanding RetinaNet for Object Detection" names both as what came after. Here they are trained beside the
// matcher, in the same network, with the same loss: what differs is only which place learns which object.
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
import Training

let options = lesson(
  "The matcher, ATSS and FCOS: who learns what, and all three trained.", counts: ["steps": 400], hasFigures: true)
let steps = options["steps"] ?? 400

// %% [markdown]
// ## Three rules
// The matcher: an anchor is positive for the object that it overlaps most, from IoU 0.5 on. ATSS: of the nine nearest
// anchors of each level those above mean + deviation of their IoUs. FCOS: every point inside the object, on the level
// of its size.

// %% Configurations

/// Easy pictures with objects of a size that suits pictures of 64 × 64.
let recipe = {
  var recipe = ShapesDataset.Recipe.preset(.easy)
  recipe.size = 12...28
  return recipe
}()
let size = 64
var atss = RetinaNet.Configuration.small
atss.learning.assigner = .atss(ATSS(candidatesPerLevel: 9 * atss.architecture.anchors.anchorsPerCell))
var fcos = RetinaNet.Configuration.small
(fcos.architecture.anchors.scales, fcos.architecture.anchors.ratios) = ([1], [1])
fcos.architecture.anchors.center = .halfStride
fcos.architecture.coding = .distances(DistanceBoxCoder())
fcos.learning.assigner = .fcos(FCOS(levelsOf: fcos.architecture.anchors))
let rules: [(name: String, configuration: RetinaNet.Configuration)] = [
  ("matcher", .small), ("ATSS", atss), ("FCOS", fcos),
]
for (name, configuration) in rules {
  let model = RetinaNet(configuration, seed: 0)
  show(
    "\(name): places that speak, \(grouped(model.anchors(on: .square(size)).count)); weights",
    grouped(model.parameterCount))
}
expect(RetinaNet(.small, seed: nil).anchors(on: .square(size)).count, equals: 9 * 86)
expect(RetinaNet(fcos, seed: nil).anchors(on: .square(size)).count, equals: 86)

// %% [markdown]
// ## Which objects are learnt, and by how many places
// Objects from tiny to large, 20 pictures of each size. The share that has no teacher at all, and the mean number of
// teachers.

// %% Teachers by size

let bins: [ClosedRange<Double>] = [4.0...6, 8...10, 12...16, 20...28, 36...48]
/// Teachers of the objects of some sizes: their mean, and the share of objects without any.
func teachers(_ configuration: RetinaNet.Configuration, _ sizes: ClosedRange<Double>) -> (mean: Double, none: Double) {
  var recipe = ShapesDataset.Recipe.preset(.easy)
  recipe.size = sizes
  let dataset = ShapesDataset(recipe: recipe, seed: 0, count: 20, imageSize: size)
  let anchors = GriddedAnchors(configuration.architecture.anchors, size: .square(size))
  var counts: [Int] = []
  for index in 0..<dataset.count {
    let objects = dataset.example(at: index).objects
    let assignments = configuration.learning.assigner.definition.assignments(
      anchors, objects: objects, image: .square(size))
    for object in objects.indices { counts.append(assignments.count { $0 == .positive(object: object) }) }
  }
  return (Double(counts.reduce(0, +)) / Double(counts.count), Double(counts.count { $0 == 0 }) / Double(counts.count))
}
let table = rules.map { rule in bins.map { teachers(rule.configuration, $0) } }
var noLowQuality = RetinaNet.Configuration.small
noLowQuality.learning.assigner = .matcher(.paper)
let paper = bins.map { teachers(noLowQuality, $0) }
show(
  table: [["√area, px"] + rules.map { "\($0.name): teachers" } + ["the paper's matcher: without teacher, %"]]
    + bins.indices.map { bin in
      ["\(significant(bins[bin].lowerBound))–\(significant(bins[bin].upperBound))"]
        + table.map { significant($0[bin].mean, digits: 3) } + [significant(100 * paper[bin].none, digits: 3)]
    })
// At most 6 × 6 pixels in an anchor of 16 × 16: an IoU of 36 / 256.
expect(paper[0].none, equals: 1)
for bin in bins.indices { expect(table[0][bin].none, equals: 0) }
expect(table[2][4].mean > table[2][1].mean, "FCOS to have more points in larger objects")
figure(
  name: "teachers-by-size",
  svg: LineChart(
    title: "How many places learn an object", xLabel: "√area of the object, px", yLabel: "places",
    series: zip(rules, table).map { rule, row in
      LineChart.Series(
        rule.name, points: zip(bins, row).map { .init(x: ($0.lowerBound + $0.upperBound) / 2, y: $1.mean) })
    }
  ).svg)

// %% [markdown]
// The matcher with the low-quality rule gives each object at least one teacher, as torchvision does; the paper's own
// rule gives the smallest none.
//
// ## Trained beside each other

// %% AP50

/// COCO's numbers and the losses after some steps.
func trained(_ configuration: RetinaNet.Configuration) throws -> (summary: COCOSummary, losses: [Double]) {
  let model = RetinaNet(configuration, seed: 0)
  let trainer = Trainer(
    model: model, dataset: ShapesDataset(recipe: recipe, seed: 0, count: 100_000, imageSize: size),
    options: TrainingOptions(
      steps: steps, batchSize: 8, seed: 0,
      schedule: LearningRateSchedule(
        peak: 0.004, totalSteps: steps, decay: .cosine(finalFraction: 0.01), warmUp: .init(steps: 20, startFactor: 0.1))
    ))
  let losses = try (0..<steps).map { _ in try trainer.trainStep().loss }
  let validation = ShapesDataset(recipe: recipe, seed: 1_000_000, count: 48, imageSize: size)
  return (try DetectorEvaluation(model, on: validation).summary, losses)
}
let runs = try rules.map { try trained($0.configuration) }
show(
  table: [["after \(steps) steps", "AP", "AP50", "AP75", "loss at the end"]]
    + zip(rules, runs).map { rule, run in
      [rule.name] + [run.summary.ap, run.summary.ap50, run.summary.ap75].map { significant($0 ?? 0, digits: 3) }
        + [significant(run.losses[steps - 1], digits: 3)]
    })
for (rule, run) in zip(rules, runs) {
  let (start, end) = (run.losses.prefix(10).reduce(0, +), run.losses.suffix(10).reduce(0, +))
  expect(end < start, "\(rule.name): the loss to fall")
}
expect((runs[0].summary.ap50 ?? 0) > 0.05, "the matcher to find objects")
figure(
  name: "assigners-trained",
  svg: BarChart(
    title: "AP50 after \(steps) steps", bars: zip(rules, runs).map { .init($0.name, $1.summary.ap50) }, maximum: 1
  ).svg)

// %% [markdown]
// One short run of each is a look and no verdict: `retinanet ablate assigners` repeats it with several seeds and gives
// intervals. FCOS here has RetinaNet's head, loss and normalizer without its center-ness output, which lowers the score
// of boxes from an object's edge; so it stands for the assignment and not for the paper's detector.
//
// Exercises
// 1. Restrict FCOS to the middle of objects (`centerSamplingRadius: 1.5`). Who loses teachers, small objects or large?
// 2. ATSS with 9 candidates a level instead of 9 for each anchor of a cell: what changes for nine anchors a place?
// 3. Which of the three rules needs to know the size of anchors at all?
