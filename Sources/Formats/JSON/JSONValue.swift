// A JSON text as a tree: for what is small. Files of millions of numbers are read by the scanner alone.

import Foundation

/// A JSON value.
package indirect enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case list([JSONValue])
  /// Of two members with one key the last, as in Python.
  case object([String: JSONValue])

  /// Reads a whole text.
  package init(_ data: Data, limits: JSONLimits = .tree) throws(JSONError) {
    var scanner = try JSONScanner(data, limits: limits)
    self = try scanner.value()
    try scanner.finish()
  }

  /// Reads a whole text.
  package init(_ text: String, limits: JSONLimits = .tree) throws(JSONError) {
    try self.init(Data(text.utf8), limits: limits)
  }

  /// The member of an object; nil if there is none, or this is no object.
  package subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  /// The value's kind, as messages call it.
  package var kindText: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

extension JSONScanner {
  /// The value that begins here, as a tree.
  ///
  /// It calls itself for what is nested, at most as deep as the limits allow.
  package mutating func value() throws(JSONError) -> JSONValue {
    switch try kind() {
    case .object:
      var members: [String: JSONValue] = [:]
      try beginObject()
      while let key = try nextKey() { members[key] = try value() }
      return .object(members)
    case .list:
      var elements: [JSONValue] = []
      try beginList()
      while try nextElement() { elements.append(try value()) }
      return .list(elements)
    case .string: return .string(try string())
    case .number: return .number(try number())
    case .bool: return .bool(try bool())
    case .null:
      guard takeNull() else { throw failure("a value") }
      return .null
    }
  }
}
