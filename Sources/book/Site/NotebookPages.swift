// Pages of notebooks and examples: what was written, what was run, and what came out, in one place.

import CommandLineTool
import Foundation
import Text

/// What was run for the book.
struct RunPrograms {
  var notebooks: [(notebook: Notebook, run: ProgramRun)] = []
  var examples: [(name: String, run: ProgramRun)] = []
}

extension Site {
  /// The page of a notebook: text, code, and under each cell what it printed and drew.
  static func page(of notebook: Notebook, _ run: ProgramRun, next: String?) -> Page {
    let path = "notebooks/\(notebook.name).html"
    var body: [String] = []
    let markdown = Markdown()
    var figures = 0
    for (index, cell) in notebook.cells.enumerated() {
      if cell.isText {
        // The first heading is the page's title already.
        let text = index == 0 ? withoutTitle(cell.source) : cell.source
        body.append(markdown.html(text))
      } else {
        if !cell.title.isEmpty { body.append("<p class=\"title\">\(escaped(cell.title))</p>") }
        if !cell.source.isEmpty { body.append("<pre>\(highlighted(cell.source))</pre>") }
      }
      for output in run.outputs(of: cell.lines) {
        if case .figure = output { figures += 1 }
        body.append(html(of: output))
      }
    }
    if let next { body.append("<p>Next: <a href=\"\(next).html\">\(escaped(next))</a></p>") }
    return Page(
      path: path, title: notebook.title,
      subtitle: "Notebook <code>swift run \(notebook.name)</code>, \(figures == 1 ? "1 figure" : "\(figures) figures")",
      body: body.joined(separator: "\n"))
  }

  /// The page of an example: its head, its source, its output.
  static func page(ofExample name: String, text: String, _ run: ProgramRun) -> Page {
    let (head, code) = headComment(text)
    let outputs = run.all.map(html).joined(separator: "\n")
    return Page(
      path: "examples/\(name).html", title: name, subtitle: "Example <code>swift run \(name)</code>",
      body: """
        <p>\(escaped(head))</p>
        <h2 id="output">What it prints</h2>
        \(outputs)
        <h2 id="source">Its source</h2>
        <pre>\(highlighted(code))</pre>
        """)
  }

  /// The lists of both.
  mutating func addPrograms(_ programs: RunPrograms, checkout: Checkout) throws {
    let names = programs.notebooks.map(\.notebook.name)
    for (index, (notebook, run)) in programs.notebooks.enumerated() {
      add(Self.page(of: notebook, run, next: index + 1 < names.count ? names[index + 1] : nil))
    }
    let notebooks = programs.notebooks.map { notebook, _ in
      "<li><a href=\"notebooks/\(notebook.name).html\">\(escaped(notebook.name.prefix(2) + ". " + notebook.title))</a></li>"
    }
    add(
      Page(
        path: "notebooks.html", title: "Notebooks",
        subtitle: "Text, code, and what the code printed and drew when this page was made",
        body: "<ul>\n\(notebooks.joined(separator: "\n"))\n</ul>"))
    var examples: [String] = []
    for (name, run) in programs.examples {
      let text = try checkout.text("Examples/\(name)/main.swift")
      add(Self.page(ofExample: name, text: text, run))
      examples.append(
        "<tr><td><a href=\"examples/\(name).html\">\(name)</a></td><td>\(escaped(Self.headComment(text).head))</td></tr>"
      )
    }
    add(
      Page(
        path: "examples.html", title: "Examples",
        subtitle: "Short programs that end with an error if one of their numbers is wrong",
        body: "<div class=\"wide\"><table><tbody>\n\(examples.joined(separator: "\n"))\n</tbody></table></div>"))
  }

  private static func html(of output: CellOutput) -> String {
    switch output {
    case .text(let text): "<pre class=\"output\">\(escaped(text))</pre>"
    case .figure(let name, let svg): "<figure class=\"chart\" id=\"figure-\(name)\">\(svg)</figure>"
    }
  }

  /// A text without the heading of the first degree that it begins with: a page has its own.
  static func withoutTitle(_ text: String) -> String {
    text.hasPrefix("# ") ? text.split(separator: "\n", maxSplits: 1).dropFirst().joined() : text
  }

  /// The comment that a file begins with, as one paragraph, and the rest.
  static func headComment(_ text: String) -> (head: String, rest: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let head = lines.prefix { $0.hasPrefix("//") }
    let words = head.map { $0.drop { $0 == "/" }.trimmed }
    return (words.joined(separator: " "), lines.dropFirst(head.count).joined(separator: "\n").trimmed)
  }
}
