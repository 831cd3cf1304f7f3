// Assignment 1 as the judge sees it: worked numbers, laws, two correct versions.

import Boxes
import Foundation
import Losses
import Randomness

extension Course {
  static let focalLoss = Assignment(
    number: 1, name: "focal-loss", title: "Focal loss", hours: 2, taskProtocol: "FocalLossTask",
    tasks: FocalLossLaws.tasks)
}

enum FocalLossLaws {
  private static let ln9 = FocalLossMistakes.ln9
  private static let right = LossVariant()
  private static let lossArguments = ["logit", "isPositive", "alpha", "gamma"]

  private static func probes(_ values: [(String, Double, Bool, Value)]) -> [Worked] {
    values.map { Worked($0.0, [.number($0.1), .truth($0.2), 0.25, 2], $0.3) }
  }

  private static func any(_ generator: inout SeededGenerator) -> [[Value]] {
    (0..<8).map { index in
      let gamma = index == 0 ? 0 : generator.uniform(in: 0.2...4)
      let logit = generator.uniform(in: -5...5)
      return [.number(logit), .truth(index % 2 == 0), .number(generator.uniform(in: 0.1...0.9)), .number(gamma)]
    }
  }

  private static func farOut(_ generator: inout SeededGenerator) -> [[Value]] {
    [20.0, 40, 800, 1e4].flatMap { size in
      [size, -size].flatMap { logit in
        [true, false].map { [.number(logit + generator.uniform()), .truth($0), 0.25, 2] }
      }
    }
  }

  static func anchors(_ generator: inout SeededGenerator, _ targets: [AnchorState], classes: Int) -> [Value] {
    let logits = targets.map { _ in (0..<classes).map { _ in generator.uniform(in: -3...3) } }
    return [
      logits.value, targets.value, .number(generator.uniform(in: 0.1...0.9)), .number(generator.uniform(in: 0.5...3)),
    ]
  }

  static let tasks: [CourseTask] = [
    CourseTask(
      "1.1", "The weight αt", function: "weight", arguments: ["isPositive", "alpha"],
      formula: "αt is α where the truth is 1, and 1 − α where it is 0.",
      solution: "Sources/Losses/FocalLoss.swift: weight(isPositive:label:), with the three other ways to weigh",
      reference: Function { (positive: Bool, alpha: Double) in
        FocalLoss(alpha: .balanced(alpha)).weight(isPositive: positive)
      },
      alternative: Function(right.weight(isPositive:alpha:)),
      worked: [
        Worked("a positive weighs α", [true, 0.25], 0.25), Worked("a negative weighs 1 − α", [false, 0.25], 0.75),
      ],
      laws: [
        Law("a", "Any α") { generator in
          (0..<4).map { [.truth($0 % 2 == 0), .number(generator.uniform())] }
        }
      ], known: FocalLossMistakes.weight),
    CourseTask(
      "1.2", "The loss of one output", function: "loss", arguments: lossArguments,
      formula: "FL = −αt (1 − pt)^γ ln pt, where pt is p for a positive and 1 − p for a negative, p the sigmoid of the "
        + "logit; and ln pt = −softplus(−z), where z is x for a positive and −x for a negative.",
      solution: "Sources/Losses/FocalLoss.swift: value(logit:isPositive:label:), which never forms a probability",
      reference: Function { (x: Double, positive: Bool, alpha: Double, gamma: Double) in
        FocalLoss(alpha: .balanced(alpha), gamma: gamma).value(logit: x, isPositive: positive)
      },
      alternative: Function(right.value(logit:isPositive:alpha:gamma:)),
      worked: probes([
        ("an easy positive, p = 0.9", ln9, true, 0.000263401), ("a hard positive, p = 0.1", -ln9, true, 0.466273),
        ("an easy negative, p = 0.1", -ln9, false, 0.000790204), ("a hard negative, p = 0.9", ln9, false, 1.39882),
      ]),
      laws: [
        Law("a", "Right and finite for logits up to ±10 000", farOut),
        Law("b", "Any α, γ and logit; γ = 0 is weighted cross entropy", any),
      ],
      known: FocalLossMistakes.loss),
    CourseTask(
      "1.3", "The slope by the logit", function: "slope", arguments: lossArguments,
      formula: "dFL/dx = ∓αt (1 − pt)^γ (γ pt · −ln pt + 1 − pt), minus for a positive and plus for a negative.",
      solution: "Sources/Losses/FocalLoss.swift: gradient(logit:isPositive:label:), where nothing is divided",
      tolerance: 1e-6,
      reference: Function { (x: Double, positive: Bool, alpha: Double, gamma: Double) in
        FocalLoss(alpha: .balanced(alpha), gamma: gamma).gradient(logit: x, isPositive: positive)
      },
      alternative: Function(right.slope(logit:isPositive:alpha:gamma:)),
      worked: probes([
        ("the slope of an easy positive", ln9, true, -0.000724122), ("of a hard positive", -ln9, true, -0.275505),
        ("of an easy negative", -ln9, false, 0.00217237), ("of a hard negative", ln9, false, 0.826514),
      ]),
      laws: [
        Law("a", "Finite and right for logits up to ±10 000", farOut),
        Law("b", "Any α, γ and logit; γ below 1 too where pt is 1") { generator in
          any(&generator) + [[10000, true, 0.25, 0.5], [-10000, false, 0.25, 0.5]]
        },
      ],
      known: FocalLossMistakes.slope),
    CourseTask(
      "1.4", "The sum of an image", function: "sum", arguments: ["logits", "targets", "alpha", "gamma"],
      formula: "Each anchor has K outputs. A positive's output of its own class has the truth 1 and its others 0; a "
        + "negative's are all 0; an ignored anchor costs nothing. Sum the losses of all outputs.",
      solution: "Sources/Losses/ImageLoss.swift: oneHot(classes:), nil where an anchor has no say",
      reference: Function { (logits: [[Double]], targets: [AnchorState], alpha: Double, gamma: Double) in
        FocalLoss(alpha: .balanced(alpha), gamma: gamma)
          .anchorLosses(logits: logits, targets: targets.map(\.target)).reduce(0, +)
      },
      alternative: FocalLossSums.summing { logits, target, label, loss in
        target == .ignored ? 0 : loss.value(logit: logits[label], isPositive: target.index == label)
      },
      worked: [
        Worked("three outputs at p = 0.5 of a negative", [[[0, 0, 0]], ["N"], 0.25, 2], 0.389895),
        Worked("two outputs at p = 0.5 of a positive", [[[0, 0]], [0], 0.25, 2], 0.173287),
      ],
      laws: [
        Law("a", "Ignored anchors have no say") { [anchors(&$0, [.ignored, .negative, .ignored], classes: 3)] },
        Law("b", "The first and the last class, and images of other shapes") { generator in
          [
            anchors(&generator, [.positive(0), .negative], classes: 3),
            anchors(&generator, [.negative, .positive(2), .positive(1)], classes: 3),
          ]
        },
      ], known: FocalLossSums.known),
    CourseTask(
      "1.5", "The normalizer", function: "normalized", arguments: ["losses", "positives"],
      formula: "For each image the sum of its losses divided by the larger of 1 and its positives; then the mean over "
        + "the images.",
      solution: "Sources/Losses/LossNormalization.swift: seven ways to divide, and who uses which",
      reference: Function { (losses: [[Double]], positives: [Int]) in
        var average = 0.0
        let factors = LossNormalization.Rule.positivesPerImage.factors(positives: positives, average: &average)
        var sum = 0.0
        for (image, factor) in zip(losses, factors) { sum += image.reduce(0, +) * factor }
        return sum
      },
      alternative: Function { (losses: [[Double]], positives: [Int]) in
        var sum = 0.0
        for (image, count) in zip(losses, positives) {
          let cost: Double = image.reduce(0, +)
          sum += cost / Double(max(1, count))
        }
        return sum / Double(losses.count)
      },
      worked: [
        Worked("two of four outputs cost 1, one positive", [[[1, 1, 0, 0]], [1]], 2),
        Worked("sums 2 and 9 with 1 and 9 positives", [[[2, 0], [4, 5]], [1, 9]], 1.5),
      ],
      laws: [
        Law("a", "An image without objects divides by 1") { generator in
          [[[[.number(generator.uniform()), 0.25], [0.5, .number(generator.uniform())]], [0, 3]]]
        }
      ], known: FocalLossMistakes.normalized),
    CourseTask(
      "1.6", "The prior's bias", function: "priorBias", arguments: ["probability"],
      formula: "The sigmoid of the bias is π, so the bias is the logarithm of the odds, ln(π / (1 − π)).",
      solution: "Sources/Losses/PriorProbability.swift",
      reference: Function { (p: Double) in PriorProbability(p).bias },
      alternative: Function { (p: Double) in -log((1 - p) / p) },
      worked: [Worked("the paper's prior 0.01", [0.01], -4.59512), Worked("a coin", [0.5], 0)],
      laws: [Law("a", "Any prior") { generator in [[0.3], [.number(generator.uniform(in: 0.001...0.9))]] }],
      known: FocalLossMistakes.prior),
    CourseTask(
      "1.7", "The first loss", kind: .question, function: "firstLoss", arguments: [],
      formula: "79 outputs have the truth 1 and 9128 the truth 0; all say p = 0.01. Sum their focal losses and divide "
        + "by 79.",
      solution: "Examples/bias-prior: the first loss with and without the prior", tolerance: 5e-5,
      reference: Function { FocalLossMistakes.firstLoss(bias: PriorProbability(0.01).bias) },
      alternative: Function { 1.1285 },
      worked: [Worked("the first loss", [], 1.12847)], laws: [], mistakes: FocalLossMistakes.first),
    Diagnosis.task(
      "1.8", answers: ["A": "c", "B": "f", "C": "d"], solution: "Examples/loss-ledger: who owns the loss",
      reading: "Compare an easy with a hard output, the value with the slope, and one image with a batch."),
  ]
}

extension AnchorState {
  /// The same for the library's own loss.
  var target: AnchorTarget {
    switch self {
    case .negative: .negative
    case .ignored: .ignored
    case .positive(let label): .positive(label: label)
    }
  }
}
