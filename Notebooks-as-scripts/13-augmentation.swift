// %% [markdown]
// # Augmentation, right and too much
// With few pictures a network learns them by heart. Augmentation shows it the same pictures mirrored, shifted, scaled,
// in other colors. "Why are Keras RetinaNet results poor?" warns of too much, and "Why does torchvision RetinaNet
// predict the background class?" hopes that it helps against imbalance. Both can be measured; and so can the mistake
// that neither names: a picture that is turned while its boxes stay.
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`. `--steps 800` trains until the pictures are known by heart.

import Boxes
import Detector
import Evaluation
import Figures
import Foundation
import Images
import Lessons
import Matching
import Randomness
import Shapes
import Training

let options = lesson(
  "Few pictures: learnt by heart, augmented, augmented too much, and mirrored without their boxes.",
  counts: ["steps": 300], hasFigures: true)
let steps = options["steps"] ?? 300

// %% [markdown]
// ## What happens to a box
// A picture of one box, mirrored, and placed at another scale. The boxes follow; an object of which less than half is
// left goes.

// %% Boxes follow

/// Easy pictures with objects of a size that suits pictures of 64 × 64.
let recipe = {
  var recipe = ShapesDataset.Recipe.preset(.easy)
  recipe.size = 12...28
  return recipe
}()
let size = 64
let one = AnnotatedImage(
  image: Image(height: size, width: size, color: Color(red: 0, green: 0, blue: 0)),
  objects: [LabeledBox(box: Box(xMin: 4, yMin: 8, xMax: 24, yMax: 28), label: 0)])
let mirrored = one.flippedHorizontally()
show("mirrored: left and right edge", [mirrored.objects[0].box.xMin, mirrored.objects[0].box.xMax])
expect(mirrored.objects[0].box, equals: Box(xMin: 40, yMin: 8, xMax: 60, yMax: 28))
expect(mirrored.flippedHorizontally(), equals: one)
let left = one.placed(Placement(scale: 1, shiftX: -12, shiftY: 0), leastVisible: 0.5)
show("12 pixels to the left: the edges that are left", [left.objects[0].box.xMin, left.objects[0].box.xMax])
expect(left.objects[0].box, equals: Box(xMin: 0, yMin: 8, xMax: 12, yMax: 28))
let gone = one.placed(Placement(scale: 1, shiftX: -15, shiftY: 0), leastVisible: 0.5)
show("15 pixels to the left, 9 of 20 columns are left: objects", gone.objects.count)
expect(gone.objects.count, equals: 0)

// %% [markdown]
// ## Does it help against imbalance?
// Count the positive anchors a picture with and without augmentation.

// %% Positives

let matcher = Matcher(lowQuality: .bestAnchors)
let anchors = RetinaNet(.small, seed: nil).anchors(on: .square(size))
/// Positive anchors of a picture, the mean of many.
func positives(_ augmentation: Augmentation) -> Double {
  let dataset = ShapesDataset(recipe: recipe, seed: 0, count: 200, imageSize: size)
  let counts = (0..<200).map { index in
    var generator = SeededGenerator(seed: 1, UInt64(index))
    let example = augmentation.apply(to: dataset.example(at: index), using: &generator)
    return matcher.match(anchors: anchors, objects: example.objects).positiveCount
  }
  return Double(counts.reduce(0, +)) / 200
}
let (plain, standard) = (positives(.none), positives(.standard))
show("of \(anchors.count) anchors positive, without augmentation", plain, digits: 3)
show("with", standard, digits: 3)
expect(abs(standard - plain) < 0.25 * plain, "augmentation not to change how many anchors are positive")

// %% [markdown]
// It does not: a mirrored picture has as many objects and as many anchors. What it helps against is learning by heart.
//
// ## 24 pictures
// The same 24 pictures again and again, four ways. Besides AP on new pictures the table has AP on the 24 themselves:
// where the two part, the pictures have been learnt by heart.

// %% Trained

let few = InMemoryDataset(
  categories: ShapesDataset.classes,
  examples: (0..<24).map { ShapesDataset(recipe: recipe, seed: 5, count: 24, imageSize: size).example(at: $0) })
let validation = ShapesDataset(recipe: recipe, seed: 1_000_000, count: 48, imageSize: size)

/// Pictures that are mirrored half of the time while their boxes stay: what a generator of pictures does that knows
/// of no boxes, such as Keras's ImageDataGenerator.
struct Careless: Dataset {
  var pictures: InMemoryDataset
  var categories: [String] { pictures.categories }
  var count: Int { 2 * pictures.count }
  func example(at index: Int) -> AnnotatedImage {
    var example = pictures.examples[index / 2]
    if index % 2 == 1 { example.image = example.image.flippedHorizontally() }
    return example
  }
}

/// AP50 on the pictures themselves and on new ones, and the loss at the end.
func trained(on dataset: any Dataset, _ augmentation: Augmentation) throws -> (own: Double, new: Double, loss: Double) {
  let model = RetinaNet(.small, seed: 0)
  let trainer = Trainer(
    model: model, dataset: dataset,
    options: TrainingOptions(
      steps: steps, batchSize: 8, seed: 0,
      schedule: LearningRateSchedule(
        peak: 0.004, totalSteps: steps, decay: .cosine(finalFraction: 0.01),
        warmUp: .init(steps: 20, startFactor: 0.1)),
      augmentation: augmentation))
  let losses = try (0..<steps).map { _ in try trainer.trainStep().loss }
  return (
    try DetectorEvaluation(model, on: few).summary.ap50 ?? 0,
    try DetectorEvaluation(model, on: validation).summary.ap50 ?? 0,
    losses.suffix(10).reduce(0, +) / 10
  )
}
let tooMuch = Augmentation(horizontalFlip: 0.5, colorJitter: 0.8, shift: 0.6, scale: 0.2...4)
let ways: [(name: String, result: (own: Double, new: Double, loss: Double))] = [
  ("as they are", try trained(on: few, .none)),
  ("mirrored half of the time", try trained(on: few, Augmentation(horizontalFlip: 0.5))),
  ("standard", try trained(on: few, .standard)),
  ("too much", try trained(on: few, tooMuch)),
  ("mirrored without their boxes", try trained(on: Careless(pictures: few), .none)),
]
show(
  table: [["24 pictures, \(steps) steps", "loss at the end", "AP50 on the 24", "AP50 on new ones"]]
    + ways.map {
      [$0.name] + [$0.result.loss, $0.result.own, $0.result.new].map { significant($0, digits: 3) }
    })
for way in ways.dropFirst() {
  expect(ways[0].result.loss < way.result.loss, "\(way.name): more to learn than as they are")
}
expect(ways[3].result.own < ways[2].result.own, "too much to be too far from the pictures themselves")
expect(ways[2].result.new > 2 * ways[1].result.new, "more variety to be worth more here")
expect(
  ways[4].result.own < ways[0].result.own, "mirrored pictures with boxes that stayed to spoil even their own pictures")
expect(ways[3].result.new < ways[2].result.new, "too much to be worse than enough")
expect(ways[4].result.new < ways[1].result.new, "mirrored without boxes to be worse than mirrored with them")
figure(
  name: "augmentation-ap",
  svg: BarChart(
    title: "AP50: on the 24 pictures, and on new ones",
    bars: ways.flatMap {
      [BarChart.Bar("\($0.name), own", $0.result.own), BarChart.Bar("\($0.name), new", $0.result.new)]
    },
    maximum: 1
  ).svg)
figure(
  name: "augmentation-loss",
  svg: BarChart(title: "Training loss at the end", bars: ways.map { BarChart.Bar($0.name, $0.result.loss) }).svg)

// %% [markdown]
// A low training loss is no success: it is lowest where nothing was varied. And mirrored pictures with boxes that
// stayed are half of all labels wrong, which no other setting can make good. `retinanet doctor --annotations … --images
// …` paints the boxes into the pictures and follows the paint: that is how it finds such a pipeline.
//
// Exercises
// 1. Which of these is safe for text, for left and right shoes, for cars on a street: mirror, turn, shift, colors?
// 2. Train with `Augmentation(scale: 0.2...4)` alone. Which objects does the data then have that the anchors miss?
// 3. How many new pictures is the standard augmentation worth? Train on 48 as they are, and compare.
