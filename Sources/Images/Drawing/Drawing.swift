// Lines and rectangles on a picture: hard-edged, for annotations. What lies outside the picture is not drawn.

import Boxes

extension Image {
  /// Fills a rectangle of whole pixels.
  public mutating func fill(rows: Range<Int>, columns: Range<Int>, color: Color) {
    let columns = columns.clamped(to: 0..<width)
    for y in rows.clamped(to: 0..<height) {
      for x in columns { self[y, x] = color }
    }
  }

  /// Draws a box's outline, `thickness` pixels wide, inwards from the pixels that hold its edges.
  ///
  /// With a `dash` the line is drawn for so many pixels, left out for as many, and so on from the top left corner.
  ///
  /// Edge cases: edges outside the picture are not drawn; a box that is not finite draws nothing.
  ///
  /// - Precondition: `thickness` and `dash` are at least 1.
  public mutating func drawRectangle(_ box: Box, color: Color, thickness: Int = 1, dash: Int? = nil) {
    precondition(thickness >= 1, "thickness must be at least 1, found \(thickness)")
    precondition(dash.map { $0 >= 1 } ?? true, "dash must be at least 1, found \(dash ?? 0)")
    let edges = [box.xMin, box.yMin, box.xMax, box.yMax]
    guard edges.allSatisfy(\.isFinite), box.xMin <= box.xMax, box.yMin <= box.yMax else { return }
    // Far outside is as good as just outside, and fits an Int.
    func pixel(_ edge: Double, _ limit: Int) -> Int { Int(min(max(edge, -9), Double(limit) + 9).rounded(.down)) }
    let (left, top) = (pixel(box.xMin, width), pixel(box.yMin, height))
    let right = max(left, pixel(box.xMax.nextDown, width))
    let bottom = max(top, pixel(box.yMax.nextDown, height))
    for y in max(0, top)..<max(0, top, min(height, bottom + 1)) {
      let isEdgeRow = y < top + thickness || y > bottom - thickness
      for x in max(0, left)..<max(0, left, min(width, right + 1)) {
        let isEdgeColumn = x < left + thickness || x > right - thickness
        guard isEdgeRow || isEdgeColumn else { continue }
        let along = isEdgeRow ? x - left : y - top
        if let dash, (along / dash) % 2 == 1 { continue }
        self[y, x] = color
      }
    }
  }

  /// Draws a straight line: all pixels whose centers are within half the thickness of it.
  ///
  /// Edge cases: a line without length is a dot; ends that are not finite draw nothing.
  ///
  /// - Precondition: `thickness` is above 0.
  public mutating func drawLine(
    fromX x0: Double, y y0: Double, toX x1: Double, y y1: Double, color: Color, thickness: Double = 1
  ) {
    precondition(thickness > 0, "thickness must be above 0, found \(thickness)")
    guard [x0, y0, x1, y1].allSatisfy(\.isFinite) else { return }
    // A line through pixel corners passes every center at √½ of a pixel: below that there would be gaps.
    let reach = max(thickness, 1) / 2 + 0.01
    func range(_ a: Double, _ b: Double, _ limit: Int) -> Range<Int> {
      let low = max(0, min(a, b) - reach).rounded(.down)
      let high = min(Double(limit), (max(a, b) + reach).rounded(.up))
      return low < high ? Int(low)..<Int(high) : 0..<0
    }
    let (dx, dy) = (x1 - x0, y1 - y0)
    let squared = dx * dx + dy * dy
    for y in range(y0, y1, height) {
      for x in range(x0, x1, width) {
        let (px, py) = (Double(x) + 0.5 - x0, Double(y) + 0.5 - y0)
        let along = squared > 0 ? min(1, max(0, (px * dx + py * dy) / squared)) : 0
        let (ex, ey) = (px - along * dx, py - along * dy)
        if ex * ex + ey * ey <= reach * reach { self[y, x] = color }
      }
    }
  }

  /// Copies another picture onto this one, its top left pixel at row `y` and column `x`.
  public mutating func draw(_ other: Image, y: Int, x: Int) {
    for row in 0..<other.height where 0..<height ~= y + row {
      for column in 0..<other.width where 0..<width ~= x + column {
        self[y + row, x + column] = other[row, column]
      }
    }
  }
}
