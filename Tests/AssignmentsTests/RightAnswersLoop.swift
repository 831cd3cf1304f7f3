// Right answers to assignment 9 by other ways.

import Foundation

@testable import Assignments

extension RightAnswer {
  static let loop: [RightAnswer] = [
    RightAnswer(
      "9.1", "solved for the new weight",
      Function { (w: Double, points: [[Double]], r: Double) in
        var w = w
        return points.map { p in
          w = w * (1 - r * p[0] * p[0]) + r * p[0] * p[1]
          return w
        }
      }),
    RightAnswer(
      "9.1", "a gradient that is set to 0 after the step",
      Function { (w: Double, points: [[Double]], r: Double) in
        var (w, g, all) = (w, 0.0, [Double]())
        for p in points {
          g += (w * p[0] - p[1]) * p[0]
          w -= r * g
          g = 0
          all.append(w)
        }
        return all
      }),
    RightAnswer(
      "9.1", "in 32 bits",
      Function { (w: Double, points: [[Double]], r: Double) in
        var w = Float(w)
        return points.map { p in
          w -= Float(r) * (w * Float(p[0]) - Float(p[1])) * Float(p[0])
          return Double(w)
        }
      }),
    RightAnswer(
      "9.2", "the smaller edge first",
      Function { (b: Rectangle, w: Double) in
        let (p, q) = (w - b.xMin, w - b.xMax)
        return Rectangle(min(p, q), b.yMin, max(p, q), b.yMax)
      }),
    RightAnswer(
      "9.2", "left edge and size",
      Function { (b: Rectangle, w: Double) in
        let left = w - b.xMax
        return Rectangle(left, b.yMin, left + (b.xMax - b.xMin), b.yMax)
      }),
    RightAnswer(
      "9.2", "about the middle",
      Function { (b: Rectangle, w: Double) in
        let middle = w / 2
        return Rectangle(middle - (b.xMax - middle), b.yMin, middle - (b.xMin - middle), b.yMax)
      }),
    RightAnswer(
      "9.3", "fractions of the image",
      Function { (b: Rectangle, from: [Double], to: [Double]) in
        Rectangle(
          b.xMin / from[1] * to[1], b.yMin / from[0] * to[0], b.xMax / from[1] * to[1], b.yMax / from[0] * to[0])
      }),
    RightAnswer(
      "9.3", "multiplied first",
      Function { (b: Rectangle, from: [Double], to: [Double]) in
        Rectangle(
          b.xMin * to[1] / from[1], b.yMin * to[0] / from[0], b.xMax * to[1] / from[1], b.yMax * to[0] / from[0])
      }),
    RightAnswer(
      "9.3", "center and size",
      Function { (b: Rectangle, from: [Double], to: [Double]) in
        let (x, y) = (to[1] / from[1], to[0] / from[0])
        let (cx, cy) = ((b.xMin + b.xMax) / 2 * x, (b.yMin + b.yMax) / 2 * y)
        let (w, h) = ((b.xMax - b.xMin) / 2 * x, (b.yMax - b.yMin) / 2 * y)
        return Rectangle(cx - w, cy - h, cx + w, cy + h)
      }),
    RightAnswer(
      "9.4", "a factor and a shift",
      Function { (pixels: [Double], m: Double, d: Double, _: Bool) in
        let (factor, shift) = (1 / d, -m / d)
        return pixels.map { $0 * factor + shift }
      }),
    RightAnswer(
      "9.4", "a loop in 32 bits",
      Function { (pixels: [Double], m: Double, d: Double, _: Bool) in
        pixels.map { Double((Float($0) - Float(m)) / Float(d)) }
      }),
    RightAnswer(
      "9.4", "both branches alike",
      Function { (pixels: [Double], m: Double, d: Double, isTraining: Bool) in
        isTraining ? pixels.map { ($0 - m) / d } : pixels.map { p in (p - m) * (1 / d) }
      }),
    RightAnswer(
      "9.5", "mean of squares less the square of the mean",
      Function {
        (x: [Double], mean: Double, variance: Double, isTraining: Bool) in
        let n = Double(x.count)
        let own = x.reduce(0, +) / n
        let (m, v) = isTraining ? (own, x.reduce(0) { $0 + $1 * $1 } / n - own * own) : (mean, variance)
        return x.map { ($0 - m) / (v + 1e-5).squareRoot() }
      }),
    RightAnswer(
      "9.5", "Welford's running update",
      Function { (x: [Double], mean: Double, variance: Double, isTraining: Bool) in
        var (m, s) = (0.0, 0.0)
        for (k, value) in x.enumerated() {
          let old = m
          m += (value - m) / Double(k + 1)
          s += (value - old) * (value - m)
        }
        let used = isTraining ? (m, s / Double(x.count)) : (mean, variance)
        return x.map { ($0 - used.0) * pow(used.1 + 1e-5, -0.5) }
      }),
    RightAnswer(
      "9.5", "scale and shift",
      Function { (x: [Double], mean: Double, variance: Double, isTraining: Bool) in
        let own = x.reduce(0, +) / Double(x.count)
        let spread = x.map { ($0 - own) * ($0 - own) }.reduce(0, +) / Double(x.count)
        let scale = 1 / ((isTraining ? spread : variance) + 0.00001).squareRoot()
        let shift = -(isTraining ? own : mean) * scale
        return x.map { $0 * scale + shift }
      }),
    RightAnswer(
      "9.6", "divided by 10 for each drop",
      Function { (s: Int, per: Int, base: Double, w: Int, drops: [Int]) in
        var rate = base
        for drop in drops where s >= drop * per { rate /= 10 }
        return s < w ? rate * Double(s + 1) / Double(w) : rate
      }),
    RightAnswer(
      "9.6", "the smaller of 1 and the ramp",
      Function { (s: Int, per: Int, base: Double, w: Int, drops: [Int]) in
        let ramp = w == 0 ? 1 : min(1, Double(s + 1) / Double(w))
        return base * ramp * pow(10, -Double(drops.filter { s / per >= $0 }.count))
      }),
    RightAnswer(
      "9.6", "min(1, …) with a warm-up of 0",
      Function { (s: Int, per: Int, base: Double, w: Int, drops: [Int]) in
        let ramp: Double = min(1, Double(s + 1) / Double(w))
        return drops.reduce(base * ramp) { (rate: Double, drop: Int) -> Double in s / per >= drop ? rate * 0.1 : rate }
      }),
    RightAnswer("9.7", "equal to weight", Function { (kinds: [String]) in kinds.map { $0 == "weight" } }),
    RightAnswer(
      "9.7", "a list of what does not",
      Function { (kinds: [String]) in
        kinds.map { !["bias", "scale", "shift"].contains($0) }
      }),
    RightAnswer(
      "9.7", "a switch",
      Function { (kinds: [String]) in
        kinds.map { kind in
          switch kind {
          case "weight": true
          default: false
          }
        }
      }),
    RightAnswer("9.8", "0.0025", Function { 0.01 * 4 / 16 }),
  ]
}
