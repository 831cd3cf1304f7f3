// What goes wrong with suppression itself in assignment 6: the catalogue's letter N.

import Boxes

enum SuppressionMistakes {
  static func order(_ scores: [Double]) -> [Int] { scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) } }

  /// Greedy suppression with its rule as a function.
  static func greedy(
    _ boxes: [Rectangle], _ order: [Int], _ goes: (_ iou: Double, _ kept: Int, _ candidate: Int) -> Bool
  ) -> [Int] {
    var kept: [Int] = []
    for candidate in order
    where !kept.contains(where: { goes(boxes[$0].box.iou(boxes[candidate].box), $0, candidate) }) {
      kept.append(candidate)
    }
    return kept
  }

  private static let near: Value = [[0, 0, 10, 10], [1, 0, 11, 10]]
  private static let apart: Value = [[0, 0, 10, 10], [50, 0, 60, 10]]
  private static let chain: Value = [[0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]]
  /// One box, three that overlap it and each other, and one apart from all.
  static let group: Value = [[1, 0, 11, 10], [0, 0, 10, 10], [0, 1, 10, 11], [50, 0, 60, 10], [1, 1, 11, 11]]
  static let groupScores: Value = [0.7, 0.9, 0.5, 0.8, 0.6]
  private static let exclusive = [
    ["N1", "N20"], ["N2", "N10", "N23", "N28"], ["N6", "N12", "N21"], ["N5", "N7", "N24"], ["B13", "B20"],
  ]

  private static let plain: [Mistake] = [
    Mistake(
      "N1", "the worst comes first", place: "best first", Figure([near, [0.2, 0.9], 0.5], right: [1], wrong: [0])),
    Mistake(
      "N2", "boxes that are gone suppress others", place: "the dead do not kill",
      Figure([chain, [0.9, 0.8, 0.7], 0.4], right: [0, 2], wrong: [0])),
    Mistake(
      "N3", "boxes that hardly overlap go, and those that do stay", place: "who goes",
      Figure([near, [0.9, 0.2], 0.5], right: [0], wrong: [0, 1])),
    Mistake(
      "N4", "a box exactly at the threshold goes", place: "at the threshold",
      Figure([[[0, 0, 10, 10], [0, 0, 10, 5]], [0.9, 0.8], 0.5], right: [0, 1], wrong: [0]),
      convention: "the other half of all systems"),
    Mistake(
      "N6", "the indices are those of the sorted list", place: "whose indices",
      Figure([apart, [0.2, 0.9], 0.5], right: [1, 0], wrong: [0, 1])),
    Mistake(
      "N8", "boxes are marked as gone by a coordinate of −3", place: "a mark that can occur",
      Figure([[[-3, 0, 7, 10], [50, 0, 60, 10]], [0.9, 0.8], 0.5], right: [0, 1], wrong: [1])),
    Mistake(
      "N10", "every box is kept", place: "did you suppress",
      Figure([near, [0.9, 0.2], 0.5], right: [0], wrong: [0, 1])),
    Mistake(
      "N20", "the boxes are taken as they come", place: "best first",
      Figure([near, [0.2, 0.9], 0.5], right: [1], wrong: [0])),
    Mistake(
      "N21", "what is kept is given by its index", place: "best first, in the result as well",
      Figure([apart, [0.2, 0.9], 0.5], right: [1, 0], wrong: [0, 1])),
    Mistake(
      "N22", "the boxes that go are given", place: "what is kept",
      Figure([near, [0.9, 0.2], 0.5], right: [0], wrong: [1])),
    Mistake(
      "N23", "a box is compared with the last that was kept", place: "with all that are kept",
      Figure([group, groupScores, 0.5], right: [1, 3], wrong: [1, 3, 0])),
    Mistake(
      "N28", "after a box that goes the next is skipped", place: "a list that changes while it is gone through",
      Figure([group, groupScores, 0.5], right: [1, 3], wrong: [1, 3, 4])),
    Mistake(
      "B13", "IoU counts the last pixel", place: "continuous coordinates, no +1",
      Figure([[[0, 0, 4, 4], [2, 0, 6, 4]], [0.9, 0.8], 0.4], right: [0, 1], wrong: [0]), convention: "py-faster-rcnn"),
    Mistake(
      "B20", "the shared area is divided by the smaller box's", place: "the area of both together",
      Figure([[[0, 0, 10, 10], [0, 0, 4, 4]], [0.9, 0.8], 0.4], right: [0, 1], wrong: [0]),
      convention: "the overlap coefficient"),
  ]

  static let suppress = Known(plain, exclusive: exclusive) { wrong in
    Function { (boxes: [Rectangle], scores: [Double], threshold: Double) in
      kept(boxes, scores, boxes.map { _ in 0 }, threshold, wrong)
    }
  }

  static let suppressPerClass = Known(
    [
      Mistake(
        "N5", "boxes of other classes are suppressed as well", place: "each class alone",
        Figure([near, [0.9, 0.8], [0, 1], 0.5], right: [0, 1], wrong: [0]), convention: "class-agnostic suppression"),
      Mistake(
        "N7", "classes are shifted apart by the largest coordinate, though some are negative",
        place: "shift by the extent",
        Figure(
          [[[-40, 0, -30, 10], [-50, -10, -40, 0], [0, 0, 10, 10]], [0.9, 0.8, 0.7], [0, 1, 0], 0.5], right: [0, 1, 2],
          wrong: [0, 2])),
      Mistake(
        "N12", "the classes stand one after the other", place: "all classes together, best first",
        Figure([apart, [0.2, 0.9], [0, 1], 0.5], right: [1, 0], wrong: [0, 1])),
      Mistake(
        "N24", "only boxes of other classes go", place: "each class alone",
        Figure([near, [0.9, 0.8], [0, 0], 0.5], right: [0], wrong: [0, 1])),
    ] + plain.map(\.inOneClass), exclusive: exclusive
  ) { wrong in
    Function { (boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) in
      kept(boxes, scores, labels, threshold, wrong)
    }
  }

  /// Suppression with some choices made wrongly.
  private static func kept(
    _ given: [Rectangle], _ scores: [Double], _ labels: [Int], _ threshold: Double, _ wrong: Wrong
  ) -> [Int] {
    let boxes = wrong("N7") ? shifted(given, labels) : given
    let overlaps: @Sendable (Int, Int) -> Bool = { one, other in
      let iou = BoxMistakes.iou(boxes[one], boxes[other], wrong)
      if wrong("N3") { return iou < threshold || (iou == threshold && wrong("N4")) }
      return iou > threshold || (iou == threshold && wrong("N4"))
    }
    func goes(_ killer: Int, _ candidate: Int) -> Bool {
      if wrong("N10") { return false }
      let isSameClass = labels[killer] == labels[candidate]
      let meets = wrong("N5") || wrong("N7") || (wrong("N24") ? !isSameClass : isSameClass)
      return meets && overlaps(killer, candidate)
    }
    var places = wrong("N20") ? Array(boxes.indices) : order(scores)
    if wrong("N1") { places.reverse() }
    let alive = places.filter { !wrong("N8") || given[$0].xMin != -3 }
    var kept = wrong("N28") ? skipping(alive, goes) : remaining(alive, wrong, goes)
    if wrong("N22") { kept = places.filter { !kept.contains($0) } }
    if wrong("N21") { kept.sort() }
    if wrong("N12") { kept.sort { (labels[$0], -scores[$0]) < (labels[$1], -scores[$1]) } }
    return wrong("N6") ? kept.compactMap { places.firstIndex(of: $0) } : kept
  }

  private static func remaining(_ places: [Int], _ wrong: Wrong, _ goes: (Int, Int) -> Bool) -> [Int] {
    var (kept, seen) = ([Int](), [Int]())
    for candidate in places {
      let killers = wrong("N2") ? seen[...] : wrong("N23") ? kept.suffix(1) : kept[...]
      if !killers.contains(where: { goes($0, candidate) }) { kept.append(candidate) }
      seen.append(candidate)
    }
    return kept
  }

  private static func skipping(_ places: [Int], _ goes: (Int, Int) -> Bool) -> [Int] {
    var (alive, kept) = (places, [Int]())
    while let best = alive.first {
      alive.removeFirst()
      kept.append(best)
      var place = 0
      while place < alive.count {
        if goes(best, alive[place]) { alive.remove(at: place) }
        place += 1
      }
    }
    return kept
  }

  private static func shifted(_ boxes: [Rectangle], _ labels: [Int]) -> [Rectangle] {
    let extent = boxes.flatMap { [$0.xMax, $0.yMax] }.max() ?? 0
    return zip(boxes, labels).map { box, label in
      let shift = Double(label) * extent
      return Rectangle(box.xMin + shift, box.yMin + shift, box.xMax + shift, box.yMax + shift)
    }
  }
}

extension Mistake {
  /// The mistake of a suppression that knows no classes in one that does, all boxes being of class 0.
  fileprivate var inOneClass: Mistake {
    var mistake = self
    guard case .list(let scores) = figure.arguments[1] else { return self }
    mistake.figure.arguments.insert(.list(scores.map { _ in 0 }), at: 2)
    return mistake
  }
}
