// Which class is taken for which. There is no background class: the last row and column mean "nothing".

import Boxes
import Text

/// How often an object of one class was detected as another, as nothing, or was not there at all.
///
/// Detections that score at least `scoreThreshold`, of all classes together and by falling score, each take the free
/// object with the largest IoU, whatever its class, if that reaches `iouThreshold`.
///
/// ```
///               detected as   cat  dog  nothing
/// cat                           8    1        2     two cats were missed, one was called a dog
/// dog                           0    5        1
/// nothing                       3    0        –     three cats were invented
/// ```
///
/// A detector of K sigmoids has no background class: "nothing" is where an object has no detection or a detection no
/// object. How often nothing was rightly detected as nothing cannot be counted.
///
/// Properties:
/// - A class's row adds up to its objects; a class's column adds up to its detections, but for those on crowds.
/// - With perfect detections only the diagonal is not 0.
/// - A detection of the wrong class that scores higher takes the object away from one of the right class.
/// - A detection that finds nothing and lies on a crowd of its class counts nowhere.
/// - Of two objects at equal IoU the earlier one is taken.
public struct ConfusionMatrix: Hashable, Sendable, Codable {
  /// The names of the classes.
  public let categories: [String]
  /// The least score of a detection that counts.
  public let scoreThreshold: Double
  /// The least IoU that finds an object.
  public let iouThreshold: Double
  /// [true class or nothing][detected class or nothing]: K + 1 rows and columns, nothing last.
  public private(set) var counts: [[Int]]

  /// The confusion matrix of the detections of a set of images.
  /// - Precondition: every label is below the number of categories.
  public init(
    _ images: [EvaluatedImage], categories: [String], scoreThreshold: Double = 0.5, iouThreshold: Double = 0.5
  ) {
    self.categories = categories
    self.scoreThreshold = scoreThreshold
    self.iouThreshold = iouThreshold
    counts = [[Int]](repeating: [Int](repeating: 0, count: categories.count + 1), count: categories.count + 1)
    for image in images { add(image) }
  }

  /// How often an object of a class was detected as a class; `nil` stands for nothing.
  public subscript(object: Int?, detectedAs detection: Int?) -> Int {
    counts[object ?? categories.count][detection ?? categories.count]
  }

  private mutating func add(_ image: EvaluatedImage) {
    let nothing = categories.count
    for object in image.objects { check(label: object.label, of: categories) }
    var isFree = image.objects.map { !$0.isCrowd }
    for index in ranking(image.detections.map(\.score)) {
      let detection = image.detections[index]
      check(label: detection.label, of: categories)
      if !(detection.score >= scoreThreshold) { continue }
      var best: (object: Int, iou: Double)?
      for (object, truth) in image.objects.enumerated() where isFree[object] {
        let iou = detection.box.iou(truth.box)
        if iou >= iouThreshold, iou > best?.iou ?? -1 { best = (object, iou) }
      }
      if let best {
        isFree[best.object] = false
        counts[image.objects[best.object].label][detection.label] += 1
      } else if !liesOnCrowd(detection, image.objects) {
        counts[nothing][detection.label] += 1
      }
    }
    for (object, isMissed) in zip(image.objects, isFree) where isMissed { counts[object.label][nothing] += 1 }
  }

  private func liesOnCrowd(_ detection: Detection, _ objects: [LabeledBox]) -> Bool {
    objects.contains {
      $0.isCrowd && $0.label == detection.label && detection.box.shareInside($0.box) >= iouThreshold
    }
  }

  /// The matrix as text, a row for each true class.
  public var table: String {
    let names = categories + ["nothing"]
    let rows = zip(names, counts).enumerated().map { row, line in
      [line.0]
        + line.1.enumerated().map { column, count in
          row == categories.count && column == categories.count ? "-" : String(count)
        }
    }
    return textTable([["is \\ detected as"] + names] + rows)
  }
}
