// COCO's JSON as the tools write it, read value by value: what a list holds, before anything of it is checked.
// Ids may be numbers or texts, iscrowd a number or a word, sizes and boxes may be missing: see the doc comments.

import Boxes
import Formats
import Foundation

/// The lists of an annotation file.
struct RawFile {
  var images: [RawImage]?
  var annotations: [RawAnnotation] = []
  var categories: [RawCategory]?
}

struct RawImage {
  var id: COCOIdentifier?
  var fileName: String?
  var height: Int?
  var width: Int?
}

struct RawCategory {
  var id: COCOIdentifier?
  var name: String?
  var supercategory: String?
}

/// Four numbers, none, or something else that begins at a place of the text.
enum RawBox {
  case missing
  case frame(Frame)
  case other(Int)

  var isMissing: Bool { if case .missing = self { true } else { false } }
}

struct RawAnnotation {
  var id: COCOIdentifier?
  var imageID: COCOIdentifier?
  var categoryID: COCOIdentifier?
  var bbox = RawBox.missing
  var area: Double?
  var isCrowd = false
  /// Where the polygons or the mask begin.
  var segmentation: Int?
  /// True for all that is in one picture, as in panoptic files.
  var isPanoptic = false
  /// True for a box that was turned after it was drawn, as CVAT says it: `bbox` is that from before.
  var isTurned = false
}

/// Goes through the text of a COCO file and knows, for its errors, at which entry of which list it is.
struct COCOScan {
  var scanner: JSONScanner
  private var list = ""
  private var index: Int?
  private var field = ""

  init(_ data: Data) throws(COCOError) {
    guard !data.isEmpty else { throw .malformed(place: "", problem: "it is empty; fetch it again") }
    do {
      scanner = try JSONScanner(data)
    } catch {
      throw .malformed(place: "", problem: error.description)
    }
  }

  // MARK: - Lists

  private static let topKeys = ["images", "annotations", "categories"]
  private static let topNames = JSONNames(topKeys)

  /// The whole annotation file.
  mutating func file() throws(COCOError) -> RawFile {
    try placed { (scan) throws(JSONError) in
      guard try scan.scanner.kind() == .object else {
        throw scan.scanner.failure(
          "an object with the lists \"images\", \"annotations\" and \"categories\""
            + (try scan.scanner.kind() == .list ? ", not a list as of results" : ""))
      }
      var file = RawFile()
      try scan.scanner.beginObject()
      while let key = try scan.scanner.nextKey(Self.topNames) {
        switch key {
        case 0: file.images = try scan.list(Self.topKeys[key]) { (scan) throws(JSONError) in try scan.image() }
        case 1:
          file.annotations = try scan.list(Self.topKeys[key]) { (scan) throws(JSONError) in try scan.annotation() }
        case 2 where try scan.scanner.kind() == .object:
          scan.list(at: Self.topKeys[key])
          throw scan.scanner.failure("a list […], not an object as in Datumaro's own JSON (export as COCO there)")
        case 2: file.categories = try scan.list(Self.topKeys[key]) { (scan) throws(JSONError) in try scan.category() }
        default: try scan.scanner.skipValue()
        }
      }
      try scan.scanner.finish()
      return file
    }
  }

  /// Says for errors which list it is in.
  private mutating func list(at name: String) { list = name }

  /// Runs `read`, and gives an error its place.
  mutating func placed<Value>(_ read: (inout COCOScan) throws(JSONError) -> Value) throws(COCOError) -> Value {
    do {
      return try read(&self)
    } catch {
      let entry = list + (index.map { "[\($0)]" } ?? "")
      let place = [entry, field].filter { !$0.isEmpty }.joined(separator: ".")
      throw .malformed(place: place, problem: "\(error.problem) (\(error.place))")
    }
  }

  /// The entries of a list that begins here; none for null.
  mutating func list<Entry>(
    _ name: String, _ entry: (inout COCOScan) throws(JSONError) -> Entry
  ) throws(JSONError) -> [Entry] {
    list = name
    var entries: [Entry] = []
    if !scanner.takeNull() {
      guard try scanner.kind() == .list else { throw scanner.failure("a list […]") }
      try scanner.beginList()
      while try scanner.nextElement() {
        index = entries.count
        entries.append(try entry(&self))
      }
    }
    (list, index) = ("", nil)
    return entries
  }

  /// The members of an object, each by its place in `names`.
  mutating func members(
    _ names: JSONNames, _ keys: [String], _ member: (inout COCOScan, Int) throws(JSONError) -> Void
  ) throws(JSONError) {
    try scanner.beginObject()
    while let key = try scanner.nextKey(names) {
      if key < 0 {
        try scanner.skipValue()
      } else {
        field = keys[key]
        try member(&self, key)
        field = ""
      }
    }
  }

  // MARK: - Entries

  private static let imageKeys = ["id", "file_name", "height", "width", "coco_url"]
  private static let imageNames = JSONNames(imageKeys)

  private mutating func image() throws(JSONError) -> RawImage {
    var image = RawImage()
    var address: String?
    try members(Self.imageNames, Self.imageKeys) { (scan, key) throws(JSONError) in
      switch key {
      case 0: image.id = try scan.identifier()
      case 1: image.fileName = try scan.name()
      case 2: image.height = try scan.length()
      case 3: image.width = try scan.length()
      default:
        if try scan.scanner.kind() == .string {
          address = try scan.scanner.string()
        } else {
          try scan.scanner.skipValue()
        }
      }
    }
    // LVIS says no more than where COCO's picture is: .../val2017/000000397133.jpg.
    if image.fileName == nil, let address {
      image.fileName = PictureName.parts(address).suffix(2).joined(separator: "/")
    }
    return image
  }

  private static let categoryKeys = ["id", "name", "supercategory"]
  private static let categoryNames = JSONNames(categoryKeys)

  private mutating func category() throws(JSONError) -> RawCategory {
    var category = RawCategory()
    try members(Self.categoryNames, Self.categoryKeys) { (scan, key) throws(JSONError) in
      switch key {
      case 0: category.id = try scan.identifier()
      case 1: category.name = try scan.name()
      default:
        if try scan.scanner.kind() == .string {
          category.supercategory = try scan.scanner.string()
        } else {
          try scan.scanner.skipValue()
        }
      }
    }
    return category
  }

  private static let annotationKeys = [
    "id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation", "segments_info",
    "attributes",
  ]
  private static let annotationNames = JSONNames(annotationKeys)

  private mutating func annotation() throws(JSONError) -> RawAnnotation {
    var annotation = RawAnnotation()
    try members(Self.annotationNames, Self.annotationKeys) { (scan, key) throws(JSONError) in
      switch key {
      case 0: annotation.id = try scan.identifier()
      case 1: annotation.imageID = try scan.identifier()
      case 2: annotation.categoryID = try scan.identifier()
      case 3: annotation.bbox = try scan.box()
      case 4: annotation.area = scan.scanner.takeNull() ? nil : try scan.scanner.double()
      case 5: annotation.isCrowd = try scan.isCrowd()
      case 6:
        annotation.segmentation = scan.scanner.position
        try scan.scanner.skipValue()
      case 7:
        annotation.isPanoptic = true
        try scan.scanner.skipValue()
      default: annotation.isTurned = try scan.isTurned()
      }
    }
    return annotation
  }
}
