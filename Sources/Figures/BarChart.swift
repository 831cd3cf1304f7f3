// Horizontal bars with their values, as an SVG string.

import Foundation
import Text

/// One bar for each name, from 0 to its value: AP of each class, the share of objects with a positive anchor.
///
/// Edge cases: a value that is `nil`, not finite or below 0 has no bar, only its text; without bars the figure
/// is its title.
public struct BarChart: Hashable, Sendable {
  /// A name and its value.
  public struct Bar: Hashable, Sendable {
    /// At the left.
    public var name: String
    /// The bar's length, or `nil` for none.
    public var value: Double?

    /// A bar.
    public init(_ name: String, _ value: Double?) {
      self.name = name
      self.value = value
    }
  }

  /// Above the chart; may be empty.
  public var title: String
  /// From top to bottom.
  public var bars: [Bar]
  /// The value of a bar over the whole width, or `nil` for the largest.
  public var maximum: Double?
  /// Decimals of the values.
  public var decimals: Int
  /// In pixels; the height follows from the bars.
  public var width: Double

  /// A chart of bars.
  public init(title: String = "", bars: [Bar], maximum: Double? = nil, decimals: Int = 3, width: Double = 640) {
    self.title = title
    self.bars = bars
    self.maximum = maximum
    self.decimals = decimals
    self.width = width
  }

  /// The figure, one `<svg>` element with its own style.
  public var svg: String {
    let texts = bars.map { $0.value.fixed(digits: max(0, decimals)) }
    let left = 24 + (bars.map { SVG.width($0.name) }.max() ?? 0)
    let full = max(1, width - 24 - left - (texts.map { SVG.width($0) }.max() ?? 0))
    let lengths = bars.map { $0.value.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? 0 }
    let largest = maximum ?? lengths.max() ?? 1
    var body = title.isEmpty ? [] : [SVG.text(title, x: 14, y: 24, style: "rk-title")]
    var y = title.isEmpty ? 8.0 : 38.0
    for (index, bar) in bars.enumerated() {
      let length = largest > 0 ? min(1, lengths[index] / largest) * full : 0
      body.append(SVG.text(bar.name, x: left - 8, y: y + 15, anchor: .end))
      if length > 0 { body.append(SVG.rectangle(x: left, y: y + 2, width: length, height: 18, style: "rk-f0")) }
      body.append(SVG.text(texts[index], x: left + length + 6, y: y + 15, style: "rk-soft"))
      y += 26
    }
    body.append(SVG.line(x1: left, y1: title.isEmpty ? 8 : 38, x2: left, y2: max(y - 4, 8), style: "rk-axis"))
    return SVG.document(height: y + 8, width: width, title: title, body: body)
  }
}
