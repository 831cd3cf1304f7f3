// %% [markdown]
// # Region proposals beside RetinaNet
// "RetinaNet, Advanced Computer Vision" lists thresholds of 0.7 and 0.3 and a sample of 256 anchors next to RetinaNet's
// 0.5 and 0.4. They belong to another network: the region proposal network of Faster R-CNN, which answers only "object
// or not" and hands its boxes to a second stage. Both have anchors, matching, and an imbalance of a thousand to one.
// One draws lots, the other weighs. This notebook trains both on the same pictures.
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`. `--steps 800` trains for longer.

import Anchors
import Boxes
import Detector
import Evaluation
import Figures
import Foundation
import Images
import Lessons
import Losses
import Matching
import Randomness
import Shapes
import Training

let options = lesson(
  "0.7 / 0.3 and 128 + 128 anchors drawn by lot, against all anchors and the focal loss, both trained.",
  counts: ["steps": 400], hasFigures: true)
let steps = options["steps"] ?? 400

// %% [markdown]
// ## The same anchors under both rules

// %% Positive, ignored, negative

/// Easy pictures with objects of a size that suits pictures of 64 × 64.
let recipe = {
  var recipe = ShapesDataset.Recipe.preset(.easy)
  recipe.size = 12...28
  return recipe
}()
let size = 64
let dataset = ShapesDataset(recipe: recipe, seed: 0, count: 100_000, imageSize: size)
let anchors = AnchorGenerator.small.anchors(on: .square(size))
let rules: [(name: String, matcher: Matcher)] = [
  ("RetinaNet, 0.5 / 0.4", Matcher(lowQuality: .bestAnchors)),
  ("proposals, 0.7 / 0.3", Matcher(positiveThreshold: 0.7, negativeThreshold: 0.3, lowQuality: .bestAnchors)),
  ("proposals, and outside ignored", .regionProposals),
]
var counts: [(positive: Double, ignored: Double, negative: Double)] = []
for (_, matcher) in rules {
  var sums = (positive: 0, ignored: 0, negative: 0)
  for index in 0..<100 {
    let objects = dataset.example(at: index).objects.map(\.box)
    let matches = matcher.match(anchors: anchors, objects: objects, image: .square(size))
    sums.positive += matches.positiveCount
    sums.ignored += matches.ignoredCount
    sums.negative += anchors.count - matches.positiveCount - matches.ignoredCount
  }
  counts.append((Double(sums.positive) / 100, Double(sums.ignored) / 100, Double(sums.negative) / 100))
}
show(
  table: [["of \(anchors.count) anchors a picture", "positive", "ignored", "negative"]]
    + zip(rules, counts).map { rule, count in
      [rule.name] + [count.positive, count.ignored, count.negative].map { significant($0, digits: 3) }
    })
for count in counts { expect(count.positive + count.ignored + count.negative, equals: Double(anchors.count)) }
expect(counts[1].positive < counts[0].positive, "a threshold of 0.7 to make fewer positives")
expect(counts[1].ignored > counts[0].ignored, "a wider gap between the thresholds to ignore more")
expect(counts[2].ignored > counts[1].ignored, "anchors that reach outside to be ignored, too")
figure(
  name: "anchors-by-rule",
  svg: BarChart(
    title: "Anchors of a picture that are positive or ignored",
    bars: zip(rules, counts).flatMap {
      [BarChart.Bar("\($0.name): positive", $1.positive), BarChart.Bar("\($0.name): ignored", $1.ignored)]
    }, decimals: 1
  ).svg)

// %% [markdown]
// RetinaNet has no second chance to correct a box that is badly placed, but it wants many teachers: 0.5. A proposal is
// looked at once more, so that it need not be perfect; but what counts as one is decided strictly: 0.7.
//
// ## Lots
// The sampler draws up to 128 positives and fills up to 256 with negatives. Of the few positives of a picture none is
// ever left out; of the negatives most are, another choice every time.

// %% 256 of them

let sampler = BalancedSampler()
var generator = SeededGenerator(seed: 0)
// The proposals of 128 × 128 pictures are enough to draw from; anchors that reach outside are kept, as torchvision
// does.
let wide = AnchorGenerator.small.anchors(on: .square(128))
let matches = rules[1].matcher.match(
  anchors: wide, objects: dataset.example(at: 0).objects, image: .square(128))
let targets = matches.assignments.map { $0.target(of: dataset.example(at: 0).objects) }
let (first, second) = (
  sampler.sample(targets, using: &generator), sampler.sample(targets, using: &generator)
)
show("positives drawn", first.positives.count)
show("negatives drawn", first.negatives.count)
show("negatives that were drawn both times", Set(first.negatives).intersection(second.negatives).count)
expect(first.positives.count, equals: matches.positiveCount)
expect(first.positives.count + first.negatives.count, equals: min(256, targets.count { $0 != .ignored }))
expect(first.positives, equals: second.positives)
expect(first.negatives != second.negatives, "another choice each time")
show("1 to", Double(first.negatives.count) / Double(first.positives.count), digits: 3)
show("without lots 1 to", Double(targets.count { $0 == .negative }) / Double(first.positives.count), digits: 3)

// %% [markdown]
// So even after sampling the classes are far from balanced in pictures with few objects: "128 + 128" is a ceiling and
// not a fact.
//
// ## Both trained to say "object"
// Same network, same pictures, one class. Proposals by cross entropy over the sample; RetinaNet by the focal loss over
// all. And, to tell the two differences apart, cross entropy over all anchors.

// %% Three ways to the same question

/// Pictures whose objects are all of one class.
struct Objects: Dataset {
  var shapes: ShapesDataset
  var categories: [String] { ["object"] }
  var count: Int { shapes.count }
  func example(at index: Int) -> AnnotatedImage {
    var example = shapes.example(at: index)
    for place in example.objects.indices { example.objects[place].label = 0 }
    return example
  }
}

let validation = Objects(shapes: ShapesDataset(recipe: recipe, seed: 1_000_000, count: 48, imageSize: size))
/// COCO's numbers after some steps.
func trained(_ change: (inout RetinaNet.Learning) -> Void) throws -> (summary: COCOSummary, losses: [Double]) {
  var configuration = RetinaNet.Configuration(classes: 1)
  change(&configuration.learning)
  // Proposals are the best hundred, whatever they score: no limit of scores for any of the three.
  configuration.inference.scoreThreshold = 0
  let model = RetinaNet(configuration, seed: 0)
  let trainer = Trainer(
    model: model, dataset: Objects(shapes: dataset),
    options: TrainingOptions(
      steps: steps, batchSize: 8, seed: 0,
      schedule: LearningRateSchedule(
        peak: 0.004, totalSteps: steps, decay: .cosine(finalFraction: 0.01), warmUp: .init(steps: 20, startFactor: 0.1))
    ))
  let losses = try (0..<steps).map { _ in try trainer.trainStep().classLoss }
  return (try DetectorEvaluation(model, on: validation).summary, losses)
}
let focal = try trained { _ in }
let proposals = try trained {
  $0.assigner = .matcher(rules[1].matcher)
  $0.classLoss = .crossEntropy
  $0.sampling = .balanced(BalancedSampler())
}
let everything = try trained { $0.classLoss = .crossEntropy }
let three = [
  ("focal loss, all anchors", focal), ("cross entropy, 256 drawn", proposals), ("cross entropy, all", everything),
]
show(
  table: [["after \(steps) steps", "AP50", "AP", "AR100: how many objects have a good box"]]
    + three.map { name, run in
      [name] + [run.summary.ap50, run.summary.ap, run.summary.ar100].map { significant($0 ?? 0, digits: 3) }
    })
for (name, run) in three {
  let (start, end) = (run.losses.prefix(10).reduce(0, +), run.losses.suffix(10).reduce(0, +))
  expect(end < start, "\(name): the loss to fall")
}
expect((focal.summary.ap50 ?? 0) > 0.1, "RetinaNet to find objects")
expect((proposals.summary.ar100 ?? 0) > 0.05, "proposals to cover objects")
expect((everything.summary.ap50 ?? 0) > 0.5 * (focal.summary.ap50 ?? 0), "cross entropy over all anchors to keep up")
figure(
  name: "proposals-and-focal-loss",
  svg: BarChart(
    title: "AP50 and AR100, one class",
    bars: three.flatMap {
      [BarChart.Bar("\($0.0), AP50", $0.1.summary.ap50), BarChart.Bar("\($0.0), AR100", $0.1.summary.ar100)]
    }, maximum: 1
  ).svg)

// %% [markdown]
// An honest word: on easy pictures, begun with the prior, cross entropy over all anchors keeps up with the focal loss.
// The paper's gap is one of a hundred thousand anchors on crowded photographs; `retinanet ablate 1b` asks for it here.
//
// For proposals the number that counts is recall: which objects have a box among the hundred? What the boxes are is the
// second stage's business. A one-stage detector's scores are the last word, so precision counts as much.
//
// "Why not use FasterRCNN with FastRCNNPredictor as a RetinaNet?" asks the first document's code without knowing it:
// `FastRCNNPredictor` is the second stage's last layer, [K + 1, 1024], with a background among its classes and a
// softmax. RetinaNet has no second stage: its predictor is a convolution on every level,

// %% What would have to be exchanged

let predictor = RetinaNet(RetinaNet.Configuration(classes: 3), seed: 0).parameters.filter {
  $0.name.hasPrefix("classification.predictor")
}
for parameter in predictor { show(parameter.name, parameter.value.shape) }
expect(predictor.contains { $0.value.count == 9 * 3 }, "a bias for nine anchors times three classes")

// %% [markdown]
// Exercises
// 1. Train proposals with `Matcher(lowQuality: .bestAnchors)` (0.5 / 0.4). Does AR100 rise or fall, and at which IoU?
// 2. Draw 32 in place of 256: `BalancedSampler(positives: 16, total: 32)`. What happens to false alarms?
// 3. Why can the focal loss do without lots, though 768 anchors a picture speak and ten of them are positive?
