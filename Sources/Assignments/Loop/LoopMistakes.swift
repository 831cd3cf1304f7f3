// What goes wrong around the network in assignment 9: the catalogue's letter T.

import Foundation

enum LoopMistakes {
  private static let twoPoints: [Value] = [0, [[1, 1], [1, 1]], 0.5]
  private static let twoRight: Value = [0.5, 0.75]
  private static let steep: [Value] = [0, [[2, 1]], 0.1]

  static let descend = Known(
    [
      Mistake(
        "T1", "the gradient is not cleared between steps", place: "clear first",
        Figure(twoPoints, right: twoRight, wrong: [0.5, 1.25])),
      Mistake(
        "T9", "the step goes up the gradient", place: "the sign of the step",
        Figure(twoPoints, right: twoRight, wrong: [-0.5, -1.25])),
      Mistake(
        "T18", "x is missing in the gradient", place: "the chain rule", Figure(steep, right: [0.2], wrong: [0.1])),
      Mistake(
        "T19", "the gradient is twice as large", place: "the ½ of the loss", Figure(steep, right: [0.2], wrong: [0.4])),
      Mistake(
        "T20", "every gradient is taken at the first weight", place: "where the second step begins",
        Figure(twoPoints, right: twoRight, wrong: [0.5, 1])),
      Mistake(
        "T21", "the first weight is given as well", place: "the weights after each step",
        Figure(twoPoints, right: twoRight, wrong: [0, 0.5, 0.75])),
      Mistake(
        "T22", "x and y of the points are exchanged", place: "a point is x, y",
        Figure([1, [[2, 1]], 0.1], right: [0.8], wrong: [1.1])),
    ]
  ) { wrong in
    Function { (start: Double, points: [[Double]], rate: Double) in
      var (weight, gradient) = (start, 0.0)
      let weights = points.map { point -> Double in
        let (x, y) = wrong("T22") ? (point[1], point[0]) : (point[0], point[1])
        if !wrong("T1") { gradient = 0 }
        let error = (wrong("T20") ? start : weight) * x - y
        gradient += (wrong("T19") ? 2 : 1) * error * (wrong("T18") ? 1 : x)
        weight -= (wrong("T9") ? -rate : rate) * gradient
        return weight
      }
      return (wrong("T21") ? [start] : []) + weights
    }
  }

  private static let box: [Value] = [[10, 20, 30, 60], 100]
  private static let mirrored: Value = [70, 20, 90, 60]

  static let flip = Known(
    [
      Mistake(
        "T2", "left and right are mirrored and not exchanged", place: "left becomes right",
        Figure(box, right: mirrored, wrong: [90, 20, 70, 60])),
      Mistake(
        "T2b", "the picture is mirrored and the box is not", place: "both, or neither",
        Figure(box, right: mirrored, wrong: [10, 20, 30, 60])),
      Mistake(
        "T3", "edges are mirrored as if they were pixels", place: "pixels or edges",
        Figure(box, right: mirrored, wrong: [69, 20, 89, 60])),
      Mistake(
        "T23", "top and bottom are mirrored", place: "left to right",
        Figure(box, right: mirrored, wrong: [10, 40, 30, 80])),
      Mistake(
        "T24", "the mirror stands at 0", place: "where the middle of the image is",
        Figure(box, right: mirrored, wrong: [-30, 20, -10, 60])),
    ], exclusive: [["T3", "T24"]]
  ) { wrong in
    Function { (box: Rectangle, width: Double) in
      if wrong("T2b") { return box }
      let mirror = wrong("T24") ? 0 : wrong("T3") ? width - 1 : width
      func sides(_ low: Double, _ high: Double) -> (Double, Double) {
        wrong("T2") ? (mirror - low, mirror - high) : (mirror - high, mirror - low)
      }
      if wrong("T23") {
        let (top, bottom) = sides(box.yMin, box.yMax)
        return Rectangle(box.xMin, top, box.xMax, bottom)
      }
      let (left, right) = sides(box.xMin, box.xMax)
      return Rectangle(left, box.yMin, right, box.yMax)
    }
  }

  static func resized(_ box: Rectangle, x: Double, y: Double) -> Rectangle {
    Rectangle(box.xMin * x, box.yMin * y, box.xMax * x, box.yMax * y)
  }

  private static let sizes: [Value] = [[10, 20, 30, 60], [100, 200], [128, 128]]
  private static let square: Value = [6.4, 25.6, 19.2, 76.8]

  static let resize = Known(
    [
      Mistake(
        "T4", "both axes have the scale of x", place: "two factors",
        Figure(sizes, right: square, wrong: [6.4, 12.8, 19.2, 38.4])),
      Mistake(
        "T10", "height and width are exchanged", place: "sizes are height, width",
        Figure(sizes, right: square, wrong: [12.8, 12.8, 38.4, 38.4])),
      Mistake(
        "T25", "the old size is divided by the new", place: "new over old",
        Figure(sizes, right: square, wrong: [15.625, 15.625, 46.875, 46.875])),
      Mistake(
        "T26", "both axes have the smaller scale", place: "two factors",
        Figure(
          [[10, 20, 30, 60], [200, 100], [128, 128]], right: [12.8, 12.8, 38.4, 38.4], wrong: [6.4, 12.8, 19.2, 38.4]),
        convention: "detectors that keep a picture's shape"),
      Mistake(
        "T27", "edges are rounded to whole pixels", place: "no rounding",
        Figure(sizes, right: square, wrong: [6, 26, 19, 77])),
    ], exclusive: [["T4", "T26"]]
  ) { wrong in
    Function { (box: Rectangle, from: [Double], to: [Double]) in
      guard from.count == 2, to.count == 2 else { throw WrongArguments() }
      var (y, x) = wrong("T25") ? (from[0] / to[0], from[1] / to[1]) : (to[0] / from[0], to[1] / from[1])
      if wrong("T10") { (x, y) = (y, x) }
      if wrong("T26") { (x, y) = (min(x, y), min(x, y)) }
      let result = resized(box, x: x, y: wrong("T4") ? x : y)
      guard wrong("T27") else { return result }
      return Rectangle(result.xMin.rounded(), result.yMin.rounded(), result.xMax.rounded(), result.yMax.rounded())
    }
  }

  private static let outside: [Value] = [[1, 0.5], 0.5, 0.25, false]
  private static let outsideRight: Value = [2, 0]

  static let normalize = Known(
    [
      Mistake(
        "T5", "pixels are normalized in training only", place: "the same input in both",
        Figure(outside, right: outsideRight, wrong: [1, 0.5])),
      Mistake(
        "T11", "the deviation multiplies", place: "divided by the deviation",
        Figure(outside, right: outsideRight, wrong: [0.125, 0])),
      Mistake(
        "T28", "the mean is taken away after the division", place: "less the mean, then over the deviation",
        Figure(outside, right: outsideRight, wrong: [3.5, 1.5])),
      Mistake(
        "T29", "pixels are divided by 255 before", place: "in which range pixels come",
        Figure(outside, right: outsideRight, wrong: [-1.98431, -1.99216])),
      Mistake(
        "T30", "the mean is added", place: "less the mean", Figure(outside, right: outsideRight, wrong: [6, 4])),
    ]
  ) { wrong in
    Function { (pixels: [Double], mean: Double, deviation: Double, isTraining: Bool) in
      if wrong("T5") && !isTraining { return pixels }
      let shift = wrong("T30") ? -mean : mean
      return pixels.map { given -> Double in
        let pixel = wrong("T29") ? given / 255 : given
        let less = wrong("T28") ? pixel : pixel - shift
        let scaled = wrong("T11") ? less * deviation : less / deviation
        return wrong("T28") ? scaled - shift : scaled
      }
    }
  }
}
