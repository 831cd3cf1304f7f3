// Swift source as tokens: enough to color it and to find where a function ends. It knows no grammar.

/// A piece of source, in bytes of its UTF-8.
struct SwiftToken: Hashable {
  enum Kind: Hashable {
    case comment, string, number, keyword, type, name, punctuation
  }

  var kind: Kind
  var range: Range<Int>
}

/// Source text and its tokens.
///
/// Properties:
/// - Tokens do not overlap and rise; what lies between them is white space.
/// - A brace in a string or a comment is no punctuation; in an interpolation it belongs to the string.
struct SwiftSource {
  let bytes: [UInt8]
  let tokens: [SwiftToken]

  init(_ text: String) {
    bytes = Array(text.utf8)
    var lexer = Lexer(bytes: bytes)
    tokens = lexer.run()
  }

  /// The text of some bytes.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The text of a token.
  func text(_ token: SwiftToken) -> String { text(token.range) }

  /// Whether a token is this one character.
  func isCharacter(_ token: SwiftToken, _ character: Character) -> Bool {
    token.kind == .punctuation && token.range.count == 1 && bytes[token.range.lowerBound] == character.asciiValue
  }

  /// The index of the token that closes the bracket at `index`; nil if none does.
  func closing(_ index: Int, open: Character, close: Character) -> Int? {
    var depth = 0
    for position in index..<tokens.count {
      if isCharacter(tokens[position], open) { depth += 1 }
      if isCharacter(tokens[position], close) {
        depth -= 1
        if depth == 0 { return position }
      }
    }
    return nil
  }
}

private struct Lexer {
  let bytes: [UInt8]
  var position = 0
  var tokens: [SwiftToken] = []

  private static let keywords: Set<String> = [
    "actor", "any", "as", "async", "await", "break", "case", "catch", "class", "consuming", "continue", "default",
    "defer",
    "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "final", "for", "func", "guard", "if",
    "import", "in", "init", "inout", "internal", "is", "lazy", "let", "mutating", "nil", "nonisolated", "package",
    "private", "protocol", "public", "repeat", "rethrows", "return", "self", "some", "static", "struct", "subscript",
    "super", "switch", "throw", "throws", "true", "try", "typealias", "unsafe", "var", "where", "while",
  ]

  init(bytes: [UInt8]) { self.bytes = bytes }

  private func byte(_ offset: Int = 0) -> UInt8 {
    position + offset < bytes.count && position + offset >= 0 ? bytes[position + offset] : 0
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || isDigit(byte)
      || (byte | 32 >= UInt8(ascii: "a") && byte | 32 <= UInt8(ascii: "z"))
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  mutating func run() -> [SwiftToken] {
    while position < bytes.count {
      let start = position
      let current = byte()
      if current == UInt8(ascii: " ") || current == UInt8(ascii: "\n") || current == 9 || current == 13 {
        position += 1
        continue
      }
      let kind = next(current)
      tokens.append(SwiftToken(kind: kind, range: start..<min(position, bytes.count)))
    }
    return tokens
  }

  private mutating func next(_ current: UInt8) -> SwiftToken.Kind {
    if current == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "/") {
      while position < bytes.count, byte() != UInt8(ascii: "\n") { position += 1 }
      return .comment
    }
    if current == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
      skipBlockComment()
      return .comment
    }
    if current == UInt8(ascii: "/"), skipRegex() { return .string }
    if current == UInt8(ascii: "\"") || (current == UInt8(ascii: "#") && isRawString()) {
      skipString()
      return .string
    }
    if isDigit(current) {
      while isWord(byte()) || (byte() == UInt8(ascii: ".") && isDigit(byte(1))) { position += 1 }
      return .number
    }
    if isWord(current) {
      let start = position
      while isWord(byte()) { position += 1 }
      let word = String(decoding: bytes[start..<position], as: UTF8.self)
      if Self.keywords.contains(word) { return .keyword }
      return word.first?.isUppercase == true ? .type : .name
    }
    position += 1
    return .punctuation
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else if byte() == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
        depth -= 1
        position += 2
      } else {
        position += 1
      }
    } while depth > 0 && position < bytes.count
  }

  /// A regular expression stands where a value begins, does not begin with a space and ends on its line.
  private mutating func skipRegex() -> Bool {
    guard let last = tokens.last, last.kind == .punctuation, byte(1) != UInt8(ascii: " "), byte(1) != UInt8(ascii: ")")
    else { return false }
    guard "(,=:[".utf8.contains(bytes[last.range.lowerBound]) else { return false }
    var end = position + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] == UInt8(ascii: "\\") {
        end += 2
      } else if bytes[end] == UInt8(ascii: "/") {
        position = end + 1
        return true
      } else {
        end += 1
      }
    }
    return false
  }

  private func isRawString() -> Bool {
    var offset = 0
    while byte(offset) == UInt8(ascii: "#") { offset += 1 }
    return byte(offset) == UInt8(ascii: "\"")
  }

  private mutating func skipString() {
    var pounds = 0
    while byte() == UInt8(ascii: "#") {
      pounds += 1
      position += 1
    }
    // Behind three quotes a text begins on the next line; else, in a raw string, they are quotes in it.
    let isMultiline =
      byte(1) == UInt8(ascii: "\"") && byte(2) == UInt8(ascii: "\"") && [10, 13].contains(byte(3))
    let quotes = isMultiline ? 3 : 1
    position += quotes
    while position < bytes.count {
      if byte() == UInt8(ascii: "\\"), (0..<pounds).allSatisfy({ byte(1 + $0) == UInt8(ascii: "#") }) {
        position += 1 + pounds
        if byte() == UInt8(ascii: "(") { skipInterpolation() } else { position += 1 }
      } else if (0..<quotes).allSatisfy({ byte($0) == UInt8(ascii: "\"") }),
        (0..<pounds).allSatisfy({ byte(quotes + $0) == UInt8(ascii: "#") })
      {
        position += quotes + pounds
        return
      } else if byte() == UInt8(ascii: "\n"), !isMultiline {
        return  // not closed: source that does not compile, or no string after all
      } else {
        position += 1
      }
    }
  }

  private mutating func skipInterpolation() {
    var depth = 0
    repeat {
      let current = byte()
      if current == UInt8(ascii: "\"") || (current == UInt8(ascii: "#") && isRawString()) {
        skipString()
        continue
      }
      if current == UInt8(ascii: "(") { depth += 1 }
      if current == UInt8(ascii: ")") { depth -= 1 }
      position += 1
    } while depth > 0 && position < bytes.count
  }
}
