// One page: its path in the site, its title, its body; and the frame that all pages share.

import Text

/// A page of the site.
struct Page {
  /// "notebooks/01-focal-loss.html".
  var path: String
  var title: String
  /// Under the title: what the page is, as HTML.
  var subtitle = ""
  var body: String

  /// What leads from this page's folder to the site's.
  var root: String { Page.root(path) }

  static func root(_ path: String) -> String {
    String(repeating: "../", count: path.count { $0 == "/" })
  }

  /// The parts of the book, in the order of its head.
  static let parts: [(path: String, name: String)] = [
    ("index.html", "Path"), ("questions.html", "Questions"), ("notebooks.html", "Notebooks"),
    ("examples.html", "Examples"), ("tests.html", "Tests"), ("course.html", "Course"), ("guides.html", "Guides"),
  ]

  /// The pages that `pages` makes, if they are there: they move, and are not this program's.
  static let touch = (path: "touch/index.html", name: "Touch")

  /// The whole file.
  ///
  /// - Parameters:
  ///   - note: The commit and what was asserted, at the foot of every page.
  ///   - hasTouch: Whether there are pages that one can touch.
  func html(note: String, hasTouch: Bool = false) -> String {
    let links = (Self.parts + (hasTouch ? [Self.touch] : [])).map { part in
      let isHere = part.path == path || path.hasPrefix("\(part.path.dropLast(5))/")
      return "<a href=\"\(root)\(part.path)\"\(isHere ? " aria-current=\"true\"" : "")>\(part.name)</a>"
    }
    let subtitle = subtitle.isEmpty ? "" : "<p class=\"subtitle\">\(subtitle)</p>"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(escaped(title)) · RetinaKit</title>
      <link rel="stylesheet" href="\(root)book.css">
      </head>
      <body>
      <nav>\(links.joined(separator: "\n"))</nav>
      <main>
      <header><h1>\(escaped(title))</h1>\(subtitle)</header>
      \(body)
      </main>
      <footer>\(note)</footer>
      </body>
      </html>

      """
  }
}
