// The synthetic scenes: annotated pictures of simple shapes, made when asked for, so a set needs no storage.

import Boxes
import Images
import Randomness

/// Scenes of ellipses, rectangles and triangles by a recipe.
///
/// Image i of a seed is a pure function of seed, i, recipe and size.
///
/// ```swift
/// let shapes = ShapesDataset(seed: 0, count: 500)
/// let first = shapes.example(at: 0)  // 128 × 128, one to five objects
/// ```
///
/// How a scene is made: a uniform random background; clutter lines; objects, each in its own place, size, shape and
/// color, wholly inside; noise; whole levels of 0…255. Shapes are not turned; triangles stand on their base. A box is
/// the tight extent of the continuous shape, in multiples of 1/64 px.
///
/// Larger objects are drawn first, so that a small one is never hidden behind a large one (two boxes may overlap up to
/// the recipe's IoU, and a 12 px object inside a 72 px one has IoU 0.03 only).
///
/// Properties:
/// - The same seed, index and recipe give the same bits, in any order of asking, on any machine.
/// - Scenes with another noise, jitter or share of empty scenes are otherwise the same scenes.
public struct ShapesDataset: Dataset, Sendable {
  /// The names of the labels 0, 1, 2.
  public static let classes = ["ellipse", "rectangle", "triangle"]

  /// The numbers by which the scenes are drawn.
  public let recipe: Recipe
  /// What makes this set another than the next.
  public let seed: UInt64
  /// How many pictures there are.
  public let count: Int
  /// Height and width of every picture, in pixels.
  public let imageSize: Int
  /// "ellipse", "rectangle", "triangle".
  public var categories: [String] { Self.classes }

  private let noise: Noise

  /// A set of `count` scenes of `imageSize` × `imageSize` pixels.
  ///
  /// Objects that could not lie inside a small picture are made smaller: the largest is `imageSize · e^(-¼)` for the
  /// standard aspects.
  ///
  /// - Precondition: `count` is not negative, `imageSize` is at least 8, the recipe's numbers make sense.
  public init(recipe: Recipe = .standard, seed: UInt64, count: Int, imageSize: Int = 128) {
    precondition(count >= 0, "count must not be negative, found \(count)")
    precondition(imageSize >= 8, "imageSize must be at least 8, found \(imageSize)")
    recipe.check()
    self.recipe = recipe
    self.seed = seed
    self.count = count
    self.imageSize = imageSize
    noise = Noise(deviation: recipe.noise)
  }

  /// A set of `count` scenes by one of the recipes that come with the package.
  public init(preset: Preset, seed: UInt64, count: Int, imageSize: Int = 128) {
    self.init(recipe: .preset(preset), seed: seed, count: count, imageSize: imageSize)
  }

  /// What is drawn from the generator apart from the rest, so that a change of one leaves the others as they are.
  private enum Part: UInt64 { case scene, emptiness, noise, jitter }

  private func generator(_ index: Int, _ part: Part) -> SeededGenerator {
    SeededGenerator(seed: seed, UInt64(index), part.rawValue)
  }

  /// Scene `index` before it is drawn.
  package func scene(at index: Int) -> Scene {
    var generator = generator(index, .scene)
    var scene = Scene(recipe: recipe, imageSize: imageSize, using: &generator)
    var emptiness = self.generator(index, .emptiness)
    if emptiness.chance(recipe.emptyFraction) { scene.objects = [] }
    return scene
  }

  /// Scene `index`, with `index` as its `id`.
  ///
  /// - Precondition: `index` is in 0 ..< count.
  public func example(at index: Int) -> AnnotatedImage {
    precondition(0 <= index && index < count, "index must be in 0 ..< \(count), found \(index)")
    let scene = scene(at: index)
    var canvas = Canvas(side: imageSize, color: scene.background)
    for line in scene.lines { canvas.fill(ConvexFigure(line: line), line.color) }
    let byArea = scene.objects.enumerated().sorted {
      ($1.element.box.area, $0.offset) < ($0.element.box.area, $1.offset)
    }
    for (_, object) in byArea { canvas.fill(ConvexFigure(object.shape, object.box), object.color) }
    var noiseGenerator = generator(index, .noise)
    var jitterGenerator = generator(index, .jitter)
    return AnnotatedImage(
      image: canvas.image(adding: noise, using: &noiseGenerator),
      objects: scene.objects.map {
        LabeledBox(box: annotation($0.box, using: &jitterGenerator), label: $0.shape.rawValue)
      },
      id: index)
  }

  /// The box with each edge moved by the recipe's jitter, within the picture; never turned inside out or empty.
  private func annotation(_ box: Box, using generator: inout SeededGenerator) -> Box {
    let jitter = recipe.annotationJitter
    guard jitter > 0 else { return box }
    func moved(_ edge: Double) -> Double { Scene.snapped(edge + generator.uniform(in: -jitter...jitter)) }
    let result = Box(xMin: moved(box.xMin), yMin: moved(box.yMin), xMax: moved(box.xMax), yMax: moved(box.yMax))
      .clipped(to: .square(imageSize))
    return result.width >= 1 && result.height >= 1 ? result : box
  }
}
