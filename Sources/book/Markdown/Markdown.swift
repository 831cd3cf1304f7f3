// The part of Markdown that this project writes, as HTML: headings, paragraphs, lists, tables, code, quotations.
// What stands in a line is in MarkdownInline.swift. Text in tags comes out as text.

import Text

/// A text in Markdown.
///
/// Properties:
/// - Every text has an HTML whose tags close in order.
/// - No tag of the text is a tag of the page.
struct Markdown {
  /// What an address in the text becomes.
  var link: (String) -> String = { $0 }
  /// Whether headings have ids: where one text is a page.
  var hasIDs = false

  /// The whole text as HTML.
  func html(_ text: String) -> String {
    var lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)[...]
    var blocks: [String] = []
    while let line = lines.first {
      if line.allSatisfy(\.isWhitespace) {
        lines.removeFirst()
      } else {
        let block = self.block(&lines)
        if !block.isEmpty { blocks.append(block) }
      }
    }
    return blocks.joined(separator: "\n")
  }

  /// Takes at least one line.
  private func block(_ lines: inout ArraySlice<String>) -> String {
    let first = lines.first ?? ""
    if first.hasPrefix("```") { return code(&lines) }
    if let heading = heading(first) {
      lines.removeFirst()
      return heading
    }
    if first.hasPrefix("@") && first.hasSuffix("{") { return skipDirective(&lines) }
    if first.trimmed == "---" {
      lines.removeFirst()
      return "<hr>"
    }
    if first.hasPrefix("|") { return table(&lines) }
    if first.hasPrefix(">") { return quotation(&lines) }
    if Self.marker(first) != nil { return list(&lines) }
    return paragraph(&lines)
  }

  private func heading(_ line: String) -> String? {
    let level = line.prefix { $0 == "#" }.count
    guard (1...6).contains(level), line.dropFirst(level).first == " " else { return nil }
    let text = String(line.dropFirst(level)).trimmed
    let tag = "h\(min(6, level))"
    return "<\(tag)\(hasIDs ? " id=\"\(slug(text))\"" : "")>\(inline(text))</\(tag)>"
  }

  private func code(_ lines: inout ArraySlice<String>) -> String {
    let language = String(lines.removeFirst().dropFirst(3)).trimmed
    var body: [String] = []
    while let line = lines.popFirst(), !line.hasPrefix("```") { body.append(line) }
    let text = body.joined(separator: "\n")
    return "<pre>\(language == "swift" ? highlighted(text) : escaped(text))</pre>"
  }

  /// DocC's `@Metadata { … }` says nothing to readers.
  private func skipDirective(_ lines: inout ArraySlice<String>) -> String {
    while let line = lines.popFirst(), line != "}" {}
    return ""
  }

  private func table(_ lines: inout ArraySlice<String>) -> String {
    var rows: [[String]] = []
    while let line = lines.first, line.hasPrefix("|") {
      rows.append(Self.cells(line))
      lines.removeFirst()
    }
    let hasRule = rows.count > 1 && rows[1].allSatisfy { !$0.isEmpty && $0.allSatisfy { "-: ".contains($0) } }
    let head = hasRule ? rows[0] : []
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>\(cells.map { "<\(tag)>\(inline($0))</\(tag)>" }.joined())</tr>"
    }
    let body = rows.dropFirst(hasRule ? 2 : 0).map { row($0, "td") }.joined(separator: "\n")
    let isEmpty = head.allSatisfy { $0.isEmpty }
    return
      "<div class=\"wide\"><table>\(isEmpty ? "" : "<thead>\(row(head, "th"))</thead>")<tbody>\(body)</tbody></table></div>"
  }

  /// The cells of a row; a bar in code or behind a backslash parts nothing.
  private static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isCode = false
    var previous: Character = " "
    for character in line.dropFirst() {
      if character == "`" { isCode.toggle() }
      if character == "|", !isCode, previous != "\\" {
        cells.append("")
      } else {
        if character == "|", previous == "\\" { cells[cells.count - 1].removeLast() }
        cells[cells.count - 1].append(character)
      }
      previous = character
    }
    if cells.last?.trimmed.isEmpty == true { cells.removeLast() }
    return cells.map(\.trimmed)
  }

  private func quotation(_ lines: inout ArraySlice<String>) -> String {
    var inner: [String] = []
    while let line = lines.first, line.hasPrefix(">") {
      inner.append(line.hasPrefix("> ") ? String(line.dropFirst(2)) : String(line.dropFirst()))
      lines.removeFirst()
    }
    return "<blockquote>\(html(inner.joined(separator: "\n")))</blockquote>"
  }

  /// How an item of a list begins: its indentation, whether it is numbered, and where its text starts.
  private static func marker(_ line: String) -> (indentation: Int, isNumbered: Bool, width: Int)? {
    let indentation = line.prefix { $0 == " " }.count
    let rest = line.dropFirst(indentation)
    if rest.hasPrefix("- ") || rest.hasPrefix("* ") { return (indentation, false, indentation + 2) }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard (1...3).contains(digits.count), rest.dropFirst(digits.count).hasPrefix(". ") else { return nil }
    return (indentation, true, indentation + digits.count + 2)
  }

  private func list(_ lines: inout ArraySlice<String>) -> String {
    guard let first = lines.first, let outer = Self.marker(first) else { return paragraph(&lines) }
    var items: [String] = []
    while let line = lines.first, let marker = Self.marker(line), marker.indentation == outer.indentation,
      marker.isNumbered == outer.isNumbered
    {
      lines.removeFirst()
      var inner = [String(line.dropFirst(marker.width))]
      // What is indented belongs to the item; after an empty line only that.
      while let next = lines.first {
        let spaces = next.prefix { $0 == " " }.count
        if next.trimmed.isEmpty {
          guard let behind = lines.dropFirst().first, behind.hasPrefix(String(repeating: " ", count: marker.width))
          else { break }
        } else if spaces <= outer.indentation {
          break
        }
        inner.append(String(next.dropFirst(min(marker.width, spaces))))
        lines.removeFirst()
      }
      items.append(item(inner))
    }
    let tag = outer.isNumbered ? "ol" : "ul"
    let start = outer.isNumbered ? first.dropFirst(outer.indentation).prefix { $0 != "." } : "1"
    return "<\(tag)\(start == "1" ? "" : " start=\"\(start)\"")>\(items.joined(separator: "\n"))</\(tag)>"
  }

  /// An item of one paragraph has no paragraph's margins.
  private func item(_ lines: [String]) -> String {
    let body = html(lines.joined(separator: "\n"))
    let isPlain = body.hasPrefix("<p>") && body.dropFirst(3).firstRange(of: "<p>") == nil && body.hasSuffix("</p>")
    return "<li>\(isPlain ? String(body.dropFirst(3).dropLast(4)) : body)</li>"
  }

  private func paragraph(_ lines: inout ArraySlice<String>) -> String {
    var words = [lines.removeFirst().trimmed]
    while let line = lines.first, !line.trimmed.isEmpty, !line.hasPrefix("```"), !line.hasPrefix("|"),
      !line.hasPrefix(">"), heading(line) == nil, Self.marker(line) == nil
    {
      words.append(line.trimmed)
      lines.removeFirst()
    }
    return "<p>\(inline(words.joined(separator: "\n")))</p>"
  }
}

extension StringProtocol {
  /// Without white space at its ends.
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
