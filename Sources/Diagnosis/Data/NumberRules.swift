// What the four numbers of the boxes say of themselves, without a look at any picture (data2 and data9).

import Boxes
import Images
import Text

/// Rules about the numbers of annotated boxes.
///
/// ```
/// read as corners          width > x and height > y for nearly all     a healthy set: 1 in 10
/// shares of the picture    all numbers ≤ 1
/// of a smaller copy        boxes end at a common factor of the size    2.0: the pictures were shrunk, the boxes not
/// of a larger copy         area > width · height for nearly all        an area is never larger than its box
/// centers for corners      many end beyond the right and lower edge, and none does when read as centers
/// ```
enum NumberRules {
  /// The least number of boxes that a rule judges.
  static let leastBoxes = 10

  static func findings(_ set: AnnotationSet) -> [Finding] {
    let objects = set.objects
    guard objects.count >= leastBoxes else { return edges(set) }
    if let finding = meaning(objects) { return [finding] }
    return edges(set) + sameBoxes(objects)
  }

  private typealias Objects = [(annotation: AnnotationSet.Annotation, picture: AnnotationSet.Picture)]

  /// What the numbers are, if they are not x, y, width and height in pixels: the first reading that fits.
  private static func meaning(_ objects: Objects) -> Finding? {
    normalized(objects) ?? corners(objects) ?? scaled(objects) ?? areas(objects) ?? centers(objects)
  }

  private static func normalized(_ objects: Objects) -> Finding? {
    let largest =
      objects.map { max($0.annotation.x + $0.annotation.width, $0.annotation.y + $0.annotation.height) }
      .max() ?? 0
    guard largest <= 1.5 else { return nil }
    return misread(
      .normalized, measured: "the largest right or lower edge of \(objects.count) boxes is \(largest.short)",
      expected: "pixels: up to the pictures' sizes", count: objects.count)
  }

  private static func corners(_ objects: Objects) -> Finding? {
    // A box at the very edge says nothing: there x is 0.
    let judged = objects.filter { $0.annotation.x > 0 && $0.annotation.y > 0 }
    guard judged.count >= leastBoxes else { return nil }
    let share = judged.share { $0.annotation.width > $0.annotation.x && $0.annotation.height > $0.annotation.y }
    let over = judged.share { beyond($0.annotation.box, $0.picture) > 1 }
    guard share > 0.98, over > 0.1 else { return nil }
    return misread(
      .cornersReadAsSizes,
      measured:
        "width > x and height > y for \(share.percentText) of \(judged.count) boxes, and \(over.percentText) end beyond "
        + "their picture",
      expected: "at most half of them, and none: the third and fourth number are a size and not a corner",
      count: objects.count)
  }

  /// Boxes that end at twice the picture's size: of a larger copy.
  private static func scaled(_ objects: Objects) -> Finding? {
    let reach = objects.map {
      max(
        ($0.annotation.x + $0.annotation.width) / Double(max(1, $0.picture.width)),
        ($0.annotation.y + $0.annotation.height) / Double(max(1, $0.picture.height)))
    }
    let over = reach.share { $0 > 1.02 }
    guard let largest = reach.max(), largest > 1.3, over > 0.3 else { return nil }
    // Were they centers, no box would end farther than half of itself beyond the picture.
    if objects.share(where: { inside(BoxReading.centers, $0) }) > 0.98 { return nil }
    return misread(
      .scaled,
      measured:
        "boxes reach \(largest.fixed(digits: 2)) times as far as their pictures, and \(over.percentText) end beyond them",
      expected: "no box beyond its picture: these are of a copy about \(largest.fixed(digits: 1)) times as large",
      count: objects.count, detail: "divide the numbers by the factor by which the pictures were shrunk")
  }

  /// Areas larger than their boxes: the boxes were shrunk, the areas not.
  private static func areas(_ objects: Objects) -> Finding? {
    let factors = objects.compactMap { object -> Double? in
      let box = object.annotation.width * object.annotation.height
      guard let area = object.annotation.area, area > 0, box > 0 else { return nil }
      return area / box
    }
    // Boxes of one size are no copies of anything.
    guard factors.count >= leastBoxes, let median = factors.median, objects.map(\.annotation.width).deviation != 0
    else { return nil }
    let share = factors.share { $0 > 1.1 }
    guard share > 0.9 else { return nil }
    let factor = median.squareRoot()
    return misread(
      .scaled,
      measured:
        "area > width · height for \(share.percentText) of \(factors.count) boxes, \(median.fixed(digits: 2)) times in the middle",
      expected: "no area larger than its box: the boxes are of a copy 1/\(factor.fixed(digits: 1)) as large",
      count: objects.count, detail: "multiply the numbers by \(factor.fixed(digits: 2))")
  }

  private static func centers(_ objects: Objects) -> Finding? {
    let over = objects.share { beyond($0.annotation.box, $0.picture) > 1 }
    let low = objects.share { $0.annotation.x < -1 || $0.annotation.y < -1 }
    guard over > 0.05, low < 0.01 else { return nil }
    let asCenters = objects.share { inside(BoxReading.centers, $0) }
    guard asCenters > 0.98 else { return nil }
    return misread(
      .centersReadAsCorners,
      measured:
        "\(over.percentText) of \(objects.count) boxes end beyond the right or lower edge of their picture; read as "
        + "centers \(asCenters.percentText) lie inside",
      expected: "none beyond, read as corners", count: objects.count)
  }

  private static func inside(
    _ reading: BoxReading, _ object: (annotation: AnnotationSet.Annotation, picture: AnnotationSet.Picture)
  ) -> Bool {
    let numbers = reading.apply(object.annotation.reading, object.picture)
    return beyond(
      Box(xMin: numbers.x, yMin: numbers.y, xMax: numbers.x + numbers.width, yMax: numbers.y + numbers.height),
      object.picture) <= 1
  }

  private static func misread(
    _ repair: Repair, measured: String, expected: String, count: Int, detail: String? = nil
  ) -> Finding {
    Finding(
      "data9", .severe, "It looks as if \(repair.fault)", measured: measured, expected: expected,
      places: ["all \(count) boxes"],
      advice: (detail.map { $0 + "; " } ?? "")
        + "write every box as [x, y, width, height] in pixels of its own picture",
      repair: repair.rawValue)
  }

  /// By how many pixels a box ends beyond its picture, on its worst side.
  static func beyond(_ box: Box, _ picture: AnnotationSet.Picture) -> Double {
    max(-box.xMin, -box.yMin, box.xMax - Double(picture.width), box.yMax - Double(picture.height))
  }
}

// MARK: - Single boxes

extension NumberRules {
  /// Boxes beyond the edge and boxes without an area.
  private static func edges(_ set: AnnotationSet) -> [Finding] {
    let objects = set.objects
    guard !objects.isEmpty else { return [] }
    var findings: [Finding] = []
    let over = objects.filter { beyond($0.annotation.box, $0.picture) > 1 }
    if let worst = over.max(by: { beyond($0.annotation.box, $0.picture) < beyond($1.annotation.box, $1.picture) }) {
      let share = Double(over.count) / Double(objects.count)
      findings.append(
        Finding(
          "data2", share > 0.02 ? .severe : .warning, "Boxes end beyond their pictures",
          measured: "\(over.count) of \(objects.count) boxes (\(share.percentText)), the worst by "
            + "\(beyond(worst.annotation.box, worst.picture).fixed(digits: 1)) pixels, in \(worst.picture.fileName)",
          expected: "none by more than 1 pixel", places: places(over.map(\.picture)),
          advice: "look at some of them; a box is clipped to its picture before it is learnt"))
    }
    let empty = objects.filter { !($0.annotation.width > 0 && $0.annotation.height > 0) }
    if !empty.isEmpty {
      let share = Double(empty.count) / Double(objects.count)
      findings.append(
        Finding(
          "data2", share > 0.01 ? .severe : .warning, "Boxes without an area",
          measured: "\(empty.count) of \(objects.count) boxes (\(share.percentText)) have no width or no height",
          expected: "none: no anchor overlaps them, and no detection finds them", places: places(empty.map(\.picture)),
          advice: "correct them or leave them out"))
    }
    return findings
  }

  /// All boxes alike: somebody wrote the picture's size, or a constant.
  private static func sameBoxes(_ objects: Objects) -> [Finding] {
    let whole = objects.share {
      $0.annotation.width >= 0.98 * Double($0.picture.width) && $0.annotation.height >= 0.98 * Double($0.picture.height)
    }
    if whole > 0.5 {
      return [
        Finding(
          "data9", .severe, "Boxes are as large as their pictures",
          measured: "\(whole.percentText) of \(objects.count) boxes cover at least 98 % of each side",
          expected: "boxes around single objects: of the whole picture a detector learns no place", places: [],
          advice: "annotate objects, or train a classifier: labels of whole pictures have no boxes")
      ]
    }
    let widths = objects.map(\.annotation.width), heights = objects.map(\.annotation.height)
    guard widths.deviation == 0, heights.deviation == 0 else { return [] }
    return [
      Finding(
        "data9", .warning, "All boxes have one size",
        measured: "\(objects.count) boxes of \(widths[0].short) × \(heights[0].short) pixels",
        expected: "a spread of sizes, unless the objects have none", places: [],
        advice: "look whether points were annotated and made into boxes")
    ]
  }

  static func places(_ pictures: [AnnotationSet.Picture]) -> [String] { Array(pictures.prefix(5).map(\.fileName)) }
}

extension AnnotationSet.Annotation {
  /// The four numbers by name.
  var reading: Numbers { (x, y, width, height) }
}
