// Finds the tests of a file: titles, code and place. It reads sources; it runs nothing.

/// A test as its source has it.
struct ScannedTest: Hashable {
  /// The sentence, or the function's name where there is none.
  var title: String
  /// The types around it, from the outside in: "FocalLossTests".
  var type: String
  /// "worked".
  var function: String
  /// From its attribute to its closing brace, with the indentation taken away.
  var code: String

  /// Unique in its module.
  var id: String { "\(type).\(function)" }
}

/// A suite as its source has it.
struct ScannedSuite: Hashable {
  var title: String
  var type: String
  var tests: [ScannedTest]
}

/// The tests of one file.
struct ScannedFile: Hashable {
  /// "FocalLossTests.swift".
  var name: String
  var suites: [ScannedSuite]
  /// Names of types that the tests mention, with how often.
  var mentioned: [String: Int]

  init(name: String, text: String) {
    let scanner = TestScanner(text)
    self.name = name
    suites = scanner.suites()
    mentioned = scanner.mentioned
  }
}

private struct TestScanner {
  private struct Declaration {
    var name: String
    var title: String?
    var range: Range<Int>
  }

  private let source: SwiftSource
  private var tokens: [SwiftToken] { source.tokens }

  init(_ text: String) { source = SwiftSource(text) }

  var mentioned: [String: Int] {
    var counts: [String: Int] = [:]
    for token in tokens where token.kind == .type { counts[source.text(token), default: 0] += 1 }
    return counts
  }

  func suites() -> [ScannedSuite] {
    let types = declarations()
    var found: [ScannedSuite] = types.filter { $0.title != nil }.map {
      ScannedSuite(title: $0.title ?? $0.name, type: $0.name, tests: [])
    }
    for index in tokens.indices where isAttribute(index, "Test") {
      guard let test = test(at: index, in: types) else { continue }
      if let suite = found.firstIndex(where: { $0.type == test.type }) {
        found[suite].tests.append(test)
      } else {
        found.append(ScannedSuite(title: test.type, type: test.type, tests: [test]))
      }
    }
    return found.filter { !$0.tests.isEmpty }
  }

  private func isAttribute(_ index: Int, _ name: String) -> Bool {
    index > 0 && source.isCharacter(tokens[index - 1], "@") && tokens[index].kind == .type
      && source.text(tokens[index]) == name
  }

  /// The first string of the parentheses behind an attribute, and the index of the token behind them.
  private func title(behind index: Int) -> (title: String?, next: Int) {
    guard index + 1 < tokens.count, source.isCharacter(tokens[index + 1], "("),
      let end = source.closing(index + 1, open: "(", close: ")")
    else { return (nil, index + 1) }
    let first = tokens[index + 2]
    return (first.kind == .string && end > index + 2 ? Self.value(ofLiteral: source.text(first)) : nil, end + 1)
  }

  /// The types of the file with the bytes of their bodies, by their path of names.
  private func declarations() -> [Declaration] {
    var found: [Declaration] = []
    var title: String?
    for index in tokens.indices {
      if isAttribute(index, "Suite") { title = self.title(behind: index).title }
      guard tokens[index].kind == .keyword,
        ["struct", "class", "enum", "actor", "extension"].contains(source.text(tokens[index])),
        index + 1 < tokens.count, tokens[index + 1].kind == .type,
        let open = tokens[index...].firstIndex(where: { source.isCharacter($0, "{") }),
        let close = source.closing(open, open: "{", close: "}")
      else { continue }
      let range = tokens[open].range.lowerBound..<tokens[close].range.upperBound
      let outer = found.last { $0.range.lowerBound < range.lowerBound && range.upperBound <= $0.range.upperBound }
      let name = source.text(tokens[index + 1])
      found.append(Declaration(name: outer.map { "\($0.name).\(name)" } ?? name, title: title, range: range))
      title = nil
    }
    return found
  }

  private func test(at index: Int, in types: [Declaration]) -> ScannedTest? {
    let (title, next) = title(behind: index)
    guard let function = tokens[next...].firstIndex(where: { $0.kind == .keyword && source.text($0) == "func" }),
      function + 1 < tokens.count
    else { return nil }
    var name = tokens[function + 1]
    // A name in backticks.
    if source.isCharacter(name, "`"), function + 2 < tokens.count { name = tokens[function + 2] }
    guard let parameters = tokens[function...].firstIndex(where: { source.isCharacter($0, "(") }),
      let end = source.closing(parameters, open: "(", close: ")"),
      let open = tokens[end...].firstIndex(where: { source.isCharacter($0, "{") }),
      let close = source.closing(open, open: "{", close: "}")
    else { return nil }
    let start = tokens[index - 1].range.lowerBound
    let type = types.last { $0.range.contains(start) }?.name ?? ""
    return ScannedTest(
      title: title ?? source.text(name), type: type, function: source.text(name),
      code: Self.unindented(source, start..<tokens[close].range.upperBound))
  }

  /// The code of some bytes, moved to the left as far as its first line is.
  private static func unindented(_ source: SwiftSource, _ range: Range<Int>) -> String {
    var start = range.lowerBound
    while start > 0, source.bytes[start - 1] == UInt8(ascii: " ") { start -= 1 }
    let spaces = String(repeating: " ", count: range.lowerBound - start)
    return source.text(range).split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(spaces) ? String($0.dropFirst(spaces.count)) : String($0) }.joined(separator: "\n")
  }

  /// What a string literal says, without its interpolations resolved.
  static func value(ofLiteral literal: String) -> String {
    var text = Substring(literal)
    while text.hasPrefix("#") { text = text.dropFirst().dropLast() }
    let quotes = text.hasPrefix("\"\"\"") ? 3 : 1
    text = text.dropFirst(quotes).dropLast(quotes)
    return String(text).replacing(#"\""#, with: "\"").replacing(#"\n"#, with: "\n").replacing(#"\\"#, with: #"\"#)
  }
}
