// Where a JSON text is not what it should be, for its reader: line, column, and what stands there.

import Foundation

extension JSONScanner {
  /// The error of a text that has something else here, or at another place, than is expected.
  package func failure(_ expected: String, at place: Int? = nil) -> JSONError {
    let place = min(max(0, place ?? position), count)
    let before = bytes[..<place]
    let line = 1 + before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    // Bytes within a character do not count.
    let column = 1 + bytes[start..<place].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    return JSONError(line: line, column: column, expected: expected, found: found(at: place))
  }

  private func found(at place: Int) -> String {
    if place == count { return count == 0 ? "an empty text" : "the end of the text" }
    if place == 0 {
      if let kind = FileKind(Data(bytes.prefix(4096))), !kind.isJSON { return kind.nameWithAdvice }
    }
    switch bytes[place] {
    case 0x0A, 0x0D: return "the end of the line"
    case 0x80...0xFF
    where String(validating: bytes[place..<min(place + 4, count)].prefixOfOneScalar, as: UTF8.self) == nil:
      return "a byte that is not UTF-8 (0x\(String(bytes[place], radix: 16, uppercase: true)))"
    default: return "'\(shown(bytes: bytes[place..<count]))'"
    }
  }

  /// What stands at a place, or between it and another, fit to be shown, at most `limit` characters of its line.
  package func text(at place: Int, before end: Int? = nil, limit: Int) -> String {
    let place = min(max(0, place), count)
    return shown(bytes: bytes[place..<max(place, min(end ?? count, count))], limit: limit)
  }
}

extension ArraySlice<UInt8> {
  /// The bytes of the first character, by what its first byte says of their number.
  fileprivate var prefixOfOneScalar: ArraySlice<UInt8> {
    guard let first else { return self }
    return prefix(first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4)
  }
}
