// Fixed-point numbers and aligned columns for the tables and sentences that people read.

import Foundation

extension Double {
  /// The number with a fixed count of decimal places: 0.4286 with 2 is "0.43".
  package func fixed(digits: Int) -> String { String(format: "%.\(digits)f", self) }
}

/// Rows of cells as lines of text: the first column flush left, the others flush right, two spaces between.
package func textTable(_ rows: [[String]]) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
  let lines = rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 ? cell + padding : padding + cell
    }
    return cells.joined(separator: "  ")
  }
  return lines.joined(separator: "\n")
}
