// %% [markdown]
// # New classes from old weights
// "Understanding RetinaNet for Object Detection" loads torchvision's RetinaNet, imports the class of its head, and
// never replaces it: the detector then goes on saying COCO's 91 names. Another line of the kind advises "background +
// 2" outputs for two classes. This notebook replaces a head, counts what is kept, and measures what old weights are
// worth.
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`. `--steps 1600` trains for longer.

import Boxes
import Detector
import Evaluation
import Figures
import Foundation
import Images
import Lessons
import Shapes
import Training

let options = lesson(
  "A head for new classes: what is replaced, what is kept, and what old weights are worth.", counts: ["steps": 800],
  hasFigures: true)
let steps = options["steps"] ?? 800

// %% [markdown]
// ## Old weights
// A detector of ellipses, rectangles and triangles, trained for a moment.

// %% The old detector

/// Easy pictures with objects of a size that suits pictures of 64 × 64.
let recipe = {
  var recipe = ShapesDataset.Recipe.preset(.easy)
  recipe.size = 12...28
  return recipe
}()
let size = 64
/// Options of a run.
func schedule(_ steps: Int, rate: Double) -> TrainingOptions {
  TrainingOptions(
    steps: steps, batchSize: 8, seed: 0,
    schedule: LearningRateSchedule(
      peak: rate, totalSteps: steps, decay: .cosine(finalFraction: 0.01),
      warmUp: .init(steps: max(1, steps / 8), startFactor: 0.1)))
}
let old = RetinaNet(.small, seed: 0)
let oldTrainer = Trainer(
  model: old, dataset: ShapesDataset(recipe: recipe, seed: 0, count: 100_000, imageSize: size),
  options: schedule(steps, rate: 0.004))
for _ in 0..<steps { try oldTrainer.trainStep() }
let oldValidation = ShapesDataset(recipe: recipe, seed: 1_000_000, count: 48, imageSize: size)
let oldAP = try DetectorEvaluation(old, on: oldValidation).summary.ap50 ?? 0
show("AP50 on its own three classes", oldAP, digits: 3)
expect(oldAP > 0.05, "the old detector to have learnt something")

// %% [markdown]
// ## The new task
// Round or angular: two classes. The pictures are of the same kind, the question is another. (Ellipse is round;
// rectangle and triangle are angular.)

// %% Two classes

/// Shapes whose classes are round (0) and angular (1).
struct RoundOrAngular: Dataset {
  var shapes: ShapesDataset
  var categories: [String] { ["round", "angular"] }
  var count: Int { shapes.count }
  func example(at index: Int) -> AnnotatedImage {
    var example = shapes.example(at: index)
    for place in example.objects.indices { example.objects[place].label = example.objects[place].label == 0 ? 0 : 1 }
    return example
  }
}
let few = RoundOrAngular(shapes: ShapesDataset(recipe: recipe, seed: 7, count: 100_000, imageSize: size))
let validation = RoundOrAngular(shapes: ShapesDataset(recipe: recipe, seed: 2_000_000, count: 48, imageSize: size))

// %% [markdown]
// ## Which layer knows the classes
// One: the classification head's last convolution, with nine anchors times K outputs at each place. The box head has
// four numbers an anchor whatever the classes are.

// %% What is replaced and what is kept

let file = old.weights()
let new = RetinaNet(RetinaNet.Configuration(classes: 2), seed: 1)
let replacement = try new.loadReplacingClasses(file, seed: 1)
show("replaced", replacement.replaced.joined(separator: ", "))
show("kept, tensors", replacement.kept.count)
show("classes in the file", replacement.fileClasses)
expect(replacement.fileClasses, equals: 3)
expect(replacement.replaced.allSatisfy { $0.hasPrefix("classification.") }, "the class head alone to be replaced")
/// Numbers in tensors of these names.
@MainActor func numbers(_ names: [String]) -> Int {
  new.parameters.filter { names.contains($0.name) }.reduce(0) { $0 + $1.value.count }
}
let replaced = numbers(replacement.replaced)
show("numbers begun anew, of \(grouped(new.parameterCount))", grouped(replaced))
// 3 × 3 × 64 inputs to 9 · 2 outputs, and a bias for each.
expect(replaced, equals: 9 * 64 * 18 + 18)
show("outputs of a place: 9 anchors × K", "K = 3: \(9 * 3), K = 2: \(9 * 2), torchvision's K = 91: \(9 * 91)")

// %% [markdown]
// K counts no background. "Background + 2" gives three outputs, of which the first never meets an object and only
// learns to be silent: harmless with sigmoids, but labels must then begin at 1, and who gives 0 and 1 to it trains
// "round" into the place that torchvision calls background.
//
// ## The head that is never replaced
// What if the old head stays, and labels 0 and 1 are given to it? Then "angular" has to be unlearnt from "rectangle",
// and every triangle is still reported as a triangle, which nobody asked for.

// %% Old head, new labels, before any training

let scenes = (0..<validation.count).map { validation.example(at: $0) }
let oldDetections = old.detect(scenes.map(\.image))
let third = oldDetections.flatMap { $0 }.count { $0.label == 2 && $0.score > 0.1 }
show("detections of a class that the new task does not have", third)
expect(third > 0, "triangles to be reported still")
let asTheyAre = zip(scenes, oldDetections).map { scene, found in
  EvaluatedImage(detections: found.filter { $0.label < 2 }, objects: scene.objects)
}
let neverReplaced = COCOEvaluator(categories: validation.categories).evaluate(asTheyAre).ap50 ?? 0
show("AP50 of the head that was never replaced", neverReplaced, digits: 3)
let byName = zip(scenes, oldDetections).map { scene, found in
  EvaluatedImage(
    detections: found.map { Detection(box: $0.box, label: $0.label == 0 ? 0 : 1, score: $0.score) },
    objects: scene.objects)
}
let renamed = COCOEvaluator(categories: validation.categories).evaluate(byName).ap50 ?? 0
show("AP50 if its classes are translated: ellipse is round, the others angular", renamed, digits: 3)
expect(renamed > neverReplaced, "a translation to be worth more than a wrong head")

// %% [markdown]
// ## What old weights are worth
// The same number of steps, a quarter of the old training: from nothing, and from the old weights with a new head, at
// half the rate.

// %% From scratch and from old weights

let short = max(4, steps / 4)
/// AP50 and the losses after a short training.
func trained(_ model: RetinaNet, rate: Double) throws -> (ap50: Double, losses: [Double]) {
  let trainer = Trainer(model: model, dataset: few, options: schedule(short, rate: rate))
  let losses = try (0..<short).map { _ in try trainer.trainStep().loss }
  return (try DetectorEvaluation(model, on: validation).summary.ap50 ?? 0, losses)
}
let scratch = try trained(RetinaNet(RetinaNet.Configuration(classes: 2), seed: 1), rate: 0.004)
let fromOld = try trained(new, rate: 0.002)
show(
  table: [["after \(short) steps", "first loss", "last loss", "AP50"]]
    + [("from scratch", scratch), ("old weights, new head", fromOld)].map { name, run in
      [
        name, significant(run.losses[0], digits: 3), significant(run.losses[short - 1], digits: 3),
        significant(run.ap50, digits: 3),
      ]
    })
expect(fromOld.ap50 > scratch.ap50, "old weights to be worth something")
expect(fromOld.losses[short - 1] < scratch.losses[short - 1], "and to cost less")
figure(
  name: "old-weights-loss",
  svg: LineChart(
    title: "Loss of the new task", xLabel: "step", yLabel: "loss",
    series: [
      LineChart.Series("from scratch", values: scratch.losses, first: 1),
      LineChart.Series("old weights, new head", values: fromOld.losses, first: 1),
    ]
  ).svg)
figure(
  name: "old-weights-ap",
  svg: BarChart(
    title: "AP50 of round and angular",
    bars: [
      .init("old head, never replaced", neverReplaced), .init("old head, classes translated", renamed),
      .init("from scratch, \(short) steps", scratch.ap50), .init("old weights, new head, \(short) steps", fromOld.ap50),
    ], maximum: 1
  ).svg)

// %% [markdown]
// On the command line: `retinanet train --annotations mine.json --images mine --weights old.safetensors --classes 2`
// replaces the head's last layer. Without `--classes` weights of other classes are refused, and the program says what
// to give.
//
// Exercises
// 1. The first class loss of the replaced head is about 1.128 again. Why, when the rest of the network is old?
// 2. Freeze the backbone (`trainedBackboneStages: 0`) and train again. How much of the gain is left, and what is saved?
// 3. Load torchvision's weights for two classes. How many of its 34 million numbers begin anew?
