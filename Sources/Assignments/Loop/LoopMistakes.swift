// What goes wrong in assignment 9: the catalogue's letter T.

import Foundation

enum LoopMistakes {
  /// Descent on one point a step; a gradient that is not cleared is added to the next.
  static func descended(
    _ start: Double, _ points: [[Double]], _ rate: Double, clears: Bool = true, climbs: Bool = false
  )
    -> [Double]
  {
    var weight = start
    var gradient = 0.0
    return points.map { point in
      if clears { gradient = 0 }
      gradient += (weight * point[0] - point[1]) * point[0]
      weight -= climbs ? -rate * gradient : rate * gradient
      return weight
    }
  }

  private static let twoPoints: [Value] = [0, [[1, 1], [1, 1]], 0.5]

  static let descend: [Mistake] = [
    Mistake(
      "T1", "the gradient is not cleared between steps", place: "clear first",
      figure: Figure(twoPoints, right: [0.5, 0.75], wrong: [0.5, 1.25]),
      Function { (weight: Double, points: [[Double]], rate: Double) in descended(weight, points, rate, clears: false) }),
    Mistake(
      "T9", "the step goes up the gradient", place: "the sign of the step",
      figure: Figure(twoPoints, right: [0.5, 0.75], wrong: [-0.5, -1.25]),
      Function { (weight: Double, points: [[Double]], rate: Double) in descended(weight, points, rate, climbs: true) }),
  ]

  private static let box: [Value] = [[10, 20, 30, 60], 100]

  private static func flipping(_ body: @escaping @Sendable (Rectangle, Double) -> Rectangle) -> Function {
    Function { (box: Rectangle, width: Double) in body(box, width) }
  }

  static let flip: [Mistake] = [
    Mistake(
      "T2", "left and right are mirrored and not exchanged", place: "left becomes right",
      figure: Figure(box, right: [70, 20, 90, 60], wrong: [90, 20, 70, 60]),
      flipping { Rectangle($1 - $0.xMin, $0.yMin, $1 - $0.xMax, $0.yMax) }),
    Mistake(
      "T2b", "the picture is mirrored and the box is not", place: "both, or neither",
      figure: Figure(box, right: [70, 20, 90, 60], wrong: [10, 20, 30, 60]), flipping { box, _ in box }),
    Mistake(
      "T3", "edges are mirrored as if they were pixels", place: "pixels or edges",
      figure: Figure(box, right: [70, 20, 90, 60], wrong: [69, 20, 89, 60]),
      flipping { Rectangle($1 - 1 - $0.xMax, $0.yMin, $1 - 1 - $0.xMin, $0.yMax) }),
  ]

  static func resized(_ box: Rectangle, x: Double, y: Double) -> Rectangle {
    Rectangle(box.xMin * x, box.yMin * y, box.xMax * x, box.yMax * y)
  }

  private static let sizes: [Value] = [[10, 20, 30, 60], [100, 200], [128, 128]]

  static let resize: [Mistake] = [
    Mistake(
      "T4", "both axes have the scale of x", place: "two factors",
      figure: Figure(sizes, right: [6.4, 25.6, 19.2, 76.8], wrong: [6.4, 12.8, 19.2, 38.4]),
      Function { (box: Rectangle, from: [Double], to: [Double]) in
        resized(box, x: to[1] / from[1], y: to[1] / from[1])
      }),
    Mistake(
      "T10", "height and width are exchanged", place: "sizes are height, width",
      figure: Figure(sizes, right: [6.4, 25.6, 19.2, 76.8], wrong: [12.8, 12.8, 38.4, 38.4]),
      Function { (box: Rectangle, from: [Double], to: [Double]) in
        resized(box, x: to[0] / from[0], y: to[1] / from[1])
      }),
  ]

  static let normalize: [Mistake] = [
    Mistake(
      "T5", "pixels are normalized in training only", place: "the same input in both",
      figure: Figure([[1, 0.5], 0.5, 0.25, false], right: [2, 0], wrong: [1, 0.5]),
      Function { (pixels: [Double], mean: Double, deviation: Double, isTraining: Bool) in
        isTraining ? pixels.map { ($0 - mean) / deviation } : pixels
      }),
    Mistake(
      "T11", "the deviation multiplies", place: "divided by the deviation",
      figure: Figure([[1, 0.5], 0.5, 0.25, false], right: [2, 0], wrong: [0.125, 0]),
      Function { (pixels: [Double], mean: Double, deviation: Double, _: Bool) in
        pixels.map { ($0 - mean) * deviation }
      }),
  ]

  static func normed(_ numbers: [Double], _ mean: Double, _ variance: Double) -> [Double] {
    numbers.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
  }

  static func statistics(_ numbers: [Double], sample: Bool = false) -> (mean: Double, variance: Double) {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let sum = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, sum / Double(numbers.count - (sample ? 1 : 0)))
  }

  static let batchNorm: [Mistake] = [
    Mistake(
      "T6", "the mode is never set back to training, so the running statistics are used", place: "the mode",
      figure: Figure([[1, 3], 0, 1, true], right: [-0.999995, 0.999995], wrong: [0.999995, 2.99999]),
      Function { (numbers: [Double], mean: Double, variance: Double, _: Bool) in normed(numbers, mean, variance) }),
    Mistake(
      "T6b", "the batch's statistics are used outside of training as well", place: "the mode",
      figure: Figure([[1, 3], 0, 1, false], right: [0.999995, 2.99999], wrong: [-0.999995, 0.999995]),
      Function { (numbers: [Double], _: Double, _: Double, _: Bool) in
        let own = statistics(numbers)
        return normed(numbers, own.mean, own.variance)
      }),
    Mistake(
      "T12", "the variance is divided by one less than the count", place: "the variance by the count",
      figure: Figure([[1, 3], 0, 1, true], right: [-0.999995, 0.999995], wrong: [-0.707105, 0.707105]),
      Function { (numbers: [Double], mean: Double, variance: Double, isTraining: Bool) in
        let own = statistics(numbers, sample: true)
        return isTraining ? normed(numbers, own.mean, own.variance) : normed(numbers, mean, variance)
      }),
  ]

  /// The rate with the time by which drops are counted.
  static func rated(_ step: Int, _ time: Int, _ base: Double, _ warmup: Int, _ drops: [Int]) -> Double {
    let ramp = step < warmup ? Double(step + 1) / Double(warmup) : 1
    return base * ramp * pow(0.1, Double(drops.count { time >= $0 }))
  }

  private static let late: [Value] = [150, 100, 0.01, 0, [8, 11]]

  static let rate: [Mistake] = [
    Mistake(
      "T7", "drops are counted in steps", place: "the unit of the schedule",
      figure: Figure(late, right: 0.01, wrong: 0.0001),
      Function { (step: Int, _: Int, base: Double, warmup: Int, drops: [Int]) in rated(step, step, base, warmup, drops)
      }),
    Mistake(
      "T13", "the warm-up is left out", place: "the first steps",
      figure: Figure([0, 100, 0.01, 10, [8]], right: 0.001, wrong: 0.01),
      Function { (step: Int, perEpoch: Int, base: Double, _: Int, drops: [Int]) in
        rated(step, step / perEpoch, base, 0, drops)
      }),
    Mistake(
      "T14", "the warm-up begins at 0", place: "the very first step",
      figure: Figure([0, 100, 0.01, 10, [8]], right: 0.001, wrong: 0),
      Function { (step: Int, perEpoch: Int, base: Double, warmup: Int, drops: [Int]) in
        let ramp = step < warmup ? Double(step) / Double(warmup) : 1
        return rated(warmup, step / perEpoch, base, 0, drops) * ramp
      }),
  ]

  static let decays: [Mistake] = [
    Mistake(
      "T8", "everything decays", place: "what decays",
      figure: Figure([["weight", "bias"]], right: [true, false], wrong: [true, true]),
      Function { (kinds: [String]) in kinds.map { _ in true } }),
    Mistake(
      "T15", "the scale of a normalization decays", place: "what decays",
      figure: Figure([["weight", "scale"]], right: [true, false], wrong: [true, true]),
      Function { (kinds: [String]) in kinds.map { $0 == "weight" || $0 == "scale" } }),
  ]
}
