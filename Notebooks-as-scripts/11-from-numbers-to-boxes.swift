// %% [markdown]
// # From numbers to boxes
// A network's last word is 3 069 · 3 logits and 3 069 · 4 numbers for a picture of 128 × 128 pixels. What people see is
// five boxes. Between the two stand a threshold, a limit for each level, decoding, clipping, suppression and another
// limit, and each of them can lose what the network has found. This notebook goes through them with counts (Lin et al.,
// "Focal Loss for Dense Object Detection", 2017, section 4, "Inference").
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`. `--steps 800` looks at a network that has learnt more.

import Boxes
import Detector
import Evaluation
import Figures
import Foundation
import Lessons
import Shapes
import Tensors
import Training

let options = lesson(
  "Threshold, top-k, decoding, suppression: how 9 207 scores become a few boxes.", counts: ["steps": 400],
  hasFigures: true)
let steps = options["steps"] ?? 400

// %% [markdown]
// ## A network to look at
// Trained for a moment on easy pictures, so that its scores mean something.

// %% Training

/// Easy pictures with objects of a size that suits pictures of 64 × 64.
let recipe = {
  var recipe = ShapesDataset.Recipe.preset(.easy)
  recipe.size = 12...28
  return recipe
}()
let size = 64
let model = RetinaNet(.small, seed: 0)
let trainer = Trainer(
  model: model, dataset: ShapesDataset(recipe: recipe, seed: 0, count: 100_000, imageSize: size),
  options: TrainingOptions(
    steps: steps, batchSize: 8, seed: 0,
    schedule: LearningRateSchedule(
      peak: 0.004, totalSteps: steps, decay: .cosine(finalFraction: 0.01), warmUp: .init(steps: 20, startFactor: 0.1))))
let reports = try (0..<steps).map { _ in try trainer.trainStep() }
show(
  "loss at the first and at the last step",
  [reports[0].loss, reports[steps - 1].loss].map { significant($0, digits: 3) }.joined(separator: ", "))
let validation = ShapesDataset(recipe: recipe, seed: 1_000_000, count: 48, imageSize: size)
let examples = (0..<validation.count).map { validation.example(at: $0) }
let outputs = model(model.input(examples.map(\.image)), .inference())
expect(outputs.logits.shape, equals: [48, 774, 3])

// %% [markdown]
// ## The threshold: strictly above 0.05
// Every anchor has a score for every class. The paper counts those above 0.05; torchvision's example code shows those
// above 0.5; "RetinaNet, Advanced Computer Vision" mentions both. They are different questions: the low one is for
// AP, which ranks whatever it gets; the high one is for people.

// %% How many scores are left

let scores = outputs.logits.tensor.array.map { 1 / (1 + exp(-Double($0))) }
let limits: [Double] = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7]
show("scores of a picture", outputs.logits.shape[1] * outputs.logits.shape[2])
show(
  table: [["limit", "scores above it, mean of a picture"]]
    + limits.map { limit in
      [significant(limit), significant(Double(scores.count { $0 > limit }) / Double(examples.count), digits: 3)]
    })
let above = limits.map { limit in scores.count { $0 > limit } }
expect(zip(above, above.dropFirst()).allSatisfy { $0 >= $1 }, "a higher limit to leave fewer")
expect(above[1] > 0, "some scores to pass the paper's limit")

/// A detector's AP50 when it detects by these rules.
@MainActor func ap50(_ change: (inout RetinaNet.Inference) -> Void) -> (ap50: Double, boxes: Double) {
  var configuration = model.configuration
  change(&configuration.inference)
  let other = RetinaNet(configuration, seed: nil)
  let found = other.detections(outputs, on: .square(size))
  let images = zip(examples, found).map { EvaluatedImage(detections: $1, objects: $0.objects) }
  let summary = COCOEvaluator(categories: validation.categories).evaluate(images)
  return (summary.ap50 ?? 0, Double(found.reduce(0) { $0 + $1.count }) / Double(examples.count))
}

// %% [markdown]
// The same outputs, detected with each limit. AP never gains by a higher one: a wrong box that scores below all right
// ones costs nothing, and a right one that is cut is lost.

// %% AP50 and boxes by limit

let byLimit = limits.map { limit in ap50 { $0.scoreThreshold = limit } }
show(
  table: [["limit", "AP50", "boxes a picture"]]
    + zip(limits, byLimit).map {
      [significant($0), significant($1.ap50, digits: 3), significant($1.boxes, digits: 3)]
    })
expect(zip(byLimit, byLimit.dropFirst()).allSatisfy { $0.ap50 >= $1.ap50 - 1e-9 }, "AP never to gain by a higher limit")
expect(byLimit[1].ap50 > byLimit[6].ap50, "a limit of 0.7 to cost AP")
figure(
  name: "ap50-by-score-threshold",
  svg: LineChart(
    title: "The limit of scores: AP50 and boxes", xLabel: "score threshold", yLabel: "",
    series: [
      LineChart.Series("AP50", points: zip(limits, byLimit).map { .init(x: $0, y: $1.ap50) }),
      LineChart.Series(
        "boxes a picture / 10", points: zip(limits, byLimit).map { .init(x: $0, y: min(1.5, $1.boxes / 10)) },
        style: .dashed),
    ]
  ).svg)

// %% [markdown]
// ## Top-k: at most 1 000 a level
// A limit for the work, not for quality. Here P3 has 8 · 8 · 9 = 576 anchors with three scores each. The limit cuts
// only where the threshold leaves more, and early in training it never does.

// %% AP50 by the limit of candidates

for limit in [1, 5, 20, 1_000] {
  let result = ap50 { $0.candidatesPerLevel = limit }
  show("at most \(limit) a level: AP50 \(significant(result.ap50, digits: 3)), boxes", result.boxes, digits: 3)
  // All of P3's scores are 3 · 576; the limit of 1 000 cuts none of those that pass the threshold.
  if limit == 1_000 { expect(result.boxes, equals: ap50 { $0.candidatesPerLevel = 3 * 576 }.boxes) }
}
expect(ap50 { $0.candidatesPerLevel = 1 }.ap50 <= byLimit[1].ap50, "one candidate a level not to find more")

// %% [markdown]
// ## Suppression
// Several anchors report the same object. Without suppression each counts, and all but one of them are false positives:
// the document's complaint of "many boxes on one object".

// %% With which IoU

let thresholds: [Double] = [0.1, 0.3, 0.5, 0.7, 0.9, 1]
let suppressed = thresholds.map { threshold in
  ap50 { $0.suppression = .hard(NonMaximumSuppression(iouThreshold: threshold)) }
}
show(
  table: [["suppressed above IoU", "AP50", "boxes a picture"]]
    + zip(thresholds, suppressed).map {
      [significant($0), significant($1.ap50, digits: 3), significant($1.boxes, digits: 3)]
    })
expect(zip(suppressed, suppressed.dropFirst()).allSatisfy { $0.boxes <= $1.boxes }, "a higher threshold to keep more")
expect(suppressed[2].ap50 > suppressed[5].ap50, "no suppression to cost AP")
figure(
  name: "ap50-by-suppression",
  svg: LineChart(
    title: "AP50 by the threshold of suppression", xLabel: "IoU above which the less sure box goes", yLabel: "AP50",
    series: [LineChart.Series("hard", points: zip(thresholds, suppressed).map { .init(x: $0, y: $1.ap50) })]
  ).svg)

// %% [markdown]
// Soft suppression lowers a score by the overlap in place of removing the box. On easy pictures nobody stands behind
// anybody, so there is nothing to win; two cups that overlap by 0.6 are another matter:

// %% Two objects that overlap

let front = Detection(box: Box(xMin: 0, yMin: 0, xMax: 40, yMax: 100), label: 0, score: 0.9)
let behind = Detection(box: Box(xMin: 10, yMin: 0, xMax: 50, yMax: 100), label: 0, score: 0.8)
expect(front.box.iou(behind.box), equals: 0.6)
let hard = NonMaximumSuppression(iouThreshold: 0.5).kept([front, behind])
let soft = SoftNonMaximumSuppression(.linear(iouThreshold: 0.3)).rescored([front, behind])
show("hard keeps", hard.count)
show("soft keeps both, with scores", soft.map { significant($0.score, digits: 3) }.joined(separator: ", "))
expect(hard, equals: [0])
expect(soft.map(\.score), equals: [0.9, 0.8 * (1 - 0.6)])
let softAP = ap50 { $0.suppression = .soft(SoftNonMaximumSuppression(.linear(iouThreshold: 0.3))) }
show("the network's AP50, soft", softAP.ap50, digits: 3)
expect(softAP.ap50 > 0, "soft suppression to detect")

// %% [markdown]
// ## The last limit: 100 boxes
// COCO's evaluation looks at 100 detections of each class in a picture, and detectors keep 100 of all classes together
// (torchvision 300). Where a picture has 150 objects that limit, and not the network, decides the recall.
//
// Exercises
// 1. Which of the steps could be exchanged without changing a box? (Clipping and suppression cannot: why?)
// 2. Suppression goes by class. Find the case of dog and wolf in the example `suppression`; which rule would you
//    choose for a shop that counts cups on saucers?
// 3. Detect with the limit 0.05 and show people only what scores 0.5. Why is that not the same as detecting with 0.5?
