// Texts of a VOC file in all the forms that XML has for them, and those that ask for too much.

import Foundation
import Images
import Testing

@Suite("PASCAL VOC, texts")
struct VOCTextTests {
  private func read(_ xml: String) throws -> COCOFile { try read(Data(xml.utf8)) }

  private func read(_ data: Data) throws -> COCOFile {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).xml")
    try data.write(to: file)
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

  @Test("Names of elements that are not UTF-8 are refused; Foundation's parser would trap")
  func notUTF8() {
    for bytes in [[0x3C, 0xF8, 0x78, 0x78, 0x78], Array("<annotation><".utf8) + [0xFF, 0x3E]] as [[UInt8]] {
      #expect(throws: AnnotationFileError.self) { try read(Data(bytes)) }
    }
  }

  @Test("Other encodings that the file declares, or begins with, are read", arguments: [0, 1, 2])
  func encodings(index: Int) throws {
    let (name, encoding) = [
      ("ISO-8859-1", String.Encoding.isoLatin1), ("windows-1252", .windowsCP1252), ("UTF-16", .utf16),
    ][index]
    let text = "<?xml version=\"1.0\" encoding=\"\(name)\"?>" + object("blé")
    let data = try #require(text.data(using: encoding))
    #expect(try read(data).categories.map(\.name) == ["blé"])
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
