// The options that say which pictures and objects a command looks at: shapes drawn from a seed, or a COCO file.

import CommandLineTool
import Foundation
import Shapes

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

  static let index = Argument.option(
    "index", .integer(in: 0...Int.max), default: 0, help: "Which picture of the set, from 0.")
  static let json = Argument.flag("json", help: "Print JSON.")

  static let dropsUnusable = Argument.flag(
    "drop-unusable",
    help:
      "Leave out annotations and pictures that cannot be used, and say how many, rather than refuse the file; if they "
      + "are more than one in twenty, only with --drop-limit.")
  static let dropLimit = Argument.optional(
    "drop-limit", .integer("count", in: 0...1_000_000_000),
    help: "At most how many annotations, and how many pictures, --drop-unusable may leave out.")
  static let resize = Argument.optional(
    "resize", .choice("how") as ValueType<ResizeMode>,
    help: "How the pictures of --annotations get their --size: letterbox, the default, keeps their aspect and fills up "
      + "with gray; stretch does not.")

  /// The pictures that the command line names, if it names any.
  static func pictures(_ arguments: ParsedArguments) -> AnnotatedPictures? {
    arguments[annotations].map {
      AnnotatedPictures(
        annotations: $0, images: arguments[images], dropsUnusable: arguments[dropsUnusable],
        dropLimit: arguments[dropLimit])
    }
  }

  /// What every command that takes `--annotations` has beside it.
  static let companions: [(any AnyArgument, any AnyArgument)] = [
    (images, annotations), (dropsUnusable, annotations), (dropLimit, dropsUnusable), (resize, annotations),
  ]
}
