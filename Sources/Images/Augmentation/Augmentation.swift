// Random changes of a picture that leave its objects what they are: mirror, colors, a small shift and scale.

import Boxes
import Randomness

/// Random changes of annotated pictures, for training.
///
/// The result is a pure function of the picture and the generator. Pictures without objects are treated as any other.
///
/// What happens to boxes: they follow the picture and are clipped to it. An object of which less than `leastVisible`
/// of the box is left inside is dropped, and so is one less than a pixel wide or high: what remains is too little to
/// learn from. A crowd region is kept while any of it is left, for without it its detections would count as false.
public struct Augmentation: Hashable, Sendable, Codable {
  /// The probability of a mirror image, left for right.
  public var horizontalFlip = 0.0
  /// How far colors change: see `ColorChange`.
  public var colorJitter = 0.0
  /// The greatest shift to any side, as a share of width and height.
  public var shift = 0.0
  /// The factor by which the picture is scaled about its center, uniform.
  public var scale: ClosedRange<Double> = 1...1
  /// The share of a box that must stay inside, 0…1.
  public var leastVisible = 0.5

  /// No change at all.
  public static let none = Augmentation()
  /// Mirrored half of the time, colors ± 0.1, shifted up to 0.1, scaled 0.9 … 1.1.
  public static let standard = Augmentation(horizontalFlip: 0.5, colorJitter: 0.1, shift: 0.1, scale: 0.9...1.1)

  /// An augmentation from its parts; each part left out makes no change.
  ///
  /// - Precondition: `horizontalFlip`, `colorJitter`, `shift` and `leastVisible` are in 0…1, `scale` is within 0.1…10.
  public init(
    horizontalFlip: Double = 0, colorJitter: Double = 0, shift: Double = 0, scale: ClosedRange<Double> = 1...1,
    leastVisible: Double = 0.5
  ) {
    self.horizontalFlip = horizontalFlip
    self.colorJitter = colorJitter
    self.shift = shift
    self.scale = scale
    self.leastVisible = leastVisible
    if let problem { preconditionFailure(problem) }
  }

  /// The first number that is not in its range, if there is one: those of a file have passed no initializer.
  public var problem: String? {
    let shares = [
      ("horizontalFlip", horizontalFlip), ("colorJitter", colorJitter), ("shift", shift),
      ("leastVisible", leastVisible),
    ]
    for (name, value) in shares where !(0...1 ~= value) { return "\(name) must be in 0…1, found \(value)" }
    return scale.lowerBound >= 0.1 && scale.upperBound <= 10 ? nil : "scale must be within 0.1…10, found \(scale)"
  }

  /// The picture and its objects, changed at random.
  public func apply(to example: AnnotatedImage, using generator: inout SeededGenerator) -> AnnotatedImage {
    var result = example
    if horizontalFlip > 0, generator.chance(horizontalFlip) { result = result.flippedHorizontally() }
    if shift > 0 || scale != 1...1 {
      let placement = Placement(
        scale: generator.uniform(in: scale),
        shiftX: generator.uniform(in: -shift...shift) * Double(example.image.width),
        shiftY: generator.uniform(in: -shift...shift) * Double(example.image.height))
      result = result.placed(placement, leastVisible: leastVisible)
    }
    if colorJitter > 0 {
      ColorChange(jitter: colorJitter, using: &generator).apply(to: &result.image)
    }
    return result
  }
}

extension AnnotatedImage {
  /// The mirror image: columns change places, and a box's left edge becomes width minus its right edge.
  ///
  /// Properties:
  /// - Twice flipped is the picture itself.
  public func flippedHorizontally() -> AnnotatedImage {
    var result = self
    result.image = image.flippedHorizontally()
    let width = Double(image.width)
    for i in objects.indices {
      result.objects[i].box.xMin = width - objects[i].box.xMax
      result.objects[i].box.xMax = width - objects[i].box.xMin
    }
    return result
  }

  /// The picture scaled about its center and then shifted, filled with its border's mean color; boxes follow, are
  /// clipped, and dropped where less than `leastVisible` of them is left.
  public func placed(_ placement: Placement, leastVisible: Double) -> AnnotatedImage {
    var result = self
    result.image = image.placed(placement)
    let (height, width) = (Double(image.height), Double(image.width))
    result.objects = objects.compactMap { object in
      let moved = placement.box(object.box, height: height, width: width)
      let clipped = moved.clipped(height: height, width: width)
      let visible = moved.area > 0 ? clipped.area / moved.area : 0
      let isKept = object.isCrowd ? visible > 0 : visible >= leastVisible && clipped.width >= 1 && clipped.height >= 1
      guard isKept else { return nil }
      return LabeledBox(
        box: clipped, label: object.label, isCrowd: object.isCrowd,
        area: object.area * placement.scale * placement.scale * visible)
    }
    return result
  }
}
