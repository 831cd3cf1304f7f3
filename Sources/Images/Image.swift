// A picture in memory: 8-bit RGB. What the network sees, Float in 0…1, is the detector's business.

import Boxes

/// A picture of `height` × `width` pixels.
///
/// Pixel (y, x) covers the square x ..< x + 1, y ..< y + 1 of the plane in which boxes live.
public struct Image: Hashable, Sendable {
  /// Rows, at least 1.
  public let height: Int
  /// Columns, at least 1.
  public let width: Int
  /// Shape [height, width, 3]: red, green and blue, row by row from the top left.
  ///
  /// Its count never changes.
  public var pixels: [UInt8]

  /// Its height and width.
  public var size: ImageSize { ImageSize(height: height, width: width) }

  /// A picture from its pixels, [height, width, 3].
  ///
  /// - Precondition: `height` and `width` are at least 1, `pixels.count` is `height * width * 3`.
  public init(height: Int, width: Int, pixels: [UInt8]) {
    Self.checkSize(height, width)
    precondition(
      pixels.count == height * width * 3,
      "pixels.count must be height · width · 3 = \(height * width * 3), found \(pixels.count)")
    self.height = height
    self.width = width
    self.pixels = pixels
  }

  /// A picture of one color.
  ///
  /// - Precondition: `height` and `width` are at least 1.
  public init(height: Int, width: Int, color: Color) {
    Self.checkSize(height, width)
    self.height = height
    self.width = width
    pixels = [UInt8](repeating: color.red, count: height * width * 3)
    for i in stride(from: 0, to: pixels.count, by: 3) {
      pixels[i + 1] = color.green
      pixels[i + 2] = color.blue
    }
  }

  private static func checkSize(_ height: Int, _ width: Int) {
    precondition(height >= 1 && width >= 1, "height and width must be at least 1, found \(height) × \(width)")
    precondition(
      height <= Int.max / 3 / width,
      "height and width must be few enough to be counted, found \(height) × \(width)")
  }

  /// The pixel in row `y` and column `x`.
  ///
  /// - Precondition: `y` is in 0 ..< height and `x` in 0 ..< width.
  public subscript(y: Int, x: Int) -> Color {
    get {
      let i = offset(y, x)
      return Color(red: pixels[i], green: pixels[i + 1], blue: pixels[i + 2])
    }
    set {
      let i = offset(y, x)
      pixels[i] = newValue.red
      pixels[i + 1] = newValue.green
      pixels[i + 2] = newValue.blue
    }
  }

  private func offset(_ y: Int, _ x: Int) -> Int {
    precondition(
      0 <= y && y < height && 0 <= x && x < width,
      "pixel must be in the \(height) × \(width) picture, found (\(y), \(x))")
    return (y * width + x) * 3
  }

  /// The color of the border, averaged over its pixels: what a shifted or padded picture is filled with.
  public var borderColor: Color {
    var sums = (0, 0, 0)
    var count = 0
    func add(_ y: Int, _ x: Int) {
      let i = (y * width + x) * 3
      sums = (sums.0 + Int(pixels[i]), sums.1 + Int(pixels[i + 1]), sums.2 + Int(pixels[i + 2]))
      count += 1
    }
    for x in 0..<width {
      add(0, x)
      if height > 1 { add(height - 1, x) }
    }
    for y in 1..<max(1, height - 1) {
      add(y, 0)
      if width > 1 { add(y, width - 1) }
    }
    func mean(_ sum: Int) -> UInt8 { UInt8((sum + count / 2) / count) }
    return Color(red: mean(sums.0), green: mean(sums.1), blue: mean(sums.2))
  }

  /// The mirror image: column x becomes column width - 1 - x.
  ///
  /// Properties:
  /// - Twice flipped is the picture itself.
  public func flippedHorizontally() -> Image {
    var flipped: [UInt8] = []
    flipped.reserveCapacity(pixels.count)
    var line = [UInt8](repeating: 0, count: 3 * width)
    for y in 0..<height {
      Self.mirror(pixels.span.extracting(3 * y * width..<3 * (y + 1) * width), into: &line)
      flipped += line
    }
    return Image(height: height, width: width, pixels: flipped)
  }

  private static func mirror(_ row: Span<UInt8>, into line: inout [UInt8]) {
    var line = line.mutableSpan
    let count = row.count
    precondition(line.count == count)
    var i = 0
    while i < count - 2 {
      line[i] = row[count - 3 - i]
      line[i + 1] = row[count - 2 - i]
      line[i + 2] = row[count - 1 - i]
      i += 3
    }
  }

  /// The part of a picture, its rows and columns within the given ranges.
  ///
  /// - Precondition: the ranges are not empty and lie within the picture.
  public func cropped(rows: Range<Int>, columns: Range<Int>) -> Image {
    precondition(
      !rows.isEmpty && !columns.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= height
        && columns.lowerBound >= 0 && columns.upperBound <= width,
      "rows and columns must be a part of the \(height) × \(width) picture, found \(rows) and \(columns)")
    var part: [UInt8] = []
    part.reserveCapacity(rows.count * columns.count * 3)
    for y in rows { part += pixels[(y * width + columns.lowerBound) * 3..<(y * width + columns.upperBound) * 3] }
    return Image(height: rows.count, width: columns.count, pixels: part)
  }
}
