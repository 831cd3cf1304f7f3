// Assignments 9 and 10 as students get them wrong.

import Foundation

@testable import Assignments

extension Stranger {
  private static func descent(_ body: @escaping @Sendable (Double, [[Double]], Double) -> [Double]) -> Function {
    Function { (w: Double, points: [[Double]], rate: Double) in body(w, points, rate) }
  }

  private static func stepped(
    _ w: Double, _ points: [[Double]], _ gradient: (Double, Double, Double) -> Double
  ) -> [Double] {
    var (w, all) = (w, [Double]())
    for p in points {
      w -= gradient(w, p[0], p[1])
      all.append(w)
    }
    return all
  }

  private static func norm(_ body: @escaping @Sendable ([Double], Double, Double) -> [Double]) -> Function {
    Function { (numbers: [Double], mean: Double, variance: Double, isTraining: Bool) in
      let n = Double(numbers.count)
      let own = numbers.reduce(0, +) / n
      let spread = numbers.reduce(0) { $0 + ($1 - own) * ($1 - own) } / n
      return isTraining ? body(numbers, own, spread) : body(numbers, mean, variance)
    }
  }

  private static func rate(_ body: @escaping @Sendable (Int, Int, Double, Int, [Int]) -> Double) -> Function {
    Function { (step: Int, per: Int, base: Double, warm: Int, drops: [Int]) in body(step, per, base, warm, drops) }
  }

  private static func flipped(_ body: @escaping @Sendable (Rectangle, Double) -> Rectangle) -> Function {
    Function { (b: Rectangle, w: Double) in body(b, w) }
  }

  private static func sized(_ body: @escaping @Sendable (Rectangle, [Double], [Double]) -> Rectangle) -> Function {
    Function { (b: Rectangle, from: [Double], to: [Double]) in body(b, from, to) }
  }

  private static func pixels(_ body: @escaping @Sendable (Double, Double, Double) -> Double) -> Function {
    Function { (pixels: [Double], mean: Double, deviation: Double, _: Bool) in pixels.map { body($0, mean, deviation) }
    }
  }

  static let loop: [Stranger] = [
    Stranger(
      "9.1", "the chain rule's x is forgotten", ["T18"],
      descent { w, points, r in
        stepped(w, points) { r * ($0 * $1 - $2) }
      }),
    Stranger(
      "9.1", "the 2 stays", ["T19"],
      descent { w, points, r in
        stepped(w, points) { r * 2 * ($0 * $1 - $2) * $1 }
      }),
    Stranger(
      "9.1", "all gradients at the first weight", ["T20"],
      descent { w, points, r in
        stepped(w, points) { _, x, y in r * (w * x - y) * x }
      }),
    Stranger(
      "9.1", "the first weight is given too", ["T21"],
      descent { w, points, r in
        [w] + stepped(w, points) { r * ($0 * $1 - $2) * $1 }
      }),
    Stranger(
      "9.1", "x and y exchanged", ["T22"],
      descent { w, points, r in
        stepped(w, points) { r * ($0 * $2 - $1) * $2 }
      }),
    Stranger("9.2", "upside down", ["T23"], flipped { b, w in Rectangle(b.xMin, w - b.yMax, b.xMax, w - b.yMin) }),
    Stranger("9.2", "mirrored about 0", ["T24"], flipped { b, _ in Rectangle(-b.xMax, b.yMin, -b.xMin, b.yMax) }),
    Stranger(
      "9.2", "moved by its width only", [],
      flipped { b, w in
        Rectangle(w - b.xMin, b.yMin, w - b.xMin + (b.xMax - b.xMin), b.yMax)
      }),
    Stranger(
      "9.3", "old over new", ["T25"],
      sized { b, from, to in
        let (x, y) = (from[1] / to[1], from[0] / to[0])
        return Rectangle(b.xMin * x, b.yMin * y, b.xMax * x, b.yMax * y)
      }),
    Stranger(
      "9.3", "the smaller factor for both", ["T26"],
      sized { b, from, to in
        let f = min(to[0] / from[0], to[1] / from[1])
        return Rectangle(b.xMin * f, b.yMin * f, b.xMax * f, b.yMax * f)
      }),
    Stranger(
      "9.3", "rounded to pixels", ["T27"],
      sized { b, from, to in
        let (x, y) = (to[1] / from[1], to[0] / from[0])
        return Rectangle((b.xMin * x).rounded(), (b.yMin * y).rounded(), (b.xMax * x).rounded(), (b.yMax * y).rounded())
      }),
    Stranger("9.4", "pixel / deviation − mean", ["T28"], pixels { $0 / $2 - $1 }),
    Stranger("9.4", "divided by 255 first", ["T29"], pixels { ($0 / 255 - $1) / $2 }),
    Stranger("9.4", "the mean is added", ["T30"], pixels { ($0 + $1) / $2 }),
    Stranger("9.4", "the square of the deviation", [], pixels { ($0 - $1) / ($2 * $2) }),
    Stranger(
      "9.5", "ε outside of the root", ["T31"], norm { all, m, v in all.map { ($0 - m) / (v.squareRoot() + 1e-5) } }),
    Stranger("9.5", "no ε", ["T32"], norm { all, m, v in all.map { ($0 - m) / v.squareRoot() } }),
    Stranger("9.5", "divided by the variance", ["T33"], norm { all, m, v in all.map { ($0 - m) / (v + 1e-5) } }),
    Stranger(
      "9.5", "modes exchanged", ["T6", "T6b"],
      Function {
        (numbers: [Double], mean: Double, variance: Double, isTraining: Bool) in
        let n = Double(numbers.count)
        let own = numbers.reduce(0, +) / n
        let spread = numbers.reduce(0) { $0 + ($1 - own) * ($1 - own) } / n
        return numbers.map { ($0 - (isTraining ? mean : own)) / ((isTraining ? variance : spread) + 1e-5).squareRoot() }
      }),
    Stranger(
      "9.6", "a drop comes an epoch late", ["T34"],
      rate { step, per, base, warm, drops in
        let epoch = step / per
        let ramp = step < warm ? Double(step + 1) / Double(warm) : 1
        return base * ramp * pow(0.1, Double(drops.filter { epoch > $0 }.count))
      }),
    Stranger(
      "9.6", "warm-up divides whole numbers", ["T35"],
      rate { step, per, base, warm, drops in
        let ramp = step < warm ? Double((step + 1) / warm) : 1
        return base * ramp * pow(0.1, Double(drops.filter { step / per >= $0 }.count))
      }),
    Stranger(
      "9.6", "one drop for all", ["T36"],
      rate { step, per, base, warm, drops in
        let ramp = step < warm ? Double(step + 1) / Double(warm) : 1
        return base * ramp * (drops.contains { step / per >= $0 } ? 0.1 : 1)
      }),
    Stranger(
      "9.6", "a drop lasts one epoch", ["T37"],
      rate { step, per, base, warm, drops in
        let ramp = step < warm ? Double(step + 1) / Double(warm) : 1
        return base * ramp * (drops.contains(step / per) ? 0.1 : 1)
      }),
    Stranger(
      "9.6", "warm-up in epochs", ["T38"],
      rate { step, per, base, warm, drops in
        let epoch = step / per
        let ramp = epoch < warm ? Double(epoch + 1) / Double(warm) : 1
        return base * ramp * pow(0.1, Double(drops.filter { epoch >= $0 }.count))
      }),
    Stranger("9.7", "all but the bias", ["T39"], Function { (kinds: [String]) in kinds.map { $0 != "bias" } }),
    Stranger("9.7", "inverted", ["T40"], Function { (kinds: [String]) in kinds.map { $0 != "weight" } }),
    Stranger("9.8", "square root rule", ["T41"], Function { 0.005 }),
    Stranger("9.9", "A and C exchanged", [], Function { (p: String) in ["A": "f", "B": "b", "C": "d"][p] ?? "" }),
  ]

  private static func finding(_ id: Int, _ letter: String, _ column: String) -> Function {
    Function { (_: Int) in [letter, column] }
  }

  static let doctor: [Stranger] = [
    Stranger("10.1", "no prior, though it never falls", ["D1"], finding(1, "a", "first")),
    Stranger("10.1", "the right disease, another column", ["D0"], finding(1, "c", "last")),
    Stranger("10.2", "sigmoid twice, though it falls", ["D2"], finding(2, "c", "first")),
    Stranger("10.3", "the rate is too low, though it learns", ["D3"], finding(3, "h", "tenth")),
    Stranger("10.4", "schedule in steps, though it explodes", [], finding(4, "g", "tenth")),
    Stranger("10.5", "the other sign of the prior, though less", ["D5"], finding(5, "b", "first")),
    Stranger("10.6", "half the detections: suppression", ["D6"], finding(6, "i", "last")),
    Stranger("10.7", "sigmoid twice, though it never moves at all", ["D7"], finding(7, "c", "first")),
    Stranger("10.8", "the coding, though AR is 1", ["D8"], finding(8, "l", "detections")),
    Stranger("10.9", "ignored anchors", ["D9"], finding(9, "m", "first")),
    Stranger("10.10", "background as class, though ten times more", ["D10"], finding(10, "j", "first")),
    Stranger("10.11", "suppression, though AR fell", ["D11"], finding(11, "i", "detections")),
    Stranger("10.12", "schedule in steps, though it never began", ["D12"], finding(12, "g", "tenth")),
    Stranger("10.12", "letter and column exchanged", [], finding(12, "tenth", "h")),
  ]
}
