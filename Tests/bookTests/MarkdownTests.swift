// Markdown's HTML: by hand, and of random texts, which must close what they open.

import Randomness
import Testing

@testable import book

@Suite("Markdown")
struct MarkdownTests {
  private func html(_ text: String) -> String { Markdown().html(text) }

  @Test("Headings, paragraphs and rules")
  func blocks() {
    #expect(html("# One\ntext\nmore\n\nnext\n\n---") == "<h1>One</h1>\n<p>text\nmore</p>\n<p>next</p>\n<hr>")
    #expect(html("####### no") == "<p>####### no</p>")
    #expect(html("#no") == "<p>#no</p>")
    #expect(Markdown(hasIDs: true).html("## If γ = 2?") == "<h2 id=\"if-2\">If γ = 2?</h2>")
    #expect(html("") == "" && html("\n \n") == "")
  }

  @Test("Code keeps its lines and its signs; Swift is in colors")
  func code() {
    #expect(html("```\na < b && c\n\n  d\n```") == "<pre>a &lt; b &amp;&amp; c\n\n  d</pre>")
    #expect(html("```swift\nlet x = 1  // one\n```") == "<pre><b>let</b> x = <u>1</u>  <i>// one</i></pre>")
    #expect(html("```\nnever closed") == "<pre>never closed</pre>")
    #expect(html("text\n```\nx\n```") == "<p>text</p>\n<pre>x</pre>")
  }

  @Test("A table has a head if it has a rule; a bar in code or behind a backslash parts nothing")
  func table() {
    #expect(
      html("| a | b |\n|---|---|\n| 1 | `x|y` |")
        == "<div class=\"wide\"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>"
        + "<tr><td>1</td><td><code>x|y</code></td></tr></tbody></table></div>")
    #expect(html("| a \\| b |") == "<div class=\"wide\"><table><tbody><tr><td>a | b</td></tr></tbody></table></div>")
  }

  @Test("Lists, numbered or not, in each other, with paragraphs and code in an item")
  func lists() {
    #expect(html("- a\n  b\n- c") == "<ul><li>a\nb</li>\n<li>c</li></ul>")
    #expect(html("2. a\n3. b") == "<ol start=\"2\"><li>a</li>\n<li>b</li></ol>")
    #expect(html("- a\n  - b\n- c") == "<ul><li><p>a</p>\n<ul><li>b</li></ul></li>\n<li>c</li></ul>")
    #expect(html("- a\n\n  b\n") == "<ul><li><p>a</p>\n<p>b</p></li></ul>")
    #expect(html("text\n- a") == "<p>text</p>\n<ul><li>a</li></ul>")
  }

  @Test("In a line: code, strong, emphasized, links; what closes nowhere is text")
  func inline() {
    #expect(html("`a*b*` **c** *d*") == "<p><code>a*b*</code> <strong>c</strong> <em>d</em></p>")
    #expect(html("2 * 3 * 4 and a*b*c") == "<p>2 * 3 * 4 and a*b*c</p>")
    #expect(html("``Box``") == "<p><code>Box</code></p>")
    #expect(html("[a `b`](c.html#d)") == "<p><a href=\"c.html#d\">a <code>b</code></a></p>")
    #expect(html("![p](q.svg)") == "<p><img src=\"q.svg\" alt=\"p\"></p>")
    #expect(html("[32, 54] and (x)") == "<p>[32, 54] and (x)</p>")
    #expect(html("<https://a.b>") == "<p><a href=\"https://a.b\">https://a.b</a></p>")
    #expect(html("\\*a\\* `open **open [open](") == "<p>*a* `open **open [open](</p>")
    #expect(Markdown(link: { "x/" + $0 }).html("[a](b)") == "<p><a href=\"x/b\">a</a></p>")
  }

  @Test("No tag of a text is a tag of the page, and a script is no address")
  func foreign() {
    #expect(html("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")
    #expect(html("[a](javascript:b)") == "<p>[a](javascript:b)</p>")
    #expect(html("[a](\"onclick=x)") == "<p><a href=\"&quot;onclick=x\">a</a></p>")
    #expect(html("a\n> b **c**") == "<p>a</p>\n<blockquote><p>b <strong>c</strong></p></blockquote>")
  }

  @Test("Random texts end, and every tag that is opened is closed in order", arguments: 0..<8 as Range<UInt64>)
  func random(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "# ", "## ", "- ", "1. ", "  ", "\n", "\n\n", "```", "```swift\n", "|", "|---|", "`", "``", "*", "**", "[", "](",
      ")",
      "![", "<", ">", "> ", "&", "\"", "\\", "a", "word ", "γ", "---", "@Metadata {", "}", "<https://x>", "   - ",
    ]
    for _ in 0..<400 {
      let text = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      }.joined()
      let problem = Self.unbalanced(html(text))
      #expect(problem == nil, "seed \(seed), \(text.debugDescription): \(problem ?? "")")
    }
  }

  /// The first tag that does not close in order, or a sign that is not escaped.
  static func unbalanced(_ html: String) -> String? {
    var open: [String] = []
    var rest = html[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return "no end of a tag" }
      let tag = rest[rest.index(after: start)..<end]
      let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
      if name.isEmpty { return "'<' that begins no tag" }
      if tag.hasPrefix("/") {
        guard open.popLast() == name else { return "</\(name)>" }
      } else if !["hr", "img", "br"].contains(name) {
        open.append(name)
      }
      rest = rest[rest.index(after: end)...]
    }
    return open.last.map { "<\($0)> stays open" }
  }
}
