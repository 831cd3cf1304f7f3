// Drawing with 2 × 2 antialiasing: convex figures are filled span by span within their extent, in integers.

import Boxes
import Images
import Randomness

/// A figure that every horizontal line cuts in one span.
enum ConvexFigure {
  case ellipse(Box)
  case rectangle(Box)
  /// Isosceles: the tip in the middle of the box's top, the base its bottom.
  case triangle(Box)
  /// A straight line with butt ends: its four corners in order.
  case quadrilateral(x: SIMD4<Double>, y: SIMD4<Double>)

  init(_ shape: Shape, _ box: Box) {
    switch shape {
    case .ellipse: self = .ellipse(box)
    case .rectangle: self = .rectangle(box)
    case .triangle: self = .triangle(box)
    }
  }

  /// A line of the given thickness; one without length is empty.
  init(line: Scene.Line) {
    let (dx, dy) = (line.x1 - line.x0, line.y1 - line.y0)
    let length = (dx * dx + dy * dy).squareRoot()
    let half = length > 0 ? line.thickness / (2 * length) : 0
    let (nx, ny) = (-dy * half, dx * half)
    self = .quadrilateral(
      x: SIMD4(line.x0 + nx, line.x1 + nx, line.x1 - nx, line.x0 - nx),
      y: SIMD4(line.y0 + ny, line.y1 + ny, line.y1 - ny, line.y0 - ny))
  }

  /// The lowest and the greatest y.
  var vertical: (low: Double, high: Double) {
    switch self {
    case .ellipse(let box), .rectangle(let box), .triangle(let box): (box.yMin, box.yMax)
    case .quadrilateral(_, let y): (y.min(), y.max())
    }
  }

  /// Where the line at height `y`, which cuts the figure, enters and leaves it.
  func span(_ y: Double) -> (Double, Double) {
    switch self {
    case .rectangle(let box): return (box.xMin, box.xMax)
    case .ellipse(let box):
      let t = (2 * y - box.yMin - box.yMax) / box.height
      let half = max(0, 1 - t * t).squareRoot() * box.width / 2
      return (box.centerX - half, box.centerX + half)
    case .triangle(let box):
      let half = (y - box.yMin) / box.height * box.width / 2
      return (box.centerX - half, box.centerX + half)
    case .quadrilateral(let xs, let ys):
      var (low, high) = (Double.infinity, -Double.infinity)
      for i in 0..<4 {
        let (a, b) = (i, (i + 1) % 4)
        guard (ys[a] <= y) != (ys[b] <= y) else { continue }
        let x = xs[a] + (y - ys[a]) / (ys[b] - ys[a]) * (xs[b] - xs[a])
        low = min(low, x)
        high = max(high, x)
      }
      return (low, high)
    }
  }
}

/// Pixels in the making: [side, side, 3], each channel 0…255 times 256.
struct Canvas {
  let side: Int
  private(set) var channels: [UInt16]

  init(side: Int, color: Color) {
    self.side = side
    let paint = Paint(color)
    var row: [UInt16] = []
    row.reserveCapacity(3 * side)
    for _ in 0..<side { row += [paint.red, paint.green, paint.blue] }
    channels = []
    channels.reserveCapacity(3 * side * side)
    for _ in 0..<side { channels += row }
  }

  /// Lays a figure over what is there.
  ///
  /// A pixel of which n of the four sample points are inside becomes n/4 of it.
  mutating func fill(_ figure: ConvexFigure, _ color: Color) {
    let (low, high) = figure.vertical
    guard low < high, low < Double(side), high > 0 else { return }
    let (side, paint) = (side, Paint(color))
    var channels = channels.mutableSpan
    for row in max(0, Int(low.rounded(.down)))..<min(side, Int(high.rounded(.up))) {
      let upper = Self.samples(figure, Double(row) + 0.25, low, high, side: side)
      let lower = Self.samples(figure, Double(row) + 0.75, low, high, side: side)
      let coverage = Coverage(upper, lower)
      let start = 3 * row * side
      for column in coverage.before {
        paint.mix(into: &channels, at: start + 3 * column, quarters: coverage.quarters(column))
      }
      paint.cover(&channels, from: start + 3 * coverage.inside.lowerBound, count: coverage.inside.count)
      for column in coverage.after {
        paint.mix(into: &channels, at: start + 3 * column, quarters: coverage.quarters(column))
      }
    }
  }

  /// The sample columns inside at one height; there are two a pixel, sample j standing at x = (j + ½) / 2.
  private static func samples(
    _ figure: ConvexFigure, _ y: Double, _ low: Double, _ high: Double, side: Int
  ) -> Range<Int> {
    guard low <= y, y < high else { return 0..<0 }
    let (left, right) = figure.span(y)
    func column(_ x: Double) -> Int { Int(min(max((2 * x - 0.5).rounded(.up), 0), Double(2 * side))) }
    guard left < right else { return 0..<0 }
    return column(left)..<max(column(left), column(right))
  }

  /// The picture, with noise added in each channel, rounded to whole levels.
  func image(adding noise: Noise, using generator: inout SeededGenerator) -> Image {
    Image(height: side, width: side, pixels: noise.added(to: channels, using: &generator))
  }
}

/// Which pixels of a row are covered, by the samples that are inside in its upper and in its lower half.
private struct Coverage {
  private let upper, lower: Range<Int>
  /// The columns wholly inside, and those on both sides that are so in part.
  let before, inside, after: Range<Int>

  init(_ upper: Range<Int>, _ lower: Range<Int>) {
    (self.upper, self.lower) = (upper, lower)
    guard !upper.isEmpty || !lower.isEmpty else {
      (before, inside, after) = (0..<0, 0..<0, 0..<0)
      return
    }
    let (a, b) = (upper.isEmpty ? lower : upper, lower.isEmpty ? upper : lower)
    let all = min(a.lowerBound, b.lowerBound) / 2..<(max(a.upperBound, b.upperBound) + 1) / 2
    let (first, last) = (
      (max(upper.lowerBound, lower.lowerBound) + 1) / 2, min(upper.upperBound, lower.upperBound) / 2
    )
    if first < last {
      (before, inside, after) = (all.lowerBound..<first, first..<last, last..<all.upperBound)
    } else {
      (before, inside, after) = (all, 0..<0, 0..<0)
    }
  }

  /// How many of a pixel's four samples are inside.
  func quarters(_ column: Int) -> Int32 {
    func count(_ samples: Range<Int>) -> Int32 {
      (samples.contains(2 * column) ? 1 : 0) + (samples.contains(2 * column + 1) ? 1 : 0)
    }
    return count(upper) + count(lower)
  }
}

/// A color's channels, 0…255 times 256.
private struct Paint {
  let red, green, blue: UInt16

  init(_ color: Color) {
    (red, green, blue) = (UInt16(color.red) << 8, UInt16(color.green) << 8, UInt16(color.blue) << 8)
  }

  /// Lays the color over so many pixels from channel `first` on.
  func cover(_ channels: inout MutableSpan<UInt16>, from first: Int, count: Int) {
    let end = first + 3 * count
    // Known beforehand, so that the loop needs no checks.
    precondition(0 <= first && end <= channels.count)
    var channel = first
    while channel < end - 2 {
      channels[channel] = red
      channels[channel + 1] = green
      channels[channel + 2] = blue
      channel += 3
    }
  }

  /// Lays n quarters of the color over the pixel at channel `first`.
  func mix(into channels: inout MutableSpan<UInt16>, at first: Int, quarters: Int32) {
    func mixed(_ old: UInt16, _ new: UInt16) -> UInt16 {
      UInt16(truncatingIfNeeded: Int32(old) + ((Int32(new) - Int32(old)) * quarters) >> 2)
    }
    channels[first] = mixed(channels[first], red)
    channels[first + 1] = mixed(channels[first + 1], green)
    channels[first + 2] = mixed(channels[first + 2], blue)
  }
}
