// %% [markdown]
// # Anatomy of a training step
// Two pictures go in, 1 152 527 weights change. This notebook opens one step: the shapes of what goes in and comes out,
// both losses anchor by anchor, the gradient of every group of layers. Then it makes more steps and follows the ledger:
// who owns the loss at the beginning, and who later.
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`. `--steps 800` follows the ledger to the end of a real run.

import Boxes
import Detector
import Figures
import Foundation
import Layers
import Lessons
import Losses
import Shapes
import Tensors
import Training

let options = lesson(
  "One training step with every tensor, loss and gradient; and the ledger of the steps after it.",
  counts: ["steps": 200], hasFigures: true)
let steps = options["steps"] ?? 200

// %% [markdown]
// ## In: pictures and what should be said of them

// %% The batch

/// Easy pictures with objects of a size that suits pictures of 64 × 64.
let recipe = {
  var recipe = ShapesDataset.Recipe.preset(.easy)
  recipe.size = 12...28
  return recipe
}()
let size = 64
let dataset = ShapesDataset(recipe: recipe, seed: 0, count: 100_000, imageSize: size)
let examples = (0..<2).map { dataset.example(at: $0) }
let model = RetinaNet(.small, seed: 0)
let input = model.input(examples.map(\.image))
let anchors = model.anchors(on: .square(size))
let targets = model.batch(examples.map { model.targets(objects: $0.objects, on: .square(size)) })
show("weights", grouped(model.parameterCount))
show("pictures, [N, H, W, 3]", input.shape)
show("anchors of a picture", anchors.count)
show("objects", examples.map { String($0.objects.count) }.joined(separator: " and "))
show("positive anchors", targets.positives.map(String.init).joined(separator: " and "))
expect(model.parameterCount, equals: 1_152_527)
expect(input.shape, equals: [2, 64, 64, 3])
// 8² + 4² + 2² + 1 + 1 cells with nine anchors each.
expect(anchors.count, equals: 9 * (64 + 16 + 4 + 1 + 1))
let labels = targets.labels.map(AnchorTarget.init(code:))
let (positive, negative, ignored) = (
  labels.count { $0.isPositive }, labels.count { $0 == .negative }, labels.count { $0 == .ignored }
)
show("positive, negative, ignored", [positive, negative, ignored].map { String($0) }.joined(separator: ", "))
expect(positive + negative + ignored, equals: 2 * anchors.count)
expect(positive, equals: targets.positives.reduce(0, +))

// %% [markdown]
// ## Forward
// One pass gives a logit for each anchor and class, and four numbers for each anchor.

// %% Outputs

let pass = Pass.training()
let outputs = model(input, pass)
show("logits, [N, anchors, K]", outputs.logits.shape)
show("deltas, [N, anchors, 4]", outputs.deltas.shape)
expect(outputs.logits.shape, equals: [2, anchors.count, 3])
expect(outputs.deltas.shape, equals: [2, anchors.count, 4])
let firstScores = outputs.logits.tensor.array.map { sigmoid(Double($0)) }
let mean = firstScores.reduce(0, +) / Double(firstScores.count)
show("mean score before any training, by the prior 0.01", mean, digits: 3)
expect(mean > 0.008 && mean < 0.0125, "every anchor to begin at about the prior")

// %% [markdown]
// ## Losses
// The focal loss of all anchors that are not ignored, divided by each picture's positive anchors, then averaged; the
// smooth L1 of the positive ones, likewise. Both by hand from the outputs, beside what the step computes.

// %% The two losses, and the same by the definitions

let loss = model.loss(outputs, targets, pass)
let logits = outputs.logits.tensor.array.map(Double.init)
let focal = FocalLoss()
let byHand = (0..<2).map { image -> Double in
  let rows = (0..<anchors.count).map { image * anchors.count + $0 }
  let sum = rows.reduce(0) { sum, row in
    sum + focal.value(logits: Array(logits[3 * row..<3 * row + 3]), target: labels[row])
  }
  return sum / Double(max(1, targets.positives[image]))
}
let expected = byHand.reduce(0, +) / 2
show("classification loss", Double(loss.classification.tensor.buffer[0]), digits: 5)
show("by the formula, anchor by anchor", expected, digits: 5)
let (said, wanted) = (outputs.deltas.tensor.array, targets.deltas.array)
let smooth = SmoothL1(sigma: 3)
let boxByHand = (0..<2).map { image -> Double in
  let rows = (image * anchors.count..<(image + 1) * anchors.count).filter { labels[$0].isPositive }
  let numbers = rows.flatMap { 4 * $0..<4 * $0 + 4 }
  let sum = numbers.reduce(0) { $0 + smooth.value(Double(said[$1]) - Double(wanted[$1])) }
  return sum / Double(max(1, targets.positives[image]))
}
show("box loss", Double(loss.box.tensor.buffer[0]), digits: 4)
show("by the formula, number by number", boxByHand.reduce(0, +) / 2, digits: 4)
expect(Double(loss.box.tensor.buffer[0]), equals: boxByHand.reduce(0, +) / 2, relative: 1e-4)
expect(Double(loss.classification.tensor.buffer[0]), equals: expected, relative: 1e-4)
// A positive at p = 0.01 costs 0.25 · 0.99² · -ln 0.01 = 1.128; the background next to nothing.
expect(expected > 0.9 && expected < 1.4, "the first class loss to be about 1.128")

// %% [markdown]
// ## Backward
// One gradient for each weight. Their lengths, layer by layer: nothing may be 0. (Where a level has no positive anchor
// in these two pictures, its convolution hears of the background alone: a millionth of the others, and not 0.)

// %% Gradient norms

pass.tape.backward([(loss.classification, 1), (loss.box, 1)])
/// √Σ x².
func norm(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
let groups = Dictionary(grouping: model.parameters) { parameter in
  parameter.name.split(separator: ".").prefix(2).joined(separator: ".")
}
let norms = groups.map { name, parameters in
  (
    name: name, weights: parameters.reduce(0) { $0 + $1.value.count },
    gradient: norm(parameters.flatMap { $0.gradient.array }), weight: norm(parameters.flatMap { $0.value.array })
  )
}.sorted { $0.name < $1.name }
show(
  table: [["group", "weights", "gradient", "gradient / weight"]]
    + norms.map {
      [
        $0.name, grouped($0.weights), significant($0.gradient, digits: 3),
        significant($0.gradient / $0.weight, digits: 2),
      ]
    })
expect(norms.allSatisfy { $0.gradient > 0 && $0.gradient.isFinite }, "every group to have a gradient")
expect(norms.reduce(0) { $0 + $1.weights }, equals: 1_152_527)
figure(
  name: "gradient-norms",
  svg: BarChart(title: "Gradient of the first step, by group", bars: norms.map { .init($0.name, $0.gradient) }).svg)

// %% [markdown]
// ## The steps after it, and the ledger
// The ledger enters the classification loss to the account of those who caused it: positives, and negatives that are
// false alarms (score ≥ 0.5), doubtful, or easy (below 0.1).

// %% The ledger by step

/// The ledger of four pictures that are never trained on.
@MainActor func ledger(_ loss: some ClassificationLoss, _ name: String) -> LossLedger {
  let unseen = ShapesDataset(recipe: recipe, seed: 1_000_000, count: 4, imageSize: size)
  let scenes = (0..<4).map { unseen.example(at: $0) }
  let outputs = model(model.input(scenes.map(\.image)), .inference())
  let batch = model.batch(scenes.map { model.targets(objects: $0.objects, on: .square(size)) })
  let values = outputs.logits.tensor.array.map(Double.init)
  return LossLedger(
    name, loss, logits: batch.labels.indices.map { Array(values[3 * $0..<3 * $0 + 3]) },
    targets: batch.labels.map(AnchorTarget.init(code:)))
}

let trainer = Trainer(
  model: model, dataset: dataset,
  options: TrainingOptions(
    steps: steps, batchSize: 8, seed: 0,
    schedule: LearningRateSchedule(
      peak: 0.004, totalSteps: steps, decay: .cosine(finalFraction: 0.01), warmUp: .init(steps: 20, startFactor: 0.1))))
var history = [(step: 0, focal: ledger(focal, "focal loss"), crossEntropy: ledger(FocalLoss.crossEntropy, "CE"))]
var reports: [StepResult] = []
for step in 1...steps {
  reports.append(try trainer.trainStep())
  if step % max(1, steps / 8) == 0 {
    history.append((step, ledger(focal, "focal loss"), ledger(FocalLoss.crossEntropy, "CE")))
  }
}
/// A ledger's shares of the positives and of the background, in percent.
func shares(_ ledger: LossLedger) -> [String] {
  let positives = ledger.share(.positive)
  return [positives, 1 - positives].map { significant(100 * $0, digits: 3) + " %" }
}
let head = [
  "step", "positives' share, focal", "the background's", "positives' share, cross entropy", "the background's",
]
let rows = history.map { [String($0.step)] + shares($0.focal) + shares($0.crossEntropy) }
show(table: [head] + rows)
show("")
show(LossLedger.table([history[history.count - 1].focal, history[history.count - 1].crossEntropy]))
for entry in history {
  expect(
    entry.focal.share(.positive) > entry.crossEntropy.share(.positive),
    "at every step the positives to own more of the focal loss than of cross entropy")
}
expect(history[0].focal.share(.positive) > 0.97, "at the start the focal loss to be about the objects")
expect(reports[steps - 1].loss < reports[0].loss, "the loss to fall")

figure(
  name: "ledger-by-step",
  svg: LineChart(
    title: "What the positives own of the loss", xLabel: "step", yLabel: "share",
    series: [
      LineChart.Series("focal loss", points: history.map { .init(x: Double($0.step), y: $0.focal.share(.positive)) }),
      LineChart.Series(
        "cross entropy", points: history.map { .init(x: Double($0.step), y: $0.crossEntropy.share(.positive)) }),
    ], yRange: 0...1
  ).svg)
figure(
  name: "losses-by-step",
  svg: LineChart(
    title: "The two losses", xLabel: "step", yLabel: "loss",
    series: [
      LineChart.Series("class", values: reports.map(\.classLoss), first: 1),
      LineChart.Series("box", values: reports.map(\.boxLoss), first: 1),
    ]
  ).svg)

// %% [markdown]
// Exercises
// 1. Begin with a bias of 0 in place of the prior's (`configuration.learning.prior`). Who owns the first loss then?
// 2. Which row of the gradients' table would be 0 if no anchor were positive?
// 3. Count the numbers that a step holds at once: outputs of all layers for 16 pictures of 128 × 128. Where are most?
