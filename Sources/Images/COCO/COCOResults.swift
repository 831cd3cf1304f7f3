// COCO's results: what a detector found, as pycocotools' `loadRes` reads it.

import Boxes
import Foundation

/// A list of detections in COCO's form: `[{"image_id", "category_id", "bbox": [x, y, width, height], "score"}]`.
public struct COCOResults: Hashable, Sendable {
  /// One detection.
  public struct Entry: Hashable, Sendable {
    /// The picture's name.
    public var imageID: COCOIdentifier
    /// The class's name in the annotation file: not the label.
    public var categoryID: COCOIdentifier
    /// The box as the file has it: x, y, width, height.
    public var frame: Frame
    /// How sure the detector is, 0…1.
    public var score: Double
    /// The area of the mask in square pixels, where the results are masks without boxes; nil: that of the box.
    public var area: Double?

    /// The box, in pixels.
    public var box: Box { frame.box }

    /// One detection.
    public init(
      imageID: COCOIdentifier, categoryID: COCOIdentifier, frame: Frame, score: Double, area: Double? = nil
    ) {
      self.imageID = imageID
      self.categoryID = categoryID
      self.frame = frame
      self.score = score
      self.area = area
    }

    /// One detection, with numbers as ids.
    public init(imageID: Int, categoryID: Int, box: Box, score: Double) {
      self.init(imageID: .number(imageID), categoryID: .number(categoryID), frame: Frame(box), score: score)
    }
  }

  /// The detections, in order.
  public var entries: [Entry]

  /// A list of detections.
  public init(entries: [Entry] = []) { self.entries = entries }

  /// Adds a picture's detections; labels become the ids of the categories at their places.
  ///
  /// - Precondition: every label is in 0 ..< categories.count.
  public mutating func append(_ detections: [Detection], imageID: COCOIdentifier, categories: [COCOFile.Category]) {
    for detection in detections {
      precondition(
        categories.indices.contains(detection.label),
        "label must be in 0 ..< \(categories.count), found \(detection.label)")
      entries.append(
        Entry(
          imageID: imageID, categoryID: categories[detection.label].id, frame: Frame(detection.box),
          score: detection.score))
    }
  }

  /// Adds the detections of the picture of a number.
  ///
  /// - Precondition: every label is in 0 ..< categories.count.
  public mutating func append(_ detections: [Detection], imageID: Int, categories: [COCOFile.Category]) {
    append(detections, imageID: .number(imageID), categories: categories)
  }

  /// The list's JSON.
  public func encoded() throws(COCOError) -> Data {
    try encodeCOCO(
      entries.map {
        WrittenResult(
          imageID: $0.imageID, categoryID: $0.categoryID, bbox: $0.frame.numbers, score: $0.score)
      })
  }
}
