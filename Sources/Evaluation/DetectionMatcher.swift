// Which detections of an image are right, by COCO's greedy rule. Counting and averaging are elsewhere.

import Boxes

/// What becomes of one detection.
public enum DetectionOutcome: Hashable, Sendable {
  /// It found this object (an index into the image's objects).
  case truePositive(object: Int)
  /// It found nothing.
  case falsePositive
  /// It counts neither way: it lies on a crowd or on an object outside the area range, or it found nothing and is
  /// itself outside the area range, or more than the allowed number of detections of its class score higher.
  case ignored
}

/// COCO's matching of an image's detections with its objects, at one IoU threshold and in one area range.
///
/// Class by class, by falling score, each detection takes the object of its class with the largest IoU that is not
/// yet taken, if that reaches the threshold.
///
/// Properties:
/// - An object is found at most once: a second detection of it is a mistake.
/// - A detection of another class finds nothing, however well it lies.
/// - IoU at the threshold itself is enough.
/// - Objects to be ignored (crowds, and those outside the area range) come last: a detection takes one only if it
///   reaches no other object, and then does not count.
/// - A crowd takes any number of detections; with it the overlap is intersection over the detection's own area.
/// - Of two objects at equal IoU the later one is taken, as in COCO's own evaluation.
public struct DetectionMatcher: Hashable, Sendable {
  /// The least IoU that finds an object.
  public var iouThreshold: Double
  /// Which objects count.
  public var area: AreaRange
  /// How many detections of a class in an image count.
  public var maximumDetections: Int

  /// A matcher; the defaults are those of COCO's AP50.
  public init(iouThreshold: Double = 0.5, area: AreaRange = .all, maximumDetections: Int = 100) {
    precondition(maximumDetections >= 0, "maximumDetections must be at least 0, found \(maximumDetections)")
    self.iouThreshold = iouThreshold
    self.area = area
    self.maximumDetections = maximumDetections
  }

  /// The outcome of each detection, in the order given.
  public func outcomes(_ image: EvaluatedImage) -> [DetectionOutcome] {
    var result = [DetectionOutcome](repeating: .ignored, count: image.detections.count)
    for label in Set(image.detections.map(\.label)) {
      let objects = image.objects.indices.filter { image.objects[$0].label == label }
      let all = image.detections.indices.filter { image.detections[$0].label == label }
      let detections = ranking(all.map { image.detections[$0].score }).prefix(maximumDetections).map { all[$0] }
      let scene = ClassScene(
        detections: detections.map { image.detections[$0] }, objects: objects.map { image.objects[$0] })
      scene.match(iouThreshold: iouThreshold, order: scene.order(area: area)) { detection, object, isIgnored in
        result[detections[detection]] =
          isIgnored ? .ignored : object.map { .truePositive(object: objects[$0]) } ?? .falsePositive
      }
    }
    return result
  }
}
