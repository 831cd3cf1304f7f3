// A notebook in percent format as cells. What it prints comes from ProgramRun.swift.

/// A part of a notebook.
struct NotebookCell: Hashable {
  /// Whether it is text; else it is code.
  var isText: Bool
  /// What stands behind `// %%`.
  var title: String
  /// Markdown without its comment marks, or code.
  var source: String
  /// The lines of the file that it covers, from 1, its first line the one with `// %%`.
  var lines: Range<Int>
}

/// The cells of a notebook.
struct Notebook: Hashable {
  /// "01-focal-loss".
  var name: String
  var cells: [NotebookCell]

  init(name: String, text: String) {
    self.name = name
    var cells: [NotebookCell] = []
    var body: [String] = []
    var start = 1
    var marker: String?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func end(at line: Int) {
      let isText = marker?.trimmed.hasPrefix("[markdown]") == true
      let source = Self.trimmedLines(isText ? Self.markdown(body) : body).joined(separator: "\n")
      if marker != nil || !source.isEmpty {
        let title = (marker ?? "").trimmed
        cells += Self.split(
          NotebookCell(
            isText: isText, title: isText ? String(title.dropFirst(10)).trimmed : title, source: source,
            lines: start..<line), body)
      }
      body = []
      start = line
    }
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("// %%") {
        end(at: index + 1)
        marker = String(line.dropFirst(5))
      } else {
        body.append(line)
      }
    }
    end(at: lines.count + 1)
    self.cells = cells
  }

  /// A text cell may be followed by code without a marker of its own, such as the imports: that is a cell of code.
  private static func split(_ cell: NotebookCell, _ body: [String]) -> [NotebookCell] {
    guard cell.isText, let first = body.firstIndex(where: { !$0.isEmpty && !$0.hasPrefix("//") }) else { return [cell] }
    let code = trimmedLines(Array(body[first...])).joined(separator: "\n")
    let boundary = cell.lines.lowerBound + 1 + first
    return [
      NotebookCell(
        isText: true, title: cell.title, source: trimmedLines(markdown(Array(body[..<first]))).joined(separator: "\n"),
        lines: cell.lines.lowerBound..<boundary),
      NotebookCell(isText: false, title: "", source: code, lines: boundary..<cell.lines.upperBound),
    ]
  }

  private static func markdown(_ lines: [String]) -> [String] {
    lines.map { line in
      if line.hasPrefix("// ") { return String(line.dropFirst(3)) }
      return line.hasPrefix("//") ? String(line.dropFirst(2)) : line
    }
  }

  private static func trimmedLines(_ lines: [String]) -> [String] {
    var lines = lines[...]
    while lines.first?.trimmed.isEmpty == true { lines.removeFirst() }
    while lines.last?.trimmed.isEmpty == true { lines.removeLast() }
    return Array(lines)
  }

  /// The first heading, or the name.
  var title: String {
    for cell in cells where cell.isText {
      if let line = cell.source.split(separator: "\n").first, line.hasPrefix("# ") { return String(line.dropFirst(2)) }
    }
    return name
  }
}
