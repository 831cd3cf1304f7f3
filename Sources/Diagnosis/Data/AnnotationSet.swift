// Annotations as they are written, with nothing left out: what the doctor looks at. A file that training refuses is a
// patient, too.

import Boxes
import Images

/// The numbers of an annotation file, unjudged.
public struct AnnotationSet: Hashable, Sendable {
  /// A picture's name and size.
  public struct Picture: Hashable, Sendable {
    /// Its file.
    public var fileName: String
    /// Rows of pixels; 0 if nobody knows.
    public var height: Int
    /// Columns of pixels; 0 if nobody knows.
    public var width: Int

    /// Its height and width.
    public var size: ImageSize { ImageSize(height: height, width: width) }

    /// A picture of a name and a size.
    public init(fileName: String, height: Int, width: Int) {
      self.fileName = fileName
      self.height = height
      self.width = width
    }
  }

  /// An annotation: its four numbers as they stand in the file, whatever they mean.
  public struct Annotation: Hashable, Sendable {
    /// The picture's place in `pictures`; nil if the file lists no such picture.
    public var picture: Int?
    /// The class's identifier, as written.
    public var category: COCOIdentifier
    /// The four numbers of `bbox`, as written; COCO's are x, y, width and height.
    public var numbers: (Double, Double, Double, Double) {
      get { (x, y, width, height) }
      set { (x, y, width, height) = newValue }
    }
    /// First number: the left edge, in pixels.
    public var x: Double
    /// Second number: the upper edge, in pixels.
    public var y: Double
    /// Third number: the width, in pixels.
    public var width: Double
    /// Fourth number: the height, in pixels.
    public var height: Double
    /// The object's area in square pixels, if the file says one.
    public var area: Double?
    /// Whether it stands for a crowd.
    public var isCrowd: Bool

    /// An annotation of four numbers.
    public init(
      picture: Int?, category: COCOIdentifier, _ numbers: (Double, Double, Double, Double), area: Double? = nil,
      isCrowd: Bool = false
    ) {
      self.picture = picture
      self.category = category
      (x, y, width, height) = numbers
      self.area = area
      self.isCrowd = isCrowd
    }

    /// The box, if the numbers are what COCO says.
    public var box: Box { Box(xMin: x, yMin: y, xMax: x + width, yMax: y + height) }
  }

  /// The pictures of the file.
  public var pictures: [Picture]
  /// The classes of the file.
  public var categories: [COCOFile.Category]
  /// The annotations, in the file's order.
  public var annotations: [Annotation]

  /// A set from its parts.
  public init(
    pictures: [Picture], categories: [COCOFile.Category], annotations: [Annotation]
  ) {
    self.pictures = pictures
    self.categories = categories
    self.annotations = annotations
  }

  /// What a file that was read says.
  public init(_ file: COCOFile) {
    let places = Dictionary(file.images.enumerated().map { ($1.id, $0) }) { first, _ in first }
    self.init(
      pictures: file.images.map { Picture(fileName: $0.fileName, height: $0.height ?? 0, width: $0.width ?? 0) },
      categories: file.categories,
      annotations: file.annotations.map {
        Annotation(
          picture: places[$0.imageID], category: $0.categoryID,
          ($0.frame.x, $0.frame.y, $0.frame.width, $0.frame.height), area: $0.area, isCrowd: $0.isCrowd)
      })
  }

  /// The annotations that are objects to be learnt: no crowds, in a picture that the file lists.
  var objects: [(annotation: Annotation, picture: Picture)] {
    annotations.compactMap { annotation in
      guard !annotation.isCrowd, let picture = annotation.picture else { return nil }
      return (annotation, pictures[picture])
    }
  }

  /// The set as it would be after a repair of all its boxes; a box without a place in a picture stays as it is.
  func mapping(_ repair: (Annotation, Picture) -> Annotation) -> AnnotationSet {
    var result = self
    for index in annotations.indices {
      guard let picture = annotations[index].picture else { continue }
      result.annotations[index] = repair(annotations[index], pictures[picture])
    }
    return result
  }
}
