// What goes wrong in assignment 1: the catalogue's letter L.

import Foundation
import Losses

enum FocalLossMistakes {
  /// The logit of p = 0.9.
  static let ln9 = log(9.0)
  static let notes: [String: (title: String, place: String)] = [
    "L1": ("α weighs negatives too", "αt is 1 − α for a negative"),
    "L2": ("α and 1 − α are exchanged", "which side α weighs"),
    "L3": ("p^γ stands where (1 − pt)^γ belongs, for positives", "easy examples are the ones to silence"),
    "L4": ("(1 − p)^γ is used for both signs, and pt is never formed", "pt of a negative"),
    "L5": ("γ is a factor", "γ is an exponent"),
    "L6": ("the logarithm is of base 10", "the natural logarithm"),
    "L6b": ("the logarithm is of base 2", "the natural logarithm"),
    "L7": ("the minus is missing", "the sign: a loss is never negative, and a positive pulls its logit up"),
    "L8": ("the logarithm of the weight is taken", "what stands under the logarithm"),
    "L9": ("the sigmoid is applied twice", "logits or probabilities?"),
    "L12": ("the logarithm of a rounded probability is taken", "softplus: ln pt without forming pt"),
    "L12b": ("1 − pt is formed from a rounded probability", "softplus: ln pt and ln (1 − pt) without forming pt"),
    "L13": ("the probability is clamped", "a clamp has no slope where the output is most wrong"),
    "L14": ("the weight (1 − pt)^γ is treated as a constant", "the weight depends on p as well"),
    "L15": ("the derivative is by the probability", "the chain rule through the sigmoid"),
    "L16": ("0 is raised to a negative power", "γ < 1 at pt = 1"),
    "L26": ("a negative has the sign of a positive", "the sign: a negative pushes its logit down"),
    "L26b": ("negatives have a negative loss", "the sign: a loss is never negative"),
    "L28": ("γ is always 2", "γ is an argument"),
    "L29": ("α is always 0.25", "α is an argument"),
    "L30": ("only positives are weighed", "αt is 1 − α for a negative"),
    "L31": ("1 − pt^γ stands where (1 − pt)^γ belongs", "what is raised to the power"),
    "L32": ("positives are taken for negatives", "which truth pulls the output which way: the sign of z"),
    "L33": ("pt is formed of a cross entropy that is weighed already", "α comes last: pt knows nothing of it"),
    "L34": ("a small number is added under the logarithm", "softplus: ln pt without forming pt, and nothing to guard"),
    "L35": ("e to the logit overflows", "softplus with the larger of 0 and x taken out of the logarithm"),
    "L36": ("nothing is weighed", "αt"),
    "L37": ("the two terms of the slope are subtracted", "the sign of ln pt, which is negative"),
    "L38": ("the slope is that of cross entropy", "the focus (1 − pt)^γ"),
    "L39": ("pt is missing beside γ", "the chain rule through the sigmoid, in the term of the weight as well"),
    "L40": ("the terms of both truths are added", "one output has one truth"),
    "L51": ("the loss is cross entropy, without the focus", "the focus (1 − pt)^γ"),
  ]

  private static func mistake(_ id: String, _ arguments: [Value], _ right: Value, _ wrong: Value) -> Mistake {
    let note = notes[id] ?? ("", "")
    return Mistake(id, note.title, place: note.place, Figure(arguments, right: right, wrong: wrong))
  }

  private static func arguments(_ logit: Double, _ isPositive: Bool) -> [Value] {
    [.number(logit), .truth(isPositive), 0.25, 2]
  }

  private static let easyPositive = arguments(ln9, true)
  private static let easyNegative = arguments(-ln9, false)

  static let weight = Known(
    [
      mistake("L1", [false, 0.25], 0.75, 0.25), mistake("L2", [true, 0.25], 0.25, 0.75),
      mistake("L29", [true, 0.4], 0.4, 0.25), mistake("L30", [false, 0.25], 0.75, 1),
    ], exclusive: LossVariant.aspects
  ) { Function(LossVariant(wrong: $0).weight(isPositive:alpha:)) }

  static let loss = Known(
    [
      mistake("L1", easyNegative, 0.000790204, 0.000263401),
      mistake("L2", easyPositive, 0.000263401, 0.000790204),
      mistake("L3", easyPositive, 0.000263401, 0.0213355),
      mistake("L4", easyNegative, 0.000790204, 0.0640065),
      mistake("L5", easyPositive, 0.000263401, 0.00526803),
      mistake("L6", easyPositive, 0.000263401, 0.000114394),
      mistake("L6b", easyPositive, 0.000263401, 0.000380008),
      mistake("L7", easyPositive, 0.000263401, -0.000263401),
      mistake("L8", easyPositive, 0.000263401, 0.0149787),
      mistake("L9", arguments(-20, false), 6.56738e-27, 0.129965),
      mistake("L12", arguments(-800, true), 200, .number(.infinity)),
      mistake("L12b", arguments(-40, false), 5.75074e-53, 0),
      mistake("L13", arguments(-20, true), 5, 2.302125),
      mistake("L26b", easyNegative, 0.000790204, -0.000790204),
      mistake("L28", [.number(ln9), true, 0.25, 0], 0.0263401, 0.000263401),
      mistake("L29", [.number(ln9), true, 0.5, 2], 0.000526803, 0.000263401),
      mistake("L30", easyNegative, 0.000790204, 0.00105361),
      mistake("L31", easyPositive, 0.000263401, 0.00500463),
      mistake("L32", easyPositive, 0.000263401, 0.466273),
      mistake("L33", easyPositive, 0.000263401, 0.0000178008),
      mistake("L34", arguments(-40, true), 10, 4.60517),
      mistake("L35", arguments(-800, true), 200, .number(.infinity)),
      mistake("L36", easyPositive, 0.000263401, 0.00105361),
      mistake("L40", easyPositive, 0.000263401, 1.39908),
      mistake("L51", easyPositive, 0.000263401, 0.0263401),
    ], exclusive: LossVariant.aspects, spellings: LossVariant.spellings
  ) { Function(LossVariant(wrong: $0).value(logit:isPositive:alpha:gamma:)) }

  static let slope = Known(
    [
      mistake("L1", easyNegative, 0.00217237, 0.000724122),
      mistake("L2", easyPositive, -0.000724122, -0.00217237),
      mistake("L7", easyPositive, -0.000724122, 0.000724122),
      mistake("L13", arguments(-20, true), -0.25, 0),
      mistake("L14", easyPositive, -0.000724122, -0.00025),
      mistake("L15", easyPositive, -0.000724122, -0.0080458),
      mistake("L16", [10000, true, 0.25, 0.5], 0, .number(.nan)),
      mistake("L26", easyNegative, 0.00217237, -0.00217237),
      mistake("L28", [.number(ln9), true, 0.25, 0], -0.025, -0.000724122),
      mistake("L29", [.number(ln9), true, 0.5, 2], -0.00144824, -0.000724122),
      mistake("L30", easyNegative, 0.00217237, 0.00289649),
      mistake("L32", easyPositive, -0.000724122, 0.275505),
      mistake("L36", easyPositive, -0.000724122, -0.00289649),
      mistake("L37", easyPositive, -0.000724122, 0.000224122),
      mistake("L38", easyPositive, -0.000724122, -0.025),
      mistake("L39", easyPositive, -0.000724122, -0.000776803),
    ], exclusive: LossVariant.slopeAspects
  ) { Function(LossVariant(wrong: $0).slope(logit:isPositive:alpha:gamma:)) }

  static let normalized = Known(
    [
      Mistake(
        "L17", "the mean is over all outputs", place: "divide by positives",
        Figure([[[1, 1, 0, 0]], [1]], right: 2, wrong: 0.5)),
      Mistake(
        "L18", "an image without positives is divided by 0", place: "at least one",
        Figure([[[0.5, 0.25]], [0]], right: 0.75, wrong: .number(.infinity))),
      Mistake(
        "L22", "the batch's sum is divided by the batch's positives", place: "which normalizer is meant",
        Figure([[[2, 0], [4, 5]], [1, 9]], right: 1.5, wrong: 1.1), convention: "keras-retinanet"),
      Mistake(
        "L45", "the images are summed", place: "the mean over the images",
        Figure([[[2, 0], [4, 5]], [1, 9]], right: 1.5, wrong: 3)),
      Mistake(
        "L46", "images without positives are left out", place: "what background costs in a picture without objects",
        Figure([[[2, 0], [0.5, 0.5]], [1, 0]], right: 1.5, wrong: 2)),
      Mistake(
        "L47", "one is added to the positives", place: "at least one, and no more than there are",
        Figure([[[2, 0], [4, 5]], [1, 9]], right: 1.5, wrong: 0.95)),
    ],
    exclusive: [
      // Of these each has a divisor of its own; and one that is never 0 guards nothing.
      ["L17", "L18", "L22", "L47"], ["L18", "L46", "L17"], ["L22", "L45"], ["L22", "L46"],
    ]
  ) { wrong in
    Function { (losses: [[Double]], positives: [Int]) in
      let images = zip(losses, positives).filter { !wrong("L46") || $0.1 > 0 }
      if wrong("L22") {
        return images.reduce(0) { $0 + $1.0.reduce(0, +) } / Double(max(1, positives.reduce(0, +)))
      }
      let sum = images.reduce(0) { sum, image in
        let least = wrong("L18") ? image.1 : wrong("L47") ? image.1 + 1 : max(1, image.1)
        return sum + image.0.reduce(0, +) / Double(wrong("L17") ? image.0.count : least)
      }
      return wrong("L45") ? sum : sum / Double(max(1, images.count))
    }
  }

  static let prior = Known(
    [
      Mistake(
        "L23", "the bias has the other sign", place: "believe in background",
        Figure([0.01], right: -4.59512, wrong: 4.59512)),
      Mistake(
        "L24", "the bias is ln π", place: "odds, not the probability",
        Figure([0.3], right: -0.847298, wrong: -1.20397)),
      Mistake("L25", "the bias is 0", place: "the prior", Figure([0.01], right: -4.59512, wrong: 0)),
      Mistake(
        "L6", "the logarithm is of base 10", place: "the natural logarithm",
        Figure([0.01], right: -4.59512, wrong: -1.99564)),
      Mistake(
        "L48", "the bias is the odds", place: "the logarithm of the odds",
        Figure([0.5], right: 0, wrong: 1)),
    ], exclusive: [["L25", "L23"], ["L25", "L24"], ["L25", "L6"], ["L25", "L48"], ["L48", "L6"]]
  ) { wrong in
    Function { (p: Double) in
      if wrong("L25") { return 0.0 }
      let odds = wrong("L24") ? p : p / (1 - p)
      let bias = wrong("L48") ? odds : wrong("L6") ? log10(odds) : log(odds)
      return wrong("L23") ? -bias : bias
    }
  }

  private static func number(_ id: String, _ title: String, place: String, _ wrong: Double) -> Mistake {
    Mistake(
      id, title, place: place, figure: Figure([], right: 1.12847, wrong: .number(wrong)), Function { wrong })
  }

  static let first: [Mistake] = [
    Mistake(
      "L23", "the bias has the other sign", place: "believe in background",
      figure: Figure([], right: 1.12847, wrong: 391.134), Function { firstLoss(bias: -PriorProbability(0.01).bias) }),
    Mistake(
      "L25", "the bias is 0", place: "the prior",
      figure: Figure([], right: 1.12847, wrong: 15.0601), Function { firstLoss(bias: 0) }),
    number("L17", "the mean is over all outputs", place: "divide by positives", 0.00968275),
    number("L49", "nothing is divided", place: "divide by positives", 89.149),
    number("L11", "only positives are counted", place: "negatives have a loss too", 1.12838),
  ]

  /// The first loss of 79 positives and 9128 other outputs.
  static func firstLoss(bias: Double) -> Double {
    let loss = FocalLoss()
    let positives = 79 * loss.value(logit: bias, isPositive: true)
    return (positives + 9128 * loss.value(logit: bias, isPositive: false)) / 79
  }
}
