// What a set says when its pixels are looked at: edges of boxes (data8), the same picture in both parts (data5).

import Boxes
import Formats
import Foundation
import Images
import Text

enum PictureRules {
  /// How many pictures are looked at, evenly spread over the set.
  static let most = 150

  /// The contrast of the boxes' edges, and of what other readings of the same numbers would give (data8).
  ///
  /// - Parameter image: reads a picture by its place; nil for one that cannot be read.
  static func edges(_ set: AnnotationSet, image: (Int) -> Image?) -> [Finding] {
    let step = max(1, set.pictures.count / most)
    let places = Array(stride(from: 0, to: set.pictures.count, by: step))
    let byPicture = Dictionary(grouping: set.annotations.filter { !$0.isCrowd && $0.picture != nil }) {
      $0.picture ?? 0
    }
    let looked = places.compactMap { place -> (place: Int, image: Image)? in image(place).map { (place, $0) } }
    func contrast(_ reading: BoxReading?, offset: Int = 0) -> EdgeContrast {
      EdgeContrast(
        looked.map { place, image in
          let boxes = (byPicture[place + offset] ?? []).map { annotation -> Box in
            let numbers = reading?.apply(annotation.reading, set.pictures[place]) ?? annotation.reading
            return Box(
              xMin: numbers.x, yMin: numbers.y, xMax: numbers.x + numbers.width, yMax: numbers.y + numbers.height)
          }
          return (
            image, boxes.filter { !$0.clipped(to: image.size).area.isZero }
          )
        })
    }
    let asWritten = contrast(nil)
    guard let value = asWritten.value, asWritten.boxes >= 20, value < limit else { return [] }
    let readings: [(Repair, String, EdgeContrast)] =
      [
        BoxReading.swapXY, .corners, .centers, .mirrored, .scaled(x: 2, y: 2), .scaled(x: 0.5, y: 0.5),
        .scaled(x: 4, y: 4), .scaled(x: 0.25, y: 0.25),
      ].map { ($0.repair, $0.detail, contrast($0)) }
      + [(.imageIDsDown, "", contrast(nil, offset: 1)), (.imageIDsUp, "", contrast(nil, offset: -1))]
    let best = readings.max { ($0.2.value ?? 0) < ($1.2.value ?? 0) }
    if let best, let better = best.2.value, better > 1.5 * value, better > 1.8, best.2.boxes >= asWritten.boxes / 2 {
      return [
        Finding(
          "data8", .severe, "It looks as if \(best.0.fault)",
          measured:
            "the color changes across the boxes' edges \(value.fixed(digits: 1)) times as much as at random places; read "
            + "otherwise (\(best.0.rawValue)\(best.1.isEmpty ? "" : ", \(best.1)")) \(better.fixed(digits: 1)) times",
          expected: "no other reading that is much better (right boxes of shapes have about 6)",
          places: places.prefix(3).map { set.pictures[$0].fileName },
          advice: "look at some boxes in their pictures, and correct what wrote them", repair: best.0.rawValue)
      ]
    }
    return [
      Finding(
        "data8", value < 1.2 ? .severe : .warning,
        value < 1.2 ? "Boxes lie as if placed at random" : "Boxes' edges are hardly edges of anything",
        measured:
          "the color changes across the boxes' edges \(value.fixed(digits: 1)) times as much as at random places, over "
          + "\(asWritten.boxes) boxes",
        expected:
          "at least \(limit.fixed(digits: 1)) (right boxes of shapes have about 6; photographs may have less, so look)",
        places: places.prefix(3).map { set.pictures[$0].fileName },
        advice: "look at some boxes: loose or shaken boxes, or those of other pictures, teach no place")
    ]
  }

  /// Below this contrast boxes are suspect.
  static let limit = 2.3

  /// The same picture, byte by byte, in both parts (data5).
  ///
  /// - Parameters:
  ///   - training: digests of the pictures learnt from, by name.
  ///   - validation: digests of the pictures measured on.
  static func shared(training: [String: String], validation: [String: String]) -> [Finding] {
    let known = Set(training.values)
    let both = validation.filter { known.contains($0.value) }.keys.sorted()
    guard !both.isEmpty else { return [] }
    let share = Double(both.count) / Double(validation.count)
    return [
      Finding(
        "data5", .severe, "Pictures are both learnt from and measured on",
        measured:
          "\(both.count) of \(validation.count) pictures of the validation part (\(share.percentText)) are in the "
          + "training part",
        expected: "none: what is known by heart says nothing of other pictures", places: Array(both.prefix(5)),
        advice: "take them out of one part")
    ]
  }
}
