// XML as far as annotations need it: elements and their texts. What a document declares is passed over; no word stands
// for others, so that nothing in a file can grow beyond it. Foundation's parser is not used: it ends the program at
// `<?a?>`, and at bytes that are not of the encoding.
// https://www.w3.org/TR/xml/

import Foundation

/// Reads a document in UTF-8 from its beginning, an event at a time.
struct XMLReader {
  /// What comes next.
  enum Event: Hashable {
    /// An element begins; its attributes are passed over.
    case start(String)
    /// A piece of an element's text.
    case text(String)
    /// The element that began last ends.
    case end
  }

  /// What is no XML, or not all of it.
  struct Malformed: Error, Hashable {
    /// The line, counted from 1.
    var line: Int
  }

  private enum Mark {
    static let (comment, commentEnd) = (Array("<!--".utf8), Array("-->".utf8))
    static let (instruction, instructionEnd) = (Array("<?".utf8), Array("?>".utf8))
    static let (data, dataEnd) = (Array("<![CDATA[".utf8), Array("]]>".utf8))
    static let (type, end, emptyEnd) = (Array("<!DOCTYPE".utf8), Array("</".utf8), Array("/>".utf8))
  }

  /// Elements in elements may be so many.
  static let mostDepth = 100

  private let bytes: [UInt8]
  private var place = 0
  private var open: [String] = []
  private var isEmptyElement = false
  private var hasRoot = false

  /// - Parameter data: UTF-8 without a declaration of another encoding.
  init(_ data: Data) { bytes = [UInt8](data) }

  /// The next event; nil behind the end of a whole document.
  ///
  /// - Throws: where the document is none, or ends before its first element does.
  mutating func next() throws(Malformed) -> Event? {
    if isEmptyElement {
      isEmptyElement = false
      open.removeLast()
      return .end
    }
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "<") else {
        if !open.isEmpty { return .text(try text()) }
        guard Self.isSpace(bytes[place]) else { throw malformed }
        place += 1
        continue
      }
      if starts(Mark.comment) {
        try skip(beyond: Mark.commentEnd)
      } else if starts(Mark.instruction) {
        try skip(beyond: Mark.instructionEnd)
      } else if starts(Mark.data) {
        guard !open.isEmpty else { throw malformed }
        let start = place + Mark.data.count
        try skip(beyond: Mark.dataEnd)
        return .text(String(decoding: bytes[start..<place - 3], as: UTF8.self))
      } else if starts(Mark.type) {
        guard !hasRoot else { throw malformed }
        try skipDeclarations()
      } else if starts(Mark.end) {
        return try end()
      } else {
        return try start()
      }
    }
    guard hasRoot, open.isEmpty else { throw malformed }
    return nil
  }

  private var malformed: Malformed {
    Malformed(line: bytes[..<min(place, bytes.count)].count { $0 == 0x0A } + 1)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  private func starts(_ mark: [UInt8]) -> Bool { bytes[place...].starts(with: mark) }

  /// Goes behind the next place of some bytes.
  private mutating func skip(beyond end: [UInt8]) throws(Malformed) {
    let start = place
    while place < bytes.count {
      if bytes[place] == end[0], starts(end) {
        place += end.count
        return
      }
      place += 1
    }
    place = start
    throw malformed
  }

  /// A document's type, with what it declares between brackets.
  private mutating func skipDeclarations() throws(Malformed) {
    let start = place
    var isInBrackets = false
    place += Mark.type.count
    while place < bytes.count {
      switch bytes[place] {
      case _ where starts(Mark.comment): try skip(beyond: Mark.commentEnd)
      case _ where starts(Mark.instruction): try skip(beyond: Mark.instructionEnd)
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let quote = bytes[place]
        guard let end = bytes[(place + 1)...].firstIndex(of: quote) else { throw malformed }
        place = end + 1
      case UInt8(ascii: "["):
        isInBrackets = true
        place += 1
      case UInt8(ascii: "]"):
        isInBrackets = false
        place += 1
      case UInt8(ascii: ">") where !isInBrackets:
        place += 1
        return
      default: place += 1
      }
    }
    place = start
    throw malformed
  }
}

// MARK: - Elements

extension XMLReader {
  private mutating func start() throws(Malformed) -> Event {
    guard !hasRoot || !open.isEmpty, open.count < Self.mostDepth else { throw malformed }
    place += 1
    let name = try name()
    while true {
      let hasSpace = skipSpace()
      guard place < bytes.count else { throw malformed }
      if bytes[place] == UInt8(ascii: ">") {
        place += 1
        break
      }
      if starts(Mark.emptyEnd) {
        place += 2
        isEmptyElement = true
        break
      }
      guard hasSpace else { throw malformed }
      try attribute()
    }
    hasRoot = true
    open.append(name)
    return .start(name)
  }

  private mutating func end() throws(Malformed) -> Event {
    place += 2
    let name = try name()
    _ = skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: ">"), open.last == name else { throw malformed }
    place += 1
    open.removeLast()
    return .end
  }

  private mutating func attribute() throws(Malformed) {
    _ = try name()
    _ = skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: "=") else { throw malformed }
    place += 1
    _ = skipSpace()
    guard place < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[place]),
      let end = bytes[(place + 1)...].firstIndex(of: bytes[place]),
      !bytes[place..<end].contains(UInt8(ascii: "<"))
    else { throw malformed }
    place = end + 1
  }

  private mutating func name() throws(Malformed) -> String {
    let start = place
    while place < bytes.count, Self.isName(bytes[place], isFirst: place == start) { place += 1 }
    guard place > start else { throw malformed }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private static func isName(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: ":"), 0x80...:
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): !isFirst
    default: false
    }
  }

  private mutating func skipSpace() -> Bool {
    let start = place
    while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
    return place > start
  }
}

// MARK: - Texts

extension XMLReader {
  /// The text up to the next mark.
  private mutating func text() throws(Malformed) -> String {
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: "<") {
      if bytes[place] == UInt8(ascii: "&") {
        text += try reference()
        continue
      }
      // Control characters, escaped or not, are no characters of XML.
      guard bytes[place] >= 0x20 || Self.isSpace(bytes[place]) else { throw malformed }
      text.append(bytes[place])
      place += 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What `&amp;`, `&#65;` or `&#x41;` stand for; names that a document declares itself stand for nothing.
  private mutating func reference() throws(Malformed) -> [UInt8] {
    guard let end = bytes[place...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw malformed }
    let word = String(decoding: bytes[place + 1..<end], as: UTF8.self)
    let character: Character
    switch word {
    case "amp": character = "&"
    case "lt": character = "<"
    case "gt": character = ">"
    case "quot": character = "\""
    case "apos": character = "'"
    default:
      guard word.hasPrefix("#"), let number = Self.number(word.dropFirst()), let scalar = Unicode.Scalar(number),
        number >= 0x20 || [0x09, 0x0A, 0x0D].contains(number)
      else { throw malformed }
      character = Character(scalar)
    }
    place = end + 1
    return Array(String(character).utf8)
  }

  private static func number(_ word: Substring) -> UInt32? {
    let isHex = word.hasPrefix("x")
    let digits = isHex ? word.dropFirst() : word
    return digits.allSatisfy(\.isHexDigit) ? UInt32(digits, radix: isHex ? 16 : 10) : nil
  }
}
