// Small charts in plain text, for a terminal or a log.

import Foundation
import Text

/// Charts of characters.
public enum TerminalChart {
  private static let eighths = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// One character a value, from ▁ for the smallest to █ for the largest; what is not finite is a space.
  ///
  /// `sparkline([0, 1, 2, 3, 4, 5, 6, 7])` is `▁▂▃▄▅▆▇█`. All equal values are ▄.
  ///
  /// - Parameters:
  ///   - values: the numbers, from left to right.
  ///   - width: More values than that are averaged in groups.
  public static func sparkline(_ values: [Double], width: Int = 60) -> String {
    precondition(width >= 1, "width must be at least 1, found \(width)")
    let count = min(values.count, width)
    let groups = (0..<count).map { index -> Double? in
      let group = values[index * values.count / count..<(index + 1) * values.count / count].filter(\.isFinite)
      // Divided first: a sum of large numbers would be infinite.
      return group.isEmpty ? nil : group.reduce(0) { $0 + $1 / Double(group.count) }
    }
    let finite = groups.compactMap { $0 }
    guard let low = finite.min(), let high = finite.max() else { return String(repeating: " ", count: count) }
    return groups.map { value in
      guard let value else { return " " }
      return !(high / 2 - low / 2 > 0) ? "▄" : eighths[min(7, Int((value / 2 - low / 2) / (high / 2 - low / 2) * 8))]
    }.joined()
  }

  /// A line for each name: the name, a bar to an eighth of a character, the value; `–` and no bar for `nil`.
  ///
  /// ```
  /// ellipse    ██████████  1.000
  /// rectangle  █████       0.500
  /// ```
  ///
  /// - Parameters:
  ///   - bars: labels with their numbers, from top to bottom.
  ///   - maximum: The value of a full bar, or `nil` for the largest.
  ///   - width: Of a full bar, in characters.
  ///   - decimals: Of the values.
  public static func bars(
    _ bars: [(name: String, value: Double?)], maximum: Double? = nil, width: Int = 30, decimals: Int = 3
  ) -> String {
    precondition(width >= 1, "width must be at least 1, found \(width)")
    let nameWidth = bars.map(\.name.count).max() ?? 0
    let values = bars.map { bar in bar.value.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? 0 }
    let largest = maximum ?? values.max() ?? 0
    return zip(bars, values).map { bar, value in
      let share = largest > 0 ? min(1, value / largest) : 0
      let text = bar.value.fixed(digits: max(0, decimals))
      return "\(bar.name.padded(to: nameWidth))  \(blocks(share * Double(width)).padded(to: width))  \(text)"
    }.joined(separator: "\n")
  }

  /// A bar of a length in characters.
  private static func blocks(_ length: Double) -> String {
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let eighths = Int((length * 8).rounded())
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }
}
