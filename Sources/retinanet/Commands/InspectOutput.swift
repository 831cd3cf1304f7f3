// What `retinanet inspect --json` prints: what the screen says, for a program.

import Evaluation
import Figures
import Images

/// What annotations hold.
struct InspectOutput: Codable, Hashable {
  /// A class and its objects, sorted by area as COCO sorts them.
  struct Class: Codable, Hashable {
    var name: String
    var objects, small, medium, large: Int
  }

  /// The least and the largest of a length in pixels.
  struct Range: Codable, Hashable {
    var least, most: Int
  }

  var file: String
  /// "COCO", "PASCAL VOC", …, and by whom it seems to be written.
  var kind: String
  var pictures, picturesWithoutObjects, objects, crowds: Int
  /// Of the pictures whose size is known; nil if there is none.
  var heights, widths: Range?
  /// All of them, in the file's order.
  var classes: [Class]
  /// Annotations that can not be used, by reason.
  var leftOut: [String: Int]
  /// Why other commands refuse the file as it is, if they do.
  var refusal: String?
  var notes: [String]
  /// The clean copy, if one was asked for.
  var written: String?

  init(_ inspected: InspectedFile, named name: String) {
    let content = inspected.file
    (file, kind) = (name, inspected.kind)
    pictures = content.images.count
    picturesWithoutObjects = pictures - inspected.busyPictures
    objects = content.annotations.count
    crowds = content.annotations.count(where: \.isCrowd)
    heights = inspected.sides.map { Range($0.heights) }
    widths = inspected.sides.map { Range($0.widths) }
    classes = inspected.counts.map { category, counts in
      Class(
        name: category.name, objects: counts.objects, small: counts.small, medium: counts.medium,
        large: counts.large)
    }
    leftOut = Dictionary(uniqueKeysWithValues: content.dropped.map { ($0.rawValue, $1) })
    refusal = inspected.refusal
    notes = content.notes.map(\.description) + inspected.notes
  }
}

extension InspectOutput.Range {
  init(_ range: ClosedRange<Int>) { self.init(least: range.lowerBound, most: range.upperBound) }
}
