// Tables for people: columns of plain text, the first aligned left and the others right.

import Foundation

/// Lines of columns two spaces apart under their titles.
func textTable(_ titles: [String], _ rows: [[String]]) -> String {
  let widths = titles.indices.map { column in ([titles] + rows).map { $0[column].count }.max() ?? 0 }
  return ([titles] + rows).map { row in
    zip(row, widths).enumerated().map { index, cell in cell.0.padded(to: cell.1, onLeft: index > 0) }
      .joined(separator: "  ")
  }.joined(separator: "\n")
}

/// A share in percent with one digit, and `-` for none.
func percent(_ value: Double?) -> String { value.map { String(format: "%.1f", 100 * $0) } ?? "-" }

/// A number with some digits, and `-` for none.
func decimal(_ value: Double?, digits: Int = 3) -> String {
  value.map { String(format: "%.\(digits)f", $0) } ?? "-"
}

extension String {
  /// Filled with spaces to a number of characters.
  func padded(to count: Int, onLeft: Bool = false) -> String {
    let spaces = String(repeating: " ", count: Swift.max(0, count - self.count))
    return onLeft ? spaces + self : self + spaces
  }
}
