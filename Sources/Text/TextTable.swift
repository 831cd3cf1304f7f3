// Rows of cells as lines of text.

/// To which side the cells of a column are pushed.
public enum TextAlignment: Sendable, Hashable {
  /// Flush left, as words are.
  case left
  /// Flush right, as numbers are.
  case right
}

/// Rows of cells as lines: every column as wide as its widest cell, two spaces between, no spaces at the end of a line.
///
/// ```
/// textTable([["class", "AP"], ["ellipse", "0.8"]])
///
/// class     AP
/// ellipse  0.8
/// ```
///
/// - Parameters:
///   - rows: The cells; a row may have fewer than others.
///   - columns: The alignment of the columns from the left; the last holds for all that follow.
///   - minimumWidths: The least widths of columns, from the left.
///   - hasRule: Whether a line of hyphens parts the first row from the others.
public func textTable(
  _ rows: [[String]], columns: [TextAlignment] = [.left, .right], minimumWidths: [Int] = [], hasRule: Bool = false
) -> String {
  let count = rows.map { $0.count }.max() ?? 0
  let widths = (0..<count).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }
      .reduce(column < minimumWidths.count ? minimumWidths[column] : 0, max)
  }
  var lines = rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let alignment = column < columns.count ? columns[column] : columns.last ?? .left
      return cell.padded(to: widths[column], alignment)
    }
    let line = cells.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
  if hasRule, !lines.isEmpty {
    lines.insert(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "), at: 1)
  }
  return lines.joined(separator: "\n")
}

extension String {
  /// Filled with spaces, or another character, to so many characters; a longer text stays as it is.
  public func padded(to count: Int, _ alignment: TextAlignment = .left, with filling: Character = " ") -> String {
    let padding = String(repeating: filling, count: max(0, count - self.count))
    return alignment == .left ? self + padding : padding + self
  }

  /// The text with lines of at most so many characters, broken between words; what follows a break is indented by two.
  ///
  /// A word that is longer has a line of its own; lines that fit stay as they are, with all their spaces.
  public func wrapped(columns: Int) -> String {
    let lines: [Substring] = split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { $0.count > columns ? Self.broken($0, columns) : String($0) }.joined(separator: "\n")
  }

  private static func broken(_ line: Substring, _ columns: Int) -> String {
    let indent = String(line.prefix { $0 == " " })
    var (lines, last) = ([String](), indent)
    for word in line.split(separator: " ") {
      let isFirst = last.count == indent.count
      if !isFirst, last.count + 1 + word.count > columns {
        lines.append(last)
        last = indent + "  " + word
      } else {
        last += (isFirst ? "" : " ") + word
      }
    }
    return (lines + [last]).joined(separator: "\n")
  }

  /// The text as JSON writes it, in quotation marks: `"a \"word\""`.
  public var jsonQuoted: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..<" ": result += "\\u" + String(scalar.value, radix: 16).padded(to: 4, .right, with: "0")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
