// A report as one HTML file: what it can hold. How it looks is in HTMLStyle.swift.

import Foundation
import Images
import Text

/// One self-contained HTML file: no script, no font, no picture from elsewhere; it opens in any browser, offline,
/// in light or dark as the reader's system is.
///
/// ```swift
/// let chart = LineChart(title: "Loss", xLabel: "step", yLabel: "", series: [.init("loss", values: [3, 2, 1])])
/// var report = HTMLReport(title: "A run", subtitle: "2000 steps of 16 images")
/// report.numbers([("mAP", "0.72"), ("AP50", "0.93")])
/// report.heading("Losses")
/// report.figure(svg: chart.svg, caption: "Both parts of the loss.")
/// try report.write(to: URL(fileURLWithPath: "report.html"))
/// ```
///
/// Properties:
/// - Text is escaped: no name from a file can break the page.
/// - Equal calls give equal files.
public struct HTMLReport: Hashable, Sendable {
  /// In the title bar and at the top.
  public let title: String
  private var body: [String] = []

  /// A report with nothing but its title.
  public init(title: String, subtitle: String = "") {
    self.title = title
    body.append("<header><h1>\(escaped(title))</h1>" + Self.element("p", subtitle, style: "subtitle") + "</header>")
  }

  /// A heading of a section (level 2) or of a part of one (3).
  public mutating func heading(_ text: String, level: Int = 2) {
    precondition((2...4).contains(level), "level must be in 2 ... 4, found \(level)")
    body.append("<h\(level)>\(escaped(text))</h\(level)>")
  }

  /// A paragraph of plain text; empty lines in it begin new ones.
  public mutating func paragraph(_ text: String) {
    let parts = text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
    body += parts.map { "<p>\(escaped($0))</p>" }
  }

  /// Lines in a fixed pitch, as they are: COCO's twelve, a command.
  public mutating func preformatted(_ text: String) { body.append("<pre>\(escaped(text))</pre>") }

  /// The few numbers that matter most, large and side by side.
  public mutating func numbers(_ numbers: [(name: String, value: String)]) {
    let tiles = numbers.map { "<div><dd>\(escaped($0.value))</dd><dt>\(escaped($0.name))</dt></div>" }
    body.append("<dl class=\"numbers\">\(tiles.joined())</dl>")
  }

  /// Names and values in two columns: a configuration.
  public mutating func keyValues(_ pairs: [(name: String, value: String)]) {
    let rows = pairs.map { "<tr><th>\(escaped($0.name))</th><td>\(escaped($0.value))</td></tr>" }
    body.append("<div class=\"wide\"><table class=\"pairs\">\(rows.joined(separator: "\n"))</table></div>")
  }

  /// A table; columns that hold numbers and dashes only are set flush right.
  ///
  /// - Precondition: every row is as long as the header.
  public mutating func table(header: [String], rows: [[String]], caption: String = "") {
    for (index, row) in rows.enumerated() {
      precondition(
        row.count == header.count, "row \(index) must have \(header.count) cells like the header, found \(row.count)")
    }
    let isNumeric = header.indices.map { column in !rows.isEmpty && rows.allSatisfy { Self.isNumber($0[column]) } }
    func line(_ cells: [String], _ tag: String) -> String {
      let cells = zip(cells, isNumeric).map { text, isRight in
        "<\(tag)\(isRight ? " class=\"number\"" : "")>\(escaped(text))</\(tag)>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    let caption = Self.element("caption", caption)
    let lines = rows.map { line($0, "td") }.joined(separator: "\n")
    body.append(
      "<div class=\"wide\"><table>\(caption)<thead>\(line(header, "th"))</thead><tbody>\n\(lines)\n</tbody>"
        + "</table></div>"
    )
  }

  /// A chart, inline; it must be one `<svg>` element and is not escaped.
  public mutating func figure(svg: String, caption: String = "") {
    body.append("<figure class=\"chart\">\(svg)\(Self.element("figcaption", caption))</figure>")
  }

  /// One picture at its own size, or narrower where the page is.
  public mutating func picture(_ image: Image, caption: String = "") {
    body.append(Self.picture(image, caption: caption))
  }

  /// Pictures side by side, as many in a row as fit.
  public mutating func grid(_ pictures: [(image: Image, caption: String)]) {
    let cells = pictures.map { Self.picture($0.image, caption: $0.caption) }
    body.append("<div class=\"grid\">\(cells.joined(separator: "\n"))</div>")
  }

  /// The whole file.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(escaped(title))</title>
    <style>
    \(HTMLStyle.sheet)
    </style>
    </head>
    <body><main>
    \(body.joined(separator: "\n"))
    </main></body>
    </html>

    """
  }

  /// Writes the file, all of it or nothing, and makes its folder if there is none.
  public func write(to file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(html.utf8).write(to: file, options: .atomic)
  }

  private static func picture(_ image: Image, caption: String) -> String {
    let source = "data:image/png;base64,\(PNG.encode(image).base64EncodedString())"
    let picture =
      "<img src=\"\(source)\" width=\"\(image.width)\" height=\"\(image.height)\" alt=\"\(escaped(caption))\">"
    return "<figure>\(picture)\(element("figcaption", caption))</figure>"
  }

  private static func element(_ name: String, _ text: String, style: String = "") -> String {
    text.isEmpty ? "" : "<\(name)\(style.isEmpty ? "" : " class=\"\(style)\"")>\(escaped(text))</\(name)>"
  }

  /// Whether a cell reads as a number, with a sign, a percent sign or thin spaces, or as a dash for none.
  private static func isNumber(_ text: String) -> Bool {
    let bare = text.filter { !" \u{2009}\u{a0}%+×,".contains($0) }.replacing("−", with: "-")
    return ["", "-", "–", "—"].contains(bare) || Double(bare) != nil
  }
}
