// XML read an event at a time: what is whole, what is none, and what Foundation's parser would end the program at.

import Foundation
import Testing

@testable import Images

@Suite("XML")
struct XMLReaderTests {
  /// The events in short: "<a", a text, ">".
  private func read(_ text: String) throws -> [String] {
    var reader = XMLReader(Data(text.utf8))
    var events: [String] = []
    while let event = try reader.next() {
      switch event {
      case .start(let name): events.append("<\(name)")
      case .text(let text): events.append(text)
      case .end: events.append(">")
      }
    }
    return events
  }

  @Test(
    "Elements, attributes, texts in every form; comments, instructions and declarations are passed over",
    arguments: [
      ("<a/>", ["<a", ">"]), ("<a b='1' c = \"2>\" />", ["<a", ">"]), ("<a>x</a>", ["<a", "x", ">"]),
      ("<a><b.c-1/>é</a >", ["<a", "<b.c-1", ">", "é", ">"]), ("<a>&lt;&#65;&#x42;&amp;</a>", ["<a", "<AB&", ">"]),
      ("<a><![CDATA[<b>&]]]]></a>", ["<a", "<b>&]]", ">"]), ("<a>x<!-- <b> -->y</a>", ["<a", "x", "y", ">"]),
      ("<?v?><a><?b?><?c d?></a><?e?>\n<!-- f -->", ["<a", ">"]),
      ("<!DOCTYPE a [<!ENTITY e \"]>\"> <!-- ' --> <?b '?>]>\n<a/>", ["<a", ">"]),
    ])
  func whole(text: String, events: [String]) throws { #expect(try read(text) == events) }

  @Test(
    "What is no document, or ends too early, is refused with its line",
    arguments: [
      "", " ", "x", "<", "<a", "<a>", "<a></b>", "</a>", "<a/><b/>", "<a/>x", "<a><!-- </a>", "<a><![CDATA[</a>",
      "<1/>",
      "<a b/>", "<a b=c/>", "<a b='1'c='2'/>", "<a b='<'/>", "<a>&</a>", "<a>&e;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
      "<a>&#99999999999;</a>", "<a>&#-1;</a>", "<a>\u{1}</a>", "<!DOCTYPE a", "<!DOCTYPE a [<!ENTITY e '",
      "<![CDATA[x]]>",
      "<a/><!DOCTYPE a>", "<?a", "<a><b></a></b>", "< a/>",
    ])
  func refused(text: String) {
    #expect(throws: XMLReader.Malformed(line: 3)) { try read("<!-- 1\n2 -->\n" + text) }
  }

  @Test("A hundred elements in each other are taken, one more is refused, and a megabyte is read in a moment")
  func limits() throws {
    func nested(_ count: Int) -> String {
      String(repeating: "<a>", count: count) + String(repeating: "</a>", count: count)
    }
    #expect(try read(nested(XMLReader.mostDepth)).count == 200)
    #expect(throws: XMLReader.Malformed.self) { try read(nested(XMLReader.mostDepth + 1)) }
    #expect(try read("<a>" + String(repeating: "<b c='1'>x&amp;</b>", count: 50_000) + "</a>").count == 150_002)
    #expect(throws: XMLReader.Malformed.self) { try read("<a>" + String(repeating: "<!-", count: 300_000)) }
  }
}
