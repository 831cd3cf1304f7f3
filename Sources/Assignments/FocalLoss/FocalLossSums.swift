// What goes wrong in task 1.4, the sum over an image's outputs.

import Foundation
import Losses

enum FocalLossSums {
  /// The sum with the cost of each output as a function of the anchor's logits, its target and the output's class.
  static func summing(
    _ cost:
      @escaping @Sendable (_ logits: [Double], _ target: AnchorState, _ label: Int, _ loss: FocalLoss) throws
      -> Double
  ) -> Function {
    Function { (logits: [[Double]], targets: [AnchorState], alpha: Double, gamma: Double) in
      let loss = FocalLoss(alpha: .balanced(alpha), gamma: gamma)
      var sum = 0.0
      for (logits, target) in zip(logits, targets) {
        for label in logits.indices { sum += try cost(logits, target, label, loss) }
      }
      return sum
    }
  }

  private static let zeros: [Value] = [[[0, 0, 0]], ["N"], 0.25, 2]

  static let mistakes: [Mistake] = [
    Mistake(
      "L10", "the classes compete in a softmax", place: "K sigmoids, no competition",
      figure: Figure(zeros, right: 0.389895, wrong: 0.101366),
      summing { logits, target, label, loss in
        guard target != .ignored else { return 0 }
        let largest = logits.max() ?? 0
        let share = exp(logits[label] - largest) / logits.reduce(0) { $0 + exp($1 - largest) }
        return loss.value(probability: min(share, 1), isPositive: target.index == label)
      }),
    Mistake(
      "L11", "only the output of the object's class costs anything", place: "negatives have a loss too",
      figure: Figure(zeros, right: 0.389895, wrong: 0),
      summing { logits, target, label, loss in
        target.index == label ? loss.value(logit: logits[label], isPositive: true) : 0
      }),
    Mistake(
      "L19", "ignored anchors are counted as negatives", place: "ignored means no say",
      figure: Figure([[[2.1972245773362196]], ["I"], 0.25, 2], right: 0, wrong: 1.39882),
      summing { logits, target, label, loss in
        loss.value(logit: logits[label], isPositive: target.index == label)
      }),
    Mistake(
      "L20", "background is learnt as class 0", place: "there is no background class",
      figure: Figure([[[-4.59511985013459]], ["N"], 0.25, 2], right: 7.53775e-7, wrong: 1.12838),
      summing { logits, target, label, loss in
        if target == .ignored { return 0 }
        return loss.value(logit: logits[label], isPositive: (target.index ?? 0) == label)
      }),
    Mistake(
      "L21", "labels are counted from 1", place: "count from 0",
      figure: Figure([[[0, 0]], [1], 0.25, 2], right: 0.173287, outcome: .stopped("index out of range")),
      summing { logits, target, label, loss in
        if target == .ignored { return 0 }
        let index = target.index.map { $0 + 1 }
        if let index, index >= logits.count { throw Stopped(reason: "index out of range") }
        return loss.value(logit: logits[label], isPositive: index == label)
      }),
  ]
}
