// The content of a COCO annotation file: images, categories and boxes. Masks and keypoints are passed over.

import Boxes

/// The content of a COCO annotation file.
///
/// COCO's boxes are [x, y, width, height]; here they are corners, as everywhere. Category ids are whatever they are
/// (COCO's own run from 1 to 90 with gaps); labels are 0, 1, 2, … in the order of the ids.
public struct COCOFile: Hashable, Sendable {
  /// A class.
  public struct Category: Hashable, Sendable {
    /// The number by which annotations and results name it.
    public var id: Int
    /// Its name.
    public var name: String

    /// A class.
    public init(id: Int, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// A picture, without its pixels.
  public struct Picture: Hashable, Sendable {
    /// The number by which annotations and results name it.
    public var id: Int
    /// The file with its pixels, within the folder of pictures.
    public var fileName: String
    /// Rows of pixels.
    public var height: Int
    /// Columns of pixels.
    public var width: Int

    /// A picture.
    public init(id: Int, fileName: String, height: Int, width: Int) {
      self.id = id
      self.fileName = fileName
      self.height = height
      self.width = width
    }
  }

  /// An annotated object.
  public struct Annotation: Hashable, Sendable {
    /// The number of the annotation itself.
    public var id: Int
    /// The picture's number.
    public var imageID: Int
    /// The class's number.
    public var categoryID: Int
    /// The box, in pixels.
    public var box: Box
    /// The object's own area in square pixels: in COCO that of its mask.
    public var area: Double
    /// True for a region of many objects.
    public var isCrowd: Bool

    /// An annotated object.
    public init(id: Int, imageID: Int, categoryID: Int, box: Box, area: Double? = nil, isCrowd: Bool = false) {
      self.id = id
      self.imageID = imageID
      self.categoryID = categoryID
      self.box = box
      self.area = area ?? box.area
      self.isCrowd = isCrowd
    }
  }

  /// The classes by ascending id: a class's place is its label.
  public let categories: [Category]
  /// The pictures, as they stand in the file.
  public let images: [Picture]
  /// The objects, as they stand in the file.
  public let annotations: [Annotation]
  /// How many annotations were left out on reading, and why; empty unless that was asked for.
  public let dropped: [AnnotationProblem: Int]

  private let labelOfCategory: [Int: Int]
  private let annotationsOfImage: [Int: [Int]]

  /// A file's content.
  ///
  /// Categories are sorted by id. Ids are not checked here, but where a file is read.
  public init(
    categories: [Category], images: [Picture], annotations: [Annotation], dropped: [AnnotationProblem: Int] = [:]
  ) {
    self.categories = categories.sorted { $0.id < $1.id }
    self.images = images
    self.annotations = annotations
    self.dropped = dropped
    labelOfCategory = Dictionary(
      self.categories.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    annotationsOfImage = Dictionary(grouping: annotations.indices) { annotations[$0].imageID }
  }

  /// The label of a category's id, 0 ..< categories.count; nil for an unknown one.
  public func label(categoryID: Int) -> Int? { labelOfCategory[categoryID] }

  /// How many annotations were left out on reading, in words: "3 annotations left out: 2 have a box without width or
  /// height, 1 has a number that is not finite"; nil if none was.
  public var droppedText: String? {
    let reasons = AnnotationProblem.allCases.compactMap { problem in
      dropped[problem].map { "\($0) \($0 == 1 ? "has" : "have") \(problem.rawValue)" }
    }
    let count = dropped.values.reduce(0, +)
    guard count > 0 else { return nil }
    return "\(count) annotation\(count == 1 ? "" : "s") left out: \(reasons.joined(separator: ", "))"
  }

  /// The objects of a picture, in the order of the file; none for a picture without annotations.
  public func objects(imageID: Int) -> [LabeledBox] {
    (annotationsOfImage[imageID] ?? []).compactMap { index in
      let annotation = annotations[index]
      return labelOfCategory[annotation.categoryID].map {
        LabeledBox(box: annotation.box, label: $0, isCrowd: annotation.isCrowd, area: annotation.area)
      }
    }
  }
}
