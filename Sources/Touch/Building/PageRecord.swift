// What a page said while a script moved its controls, held against what this program says to the same numbers.

import Foundation
import Text

/// The record that a page leaves when it is opened as `PAGE.html?test`.
public struct PageRecord {
  private struct Entry: Decodable {
    let inputs: [Double]
    /// The bits of each number, as text: JavaScript has no whole numbers of 64 bits in JSON.
    let numbers: [String]
    let texts: [String?]
  }

  private let entries: [Entry]

  /// How many answers it holds.
  public var count: Int { entries.count }

  /// The record in a page as a browser has it after the test.
  ///
  /// - Throws: `PageError.noRecord`.
  public init(file: URL) throws(PageError) {
    let page = String(decoding: try contents(of: file), as: UTF8.self)
    guard let start = page.range(of: "<script type=\"application/json\" id=\"test\">"),
      let end = page.range(of: "</script>", range: start.upperBound..<page.endIndex),
      let entries = try? JSONDecoder().decode([Entry].self, from: Data(page[start.upperBound..<end.lowerBound].utf8)),
      !entries.isEmpty
    else { throw .noRecord(file: file.path) }
    self.entries = entries
  }

  /// Holds every answer against this program's.
  ///
  /// Texts have to be the same to the last character; numbers to the last bit, where neither exp nor log is in them:
  /// a browser's differ in the last place, and then so many units are allowed.
  ///
  /// - Returns: the number of texts and numbers compared.
  /// - Throws: `PageError.disagrees`.
  public func check(_ page: TouchPage) throws(PageError) -> (texts: Int, numbers: Int) {
    var compared = (texts: 0, numbers: 0)
    for (index, entry) in entries.enumerated() {
      let expected = page.answer(entry.inputs)
      func disagrees(_ found: String, _ expected: String) -> PageError {
        .disagrees(page: page.fileName, record: index, found: found, expected: expected)
      }
      if entry.texts.count != expected.texts.count || entry.numbers.count != expected.numbers.count {
        throw disagrees(
          "\(entry.texts.count) texts and \(entry.numbers.count) numbers",
          "\(expected.texts.count) texts and \(expected.numbers.count) numbers")
      }
      for (found, expected) in zip(entry.texts, expected.texts) where found != expected {
        throw disagrees(found.map { "'\($0)'" } ?? "no text on the page", "'\(expected)'")
      }
      for (found, expected) in zip(entry.numbers, expected.numbers) {
        let number = UInt64(found).map { Double(bitPattern: $0) } ?? .nan
        guard number == expected || abs(number - expected) <= page.tolerance * max(1, abs(expected)) else {
          throw disagrees(number.shortest, expected.shortest)
        }
      }
      compared.texts += expected.texts.count
      compared.numbers += expected.numbers.count
    }
    return compared
  }
}

extension TouchPage {
  /// By how much a number may differ from this program's, as a share of it: 0 where it is made of + − × ÷ and √ alone.
  var tolerance: Double {
    switch self {
    case .matching, .curve: 0
    // exp and log of a browser are within a unit of the last place; a few of them come together.
    case .loss, .coding, .suppression: 1e-13
    }
  }
}
