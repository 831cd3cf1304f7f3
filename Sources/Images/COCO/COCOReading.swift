// COCO annotation files read from JSON, each annotation checked.

import Boxes
import Formats
import Foundation

/// What to do with an annotation that cannot be used.
public enum AnnotationPolicy: Hashable, Sendable {
  /// Refuse the file, with an error that names the annotation.
  case refuse
  /// Leave the annotation out, and count it.
  case drop
  /// Keep what has four finite numbers, whatever they mean: for who examines the file.
  case keep
}

/// What annotations are read for.
public enum AnnotationPurpose: Hashable, Sendable {
  /// To learn from them: a box wholly outside its picture cannot be used.
  case training
  /// To measure results by them: every object counts, also one that can never be found, as in pycocotools.
  case measuring
}

extension COCOFile {
  /// Reads a file's JSON, in the forms in which tools write it.
  ///
  /// Ids may be numbers or texts, `iscrowd` 0 and 1 or false and true; sizes, areas, `info` and `iscrowd` may be
  /// missing, a height or width of 0 is a missing one, and where there is no `bbox` the box, and the area if it is
  /// missing, are those of the polygons or the mask. NaN and Infinity, which Python writes though JSON does not have
  /// them, are understood and then treated as any other number that is not finite. Of two members with one key the last
  /// is taken, as in Python.
  ///
  /// With `.refuse` annotations that cannot be used are an error, which says what they have in common where that is
  /// more than one in twenty; with `.drop` they are counted in `dropped`. Two categories or two images with one id are
  /// always an error, and so are a category without a name and an image of negative height or width.
  public init(
    decoding data: Data, policy: AnnotationPolicy = .refuse, purpose: AnnotationPurpose = .training
  ) throws(COCOError) {
    var scan = try COCOScan(data)
    try self.init(try scan.file(), scan, policy: policy, purpose: purpose)
  }

  init(
    _ raw: RawFile, _ scan: COCOScan, policy: AnnotationPolicy, purpose: AnnotationPurpose
  ) throws(COCOError) {
    if let index = raw.annotations.firstIndex(where: \.isPanoptic) {
      throw .malformed(
        place: "annotations[\(index)]",
        problem: "expected an object with its bbox, found the \"segments_info\" of a panoptic file; convert it with "
          + "panopticapi's converters/panoptic2detection_coco_format.py")
    }
    var (categories, notes) = try Self.categories(raw)
    let images = try Self.images(raw, &notes)
    var check = AnnotationCheck(
      scan: scan, categories: categories, images: images, purpose: purpose, keepsAll: policy == .keep)
    var annotations: [Annotation] = []
    annotations.reserveCapacity(raw.annotations.count)
    for index in raw.annotations.indices {
      if let annotation = check.annotation(raw.annotations[index], index: index) { annotations.append(annotation) }
    }
    if policy == .refuse, let error = check.error(raw.annotations) { throw error }
    categories.removeAll { category in notes.contains(.heading(id: category.id, name: category.name)) }
    self.init(
      categories: categories, images: images, annotations: annotations, dropped: check.counts,
      notes: notes + check.notes)
  }

  /// Reads a file.
  public init(
    contentsOf url: URL, policy: AnnotationPolicy = .refuse, purpose: AnnotationPurpose = .training
  ) throws(COCOError) {
    try self.init(decoding: try Self.data(of: url), policy: policy, purpose: purpose)
  }

  /// The bytes of a file; a folder is named as such.
  package static func data(of url: URL) throws(COCOError) -> Data {
    if (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true {
      throw .folder(path: url.path)
    }
    let data: Data
    do {
      data = try fileContents(url)
    } catch {
      throw .unreadable(path: url.path(percentEncoded: false), reason: fileReason(error))
    }
    if let kind = FileKind(data), !kind.isJSON, kind != .empty {
      throw .otherKind(path: url.path(percentEncoded: false), kind: kind.nameWithAdvice)
    }
    return data
  }

  private static func categories(_ raw: RawFile) throws(COCOError) -> ([Category], [COCONote]) {
    guard let list = raw.categories else { throw missing("categories", in: raw) }
    var categories: [Category] = []
    var supercategories: [String: Int] = [:]
    for (index, entry) in list.enumerated() {
      guard let id = entry.id else { throw .malformed(place: "categories[\(index)]", problem: "\"id\" is missing") }
      // Names reach terminals and reports: what would steer those is spelled out.
      guard let name = entry.name.map({ shown($0, limit: 1000) }) else {
        throw .malformed(place: "categories[\(index)]", problem: "\"name\" is missing")
      }
      guard !name.allSatisfy(\.isWhitespace) else {
        throw .category(id: id, index: index, problem: "expected a name, found none; name the class")
      }
      if let above = entry.supercategory, above != name { supercategories[above, default: 0] += 1 }
      categories.append(Category(id: id, name: name))
    }
    if let id = firstDuplicate(categories.map(\.id)) { throw .duplicateID(list: "categories", id: id) }
    var notes: [COCONote] = []
    let idsOfName = Dictionary(grouping: categories, by: \.name).mapValues { $0.map(\.id) }
    for category in categories {
      if let ids = idsOfName[category.name], ids.count > 1, ids[0] == category.id {
        notes.append(.sameName(name: category.name, ids: ids))
      }
    }
    // Roboflow lists the project itself as category 0, the supercategory of all others, which no object has.
    let used = Set(raw.annotations.compactMap(\.categoryID))
    notes += zip(categories, list).compactMap { category, entry -> COCONote? in
      let hasNoneAbove = (entry.supercategory ?? "none") == "none"
      guard hasNoneAbove, supercategories[category.name] == categories.count - 1, categories.count > 1,
        !used.contains(category.id)
      else { return nil }
      return .heading(id: category.id, name: category.name)
    }
    return (categories, notes)
  }

  private static func images(_ raw: RawFile, _ notes: inout [COCONote]) throws(COCOError) -> [Picture] {
    guard let list = raw.images else { throw missing("images", in: raw) }
    var images: [Picture] = []
    var withoutSize = 0
    var idsOfFile: [String: [COCOIdentifier]] = [:]
    images.reserveCapacity(list.count)
    for (index, entry) in list.enumerated() {
      guard let id = entry.id else { throw .malformed(place: "images[\(index)]", problem: "\"id\" is missing") }
      var picture = Picture(id: id, fileName: entry.fileName ?? "", height: entry.height, width: entry.width)
      let (height, width) = (entry.height ?? 0, entry.width ?? 0)
      guard height >= 0 && width >= 0 else {
        throw .image(
          id: id, index: index,
          problem: "expected a height and a width of at least 1, found \(height) and \(width); correct them, or leave "
            + "them out: then they are taken from the picture")
      }
      // Tools that have not opened a picture write 0 for what they do not know.
      if height == 0 || width == 0 {
        (picture.height, picture.width) = (nil, nil)
        withoutSize += 1
      }
      if !picture.fileName.isEmpty { idsOfFile[picture.fileName, default: []].append(id) }
      images.append(picture)
    }
    if let id = firstDuplicate(images.map(\.id)) { throw .duplicateID(list: "images", id: id) }
    if withoutSize > 0 { notes.append(.withoutSize(withoutSize)) }
    if idsOfFile.count < images.count, let first = images.first(where: { (idsOfFile[$0.fileName]?.count ?? 0) > 1 }) {
      let count = idsOfFile.values.count { $0.count > 1 }
      notes.append(.sameFile(count: count, name: first.fileName, ids: idsOfFile[first.fileName] ?? []))
    }
    return images
  }

  private static func missing(_ list: String, in raw: RawFile) -> COCOError {
    .malformed(
      place: "", problem: "\"\(list)\" is missing; a COCO file has the lists images, annotations and categories")
  }
}

private func firstDuplicate(_ ids: [COCOIdentifier]) -> COCOIdentifier? {
  var seen: Set<COCOIdentifier> = []
  return ids.first { !seen.insert($0).inserted }
}
