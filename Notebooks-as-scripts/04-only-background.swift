// %% [markdown]
// # Why only background?
// "Why does torchvision RetinaNet predict the background class?" names four causes: too few positives, inaccurate
// annotations, thresholds and focal parameters out of balance, too little training. Here each is produced on shapes,
// named by the doctor, measured and cured. All numbers come from trainings of some seconds on pictures of 64 × 64
// pixels; `--steps 1200` takes four times as long and tells the same story with larger numbers.

import Anchors
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
import Training

let steps =
  lesson(
    "Why a detector seems to see only background: each cause produced, named, measured and cured.",
    counts: ["steps": 300], hasFigures: true)["steps"] ?? 300

/// A claim about what was learnt: shorter trainings than the default make none.
func learnt(_ condition: Bool, _ claim: String, line: Int = #line) {
  if steps >= 300 { expect(condition, claim, line: line) }
}

/// Shapes that are learnt in seconds: several in each picture, of 16 to 40 pixels, bright on a plain ground.
var recipe = ShapesDataset.Recipe.preset(.easy)
(recipe.objects, recipe.size) = (3...6, 16...40)
let training = ShapesDataset(recipe: recipe, seed: 1, count: 100_000, imageSize: 64)
let validation = ShapesDataset(recipe: recipe, seed: 1_000_001, count: 64, imageSize: 64)

// %% [markdown]
// ## The tools
// A set with a fault is a healthy one whose examples are changed on the way; a training writes down what the doctor
// reads: losses, positives, rates, and AP on other pictures.

// %% A set with a fault, and a short training

struct Changed: Dataset {
  let base: any Dataset
  let change: @Sendable (AnnotatedImage) -> AnnotatedImage
  var categories: [String] { base.categories }
  var count: Int { base.count }
  func example(at index: Int) throws -> AnnotatedImage { change(try base.example(at: index)) }
}

/// A detector after training, its log, and what it is worth on the validation pictures.
struct Trained {
  var model: RetinaNet
  var history: RunHistory
  var summary: COCOSummary
  /// The best score of any detection, at several steps.
  var bestScores: [(step: Int, score: Double)]
  var ap50: Double { summary.ap50 ?? 0 }
}

func bestScore(_ model: RetinaNet) -> Double {
  model.detect((0..<16).map { validation.example(at: $0).image }).joined().map(\.score).max() ?? 0
}

func train(
  _ configuration: RetinaNet.Configuration = .small, on dataset: any Dataset = training, rate: Double = 0.012,
  steps: Int = steps, watching: Bool = false
) throws -> Trained {
  let model = RetinaNet(configuration)
  let options = TrainingOptions(
    steps: steps, batchSize: 8, optimizer: .muon,
    schedule: LearningRateSchedule(
      peak: rate, totalSteps: steps, decay: .linear(finalFraction: 0), warmUp: .init(steps: max(1, steps / 4))))
  let trainer = Trainer(model: model, dataset: dataset, options: options)
  let anchors = model.anchors(on: .square(64)).count
  var history = RunHistory(
    steps: [], outputsPerPicture: 3 * anchors, prior: configuration.learning.prior.probability)
  var bestScores: [(Int, Double)] = []
  for step in 1...steps {
    let report = try trainer.trainStep()
    history.steps.append(
      .init(
        step: step, classLoss: report.classLoss, boxLoss: report.boxLoss, positives: report.positivesPerImage,
        rate: options.schedule.rate(atStep: step - 1)))
    if watching, step % max(1, steps / 10) == 0 { bestScores.append((step, bestScore(model))) }
  }
  let summary = try DetectorEvaluation(model, on: validation).summary
  history.evaluations = [.init(step: steps, ap: summary.ap)]
  return Trained(model: model, history: history, summary: summary, bestScores: bestScores)
}

/// What the doctor says first of a set, before anything is trained.
func examined(_ dataset: any Dataset, _ configuration: RetinaNet.Configuration = .small) throws -> SetDiagnosis {
  let examples = try (0..<100).map(dataset.example(at:))
  return SetDiagnosis(
    AnnotationSet(examples, categories: dataset.categories),
    view: .init(
      resizing: nil, generator: configuration.architecture.anchors,
      matcher: configuration.learning.assigner.matcher ?? Matcher(), coding: configuration.architecture.coding),
    image: { examples[$0].image })
}

func percent(_ share: Double) -> String { "\(significant(100 * share, digits: 3)) %" }

// %% [markdown]
// ## There is no background class
// A RetinaNet has K outputs for each anchor, one for each class, each with a sigmoid of its own. Background is what is
// left when all are low: "only background" means that no score passes the limit from which on something is shown. It
// also means that precision and recall of a background class, which the document proposes to measure, do not exist: no
// detection has that label. (Nor has it two stages, and the code that it shows builds a FasterRCNN, whose losses are
// others.)

// %% A healthy training

let healthy = try train(watching: true)
let classes = healthy.model.configuration.architecture.classes
show("outputs for each anchor", classes)
show("AP50 of the healthy detector", healthy.ap50, digits: 3)
expect(classes, equals: 3)
expect(try examined(training).diagnosis.isSevere, equals: false)
learnt(healthy.ap50 > 0.2, "the healthy detector to find shapes")

// %% [markdown]
// ## Too early, or too high a limit
// The same detector, looked at while it learns: for many steps its best score stays below the limit of 0.5 at which
// examples show boxes, and the pictures look empty. AP does not know a limit; it only asks which box is surer.

// %% The best score by step

for (step, score) in healthy.bestScores { show("step \(step): best score", score, digits: 2) }
let firstShown = healthy.bestScores.first { $0.score >= 0.5 }?.step
show("first seen above 0.5 at step", firstShown.map { "\($0)" } ?? "never")
learnt((healthy.bestScores.first?.score ?? 1) < 0.5, "the first tenth of the training to show nothing")
learnt((healthy.bestScores.last?.score ?? 0) > 0.5, "the end to show something")
figure(
  name: "only-background-best-score",
  svg: LineChart(
    title: "The best score in 16 pictures", xLabel: "step", yLabel: "score",
    series: [
      .init("best score", points: healthy.bestScores.map { .init(x: Double($0.step), y: $0.score) }),
      .init(
        "a limit of 0.5", points: [.init(x: 0, y: 0.5), .init(x: Double(steps), y: 0.5)], style: .dashed),
    ], yRange: 0...1
  ).svg)

let detections = healthy.model.detect((0..<64).map { validation.example(at: $0).image }).joined()
show("detections of score 0.05 and more", detections.count)
show("of 0.5 and more", detections.count { $0.score >= 0.5 })
if let best = healthy.summary.thresholds.pooled { show("best limit, by F1", best.threshold, digits: 2) }
learnt(detections.count { $0.score >= 0.5 } < detections.count / 2, "a limit of 0.5 to hide most of what AP counts")

// %% Stopped at an eighth

let short = try train(steps: max(20, steps / 8))
show("AP50 after an eighth of the steps", short.ap50, digits: 3)
learnt(short.ap50 < 0.5 * healthy.ap50, "too little training to cost more than half")

// %% [markdown]
// ## Too few positives
// The document says that background wins because positives are few. They always are: of the healthy detector's anchors
// one in some tens is positive, and it learns, for the loss is divided by the positives and focal besides. What cannot
// be learnt is an object without any positive anchor: it is taught to be background. Anchors four times too large,
// without a rule that helps:

// %% Anchors four times too large

let anchorCount = Double(healthy.model.anchors(on: .square(64)).count)
let positives = healthy.history.steps.map(\.positives).reduce(0, +) / Double(healthy.history.steps.count)
show("anchors for each positive one, healthy", anchorCount / positives, digits: 3)
expect(anchorCount / positives > 5, "positives to be rare in a healthy training too")

var large = RetinaNet.Configuration.small
large.learning.assigner = .matcher(Matcher())
large.architecture.anchors.levels = large.architecture.anchors.levels.map {
  .init(stride: $0.stride, baseSize: 4 * $0.baseSize)
}
let largeSet = try examined(training, large)
if let finding = largeSet.diagnosis.rootCause { show("the doctor: [\(finding.id)] \(finding.measured)") }
expect(largeSet.diagnosis.rootCause?.id == "anchors1", "the doctor to name the anchors first")
let largeRun = try train(large)
show("AP50", largeRun.ap50, digits: 3)
learnt(largeRun.ap50 < 0.6 * healthy.ap50, "anchors that reach nothing to cost AP")

// %% [markdown]
// The cure is not more augmentation, as in the document's first example, but anchors that fit. The doctor's
// prescription says what `--anchors fit` will bring before anything is trained:

// %% The prescription

if let finding = largeSet.diagnosis.findings.first(where: { $0.id == "anchors9" }) {
  show("the doctor: \(finding.measured)")
}
let seen = (0..<100).map { index in
  let example = training.example(at: index)
  return SeenObjects(height: 64, width: 64, objects: example.objects)
}
if let fit = AnchorPrescription(seen, generator: large.architecture.anchors, threshold: 0.5) {
  expect(fit.after > fit.before + 0.2, "fitted anchors to reach many more objects")
  show("coverage before", percent(fit.before))
  show("coverage after", percent(fit.after))
}

// %% [markdown]
// ## Wrong annotations
// "A slight misalignment" is not what makes a detector see nothing: boxes two pixels off (a tenth of these objects)
// still have nearly all their anchors. AP50 hardly notices, AP75 does. x and y exchanged is another matter: coverage
// is perfect, the loss falls, and nothing is ever found. Only a look at the pixels shows it.

// %% Two pixels off, and x and y exchanged

let shifted = Changed(base: training) { example in
  var example = example
  for index in example.objects.indices {
    let box = example.objects[index].box
    example.objects[index].box = Box(
      xMin: min(box.xMin + 2, 62), yMin: min(box.yMin + 2, 62), xMax: min(box.xMax + 2, 64), yMax: min(box.yMax + 2, 64)
    )
  }
  return example
}
let exchanged = Changed(base: training) { example in
  var example = example
  for index in example.objects.indices {
    let box = example.objects[index].box
    example.objects[index].box = Box(xMin: box.yMin, yMin: box.xMin, xMax: box.yMax, yMax: box.xMax)
  }
  return example
}
let shiftedSet = try examined(shifted)
let exchangedSet = try examined(exchanged)
show("coverage: right, 2 pixels off, exchanged")
show(
  "  \([try examined(training), shiftedSet, exchangedSet].map { percent($0.coverage ?? 0) }.joined(separator: ", "))")
if let finding = exchangedSet.diagnosis.rootCause {
  show("the doctor: [\(finding.id)] \(finding.title): \(finding.measured)")
}
expect(exchangedSet.diagnosis.rootCause?.repair == "swap-xy", "the doctor to see exchanged axes")
expect((exchangedSet.coverage ?? 0) > 0.9, "coverage to look perfect all the same")
let shiftedRun = try train(on: shifted)
let exchangedRun = try train(on: exchanged)
show(
  "AP50 and AP75, right",
  "\(significant(healthy.ap50, digits: 3)), \(significant(healthy.summary.ap75 ?? 0, digits: 3))")
show(
  "AP50 and AP75, 2 pixels off",
  "\(significant(shiftedRun.ap50, digits: 3)), \(significant(shiftedRun.summary.ap75 ?? 0, digits: 3))")
show("AP50, exchanged", exchangedRun.ap50, digits: 3)
learnt(exchangedRun.ap50 < 0.3 * healthy.ap50, "exchanged axes to cost nearly all")

// %% [markdown]
// ## Thresholds, γ, α and the prior
// A positive threshold of 0.9 leaves most objects without an anchor: the same sickness as anchors of the wrong size,
// and the same finding. Cross entropy without the prior is the other half: every output starts at ½, the background's
// loss is hundreds of times as large as the objects', and the first steps go into it.

// %% A threshold of 0.9; cross entropy with outputs that start at ½

var strict = RetinaNet.Configuration.small
strict.learning.assigner = .matcher(Matcher(positiveThreshold: 0.9, negativeThreshold: 0.8))
let strictSet = try examined(training, strict)
if let finding = strictSet.diagnosis.rootCause { show("the doctor: [\(finding.id)] \(finding.measured)") }
expect(strictSet.diagnosis.rootCause?.id == "anchors1", "the doctor to name the threshold's coverage")
let strictRun = try train(strict)
show("AP50 at a positive threshold of 0.9", strictRun.ap50, digits: 3)
learnt(strictRun.ap50 < 0.5 * healthy.ap50, "a threshold of 0.9 to cost more than half")

var plain = RetinaNet.Configuration.small
plain.learning.classLoss = .crossEntropy
plain.learning.prior = PriorProbability(0.5)
let plainRun = try train(plain)
show("first class loss, focal with the prior", healthy.history.steps[0].classLoss, digits: 3)
show("first class loss, cross entropy at ½", plainRun.history.steps[0].classLoss, digits: 3)
show("AP50 with cross entropy and without the prior", plainRun.ap50, digits: 3)
learnt(plainRun.ap50 > 0.5 * healthy.ap50, "cross entropy to recover from its start")
expect(
  plainRun.history.steps[0].classLoss > 20 * healthy.history.steps[0].classLoss, "the first loss to be background's")

// %% [markdown]
// An honest word: it recovers. On these pictures, with 774 anchors and not 100 000, cross entropy ends no worse than
// the focal loss, though its first loss is tens of times as large; the prior buys a calm start, and γ what the paper
// measured on photographs.
//
// ## A learning rate that is too low
// Too low a rate looks like patience: the loss falls in a straight line to the end, and no score comes near the limit.

// %% The rate divided by 100

let slow = try train(rate: 0.00012)
let slowFinding = RunRules.diagnosis(slow.history).rootCause
if let finding = slowFinding { show("the doctor: [\(finding.id)] \(finding.title): \(finding.measured)") }
show("AP50", slow.ap50, digits: 3)
show("best score", bestScore(slow.model), digits: 2)
learnt(slowFinding?.id == "run9", "the doctor to name the rate")
learnt(bestScore(slow.model) < 0.5, "nothing to be shown")

// %% [markdown]
// ## What each costs
// AP50 on the same pictures, after as many steps. The healthy detector is each case's cure.

// %% The table

let rows: [(cause: String, finding: String, ap50: Double)] = [
  ("healthy", "", healthy.ap50), ("an eighth of the steps", "run8", short.ap50),
  ("anchors 4 times too large", "anchors1", largeRun.ap50), ("boxes 2 pixels off", "(AP75)", shiftedRun.ap50),
  ("x and y exchanged", "data8", exchangedRun.ap50), ("positive threshold 0.9", "anchors1", strictRun.ap50),
  ("cross entropy, no prior", "init1", plainRun.ap50), ("rate ÷ 100", "run9", slow.ap50),
]
show(
  table: [["cause", "finding", "AP50", "costs"]]
    + rows.map {
      [$0.cause, $0.finding, significant($0.ap50, digits: 3), significant(healthy.ap50 - $0.ap50, digits: 3)]
    })
figure(
  name: "only-background-costs",
  svg: BarChart(title: "AP50 by cause", bars: rows.map { .init($0.cause, $0.ap50) }, maximum: 1).svg)
