// What may have gone wrong with boxes, labels, picture numbers and scores, and how each is undone.

import Images
import Text

/// A repair of results or annotations by name: some name the fault that they undo (`corners-read-as-sizes`), some what
/// they do (`labels+1`).
public enum Repair: String, Hashable, Sendable, Codable, CaseIterable {
  /// One is added to every class number.
  case labelsUp = "labels+1"
  /// One is taken from every class number.
  case labelsDown = "labels-1"
  /// Every class becomes the one that it is found on most.
  case labelsPermuted = "labels-permuted"
  /// Every detection counts for the class of what it lies on: what is lost by labels, and no repair of a file.
  case labelsIgnored = "labels-ignored"
  /// x and y, width and height change places.
  case swapXY = "swap-xy"
  /// The four numbers were the corners x₁, y₁, x₂, y₂.
  case cornersReadAsSizes = "corners-read-as-sizes"
  /// The first two numbers were the box's center.
  case centersReadAsCorners = "centers-read-as-corners"
  /// The numbers were shares of the picture's width and height.
  case normalized
  /// The boxes were of a copy of another size.
  case scaled
  /// The boxes were of a square copy with borders.
  case letterboxForgotten = "letterbox-forgotten"
  /// The boxes were of the mirrored picture.
  case mirrored
  /// The boxes stood half a stride off.
  case halfStride = "half-stride"
  /// One is added to every picture's number.
  case imageIDsUp = "image-ids+1"
  /// One is taken from every picture's number.
  case imageIDsDown = "image-ids-1"
  /// Pictures are found by the number in their file's name, or by their place in the list.
  case imageNames = "image-names"
  /// Scores become probabilities by the sigmoid.
  case logits
  /// Detections below a score were left out: nothing brings them back.
  case cutAtScore = "cut-at-score"
  /// Detections beyond a count were left out: nothing brings them back.
  case cutAtCount = "cut-at-count"
  /// What overlaps a better detection of its class is left out.
  case noSuppression = "no-suppression"
  /// Detections of a background class are left out.
  case backgroundClass = "background-class"

  /// What was done wrong, in words that follow "it looks as if".
  public var fault: String {
    switch self {
    case .labelsUp: "class numbers were written one too small"
    case .labelsDown: "class numbers were written one too large"
    case .labelsPermuted: "classes were exchanged"
    case .labelsIgnored: "boxes are right and classes are not"
    case .swapXY: "x and y were exchanged"
    case .cornersReadAsSizes: "corners x₁, y₁, x₂, y₂ were written where x, y, width, height are expected"
    case .centersReadAsCorners: "the box's center was written where its corner is expected"
    case .normalized: "shares of the picture were written where pixels are expected"
    case .scaled: "boxes were written in the pixels of a copy of another size"
    case .letterboxForgotten: "boxes were written in the pixels of a letterboxed copy"
    case .mirrored: "boxes are those of the mirrored picture"
    case .halfStride: "anchors stood half a stride off"
    case .imageIDsUp: "picture numbers were written one too small"
    case .imageIDsDown: "picture numbers were written one too large"
    case .imageNames: "pictures were numbered otherwise than in the annotations"
    case .logits: "logits were written where probabilities are expected"
    case .cutAtScore: "detections below a score were left out"
    case .cutAtCount: "detections beyond a count were left out"
    case .noSuppression: "nothing was suppressed"
    case .backgroundClass: "a background class was written among the results"
    }
  }
}

/// The four numbers of a box, whatever they mean.
typealias Numbers = (x: Double, y: Double, width: Double, height: Double)

/// A reading of four numbers that differs from COCO's: what they were, turned into x, y, width and height in pixels.
struct BoxReading: Sendable {
  let repair: Repair
  /// What it does, with its numbers: "factors 2.0 and 2.0".
  let detail: String
  let apply: @Sendable (Numbers, AnnotationSet.Picture) -> Numbers

  static let swapXY = BoxReading(repair: .swapXY, detail: "") { box, _ in (box.y, box.x, box.height, box.width) }
  static let corners = BoxReading(repair: .cornersReadAsSizes, detail: "") { box, _ in
    (box.x, box.y, box.width - box.x, box.height - box.y)
  }
  static let centers = BoxReading(repair: .centersReadAsCorners, detail: "") { box, _ in
    (box.x - box.width / 2, box.y - box.height / 2, box.width, box.height)
  }
  static let normalized = BoxReading(repair: .normalized, detail: "") { box, picture in
    let (width, height) = (Double(picture.width), Double(picture.height))
    return (box.x * width, box.y * height, box.width * width, box.height * height)
  }
  static let mirrored = BoxReading(repair: .mirrored, detail: "") { box, picture in
    (Double(picture.width) - box.x - box.width, box.y, box.width, box.height)
  }

  /// Boxes that were `factor` times too small come out right; a factor for each direction.
  static func scaled(x: Double, y: Double) -> BoxReading {
    let detail =
      abs(x / y - 1) < 0.01
      ? "times \(x.fixed(digits: 2))" : "times \(x.fixed(digits: 2)) across and \(y.fixed(digits: 2)) down"
    return BoxReading(repair: .scaled, detail: detail) { box, _ in
      (box.x * x, box.y * y, box.width * x, box.height * y)
    }
  }

  /// Boxes of a copy that was stretched to a square of some pixels.
  static func stretched(from size: Double) -> BoxReading {
    BoxReading(repair: .scaled, detail: "from \(size.fixed(digits: 0)) × \(size.fixed(digits: 0)) pixels") {
      box, picture in
      let (x, y) = (Double(picture.width) / size, Double(picture.height) / size)
      return (box.x * x, box.y * y, box.width * x, box.height * y)
    }
  }

  /// Boxes of a copy whose longer side had some pixels.
  static func longerSide(_ size: Double) -> BoxReading {
    BoxReading(repair: .scaled, detail: "from copies whose longer side had \(size.fixed(digits: 0)) pixels") {
      box, picture in
      let factor = Double(max(picture.width, picture.height)) / size
      return (box.x * factor, box.y * factor, box.width * factor, box.height * factor)
    }
  }

  /// Boxes of a copy that was brought into a square with borders on both sides.
  static func letterbox(_ size: Double) -> BoxReading {
    BoxReading(repair: .letterboxForgotten, detail: "of \(size.fixed(digits: 0)) × \(size.fixed(digits: 0)) pixels") {
      box, picture in
      let factor = Double(max(picture.width, picture.height)) / size
      let left = (size - Double(picture.width) / factor) / 2
      let top = (size - Double(picture.height) / factor) / 2
      return ((box.x - left) * factor, (box.y - top) * factor, box.width * factor, box.height * factor)
    }
  }

  /// Boxes that stand some pixels off in both directions.
  static func shifted(x: Double, y: Double) -> BoxReading {
    BoxReading(repair: .halfStride, detail: "by \(x.fixed(digits: 1)) and \(y.fixed(digits: 1)) pixels") { box, _ in
      (box.x + x, box.y + y, box.width, box.height)
    }
  }
}
