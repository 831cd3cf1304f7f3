// COCO's evaluation of boxes: the same twelve numbers as pycocotools' COCOeval, to the last digits.

import Boxes

/// What a detector found in an image, and what was there.
public struct EvaluatedImage: Hashable, Sendable, Codable {
  /// What was found, in any order.
  public var detections: [Detection]
  /// What was there.
  public var objects: [LabeledBox]

  /// An image's detections and objects; either may be empty.
  public init(detections: [Detection], objects: [LabeledBox]) {
    self.detections = detections
    self.objects = objects
  }
}

/// COCO's evaluation of detections: mean average precision and average recall.
///
/// ```
/// AP = mean over classes, IoU thresholds 0.50, 0.55, … 0.95 and recalls 0, 0.01, … 1 of the precision p̂
/// AR = mean over classes and thresholds of the share of the objects found by at most n detections a class and image
/// ```
///
/// Properties:
/// - All numbers lie in 0 ... 1, or are `nil` where there is no object to find (COCO's own evaluation prints -1).
/// - Without crowds AP does not rise with the threshold: AP50 ≥ AP75, and AP50 ≥ AP.
/// - AR1 ≤ AR10 ≤ AR100.
/// - A class without objects is left out of every mean, even if it was detected.
/// - The order of the images matters only between detections of equal score.
public struct COCOEvaluator: Hashable, Sendable {
  /// The names of the classes; labels are indices into them.
  public let categories: [String]
  /// The IoU thresholds over which AP and AR are means, rising.
  public let iouThresholds: [Double]
  /// How many detections of a class in an image count, rising: recall is given for each, and all else for the largest.
  public let detectionLimits: [Int]
  /// The areas of objects for which AP and AR are given beside those of all.
  public let areas: [AreaRange]

  /// COCO's ten IoU thresholds, the same doubles as `numpy.linspace(0.5, 0.95, 10)`: the ninth is 0.8999999999999999.
  public static let iouThresholds: [Double] = linspace(0.5, 0.95, count: 10)
  /// `count` evenly spaced thresholds, the same doubles as NumPy's `linspace(first, last, count)`.
  ///
  /// - Precondition: `count` is at least 2.
  public static func thresholds(from first: Double, through last: Double, count: Int) -> [Double] {
    precondition(count >= 2, "count must be at least 2, found \(count)")
    return linspace(first, last, count: count)
  }

  /// COCO's limits of the number of detections of a class in an image.
  public static let detectionLimits = [1, 10, 100]

  /// An evaluator for labels 0 ..< `categories.count`; the defaults are COCO's.
  ///
  /// - Precondition: there are thresholds, rising and in 0 ... 1; there are limits, rising and above 0.
  public init(
    categories: [String], iouThresholds: [Double] = Self.iouThresholds, detectionLimits: [Int] = Self.detectionLimits,
    areas: [AreaRange] = AreaRange.coco
  ) {
    precondition(
      !iouThresholds.isEmpty && iouThresholds.allSatisfy((0...1).contains) && isRising(iouThresholds),
      "iouThresholds must be rising and in 0 ... 1, found \(iouThresholds)")
    precondition(
      !detectionLimits.isEmpty && detectionLimits.allSatisfy { $0 > 0 } && isRising(detectionLimits),
      "detectionLimits must be rising and above 0, found \(detectionLimits)")
    self.categories = categories
    self.iouThresholds = iouThresholds
    self.detectionLimits = detectionLimits
    self.areas = areas.filter { $0 != .all }
  }

  /// COCO's numbers, AP of each class and the precision–recall curves.
  /// - Precondition: every label is below the number of categories.
  /// - Complexity: O(d log d) in the detections, and detections × objects within each class of each image.
  public func evaluate(_ images: [EvaluatedImage]) -> COCOSummary {
    let results = scenesByClass(images).map {
      ClassEvaluation($0, areas: [.all] + areas, thresholds: iouThresholds, limits: detectionLimits)
    }
    return COCOSummary(self, results: results)
  }

  /// For each class the images in which it occurs or was detected, in order.
  private func scenesByClass(_ images: [EvaluatedImage]) -> [[ClassScene]] {
    var scenes = [[ClassScene]](repeating: [], count: categories.count)
    let limit = detectionLimits.max() ?? 0
    // Of one image, emptied after it: a dictionary for each image would hash the label of every detection.
    var detections = [[Detection]](repeating: [], count: categories.count)
    var objects = [[LabeledBox]](repeating: [], count: categories.count)
    for image in images {
      for index in ranking(image.detections.map(\.score)) {
        let detection = image.detections[index]
        check(label: detection.label, of: categories)
        if detections[detection.label].count < limit { detections[detection.label].append(detection) }
      }
      for object in image.objects {
        check(label: object.label, of: categories)
        objects[object.label].append(object)
      }
      for label in categories.indices where !detections[label].isEmpty || !objects[label].isEmpty {
        scenes[label].append(ClassScene(detections: detections[label], objects: objects[label]))
        (detections[label], objects[label]) = ([], [])
      }
    }
    return scenes
  }
}

private func isRising<Value: Comparable>(_ values: [Value]) -> Bool { zip(values, values.dropFirst()).allSatisfy(<) }
