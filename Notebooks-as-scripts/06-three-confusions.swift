// %% [markdown]
// # Three confusions
// A reader of the paper asked three questions, and one of the authors of keras-retinanet answered them: what is the
// target of an anchor that is background, can one anchor report several classes, and how are boxes encoded? Here are
// the same questions with numbers, the doctor's where it has some, and a word where an answer is not quite right.
// Trainings are of some seconds, on shapes of 64 × 64 pixels; `--steps 1200` takes four times as long.

import Boxes
import Detector
import Diagnosis
import Evaluation
import Figures
import Foundation
import Images
import Lessons
import Losses
import Matching
import Shapes
import Tensors
import Training

let steps =
  lesson(
    "What is a background anchor's target, can an anchor report several classes, how are boxes encoded?",
    counts: ["steps": 300], hasFigures: true)["steps"] ?? 300

/// A claim about what was learnt: shorter trainings than the default make none.
func learnt(_ condition: Bool, _ claim: String, line: Int = #line) {
  if steps >= 300 { expect(condition, claim, line: line) }
}

// %% [markdown]
// ## 1. What does a background anchor learn, and where does the score come from?
// Four anchors beside one object of the second of three classes: on it, half on it, beside it, far away.

// %% Targets

let object = LabeledBox(box: Box(xMin: 10, yMin: 10, xMax: 30, yMax: 30), label: 1)
let anchors = [0.0, 7.5, 10, 40].map { Box(xMin: 10 + $0, yMin: 10, xMax: 30 + $0, yMax: 30) }
let matches = Matcher().match(anchors: anchors, objects: [object])
let targets = Targets(matches: matches, objects: [object], anchors: anchors)
for (index, iou) in matches.bestIoU.enumerated() {
  let target =
    targets.oneHot(anchor: index, classes: 3).map { "[\($0.map { significant($0) }.joined(separator: ", "))]" }
    ?? "ignored: no loss at all"
  show("IoU \(significant(iou, digits: 3)): \(target)")
}
expect(targets.oneHot(anchor: 0, classes: 3), equals: [0, 1, 0])
expect(targets.oneHot(anchor: 1, classes: 3) == nil, "IoU 0.45 to be ignored")
expect(targets.oneHot(anchor: 2, classes: 3), equals: [0, 0, 0])
expect(targets.oneHot(anchor: 3, classes: 3), equals: [0, 0, 0])

// %% [markdown]
// So the reader was right: a background anchor's target is a vector of zeros. How is a missed object punished then? Its
// anchor's target is not zeros but one-hot. The answer says that p_t would be a list of zeros; it is 0 for one output
// alone, that of the object's class. The other outputs are right, and cost next to nothing.

// %% A missed object, output by output

let focal = FocalLoss()
let probability = 0.01
let costs = [false, true, false].map { focal.value(probability: probability, isPositive: $0) }
let truthProbabilities = [false, true, false].map { $0 ? probability : 1 - probability }
show("p_t of the three outputs", truthProbabilities.map { significant($0) }.joined(separator: ", "))
show("costs", costs.map { significant($0, digits: 4) }.joined(separator: ", "))
expect(truthProbabilities, equals: [0.99, 0.01, 0.99])
expect(costs[1], roundsTo: 1.1284, digits: 4)
expect(costs[0], roundsTo: 7.54e-7, digits: 9)

// %% [markdown]
// The score is no output of its own: it is the sigmoid of the class's output, and there is one for each class. Before
// training it is the prior everywhere. The doctor measures both: the score on noise, and the first loss against what
// the prior makes it.

// %% A detector before training

/// Shapes that are learnt in seconds: several in each picture, of 16 to 40 pixels, bright on a plain ground.
var recipe = ShapesDataset.Recipe.preset(.easy)
(recipe.objects, recipe.size) = (3...6, 16...40)
let training = ShapesDataset(recipe: recipe, seed: 1, count: 100_000, imageSize: 64)
let validation = ShapesDataset(recipe: recipe, seed: 1_000_001, count: 64, imageSize: 64)
let state = InitialState(RetinaNet(.small), (0..<4).map(training.example))
show("mean score on noise", state.meanScore, digits: 3)
show("first class loss", state.classLoss, digits: 4)
show("expected of the prior", state.expectedClassLoss ?? 0, digits: 4)
expect(state.findings.isEmpty, "a fresh detector to be healthy")
expect(abs(state.meanScore / 0.01 - 1) < 0.3, "the prior to be the score")

// %% [markdown]
// Softmax or sigmoid is called a matter of taste. Here both are trained; with softmax there is a fourth output for the
// background, which has to be learnt from all the anchors that are none.

// %% Trained with K sigmoids, and with a softmax of K + 1

struct Trained {
  var model: RetinaNet
  var losses: [Double]
  var summary: COCOSummary
  var ap50: Double { summary.ap50 ?? 0 }
}

func train(
  _ configuration: RetinaNet.Configuration = .small, pieces: RetinaNet.Pieces = .init(), seed: UInt64 = 0
) throws -> Trained {
  let model = RetinaNet(configuration, pieces: pieces, seed: seed)
  let options = TrainingOptions(
    steps: steps, batchSize: 8, seed: seed, optimizer: .muon,
    schedule: LearningRateSchedule(
      peak: 0.012, totalSteps: steps, decay: .linear(finalFraction: 0), warmUp: .init(steps: max(1, steps / 4))))
  let trainer = Trainer(model: model, dataset: training, options: options)
  let losses = try (0..<steps).map { _ in try trainer.trainStep().boxLoss }
  return Trained(model: model, losses: losses, summary: try DetectorEvaluation(model, on: validation).summary)
}

let sigmoids = try train()
let again = try train(seed: 1)
var softmaxConfiguration = RetinaNet.Configuration.small
softmaxConfiguration.learning.classLoss = .softmaxFocal(SoftmaxFocalLoss())
let softmax = try train(softmaxConfiguration)
show("AP50, K sigmoids", sigmoids.ap50, digits: 3)
show("AP50, another seed", again.ap50, digits: 3)
show("AP50, a softmax of K + 1", softmax.ap50, digits: 3)
learnt(sigmoids.ap50 > 0.2 && softmax.ap50 > 0.05, "both to learn")

// %% [markdown]
// ## 2. Can one anchor report several objects of several classes?
// "Short answer: yes" is half of it. One anchor can report several classes, but its box is one for all of them: it
// cannot report two objects at two places. Two high outputs of one anchor:

// %% Two classes of one anchor

let model = RetinaNet(.small, seed: nil)
let grid = model.anchors(on: .square(64))
var logits = [Float](repeating: -9, count: 3 * grid.count)
let chosen = grid.indices.first { grid[$0].clipped(height: 64, width: 64) == grid[$0] && grid[$0].width > 20 } ?? 0
(logits[3 * chosen], logits[3 * chosen + 2]) = (3, 2)
let outputs = RetinaNet.Outputs(
  logits: Variable(Tensor(shape: [1, grid.count, 3], logits)), deltas: Variable(Tensor(zeros: [1, grid.count, 4])))
let found = model.detections(outputs, on: .square(64))[0].filter { $0.score > 0.5 }
for detection in found {
  show("class \(detection.label), score \(significant(detection.score, digits: 3))", detection.box.width, digits: 4)
}
expect(found.map(\.label), equals: [0, 2])
expect(found[0].box, equals: found[1].box)

let agnostic = NonMaximumSuppression(iouThreshold: 0.5, perClass: false)
show("left by suppression over all classes", agnostic.kept(found).count)
expect(agnostic.kept(found).count, equals: 1)

// %% [markdown]
// ## 3. How are boxes encoded?
// The reader divided the offset of the centers by the anchor's center; right is by its width and height. An object
// centered at (110, 60) of 100 × 40 pixels, an anchor centered at (100, 60) of 50 × 40:

// %% The equations

let box = Box(xMin: 60, yMin: 40, xMax: 160, yMax: 80)
let anchor = Box(xMin: 75, yMin: 40, xMax: 125, yMax: 80)
let deltas = CenterBoxCoder().encode(box, anchor: anchor)
show("tx = (110 - 100) / 50", deltas.x)
show("tw = ln(100 / 50)", deltas.width)
show("divided by the anchor's center", (box.centerX - anchor.centerX) / anchor.centerX)
expect(deltas.x, equals: 0.2)
expect(deltas.width, roundsTo: 0.693147, digits: 6)
expect((box.centerX - anchor.centerX) / anchor.centerX, equals: 0.1)

// %% [markdown]
// What is wrong with it? Decoding undoes it exactly, so that no round trip finds it. But the same object beside the
// same anchor has another target at every place of the picture, and a convolution does not know where it is. Near the
// left edge targets are huge. As a piece of one's own, trained:

// %% Divided by the center, and by corners as keras-retinanet does

/// The center's offset by the anchor's center, at least 1 pixel; sizes as they should be.
struct DividedByPosition: BoxNumbersCoder {
  let right = BoxCoding.center(CenterBoxCoder(weights: .standardized))

  private func factors(_ anchor: Box) -> (x: Double, y: Double) {
    (anchor.width / max(1, anchor.centerX), anchor.height / max(1, anchor.centerY))
  }

  func encode(_ box: Box, anchor: Box) -> BoxNumbers {
    let (numbers, factor) = (right.encode(box, anchor: anchor), factors(anchor))
    return (numbers.0 * factor.x, numbers.1 * factor.y, numbers.2, numbers.3)
  }

  func decode(_ numbers: BoxNumbers, anchor: Box) -> Box {
    let factor = factors(anchor)
    return right.decode((numbers.0 / factor.x, numbers.1 / factor.y, numbers.2, numbers.3), anchor: anchor)
  }

  func gradient(edges: BoxNumbers, numbers: BoxNumbers, anchor: Box) -> BoxNumbers {
    let factor = factors(anchor)
    let slope = right.gradient(
      edges: edges, numbers: (numbers.0 / factor.x, numbers.1 / factor.y, numbers.2, numbers.3), anchor: anchor)
    return (slope.0 / factor.x, slope.1 / factor.y, slope.2, slope.3)
  }
}

let divided = DividedByPosition()
let back = divided.decode(divided.encode(box, anchor: anchor), anchor: anchor)
show("round trip, IoU", back.iou(box))
expect(back.iou(box), equals: 1, relative: 1e-9)
let places = [8.0, 40, 104].map { shift -> Double in
  let moved = { (box: Box) in Box(xMin: box.xMin - 75 + shift, yMin: 40, xMax: box.xMax - 75 + shift, yMax: 80) }
  return divided.encode(moved(box), anchor: moved(anchor)).0
}
show("the same object and anchor at x = 8, 40, 104", places.map { significant($0, digits: 3) }.joined(separator: ", "))
expect(places[0] > 3 * places[2], "the target to depend on the place")

var cornersConfiguration = RetinaNet.Configuration.small
cornersConfiguration.architecture.coding = .corners(CornerBoxCoder())
let corners = try train(cornersConfiguration)
let wrong = try train(pieces: .init(coding: divided))
show(
  table: [["coding", "AP50", "AP75"]]
    + [
      ("center and size", sigmoids), ("the same, another seed", again), ("corners", corners),
      ("divided by the center", wrong),
    ]
    .map { [$0.0, significant($0.1.ap50, digits: 3), significant($0.1.summary.ap75 ?? 0, digits: 3)] })
learnt((wrong.summary.ap75 ?? 0) < (sigmoids.summary.ap75 ?? 0), "boxes that depend on the place to fit worse")
learnt(corners.ap50 > 0.5 * sigmoids.ap50, "corners to be another taste, not a fault")

// %% [markdown]
// The answer reports slightly better results on COCO with corners. Such a difference has to be larger than that of two
// seeds before it means something.

// %% The curves

func smoothed(_ losses: [Double]) -> [LineChart.Point] {
  LineChart.Series("", values: losses).smoothed(window: max(1, steps / 20))
}
figure(
  name: "three-confusions-box-losses",
  svg: LineChart(
    title: "Box loss by step, smoothed", xLabel: "step", yLabel: "box loss",
    series: [
      .init("center and size", points: smoothed(sigmoids.losses)), .init("corners", points: smoothed(corners.losses)),
      .init("divided by the center", points: smoothed(wrong.losses)),
    ], isLogarithmic: true
  ).svg)
figure(
  name: "three-confusions-ap50",
  svg: BarChart(
    title: "AP50",
    bars: [
      .init("K sigmoids, center and size", sigmoids.ap50), .init("another seed", again.ap50),
      .init("softmax of K + 1", softmax.ap50), .init("corners", corners.ap50),
      .init("divided by the center", wrong.ap50),
    ], maximum: 1
  ).svg)
