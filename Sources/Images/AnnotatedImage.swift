// A picture with what can be seen in it, and sets of such pictures.

import Boxes

/// A picture and the objects in it.
///
/// No objects is ordinary: then everything is background.
public struct AnnotatedImage: Hashable, Sendable {
  /// The picture.
  public var image: Image
  /// The objects, in the picture's pixels.
  public var objects: [LabeledBox]
  /// The number by which results name the picture (COCO's `image_id`).
  public var id: Int
  /// The picture's file within its folder, if it has one.
  public var fileName: String?

  /// A picture and its objects.
  public init(image: Image, objects: [LabeledBox] = [], id: Int = 0, fileName: String? = nil) {
    self.image = image
    self.objects = objects
    self.id = id
    self.fileName = fileName
  }

  /// The picture at another size, and the objects with it: boxes by each side's factor, areas by their product.
  ///
  /// - Precondition: `height` and `width` are at least 1.
  public func resized(height: Int, width: Int) -> AnnotatedImage {
    var result = self
    result.image = image.resized(height: height, width: width)
    let (sx, sy) = (Double(width) / Double(image.width), Double(height) / Double(image.height))
    for i in result.objects.indices {
      let box = result.objects[i].box
      result.objects[i].box = Box(xMin: box.xMin * sx, yMin: box.yMin * sy, xMax: box.xMax * sx, yMax: box.yMax * sy)
      result.objects[i].area *= sx * sy
    }
    return result
  }
}

/// A picture as a detector sees it, beside the picture as it is.
public struct SeenExample: Sendable {
  /// What the detector sees.
  public var image: Image
  /// The way from the original to what is seen; nil: they are the same.
  public var transform: ResizingTransform?
  /// The picture as it is, with the truth in its own pixels.
  public var original: AnnotatedImage

  /// A picture and what is seen of it.
  public init(_ original: AnnotatedImage, through transform: ResizingTransform? = nil) {
    self.original = original
    self.transform = transform
    image = transform?.apply(original.image) ?? original.image
  }
}

/// What measuring a detector on a picture needs of it: not the original's pixels, which may be many.
public struct MeasuredExample: Hashable, Sendable {
  /// What the detector sees.
  public var image: Image
  /// The way from the original to what is seen; nil: they are the same.
  public var transform: ResizingTransform?
  /// The truth, in the original's pixels.
  public var objects: [LabeledBox]
  /// The number by which results name the picture.
  public var id: Int

  /// What there is to measure of a picture.
  public init(_ seen: SeenExample) {
    (image, transform) = (seen.image, seen.transform)
    (objects, id) = (seen.original.objects, seen.original.id)
  }
}

/// A set of annotated pictures, read one at a time.
public protocol Dataset: Sendable {
  /// The classes' names; a label is an index into them.
  var categories: [String] { get }
  /// How many pictures there are.
  var count: Int { get }
  /// Picture `index`, 0 ..< count. Any thread may ask, and the same index gives the same picture.
  func example(at index: Int) throws -> AnnotatedImage
  /// Picture `index` as it is measured: what a detector sees, and the original with the truth in its own pixels.
  ///
  /// By default both are `example(at:)`. A set that stands before another one and does not change its pictures, such as
  /// a part or a cache, passes the question on: else what AP means would change.
  func seen(at index: Int) throws -> SeenExample
  /// The same without the original's pixels, which a set may keep.
  ///
  /// By default of `seen(at:)`. A set that passes that on passes this on, too.
  func measured(at index: Int) throws -> MeasuredExample
}

extension Dataset {
  /// The picture itself.
  public func seen(at index: Int) throws -> SeenExample { SeenExample(try example(at: index)) }
  /// What is seen of the picture, and the truth of the original.
  public func measured(at index: Int) throws -> MeasuredExample { MeasuredExample(try seen(at: index)) }
}

/// A set whose pictures are in memory.
public struct InMemoryDataset: Dataset, Hashable {
  /// The classes' names.
  public let categories: [String]
  /// The pictures.
  public let examples: [AnnotatedImage]

  /// A set of the given pictures.
  ///
  /// - Precondition: every label is in 0 ..< categories.count.
  public init(categories: [String], examples: [AnnotatedImage]) {
    for (index, example) in examples.enumerated() {
      for object in example.objects {
        precondition(
          categories.indices.contains(object.label),
          "labels of examples[\(index)] must be in 0 ..< \(categories.count), found \(object.label)")
      }
    }
    self.categories = categories
    self.examples = examples
  }

  /// How many pictures there are.
  public var count: Int { examples.count }

  /// Picture `index`.
  ///
  /// - Precondition: `index` is in 0 ..< count.
  public func example(at index: Int) -> AnnotatedImage {
    precondition(examples.indices.contains(index), "index must be in 0 ..< \(count), found \(index)")
    return examples[index]
  }
}
