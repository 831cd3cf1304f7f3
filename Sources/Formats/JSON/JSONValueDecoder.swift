// Codable values from a JSON tree: what JSONDecoder does, behind a reader that never traps.

import Foundation

/// Reads `Decodable` values from JSON.
package enum JSONReader {
  /// A value of a known type from a JSON text.
  ///
  /// - Throws: `JSONError` if it is not JSON, and `JSONMismatch` if it holds something else.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, limits: JSONLimits = .tree
  ) throws -> Value {
    try decode(type, from: try JSONValue(data, limits: limits))
  }

  /// A value of a known type from a JSON tree.
  ///
  /// - Parameter readsWords: whether "infinity", "-infinity" and "nan" in quotation marks are numbers, too.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from value: JSONValue, readsWords: Bool = false
  ) throws(JSONMismatch) -> Value {
    do {
      return try Value(from: JSONTreeDecoder(value: value, codingPath: [], readsWords: readsWords))
    } catch let error as DecodingError {
      throw JSONMismatch(error)
    } catch {
      throw JSONMismatch(place: "", problem: "\(error)")
    }
  }
}

/// A JSON text that holds something else than was asked for: where, and what.
package struct JSONMismatch: Error, Hashable, Sendable, CustomStringConvertible {
  /// The way to the value: "options.schedule[2]"; empty for the whole.
  package var place: String
  /// What was expected and what was found, or what is missing.
  package var problem: String

  package var description: String { place.isEmpty ? problem : "\(place): \(problem)" }

  init(place: String, problem: String) {
    self.place = place
    self.problem = problem
  }

  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      self.init(place: Self.place(context.codingPath), problem: "\"\(shown(key.stringValue))\" is missing")
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      self.init(place: Self.place(context.codingPath), problem: shown(context.debugDescription, limit: 200))
    @unknown default: self.init(place: "", problem: "it holds something else than expected")
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? shown(key.stringValue) : "\(text).\(shown(key.stringValue))"
    }
  }
}

/// A place in a tree.
struct JSONTreeDecoder: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  /// Whether "infinity", "-infinity" and "nan" in quotation marks are numbers, too.
  let readsWords: Bool
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw mismatch("an object") }
    return KeyedDecodingContainer(JSONTreeObject<Key>(members: members, codingPath: codingPath, readsWords: readsWords))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let elements) = value else { throw mismatch("a list") }
    return JSONTreeList(elements: elements, codingPath: codingPath, readsWords: readsWords)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func mismatch(_ expected: String) -> DecodingError {
    let found =
      switch value {
      case .string(let text): "the text \"\(shown(text, limit: 40))\""
      case .number(let number): "the number \(shown(number.text, limit: 40))"
      case .bool(let value): "\(value)"
      default: value.kindText
      }
    return .dataCorrupted(.init(codingPath: codingPath, debugDescription: "expected \(expected), found \(found)"))
  }
}

extension JSONTreeDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let value) = value else { throw mismatch("true or false") }
    return value
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let text) = value else { throw mismatch("a text") }
    return text
  }

  private static let words = ["infinity": Double.infinity, "-infinity": -.infinity, "nan": .nan]

  func decode(_ type: Double.Type) throws -> Double {
    if readsWords, case .string(let text) = value, let number = Self.words[text] { return number }
    guard case .number(let number) = value else { throw mismatch("a number") }
    return number.double
  }

  func decode(_ type: Float.Type) throws -> Float {
    guard case .number(let number) = value else { throw mismatch("a number") }
    // From its digits, not by way of a Double: rounding twice can miss the nearest.
    guard case .real(let value) = number, value.isFinite else { return Float(number.double) }
    return Float(number.text) ?? Float(value)
  }

  private func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
    guard case .number(let number) = value else { throw mismatch("a whole number") }
    let found: Value? =
      if case .unsigned(let large) = number { Value(exactly: large) } else { number.int.flatMap { Value(exactly: $0) } }
    guard let found else { throw mismatch("a whole number in \(Value.min) ... \(Value.max)") }
    return found
  }

  func decode(_ type: Int.Type) throws -> Int { try integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: self) }
}
