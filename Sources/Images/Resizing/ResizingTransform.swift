// What a resizing does to one picture: where its pixels and boxes go, and the way back.

import Boxes

/// A scale of each side and a shift, with the picture's new frame.
///
/// ```
/// x′ = x · contentWidth / sourceWidth + left        y′ = y · contentHeight / sourceHeight + top
/// ```
///
/// Properties:
/// - `inverse(apply(box))` is `box` to 1e-9 of the picture's size, inside the picture and outside.
/// - The whole picture's box becomes the content's, and the content's area is `areaFactor` times the picture's.
/// - A picture that has the new size already is left as it is.
public struct ResizingTransform: Hashable, Sendable {
  /// The picture's own height, at least 1.
  public let sourceHeight: Int
  /// The picture's own width, at least 1.
  public let sourceWidth: Int
  /// The new picture's height, padding included.
  public let height: Int
  /// The new picture's width, padding included.
  public let width: Int
  /// The height of the part that the old picture fills.
  public let contentHeight: Int
  /// The width of the part that the old picture fills.
  public let contentWidth: Int
  /// Rows of padding above.
  public let top: Int
  /// Columns of padding on the left.
  public let left: Int
  /// What fills the rest.
  public let padding: Color

  init(
    from source: (height: Int, width: Int), to target: (height: Int, width: Int),
    content: (height: Int, width: Int), at corner: (top: Int, left: Int), _ padding: Color
  ) {
    (sourceHeight, sourceWidth) = source
    (height, width) = target
    (contentHeight, contentWidth) = content
    (top, left) = corner
    self.padding = padding
  }

  /// The factor of x.
  private var scaleX: Double { Double(contentWidth) / Double(sourceWidth) }
  /// The factor of y.
  private var scaleY: Double { Double(contentHeight) / Double(sourceHeight) }

  /// How many times larger areas become.
  public var areaFactor: Double { scaleX * scaleY }

  /// The part of the new picture that the old one fills.
  public var content: Box {
    Box(
      xMin: Double(left), yMin: Double(top), xMax: Double(left + contentWidth), yMax: Double(top + contentHeight))
  }

  /// Where a box of the old picture lies in the new one.
  public func apply(_ box: Box) -> Box {
    let (x, y, dx, dy) = (scaleX, scaleY, Double(left), Double(top))
    return Box(xMin: box.xMin * x + dx, yMin: box.yMin * y + dy, xMax: box.xMax * x + dx, yMax: box.yMax * y + dy)
  }

  /// Where a box of the new picture lies in the old one; what lies in the padding, lies outside of it.
  public func inverse(_ box: Box) -> Box {
    let (x, y, dx, dy) = (scaleX, scaleY, Double(left), Double(top))
    return Box(
      xMin: (box.xMin - dx) / x, yMin: (box.yMin - dy) / y, xMax: (box.xMax - dx) / x, yMax: (box.yMax - dy) / y)
  }

  /// The new picture.
  ///
  /// - Precondition: the picture has the size that the transform was made for.
  public func apply(_ image: Image) -> Image {
    precondition(
      image.height == sourceHeight && image.width == sourceWidth,
      "image must be of \(sourceHeight) × \(sourceWidth) pixels, not \(image.height) × \(image.width)")
    let scaled = image.resized(height: contentHeight, width: contentWidth)
    if contentHeight == height && contentWidth == width { return scaled }
    var canvas = Image(height: height, width: width, color: padding)
    canvas.draw(scaled, y: top, x: left)
    return canvas
  }

  /// The new picture with its objects: boxes go where their pixels go, areas grow by `areaFactor`.
  ///
  /// - Precondition: the picture has the size that the transform was made for.
  public func apply(_ example: AnnotatedImage) -> AnnotatedImage {
    var result = example
    result.image = apply(example.image)
    result.objects = apply(example.objects)
    return result
  }

  /// The objects of the old picture in the new one.
  public func apply(_ objects: [LabeledBox]) -> [LabeledBox] {
    objects.map {
      LabeledBox(box: apply($0.box), label: $0.label, isCrowd: $0.isCrowd, area: $0.area * areaFactor)
    }
  }

  /// What was found in the new picture, in the old one's pixels and clipped to it.
  ///
  /// What was found in the padding alone is left out: there is nothing of the picture there. Where nothing is padded,
  /// nothing is left out.
  public func inverse(_ detections: [Detection]) -> [Detection] {
    let isPadded = contentHeight != height || contentWidth != width
    return detections.compactMap { detection in
      let box = inverse(detection.box).clipped(height: Double(sourceHeight), width: Double(sourceWidth))
      return isPadded && box.area == 0 ? nil : Detection(box: box, label: detection.label, score: detection.score)
    }
  }
}

extension Resizing {
  /// What the rule does to a picture.
  public func transform(of image: Image) -> ResizingTransform { transform(height: image.height, width: image.width) }
}
