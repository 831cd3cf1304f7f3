// Why the last bias of the classification head starts at -4.6 and not at 0.

import Detector
import Lessons
import Losses
import Shapes
import Training

lesson("Why the last layer's bias starts at -4.595, and what happens otherwise.")

let prior = PriorProbability(0.01)
let loss = FocalLoss()

show("1 000 positives among 100 000 anchors, pi", 1_000.0 / 100_000)
show("bias b = -ln((1 - pi) / pi)", prior.bias, digits: 10)
show("sigmoid(b)", sigmoid(prior.bias))
expect(1_000.0 / 100_000, equals: prior.probability)
expect(prior.bias, equals: -4.595119850)
show("a bias of 0.01, taking pi for b, would give", sigmoid(0.01), digits: 4)
expect(sigmoid(prior.bias), equals: 0.01)
expect(sigmoid(0.01), roundsTo: 0.5025, digits: 4)

let negative = loss.value(logit: prior.bias, isPositive: false)
let positive = loss.value(logit: prior.bias, isPositive: true)
let undecided = loss.value(logit: 0, isPositive: false)
show("")
show("What one output costs at the start (alpha-balanced 0.25, gamma = 2):")
show("a negative, with the prior", negative, digits: 9)
show("a positive, with the prior", positive, digits: 10)
show("a negative, without (p = 0.5)", undecided, digits: 10)
show("without / with", grouped(Int((undecided / negative).rounded())))
expect(negative, equals: 7.53775189e-7)
expect(positive, equals: 1.128381825)
expect(undecided, equals: 0.1299650964)
expect(undecided / negative, roundsTo: 172_419, digits: 0)

let outputs = 100_000.0 * 80
show("")
show("The background of an image, 100 000 anchors of 80 classes, before normalization:")
show("with the prior", outputs * negative, digits: 3)
show("without", grouped(Int((outputs * undecided).rounded())))
expect(outputs * negative, roundsTo: 6.03, digits: 2)
expect(outputs * undecided, roundsTo: 1_039_721, digits: 0)

show("")
show("\"The loss function will blow up\": five steps of the small detector, 8 images each, the same but for the prior")

/// The classification losses of a short run that starts at a probability.
func losses(prior: PriorProbability) throws -> [Double] {
  var configuration = RetinaNet.Configuration.small
  configuration.learning.prior = prior
  let trainer = Trainer(
    model: RetinaNet(configuration, seed: 0), dataset: ShapesDataset(seed: 0, count: 1_000),
    options: TrainingOptions(
      steps: 5, batchSize: 8, seed: 0, optimizer: .paper, schedule: LearningRateSchedule(peak: 0.01, totalSteps: 5)))
  return try (0..<5).map { _ in try trainer.trainStep().classLoss }
}

let with = try losses(prior: prior)
let without = try losses(prior: PriorProbability(0.5))
var rows = [["step", "with the prior", "without"]]
for step in 0..<5 {
  rows.append(["\(step + 1)", significant(with[step], digits: 3), significant(without[step], digits: 3)])
}
show(table: rows)
show("first loss, without / with", without[0] / with[0], digits: 3)
show("Why the second column falls and then climbs again: the first step's huge gradient is all background and pushes")
show("every output down, and momentum goes on pushing. What costs then is the positives, at scores near 0.")
// 3 069 anchors of 3 classes at 0.13 are 1 197, divided by some 20 positives; with the prior the positives' 1.13 are
// all.
expect(with[0] < 1.3, "the first loss with the prior to be a positive's 1.13")
expect(without[0] > 100 * with[0], "the first loss without the prior to be hundreds of times as large")
expect(without[4] > 5 * with[4], "the run without the prior not to recover so soon")
expect(with.allSatisfy { $0 < 3 }, "no loss with the prior to blow up")
