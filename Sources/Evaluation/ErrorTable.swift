// What average precision would be if one kind of error were set right: the bookkeeping behind ErrorAnalysis.

import Boxes

/// Every detection of a set of images with its verdict, and how the errors would be set right.
struct ErrorTable {
  /// A detection that has a kind.
  private struct Entry {
    var label: Int
    var score: Double
    var kind: ErrorKind
    /// It counts in the curve as it is: not on a crowd.
    var counts: Bool
    /// The class in which it becomes right if its error is set right; `nil` if it then goes.
    var fixedLabel: Int?
  }

  private var entries: [Entry] = []
  private var objects: [Int]
  private var missed: [Int]
  private var notFound: [Int]

  init(classes: Int) {
    objects = [Int](repeating: 0, count: classes)
    (missed, notFound) = (objects, objects)
  }

  mutating func add(_ image: EvaluatedImage, _ finder: ErrorFinder) {
    let errors = finder.errors(in: image)
    for object in image.objects where !object.isCrowd { objects[object.label] += 1 }
    for object in errors.missed { missed[image.objects[object].label] += 1 }
    for object in errors.notFound { notFound[image.objects[object].label] += 1 }
    // Only one error can be set right for an object that is not found: the one of the best score, which comes first.
    var isFree = Set(errors.notFound)
    for verdict in errors.verdicts {
      guard let kind = verdict.kind else { continue }
      let detection = image.detections[verdict.detection]
      var fixedLabel: Int?
      if kind == .classification || kind == .localization, let object = verdict.object,
        isFree.remove(object) != nil
      {
        fixedLabel = image.objects[object].label
      }
      entries.append(
        Entry(
          label: detection.label, score: detection.score, kind: kind,
          counts: kind == .correct || !finder.liesOnCrowd(detection, image.objects), fixedLabel: fixedLabel))
    }
  }

  var counts: [[ErrorKind: Int]] {
    var counts = missed.map { [ErrorKind.missed: $0] }
    for entry in entries { counts[entry.label][entry.kind, default: 0] += 1 }
    return counts
  }

  var meanAP: Double { Self.meanAP(entries.filter(\.counts).map(Point.init), objects) }

  /// mAP with the errors of a kind set right and all others as they are.
  func meanAP(fixing kind: ErrorKind) -> Double {
    // Errors first, finds last: the order in which tidecv enters equal scores.
    let points = (entries.filter { $0.kind != .correct } + finds).compactMap { entry -> Point? in
      if entry.kind != kind { return entry.counts ? Point(entry) : nil }
      return entry.fixedLabel.map { Point(label: $0, score: entry.score, isRight: true) }
    }
    return Self.meanAP(points, kind == .missed ? zip(objects, missed).map { $0 - $1 } : objects)
  }

  var meanAPWithoutFalsePositives: Double {
    let points = entries.filter(\.counts).map {
      Point(label: $0.label, score: $0.kind == .correct ? 1 : 0, isRight: $0.kind == .correct)
    }
    return Self.meanAP(points, objects)
  }

  var meanAPWithoutFalseNegatives: Double {
    let wrong = entries.filter { $0.kind != .correct && $0.counts }
    return Self.meanAP((wrong + finds).map(Point.init), zip(objects, notFound).map { $0 - $1 })
  }

  private var finds: [Entry] { entries.filter { $0.kind == .correct } }

  private struct Point {
    var label: Int
    var score: Double
    var isRight: Bool

    init(label: Int, score: Double, isRight: Bool) {
      (self.label, self.score, self.isRight) = (label, score, isRight)
    }

    init(_ entry: Entry) { self.init(label: entry.label, score: entry.score, isRight: entry.kind == .correct) }
  }

  /// TIDE's recalls are i / 100, which is not always COCO's i · 0.01.
  private static let recalls = (0...100).map { Double($0) / 100 }

  /// The mean over the classes that are there or were detected.
  private static func meanAP(_ points: [Point], _ objects: [Int]) -> Double {
    var byClass = [[Point]](repeating: [], count: objects.count)
    for point in points { byClass[point.label].append(point) }
    let values = zip(byClass, objects).compactMap { points, count -> Double? in
      if count == 0 { return points.isEmpty ? nil : 0 }
      let order = ranking(points.map(\.score))
      let finds = order.indices.filter { points[order[$0]].isRight }.map { $0 + 1 }
      return mean(AveragePrecision.precisions(finds: finds, objectCount: count, at: recalls))
    }
    return mean(values) ?? 0
  }
}
