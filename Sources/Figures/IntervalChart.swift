// Values with their intervals, one row for each name, as an SVG string: what a comparison of settings is read from.

import Foundation
import Text

/// For each name a dot with the range around it, small dots for its single runs, and a hollow one for a reference.
///
/// All stand over one axis. What of two rows overlaps is not to be told apart by this figure alone.
///
/// Edge cases: a value that is `nil` or not finite is not drawn; without values the axis runs from 0 to 1.
public struct IntervalChart: Hashable, Sendable {
  /// A name and what is known of it.
  public struct Row: Hashable, Sendable {
    /// At the left.
    public var name: String
    /// The dot.
    public var value: Double?
    /// The line through it, from its lower to its upper end.
    public var range: ClosedRange<Double>?
    /// The small dots.
    public var runs: [Double]
    /// The hollow dot.
    public var reference: Double?

    /// A row.
    public init(
      _ name: String, _ value: Double?, range: ClosedRange<Double>? = nil, runs: [Double] = [],
      reference: Double? = nil
    ) {
      self.name = name
      self.value = value
      self.range = range
      self.runs = runs
      self.reference = reference
    }
  }

  /// Above the chart; may be empty.
  public var title: String
  /// Under the axis; may be empty.
  public var xLabel: String
  /// From top to bottom.
  public var rows: [Row]
  /// What the dots are, in the legend; may be empty.
  public var valueName: String
  /// What the hollow dots are; stands in the legend if there is one.
  public var referenceName: String
  /// In pixels; the height follows from the rows.
  public var width: Double

  /// A chart of rows.
  public init(
    title: String = "", xLabel: String = "", rows: [Row], valueName: String = "", referenceName: String = "",
    width: Double = 640
  ) {
    self.title = title
    self.xLabel = xLabel
    self.rows = rows
    self.valueName = valueName
    self.referenceName = referenceName
    self.width = width
  }

  private static let rowHeight = 26.0

  /// The figure, one `<svg>` element with its own style.
  public var svg: String {
    let numbers = rows.flatMap { row in
      [row.value, row.reference, row.range?.lowerBound, row.range?.upperBound].compactMap(\.self) + row.runs
    }
    let axis = Axis(numbers)
    let left = 28 + (rows.map { SVG.width($0.name) }.max() ?? 0)
    let right = max(left + 40, width - 24)
    let hasReference = rows.contains { $0.reference?.isFinite == true }
    var y = title.isEmpty ? 12.0 : 38.0
    var body = title.isEmpty ? [] : [SVG.text(title, x: 14, y: 24, style: "rk-title")]
    if !valueName.isEmpty || hasReference {
      body += legend(left: left, y: y, hasReference: hasReference)
      y += 24
    }
    let (top, bottom) = (y, y + Double(rows.count) * Self.rowHeight)
    func place(_ value: Double) -> Double? { axis.position(value).map { left + $0 * (right - left) } }
    for (tick, label) in zip(axis.ticks, axis.labels) {
      guard let x = place(tick) else { continue }
      body.append(SVG.line(x1: x, y1: top, x2: x, y2: bottom, style: "rk-grid"))
      body.append(SVG.text(label, x: x, y: bottom + 17, anchor: .middle, style: "rk-soft"))
    }
    for row in rows {
      let middle = y + Self.rowHeight / 2
      body.append(SVG.text(row.name, x: left - 12, y: middle + 4, anchor: .end))
      body += marks(row, y: middle, place: place)
      y += Self.rowHeight
    }
    body.append(SVG.line(x1: left, y1: bottom, x2: right, y2: bottom, style: "rk-axis"))
    if !xLabel.isEmpty { body.append(SVG.text(xLabel, x: (left + right) / 2, y: bottom + 37, anchor: .middle)) }
    return SVG.document(height: bottom + (xLabel.isEmpty ? 26 : 48), width: width, title: title, body: body)
  }

  private func marks(_ row: Row, y: Double, place: (Double) -> Double?) -> [String] {
    var body: [String] = []
    if let range = row.range, let low = place(range.lowerBound), let high = place(range.upperBound) {
      body.append(SVG.line(x1: low, y1: y, x2: high, y2: y, style: "rk-line rk-s0"))
      for end in [low, high] { body.append(SVG.line(x1: end, y1: y - 4, x2: end, y2: y + 4, style: "rk-line rk-s0")) }
    }
    for run in row.runs {
      if let x = place(run) { body.append(Self.dot(x, y, radius: 2.5, style: "rk-f6")) }
    }
    if let reference = row.reference, let x = place(reference) {
      body.append(Self.dot(x, y, radius: 5, style: "rk-line rk-s1"))
    }
    if let value = row.value, let x = place(value) { body.append(Self.dot(x, y, radius: 4.5, style: "rk-f0")) }
    return body
  }

  private func legend(left: Double, y: Double, hasReference: Bool) -> [String] {
    var body: [String] = []
    var x = left
    if !valueName.isEmpty {
      body += [Self.dot(x + 5, y + 4, radius: 4.5, style: "rk-f0"), SVG.text(valueName, x: x + 16, y: y + 8)]
      x += 40 + SVG.width(valueName)
    }
    if hasReference {
      body += [Self.dot(x + 5, y + 4, radius: 5, style: "rk-line rk-s1"), SVG.text(referenceName, x: x + 16, y: y + 8)]
    }
    return body
  }

  private static func dot(_ x: Double, _ y: Double, radius: Double, style: String) -> String {
    "<circle cx=\"\(SVG.number(x))\" cy=\"\(SVG.number(y))\" r=\"\(SVG.number(radius))\" class=\"\(style)\"/>"
  }
}
