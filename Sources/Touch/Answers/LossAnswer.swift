// The page on the loss: its curve by γ and α, and who owns the loss of an image.

import Boxes
import Foundation
import Losses
import Text

extension Answer {
  /// The probabilities of the truth at which curves are drawn: 0.01, 0.02, … 0.99.
  static let lossProbabilities = (1...99).map { Double($0) / 100 }
  /// The γ of the curves that always stand there: those of the paper's Figure 1.
  static let lossGammas = [0, 0.5, 1, 2, 5]

  /// The loss by γ and α, and the ledger of an image.
  ///
  /// ```
  /// inputs     γ, α (below 0: none), then for positives, hard and easy negatives: how many, and their probability
  /// numbers    the curve of the loss of a positive at pt = 0.01 … 0.99, without α, for γ = 0, 0.5, 1, 2, 5 and the γ
  ///            given, 99 numbers each; then pt and the loss of the three kinds; then for the ledger's four groups
  ///            their share of cross entropy and of the focal loss
  /// texts      the loss's name, a sentence for each kind, then for the ledger's four groups and their sum: anchors,
  ///            cross entropy, its share, focal loss, its share; then who owns it, in a sentence
  /// ```
  public static func loss(_ inputs: [Double]) -> Answer {
    var inputs = Inputs(inputs)
    guard let gamma = inputs.number(in: 0...10), let alpha = inputs.number(in: -1...1) else { return nothing }
    let focal = FocalLoss(alpha: alpha < 0 ? .none : .balanced(alpha), gamma: gamma)
    var kinds: [Kind] = []
    for name in ["positive", "hard negative", "easy negative"] {
      guard let count = inputs.integer(in: 0..<100_001), let probability = inputs.number(in: 1e-6...(1 - 1e-6))
      else { return nothing }
      kinds.append(Kind(name: name, isPositive: name == "positive", count: count, probability: probability))
    }

    var answer = Answer(texts: [focal.name])
    for gamma in lossGammas + [gamma] {
      let curve = FocalLoss(alpha: .none, gamma: gamma)
      answer.numbers += lossProbabilities.map { curve.value(probability: $0, isPositive: true) }
    }
    for kind in kinds {
      let truth = kind.isPositive ? kind.probability : 1 - kind.probability
      answer.numbers += [truth, FocalLoss(alpha: .none, gamma: gamma).value(probability: truth, isPositive: true)]
      answer.texts.append(kind.sentence(focal))
    }
    let (logits, targets) = outputs(kinds)
    answer.enter(
      LossLedger("cross entropy", FocalLoss(alpha: .none, gamma: 0), logits: logits, targets: targets),
      LossLedger("focal loss", focal, logits: logits, targets: targets))
    return answer
  }

  /// Anchors of a kind: how many there are, and the probability that each gives to an object.
  private struct Kind {
    let name: String
    let isPositive: Bool
    let count: Int
    let probability: Double

    /// What one of them costs: "A hard negative at p = 0.6 costs 0.9163 by cross entropy, 0.2474 by this loss: …".
    func sentence(_ focal: FocalLoss) -> String {
      let cost = CrossEntropy.value(probability: probability, isPositive: isPositive)
      let focused = focal.value(probability: probability, isPositive: isPositive)
      let comparison =
        focused > 0
        ? "\((cost / focused).significant(digits: 3)) times \(focused > cost ? "as much" : "less")" : "nothing"
      return "\(name == "easy negative" ? "An" : "A") \(name) at p = \(probability.significant(digits: 4)) costs "
        + "\(cost.significant(digits: 4)) by cross entropy, \(focused.significant(digits: 4)) by this loss: \(comparison)."
    }
  }

  /// The outputs of an image that has these anchors: one logit each.
  private static func outputs(_ kinds: [Kind]) -> (logits: [[Double]], targets: [AnchorTarget]) {
    var logits: [[Double]] = []
    var targets: [AnchorTarget] = []
    for kind in kinds {
      let logit = [log(kind.probability) - log1p(-kind.probability)]
      logits += Array(repeating: logit, count: kind.count)
      targets += Array(repeating: kind.isPositive ? .positive(label: 0) : .negative, count: kind.count)
    }
    return (logits, targets)
  }

  /// Adds what two ledgers of the same anchors say.
  private mutating func enter(_ entropy: LossLedger, _ focal: LossLedger) {
    var count = 0
    for group in LossLedger.Group.allCases {
      count += entropy[group].count
      numbers += [entropy.share(group), focal.share(group)]
      texts += [
        entropy[group].count.grouped, entropy[group].sum.fixed(digits: 4), entropy.share(group).percent() + " %",
        focal[group].sum.fixed(digits: 4), focal.share(group).percent() + " %",
      ]
    }
    texts += [
      count.grouped, entropy.total.fixed(digits: 4), "", focal.total.fixed(digits: 4), "",
      "The positives own \(entropy.share(.positive).percent()) % of cross entropy and "
        + "\(focal.share(.positive).percent()) % of this loss; the easy negatives "
        + "\(entropy.share(.easyNegative).percent()) % and \(focal.share(.easyNegative).percent()) %.",
    ]
  }
}
