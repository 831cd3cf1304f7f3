// Why is each detection of an image wrong, and which objects are missed? One image; sums are in ErrorAnalysis.swift.

import Boxes

/// What each detection of an image is, and what was missed.
public struct ImageErrors: Hashable, Sendable {
  /// One detection and its verdict.
  public struct Verdict: Hashable, Sendable {
    /// An index into the image's detections.
    public var detection: Int
    /// What it is; `nil` if it counts neither way, for it lies on a crowd.
    public var kind: ErrorKind?
    /// The object that it found, meant or repeated (an index into the image's objects), if there is one.
    public var object: Int?
  }

  /// The detections that were looked at, by falling score.
  public var verdicts: [Verdict] = []
  /// The objects that nothing points at.
  public var missed: [Int] = []
  /// The objects that are not found, whether or not an error points at them.
  public var notFound: [Int] = []
}

/// Tells the kinds of error apart, as TIDE does.
///
/// By falling score, each detection takes the free object of its class with the largest IoU, if that reaches
/// `foreground`: it is correct. Every other is the first of these that fits:
///
/// ```
/// localization      background ≤ largest IoU with its class ≤ foreground
/// classification    largest IoU with another class ≥ foreground
/// duplicate         largest IoU with a found object of its class ≥ foreground
/// background        largest IoU with any object ≤ background
/// both              what is left
/// ```
///
/// Properties:
/// - Each detection has one kind; the correct ones and the objects not found add up to the objects.
/// - An object is missed if it is neither found nor what a localization or classification error points at.
/// - A detection with more than `foreground` of its area on a crowd of its class is no error, but counts neither way.
/// - Of two objects at equal IoU the earlier one is taken.
///
/// Edge cases: in an image without objects every detection is on nothing. At IoU of exactly `foreground` with an object
/// that is found already a detection is a localization error.
public struct ErrorFinder: Hashable, Sendable {
  /// The least IoU that finds an object.
  public var foreground: Double
  /// The largest IoU of a detection on nothing.
  public var background: Double
  /// How many detections of an image, of all classes together, are looked at: those with the best scores.
  public var maximumDetections: Int
  /// Whether a detection on a crowd is an error too, as in the `tidecv` package, where it may be "fixed" into a find.
  public var countsDetectionsOnCrowds: Bool

  /// A finder; the defaults are TIDE's, except that a detection on a crowd is no error.
  /// - Precondition: `background` is below `foreground`.
  public init(
    foreground: Double = 0.5, background: Double = 0.1, maximumDetections: Int = 100,
    countsDetectionsOnCrowds: Bool = false
  ) {
    precondition(background < foreground, "background must be below foreground \(foreground), found \(background)")
    precondition(maximumDetections >= 0, "maximumDetections must be at least 0, found \(maximumDetections)")
    self.foreground = foreground
    self.background = background
    self.maximumDetections = maximumDetections
    self.countsDetectionsOnCrowds = countsDetectionsOnCrowds
  }

  /// The verdict on each detection of an image and the objects that were missed.
  /// - Complexity: detections × objects.
  public func errors(in image: EvaluatedImage) -> ImageErrors {
    let ranked = ranking(image.detections.map(\.score)).prefix(maximumDetections)
    let objects = image.objects.indices.filter { !image.objects[$0].isCrowd }
    let scene = Scene(image, detections: Array(ranked), objects: objects)
    let found = scene.matches(foreground)
    let isFound = objects.map { Set(found.compactMap { $0 }).contains($0) }
    var result = ImageErrors()
    var isMeant = Set<Int>()
    for (row, detection) in ranked.enumerated() {
      if let object = found[row] {
        result.verdicts.append(.init(detection: detection, kind: .correct, object: object))
        continue
      }
      let isOnCrowd = liesOnCrowd(image.detections[detection], image.objects)
      let (kind, column) = scene.kind(row, isFound: isFound, foreground: foreground, background: background)
      let object = column.map { objects[$0] }
      let counts = !isOnCrowd || countsDetectionsOnCrowds
      if counts, kind == .localization || kind == .classification, let object { isMeant.insert(object) }
      result.verdicts.append(
        .init(detection: detection, kind: counts ? kind : nil, object: counts ? object : nil))
    }
    result.notFound = zip(objects, isFound).filter { !$0.1 }.map(\.0)
    result.missed = result.notFound.filter { !isMeant.contains($0) }
    return result
  }

  /// Whether a detection that found nothing lies on a crowd of its class.
  func liesOnCrowd(_ detection: Detection, _ objects: [LabeledBox]) -> Bool {
    objects.contains {
      $0.isCrowd && $0.label == detection.label && detection.box.shareInside($0.box) > foreground
    }
  }
}

/// The overlaps of an image's detections, by falling score, with its objects that are no crowds.
private struct Scene {
  /// The IoU of [detection][object].
  let ious: [[Double]]
  /// Whether they are of one class, [detection][object].
  let isSameClass: [[Bool]]
  let objects: [Int]

  init(_ image: EvaluatedImage, detections: [Int], objects: [Int]) {
    self.objects = objects
    ious = detections.map { row in objects.map { image.detections[row].box.iou(image.objects[$0].box) } }
    isSameClass = detections.map { row in objects.map { image.detections[row].label == image.objects[$0].label } }
  }

  /// The object that each detection finds.
  func matches(_ foreground: Double) -> [Int?] {
    var isFree = objects.map { _ in true }
    return ious.indices.map { row in
      let best = largest(row) { isSameClass[row][$0] && isFree[$0] }
      guard let best, best.iou >= foreground else { return nil }
      isFree[best.column] = false
      return objects[best.column]
    }
  }

  func kind(_ row: Int, isFound: [Bool], foreground: Double, background: Double) -> (ErrorKind, column: Int?) {
    if let same = largest(row, where: { isSameClass[row][$0] }), (background...foreground).contains(same.iou) {
      return (.localization, same.column)
    }
    if let other = largest(row, where: { !isSameClass[row][$0] }), other.iou >= foreground {
      return (.classification, other.column)
    }
    if let same = largest(row, where: { isSameClass[row][$0] && isFound[$0] }), same.iou >= foreground {
      return (.duplicate, same.column)
    }
    guard let any = largest(row, where: { _ in true }), any.iou > background else { return (.background, nil) }
    return (.both, any.column)
  }

  /// The first of the objects with the largest IoU.
  private func largest(_ row: Int, where isCandidate: (Int) -> Bool) -> (column: Int, iou: Double)? {
    var best: (column: Int, iou: Double)?
    for (column, iou) in ious[row].enumerated() where isCandidate(column) && iou > best?.iou ?? -1 {
      best = (column, iou)
    }
    return best
  }
}
