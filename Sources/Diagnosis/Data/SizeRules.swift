// Whether objects are still to be seen at the size that the detector looks at (data1).

import Images
import Text

/// Rules about the sizes of objects after resizing.
enum SizeRules {
  /// - Parameter resizing: how pictures are brought to the detector's size; nil: they are not.
  static func findings(_ set: AnnotationSet, resizing: Resizing?) -> [Finding] {
    let sides = set.objects.compactMap { object -> Double? in
      let picture = object.picture
      guard picture.width > 0, picture.height > 0 else { return nil }
      let box = object.annotation.box
      let seen = resizing?.transform(of: picture.size).apply(box) ?? box
      return min(seen.width, seen.height)
    }
    guard !sides.isEmpty, let median = sides.median else { return [] }
    let small = sides.share { $0 < 4 }
    guard small >= 0.01 else { return [] }
    return [
      Finding(
        "data1", small >= 0.1 ? .severe : .warning, "Objects are too small to be seen",
        measured:
          "\(small.percentText) of \(sides.count) objects have a side under 4 pixels at the detector's size; the "
          + "shorter side is \(median.fixed(digits: 1)) pixels in the middle",
        expected: "under 1 %: the finest level has one cell for 8 × 8 pixels",
        advice: "look at larger pictures (--size), or cut pictures into parts")
    ]
  }
}
