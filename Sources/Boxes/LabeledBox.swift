// What an annotator drew (LabeledBox) and what a detector found (Detection).
// Labels are 0-based and name objects only: there is no background class.

/// An annotated object: the ground truth.
public struct LabeledBox: Hashable, Sendable, Codable {
  /// Where the object is, in pixels.
  public var box: Box {
    didSet { frameArea = nil }
  }
  /// The object's class, from 0; there is no background class.
  public var label: Int
  /// True for a region of many objects that nobody outlined one by one (COCO's `iscrowd`).
  public var isCrowd: Bool
  /// The annotation's own area in square pixels, which sorts objects into small, medium and large.
  ///
  /// In COCO it is the area of the mask, less than that of the box. Whoever changes `box` changes this too.
  public var area: Double

  /// Width times height as a file's frame has them, where that is not the area of the corners to the last bit.
  private var frameArea: Double?

  /// The area of the box itself, in square pixels: width times height as a file has them, if it was made from a frame.
  ///
  /// It may differ from that of the corners in the last bit, by which an overlap of exactly one half is one or none.
  public var boxArea: Double { frameArea ?? box.area }

  /// An annotated object, with the box's own area unless the annotation has another.
  public init(box: Box, label: Int, isCrowd: Bool = false, area: Double? = nil) {
    self.box = box
    self.label = label
    self.isCrowd = isCrowd
    self.area = area ?? box.area
  }

  /// An annotated object as a COCO file has it, with the frame's own area unless the annotation has another.
  public init(frame: Frame, label: Int, isCrowd: Bool = false, area: Double? = nil) {
    self.init(box: frame.box, label: label, isCrowd: isCrowd, area: area ?? frame.area)
    frameArea = exactArea(frame)
  }

  private enum CodingKeys: CodingKey { case box, label, isCrowd, area }
}

/// An object that a detector believes in: a box, a class and how sure it is.
public struct Detection: Hashable, Sendable, Codable {
  /// Where the object is, in pixels.
  public var box: Box {
    didSet { (frameArea, maskArea) = (nil, nil) }
  }
  /// The object's class, from 0.
  public var label: Int
  /// The class's sigmoid, in 0...1.
  public var score: Double

  /// As that of `LabeledBox`.
  private var frameArea: Double?
  private var maskArea: Double?

  /// The area of the box itself, in square pixels: width times height as a file has them, if it was made from a frame.
  public var boxArea: Double { frameArea ?? box.area }

  /// The detection's own area in square pixels: that of its mask where a file has only masks, else that of the box.
  ///
  /// A detection that found nothing counts among the small, medium or large ones by it.
  public var area: Double { maskArea ?? boxArea }

  /// A detection from its parts.
  public init(box: Box, label: Int, score: Double) {
    self.box = box
    self.label = label
    self.score = score
  }

  /// A detection as COCO's results have it, with the box's own area unless the results have masks.
  public init(frame: Frame, label: Int, score: Double, area: Double? = nil) {
    self.init(box: frame.box, label: label, score: score)
    frameArea = exactArea(frame)
    maskArea = area
  }

  private enum CodingKeys: CodingKey { case box, label, score }
}

/// A frame's area, if it is not that of its corners to the last bit.
private func exactArea(_ frame: Frame) -> Double? { frame.area == frame.box.area ? nil : frame.area }
