// COCO's results: what a detector found, as pycocotools' `loadRes` reads it.

import Boxes
import Foundation

/// A list of detections in COCO's form: `[{"image_id", "category_id", "bbox": [x, y, width, height], "score"}]`.
public struct COCOResults: Hashable, Sendable {
  /// One detection.
  public struct Entry: Hashable, Sendable {
    /// The picture's number.
    public var imageID: Int
    /// The class's number in the annotation file: not the label.
    public var categoryID: Int
    /// The box, in pixels.
    public var box: Box
    /// How sure the detector is, 0…1.
    public var score: Double

    /// One detection.
    public init(imageID: Int, categoryID: Int, box: Box, score: Double) {
      self.imageID = imageID
      self.categoryID = categoryID
      self.box = box
      self.score = score
    }
  }

  /// The detections, in order.
  public var entries: [Entry]

  /// A list of detections.
  public init(entries: [Entry] = []) { self.entries = entries }

  /// Adds a picture's detections; labels become the ids of the categories at their places.
  ///
  /// - Precondition: every label is in 0 ..< categories.count.
  public mutating func append(_ detections: [Detection], imageID: Int, categories: [COCOFile.Category]) {
    for detection in detections {
      precondition(
        categories.indices.contains(detection.label),
        "label \(detection.label) is outside 0 ..< \(categories.count)")
      entries.append(
        Entry(
          imageID: imageID, categoryID: categories[detection.label].id, box: detection.box, score: detection.score))
    }
  }

  /// The detections by picture, category ids turned into the file's labels; pictures without any are not in it.
  public func detections(in file: COCOFile) throws(COCOError) -> [Int: [Detection]] {
    let images = Set(file.images.map(\.id))
    var result: [Int: [Detection]] = [:]
    for (index, entry) in entries.enumerated() {
      guard images.contains(entry.imageID) else {
        throw .result(index: index, problem: "image_id \(entry.imageID) is not among the file's images")
      }
      guard let label = file.label(categoryID: entry.categoryID) else {
        throw .result(
          index: index,
          problem: "category_id \(entry.categoryID) is not among the file's: \(file.categories.map(\.id))")
      }
      result[entry.imageID, default: []].append(Detection(box: entry.box, label: label, score: entry.score))
    }
    return result
  }

  /// The list's JSON.
  public func encoded() throws(COCOError) -> Data {
    try encodeCOCO(
      entries.map {
        RawResult(
          imageID: $0.imageID, categoryID: $0.categoryID,
          bbox: [$0.box.xMin, $0.box.yMin, $0.box.width, $0.box.height], score: $0.score)
      })
  }

  /// Reads a list's JSON; a box without four numbers, of negative width or height, or a number that is not finite, is
  /// an error that says which.
  ///
  /// A box of no width or height is an ordinary detection that finds nothing.
  public init(decoding data: Data) throws(COCOError) {
    var entries: [Entry] = []
    for (index, raw) in try decodeCOCO([RawResult].self, from: data).enumerated() {
      guard raw.bbox.count == 4 else {
        throw .result(index: index, problem: "bbox must be x, y, width, height, not \(raw.bbox)")
      }
      guard raw.bbox.allSatisfy(\.isFinite) && raw.score.isFinite else {
        throw .result(index: index, problem: "bbox \(raw.bbox) or score \(raw.score) is not finite")
      }
      let box = box(fromCOCO: raw.bbox)
      guard raw.bbox[2] >= 0 && raw.bbox[3] >= 0 else {
        throw .result(index: index, problem: "bbox \(raw.bbox) has a width or height below 0; COCO's are no corners")
      }
      guard box.hasFiniteEdgesAndArea else {
        throw .result(index: index, problem: "bbox \(raw.bbox) has edges or an area that overflow")
      }
      entries.append(Entry(imageID: raw.imageID, categoryID: raw.categoryID, box: box, score: raw.score))
    }
    self.entries = entries
  }
}
