// Codable values read from JSON, beside Foundation's own decoder.

import Formats
import Foundation
import Testing

@Suite("Codable values from JSON")
struct JSONReaderTests {
  private enum Shape: Codable, Hashable {
    case circle(radius: Double)
    case square(side: Float, filled: Bool)
    case none
  }

  private struct Settings: Codable, Hashable {
    var name: String
    var steps: Int
    var seed: UInt64
    var rate: Double?
    var shapes: [Shape]
    var table: [String: [Int8]]
    var missing: Int?
  }

  private let settings = Settings(
    name: "é\u{1}", steps: -3, seed: .max, rate: 0.1,
    shapes: [.circle(radius: 2), .square(side: 0.1, filled: true), .none],
    table: ["a": [1, -128], "b": []])

  private func message(_ json: String) -> String {
    do {
      return "\(try JSONReader.decode(Settings.self, from: Data(json.utf8)))"
    } catch {
      return "\(error)"
    }
  }

  @Test("What Foundation encodes is read as it was, and its decoder reads the same")
  func agreement() throws {
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONReader.decode(Settings.self, from: data) == settings)
    #expect(try JSONDecoder().decode(Settings.self, from: data) == settings)
  }

  @Test(
    "What does not fit is said in words and with its place",
    arguments: [
      (#"{"name": "a"}"#, #""steps" is missing"#), (#"{"name": 1}"#, "name: expected a text, found the number 1"),
      (#"{"name": "a", "steps": 1.5}"#, "steps: expected a whole number in -9223372036854775808 ... "),
      (#"{"name": "a", "steps": "1"}"#, "steps: expected a whole number, found the text \"1\""),
      (#"{"name": "a", "steps": 1, "seed": -1}"#, "seed: expected a whole number in 0 ... 18446744073709551615, found"),
      ("[1]", "expected an object, found a list"), ("{", "line 1, column 2: expected a key in quotation marks"),
      (
        #"{"name":"a","steps":1,"seed":1,"shapes":[],"table":{"a":[1,300]}}"#,
        "table.a[1]: expected a whole number in -128 ... 127, found the number 300"
      ),
    ])
  func mismatch(json: String, expected: String) {
    #expect(message(json).hasPrefix(expected), "\(message(json))")
  }
}
