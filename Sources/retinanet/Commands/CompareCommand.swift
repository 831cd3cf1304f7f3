// `retinanet compare`: one scene through the conventions of every system, side by side, as text and as a picture.

import Boxes
import CommandLineTool
import Detector
import Foundation
import Images
import Reports
import Shapes
import Systems
import Text

/// Shows what each system that calls itself RetinaNet makes of a scene.
struct CompareCommand: Command {
  static let system = Argument.repeated(
    "system", .choice("system") as ValueType<ReferenceSystem>,
    help: "A system to compare; may be given several times, by default all are compared.")
  static let defects = Argument.flag(
    "reproduce-defects", help: "Let each system also do what is a mistake there.")
  static let preset = Argument.optional(
    "preset", .choice("preset") as ValueType<ShapesDataset.Preset>,
    help: "Look at drawn shapes instead of the toy scene; anchors are then half as large, as the small model's.")
  static let output = Argument.optional(
    "output", short: "o", .png, help: "Write a picture of the positive anchors of each system here, as PNG.")

  static let specification = CommandSpecification(
    name: "compare", overview: "Compare the conventions of eight systems on one scene.",
    discussion: """
      For each system: its anchors, which of them are positive, ignored and negative, how many learn each object, what \
      the losses are before training, and which boxes a detector finds that has learnt exactly that; then a sentence \
      for each difference. Without options the scene is a toy of six objects, one for each difference in matching.
      """,
    arguments: [
      system, defects, preset, SceneOptions.seed, SceneOptions.size, SceneOptions.annotations, SceneOptions.images,
      SceneOptions.dropsUnusable, SceneOptions.dropLimit, SceneOptions.index, output, SceneOptions.json,
    ],
    conflicts: [
      (preset, SceneOptions.annotations), (SceneOptions.seed, SceneOptions.annotations),
      (SceneOptions.size, SceneOptions.annotations),
    ],
    requirements: [
      (SceneOptions.images, SceneOptions.annotations), (SceneOptions.dropsUnusable, SceneOptions.annotations),
      (SceneOptions.dropLimit, SceneOptions.dropsUnusable),
      (SceneOptions.seed, preset), (SceneOptions.size, preset),
    ])

  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    guard
      !arguments.isGiven(SceneOptions.index) || arguments.isGiven(Self.preset)
        || arguments.isGiven(SceneOptions.annotations)
    else { throw UsageError("The option '--index' needs '--preset' or '--annotations' beside it.") }
  }

  func run(console: Console) throws {
    let (scene, categories, factor) = try scene(console: console)
    let chosen = arguments[Self.system]
    let comparison = SystemComparison(
      objects: scene.objects, size: scene.image.size, classes: categories.count,
      systems: chosen.isEmpty ? ReferenceSystem.allCases : ReferenceSystem.allCases.filter(chosen.contains),
      sizeFactor: factor, reproducingDefects: arguments[Self.defects])
    let isJSON = arguments[SceneOptions.json]
    if isJSON {
      try console.print(json: CompareOutput(comparison))
    } else {
      show(scene, categories, comparison, console: console)
    }
    guard let file = arguments[Self.output] else { return }
    let picture = ComparisonPicture(comparison: comparison, image: scene.image)
    try writeFile(PNG.encode(picture.sheet()), to: file)
    if !isJSON { console.print("\nPicture: \(file.path)") }
  }

  private func show(
    _ scene: AnnotatedImage, _ categories: [String], _ comparison: SystemComparison, console: Console
  ) {
    console.print("\(scene.image.size) pixels (height × width)\n")
    for (index, object) in scene.objects.enumerated() {
      let box = object.box
      console.print(
        "object \(index)  \(categories[object.label])  \(box.width.significant()) × \(box.height.significant()) px at "
          + "(\(box.xMin.significant()), \(box.yMin.significant()))")
    }
    console.print("\n" + comparison.text.wrapped(columns: 100))
  }

  /// The scene, its classes, and what the anchors' base sizes are multiplied by.
  private func scene(console: Console) throws -> (AnnotatedImage, categories: [String], factor: Double) {
    let index = arguments[SceneOptions.index]
    if let pictures = SceneOptions.pictures(arguments) {
      let dataset = pictures.pictures(of: try pictures.read(console: console).file.forTraining)
      guard index < dataset.count else {
        throw CommandFailure(
          "\(pictures.annotations.path) has \(dataset.count.counted("picture")); --index counts from 0")
      }
      return (try dataset.example(at: index), dataset.categories, 1)
    }
    guard let preset = arguments[Self.preset] else {
      return (ComparisonPicture.toyScene, SystemComparison.toyCategories, 1)
    }
    guard index < Int.max else { throw CommandFailure("--index \(index) is beyond every set") }
    let dataset = ShapesDataset(
      recipe: .preset(preset), seed: arguments[SceneOptions.seed], count: index + 1,
      imageSize: arguments[SceneOptions.size])
    return (dataset.example(at: index), dataset.categories, 0.5)
  }
}
