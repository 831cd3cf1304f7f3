// %% [markdown]
// # The focal loss
// A one-stage detector judges about 100 000 anchors in every image, and perhaps 1 000 of them lie on an object.
// This notebook shows with numbers what that does to cross entropy, and what the focal loss does about it
// (Lin et al., "Focal Loss for Dense Object Detection", 2017).
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`.

import Figures
import Foundation
import Lessons
import Losses

lesson("Why cross entropy drowns in background, and what gamma and alpha do.", hasFigures: true)

// %% [markdown]
// ## The trouble with cross entropy
// The cost of one sigmoid output is -ln(pt), where pt is the probability given to the truth: p for a positive,
// 1 - p for a negative. Let 1 000 objects be found badly (p = 0.1) and 99 000 pieces of background be judged well
// (p = 0.1 too: a tenth of a doubt).

// %% Cross entropy of a whole image

let positiveCost = CrossEntropy.value(probability: 0.1, isPositive: true)
let negativeCost = CrossEntropy.value(probability: 0.1, isPositive: false)
show("one missed object costs", positiveCost)
show("one piece of background costs", negativeCost)
expect(positiveCost, equals: 2.302585092994)
expect(negativeCost, equals: 0.105360515658)

let backgroundShare = 99_000 * negativeCost / (99_000 * negativeCost + 1_000 * positiveCost)
show("share of the background in the sum, %", backgroundShare * 100, digits: 3)
expect(backgroundShare * 100, roundsTo: 81.9, digits: 1)

// %% [markdown]
// Four fifths of the loss come from anchors that are already right. The network is told, above all, to become still
// surer of the background.
//
// ## The modulating factor
// The focal loss multiplies by (1 - pt)^γ. Where the output is right the factor is small; where it is wrong it is
// nearly 1.

// %% (1 - pt)^2

show("factor at pt = 0.9", focalWeight(truthProbability: 0.9))
show("factor at pt = 0.1", focalWeight(truthProbability: 0.1))
expect(focalWeight(truthProbability: 0.9), equals: 0.01)
expect(focalWeight(truthProbability: 0.1), equals: 0.81)

// %% The same image under the focal loss

let paper = FocalLoss(alpha: .balanced(0.25), gamma: 2)
let focalPositive = 1_000 * paper.value(probability: 0.1, isPositive: true)
let focalNegative = 99_000 * paper.value(probability: 0.1, isPositive: false)
let focalShare = focalNegative / (focalNegative + focalPositive)
show("share of the background in the sum, %", focalShare * 100, digits: 3)
expect(focalShare * 100, roundsTo: 14.4, digits: 1)

// %% [markdown]
// ## Worked numbers
// With γ = 2 and α = 0.25 for both signs, the cross entropy of an easy example is divided by exactly
// 1 / (0.25 · 0.1²) = 400. ("RetinaNet, Advanced Computer Vision", Data Science Blogathon, has 384, because it
// divided rounded figures, and 0.4667 for the misclassified example, a misprint of 0.4663.)

// %% Four examples

let constant = FocalLoss(alpha: .constant(0.25), gamma: 2)
let worked: [(truth: Double, focal: Double, ratio: Double)] = [
  (0.99, 2.512583963e-7, 40_000), (0.9, 0.000263401289, 400), (0.5, 0.04332169878, 16),
  (0.1, 0.466273481331, 1 / (0.25 * 0.81)),
]
for (truth, focal, ratio) in worked {
  let crossEntropy = CrossEntropy.value(probability: truth, isPositive: true)
  let received = constant.value(probability: truth, isPositive: true)
  show("pt = \(truth): CE \(significant(crossEntropy)), FL \(significant(received)), CE / FL", crossEntropy / received)
  expect(received, equals: focal)
  expect(crossEntropy / received, equals: ratio)
}

// %% [markdown]
// ## What γ does
// γ = 0 is cross entropy. The larger γ, the flatter the loss where the output is right.

// %% The loss of a positive, by γ

let gammas: [Double] = [0, 0.5, 1, 2, 5]
let truths: [Double] = [0.1, 0.5, 0.9, 0.99]
show(
  table: [["gamma"] + truths.map { "pt = \($0)" }]
    + gammas.map { gamma in
      let loss = FocalLoss(alpha: .none, gamma: gamma)
      return [significant(gamma)] + truths.map { significant(loss.value(probability: $0, isPositive: true), digits: 3) }
    })
for truth in truths {
  let costs = gammas.map { FocalLoss(alpha: .none, gamma: $0).value(probability: truth, isPositive: true) }
  expect(zip(costs, costs.dropFirst()).allSatisfy { $0 > $1 }, "a larger gamma costs less")
}

let grid = (1...100).map { Double($0) / 100 }
figure(
  name: "focal-loss-by-gamma",
  svg: LineChart(
    title: "Focal loss of a positive", xLabel: "pt, the probability given to the truth", yLabel: "loss",
    series: gammas.map { gamma in
      let loss = FocalLoss(alpha: .none, gamma: gamma)
      return LineChart.Series(
        "γ = \(significant(gamma))", points: grid.map { .init(x: $0, y: loss.value(probability: $0, isPositive: true)) }
      )
    }, xRange: 0...1
  ).svg)

// %% [markdown]
// ## What the network feels: the gradient
// By the logit x the slope of a positive is -(1 - pt)^γ (γ pt · -ln(pt) + 1 - pt). At pt = 0.9 it is 35 times smaller
// than cross entropy's; at pt = 0.1 it is even a little larger.

// %% Gradients at an easy and a hard positive

let unweighted = FocalLoss(alpha: .none, gamma: 2)
for truth in [0.9, 0.1] {
  let logit = log(truth / (1 - truth))
  let ofCrossEntropy = CrossEntropy.gradient(logit: logit, isPositive: true)
  let ofFocalLoss = unweighted.gradient(logit: logit, isPositive: true)
  show("pt = \(truth): CE \(significant(ofCrossEntropy, digits: 4)), FL", ofFocalLoss, digits: 4)
  expect(ofCrossEntropy, equals: truth - 1)

  // The closed form against the slope of a short chord.
  let step = 1e-5
  let above = unweighted.value(logit: logit + step, isPositive: true)
  let below = unweighted.value(logit: logit - step, isPositive: true)
  expect((above - below) / (2 * step), equals: ofFocalLoss, relative: 1e-6)
}
expect(unweighted.gradient(logit: log(9), isPositive: true), roundsTo: -0.002896, digits: 6)
expect(unweighted.gradient(logit: -log(9), isPositive: true), roundsTo: -1.102, digits: 3)
expect(0.1 / 0.002896, roundsTo: 35, digits: 0)

// %% [markdown]
// ## Compute it from the logit
// Written out with p, the loss is infinite as soon as p rounds to 0, and a clamp on p would stop the gradient exactly
// where the output is most wrong. With ln(pt) = -softplus(-x) nothing is rounded away.

// %% A hopeless positive, x = -800

let naive = -0.25 * log(1 / (1 + exp(800.0)))
show("written out with p", naive)
show("from the logit", paper.value(logit: -800, isPositive: true))
show("its gradient", paper.gradient(logit: -800, isPositive: true))
expect(naive == .infinity)
expect(paper.value(logit: -800, isPositive: true), equals: 0.25 * 800)
expect(paper.gradient(logit: -800, isPositive: true), equals: -0.25)

// %% No NaN for γ < 1, where the derivative of (1 - pt)^γ is infinite at pt = 1

let half = FocalLoss(alpha: .none, gamma: 0.5)
show("gradient at p = 1, gamma = 0.5", half.gradient(probability: 1, isPositive: true))
expect(half.gradient(probability: 1, isPositive: true), equals: 0)

// %% [markdown]
// ## α, and the prior
// α = 0.25 stands on positives and 0.75 on negatives: *less* on the rarer ones, because γ has already silenced most
// negatives. At the very start γ cannot help, since every output says 0.5. So the last bias starts at
// b = -ln((1 - π) / π) with π = 0.01.

// %% One negative at the start, without and with the prior

let bias = PriorProbability(0.01).bias
let without = paper.value(logit: 0, isPositive: false)
let with = paper.value(logit: bias, isPositive: false)
show("bias", bias)
show("without", without)
show("with", with)
show("times as much without", grouped(Int((without / with).rounded())))
expect(bias, equals: -4.595119850)
expect(without, equals: 0.1299650964)
expect(with, equals: 7.53775189e-7)
expect(without / with, roundsTo: 172_419, digits: 0)

// %% An image's first loss by the prior: 100 positives among 100 000 anchors

let priors = (-12...(-1)).map { pow(2, Double($0)) }
let shares = priors.map { prior in
  let logit = PriorProbability(prior).bias
  let positives = 100 * paper.value(logit: logit, isPositive: true)
  let negatives = 99_900 * paper.value(logit: logit, isPositive: false)
  return (prior: prior, positives: positives / 100, negatives: negatives / 100)
}
for share in shares where share.prior == pow(2, -7) || share.prior == 0.5 {
  show(
    "π = \(significant(share.prior, digits: 2)): objects cost \(significant(share.positives, digits: 3)), background",
    share.negatives, digits: 3)
}
expect(shares[11].negatives > 1_000 * shares[11].positives, "without a prior the background to drown the objects")
expect(shares[5].negatives < 0.01 * shares[5].positives, "with it the objects to be nearly all of the loss")
figure(
  name: "first-loss-by-prior",
  svg: LineChart(
    title: "The first loss of an image, by the prior", xLabel: "log2 π", yLabel: "loss per positive anchor",
    series: [
      LineChart.Series("objects", points: shares.map { .init(x: log2($0.prior), y: $0.positives) }),
      LineChart.Series("background", points: shares.map { .init(x: log2($0.prior), y: $0.negatives) }),
    ], isLogarithmic: true
  ).svg)

// %% [markdown]
// ## The loss of an image
// The sum over all anchors that are not ignored, divided by the number of positive anchors, at least 1. A positive has
// a one-hot target over K sigmoids, a negative all zeros: there is no background output.

// %% Three anchors, two classes, at the start

let start = [[bias, bias], [bias, bias], [bias, bias]]
let onePositive = paper.imageLoss(logits: start, targets: [.positive(label: 1), .negative, .ignored])
let noPositive = paper.imageLoss(logits: start, targets: [.negative, .negative, .ignored])
show("with one object", onePositive)
show("without objects", noPositive)
expect(onePositive, equals: 1.128381825 + 3 * 7.53775189e-7)
expect(noPositive, equals: 4 * 7.53775189e-7)

// %% [markdown]
// ## To try
// 1. Set γ = 0 in "The same image": how large must α be for the background to weigh as little as with γ = 2?
// 2. Give the 99 000 negatives p = 0.01. Which of the two losses notices?
// 3. Find the γ at which the gradient at pt = 0.1 equals cross entropy's.
