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

  private static func mistake(
    _ id: String, _ title: String, place: String, _ arguments: [Value], right: Value, wrong: Value
  ) -> Mistake {
    Mistake(id, title, place: place, Figure(arguments, right: right, wrong: wrong))
  }

  static let known = Known(
    [
      mistake(
        "L10", "the classes compete in a softmax", place: "K sigmoids, no competition", zeros, right: 0.389895,
        wrong: 0.101366),
      mistake(
        "L11", "only the output of the object's class costs anything", place: "negatives have a loss too", zeros,
        right: 0.389895, wrong: 0),
      mistake(
        "L19", "ignored anchors are counted as negatives", place: "ignored means no say",
        [[[2.1972245773362196]], ["I"], 0.25, 2], right: 0, wrong: 1.39882),
      mistake(
        "L20", "background is learnt as class 0", place: "there is no background class",
        [[[-4.59511985013459]], ["N"], 0.25, 2], right: 7.53775e-7, wrong: 1.12838),
      Mistake(
        "L21", "labels are counted from 1", place: "count from 0",
        Figure([[[0, 0]], [1], 0.25, 2], right: 0.173287, outcome: .stopped("index out of range"))),
      mistake(
        "L28", "γ is always 2", place: "γ is an argument", [[[0, 0]], [0], 0.25, 0], right: 0.693147, wrong: 0.173287),
      mistake(
        "L29", "α is always 0.25", place: "α is an argument", zeros.replacing(2, by: 0.5), right: 0.25993,
        wrong: 0.389895),
      mistake(
        "L41", "the mean is over the outputs", place: "the sum: what is divided, and by what, is the next task", zeros,
        right: 0.389895, wrong: 0.129965),
      mistake(
        "L41b", "the sum is divided by the anchors", place: "the sum: what is divided, and by what, is the next task",
        [[[0], [0]], [0, "N"], 0.25, 2], right: 0.173287, wrong: 0.0866434),
      mistake(
        "L42", "a positive's other outputs cost nothing", place: "an anchor has K outputs, whatever it is",
        [[[0, 0]], [0], 0.25, 2], right: 0.173287, wrong: 0.0433217),
      mistake(
        "L43", "the first ignored anchor ends the sum", place: "what comes after an ignored anchor",
        [[[0], [0]], ["I", "N"], 0.25, 2], right: 0.129965, wrong: 0),
    ],
    exclusive: [
      // What is counted of an anchor; with a softmax, which outputs compete.
      ["L11", "L42"], ["L11", "L20"], ["L41", "L41b"], ["L19", "L43"],
    ]
  ) { wrong in
    Function { (logits: [[Double]], targets: [AnchorState], alpha: Double, gamma: Double) in
      let loss = FocalLoss(alpha: .balanced(wrong("L29") ? 0.25 : alpha), gamma: wrong("L28") ? 2 : gamma)
      var (sum, outputs) = (0.0, 0)
      for (row, target) in zip(logits, targets) {
        if target == .ignored && wrong("L43") { break }
        if target == .ignored && !wrong("L19") { continue }
        let label = (wrong("L20") ? target.index ?? 0 : target.index).map { $0 + (wrong("L21") ? 1 : 0) }
        if let label, label >= row.count { throw Stopped(reason: "index out of range") }
        for output in row.indices {
          outputs += 1
          let isPositive = label == output
          if !isPositive && (wrong("L11") || (wrong("L42") && label != nil)) { continue }
          sum +=
            wrong("L10")
            ? competing(row, output, isPositive, loss) : loss.value(logit: row[output], isPositive: isPositive)
        }
      }
      let divisor = wrong("L41") ? outputs : wrong("L41b") ? targets.count : 1
      return sum / Double(max(1, divisor))
    }
  }

  /// The loss of a share in a softmax.
  private static func competing(_ row: [Double], _ output: Int, _ isPositive: Bool, _ loss: FocalLoss) -> Double {
    let largest = row.max() ?? 0
    let share = exp(row[output] - largest) / row.reduce(0) { $0 + exp($1 - largest) }
    return loss.value(probability: min(share, 1), isPositive: isPositive)
  }
}

extension [Value] {
  /// The list with another element at a place.
  func replacing(_ place: Int, by value: Value) -> [Value] {
    var values = self
    values[place] = value
    return values
  }
}
