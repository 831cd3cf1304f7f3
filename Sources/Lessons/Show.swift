// How notebooks and examples print values. One line a value, the same on every run and machine.

import Foundation
import Text

/// Prints a line of text.
///
/// Every function of this module takes the place of its call, so that a tool can put an output under its cell:
/// with `RETINAKIT_LINES=1` in the environment each printed line begins with that line number and a tab, and a notebook
/// leaves its text to the tool. `book` is such a tool.
public func show(_ text: String, line: Int = #line, file: String = #filePath) {
  Output.write(text, line: line)
}

/// Prints a labeled number with so many significant digits: `cross entropy: 0.105361`.
public func show(_ label: String, _ value: Double, digits: Int = 6, line: Int = #line, file: String = #filePath) {
  Output.write("\(label): \(significant(value, digits: digits))", line: line)
}

/// Prints a labeled value as its description says: `kept: [0, 2]`.
public func show(
  _ label: String, _ value: some CustomStringConvertible, line: Int = #line, file: String = #filePath
) {
  Output.write("\(label): \(value)", line: line)
}

/// Prints a table whose first row is its head, every column as wide as its widest entry.
///
/// ```
/// pt    cross entropy
/// ----  -------------
/// 0.99  0.0100503
/// ```
///
/// - Precondition: all rows have as many entries as the head.
public func show(table rows: [[String]], line: Int = #line, file: String = #filePath) {
  Output.write(formatted(table: rows), line: line)
}

/// A number with so many significant digits, without trailing zeros: `0.105361`, `2.51258e-07`, `400`.
public func significant(_ value: Double, digits: Int = 6) -> String { value.significant(digits: digits) }

/// An integer with its digits in threes: `1 039 721`.
public func grouped(_ value: Int) -> String { value.grouped }

/// The lines of a table, joined by newlines.
func formatted(table rows: [[String]]) -> String {
  guard let head = rows.first else { return "" }
  precondition(
    rows.allSatisfy { $0.count == head.count }, "rows must have \(head.count) entries each, found \(rows.map(\.count))")
  return textTable(rows, columns: [.left], hasRule: true)
}

/// Where lessons print.
enum Output {
  static let hasLineNumbers = ProcessInfo.processInfo.environment["RETINAKIT_LINES"] == "1"

  static func write(_ text: String, line: Int) {
    Narrator.tell(before: line)
    print(hasLineNumbers ? numbered(text, line: line) : text)
  }

  /// The text with the line number of its call before each of its lines.
  static func numbered(_ text: String, line: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "\(line)\t\($0)" }.joined(separator: "\n")
  }
}
