// Values as JSON and trees of JSON, compared.

import Testing

@testable import Formats

@Suite("Values as JSON")
struct CodedJSONTests {
  private struct Sample: Codable, Equatable {
    var name: String
    var number: Double
    var count: Int
    var seed: UInt64
    var isOn: Bool
    var list: [Double]
    var maybe: Int?
  }

  private let sample = Sample(
    name: "a/ö\"\\\n", number: 0.1 + 0.2, count: .max, seed: .max, isOn: true, list: [.infinity, -.infinity, 1e300])

  @Test("A value is written with sorted keys and read back the same, with 64-bit integers and what JSON lacks")
  func roundTrip() throws {
    let text = try CodedJSON.encode(sample)
    #expect(
      text == #"{"count":9223372036854775807,"isOn":true,"list":["infinity","-infinity",1e+300],"#
        + #""name":"a/ö\"\\\n","number":0.30000000000000004,"seed":18446744073709551615}"#)
    let back = try CodedJSON.decode(text, as: Sample.self)
    #expect(back == sample)
    #expect(try CodedJSON.decode("[\"nan\"]", as: [Double].self)[0].isNaN)
  }

  @Test("A tree keeps every value, whatever it means, and gives it back as its type")
  func tree() throws {
    let text = try CodedJSON.encode(sample)
    let tree = try CodedJSON.tree(of: text)
    #expect(try CodedJSON.encode(tree) == text)
    #expect(try CodedJSON.decode(tree, as: Sample.self) == sample)
    #expect(tree == (try CodedJSON.tree(encoding: sample)))
    let list = #"[1,null,{"a":[]}]"#
    #expect(try CodedJSON.decode(list, as: JSONValue.self) == JSONValue(list))
  }

  @Test("What is not JSON, missing, of another kind or unknown is refused with its place")
  func refused() throws {
    func error(_ text: String) -> CodedJSONError? {
      #expect(throws: CodedJSONError.self) { try CodedJSON.decode(text, as: [Sample].self) }
    }
    let good = try CodedJSON.encode([sample])
    #expect(error("[{")?.place == "")
    #expect(error("")?.problem.hasPrefix("is not JSON: line 1, column 1") == true)
    #expect(error("{}")?.problem == "expected a list, found an object")
    #expect(error(good.replacing("\"isOn\":true,", with: ""))?.description == "[0]: \"isOn\" is missing")
    #expect(
      error(good.replacing("\"isOn\":true", with: "\"isOn\":1"))?.description
        == "[0].isOn: expected true or false, found the number 1")
    #expect(error(good.replacing("0.30000000000000004", with: "\"x\""))?.place == "[0].number")
    #expect(
      error(good.replacing("\"isOn\"", with: "\"isOff\":true,\"isOn\""))?.description
        == "[0].isOff: is not known here; is it misspelled, or of a newer program?")
  }

  @Test("The first difference is named by its path, with both values; null is as nothing")
  func differences() throws {
    func difference(_ old: String, _ new: String) throws -> [String]? {
      try JSONValue(old).firstDifference(from: JSONValue(new)).map { [$0.place, $0.old, $0.new] }
    }
    #expect(try difference(#"{"a":1,"b":null}"#, #"{"a":1}"#) == nil)
    #expect(try difference("[1,2]", "[1,2]") == nil)
    #expect(
      try difference(#"{"b":{"x":[1,{"y":2}]},"a":1}"#, #"{"a":1,"b":{"x":[1,{"y":3}]}}"#) == ["b.x[1].y", "2", "3"])
    #expect(try difference(#"{"b":1,"a":"x"}"#, #"{"b":2}"#) == ["a", "x", "none"])
    #expect(try difference("[1]", "[1,2]") == ["", "[1]", "[1,2]"])
    #expect(try difference("1", "true") == ["", "1", "true"])
    #expect(try difference("1.5", "{}") == ["", "1.5", "{}"])
  }
}
