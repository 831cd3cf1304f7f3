// What every chart has around its data: title, legend, axes with ticks, and the place of a value in the plane.

/// The frame of a chart with an x and a y axis.
struct ChartFrame {
  struct LegendEntry {
    var name: String
    var style: String
  }

  let x: Axis
  let y: Axis
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  /// Title, legend, grid, ticks and labels, to be drawn before the data.
  let body: [String]

  init(
    title: String, xLabel: String, yLabel: String, x: Axis, y: Axis, legend: [LegendEntry], height: Double,
    width: Double
  ) {
    self.x = x
    self.y = y
    left = 24 + (yLabel.isEmpty ? 0 : 20) + (y.labels.map { SVG.width($0) }.max() ?? 0)
    right = width - 20
    let (legendBody, legendBottom) = Self.legend(legend, left: left, right: right, top: title.isEmpty ? 10 : 38)
    top = legendBottom + 16
    bottom = height - (xLabel.isEmpty ? 30 : 48)

    var body = title.isEmpty ? [] : [SVG.text(title, x: left, y: 24, style: "rk-title")]
    body += legendBody
    for (tick, label) in zip(y.ticks, y.labels) {
      guard let position = y.position(tick) else { continue }
      let height = bottom - position * (bottom - top)
      body.append(SVG.line(x1: left, y1: height, x2: right, y2: height, style: "rk-grid"))
      body.append(SVG.text(label, x: left - 8, y: height + 4, anchor: .end, style: "rk-soft"))
    }
    for (tick, label) in zip(x.ticks, x.labels) {
      guard let position = x.position(tick), (-0.001...1.001).contains(position) else { continue }
      let place = left + position * (right - left)
      body.append(SVG.line(x1: place, y1: bottom, x2: place, y2: bottom + 5, style: "rk-axis"))
      body.append(SVG.text(label, x: place, y: bottom + 19, anchor: .middle, style: "rk-soft"))
    }
    body.append(SVG.line(x1: left, y1: bottom, x2: right, y2: bottom, style: "rk-axis"))
    if !xLabel.isEmpty { body.append(SVG.text(xLabel, x: (left + right) / 2, y: bottom + 39, anchor: .middle)) }
    if !yLabel.isEmpty {
      body.append(SVG.text(yLabel, x: 18, y: (top + bottom) / 2, anchor: .middle, isVertical: true))
    }
    self.body = body
  }

  /// Where a point lies in the figure, held within the frame; `nil` if an axis has no place for it.
  func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double)? {
    guard let across = x.position(point.x), let up = y.position(point.y) else { return nil }
    func held(_ value: Double) -> Double { min(max(value, 0), 1) }
    return (left + held(across) * (right - left), bottom - held(up) * (bottom - top))
  }

  /// Names with a short line each, in as many rows as they need.
  private static func legend(
    _ entries: [LegendEntry], left: Double, right: Double, top: Double
  ) -> (body: [String], bottom: Double) {
    if entries.isEmpty { return ([], top - 8) }
    var body: [String] = []
    var (x, y) = (left, top + 8)
    for entry in entries {
      let width = 26 + SVG.width(entry.name) + 18
      if x > left, x + width > right { (x, y) = (left, y + 18) }
      body.append(SVG.line(x1: x, y1: y - 4, x2: x + 18, y2: y - 4, style: entry.style))
      body.append(SVG.text(entry.name, x: x + 25, y: y))
      x += width
    }
    return (body, y)
  }
}
