// One line of YOLO's annotations: a class and a box, a polygon or keypoints, in shares of the picture's size.

import Boxes
import Formats

/// A line `class x y width height`, and what may stand behind it.
struct YOLOLine {
  /// The class's number.
  let label: Int
  /// The box in pixels.
  let frame: Frame

  /// Why a line is none, in words.
  struct Problem: Error { var text: String }

  /// A box from its center and size (a fifth number is a score), the first four numbers before keypoints, or the box
  /// around a polygon's corners.
  ///
  /// - Parameter keypointNumbers: how many numbers keypoints add; nil: there are none.
  init(_ line: Substring, classes: Int, keypointNumbers: Int?, size: ImageSize) throws(Problem) {
    let words = line.split(whereSeparator: \.isWhitespace)
    let numbers = words.dropFirst().compactMap { decimalNumber($0) }
    guard numbers.count == words.count - 1, numbers.count >= 4, numbers.allSatisfy(\.isFinite) else {
      throw Problem(text: "expected a class and x, y, width, height, found '\(shown(line, limit: 60))'")
    }
    // Some programs write the class as they write all else, 0.0 or 0.000000.
    guard let number = decimalNumber(words[0]), let label = Int(exactly: number), 0..<classes ~= label else {
      throw Problem(text: "expected a class in 0 ..< \(classes), found '\(shown(words[0], limit: 20))'")
    }
    self.label = label
    let isPolygon: Bool
    switch numbers.count {
    case 4, 5: isPolygon = false
    case let count where keypointNumbers.map { count == 4 + $0 || count == 5 + $0 } == true: isPolygon = false
    case let count where count.isMultiple(of: 2) && keypointNumbers == nil: isPolygon = true
    case let count:
      throw Problem(
        text:
          "expected 4 numbers of a box, 5 with a score, or the x and y of a polygon's corners, found \(count) numbers; "
          + "of keypoints data.yaml says how many they are, such as kpt_shape: [17, 3]")
    }
    guard (isPolygon ? numbers[...] : numbers.prefix(4)).allSatisfy({ abs($0) <= 2 }) else {
      throw Problem(
        text: "expected shares of the picture's size, 0…1, found '\(shown(line, limit: 60))'; are they pixels?")
    }
    let (height, width) = (Double(size.height), Double(size.width))
    if !isPolygon {
      frame = Frame(
        x: (numbers[0] - numbers[2] / 2) * width, y: (numbers[1] - numbers[3] / 2) * height, width: numbers[2] * width,
        height: numbers[3] * height)
      return
    }
    let xs = stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] * width }
    let ys = stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] * height }
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    frame = Frame(x: left, y: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top)
  }
}
