// Texts of a JSON file: quotation marks, escapes, and UTF-8 that is checked byte by byte.

extension JSONScanner {
  /// The text that begins here.
  package mutating func string(_ expected: String = "a text in quotation marks") throws(JSONError) -> String {
    let start = position
    let hasEscapes = try skipString(expected)
    return hasEscapes ? unescaped(start) : String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self)
  }

  /// Goes behind the text that begins here, checks it, and says whether it has escapes.
  mutating func skipString(_ expected: String) throws(JSONError) -> Bool {
    guard bytes[position] == 0x22 else { throw failure(expected) }
    position += 1
    var hasEscapes = false
    while true {
      let byte = bytes[position]
      switch byte {
      case 0x22:
        position += 1
        return hasEscapes
      case 0x5C:
        hasEscapes = true
        try skipEscape()
      case 0x20...0x7F: position += 1
      case 0x80...0xFF:
        let length = lengthOfScalar(at: position)
        guard length > 0 else { throw failure("text in UTF-8") }
        position += length
      default:
        // A control character, or the 0 behind the end.
        throw failure(
          position == count ? "the '\"' that ends a text" : "no control character within a text; write it as an escape")
      }
    }
  }

  private mutating func skipEscape() throws(JSONError) {
    switch bytes[position + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: position += 2
    case 0x75:
      guard let unit = codeUnit(at: position + 2) else { throw failure("\\u and four hexadecimal digits") }
      if !UTF16.isLeadSurrogate(unit) && !UTF16.isTrailSurrogate(unit) {
        position += 6
        return
      }
      guard UTF16.isLeadSurrogate(unit), bytes[position + 6] == 0x5C, bytes[position + 7] == 0x75,
        let second = codeUnit(at: position + 8), UTF16.isTrailSurrogate(second)
      else { throw failure("both halves of a surrogate pair") }
      position += 12
    default: throw failure("an escape of JSON: \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u")
    }
  }

  /// Four hexadecimal digits; the 0 behind the end is none, so that nothing is read beyond it.
  private func codeUnit(at place: Int) -> UInt16? {
    var unit: UInt16 = 0
    for offset in 0..<4 {
      let byte = bytes[place + offset]
      switch byte {
      case 0x30...0x39: unit = unit << 4 | UInt16(byte - 0x30)
      case 0x41...0x46: unit = unit << 4 | UInt16(byte - 0x37)
      case 0x61...0x66: unit = unit << 4 | UInt16(byte - 0x57)
      default: return nil
      }
    }
    return unit
  }

  /// How many bytes the character of more than one byte has that begins here; 0 if it is not UTF-8.
  ///
  /// Unicode's table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
  private func lengthOfScalar(at place: Int) -> Int {
    func follows(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      range.contains(bytes[place + offset])
    }
    switch bytes[place] {
    case 0xC2...0xDF: return follows(1) ? 2 : 0
    case 0xE0: return follows(1, 0xA0...0xBF) && follows(2) ? 3 : 0
    case 0xE1...0xEC, 0xEE...0xEF: return follows(1) && follows(2) ? 3 : 0
    case 0xED: return follows(1, 0x80...0x9F) && follows(2) ? 3 : 0
    case 0xF0: return follows(1, 0x90...0xBF) && follows(2) && follows(3) ? 4 : 0
    case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : 0
    case 0xF4: return follows(1, 0x80...0x8F) && follows(2) && follows(3) ? 4 : 0
    default: return 0
    }
  }

  /// The text between `start` and here, both quotation marks included, which was found to be well formed.
  func unescaped(_ start: Int) -> String {
    var text: [UInt8] = []
    var place = start + 1
    while place < position - 1 {
      guard bytes[place] == 0x5C else {
        text.append(bytes[place])
        place += 1
        continue
      }
      switch bytes[place + 1] {
      case 0x62: text.append(0x08)
      case 0x66: text.append(0x0C)
      case 0x6E: text.append(0x0A)
      case 0x72: text.append(0x0D)
      case 0x74: text.append(0x09)
      case 0x75:
        let (scalar, length) = escapedScalar(at: place)
        text.append(contentsOf: String(scalar).utf8)
        place += length
        continue
      default: text.append(bytes[place + 1])
      }
      place += 2
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func escapedScalar(at place: Int) -> (Unicode.Scalar, length: Int) {
    let first = codeUnit(at: place + 2) ?? 0
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    let second = codeUnit(at: place + 8) ?? 0
    return (Unicode.Scalar(0x10000 + UInt32(first & 0x3FF) << 10 + UInt32(second & 0x3FF)) ?? "\u{FFFD}", 12)
  }
}
