// JSON as it is read: values, numbers to the last bit, and what is refused at which place.

import Formats
import Foundation
import Randomness
import Testing

@Suite("JSON")
struct JSONTests {
  private func message(_ text: String, limits: JSONLimits = .tree) -> String {
    message(Data(text.utf8), limits: limits)
  }

  private func message(_ data: Data, limits: JSONLimits = .tree) -> String {
    do {
      return "read: \(try JSONValue(data, limits: limits))"
    } catch {
      return "\(error)"
    }
  }

  @Test("Every kind of value, white space of four kinds, and escapes")
  func values() throws {
    #expect(try JSONValue("null") == .null)
    #expect(try JSONValue(" \t\r\n[true , false ] ") == .list([.bool(true), .bool(false)]))
    #expect(try JSONValue("[[],{}]") == .list([.list([]), .object([:])]))
    #expect(
      try JSONValue(#"{"a\u00e9\n": "\"\\\/\b\f\r\t\ud83e\uddd2é"}"#)
        == .object(["aé\n": .string("\"\\/\u{8}\u{C}\r\t🧒é")]))
  }

  @Test("Of two members with one key the last is taken, as Python does")
  func duplicates() throws {
    #expect(try JSONValue(#"{"a": 1, "b": 2, "a": 3}"#)["a"] == .number(.integer(3)))
  }

  @Test("Whole numbers stay whole: 2^63 - 1, 2^64 - 1 and 30 digits; 1.0 and 1e2 are no integers but have their value")
  func integers() throws {
    func number(_ text: String) throws -> JSONNumber? {
      if case .number(let number) = try JSONValue(text) { number } else { nil }
    }
    #expect(try number("9223372036854775807") == .integer(.max))
    #expect(try number("-9223372036854775808") == .integer(.min))
    #expect(try number("18446744073709551615") == .unsigned(.max))
    #expect(try number("18446744073709551616") == .digits("18446744073709551616"))
    #expect(try number("-123456789012345678901234567890") == .digits("-123456789012345678901234567890"))
    #expect(try number("0") == .integer(0) && number("-0") == .integer(0))
    #expect(try number("1.0") == .real(1) && number("1.0")?.int == 1 && number("1.5")?.int == nil)
    #expect(try number("1e2")?.int == 100 && number("18446744073709551615")?.int == nil)
    #expect(try number("18446744073709551615")?.text == "18446744073709551615")
  }

  @Test("NaN, Infinity and -Infinity are read as Python writes them")
  func special() throws {
    guard case .list(let values) = try JSONValue("[NaN, Infinity, -Infinity]"),
      case .number(.real(let nan)) = values[0]
    else {
      Issue.record("no list")
      return
    }
    #expect(nan.isNaN)
    #expect(values[1] == .number(.real(.infinity)) && values[2] == .number(.real(-.infinity)))
  }

  @Test("Doubles have the bits of Swift's own reading, whichever way they were taken", arguments: 0..<4)
  func doubles(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for index in 0..<5000 {
      let bits = Double(bitPattern: generator.next())
      let text: String
      switch index % 5 {
      case 0: text = bits.isFinite ? "\(bits)" : "5e-324"
      case 1: text = "\(Double.random(in: -1000...1000, using: &generator))"
      case 2: text = "\((Double.random(in: 0...64000, using: &generator)).rounded() / 100)"
      case 3:
        let digits = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
          "\(Int.random(in: 0...9, using: &generator))"
        }
        text = "0.\(digits.joined())e\(Int.random(in: -330...290, using: &generator))"
      default: text = "\(Int.random(in: 1...9, using: &generator))\(generator.next()).\(generator.next())E+3"
      }
      var scanner = try JSONScanner(Data(text.utf8))
      let value = try scanner.double()
      #expect(value.bitPattern == Double(text)?.bitPattern, "seed \(seed), \(index): \(text)")
    }
  }

  @Test(
    "What is no JSON is refused with its line and column",
    arguments: [
      ("", "line 1, column 1: expected a value, found an empty text"),
      ("[1,\n 2,]", "line 2, column 4: expected a value, found ']'"),
      ("{\"é\" 1}", "line 1, column 6: expected ':' behind the key, found '1}'"),
      ("{a: 1}", "expected a key in quotation marks, found 'a: 1}'"),
      ("{\"a\": 1,}", "expected a key in quotation marks, found '}'"),
      ("[1 2]", "line 1, column 4: expected ',' or ']', found '2]'"),
      ("{\"a\": 1]", "expected ',' or '}', found ']'"), ("[", "expected a value, found the end of the text"),
      ("[01]", "column 3: expected the end of the number, or ',' or a bracket, found '1]'"),
      ("[1.]", "expected a digit behind the point"), ("[1e+]", "expected a digit of the exponent, found ']'"),
      ("[-]", "expected a digit behind '-'"), ("[.5]", "expected a value"), ("[+1]", "expected a value"),
      ("[0x0x1]", "expected the end of the number"), ("[1.5e+]", "expected a digit of the exponent"),
      ("[1e999]", "expected a number that a Double can hold, below 1.8e308, found '1e999]'"),
      ("[-NaN]", "expected a digit behind '-'"), ("[Infinit]", "expected a number, found 'Infinit]'"),
      ("[nul]", "expected a value, found 'nul]'"), ("[tru]", "expected true or false"), ("['a']", "expected a value"),
      ("\"a", "expected the '\"' that ends a text, found the end of the text"),
      ("\"\\x\"", "expected an escape of JSON"), ("\"\\u12g4\"", "expected \\u and four hexadecimal digits"),
      ("\"\\ud800\"", "expected both halves of a surrogate pair"),
      ("\"a\nb\"", "expected no control character within a text; write it as an escape, found the end of the line"),
      ("1 2", "expected nothing but white space behind the end of the JSON value, found '2'"),
      ("// x\n1", "expected a value, found '// x'"), ("\u{0}1", "expected a value, found '\\u{0}1'"),
      ("\u{0}", "expected a value, found nothing but bytes of 0; it was not copied whole; fetch it again"),
    ])
  func refused(text: String, expected: String) {
    #expect(message(text).contains(expected), "\(message(text))")
  }

  @Test("Bytes that are not UTF-8 are refused wherever they stand; other kinds of files are named")
  func bytes() {
    for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80]] {
      let text = message(Data([0x5B, 0x22] + bad + [0x22, 0x5D]))
      #expect(text.hasPrefix("line 1, column 3: expected text in UTF-8, found a byte that is not UTF-8 (0x"), "\(text)")
      #expect(message(Data([0x7B] + bad + [0x31, 0x3A, 0x31, 0x7D])).contains("column 2: expected a key"))
    }
    #expect(message(Data([0xEF, 0xBB, 0xBF, 0x31])) == "read: number(Formats.JSONNumber.integer(1))")
    #expect(message(Data([0xFF, 0xFE, 0x5B, 0])).contains("found text in UTF-16; save it as UTF-8"))
    #expect(message(Data([0x1F, 0x8B, 8])).contains("a gzip file; unpack it"))
  }

  @Test("Depth and size are bounded: 100 brackets are read, 101 and 513 refused")
  func bounds() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(message(nested(100)).hasPrefix("read"))
    #expect(message(nested(101)).contains("column 101: expected at most 100 objects and lists within one another"))
    #expect(message(String(repeating: "[", count: 513)).contains("expected at most 100"))
    #expect(message(nested(3), limits: JSONLimits(depth: 2)).contains("at most 2 objects"))
    #expect(message("[1, 2]", limits: JSONLimits(bytes: 5)) == "line 1, column 1: expected at most 5 bytes, found 6")
    #expect(message(String(repeating: "1", count: 1001)).contains("a number of at most 1000 characters"))
  }

  @Test("An error quotes 40 characters of a line, and no control character")
  func quoting() {
    let text = message("[x\u{1B}[31m\(String(repeating: "é", count: 300))")
    #expect(text.contains("found 'x\\u{1B}[31mé") && text.count < 120, "\(text)")
    #expect(shown("a\u{1B}b\u{202E}c\nd") == "a\\u{1B}b\\u{202E}c\\u{A}d")
    #expect(shown("日本語é", limit: 3) == "日本語…")
  }

  @Test("What is passed over is checked as strictly as what is read")
  func skipping() {
    func skipped(_ text: String) -> String {
      do {
        var scanner = try JSONScanner(Data(text.utf8))
        try scanner.skipValue()
        try scanner.finish()
        return "passed"
      } catch {
        return "\(error)"
      }
    }
    for text in [
      "[]", "{}", "[[],[{}]]", #"{"a":[1,{"b":null}],"c":"\u00e9"}"#, "[1,", "{\"a\":}", "[1 2]", "{\"a\" 1}", "[nul]",
      "[[[1e+]]]", "{\"a\":{\"b\":[1,2,]}}", "\"\\u12\"", "[}", "{]", "[1]]", String(repeating: "[", count: 200), "-",
      "",
    ] {
      let read = message(text)
      #expect(read.hasPrefix("read") ? skipped(text) == "passed" : skipped(text) == read, "\(text): \(skipped(text))")
    }
  }

  @Test("Members by known names: others are passed over, escaped keys are the same keys")
  func names() throws {
    let names = JSONNames(["id", "file_name"])
    var scanner = try JSONScanner(Data(#"{"x": [1], "\u0069d": 7, "file_name": "a", "ids": 3}"#.utf8))
    var found: [Int] = []
    try scanner.beginObject()
    while let key = try scanner.nextKey(names) {
      found.append(key)
      try scanner.skipValue()
    }
    try scanner.finish()
    #expect(found == [-1, 0, 1, -1])
  }
}
