// The five pages: what each is called, and the file that it becomes.

import Foundation
import Images

/// A page one can touch.
public enum TouchPage: String, CaseIterable, Sendable {
  /// Objects over a picture, and what their anchors become.
  case matching
  /// The loss by γ and α, and who owns it.
  case loss
  /// One box, and its four numbers in every coding.
  case coding
  /// Which detections remain.
  case suppression
  /// A precision–recall curve made by hand.
  case curve

  /// The name of its file.
  public var fileName: String { "\(rawValue).html" }

  /// Its heading.
  public var title: String {
    switch self {
    case .matching: "Which anchor learns which object?"
    case .loss: "Who owns the loss?"
    case .coding: "Four numbers for a box"
    case .suppression: "Which detections remain?"
    case .curve: "One number for a ranking"
    }
  }

  /// Its name among others.
  public var shortTitle: String {
    switch self {
    case .matching: "Matching"
    case .loss: "Focal loss"
    case .coding: "Box coding"
    case .suppression: "Suppression"
    case .curve: "Precision and recall"
    }
  }

  /// What one can do on it.
  public var summary: String {
    switch self {
    case .matching:
      "Drag objects over a picture, choose a system, and see its anchors turn positive, ignored or negative, each with "
        + "the reason."
    case .loss:
      "Turn γ and α, make an image of easy and of hard anchors, and see who pays: cross entropy beside the focal loss."
    case .coding:
      "Move an anchor and a box, and see the four numbers that stand for the box in every system, and what another "
        + "system would read in them."
    case .suppression:
      "Move detections, choose a rule and its threshold, and see which of them remain, which go, and because of which."
    case .curve:
      "Rank right and wrong detections by hand, and see precision, recall, their curve, and the average precision by "
        + "three conventions."
    }
  }

  /// What the page says to its controls' numbers, by this program.
  public func answer(_ inputs: [Double]) -> Answer {
    switch self {
    case .matching: .matching(inputs)
    case .loss: .loss(inputs)
    case .coding: .coding(inputs)
    case .suppression: .suppression(inputs)
    case .curve: .curve(inputs)
    }
  }

  /// The whole file.
  ///
  /// - Parameters:
  ///   - code: the WebAssembly that answers.
  ///   - web: the folder of the pages' own parts.
  func html(code: Data, web: URL) throws(PageError) -> String {
    func part(_ name: String) throws(PageError) -> String {
      String(decoding: try contents(of: web.appendingPathComponent(name)), as: UTF8.self)
    }
    let packed = Data(Deflate.zlib(Array(code))).base64EncodedString()
    let links = TouchPage.allCases.map { page in
      "<a href=\"\(page.fileName)\"\(page == self ? " aria-current=\"page\"" : "")>\(page.shortTitle)</a>"
    }
    let kilobytes = (code.count + 500) / 1_000
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title) · RetinaKit</title>
      <style>
      \(try part("page.css"))</style>
      </head>
      <body>
      <main>
      <nav aria-label="Pages"><a href="index.html">All pages</a>\(links.joined())</nav>
      <header><h1>\(title)</h1><p class="soft">\(summary)</p></header>
      \(try part("\(rawValue).html"))
      <footer>Every number here is computed in this page by the project’s own Swift, \(kilobytes) kB of WebAssembly made of
      the very files that its tests assert. Nothing is loaded, nothing is sent.</footer>
      </main>
      <script>const CODE = "\(packed)";</script>
      <script>
      \(try part("page.js"))
      \(try part("\(rawValue).js"))</script>
      </body>
      </html>

      """
  }
}
