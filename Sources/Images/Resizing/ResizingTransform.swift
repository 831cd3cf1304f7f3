// What a resizing does to one picture: where its pixels and boxes go, and the way back.

import Boxes

/// A scale of each side and a shift, with the picture's new frame.
///
/// ```
/// x′ = x · content width / source width + left      y′ = y · content height / source height + top
/// ```
///
/// Properties:
/// - `inverse(apply(box))` is `box` to 1e-9 of the picture's size, inside the picture and outside.
/// - The whole picture's box becomes the content's, and the content's area is `areaFactor` times the picture's.
/// - A picture that has the new size already is left as it is.
public struct ResizingTransform: Hashable, Sendable {
  /// The picture's own size, at least 1 × 1.
  public let source: ImageSize
  /// The new picture's size, padding included.
  public let size: ImageSize
  /// The size of the part that the old picture fills.
  public let contentSize: ImageSize
  /// Rows of padding above.
  public let top: Int
  /// Columns of padding on the left.
  public let left: Int
  /// What fills the rest.
  public let padding: Color

  init(
    from source: ImageSize, to size: ImageSize, content: ImageSize, at corner: (top: Int, left: Int), _ padding: Color
  ) {
    (self.source, self.size, contentSize) = (source, size, content)
    (top, left) = corner
    self.padding = padding
  }

  /// The factor of x.
  private var scaleX: Double { Double(contentSize.width) / Double(source.width) }
  /// The factor of y.
  private var scaleY: Double { Double(contentSize.height) / Double(source.height) }

  /// How many times larger areas become.
  public var areaFactor: Double { scaleX * scaleY }

  /// The part of the new picture that the old one fills.
  public var content: Box {
    Box(
      xMin: Double(left), yMin: Double(top), xMax: Double(left + contentSize.width),
      yMax: Double(top + contentSize.height))
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
      image.size == source, "image must be of \(source) pixels, found \(image.size)")
    let scaled = image.resized(height: contentSize.height, width: contentSize.width)
    if contentSize == size { return scaled }
    var canvas = Image(height: size.height, width: size.width, color: padding)
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
    let isPadded = contentSize != size
    return detections.compactMap { detection in
      let box = inverse(detection.box).clipped(to: source)
      return isPadded && box.area == 0 ? nil : Detection(box: box, label: detection.label, score: detection.score)
    }
  }
}

extension Resizing {
  /// What the rule does to a picture.
  public func transform(of image: Image) -> ResizingTransform { transform(of: image.size) }
}
