// Who owns the loss of an image: the few objects, a few false alarms, or the crowd of easy background?
// Then the paper's Figure 4: how fast the loss piles up from the easiest example to the hardest, for four γ.

import Boxes
import Figures
import Foundation
import Lessons
import Losses

lesson("Who owns the loss of an image, and how fast it piles up, by gamma: the paper's Figure 4.", hasFigures: true)

/// The logit of a probability.
func logit(_ probability: Double) -> Double { log(probability / (1 - probability)) }

let crossEntropy = FocalLoss.crossEntropy
let focal = FocalLoss(alpha: .balanced(0.25), gamma: 2)

// MARK: - The ledger

/// Anchors that all say the same.
struct Anchors {
  let count: Int
  let score: Double
  let target: AnchorTarget
}

let image = [
  Anchors(count: 100, score: 0.5, target: .positive(label: 0)),
  Anchors(count: 100, score: 0.7, target: .negative),
  Anchors(count: 300, score: 0.3, target: .negative),
  Anchors(count: 99_500, score: 0.02, target: .negative),
]

/// The ledgers of anchors under both losses.
func ledgers(_ image: [Anchors]) -> [LossLedger] {
  let logits = image.flatMap { Array(repeating: [logit($0.score)], count: $0.count) }
  let targets = image.flatMap { Array(repeating: $0.target, count: $0.count) }
  return [("cross entropy", crossEntropy), ("focal loss", focal)].map { name, loss in
    LossLedger(name, loss, logits: logits, targets: targets)
  }
}

show("100 000 anchors during training: positives at p = 0.5, negatives at 0.7 (hard), 0.3 and 0.02 (easy)")
let during = ledgers(image)
show(LossLedger.table(during))
expect(during[0][.positive].sum, equals: 100 * log(2))
expect(during[0][.hardNegative].sum, equals: 100 * -log(1 - 0.7))
expect(during[0][.moderateNegative].sum, equals: 300 * -log(1 - 0.3))
expect(during[0][.easyNegative].sum, equals: 99_500 * -log(1 - 0.02))
expect(during[1][.positive].sum, equals: 100 * 0.25 * 0.5 * 0.5 * log(2))
expect(during[1][.hardNegative].sum, equals: 100 * 0.75 * 0.7 * 0.7 * -log(1 - 0.7))
expect(during[1][.moderateNegative].sum, equals: 300 * 0.75 * 0.3 * 0.3 * -log(1 - 0.3))
expect(during[1][.easyNegative].sum, equals: 99_500 * 0.75 * 0.02 * 0.02 * -log(1 - 0.02))
show("Cross entropy works for the easy background, the focal loss for the 100 false alarms.")
expect(100 * during[0].share(.easyNegative), roundsTo: 87.1, digits: 1)
expect(100 * during[1].share(.easyNegative), roundsTo: 1.1, digits: 1)
expect(100 * during[0].share(.hardNegative), roundsTo: 5.2, digits: 1)
expect(100 * during[1].share(.hardNegative), roundsTo: 78.4, digits: 1)

show("")
show("The same anchors at the very start, all at the prior p = 0.01")
let atStart = ledgers([
  Anchors(count: 100, score: 0.01, target: .positive(label: 0)),
  Anchors(count: 99_900, score: 0.01, target: .negative),
])
show(LossLedger.table(atStart))
show("Here every object is a hard example, and the focal loss is about nothing else.")
expect(atStart[1][.positive].sum, equals: 100 * 1.128381825)
expect(atStart[1][.easyNegative].sum, equals: 99_900 * 7.53775189e-7)
expect(100 * atStart[0].share(.positive), roundsTo: 31.4, digits: 1)
expect(100 * atStart[1].share(.positive), roundsTo: 99.9, digits: 1)

show("")
show("And without the prior, all at p = 0.5: γ cannot help, since nobody is easy yet")
let withoutPrior = ledgers([
  Anchors(count: 100, score: 0.5, target: .positive(label: 0)),
  Anchors(count: 99_900, score: 0.5, target: .negative),
])
show(LossLedger.table(withoutPrior))
expect(withoutPrior[1][.hardNegative].sum, equals: 99_900 * 0.1299650964)
expect(withoutPrior[1][.positive].sum, equals: 100 * 0.1299650964 / 3)
expect(100 * withoutPrior[1].share(.hardNegative), roundsTo: 100.0, digits: 1)

// MARK: - Figure 4

/// Logits of `count` anchors that follow the logistic distribution about a center: its quantiles, so no dice.
func spread(_ count: Int, around center: Double) -> [Double] {
  (0..<count).map { index in center + logit((Double(index) + 0.5) / Double(count)) }
}

/// What the hardest own of the loss, in percent: a row for each γ.
func showShares(_ title: String, _ curves: [LossCurve], expected: [[Double]], line: Int = #line) {
  var rows = [["gamma", "hardest 1 %", "hardest 10 %", "hardest 20 %", "hardest half"]]
  for (index, curve) in curves.enumerated() {
    let shares = [0.01, 0.1, 0.2, 0.5].map { 100 * curve.share(ofHardest: $0) }
    rows.append([significant(gammas[index])] + shares.map { String(format: "%.1f", $0) })
    for (share, printed) in zip(shares, expected[index]) { expect(share, roundsTo: printed, digits: 1, line: line) }
  }
  show("")
  show(title, line: line)
  show(table: rows, line: line)
}

let gammas: [Double] = [0, 0.5, 1, 2]
let negatives = spread(100_000, around: -4)
let positives = spread(1_000, around: 1)
let targets: [AnchorTarget] =
  Array(repeating: .positive(label: 0), count: positives.count) + Array(repeating: .negative, count: negatives.count)
let curves = FocusCurves.curves(logits: (positives + negatives).map { [$0] }, targets: targets, gammas: gammas)

show("")
show("A trained network: 100 000 negatives around logit -4 (p = 0.018), 1 000 positives around 1 (p = 0.73)")
expect(sigmoid(-4), roundsTo: 0.018, digits: 3)
expect(sigmoid(1), roundsTo: 0.73, digits: 2)
show("What the hardest own of the loss of all of them, in percent:")
showShares(
  "negatives", curves.map(\.negatives),
  expected: [
    [24.6, 66.7, 80.5, 95.3], [41.0, 85.7, 93.7, 99.1], [54.8, 94.5, 98.2, 99.9], [73.4, 99.3, 99.9, 100.0],
  ])
showShares(
  "positives", curves.map(\.positives),
  expected: [[7.9, 40.9, 60.6, 88.9], [10.0, 49.6, 70.4, 94.3], [12.0, 56.9, 77.7, 97.1], [15.7, 68.4, 87.4, 99.2]])
show("")
show(
  "At γ = 2 a hundredth of the negatives owns 73.4 % of their loss, not 24.6 %: the others have all but gone silent.")
show("The positives have no such crowd of easy ones; their loss shifts less.")
/// The negatives' curve of one γ as a line.
func negativesLine(_ curves: FocusCurves) -> LineChart.Series {
  let fractions = (0...200).map { Double($0) / 200 }
  return LineChart.Series(
    "γ = \(significant(curves.gamma))",
    points: fractions.map { .init(x: $0, y: curves.negatives.share(ofEasiest: $0)) })
}

figure(
  name: "loss-curves-of-negatives",
  svg: LineChart(
    title: "Negatives: cumulative loss", xLabel: "share of the negatives, from the easiest",
    yLabel: "share of the loss", series: curves.map { negativesLine($0) }, xRange: 0...1, yRange: 0...1
  ).svg)
