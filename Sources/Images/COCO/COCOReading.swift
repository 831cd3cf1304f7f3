// COCO annotation files read from JSON, each annotation checked.

import Boxes
import Foundation

/// What to do with an annotation that cannot be used.
public enum AnnotationPolicy: Hashable, Sendable {
  /// Refuse the file, with an error that names the annotation.
  case refuse
  /// Leave the annotation out, and count it.
  case drop
}

extension COCOFile {
  /// Reads a file's JSON.
  ///
  /// NaN and Infinity, which Python writes though JSON does not have them, are understood and then
  /// treated as any other number that is not finite.
  ///
  /// With `.refuse` the first annotation that cannot be used is an error; with `.drop` it is counted in `dropped`.
  /// Two categories or two images with one id are always an error, and so are a category without a name and an image
  /// without pixels or of more than 2²⁸.
  public init(decoding data: Data, policy: AnnotationPolicy = .refuse) throws(COCOError) {
    let raw = try decodeCOCO(RawFile.self, from: data)
    let categories = raw.categories.map { Category(id: $0.id, name: $0.name) }
    for (index, category) in categories.enumerated() where category.name.allSatisfy(\.isWhitespace) {
      throw .category(id: category.id, index: index, problem: "expected a name, found none; name the class")
    }
    if let id = firstDuplicate(categories.map(\.id)) { throw .duplicateID(list: "categories", id: id) }
    let images = raw.images.map {
      Picture(id: $0.id, fileName: $0.fileName, height: $0.height, width: $0.width)
    }
    for (index, picture) in images.enumerated() {
      if let problem = picture.problem { throw .image(id: picture.id, index: index, problem: problem) }
    }
    if let id = firstDuplicate(images.map(\.id)) { throw .duplicateID(list: "images", id: id) }

    let categoryIDs = Set(categories.map(\.id))
    let pictures = Dictionary(uniqueKeysWithValues: images.map { ($0.id, $0) })
    var seen: Set<Int> = []
    var annotations: [Annotation] = []
    var dropped: [AnnotationProblem: Int] = [:]
    for (index, entry) in (raw.annotations ?? []).enumerated() {
      let id = entry.id ?? index + 1
      let isNew = seen.insert(id).inserted
      let fault =
        isNew
        ? Self.fault(entry, picture: pictures[entry.imageID], isKnownCategory: categoryIDs.contains(entry.categoryID))
        : (.duplicateID, "\(id)")
      if let (problem, found) = fault {
        guard policy == .drop else {
          throw .annotation(id: entry.id ?? -1, index: index, problem: problem, found: found)
        }
        dropped[problem, default: 0] += 1
        continue
      }
      annotations.append(
        Annotation(
          id: id, imageID: entry.imageID, categoryID: entry.categoryID, box: box(fromCOCO: entry.bbox ?? []),
          area: entry.area, isCrowd: entry.isCrowd == 1))
    }
    self.init(categories: categories, images: images, annotations: annotations, dropped: dropped)
  }

  /// Reads a file.
  public init(contentsOf url: URL, policy: AnnotationPolicy = .refuse) throws(COCOError) {
    guard let data = try? Data(contentsOf: url) else {
      throw .unreadable(path: url.path(percentEncoded: false))
    }
    try self.init(decoding: data, policy: policy)
  }

  private static func fault(
    _ entry: RawAnnotation, picture: Picture?, isKnownCategory: Bool
  ) -> (AnnotationProblem, String)? {
    guard let picture else { return (.unknownImage, "image_id \(entry.imageID)") }
    guard isKnownCategory else { return (.unknownCategory, "category_id \(entry.categoryID)") }
    guard let bbox = entry.bbox else { return (.notFourNumbers, "no bbox") }
    guard bbox.count == 4 else { return (.notFourNumbers, "bbox \(bbox)") }
    guard bbox.allSatisfy(\.isFinite) else { return (.notFinite, "bbox \(bbox)") }
    if let area = entry.area, !area.isFinite { return (.notFinite, "area \(area)") }
    guard bbox[2] > 0 && bbox[3] > 0 else { return (.degenerate, "bbox \(bbox)") }
    let box = box(fromCOCO: bbox)
    guard box.hasFiniteEdgesAndArea else { return (.notFinite, "bbox \(bbox), whose edges or area overflow") }
    if let area = entry.area, area < 0 { return (.negativeArea, "area \(area)") }
    guard box.clipped(height: Double(picture.height), width: Double(picture.width)).area > 0 else {
      return (.outside, "bbox \(bbox) in height \(picture.height), width \(picture.width)")
    }
    return nil
  }
}

extension Box {
  /// False where x + width, or width times height, is beyond what a number can be.
  var hasFiniteEdgesAndArea: Bool { xMax.isFinite && yMax.isFinite && area.isFinite }
}

extension COCOFile.Picture {
  /// Why the picture cannot be used, if so.
  fileprivate var problem: String? {
    guard height >= 1 && width >= 1 else {
      return "expected a height and a width of at least 1, found \(height) and \(width)"
    }
    guard height <= PNGHeader.mostPixels / width else {
      return "height \(height) and width \(width) are more than 2²⁸ pixels; look at the numbers, or make it smaller"
    }
    return nil
  }
}

/// Corners from COCO's x, y, width, height.
///
/// - Precondition: there are four numbers.
func box(fromCOCO bbox: [Double]) -> Box {
  precondition(bbox.count == 4, "bbox must have four numbers, not \(bbox.count)")
  return Box(xMin: bbox[0], yMin: bbox[1], xMax: bbox[0] + bbox[2], yMax: bbox[1] + bbox[3])
}

private func firstDuplicate(_ ids: [Int]) -> Int? {
  var seen: Set<Int> = []
  return ids.first { !seen.insert($0).inserted }
}

/// JSON of a known form, with an error that says where the data have another.
func decodeCOCO<Value: Decodable>(_ type: Value.Type, from data: Data) throws(COCOError) -> Value {
  let decoder = JSONDecoder()
  decoder.allowsJSON5 = true
  do {
    return try decoder.decode(type, from: data)
  } catch let error as DecodingError {
    switch error {
    case .keyNotFound(let key, let context):
      throw .malformed(place: place(context.codingPath), problem: "\"\(key.stringValue)\" is missing")
    case .typeMismatch(let type, let context):
      throw .malformed(place: place(context.codingPath), problem: "expected \(type)")
    case .valueNotFound(let type, let context):
      throw .malformed(place: place(context.codingPath), problem: "expected \(type), found null")
    case .dataCorrupted(let context):
      let isWhole = context.codingPath.isEmpty
      throw .malformed(
        place: place(context.codingPath),
        problem: !isWhole
          ? context.debugDescription
          : data.isEmpty
            ? "it is empty; fetch it again"
            : "it is not JSON, cut short, or has a number too large to hold; fetch it again")
    @unknown default: throw .malformed(place: "", problem: "\(error)")
    }
  } catch {
    throw .malformed(place: "", problem: "\(error)")
  }
}

private func place(_ path: [any CodingKey]) -> String {
  path.reduce("") { text, key in
    if let index = key.intValue { return "\(text)[\(index)]" }
    return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
  }
}
