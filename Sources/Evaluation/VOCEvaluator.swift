// PASCAL VOC's evaluation: one IoU threshold, its own rule of matching, AP from 11 or from all points.
// It is not COCO's with other numbers: a detection has no second choice of an object here.

import Boxes

/// PASCAL VOC's evaluation of detections: average precision of each class at one IoU threshold, and their mean.
///
/// Class by class, by falling score, each detection looks at the object of its class that it overlaps most, found or
/// not, and at no other:
///
/// ```
/// its largest IoU is below the threshold    wrong
/// that object is difficult                  counts neither way
/// that object is not yet found              right
/// that object is found already              wrong
/// ```
///
/// An object marked `isCrowd` is taken as one of VOC's difficult objects: it need not be found.
///
/// Properties:
/// - A second detection of an object is wrong, even where another object in reach is still free; COCO gives it that
///   one.
/// - Any number of detections of a difficult object count neither way, and a difficult object is not to be found.
/// - A difficult object that is overlapped more takes the detection away from one that counts; COCO prefers the latter.
/// - Of two objects at equal IoU the earlier one is looked at; COCO takes the later one.
/// - A class without objects is left out of the mean.
/// - AP depends on the order of the scores only; equal scores keep their order of entry.
///
/// Source: the VOC development kit's `VOCevaldet.m` and `VOCap.m` (Everingham et al., 2010), and py-faster-rcnn's
/// `voc_eval` after it.
public struct VOCEvaluator: Hashable, Sendable {
  /// The names of the classes; labels are indices into them.
  public var categories: [String]
  /// The IoU that finds an object: 0.5 in VOC.
  public var iouThreshold: Double
  /// Whether IoU at the threshold itself is enough, as in the development kit; in py-faster-rcnn and its descendants
  /// it has to be larger.
  public var thresholdIsEnough: Bool
  /// 11 points until 2007, all points from 2010 on.
  public var averagePrecision: AveragePrecision
  /// VOC's coordinates are the first and the last pixel.
  public var pixels: PixelConvention

  /// An evaluator for labels 0 ..< `categories.count`; the defaults are VOC's from 2010 on.
  /// - Precondition: `iouThreshold` lies in 0 ... 1.
  public init(
    categories: [String], iouThreshold: Double = 0.5, thresholdIsEnough: Bool = true,
    averagePrecision: AveragePrecision = .allPoints, pixels: PixelConvention = .inclusive
  ) {
    precondition((0...1).contains(iouThreshold), "iouThreshold must be in 0 ... 1, found \(iouThreshold)")
    self.categories = categories
    self.iouThreshold = iouThreshold
    self.thresholdIsEnough = thresholdIsEnough
    self.averagePrecision = averagePrecision
    self.pixels = pixels
  }

  /// VOC 2007 as the development kit computes it: 11 points, IoU of 0.5 or more, last pixels counted.
  public static func voc2007(categories: [String]) -> Self {
    Self(categories: categories, averagePrecision: .elevenPoints)
  }

  /// VOC 2010 to 2012 as the development kit computes it: all points, IoU of 0.5 or more, last pixels counted.
  public static func voc2012(categories: [String]) -> Self { Self(categories: categories) }

  /// AP of each class, their mean and the curves.
  /// - Precondition: every label is below the number of categories.
  /// - Complexity: O(d log d) in the detections, and detections × objects in each image.
  public func evaluate(_ images: [EvaluatedImage]) -> VOCSummary {
    var scored = [[PrecisionRecallCurve.Scored]](repeating: [], count: categories.count)
    var objects = [Int](repeating: 0, count: categories.count)
    for image in images {
      for object in image.objects {
        check(label: object.label, of: categories)
        if !object.isCrowd { objects[object.label] += 1 }
      }
      for (detection, outcome) in zip(image.detections, outcomes(image)) {
        check(label: detection.label, of: categories)
        if outcome == .ignored { continue }
        scored[detection.label].append(.init(score: detection.score, isTruePositive: outcome != .falsePositive))
      }
    }
    let curves = zip(scored, objects).map { PrecisionRecallCurve($0, objectCount: $1) }
    return VOCSummary(categories: categories, curves: curves, averagePrecision: averagePrecision)
  }

  /// What becomes of each detection of an image, in the order given.
  public func outcomes(_ image: EvaluatedImage) -> [DetectionOutcome] {
    var result = [DetectionOutcome](repeating: .falsePositive, count: image.detections.count)
    var isFound = [Bool](repeating: false, count: image.objects.count)
    for index in ranking(image.detections.map(\.score)) {
      guard let object = object(nearest: image.detections[index], in: image.objects) else { continue }
      if image.objects[object].isCrowd {
        result[index] = .ignored
      } else if !isFound[object] {
        isFound[object] = true
        result[index] = .truePositive(object: object)
      }
    }
    return result
  }

  /// The object of the detection's class with the largest IoU, if that reaches the threshold.
  private func object(nearest detection: Detection, in objects: [LabeledBox]) -> Int? {
    var best: (object: Int, iou: Double)?
    for (index, object) in objects.enumerated() where object.label == detection.label {
      let iou = detection.box.iou(object.box, pixels)
      if best.map({ iou > $0.iou }) ?? true { best = (index, iou) }
    }
    guard let best else { return nil }
    return best.iou > iouThreshold || (thresholdIsEnough && best.iou == iouThreshold) ? best.object : nil
  }
}

/// Traps unless a label is an index into the categories.
func check(label: Int, of categories: [String]) {
  precondition(
    categories.indices.contains(label), "label must be in 0 ..< \(categories.count), the categories, found \(label)")
}
