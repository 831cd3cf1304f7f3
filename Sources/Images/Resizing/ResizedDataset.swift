// A set whose pictures are brought to a size as they are read.

/// A set of pictures of any sizes, each brought to size, with its objects.
///
/// Detectors see the resized pictures. What they find is measured in the originals' pixels: `DetectorEvaluation` takes
/// every detection of such a set back by the transform's inverse.
public struct ResizedDataset: Dataset {
  /// The pictures as they are.
  public let original: any Dataset
  /// What is done to them.
  public let resizing: Resizing

  /// A set that resizes the pictures of another.
  public init(_ original: any Dataset, _ resizing: Resizing) {
    self.original = original
    self.resizing = resizing
  }

  /// The classes' names.
  public var categories: [String] { original.categories }
  /// How many pictures there are.
  public var count: Int { original.count }

  /// Picture `index`, resized.
  public func example(at index: Int) throws -> AnnotatedImage {
    let example = try original.example(at: index)
    return resizing.transform(of: example.image).apply(example)
  }

  /// Picture `index` of the original set, and what is seen of it at this set's size.
  public func seen(at index: Int) throws -> SeenExample {
    let example = try original.example(at: index)
    return SeenExample(example, through: resizing.transform(of: example.image))
  }
}
