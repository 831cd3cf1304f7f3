// %% [markdown]
// # Two heads, one loss
// RetinaNet has a head for classes and a head for boxes, and one loss that is the sum of both. A reader of "RetinaNet,
// Advanced Computer Vision" asks below the article: how can one number train two heads? Which gradient reaches what?
// The answer is a property of sums, and it can be measured on the real network.
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`. `--steps 400` looks at the network for longer.

import Detector
import Figures
import Foundation
import Layers
import Lessons
import Shapes
import Tensors
import Training

let options = lesson(
  "Whose gradient reaches what: two losses, two heads, and what they share.", counts: ["steps": 60], hasFigures: true)
let steps = options["steps"] ?? 60

// %% [markdown]
// ## A sum on paper
// Let L = C + B. What the classification head's weights w change is C alone: ∂L/∂w = ∂C/∂w + 0. The box head's v change
// B alone. And what both stand on, pyramid and backbone, changes both: ∂L/∂u = ∂C/∂u + ∂B/∂u. No rule has to be written
// for this; the chain rule does it.
//
// ## The same on the network
// Two pictures, a fresh network, one forward pass. Then the gradients of C alone, of B alone, and of the sum.

// %% Gradients by what goes back

/// Easy pictures with objects of a size that suits pictures of 64 × 64.
let recipe = {
  var recipe = ShapesDataset.Recipe.preset(.easy)
  recipe.size = 12...28
  return recipe
}()

let scenes = ShapesDataset(recipe: recipe, seed: 0, count: 2, imageSize: 64)
let examples = (0..<2).map { scenes.example(at: $0) }

/// The gradients of class · C + box · B, by parameter.
func gradients(_ model: RetinaNet, classification c: Float, box b: Float) -> [(name: String, gradient: [Float])] {
  for parameter in model.parameters { parameter.clearGradient() }
  let targets = model.batch(examples.map { model.targets(objects: $0.objects, on: .square(64)) })
  let pass = Pass.training()
  let loss = model.loss(model(model.input(examples.map(\.image)), pass), targets, pass)
  let losses: [(Variable, Float)] = [(loss.classification, c), (loss.box, b)]
  pass.tape.backward(losses.filter { $0.1 != 0 })
  return model.parameters.map { ($0.name, $0.gradient.array) }
}

/// The numbers of a part of the network: `backbone`, `pyramid`, `classification` or `regression`.
func part(_ name: String, of gradients: [(name: String, gradient: [Float])]) -> [Double] {
  gradients.filter { $0.name.hasPrefix(name + ".") }.flatMap { $0.gradient.map(Double.init) }
}

/// √Σ x².
func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

let parts = ["classification", "regression", "pyramid", "backbone"]
let fresh = RetinaNet(.small, seed: 0)
let (ofClass, ofBox, ofBoth) = (
  gradients(fresh, classification: 1, box: 0), gradients(fresh, classification: 0, box: 1),
  gradients(fresh, classification: 1, box: 1)
)
show(
  table: [["part", "from the class loss", "from the box loss", "from the sum"]]
    + parts.map { name in
      [name] + [ofClass, ofBox, ofBoth].map { significant(norm(part(name, of: $0)), digits: 3) }
    })
expect(part("regression", of: ofClass).allSatisfy { $0 == 0 }, "the class loss not to reach the box head")
expect(part("classification", of: ofBox).allSatisfy { $0 == 0 }, "the box loss not to reach the class head")
expect(part("classification", of: ofBoth) == part("classification", of: ofClass), "the sum to change nothing there")
expect(part("regression", of: ofBoth) == part("regression", of: ofBox), "the sum to change nothing there either")
for name in ["pyramid", "backbone"] {
  let sum = zip(part(name, of: ofClass), part(name, of: ofBox)).map { $0 + $1 }
  let rest = norm(zip(sum, part(name, of: ofBoth)).map { $0 - $1 })
  show("\(name): |∂C + ∂B - ∂(C + B)| / |∂(C + B)|", rest / norm(part(name, of: ofBoth)), digits: 1)
  expect(rest < 1e-4 * norm(part(name, of: ofBoth)), "below the heads the gradients to add up, to rounding")
}

figure(
  name: "gradient-by-part",
  svg: BarChart(
    title: "Length of the gradient, class loss (C) and box loss (B)",
    bars: parts.flatMap { name in
      [
        BarChart.Bar("\(name), C", norm(part(name, of: ofClass))),
        BarChart.Bar("\(name), B", norm(part(name, of: ofBox))),
      ]
    }, maximum: nil
  ).svg)

// %% [markdown]
// The zeros are exact zeros and not small numbers: there is no path in the network from one head to the other's loss.
//
// ## So what does a weight on the box loss do?
// It is a learning rate for the box head, and a vote in what is shared.

// %% The box loss twice

let twice = gradients(fresh, classification: 1, box: 2)
for name in parts {
  let factor = norm(part(name, of: twice)) / norm(part(name, of: ofBoth))
  show("\(name): the gradient grows by", factor, digits: 4)
  if name == "classification" { expect(factor, equals: 1) }
  if name == "regression" { expect(factor, equals: 2, relative: 1e-5) }
  if name == "pyramid" || name == "backbone" { expect(factor > 1 && factor < 2, "the shared part between the two") }
}

// %% [markdown]
// AdamW, which trains the detector below, divides each weight's step by the size of its own gradients. So a factor on
// the box loss hardly moves the box head faster; what it changes is the vote. With SGD it does both.
//
// ## Do the two agree?
// In the shared part the two gradients may point in the same direction, or pull apart. The cosine of the angle between
// them says which: 1 is agreement, 0 is none of each other's business, -1 is a tug of war.

// %% While the network learns

let trainer = Trainer(
  model: fresh, dataset: ShapesDataset(recipe: recipe, seed: 1, count: 100_000, imageSize: 64),
  options: TrainingOptions(
    steps: steps, batchSize: 8, seed: 0,
    schedule: LearningRateSchedule(peak: 0.004, totalSteps: steps, warmUp: .init(steps: steps / 5, startFactor: 0.1))))

/// The cosine of the angle between the gradients of both losses in a part.
@MainActor func agreement(_ name: String) -> Double {
  let c = part(name, of: gradients(fresh, classification: 1, box: 0))
  let b = part(name, of: gradients(fresh, classification: 0, box: 1))
  return zip(c, b).reduce(0) { $0 + $1.0 * $1.1 } / (norm(c) * norm(b))
}

var history: [(step: Int, backbone: Double, pyramid: Double)] = [(0, agreement("backbone"), agreement("pyramid"))]
var reports: [StepResult] = []
for step in 1...steps {
  reports.append(try trainer.trainStep())
  if step % max(1, steps / 12) == 0 { history.append((step, agreement("backbone"), agreement("pyramid"))) }
}
show(
  table: [["step", "cosine in the backbone", "in the pyramid"]]
    + history.map { [String($0.step), significant($0.backbone, digits: 2), significant($0.pyramid, digits: 2)] })
expect(history.allSatisfy { abs($0.backbone) <= 1 && abs($0.pyramid) <= 1 }, "cosines to be cosines")
expect(
  history.contains { $0.backbone > 0 } && history.contains { $0.backbone < 0 }, "the sign to change")
let strongest = history.dropFirst().map { abs($0.backbone) }.max() ?? 1
show("the strongest |cosine| in the backbone after the start", strongest, digits: 2)
expect(strongest < 0.95, "neither loss to be a copy of the other")

figure(
  name: "gradient-agreement",
  svg: LineChart(
    title: "Do class loss and box loss agree?", xLabel: "step", yLabel: "cosine of their gradients",
    series: [
      LineChart.Series("backbone", points: history.map { .init(x: Double($0.step), y: $0.backbone) }),
      LineChart.Series("pyramid", points: history.map { .init(x: Double($0.step), y: $0.pyramid) }),
    ], yRange: -1...1
  ).svg)
figure(
  name: "two-losses",
  svg: LineChart(
    title: "Both losses", xLabel: "step", yLabel: "loss",
    series: [
      LineChart.Series("class", values: reports.map(\.classLoss), first: 1),
      LineChart.Series("box", values: reports.map(\.boxLoss), first: 1),
    ]
  ).svg)

// %% [markdown]
// The sign changes from look to look: now both losses pull the backbone the same way, now apart, and over many steps
// neither wins. One backbone has room for both.
//
// Exercises
// 1. Freeze the backbone (`configuration.learning.trainedBackboneStages = 0`). Which rows of the first table are left?
// 2. In the code above the box loss is divided by the number of positive anchors, like the class loss. What would the
//    first table show if it were divided by four times as many, as some systems do?
// 3. Faster R-CNN adds four losses. Between which of them is there no path?
