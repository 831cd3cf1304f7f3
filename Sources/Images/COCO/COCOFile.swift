// The content of a COCO annotation file: images, categories and boxes. Masks and keypoints are passed over.

import Boxes

/// The content of a COCO annotation file.
///
/// COCO's boxes are [x, y, width, height]; here they are corners, as everywhere, and the four numbers as they stood.
/// Ids are whatever they are (COCO's own categories run from 1 to 90 with gaps); labels are 0, 1, 2, … in the order of
/// the categories' ids.
public struct COCOFile: Hashable, Sendable {
  /// A class.
  public struct Category: Hashable, Sendable {
    /// By what annotations and results name it.
    public var id: COCOIdentifier
    /// Its name.
    public var name: String

    /// A class.
    public init(id: COCOIdentifier, name: String) {
      self.id = id
      self.name = name
    }

    /// A class with a number.
    public init(id: Int, name: String) { self.init(id: .number(id), name: name) }
  }

  /// A picture, without its pixels.
  public struct Picture: Hashable, Sendable {
    /// By what annotations and results name it.
    public var id: COCOIdentifier
    /// The file with its pixels, within the folder of pictures; empty if the file does not say it.
    public var fileName: String
    /// Rows of pixels; nil if the file does not say it.
    public var height: Int?
    /// Columns of pixels; nil if the file does not say it.
    public var width: Int?

    /// Its height and width, if the file says both.
    public var size: ImageSize? {
      guard let height, let width else { return nil }
      return ImageSize(height: height, width: width)
    }

    /// A picture.
    public init(id: COCOIdentifier, fileName: String, height: Int?, width: Int?) {
      self.id = id
      self.fileName = fileName
      self.height = height
      self.width = width
    }

    /// A picture with a number.
    public init(id: Int, fileName: String, height: Int?, width: Int?) {
      self.init(id: .number(id), fileName: fileName, height: height, width: width)
    }
  }

  /// An annotated object.
  public struct Annotation: Hashable, Sendable {
    /// The name of the annotation itself.
    public var id: COCOIdentifier
    /// The picture's.
    public var imageID: COCOIdentifier
    /// The class's.
    public var categoryID: COCOIdentifier
    /// The box as the file has it: x, y, width, height.
    public var frame: Frame
    /// The object's own area in square pixels: in COCO that of its mask.
    public var area: Double
    /// True for a region of many objects.
    public var isCrowd: Bool

    /// The box, in pixels; what is set becomes the frame.
    public var box: Box {
      get { frame.box }
      set { frame = Frame(newValue) }
    }

    /// An annotated object.
    public init(
      id: COCOIdentifier, imageID: COCOIdentifier, categoryID: COCOIdentifier, frame: Frame, area: Double? = nil,
      isCrowd: Bool = false
    ) {
      self.id = id
      self.imageID = imageID
      self.categoryID = categoryID
      self.frame = frame
      self.area = area ?? frame.area
      self.isCrowd = isCrowd
    }

    /// An annotated object whose ids are numbers.
    public init(id: Int, imageID: Int, categoryID: Int, box: Box, area: Double? = nil, isCrowd: Bool = false) {
      self.init(
        id: .number(id), imageID: .number(imageID), categoryID: .number(categoryID), frame: Frame(box),
        area: area ?? box.area, isCrowd: isCrowd)
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
  /// What its reader should know though it is no fault.
  public let notes: [COCONote]

  private let labelOfCategory: [COCOIdentifier: Int]
  private let annotationsOfImage: [COCOIdentifier: [Int]]

  /// A file's content.
  ///
  /// Categories are sorted by id. Ids are not checked here, but where a file is read.
  public init(
    categories: [Category], images: [Picture], annotations: [Annotation], dropped: [AnnotationProblem: Int] = [:],
    notes: [COCONote] = []
  ) {
    self.categories = categories.sorted { $0.id < $1.id }
    self.images = images
    self.annotations = annotations
    self.dropped = dropped
    self.notes = notes
    labelOfCategory = Dictionary(
      self.categories.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    annotationsOfImage = Dictionary(grouping: annotations.indices) { annotations[$0].imageID }
  }

  /// The label of a category's id, 0 ..< categories.count; nil for an unknown one.
  public func label(categoryID: COCOIdentifier) -> Int? { labelOfCategory[categoryID] }

  /// The label of a category's number.
  public func label(categoryID: Int) -> Int? { label(categoryID: .number(categoryID)) }

  /// The annotations of a picture, in the order of the file.
  public func annotations(imageID: COCOIdentifier) -> [Annotation] {
    (annotationsOfImage[imageID] ?? []).map { annotations[$0] }
  }

  /// The objects of a picture, in the order of the file; none for a picture without annotations.
  public func objects(imageID: COCOIdentifier) -> [LabeledBox] {
    (annotationsOfImage[imageID] ?? []).compactMap { index in
      let annotation = annotations[index]
      return labelOfCategory[annotation.categoryID].map {
        LabeledBox(frame: annotation.frame, label: $0, isCrowd: annotation.isCrowd, area: annotation.area)
      }
    }
  }

  /// The objects of the picture of a number.
  public func objects(imageID: Int) -> [LabeledBox] { objects(imageID: .number(imageID)) }
}
