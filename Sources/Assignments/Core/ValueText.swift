// A value as one word without spaces or line breaks, exact to the last bit, and back again.
// It is what parent and child say to each other; people read `description`.

extension Value {
  /// The value as a word.
  var word: String {
    switch self {
    case .number(let value): "n" + String(value.bitPattern, radix: 16) + ";"
    case .integer(let value): "i\(value);"
    case .truth(let value): value ? "t" : "f"
    case .text(let text):
      "s" + text.utf8.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined() + ";"
    case .list(let values): "[" + values.map(\.word).joined() + "]"
    case .none: "-"
    }
  }

  /// The value that a word stands for; nil if it is none.
  init?(word: String) {
    var reader = WordReader(rest: Array(word.utf8)[...])
    guard let value = reader.value(depth: 0), reader.rest.isEmpty else { return nil }
    self = value
  }
}

/// Reads a word from the left; a word from a student's process may be anything, so nothing here can trap.
private struct WordReader {
  var rest: ArraySlice<UInt8>

  mutating func value(depth: Int) -> Value? {
    guard depth < 16, let first = rest.popFirst() else { return nil }
    switch first {
    case UInt8(ascii: "t"): return .truth(true)
    case UInt8(ascii: "f"): return .truth(false)
    case UInt8(ascii: "-"): return Value.none
    case UInt8(ascii: "n"): return field().flatMap { UInt64($0, radix: 16) }.map { .number(Double(bitPattern: $0)) }
    case UInt8(ascii: "i"): return field().flatMap { Int($0) }.map { .integer($0) }
    case UInt8(ascii: "s"): return field().flatMap(text)
    case UInt8(ascii: "["): return list(depth: depth)
    default: return nil
    }
  }

  private mutating func field() -> String? {
    guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private func text(_ hex: String) -> Value? {
    let digits = Array(hex)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(digits[index...(index + 1)]), radix: 16) else { return nil }
      bytes.append(byte)
    }
    return .text(String(decoding: bytes, as: UTF8.self))
  }

  private mutating func list(depth: Int) -> Value? {
    var values: [Value] = []
    while let next = rest.first {
      if next == UInt8(ascii: "]") {
        rest.removeFirst()
        return .list(values)
      }
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
    }
    return nil
  }
}
