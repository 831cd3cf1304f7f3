// The text that Swift prints of a value, read back as JSON: what files of before said of their configuration.

import Formats

/// Reads what `"\(value)"` made of structs, enums, lists, numbers and optionals.
///
/// ```
/// Boxes.SmoothL1(beta: 0.11)             {"beta": 0.11}
/// smoothL1(Boxes.SmoothL1(beta: 0.11))   {"smoothL1": {"beta": 0.11}}
/// movingAverage(initial: 100.0)          {"movingAverage": {"initial": 100.0}}
/// Boxes.PixelConvention.continuous       "continuous"
/// nil, Optional(2), Set([3])             null, 2, [3]
/// ```
struct ValueText {
  private var rest: Substring

  /// The value of a text; nil if it is none.
  static func value(of text: String) -> JSONValue? {
    var reader = ValueText(rest: text[...])
    let value = reader.value(depth: 0)
    return reader.rest.isEmpty ? value : nil
  }

  private mutating func value(depth: Int) -> JSONValue? {
    guard depth < 20, let first = rest.first else { return nil }
    if first == "[" { return elements(until: "]", depth: depth).map { .list($0.map(\.value)) } }
    if first == "-" || first.isNumber { return number() }
    let name = word()
    guard let last = name.split(separator: ".").last.map(String.init) else { return nil }
    guard rest.first == "(" else {
      switch last {
      case "nil": return .null
      case "true": return .bool(true)
      case "false": return .bool(false)
      case "inf": return .string("infinity")
      default: return .string(last)
      }
    }
    guard let parts = elements(until: ")", depth: depth) else { return nil }
    if last == "Optional" || last == "Set" { return parts.first?.value }
    let members = JSONValue.object(
      Dictionary(parts.enumerated().map { ($1.label ?? "_\($0)", $1.value) }) { first, _ in first })
    if last.first?.isUppercase == true { return members }
    if parts.count == 1, parts[0].label == nil { return .object([last: parts[0].value]) }
    return .object([last: members])
  }

  /// What stands between brackets, with the labels before it.
  private mutating func elements(
    until end: Character, depth: Int
  ) -> [(label: String?, value: JSONValue)]? {
    rest.removeFirst()
    var elements: [(label: String?, value: JSONValue)] = []
    while let first = rest.first, first != end {
      if !elements.isEmpty {
        guard rest.hasPrefix(", ") else { return nil }
        rest.removeFirst(2)
      }
      let start = rest
      var label: String? = word()
      if rest.hasPrefix(": ") {
        rest.removeFirst(2)
      } else {
        (label, rest) = (nil, start)
      }
      guard let value = value(depth: depth + 1) else { return nil }
      elements.append((label, value))
    }
    guard rest.first == end else { return nil }
    rest.removeFirst()
    return elements
  }

  private mutating func word() -> String {
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    rest.removeFirst(word.count)
    return String(word)
  }

  private mutating func number() -> JSONValue? {
    let text = rest.prefix { $0.isNumber || "+-.einf".contains($0) }
    rest.removeFirst(text.count)
    if text == "-inf" { return .string("-infinity") }
    if let integer = Int(text) { return .number(.integer(integer)) }
    return Double(text).map { .number(.real($0)) }
  }
}
