// A line chart as an SVG string: losses over steps, precision over recall.

/// Several named lines over a common pair of axes, 640 × 360 px unless told otherwise.
///
/// The figure stands on whatever background it is put on, and has colors for light and for dark.
///
/// Edge cases: points that are not finite, or not positive on a logarithmic axis, interrupt their line; a line of a
/// single point is drawn as a dot; points outside a given range are held at its border; without points the axes
/// run from 0 to 1 and say so.
public struct LineChart: Hashable, Sendable {
  /// A point of a line.
  public struct Point: Hashable, Sendable {
    /// To the right.
    public var x: Double
    /// Upwards.
    public var y: Double

    /// A point.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// A line and its name.
  public struct Series: Hashable, Sendable {
    /// How a line is drawn.
    public enum Style: Hashable, Sendable {
      /// The usual.
      case solid
      /// For references and limits.
      case dashed
      /// Thin and pale, for what is noisy, under its own smoothed line.
      case faint
    }
    /// In the legend; an empty name stands in none.
    public var name: String
    /// In order of x.
    public var points: [Point]
    /// How the line is drawn.
    public var style: Style
    /// Which color of the palette; by default the series' place in the chart.
    public var color: Int?

    /// A line from points.
    public init(_ name: String, points: [Point], style: Style = .solid, color: Int? = nil) {
      self.name = name
      self.points = points
      self.style = style
      self.color = color
    }

    /// A line from values at x = `first`, `first` + 1 and so on.
    public init(_ name: String, values: [Double], first: Double = 0, style: Style = .solid, color: Int? = nil) {
      self.init(
        name, points: values.enumerated().map { Point(x: first + Double($0.offset), y: $0.element) }, style: style,
        color: color)
    }

    /// Each y replaced by the mean of the last `window` finite ones, itself included.
    public func smoothed(window: Int) -> [Point] {
      precondition(window >= 1, "window must be at least 1, found \(window)")
      return points.indices.map { index in
        let recent = points[max(0, index - window + 1)...index].map(\.y).filter(\.isFinite)
        return Point(x: points[index].x, y: recent.isEmpty ? .nan : recent.reduce(0, +) / Double(recent.count))
      }
    }
  }

  /// Above the chart; may be empty.
  public var title: String
  /// Under the x axis; may be empty.
  public var xLabel: String
  /// Beside the y axis; may be empty.
  public var yLabel: String
  /// The lines, later ones over earlier ones.
  public var series: [Series]
  /// Whether y is logarithmic.
  public var isLogarithmic: Bool
  /// The x axis' ends, or `nil` for those of the data.
  public var xRange: ClosedRange<Double>?
  /// The y axis' ends, or `nil` for those of the data.
  public var yRange: ClosedRange<Double>?
  /// In pixels.
  public var height: Double
  /// In pixels.
  public var width: Double

  /// A chart of lines.
  public init(
    title: String = "", xLabel: String = "", yLabel: String = "", series: [Series], isLogarithmic: Bool = false,
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil, height: Double = 360, width: Double = 640
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.isLogarithmic = isLogarithmic
    self.xRange = xRange
    self.yRange = yRange
    self.height = height
    self.width = width
  }

  /// The figure, one `<svg>` element with its own style: a file by itself, or inline in HTML.
  public var svg: String {
    let drawable = series.flatMap(\.points).filter {
      $0.x.isFinite && $0.y.isFinite && (!isLogarithmic || $0.y > 0)
    }
    let frame = ChartFrame(
      title: title, xLabel: xLabel, yLabel: yLabel,
      x: Axis(xRange.map { [$0.lowerBound, $0.upperBound] } ?? drawable.map(\.x), isWidened: false, ticks: 8),
      y: Axis(yRange.map { [$0.lowerBound, $0.upperBound] } ?? drawable.map(\.y), isLogarithmic: isLogarithmic),
      legend: series.enumerated().filter { !$0.element.name.isEmpty }.map {
        ChartFrame.LegendEntry(name: $0.element.name, style: style($0.element, index: $0.offset))
      }, height: height, width: width)
    var body = frame.body
    if drawable.isEmpty {
      body.append(
        SVG.text(
          "no points", x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2, anchor: .middle,
          style: "rk-soft"))
    }
    for (index, line) in series.enumerated() { body += lines(line, index: index, frame: frame) }
    return SVG.document(height: height, width: width, title: title, body: body)
  }

  /// A line in pieces, one for each run of points that have a place.
  private func lines(_ line: Series, index: Int, frame: ChartFrame) -> [String] {
    let places = line.points.map { frame.place(($0.x, $0.y)) }
    return places.split { $0 == nil }.map { run in
      let points = thinned(run.compactMap { $0 })
      if points.count == 1 {
        let (x, y) = (SVG.number(points[0].x), SVG.number(points[0].y))
        return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"3\" class=\"rk-f\(colorIndex(line, index))\"/>"
      }
      let path = points.map { "\(SVG.number($0.x)),\(SVG.number($0.y))" }.joined(separator: " ")
      return "<polyline points=\"\(path)\" class=\"\(style(line, index: index))\"/>"
    }
  }

  private func colorIndex(_ line: Series, _ index: Int) -> Int {
    let count = Palette.entries.count
    return (((line.color ?? index) % count) + count) % count
  }

  private func style(_ line: Series, index: Int) -> String {
    let extra =
      switch line.style {
      case .solid: ""
      case .dashed: " rk-dashed"
      case .faint: " rk-faint"
      }
    return "rk-line rk-s\(colorIndex(line, index))\(extra)"
  }
}

/// At most four points for each pixel column: the first, the lowest, the highest and the last, which looks the same.
private func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
  if points.count <= 2000 { return points }
  var result: [(x: Double, y: Double)] = []
  var start = 0
  while start < points.count {
    let column = points[start].x.rounded(.down)
    var end = start
    var (lowest, highest) = (start, start)
    while end < points.count, points[end].x.rounded(.down) == column {
      if points[end].y < points[lowest].y { lowest = end }
      if points[end].y > points[highest].y { highest = end }
      end += 1
    }
    result += Set([start, lowest, highest, end - 1]).sorted().map { points[$0] }
    start = end
  }
  return result
}
