// The options that say which pictures and objects a command looks at: shapes drawn from a seed, or a COCO file.

import Foundation
import RetinaKit

/// The options that several commands share, so that the same name means the same everywhere.
enum SceneOptions {
  static let preset = Argument.option(
    "preset", .choice("preset"), default: ShapesDataset.Preset.standard, help: "The kind of shapes that are drawn.")
  static let seed = Argument.option("seed", .seed, default: 0, help: "The seed of the shapes.")
  static let size = Argument.option(
    "size", .integer("pixels", in: 64...4096), default: 128, help: "The height and width of the drawn pictures.")
  static let annotations = Argument.optional(
    "annotations", .path(), help: "A COCO JSON file, to look at instead of shapes.")
  static let images = Argument.optional(
    "images", .path("folder"),
    help: "The folder of the pictures of --annotations, by default the folder images beside it.")

  static let dropsUnusable = Argument.flag(
    "drop-unusable", help: "Leave out annotations that cannot be used, rather than to refuse the file.")

  /// A COCO file; errors name its path.
  static func file(_ arguments: ParsedArguments, annotations: URL) throws(CommandFailure) -> COCOFile {
    do {
      return try COCOFile(contentsOf: annotations, policy: arguments[dropsUnusable] ? .drop : .refuse)
    } catch .unreadable(let path) {
      throw CommandFailure("\(COCOError.unreadable(path: path))")
    } catch {
      throw CommandFailure("\(annotations.path): \(error)")
    }
  }

  /// The pictures of a COCO file, in the folder given or in `images` beside the file.
  static func dataset(_ arguments: ParsedArguments, annotations: URL) throws(CommandFailure) -> COCODataset {
    let pictures = arguments[images] ?? annotations.deletingLastPathComponent().appendingPathComponent("images")
    return COCODataset(file: try file(arguments, annotations: annotations), pictures: pictures)
  }
}

extension Int {
  /// `1 object`, `2 objects`.
  func counted(_ noun: String, plural: String? = nil) -> String {
    "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
  }
}
