// What goes wrong in assignment 7: the catalogue's letter E.

import Evaluation

enum EvaluationMistakes {
  private static let twice: [Value] = [[[0.9], [0.8]], 0.5]
  private static let near: [Value] = [[[0.9, 0.6], [0.8, 0.7]], 0.5]

  static let hits = Known(
    [
      Mistake(
        "E1", "an object is found as often as it is hit", place: "an object is found once",
        Figure(twice, right: [true, false], wrong: [true, true])),
      Mistake(
        "E2", "a second detection of an object is left out", place: "the second is false",
        Figure(twice, right: [true, false], wrong: [true])),
      Mistake(
        "E9", "a detection whose best object is taken tries no other", place: "the second best object",
        Figure(near, right: [true, true], wrong: [true, false]), convention: "PASCAL VOC"),
      Mistake(
        "E12", "reaching the threshold is not enough", place: "at the threshold",
        Figure([[[0.5]], 0.5], right: [true], wrong: [false])),
      Mistake(
        "E13", "the first object that is free is taken, not the best", place: "the one that it overlaps most",
        Figure([[[0.6, 0.9], [0.55, 0.2]], 0.5], right: [true, true], wrong: [true, false])),
      Mistake(
        "E22", "objects choose their detections", place: "the detections choose, best first",
        Figure([[[0.55], [0.9]], 0.5], right: [true, false], wrong: [false, true])),
      Mistake(
        "E23", "an object is taken by a detection that does not reach the threshold", place: "when an object is taken",
        Figure([[[0.3], [0.8]], 0.5], right: [false, true], wrong: [false, false])),
      Mistake(
        "E24", "the last detection comes first", place: "best first",
        Figure(twice, right: [true, false], wrong: [false, true])),
      Mistake(
        "E25", "the threshold 0.5 is written in", place: "the threshold is an argument",
        Figure([[[0.6]], 0.75], right: [false], wrong: [true])),
    ],
    exclusive: [["E1", "E2", "E9"], ["E2", "E13"], ["E9", "E13"], ["E13", "E23"], ["E22", "E24"]]
      + ["E1", "E2", "E9", "E13", "E23"].map { ["E22", $0] }
  ) { matching($0) }

  /// Who finds what, with some choices made wrongly.
  static func matching(_ wrong: Wrong) -> Function {
    Function { (ious: [[Double]], given: Double) -> [Bool] in
      let threshold = wrong("E25") ? 0.5 : given
      func reaches(_ iou: Double) -> Bool { iou > threshold || (iou == threshold && !wrong("E12")) }
      if wrong("E22") { return chosenByObjects(ious, reaches) }
      var taken: Set<Int> = []
      var hits = [Bool?](repeating: nil, count: ious.count)
      for detection in wrong("E24") ? ious.indices.reversed() : Array(ious.indices) {
        let row = ious[detection]
        let seesTaken = wrong("E1") || wrong("E2") || wrong("E9")
        let objects = row.indices.filter { seesTaken || !taken.contains($0) }
        let best = objects.max { (row[$0], -$0) < (row[$1], -$1) }
        guard let object = wrong("E13") ? objects.first(where: { reaches(row[$0]) }) : best else {
          hits[detection] = false
          continue
        }
        let isEnough = reaches(row[object])
        let isSecond = taken.contains(object)
        if isEnough || wrong("E23") { taken.insert(object) }
        if isEnough && isSecond && wrong("E2") { continue }
        hits[detection] = isEnough && (!isSecond || wrong("E1"))
      }
      return hits.compactMap { $0 }
    }
  }

  private static func chosenByObjects(_ ious: [[Double]], _ reaches: (Double) -> Bool) -> [Bool] {
    var hits = ious.map { _ in false }
    for object in (ious.first ?? []).indices {
      let free = ious.indices.filter { !hits[$0] && reaches(ious[$0][object]) }
      if let best = free.max(by: { (ious[$0][object], -$0) < (ious[$1][object], -$1) }) { hits[best] = true }
    }
    return hits
  }

  private static let two: [Value] = [[[0.5, 0.3], [0.9]], [[false, true], [true]]]

  static let ranked = Known(
    [
      Mistake(
        "E3", "each image is ranked by itself", place: "one ranking over all images",
        Figure(two, right: [true, false, true], wrong: [false, true, true])),
      Mistake(
        "E3b", "nothing is ranked", place: "best first, over all images",
        Figure([[[0.3, 0.9]], [[true, false]]], right: [false, true], wrong: [true, false])),
      Mistake(
        "E14", "the worst comes first", place: "best first",
        Figure([[[0.9, 0.3]], [[true, false]]], right: [true, false], wrong: [false, true])),
      Mistake(
        "E8", "detections below a score of 0.4 are cut off", place: "average precision needs the tail",
        Figure(two, right: [true, false, true], wrong: [true, false])),
      Mistake(
        "E26", "hits come before the others", place: "sorted by what",
        Figure([[[0.3, 0.9]], [[true, false]]], right: [false, true], wrong: [true, false])),
    ], exclusive: [["E3", "E3b", "E14", "E26"]]
  ) { wrong in
    Function { (scores: [[Double]], hits: [[Bool]]) in
      var pairs = zip(scores, hits).enumerated().flatMap { image, pair in
        zip(pair.0, pair.1).map { (score: $0, hit: $1, image: image) }
      }
      if wrong("E8") { pairs.removeAll { $0.score < 0.4 } }
      if wrong("E3b") { return pairs.map(\.hit) }
      if wrong("E26") { return pairs.filter(\.hit).map(\.hit) + pairs.filter { !$0.hit }.map(\.hit) }
      if wrong("E3") { return pairs.sorted { ($0.image, -$0.score) < ($1.image, -$1.score) }.map(\.hit) }
      return pairs.sorted { wrong("E14") ? $0.score < $1.score : $0.score > $1.score }.map(\.hit)
    }
  }

  private static let images: [Value] = [[[0, 1], [0, 0], [0]], [3, 0, 1], 0]

  static let count = Known(
    [
      Mistake(
        "E4", "objects of images without detections are dropped", place: "missed is missed",
        Figure(images, right: 4, wrong: 2)),
      Mistake("E15", "objects of all classes are counted", place: "of which class", Figure(images, right: 4, wrong: 5)),
      Mistake(
        "E27", "an image counts once, however many objects it has", place: "objects, not images",
        Figure(images, right: 4, wrong: 3)),
      Mistake(
        "E28", "detections are counted", place: "what there is, not what was said",
        Figure([[[0, 1], [0, 0], [0]], [3, 0, 3], 0], right: 4, wrong: 6)),
    ]
  ) { wrong in
    Function { (labels: [[Int]], detections: [Int], label: Int) in
      if wrong("E28") { return detections.reduce(0, +) }
      return zip(labels, detections).reduce(0) { sum, image in
        if wrong("E4") && image.1 == 0 { return sum }
        let count = wrong("E15") ? image.0.count : image.0.count { $0 == label }
        return sum + (wrong("E27") ? min(1, count) : count)
      }
    }
  }

  private static let three: [Value] = [[true, false, true], 4]
  private static let threePoints: Value = [[0.25, 1], [0.25, 0.5], [0.5, 0.666667]]

  static func points(_ hits: [Bool], _ objects: Int) -> [[Double]] { points(hits, objects, Wrong()) }

  private static func points(_ hits: [Bool], _ objects: Int, _ wrong: Wrong) -> [[Double]] {
    var found = 0
    let points = hits.enumerated().map { index, hit -> [Double] in
      found = (wrong("E37") ? 0 : found) + (hit ? 1 : 0)
      let all = wrong("E16") ? hits.count : objects
      let seen = wrong("E17") ? hits.count : index + 1
      if wrong("E29") { return [Double(all == 0 ? 0 : found / all), Double(found / seen)] }
      return [all == 0 ? 0 : Double(found) / Double(all), Double(found) / Double(seen)]
    }
    let shown = wrong("E31") ? zip(points, hits).filter(\.1).map(\.0) : points
    let whole = (wrong("E30") ? [[0, 1]] : []) + shown
    return wrong("E18") ? whole.map { [$0[1], $0[0]] } : whole
  }

  static let curve = Known(
    [
      Mistake(
        "E16", "recall is counted among the detections", place: "recall is of the objects",
        Figure(three, right: threePoints, wrong: [[0.333333, 1], [0.333333, 0.5], [0.666667, 0.666667]])),
      Mistake(
        "E17", "precision is divided by all detections", place: "precision so far",
        Figure(three, right: threePoints, wrong: [[0.25, 0.333333], [0.25, 0.333333], [0.5, 0.666667]])),
      Mistake(
        "E18", "precision and recall are exchanged", place: "recall first",
        Figure(three, right: threePoints, wrong: [[1, 0.25], [0.5, 0.25], [0.666667, 0.5]])),
      Mistake(
        "E29", "whole numbers are divided", place: "the quotients",
        Figure(three, right: threePoints, wrong: [[0, 1], [0, 0], [0, 0]])),
      Mistake(
        "E30", "a point at recall 0 is put before the others", place: "one point for each detection",
        Figure(three, right: threePoints, wrong: [[0, 1], [0.25, 1], [0.25, 0.5], [0.5, 0.666667]])),
      Mistake(
        "E31", "only hits have a point", place: "one point for each detection",
        Figure(three, right: threePoints, wrong: [[0.25, 1], [0.5, 0.666667]])),
      Mistake(
        "E37", "hits are not added up", place: "all hits so far",
        Figure(three, right: threePoints, wrong: [[0.25, 1], [0, 0], [0.25, 0.333333]])),
    ]
  ) { wrong in Function { (hits: [Bool], objects: Int) in points(hits, objects, wrong) } }
}
