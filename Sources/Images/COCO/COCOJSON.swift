// COCO's JSON as it stands, key for key, and how it is written.

import Foundation

struct RawFile: Codable {
  var images: [RawImage]
  var annotations: [RawAnnotation]?
  var categories: [RawCategory]
}

struct RawImage: Codable {
  var id: Int
  var fileName: String
  var height: Int
  var width: Int

  enum CodingKeys: String, CodingKey {
    case id, height, width
    case fileName = "file_name"
  }
}

struct RawCategory: Codable {
  var id: Int
  var name: String
}

struct RawAnnotation: Codable {
  var id: Int?
  var imageID: Int
  var categoryID: Int
  var bbox: [Double]?
  var area: Double?
  var isCrowd: Int?

  enum CodingKeys: String, CodingKey {
    case id, bbox, area
    case imageID = "image_id"
    case categoryID = "category_id"
    case isCrowd = "iscrowd"
  }
}

struct RawResult: Codable {
  var imageID: Int
  var categoryID: Int
  var bbox: [Double]
  var score: Double

  enum CodingKeys: String, CodingKey {
    case bbox, score
    case imageID = "image_id"
    case categoryID = "category_id"
  }
}

/// JSON with its keys in order, so that equal content is equal bytes.
func encodeCOCO(_ value: some Encodable) throws(COCOError) -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  do {
    return try encoder.encode(value)
  } catch {
    throw .malformed(place: "the file", problem: "a number is not finite, which JSON cannot hold (\(error))")
  }
}

extension COCOFile {
  /// The file's JSON, as pycocotools and others read it.
  ///
  /// Properties:
  /// - Read again it is the same file, boxes up to the rounding of `xMax - xMin`.
  public func encoded() throws(COCOError) -> Data {
    try encodeCOCO(
      RawFile(
        images: images.map { RawImage(id: $0.id, fileName: $0.fileName, height: $0.height, width: $0.width) },
        annotations: annotations.map {
          RawAnnotation(
            id: $0.id, imageID: $0.imageID, categoryID: $0.categoryID,
            bbox: [$0.box.xMin, $0.box.yMin, $0.box.width, $0.box.height], area: $0.area, isCrowd: $0.isCrowd ? 1 : 0)
        },
        categories: categories.map { RawCategory(id: $0.id, name: $0.name) }))
  }
}
