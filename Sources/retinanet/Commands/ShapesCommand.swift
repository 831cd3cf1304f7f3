// `retinanet shapes`: writes a set of shapes to disk, for other programs and for a look.

import CommandLineTool
import Foundation
import Images
import Shapes
import Text

/// Draws scenes and writes them as PNG with a COCO JSON file.
struct ShapesCommand: Command {
  static let count = Argument.option("count", .integer(in: 1...100_000), default: 16, help: "How many pictures.")
  static let output = Argument.required(
    "output", short: "o", .path("folder"), help: "A new or empty folder for the set.")

  static let specification = CommandSpecification(
    name: "shapes", overview: "Write a set of synthetic shapes as COCO JSON and PNG.",
    discussion: """
      Writes annotations.json and the pictures images/000000.png and so on. Picture i depends on the preset, the \
      seed, the size and i alone, so a larger set begins with the smaller one.
      """,
    arguments: [SceneOptions.preset, count, SceneOptions.seed, SceneOptions.size, output])

  let dataset: ShapesDataset
  let folder: URL

  init(_ arguments: ParsedArguments) {
    dataset = ShapesDataset(
      recipe: .preset(arguments[SceneOptions.preset]), seed: arguments[SceneOptions.seed],
      count: arguments[Self.count], imageSize: arguments[SceneOptions.size])
    folder = arguments[Self.output]
  }

  func run(console: Console) throws {
    if let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path), !found.isEmpty {
      throw CommandFailure("\(folder.path) is not empty: remove it or choose another folder")
    }
    try makeFolder(folder)
    let file = try COCODataset.write(dataset, to: folder)
    console.print(
      "\(file.images.count.counted("picture")) with \(file.annotations.count.counted("object")) in \(folder.path)")
  }
}
