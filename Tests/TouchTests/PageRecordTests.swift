// A page's record: one that agrees passes, and one that differs by a character or a bit does not.

import Foundation
import Testing

@testable import Touch

@Suite("Records of pages")
struct PageRecordTests {
  private func record(_ answer: Answer, inputs: [Double]) throws -> PageRecord {
    let entry: [String: Any] = [
      "inputs": inputs, "numbers": answer.numbers.map { "\($0.bitPattern)" }, "texts": answer.texts,
    ]
    let json = String(decoding: try JSONSerialization.data(withJSONObject: [entry]), as: UTF8.self)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).html")
    try Data("<body><script type=\"application/json\" id=\"test\">\(json)</script></body>".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try PageRecord(file: file)
  }

  @Test("What this program says itself agrees, and is counted")
  func agrees() throws {
    let inputs: [Double] = [2, 0.9, 1, 0.8, 0, 0.7, 1]
    let compared = try record(.curve(inputs), inputs: inputs).check(.curve)
    #expect(compared.texts == 4 + 3 * 4 && compared.numbers == 3 * 2 + 101 + 3)
  }

  @Test("A text that differs in its last digit is found, with its place and what was expected")
  func text() throws {
    let inputs: [Double] = [2, 0.9, 1, 0.8, 0, 0.7, 1]
    var answer = Answer.curve(inputs)
    answer.texts[1] = "0.833334"
    let record = try record(answer, inputs: inputs)
    #expect(
      throws: PageError.disagrees(page: "curve.html", record: 0, found: "'0.833334'", expected: "'0.833333'")
    ) { try record.check(.curve) }
  }

  @Test("A number may differ in the last bit only where exp or log made it")
  func bits() throws {
    let inputs: [Double] = [2, 0.9, 1, 0.8, 0, 0.7, 1]
    var curve = Answer.curve(inputs)
    curve.numbers[0] = curve.numbers[0].nextUp
    let record = try record(curve, inputs: inputs)
    #expect(throws: PageError.self) { try record.check(.curve) }
    let settings: [Double] = [2, 0.25, 10, 0.5, 0, 0.7, 100, 0.1]
    var loss = Answer.loss(settings)
    loss.numbers[5] = loss.numbers[5].nextUp
    _ = try self.record(loss, inputs: settings).check(.loss)
    loss.numbers[5] *= 1.000001
    let off = try self.record(loss, inputs: settings)
    #expect(throws: PageError.self) { try off.check(.loss) }
  }

  @Test("A page without a record, and one that is not there, are refused with a sentence")
  func none() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).html")
    #expect(throws: PageError.file(file.path, reason: "it cannot be read")) { try PageRecord(file: file) }
    try Data("<p></p>".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(throws: PageError.noRecord(file: file.path)) { try PageRecord(file: file) }
  }

  @Test("Every source of the pages is there, and none is compiled twice")
  func sources() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
    let files = PageModule.all.flatMap(\.files)
    #expect(Set(files).count == files.count)
    for file in files {
      #expect(FileManager.default.fileExists(atPath: sources.appendingPathComponent(file).path), "\(file)")
    }
    for page in TouchPage.allCases {
      for part in ["\(page.rawValue).html", "\(page.rawValue).js"] {
        #expect(FileManager.default.fileExists(atPath: sources.appendingPathComponent("Web/\(part)").path), "\(part)")
      }
    }
  }
}
