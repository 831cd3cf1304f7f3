// A real training run, short enough to watch: the small detector meets one or two large shapes in each picture.
//
//   swift run -c release train-shapes [--steps N]
//
// 200 steps of 16 easy images are no more than a start: `retinanet train` makes many more, on the standard set, and
// writes a report with pictures of what is found.

import Detector
import Lessons
import Shapes
import Training

let defaultSteps = 200
let steps =
  lesson(
    "A real training run, short enough to watch: 16 pictures of easy shapes a step, and what AP comes of it.",
    counts: ["steps": defaultSteps])["steps"] ?? defaultSteps

let training = ShapesDataset(preset: .easy, seed: 0, count: 100_000)
let validation = ShapesDataset(preset: .easy, seed: 1_000_000, count: 32)
let model = RetinaNet(.small, seed: 0)
let trainer = Trainer(
  model: model, dataset: training,
  options: TrainingOptions(
    steps: steps, batchSize: 16, seed: 0, optimizer: .adamW,
    schedule: LearningRateSchedule(
      peak: 0.003, totalSteps: steps, decay: .cosine(finalFraction: 0.01),
      warmUp: .init(steps: min(20, steps / 4), startFactor: 0.1))))

/// COCO's mAP and AP50 in per cent, on images that training never sees.
func score(_ model: RetinaNet, on validation: ShapesDataset) throws -> (ap: Double, ap50: Double) {
  let summary = try DetectorEvaluation(model, on: validation).summary
  return (100 * (summary.ap ?? 0), 100 * (summary.ap50 ?? 0))
}

show("parameters", grouped(model.parameterCount))
expect(model.parameterCount, equals: 1_152_527)
let before = try score(model, on: validation)
show("before: mAP \(significant(before.ap, digits: 3)) %, AP50 \(significant(before.ap50, digits: 3)) %")
expect(before.ap, equals: 0)

var reports: [StepResult] = []
for step in 1...steps {
  let report = try trainer.trainStep()
  reports.append(report)
  if step == 1 || step == steps || step % max(1, steps / 5) == 0 {
    let numbers = [report.loss, report.classLoss, report.boxLoss, report.positivesPerImage]
      .map { significant($0, digits: 3) }
    show(
      "step \(step): loss \(numbers[0]) = classification \(numbers[1]) + box \(numbers[2]), "
        + "\(numbers[3]) positive anchors per picture")
  }
}

// With the prior the background costs next to nothing, and a positive -0.25 · 0.99² · ln 0.01 = 1.128.
show("the first classification loss, of which 1.128 was to be expected", reports[0].classLoss, digits: 3)
expect(reports[0].classLoss, equals: 1.128, relative: 0.05)
expect(reports.allSatisfy { $0.loss.isFinite }, "every loss to be finite")

let after = try score(model, on: validation)
show("after: mAP \(significant(after.ap, digits: 3)) %, AP50 \(significant(after.ap50, digits: 3)) %")
if steps >= 100 {
  /// The mean loss of some steps.
  func mean(_ reports: some Collection<StepResult>) -> Double {
    reports.reduce(0) { $0 + $1.loss } / Double(reports.count)
  }
  expect(mean(reports.suffix(10)) < 0.85 * mean(reports.prefix(10)), "the loss to fall")
}
if steps >= 200 { expect(after.ap50 > 10, "many shapes to be found") }
