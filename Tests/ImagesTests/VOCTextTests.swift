// Texts of a VOC file in all the forms that XML has for them, and those that ask for too much.

import Foundation
import Images
import Testing

@Suite("PASCAL VOC, texts")
struct VOCTextTests {
  private func read(_ xml: String) throws -> COCOFile {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).xml")
    try Data(xml.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try VOCAnnotations.file([file])
  }

  private func object(_ name: String, declaring entities: String = "") -> String {
    "<!DOCTYPE annotation [\(entities)]><annotation><filename>a.jpg</filename><object><name>\(name)</name><bndbox><xmin>1"
      + "</xmin><ymin>1</ymin><xmax>4</xmax><ymax>5</ymax></bndbox></object></annotation>"
  }

  @Test(
    "Plain, escaped, by number, and as it is between marks",
    arguments: [
      ("cat", "cat"), ("R&amp;D", "R&D"), ("&#x4E;o &#52;", "No 4"), ("<![CDATA[a<b]]>", "a<b"),
      ("a<!-- not this -->b", "ab"), ("x<![CDATA[ y ]]>z", "x y z"),
    ])
  func forms(written: String, meant: String) throws {
    #expect(try read(object(written)).categories.map(\.name) == [meant])
  }

  @Test("Words that stand for many words that stand for many are refused, or cost nothing")
  func bomb() throws {
    var entities = "<!ENTITY e0 \"lol\">"
    for level in 1...12 {
      entities += "<!ENTITY e\(level) \"" + String(repeating: "&e\(level - 1);", count: 10) + "\">"
    }
    let start = ContinuousClock.now
    if let file = try? read(object("&e12;", declaring: entities)) {
      #expect(file.categories.allSatisfy { $0.name.count < 100_000 })
    }
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
