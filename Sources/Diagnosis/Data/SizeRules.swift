// Whether objects are still to be seen at the size that the detector looks at (data1).

import Anchors
import Formats
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
    let large = tooLarge(set, resizing: resizing)
    guard !sides.isEmpty, let median = sides.median else { return large }
    let small = sides.share { $0 < 4 }
    guard small >= 0.01 else { return large }
    return large + [
      Finding(
        "data1", small >= 0.1 ? .severe : .warning, "Objects are too small to be seen",
        measured:
          "\(small.percentText) of \(sides.count) objects have a side under 4 pixels at the detector's size; the "
          + "shorter side is \(median.fixed(digits: 1)) pixels in the middle",
        expected: "under 1 %: the finest level has one cell for 8 × 8 pixels",
        advice: "look at larger pictures (--size), or cut pictures into parts")
    ]
  }

  /// Pictures that the checks of anchors pass over, because a file may say any size.
  private static func tooLarge(_ set: AnnotationSet, resizing: Resizing?) -> [Finding] {
    let large = set.pictures.filter { picture in
      guard picture.width > 0, picture.height > 0 else { return false }
      return !AnchorRules.canSee(resizing?.transform(of: picture.size).size ?? picture.size)
    }
    guard let first = large.first else { return [] }
    return [
      Finding(
        "data1", .warning, "Pictures are too large to be looked at",
        measured:
          "\(large.count.counted("picture")) of \(set.pictures.count) with more than \(AnchorRules.mostPixels.grouped) "
          + "pixels, or \(AnchorGenerator.largestSide.grouped) a side, the first of height \(first.height) and width \(first.width)",
        expected: "sizes that a detector can look at",
        places: [shown(first.fileName)],
        advice: "correct the sizes in the file, or look at the pictures at a smaller one (--size)")
    ]
  }
}
