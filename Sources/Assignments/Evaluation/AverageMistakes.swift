// What goes wrong with envelopes and averages in assignment 7.

import Evaluation

enum AverageMistakes {
  /// The largest from here on.
  static func fromHere(_ precisions: [Double]) -> [Double] { envelope(precisions, Wrong()) }

  private static func envelope(_ precisions: [Double], _ wrong: Wrong) -> [Double] {
    if wrong("E5") { return precisions }
    let envelope = precisions.indices.map { index -> Double in
      let last = precisions.count - 1
      let seen =
        wrong("E19")
        ? precisions[...index]
        : wrong("E20")
          ? precisions[index...min(index + 1, last)] : wrong("E33") ? precisions[...] : precisions[index...]
      return (wrong("E38") ? seen.min() : seen.max()) ?? 0
    }
    return wrong("E32") ? envelope.reversed() : envelope
  }

  private static let three: [Value] = [[1, 0.5, 0.75]]
  private static let threeRight: Value = [1, 0.75, 0.75]

  static let envelope = Known(
    [
      Mistake(
        "E5", "there is no envelope", place: "the best precision from here on",
        Figure(three, right: threeRight, wrong: [1, 0.5, 0.75])),
      Mistake(
        "E19", "the envelope runs from the left", place: "from here on, not up to here",
        Figure(three, right: threeRight, wrong: [1, 1, 1])),
      Mistake(
        "E20", "only the next point is looked at", place: "all points from here on",
        Figure([[0.2, 0.3, 0.4]], right: [0.4, 0.4, 0.4], wrong: [0.3, 0.4, 0.4])),
      Mistake(
        "E32", "the envelope is left the wrong way round", place: "the order of the points",
        Figure(three, right: threeRight, wrong: [0.75, 0.75, 1])),
      Mistake(
        "E33", "every point has the best of all", place: "from here on",
        Figure([[0.5, 1, 0.75]], right: [1, 1, 0.75], wrong: [1, 1, 1])),
      Mistake(
        "E38", "the worst from here on is taken", place: "the best precision from here on",
        Figure(three, right: threeRight, wrong: [0.5, 0.5, 0.75])),
    ], exclusive: [["E5", "E19", "E20", "E33"], ["E5", "E32"], ["E5", "E38"]]
  ) { wrong in Function { (precisions: [Double]) in envelope(precisions, wrong) } }

  static let hundred = (0...100).map { Double($0) / 100 }

  private static let flags: [Value] = [[true, false, true, true], 4]
  private static let right: Value = 0.628713
  private static let recalls = "at which recalls"

  static let average = Known(
    [
      Mistake(
        "E5", "there is no envelope", place: "the best precision from here on",
        Figure(flags, right: right, wrong: 0.608086)),
      Mistake(
        "E6", "eleven recalls are looked at", place: recalls, Figure(flags, right: right, wrong: 0.613636),
        convention: "PASCAL VOC 2007"),
      Mistake(
        "E6b", "the area under the envelope is taken", place: "a mean at recalls, no area",
        Figure(flags, right: right, wrong: 0.625), convention: "PASCAL VOC 2012"),
      Mistake(
        "E6c", "the area under the points is taken by trapezoids", place: "a mean at recalls, no area",
        Figure(flags, right: right, wrong: 0.572917), convention: "those who measure by trapezoids"),
      Mistake(
        "E34", "the precisions at the hits are averaged over the objects", place: recalls,
        Figure(flags, right: right, wrong: 0.604167), convention: "information retrieval"),
      Mistake(
        "E35", "the divisor is one less than there are recalls", place: "how many recalls there are",
        Figure(flags, right: right, wrong: 0.635)),
      Mistake(
        "E36", "recall 0 is left out", place: "how many recalls there are", Figure(flags, right: right, wrong: 0.625)),
    ],
    exclusive: [["E6", "E6b", "E6c", "E34"], ["E36", "E6b"], ["E36", "E6c"], ["E36", "E34"], ["E5", "E6b", "E34"]]
  ) { wrong in
    Function { (hits: [Bool], objects: Int) in
      let points = EvaluationMistakes.points(hits, objects)
      let own = points.map { $0[1] }
      if wrong("E34") { return zip(own, hits).reduce(0) { $0 + ($1.1 ? $1.0 : 0) } / Double(objects) }
      if wrong("E6b") || wrong("E6c") { return area(points, isTrapezoid: wrong("E6c")) }
      let heights = envelope(own, wrong)
      let all = wrong("E6") ? (0...10).map { Double($0) / 10 } : hundred
      let recalls = wrong("E36") ? Array(all.dropFirst()) : all
      let values = recalls.map { recall in points.firstIndex { $0[0] >= recall - 1e-12 }.map { heights[$0] } ?? 0 }
      return values.reduce(0, +) / Double(recalls.count - (wrong("E35") ? 1 : 0))
    }
  }

  private static func area(_ points: [[Double]], isTrapezoid: Bool) -> Double {
    let heights = isTrapezoid ? points.map { $0[1] } : fromHere(points.map { $0[1] })
    var (sum, last) = (0.0, (recall: 0.0, precision: points.first?[1] ?? 0))
    for (point, height) in zip(points, heights) {
      sum += (point[0] - last.recall) * (isTrapezoid ? (height + last.precision) / 2 : height)
      last = (point[0], height)
    }
    return sum
  }

  static let mean = Known(
    [
      Mistake(
        "E7", "a class without objects counts as 0", place: "no objects, no average precision",
        Figure([[1, nil]], right: 1, wrong: 0.5)),
      Mistake(
        "E21", "without any class the mean is 0 by 0", place: "nothing to take the mean of",
        Figure([[nil]], right: nil, wrong: .number(.nan))),
      Mistake(
        "E39", "without any class the mean is 0", place: "nothing to take the mean of",
        Figure([[nil]], right: nil, wrong: 0)),
      Mistake(
        "E40", "classes of which nothing is found are dropped", place: "0 is a number, nil is none",
        Figure([[0, 1]], right: 0.5, wrong: 1)),
      Mistake("E41", "the sum is given", place: "the mean", Figure([[0.5, 1]], right: 0.75, wrong: 1.5)),
    ], exclusive: [["E21", "E39"]]
  ) { wrong in
    Function { (values: [Double?]) -> Double? in
      let all = wrong("E7") ? values.map { $0 ?? 0 } : values.compactMap { $0 }
      let known = wrong("E40") ? all.filter { $0 > 0 } : all
      let sum = known.reduce(0, +)
      if known.isEmpty { return wrong("E39") ? 0 : wrong("E21") ? sum / Double(wrong("E41") ? 1 : 0) : nil }
      return wrong("E41") ? sum : sum / Double(known.count)
    }
  }

  static let found = Known(
    [
      Mistake(
        "E10", "the id 0 is taken for none", place: "0 is an id", Figure([[0, 3, nil]], right: 2, wrong: 1)),
      Mistake(
        "E42", "an id counts once", place: "detections, not objects", Figure([[3, 3, nil]], right: 2, wrong: 1)),
      Mistake(
        "E43", "detections without an id are counted", place: "nil is no id", Figure([[3, nil]], right: 1, wrong: 2)),
    ]
  ) { wrong in
    Function { (ids: [Int?]) in
      let counted = ids.filter { (wrong("E43") || $0 != nil) && !(wrong("E10") && $0 == 0) }
      return wrong("E42") ? Set(counted).count : counted.count
    }
  }

  static let question: [Mistake] = [
    Mistake(
      "E6", "eleven recalls are looked at", place: recalls,
      figure: Figure([], right: 0.834983, wrong: 0.848485), convention: "PASCAL VOC 2007", Function { 0.848485 }),
    Mistake(
      "E6b", "the area under the envelope is taken", place: "a mean at recalls, no area",
      figure: Figure([], right: 0.834983, wrong: 0.833333), convention: "PASCAL VOC 2012", Function { 0.833333 }),
    Mistake(
      "E6c", "the area under the points is taken by trapezoids", place: "a mean at recalls, no area",
      figure: Figure([], right: 0.834983, wrong: 0.791667), convention: "those who measure by trapezoids",
      Function { 0.791667 }),
  ]
}
