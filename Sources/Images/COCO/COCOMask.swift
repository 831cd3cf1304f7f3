// The box around an object of which a file has only the outline, and its area: polygons, or a mask in runs of pixels.

import Boxes
import Formats

/// The box around a mask or polygons, and the area in square pixels that they cover.
struct Outline: Hashable {
  var frame: Frame
  var area: Double
}

extension COCOScan {
  private static let maskKeys = ["counts", "size"]
  private static let maskNames = JSONNames(maskKeys)

  /// The box around the polygons or the mask that begin at a place of the text, and their area; nil if they are none,
  /// or polygons without extent.
  ///
  /// Polygons are lists of x, y, x, y, …, or one such list by itself; masks are COCO's runs down the columns, as a list
  /// of counts or as a text. A mask without a pixel has the box 0, 0, 0, 0, as COCO's mask API gives it.
  func outline(at place: Int) -> Outline? {
    // Of a copy: one that ends at a fault is left within brackets.
    var scan = self
    scan.scanner.position = place
    switch try? scan.scanner.kind() {
    case .list: return try? scan.polygons()
    case .object: return try? scan.mask()
    default: return nil
    }
  }

  /// The box around the keypoints that begin at a place of the text, x, y, how visible, x, y, …, all of them, also
  /// those that cannot be seen; nil if there are none.
  func boxOfKeypoints(at place: Int) -> Frame? {
    var scan = self
    scan.scanner.position = place
    return try? scan.keypoints()
  }

  private mutating func keypoints() throws(JSONError) -> Frame? {
    var points: [Double] = []
    try scanner.beginList()
    while try scanner.nextElement() { points.append(try scanner.double()) }
    let xs = stride(from: 0, to: points.count, by: 3).map { points[$0] }
    let ys = stride(from: 1, to: points.count, by: 3).map { points[$0] }
    guard points.count % 3 == 0, let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max()
    else { return nil }
    return Frame(x: left, y: top, width: right - left, height: bottom - top)
  }

  private mutating func polygons() throws(JSONError) -> Outline? {
    var extent = Extent()
    var flat: [Double] = []
    try scanner.beginList()
    while try scanner.nextElement() {
      if try scanner.kind() == .list {
        var points: [Double] = []
        try scanner.beginList()
        while try scanner.nextElement() { points.append(try scanner.double()) }
        extent.add(points)
      } else {
        flat.append(try scanner.double())
      }
    }
    extent.add(flat)
    return extent.outline
  }

  private mutating func mask() throws(JSONError) -> Outline? {
    var counts: [Int] = []
    var size: [Int] = []
    try scanner.beginObject()
    while let key = try scanner.nextKey(Self.maskNames) {
      switch key {
      case 0 where try scanner.kind() == .string: counts = RunLengths.counts(of: try scanner.string())
      case 0: counts = try wholeNumbers()
      case 1: size = try wholeNumbers()
      default: try scanner.skipValue()
      }
    }
    guard size.count == 2 else { return nil }
    return RunLengths.outline(of: counts, height: size[0], width: size[1])
  }

  private mutating func wholeNumbers() throws(JSONError) -> [Int] {
    var numbers: [Int] = []
    try scanner.beginList()
    while try scanner.nextElement() {
      guard let number = try scanner.number().int else { throw scanner.failure("a whole number") }
      numbers.append(number)
    }
    return numbers
  }
}

/// The smallest box around polygons, and what they enclose.
private struct Extent {
  var low = (x: Double.infinity, y: Double.infinity)
  var high = (x: -Double.infinity, y: -Double.infinity)
  var area = 0.0

  /// Takes in a polygon whose corners stand as x, y, x, y, ….
  mutating func add(_ points: [Double]) {
    // Twice what it encloses: the triangles that its first corner makes with each edge.
    var twice = 0.0
    for index in stride(from: 0, to: points.count - 1, by: 2) {
      let (x, y) = (points[index], points[index + 1])
      low = (min(low.x, x), min(low.y, y))
      high = (max(high.x, x), max(high.y, y))
      if index > 0 {
        let (lastX, lastY) = (points[index - 2] - points[0], points[index - 1] - points[1])
        twice += lastX * (y - points[1]) - (x - points[0]) * lastY
      }
    }
    area += abs(twice) / 2
  }

  var outline: Outline? {
    guard high.x > low.x, high.y > low.y else { return nil }
    let frame = Frame(x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y)
    // Two points, as some tools write a rectangle, enclose nothing.
    return Outline(frame: frame, area: area > 0 ? area : frame.area)
  }
}

/// COCO's masks: how many pixels are outside, inside, outside, …, down the columns from the left.
enum RunLengths {
  /// The counts of a compressed mask: five bits a character, lowest first, from the third on as a difference to the
  /// count two before (`rleFrString` of COCO's mask API).
  static func counts(of text: String) -> [Int] {
    var counts: [Int] = []
    var value = 0
    var shift = 0
    for byte in text.utf8 {
      guard byte >= 48, byte < 112, shift < 60 else { return [] }
      let bits = Int(byte - 48)
      value |= (bits & 0x1F) << shift
      shift += 5
      if bits & 0x20 != 0 { continue }
      if bits & 0x10 != 0 { value |= -1 << shift }
      if counts.count > 2 { value = value &+ counts[counts.count - 2] }
      counts.append(value)
      (value, shift) = (0, 0)
    }
    return counts
  }

  /// The box around the pixels inside, and their number; nil if the counts are not those of such a picture.
  static func outline(of counts: [Int], height: Int, width: Int) -> Outline? {
    let (pixels, overflow) = height.multipliedReportingOverflow(by: width)
    guard height >= 1, width >= 1, !overflow else { return nil }
    var (left, right, top, bottom) = (width, -1, height, -1)
    var (start, inside) = (0, 0)
    for (index, count) in counts.enumerated() {
      guard count >= 0, count <= pixels - start else { return nil }
      let end = start + count
      if index % 2 == 1 && count > 0 {
        inside += count
        let (first, last) = (start / height, (end - 1) / height)
        (left, right) = (min(left, first), max(right, last))
        // A run that goes on in the next column touches the picture's lower and upper edge.
        top = min(top, first == last ? start % height : 0)
        bottom = max(bottom, first == last ? (end - 1) % height : height - 1)
      }
      start = end
    }
    guard right >= left else { return Outline(frame: Frame(x: 0, y: 0, width: 0, height: 0), area: 0) }
    return Outline(
      frame: Frame(
        x: Double(left), y: Double(top), width: Double(right - left + 1), height: Double(bottom - top + 1)),
      area: Double(inside))
  }
}
