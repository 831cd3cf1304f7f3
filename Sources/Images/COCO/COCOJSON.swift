// How COCO's JSON is written: keys in order, so that equal content is equal bytes.

import Boxes
import Foundation

struct WrittenFile: Encodable {
  var images: [WrittenImage]
  var annotations: [WrittenAnnotation]
  var categories: [WrittenCategory]
}

struct WrittenImage: Encodable {
  var id: COCOIdentifier
  var fileName: String
  var height: Int?
  var width: Int?

  enum CodingKeys: String, CodingKey {
    case id, height, width
    case fileName = "file_name"
  }
}

struct WrittenCategory: Encodable {
  var id: COCOIdentifier
  var name: String
}

struct WrittenAnnotation: Encodable {
  var id: COCOIdentifier
  var imageID: COCOIdentifier
  var categoryID: COCOIdentifier
  var bbox: [Double]
  var area: Double
  var isCrowd: Int

  enum CodingKeys: String, CodingKey {
    case id, bbox, area
    case imageID = "image_id"
    case categoryID = "category_id"
    case isCrowd = "iscrowd"
  }
}

struct WrittenResult: Encodable {
  var imageID: COCOIdentifier
  var categoryID: COCOIdentifier
  var bbox: [Double]
  var score: Double

  enum CodingKeys: String, CodingKey {
    case bbox, score
    case imageID = "image_id"
    case categoryID = "category_id"
  }
}

extension Frame {
  /// COCO's list of four.
  var numbers: [Double] { [x, y, width, height] }
}

/// JSON with its keys in order.
func encodeCOCO(_ value: some Encodable) throws(COCOError) -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  do {
    return try encoder.encode(value)
  } catch {
    throw .malformed(place: "", problem: "a number is not finite, which JSON cannot hold")
  }
}

extension COCOFile {
  /// The file's JSON, as pycocotools and others read it.
  ///
  /// Properties:
  /// - Read again it is the same file, boxes to the bit.
  public func encoded() throws(COCOError) -> Data {
    try encodeCOCO(
      WrittenFile(
        images: images.map { WrittenImage(id: $0.id, fileName: $0.fileName, height: $0.height, width: $0.width) },
        annotations: annotations.map {
          WrittenAnnotation(
            id: $0.id, imageID: $0.imageID, categoryID: $0.categoryID, bbox: $0.frame.numbers, area: $0.area,
            isCrowd: $0.isCrowd ? 1 : 0)
        },
        categories: categories.map { WrittenCategory(id: $0.id, name: $0.name) }))
  }
}
