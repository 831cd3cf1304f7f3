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
  case quadrilateral([(x: Double, y: Double)])

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
    self = .quadrilateral([
      (line.x0 + nx, line.y0 + ny), (line.x1 + nx, line.y1 + ny), (line.x1 - nx, line.y1 - ny),
      (line.x0 - nx, line.y0 - ny),
    ])
  }

  /// The lowest and the greatest y.
  var vertical: (low: Double, high: Double) {
    switch self {
    case .ellipse(let box), .rectangle(let box), .triangle(let box): (box.yMin, box.yMax)
    case .quadrilateral(let corners):
      (corners.reduce(.infinity) { min($0, $1.y) }, corners.reduce(-.infinity) { max($0, $1.y) })
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
    case .quadrilateral(let corners):
      var (low, high) = (Double.infinity, -Double.infinity)
      for i in 0..<4 {
        let (a, b) = (corners[i], corners[(i + 1) % 4])
        guard (a.y <= y) != (b.y <= y) else { continue }
        let x = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)
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
  private(set) var channels: [Int32]

  init(side: Int, color: Color) {
    self.side = side
    channels = [Int32](repeating: Int32(color.red) << 8, count: side * side * 3)
    let (green, blue) = (Int32(color.green) << 8, Int32(color.blue) << 8)
    for i in stride(from: 0, to: channels.count, by: 3) {
      channels[i + 1] = green
      channels[i + 2] = blue
    }
  }

  /// Lays a figure over what is there.
  ///
  /// A pixel of which n of the four sample points are inside becomes n/4 of it.
  mutating func fill(_ figure: ConvexFigure, _ color: Color) {
    let (low, high) = figure.vertical
    guard low < high else { return }
    let paint = (Int32(color.red) << 8, Int32(color.green) << 8, Int32(color.blue) << 8)
    let rows = max(0, Int(low.rounded(.down)))..<max(0, min(side, Int(high.rounded(.up))))
    guard low < Double(side), high > 0 else { return }
    for row in rows {
      let upper = samples(figure, Double(row) + 0.25, low, high)
      let lower = samples(figure, Double(row) + 0.75, low, high)
      let first = min(upper.lowerBound, lower.lowerBound) / 2
      let last = (max(upper.upperBound, lower.upperBound) + 1) / 2
      guard first < last else { continue }
      for column in first..<last {
        let covered = Self.overlap(upper, column) + Self.overlap(lower, column)
        let i = (row * side + column) * 3
        if covered == 4 {
          channels[i] = paint.0
          channels[i + 1] = paint.1
          channels[i + 2] = paint.2
        } else if covered > 0 {
          channels[i] += ((paint.0 - channels[i]) * covered) >> 2
          channels[i + 1] += ((paint.1 - channels[i + 1]) * covered) >> 2
          channels[i + 2] += ((paint.2 - channels[i + 2]) * covered) >> 2
        }
      }
    }
  }

  /// The sample columns inside at one height; there are two a pixel, sample j standing at x = (j + ½) / 2.
  private func samples(_ figure: ConvexFigure, _ y: Double, _ low: Double, _ high: Double) -> Range<Int> {
    guard low <= y, y < high else { return side * 2..<side * 2 }
    let (left, right) = figure.span(y)
    func column(_ x: Double) -> Int { Int(min(max((2 * x - 0.5).rounded(.up), 0), Double(2 * side))) }
    guard left < right else { return side * 2..<side * 2 }
    return column(left)..<max(column(left), column(right))
  }

  private static func overlap(_ samples: Range<Int>, _ column: Int) -> Int32 {
    (samples.contains(2 * column) ? 1 : 0) + (samples.contains(2 * column + 1) ? 1 : 0)
  }

  /// The picture, with noise added in each channel, rounded to whole levels.
  func image(adding noise: Noise, using generator: inout SeededGenerator) -> Image {
    var pixels = [UInt8](repeating: 0, count: channels.count)
    noise.add(to: channels, into: &pixels, using: &generator)
    return Image(height: side, width: side, pixels: pixels)
  }
}
