// Which tool seems to have written a COCO file, by the members that only it writes. A guess, for people to read.

import Formats
import Foundation

/// Tools that write COCO files, each in its own way.
public enum COCODialect: String, Sendable, CaseIterable {
  /// Roboflow, by its name in `info`.
  case roboflow = "Roboflow"
  /// CVAT.
  case cvat = "CVAT"
  /// Label Studio.
  case labelStudio = "Label Studio"
  /// COCO Annotator.
  case annotator = "COCO Annotator"
  /// The VGG Image Annotator.
  case via = "VIA"
  /// labelme2coco, from labelme's files.
  case labelme = "labelme2coco"
  /// FiftyOne.
  case fiftyOne = "FiftyOne"
  /// LVIS, whose own AP counts a class only in the pictures that were searched for it.
  case lvis = "LVIS"
  /// This package.
  case retinaKit = "RetinaKit"

  /// The tool that a file looks like; nil if it could be any.
  public init?(_ data: Data) {
    guard var scanner = try? JSONScanner(data), let signs = try? Self.signs(&scanner) else { return nil }
    func has(_ list: String, _ key: String) -> Bool { signs.keys[list]?.contains(key) == true }
    let info = signs.info.lowercased()
    if has("images", "neg_category_ids") || has("images", "not_exhaustive_category_ids") {
      self = .lvis
    } else if info.contains("roboflow") || has("images", "extra") {
      self = .roboflow
    } else if has("annotations", "isbbox") || has("images", "annotating") || has("categories", "keypoint_colors") {
      self = .annotator
    } else if info.contains("label studio") {
      self = .labelStudio
    } else if has("annotations", "attributes") {
      self = .cvat
    } else if info.contains("fiftyone") {
      self = .fiftyOne
    } else if info.contains("vgg image annotator") || info.contains("via") && has("images", "flickr_url") {
      self = .via
    } else if info.contains("labelme") {
      self = .labelme
    } else if signs.keys["top"] == ["images", "annotations", "categories"], !has("annotations", "segmentation"),
      !has("categories", "supercategory"), has("annotations", "iscrowd")
    {
      self = .retinaKit
    } else {
      return nil
    }
  }

  /// The keys of the first entries of each list, and what stands under "info".
  private static func signs(
    _ scanner: inout JSONScanner
  ) throws(JSONError) -> (keys: [String: Set<String>], info: String) {
    var keys: [String: Set<String>] = [:]
    var info = ""
    try scanner.beginObject()
    while let top = try scanner.nextKey() {
      keys["top", default: []].insert(top)
      if top == "info" {
        guard case .object(let members) = try scanner.value() else { continue }
        info = members.values.compactMap { if case .string(let text) = $0 { text } else { nil } }.joined(
          separator: "\n")
      } else if ["images", "annotations", "categories"].contains(top), try scanner.kind() == .list {
        var count = 0
        try scanner.beginList()
        while try scanner.nextElement() {
          count += 1
          guard count <= 20, try scanner.kind() == .object else {
            try scanner.skipValue()
            continue
          }
          try scanner.beginObject()
          while let key = try scanner.nextKey() {
            keys[top, default: []].insert(key)
            try scanner.skipValue()
          }
        }
      } else {
        try scanner.skipValue()
      }
    }
    return (keys, info)
  }
}
