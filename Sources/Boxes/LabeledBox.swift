// What an annotator drew (LabeledBox) and what a detector found (Detection).
// Labels are 0-based and name objects only: there is no background class.

/// An annotated object: the ground truth.
public struct LabeledBox: Hashable, Sendable, Codable {
  /// Where the object is, in pixels.
  public var box: Box
  /// The object's class, from 0; there is no background class.
  public var label: Int
  /// True for a region of many objects that nobody outlined one by one (COCO's `iscrowd`).
  public var isCrowd: Bool
  /// The annotation's own area in square pixels, which sorts objects into small, medium and large.
  ///
  /// In COCO it is the area of the mask, less than that of the box. Whoever changes `box` changes this too.
  public var area: Double

  /// An annotated object, with the box's own area unless the annotation has another.
  public init(box: Box, label: Int, isCrowd: Bool = false, area: Double? = nil) {
    self.box = box
    self.label = label
    self.isCrowd = isCrowd
    self.area = area ?? box.area
  }
}

/// An object that a detector believes in: a box, a class and how sure it is.
public struct Detection: Hashable, Sendable, Codable {
  /// Where the object is, in pixels.
  public var box: Box
  /// The object's class, from 0.
  public var label: Int
  /// The class's sigmoid, in 0...1.
  public var score: Double

  /// A detection from its parts.
  public init(box: Box, label: Int, score: Double) {
    self.box = box
    self.label = label
    self.score = score
  }
}
