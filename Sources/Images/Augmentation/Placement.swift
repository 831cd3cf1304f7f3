// A scale about the center and a shift: where a picture's points go, and the picture that has gone there.

import Boxes

/// A scale about the picture's center, followed by a shift in pixels.
///
/// ```
/// x′ = (x - width/2) · scale + width/2 + shiftX
/// ```
public struct Placement: Hashable, Sendable {
  /// The factor, above 0.
  public var scale: Double
  /// To the right, in pixels.
  public var shiftX: Double
  /// Down, in pixels.
  public var shiftY: Double

  /// A placement.
  ///
  /// - Precondition: `scale` is above 0 and finite, the shifts are finite.
  public init(scale: Double = 1, shiftX: Double = 0, shiftY: Double = 0) {
    precondition(scale > 0 && scale.isFinite, "scale must be above 0 and finite, found \(scale)")
    precondition(shiftX.isFinite && shiftY.isFinite, "shifts must be finite, found \(shiftX), \(shiftY)")
    self.scale = scale
    self.shiftX = shiftX
    self.shiftY = shiftY
  }

  /// Where a box goes in a picture of the given size; not clipped.
  public func box(_ box: Box, height: Double, width: Double) -> Box {
    func x(_ x: Double) -> Double { (x - width / 2) * scale + width / 2 + shiftX }
    func y(_ y: Double) -> Double { (y - height / 2) * scale + height / 2 + shiftY }
    return Box(xMin: x(box.xMin), yMin: y(box.yMin), xMax: x(box.xMax), yMax: y(box.yMax))
  }
}

extension Image {
  /// The picture scaled and shifted within its frame, bilinear; what comes from outside has the border's mean color.
  ///
  /// Weights are multiples of 1/256, in integers: the same bits on every machine.
  ///
  /// Properties:
  /// - Scale 1 without shift gives the same picture; a shift by whole pixels moves pixels unchanged.
  public func placed(_ placement: Placement) -> Image {
    let framed = framed(borderColor)
    let length = (width + 2) * 3
    let columns = Self.taps(width, placement.scale, placement.shiftX)
    var mixed = [Int32](repeating: 0, count: length)
    var line = [UInt8](repeating: 0, count: width * 3)
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count)
    for (row, weight) in Self.taps(height, placement.scale, placement.shiftY) {
      let start = row * length
      Self.mix(
        framed.span.extracting(start..<start + length), framed.span.extracting(start + length..<start + 2 * length),
        weight, into: &mixed)
      Self.take(columns, of: mixed.span, into: &line)
      result += line
    }
    return Image(height: height, width: width, pixels: result)
  }

  /// The pixels with one more of a color on every side, so that every tap has its two neighbors.
  private func framed(_ color: Color) -> [UInt8] {
    let corner = [color.red, color.green, color.blue]
    var edge: [UInt8] = []
    for _ in 0..<width + 2 { edge += corner }
    var result = edge
    result.reserveCapacity((height + 2) * edge.count)
    for y in 0..<height {
      result += corner
      result += pixels[y * width * 3..<(y + 1) * width * 3]
      result += corner
    }
    return result + edge
  }

  /// A row between two others, times 256: `weight` is the lower one's, in 256ths.
  private static func mix(_ upper: Span<UInt8>, _ lower: Span<UInt8>, _ weight: Int32, into row: inout [Int32]) {
    var row = row.mutableSpan
    precondition(upper.count == row.count && lower.count == row.count)
    for i in 0..<row.count {
      let above = Int32(upper[i])
      row[i] = above << 8 &+ (Int32(lower[i]) &- above) &* weight
    }
  }

  /// The columns of a row that is times 256, each between two neighbors, as bytes.
  private static func take(_ columns: [(Int, Int32)], of row: Span<Int32>, into line: inout [UInt8]) {
    var line = line.mutableSpan
    precondition(line.count == 3 * columns.count)
    for (place, (column, weight)) in columns.enumerated() {
      let pair = row.extracting(3 * column..<3 * column + 6)
      for c in 0..<3 {
        let value = pair[c] << 8 &+ (pair[c + 3] &- pair[c]) &* weight
        line[3 * place + c] = UInt8(truncatingIfNeeded: (value &+ 1 << 15) >> 16)
      }
    }
  }

  /// For each place, the first of its two neighbors in the framed picture and the second's weight, 0…256.
  private static func taps(_ size: Int, _ scale: Double, _ shift: Double) -> [(Int, Int32)] {
    let half = Double(size) / 2
    return (0..<size).map { place in
      let source = (Double(place) + 0.5 - half - shift) / scale + half - 0.5
      // From -1, in the frame before the picture, to size, in the frame behind it.
      let clamped = min(max(source, -1), Double(size))
      let first = min(Int(clamped.rounded(.down)), size - 1)
      return (first + 1, Int32(((clamped - Double(first)) * 256).rounded()))
    }
  }
}
