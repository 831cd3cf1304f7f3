// JSON read from its bytes value by value, without a tree: who knows what the file should hold asks for just that.
// The grammar is RFC 8259's, and NaN, Infinity and -Infinity, which Python writes.

import Foundation

/// Reads a JSON text from front to back.
///
/// ```
/// try scanner.beginObject()
/// while let key = try scanner.nextKey(names) {
///   switch key {
///   case 0: id = try scanner.number()
///   default: try scanner.skipValue()
///   }
/// }
/// ```
///
/// Properties:
/// - Whatever the bytes are, it ends with a value or an error that names line and column; it never traps.
/// - What is skipped is checked as strictly as what is read: UTF-8, escapes, numbers, brackets, depth.
/// - Of two members with one key both are given, in order: who keeps the last does as Python.
/// - Text before the value may be a byte order mark; after it there may be only white space.
package struct JSONScanner: Sendable {
  /// The text, and a 0 behind it, which no JSON text has: reading ahead needs no look at the count.
  let bytes: [UInt8]
  let limits: JSONLimits
  /// Where reading goes on.
  ///
  /// It may be set back to the begin of a value that was read or skipped, to read that value once more.
  package var position = 0
  private var depth = 0
  /// True right behind an opening bracket, where neither a comma stands nor is needed.
  private var isFirst = false

  /// A scanner at the first value of a text.
  package init(_ data: Data, limits: JSONLimits = .file) throws(JSONError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count + 1)
    bytes.append(contentsOf: data)
    bytes.append(0)
    self.bytes = bytes
    self.limits = limits
    let count = data.count
    guard count <= limits.bytes else {
      throw JSONError(line: 1, column: 1, expected: "at most \(limits.bytes) bytes", found: "\(count)")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    skipSpace()
  }

  /// How many bytes the text has.
  package var count: Int { bytes.count - 1 }

  // MARK: - Objects and lists

  /// Enters an object.
  package mutating func beginObject() throws(JSONError) {
    try enter(0x7B, "an object {…}")
  }

  /// Enters a list.
  package mutating func beginList() throws(JSONError) {
    try enter(0x5B, "a list […]")
  }

  /// Goes to the next element of the list that was entered, or behind its end, and then says false.
  package mutating func nextElement() throws(JSONError) -> Bool {
    if leave(0x5D) { return false }
    try separate("',' or ']'")
    return true
  }

  /// Goes to the next value of the object that was entered and says which of `names` its key is, or -1 if it is none of
  /// them; nil behind the object's end.
  package mutating func nextKey(_ names: JSONNames) throws(JSONError) -> Int? {
    if leave(0x7D) { return nil }
    try separate("',' or '}'")
    let start = position
    let hasEscapes = try skipString("a key in quotation marks")
    let index =
      hasEscapes
      ? names.index(of: Array(unescaped(start).utf8)[...]) : names.index(of: bytes[(start + 1)..<(position - 1)])
    try takeColon()
    return index
  }

  /// Goes to the next value of the object that was entered and says its key; nil behind the object's end.
  package mutating func nextKey() throws(JSONError) -> String? {
    if leave(0x7D) { return nil }
    try separate("',' or '}'")
    let key = try string("a key in quotation marks")
    try takeColon()
    return key
  }

  private mutating func enter(_ bracket: UInt8, _ expected: String) throws(JSONError) {
    guard bytes[position] == bracket else { throw failure(expected) }
    guard depth < limits.depth else {
      throw failure("at most \(limits.depth) objects and lists within one another")
    }
    depth += 1
    isFirst = true
    position += 1
  }

  /// Behind the closing bracket, if it stands here.
  private mutating func leave(_ bracket: UInt8) -> Bool {
    skipSpace()
    guard depth > 0, bytes[position] == bracket else { return false }
    depth -= 1
    isFirst = false
    position += 1
    return true
  }

  /// Behind the comma between two members or elements.
  private mutating func separate(_ expected: String) throws(JSONError) {
    if isFirst {
      isFirst = false
    } else {
      guard bytes[position] == 0x2C else { throw failure(expected) }
      position += 1
      skipSpace()
    }
  }

  private mutating func takeColon() throws(JSONError) {
    skipSpace()
    guard bytes[position] == 0x3A else { throw failure("':' behind the key") }
    position += 1
    skipSpace()
  }

  // MARK: - Values

  /// The kinds of values, by the byte with which they begin.
  package enum Kind: String, Sendable {
    case object = "an object"
    case list = "a list"
    case string = "a text"
    case number = "a number"
    case bool = "true or false"
    case null = "null"
  }

  /// What kind of value begins here.
  package func kind() throws(JSONError) -> Kind {
    switch bytes[position] {
    case 0x7B: return .object
    case 0x5B: return .list
    case 0x22: return .string
    case 0x2D, 0x30...0x39, 0x4E, 0x49: return .number
    case 0x74, 0x66: return .bool
    case 0x6E: return .null
    default: throw failure("a value")
    }
  }

  /// True or false.
  package mutating func bool() throws(JSONError) -> Bool {
    if takes(Self.trueBytes) { return true }
    if takes(Self.falseBytes) { return false }
    throw failure("true or false")
  }

  /// Takes a null, if it stands here.
  package mutating func takeNull() -> Bool { takes(Self.nullBytes) }

  /// Goes behind the value that begins here, whatever it is.
  package mutating func skipValue() throws(JSONError) {
    // Which of the containers that were entered here are objects, from the outside to the inside.
    var isObject: [Bool] = []
    repeat {
      switch try kind() {
      case .object:
        try beginObject()
        isObject.append(true)
      case .list:
        try beginList()
        isObject.append(false)
      case .string: _ = try skipString("a text")
      case .number: _ = try scanNumber()
      case .bool: _ = try bool()
      case .null: guard takeNull() else { throw failure("a value") }
      }
      while let inner = isObject.last {
        if inner ? try nextKey(.none) != nil : try nextElement() { break }
        isObject.removeLast()
      }
    } while !isObject.isEmpty
  }

  /// Looks at what is behind the value.
  ///
  /// - Throws: an error unless nothing but white space is left.
  package mutating func finish() throws(JSONError) {
    skipSpace()
    guard position == count else { throw failure("nothing but white space behind the end of the JSON value") }
  }

  // MARK: - Bytes

  private static let trueBytes = Array("true".utf8)
  private static let falseBytes = Array("false".utf8)
  private static let nullBytes = Array("null".utf8)

  mutating func takes(_ word: [UInt8]) -> Bool {
    for offset in word.indices where bytes[position + offset] != word[offset] { return false }
    position += word.count
    return true
  }

  mutating func skipSpace() {
    while true {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }
}
