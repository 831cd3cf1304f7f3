// What goes wrong in assignment 7: the catalogue's letter E.

import Evaluation

enum EvaluationMistakes {
  /// What a matcher does with detections of an object that is taken.
  enum Rule: Sendable { case right, duplicatesTrue, duplicatesLeftOut, bestOnly, strict, firstFree }

  static func matching(_ rule: Rule) -> Function {
    Function { (ious: [[Double]], threshold: Double) in
      var taken: Set<Int> = []
      return ious.compactMap { row -> Bool? in
        let everything = MatchingMistakes.argmax(row)
        let free = row.indices.filter { !taken.contains($0) }
        let reaching = free.filter { rule == .strict ? row[$0] > threshold : row[$0] >= threshold }
        switch rule {
        case .duplicatesTrue: return everything.map { row[$0] >= threshold } ?? false
        case .bestOnly, .duplicatesLeftOut:
          guard let object = everything, row[object] >= threshold else { return false }
          if taken.insert(object).inserted { return true }
          return rule == .bestOnly ? false : nil
        case .firstFree:
          guard let object = reaching.first else { return false }
          taken.insert(object)
          return true
        default:
          guard let object = reaching.max(by: { row[$0] < row[$1] }) else { return false }
          taken.insert(object)
          return true
        }
      }
    }
  }

  private static let twice: [Value] = [[[0.9], [0.8]], 0.5]
  private static let near: [Value] = [[[0.9, 0.6], [0.8, 0.7]], 0.5]

  static let hits: [Mistake] = [
    Mistake(
      "E1", "an object is found as often as it is hit", place: "an object is found once",
      figure: Figure(twice, right: [true, false], wrong: [true, true]), matching(.duplicatesTrue)),
    Mistake(
      "E2", "a second detection of an object is left out", place: "the second is false",
      figure: Figure(twice, right: [true, false], wrong: [true]), matching(.duplicatesLeftOut)),
    Mistake(
      "E9", "a detection whose best object is taken tries no other", place: "the second best object",
      figure: Figure(near, right: [true, true], wrong: [true, false]), convention: "PASCAL VOC",
      matching(.bestOnly)),
    Mistake(
      "E12", "reaching the threshold is not enough", place: "at the threshold",
      figure: Figure([[[0.5]], 0.5], right: [true], wrong: [false]), matching(.strict)),
    Mistake(
      "E13", "the first object that is free is taken, not the best", place: "the one that it overlaps most",
      figure: Figure([[[0.6, 0.9], [0.55, 0.2]], 0.5], right: [true, true], wrong: [true, false]), matching(.firstFree)),
  ]

  private static func ranking(
    _ body: @escaping @Sendable (_ pairs: [(score: Double, hit: Bool, image: Int)]) -> [Bool]
  ) -> Function {
    Function { (scores: [[Double]], hits: [[Bool]]) in
      body(
        zip(scores, hits).enumerated().flatMap { image, pair in
          zip(pair.0, pair.1).map { (score: $0, hit: $1, image: image) }
        })
    }
  }

  private static let two: [Value] = [[[0.5, 0.3], [0.9]], [[false, true], [true]]]

  static let ranked: [Mistake] = [
    Mistake(
      "E3", "each image is ranked by itself", place: "one ranking over all images",
      figure: Figure(two, right: [true, false, true], wrong: [false, true, true]),
      ranking { pairs in
        pairs.sorted { ($0.image, -$0.score) < ($1.image, -$1.score) }.map(\.hit)
      }),
    Mistake(
      "E3b", "nothing is ranked", place: "best first, over all images",
      figure: Figure([[[0.3, 0.9]], [[true, false]]], right: [false, true], wrong: [true, false]),
      ranking { pairs in pairs.map(\.hit) }),
    Mistake(
      "E14", "the worst comes first", place: "best first",
      figure: Figure([[[0.9, 0.3]], [[true, false]]], right: [true, false], wrong: [false, true]),
      ranking { pairs in pairs.sorted { $0.score < $1.score }.map(\.hit) }),
    Mistake(
      "E8", "detections below a score of 0.4 are cut off", place: "average precision needs the tail",
      figure: Figure(two, right: [true, false, true], wrong: [true, false]),
      ranking { pairs in pairs.filter { $0.score >= 0.4 }.sorted { $0.score > $1.score }.map(\.hit) }),
  ]

  private static let images: [Value] = [[[0, 1], [0, 0], [0]], [3, 0, 1], 0]

  static let count: [Mistake] = [
    Mistake(
      "E4", "objects of images without detections are dropped", place: "missed is missed",
      figure: Figure(images, right: 4, wrong: 2),
      Function { (labels: [[Int]], detections: [Int], label: Int) in
        zip(labels, detections).reduce(0) { $0 + ($1.1 > 0 ? $1.0.count { $0 == label } : 0) }
      }),
    Mistake(
      "E15", "objects of all classes are counted", place: "of which class",
      figure: Figure(images, right: 4, wrong: 5),
      Function { (labels: [[Int]], _: [Int], _: Int) in labels.reduce(0) { $0 + $1.count } }),
  ]

  static func points(_ hits: [Bool], _ objects: Int) -> [[Double]] {
    var found = 0.0
    return hits.enumerated().map { index, hit in
      found += hit ? 1 : 0
      return [objects == 0 ? 0 : found / Double(objects), found / Double(index + 1)]
    }
  }

  static let curve: [Mistake] = [
    Mistake(
      "E16", "recall is counted among the detections", place: "recall is of the objects",
      figure: Figure(
        [[true, false, true], 4], right: [[0.25, 1], [0.25, 0.5], [0.5, 0.666667]],
        wrong: [[0.333333, 1], [0.333333, 0.5], [0.666667, 0.666667]]),
      Function { (hits: [Bool], _: Int) in points(hits, hits.count) }),
    Mistake(
      "E17", "precision is divided by all detections", place: "precision so far",
      figure: Figure(
        [[true, false, true], 4], right: [[0.25, 1], [0.25, 0.5], [0.5, 0.666667]],
        wrong: [[0.25, 0.333333], [0.25, 0.333333], [0.5, 0.666667]]),
      Function { (hits: [Bool], objects: Int) in
        points(hits, objects).enumerated().map { [$1[0], $1[1] * Double($0 + 1) / Double(hits.count)] }
      }),
    Mistake(
      "E18", "precision and recall are exchanged", place: "recall first",
      figure: Figure(
        [[true, false, true], 4], right: [[0.25, 1], [0.25, 0.5], [0.5, 0.666667]],
        wrong: [[1, 0.25], [0.5, 0.25], [0.666667, 0.5]]),
      Function { (hits: [Bool], objects: Int) in points(hits, objects).map { [$0[1], $0[0]] } }),
  ]

  /// The largest from here on.
  static func fromHere(_ precisions: [Double]) -> [Double] {
    precisions.indices.map { index in precisions[index...].max() ?? 0 }
  }

  static let envelope: [Mistake] = [
    Mistake(
      "E5", "there is no envelope", place: "the best precision from here on",
      figure: Figure([[1, 0.5, 0.75]], right: [1, 0.75, 0.75], wrong: [1, 0.5, 0.75]),
      Function { (precisions: [Double]) in precisions }),
    Mistake(
      "E19", "the envelope runs from the left", place: "from here on, not up to here",
      figure: Figure([[1, 0.5, 0.75]], right: [1, 0.75, 0.75], wrong: [1, 1, 1]),
      Function { (precisions: [Double]) in precisions.indices.map { precisions[...$0].max() ?? 0 } }),
    Mistake(
      "E20", "only the next point is looked at", place: "all points from here on",
      figure: Figure([[0.2, 0.3, 0.4]], right: [0.4, 0.4, 0.4], wrong: [0.3, 0.4, 0.4]),
      Function { (precisions: [Double]) in
        precisions.indices.map { max(precisions[$0], $0 + 1 < precisions.count ? precisions[$0 + 1] : 0) }
      }),
  ]

  /// The mean of precisions at recalls, with or without the envelope.
  private static func sampled(_ recalls: [Double], envelope: Bool = true) -> Function {
    Function { (hits: [Bool], objects: Int) in
      let points = points(hits, objects)
      let precisions = envelope ? fromHere(points.map { $0[1] }) : points.map { $0[1] }
      let values = recalls.map { recall -> Double in
        points.firstIndex { $0[0] >= recall - 1e-12 }.map { precisions[$0] } ?? 0
      }
      return values.reduce(0, +) / Double(recalls.count)
    }
  }

  static let hundred = (0...100).map { Double($0) / 100 }

  private static func area(trapezoid: Bool) -> Function {
    Function { (hits: [Bool], objects: Int) in
      let points = points(hits, objects)
      let heights = trapezoid ? points.map { $0[1] } : fromHere(points.map { $0[1] })
      var (sum, last) = (0.0, (recall: 0.0, precision: points.first?[1] ?? 0))
      for (point, height) in zip(points, heights) {
        let middle = trapezoid ? (height + last.precision) / 2 : height
        sum += (point[0] - last.recall) * middle
        last = (point[0], height)
      }
      return sum
    }
  }

  private static let flags: [Value] = [[true, false, true, true], 4]

  static let average: [Mistake] = [
    Mistake(
      "E5", "there is no envelope", place: "the best precision from here on",
      figure: Figure(flags, right: 0.628713, wrong: 0.608086), sampled(hundred, envelope: false)),
    Mistake(
      "E6", "eleven recalls are looked at", place: "at which recalls",
      figure: Figure(flags, right: 0.628713, wrong: 0.613636), convention: "PASCAL VOC 2007",
      sampled((0...10).map { Double($0) / 10 })),
    Mistake(
      "E6b", "the area under the envelope is taken", place: "a mean at recalls, no area",
      figure: Figure(flags, right: 0.628713, wrong: 0.625), convention: "PASCAL VOC 2012", area(trapezoid: false)),
    Mistake(
      "E6c", "the area under the points is taken by trapezoids", place: "a mean at recalls, no area",
      figure: Figure(flags, right: 0.628713, wrong: 0.572917), convention: "those who measure by trapezoids",
      area(trapezoid: true)),
  ]

  static let mean: [Mistake] = [
    Mistake(
      "E7", "a class without objects counts as 0", place: "no objects, no average precision",
      figure: Figure([[1, nil]], right: 1, wrong: 0.5),
      Function { (values: [Double?]) in
        values.isEmpty ? Double?.none : values.reduce(0) { $0 + ($1 ?? 0) } / Double(values.count)
      }),
    Mistake(
      "E21", "without any class the mean is 0 by 0", place: "nothing to take the mean of",
      figure: Figure([[nil]], right: nil, wrong: .number(.nan)),
      Function { (values: [Double?]) in
        let known = values.compactMap { $0 }
        return Double?.some(known.reduce(0, +) / Double(known.count))
      }),
  ]

  static let found: [Mistake] = [
    Mistake(
      "E10", "the id 0 is taken for none", place: "0 is an id",
      figure: Figure([[0, 3, nil]], right: 2, wrong: 1), Function { (ids: [Int?]) in ids.count { ($0 ?? 0) != 0 } })
  ]

  static let question: [Mistake] = [
    Mistake(
      "E6", "eleven recalls are looked at", place: "at which recalls",
      figure: Figure([], right: 0.834983, wrong: 0.848485), convention: "PASCAL VOC 2007", Function { 0.848485 }),
    Mistake(
      "E6b", "the area under the envelope is taken", place: "a mean at recalls, no area",
      figure: Figure([], right: 0.834983, wrong: 0.833333), convention: "PASCAL VOC 2012", Function { 0.833333 }),
  ]
}
