// Changes that leave JSON what it is: a number for a number, a member for a member. Hardly any change of a byte does,
// so that without these little of what reads the values is reached.

import Formats
import Foundation
import Randomness
import Text

/// A text with JSON in it, changed at places of its trees.
struct FuzzTree: Sendable {
  /// What stands between separators, and its value if it is an object or a list.
  private let parts: [(bytes: [UInt8], value: JSONValue?)]
  private let places: [Int]
  private let separator: UInt8

  /// Nil if no part of the text is an object or a list.
  init?(_ bytes: [UInt8], separator: UInt8) {
    self.separator = separator
    let parts: [(bytes: [UInt8], value: JSONValue?)] = bytes.split(
      separator: separator, omittingEmptySubsequences: false
    ).map { part in
      let value = try? JSONValue(Data(part))
      if case .object? = value { return (Array(part), value) }
      if case .list? = value { return (Array(part), value) }
      return (Array(part), nil)
    }
    self.parts = parts
    places = parts.indices.filter { parts[$0].value != nil }
    if places.isEmpty { return nil }
  }

  /// The text with one, two or four changes in one of its trees.
  func changed(_ generator: inout SeededGenerator) -> [UInt8] {
    let place = generator.element(of: places)
    var value = parts[place].value ?? .null
    for _ in 0..<(1 << generator.integer(in: 0...2)) { value = Self.changed(value, &generator) }
    var texts = parts.map(\.bytes)
    texts[place] = Array(value.written.utf8)
    // A part twice, or as another one.
    if parts.count > 1, generator.integer(in: 0...15) == 0 {
      texts[generator.integer(in: 0...(texts.count - 1))] = texts[place]
    }
    return Array(texts.joined(separator: [separator]))
  }

  /// A value with a change somewhere in it.
  private static func changed(_ value: JSONValue, _ generator: inout SeededGenerator) -> JSONValue {
    switch value {
    case .object(var members) where !members.isEmpty && generator.integer(in: 0...9) > 0:
      // Of a recipe mostly what the file says.
      let isRecipe = members["says"] != nil && generator.integer(in: 0...3) > 0
      let key = isRecipe ? "says" : generator.element(of: members.keys.sorted())
      members[key] = changed(members[key] ?? .null, &generator)
      return .object(members)
    case .list(var elements) where !elements.isEmpty && generator.integer(in: 0...7) > 0:
      let place = generator.integer(in: 0...(elements.count - 1))
      elements[place] = changed(elements[place], &generator)
      return .list(elements)
    default:
      return generator.integer(in: 0...11) == 0 ? generator.element(of: others) : other(value, &generator)
    }
  }

  /// Something else of the same kind.
  private static func other(_ value: JSONValue, _ generator: inout SeededGenerator) -> JSONValue {
    switch value {
    case .null: .object([:])
    case .bool(let value): .bool(!value)
    case .number(let number): other(number, &generator)
    case .string(let text): .string(other(text, &generator))
    case .list(let elements): .list(other(elements, &generator))
    case .object(let members): .object(other(members, &generator))
    }
  }

  private static func other(_ number: JSONNumber, _ generator: inout SeededGenerator) -> JSONValue {
    let choice = generator.integer(in: 0...9)
    if choice < 3 { return generator.element(of: extremes) }
    // Near it: that is often taken.
    if let whole = number.int {
      let near = [whole &+ 1, whole &- 1, whole &* 2, whole / 2, whole &* 3, 0, 1]
      return .number(.integer(near[choice - 3]))
    }
    let near = [1.1, 0.9, 2, 0.5, -1, 0, 1e3]
    return .number(.real(number.double * near[choice - 3]))
  }

  private static func other(_ text: String, _ generator: inout SeededGenerator) -> String {
    switch generator.integer(in: 0...4) {
    case 0: generator.element(of: texts)
    case 1: String(text.dropLast())
    case 2: text + generator.element(of: texts)
    case 3: String(text.reversed())
    default: text.uppercased()
    }
  }

  private static func other(_ elements: [JSONValue], _ generator: inout SeededGenerator) -> [JSONValue] {
    guard !elements.isEmpty else { return [generator.element(of: others)] }
    var elements = elements
    let place = generator.integer(in: 0...(elements.count - 1))
    switch generator.integer(in: 0...6) {
    case 0: elements.remove(at: place)
    case 1: elements.insert(elements[place], at: place)
    case 2: elements.swapAt(place, elements.count - 1)
    case 3: elements = Array(elements.prefix(place))
    case 4: elements.append(generator.element(of: others))
    case 5: elements += [JSONValue](repeating: elements[place], count: generator.integer(in: 1...40))
    default: elements.reverse()
    }
    return elements
  }

  private static func other(
    _ members: [String: JSONValue], _ generator: inout SeededGenerator
  ) -> [String: JSONValue] {
    var members = members
    let keys = members.keys.sorted()
    guard !keys.isEmpty else { return [generator.element(of: texts): generator.element(of: others)] }
    let (key, second) = (generator.element(of: keys), generator.element(of: keys))
    let value = members[key]
    switch generator.integer(in: 0...4) {
    case 0: members[key] = nil
    case 1: (members[key], members[second]) = (members[second], value)
    case 2:
      members[key] = nil
      members[other(key, &generator)] = value
    case 3: members[second] = value
    default: members[generator.element(of: texts)] = generator.element(of: others)
    }
    return members
  }

  private static let wholes: [Int] = [
    0, 1, -1, 2, 255, 256, 65_535, 1 << 31, 1 << 32, 1 << 53, Int.max, Int.min, 1_000_000_007,
  ]
  private static let reals: [Double] = [
    -0.0, 0.5, 1e-6, 1e-45, .leastNonzeroMagnitude, 3.5e38, 1e308, -1e308, 1e18, -1e18, 0.999_999_999, .nan, .infinity,
    -.infinity,
  ]
  private static let extremes: [JSONValue] = {
    var values = wholes.map { JSONValue.number(.integer($0)) }
    values += reals.map { JSONValue.number(.real($0)) }
    values += [JSONValue.number(.unsigned(.max)), .number(.digits("123456789012345678901234567890"))]
    return values + ["infinity", "-infinity", "nan", "0"].map { JSONValue.string($0) }
  }()

  private static let others: [JSONValue] =
    [.null, .bool(true), .list([]), .object([:]), .string(""), .list([.number(.integer(1))])] + extremes

  private static let texts = [
    "", "a", "id", "\u{1B}[2J", "é", "🧒", "../a.png", "0", "-1", "nan", "infinity", "1e999", "a\nb", "\u{202E}b", " ",
    String(repeating: "x", count: 300),
  ]
}

extension SeededGenerator {
  /// One of some values.
  mutating func element<Element>(of elements: [Element]) -> Element { elements[integer(in: 0...(elements.count - 1))] }
}

extension JSONValue {
  /// As JSON, its keys sorted.
  var written: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let number): number.text
    case .string(let text): text.jsonQuoted
    case .list(let elements): "[" + elements.map(\.written).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.keys.sorted().map { "\($0.jsonQuoted):\((members[$0] ?? .null).written)" }.joined(separator: ",")
        + "}"
    }
  }
}
