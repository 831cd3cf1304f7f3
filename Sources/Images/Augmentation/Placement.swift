// A scale about the centre and a shift: where a picture's points go, and the picture that has gone there.

import Boxes

/// A scale about the picture's centre, followed by a shift in pixels.
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
    precondition(scale > 0 && scale.isFinite, "scale must be above 0 and finite, not \(scale)")
    precondition(shiftX.isFinite && shiftY.isFinite, "shifts must be finite, not \(shiftX), \(shiftY)")
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
  /// The picture scaled and shifted within its frame, bilinear; what comes from outside has the border's mean colour.
  ///
  /// Weights are multiples of 1/256, in integers: the same bits on every machine.
  ///
  /// Properties:
  /// - Scale 1 without shift gives the same picture; a shift by whole pixels moves pixels unchanged.
  public func placed(_ placement: Placement) -> Image {
    let fill = borderColor
    // One pixel of border around the picture, so that every tap has its two neighbours.
    let stride = (width + 2) * 3
    var framed = Image(height: height + 2, width: width + 2, color: fill).pixels
    for y in 0..<height {
      let (from, to) = (y * width * 3, (y + 1) * stride + 3)
      for i in 0..<width * 3 { framed[to + i] = pixels[from + i] }
    }

    let columns = Self.taps(width, placement.scale, placement.shiftX)
    let rows = Self.taps(height, placement.scale, placement.shiftY)
    var result = [UInt8](repeating: 0, count: pixels.count)
    var mixed = [Int32](repeating: 0, count: stride)
    var target = 0
    for (row, rowWeight) in rows {
      let upper = row * stride
      for i in 0..<stride {
        let above = Int32(framed[upper + i])
        mixed[i] = above << 8 + (Int32(framed[upper + stride + i]) - above) * rowWeight
      }
      for (column, weight) in columns {
        let i = column * 3
        for c in 0..<3 {
          let left = mixed[i + c]
          let value = left << 8 + (mixed[i + 3 + c] - left) * weight
          result[target + c] = UInt8(truncatingIfNeeded: (value + 1 << 15) >> 16)
        }
        target += 3
      }
    }
    return Image(height: height, width: width, pixels: result)
  }

  /// For each place, the first of its two neighbours in the framed picture and the second's weight, 0…256.
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
