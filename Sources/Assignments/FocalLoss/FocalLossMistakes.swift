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
    "L28": ("γ is always 2", "γ is an argument"),
  ]

  static func lossMistake(_ id: String, _ arguments: [Value], _ right: Value, _ wrong: Value) -> Mistake {
    let variant = LossVariant(wrong: [id])
    let note = notes[id] ?? ("", "")
    return Mistake(
      id, note.title, place: note.place, figure: Figure(arguments, right: right, wrong: wrong),
      Function(variant.value(logit:isPositive:alpha:gamma:)))
  }

  static func slopeMistake(_ id: String, _ arguments: [Value], _ right: Value, _ wrong: Value) -> Mistake {
    let variant = LossVariant(wrong: [id])
    let note = notes[id] ?? ("", "")
    return Mistake(
      id, note.title, place: note.place, figure: Figure(arguments, right: right, wrong: wrong),
      Function(variant.slope(logit:isPositive:alpha:gamma:)))
  }

  private static func arguments(_ logit: Double, _ isPositive: Bool) -> [Value] {
    [.number(logit), .truth(isPositive), 0.25, 2]
  }

  private static let easyPositive = arguments(ln9, true)
  private static let easyNegative = arguments(-ln9, false)

  static let weight: [Mistake] = [
    ("L1", [false, 0.25], 0.75, 0.25), ("L2", [true, 0.25], 0.25, 0.75),
  ].map { (id: String, arguments: [Value], right: Value, wrong: Value) in
    let variant = LossVariant(wrong: [id])
    let note = notes[id] ?? ("", "")
    return Mistake(
      id, note.title, place: note.place, figure: Figure(arguments, right: right, wrong: wrong),
      Function(variant.weight(isPositive:alpha:)))
  }

  static let loss: [Mistake] = [
    lossMistake("L1", easyNegative, 0.000790204, 0.000263401),
    lossMistake("L2", easyPositive, 0.000263401, 0.000790204),
    lossMistake("L3", easyPositive, 0.000263401, 0.0213355),
    lossMistake("L4", easyNegative, 0.000790204, 0.0640065),
    lossMistake("L5", easyPositive, 0.000263401, 0.00526803),
    lossMistake("L6", easyPositive, 0.000263401, 0.000114394),
    lossMistake("L6b", easyPositive, 0.000263401, 0.000380008),
    lossMistake("L7", easyPositive, 0.000263401, -0.000263401),
    lossMistake("L8", easyPositive, 0.000263401, 0.0149787),
    lossMistake("L9", arguments(-20, false), 6.56738e-27, 0.129965),
    lossMistake("L12", arguments(-800, true), 200, .number(.infinity)),
    lossMistake("L12b", arguments(-40, false), 5.75074e-53, 0),
    lossMistake("L13", arguments(-20, true), 5, 2.302125),
    lossMistake("L28", [.number(ln9), true, 0.25, 0], 0.0263401, 0.000263401),
  ]

  static let slope: [Mistake] = [
    slopeMistake("L1", easyNegative, 0.00217237, 0.000724122),
    slopeMistake("L2", easyPositive, -0.000724122, -0.00217237),
    slopeMistake("L7", easyPositive, -0.000724122, 0.000724122),
    slopeMistake("L13", arguments(-20, true), -0.25, 0),
    slopeMistake("L14", easyPositive, -0.000724122, -0.00025),
    slopeMistake("L15", easyPositive, -0.000724122, -0.0080458),
    slopeMistake("L16", [10000, true, 0.25, 0.5], 0, .number(.nan)),
    slopeMistake("L26", easyNegative, 0.00217237, -0.00217237),
    slopeMistake("L28", [.number(ln9), true, 0.25, 0], -0.025, -0.000724122),
  ]

  static let normalized: [Mistake] = [
    Mistake(
      "L17", "the mean is over all outputs", place: "divide by positives",
      figure: Figure([[[1, 1, 0, 0]], [1]], right: 2, wrong: 0.5),
      Function { (losses: [[Double]], positives: [Int]) in
        losses.reduce(0) { $0 + $1.reduce(0, +) / Double($1.count) } / Double(losses.count)
      }),
    Mistake(
      "L18", "an image without positives is divided by 0", place: "at least one",
      figure: Figure([[[0.5, 0.25]], [0]], right: 0.75, wrong: .number(.infinity)),
      Function { (losses: [[Double]], positives: [Int]) in
        zip(losses, positives).reduce(0) { $0 + $1.0.reduce(0, +) / Double($1.1) } / Double(losses.count)
      }),
    Mistake(
      "L22", "the batch's sum is divided by the batch's positives", place: "which normalizer is meant",
      figure: Figure([[[2, 0], [4, 5]], [1, 9]], right: 1.5, wrong: 1.1), convention: "keras-retinanet",
      Function { (losses: [[Double]], positives: [Int]) in
        losses.reduce(0) { $0 + $1.reduce(0, +) } / Double(max(1, positives.reduce(0, +)))
      }),
  ]

  static let prior: [Mistake] = [
    Mistake(
      "L23", "the bias has the other sign", place: "believe in background",
      figure: Figure([0.01], right: -4.59512, wrong: 4.59512), Function { (p: Double) in -log(p / (1 - p)) }),
    Mistake(
      "L24", "the bias is ln π", place: "odds, not the probability",
      figure: Figure([0.3], right: -0.847298, wrong: -1.20397), Function { (p: Double) in log(p) }),
    Mistake(
      "L25", "the bias is 0", place: "the prior",
      figure: Figure([0.01], right: -4.59512, wrong: 0), Function { (_: Double) in 0.0 }),
  ]

  static let first: [Mistake] = [
    Mistake(
      "L23", "the bias has the other sign", place: "believe in background",
      figure: Figure([], right: 1.12847, wrong: 391.134), Function { firstLoss(bias: -PriorProbability(0.01).bias) }),
    Mistake(
      "L25", "the bias is 0", place: "the prior",
      figure: Figure([], right: 1.12847, wrong: 15.0601), Function { firstLoss(bias: 0) }),
  ]

  /// The first loss of 79 positives and 9128 other outputs.
  static func firstLoss(bias: Double) -> Double {
    let loss = FocalLoss()
    let positives = 79 * loss.value(logit: bias, isPositive: true)
    return (positives + 9128 * loss.value(logit: bias, isPositive: false)) / 79
  }
}
