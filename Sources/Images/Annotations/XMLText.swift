// The text of an XML file, whatever its encoding: what is read of it is UTF-8 that was checked before.

import Formats
import Foundation

/// XML as UTF-8 without its first line's declaration; nil if it is in none of the encodings that are read.
///
/// UTF-16 is known by its bytes, ISO 8859-1 and Windows' code page 1252 by the declaration; all else has to be UTF-8,
/// whatever it names.
func checkedXML(_ data: Data) -> Data? {
  guard var text = xmlText(data) else { return nil }
  if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
  if text.hasPrefix("<?xml"), let end = text.range(of: "?>") { text.removeSubrange(..<end.upperBound) }
  return Data(text.utf8)
}

private func xmlText(_ data: Data) -> String? {
  if FileKind(data) == .utf16 {
    let isLittle = data.starts(with: [0xFF, 0xFE]) || data.dropFirst().first == 0
    return String(data: data, encoding: isLittle ? .utf16LittleEndian : .utf16BigEndian)
  }
  let declaration = String(decoding: data.prefix(200), as: UTF8.self).prefix { $0 != ">" }.lowercased()
  let name = declaration.range(of: "encoding").map {
    declaration[$0.upperBound...].drop { "= \t\"'".contains($0) }.prefix { !"\"' \t?".contains($0) }
  }
  switch name {
  case "iso-8859-1", "latin1", "latin-1": return String(data: data, encoding: .isoLatin1)
  case "windows-1252", "cp1252": return String(data: data, encoding: .windowsCP1252)
  // Some programs name "utf-16" and save UTF-8.
  default: return String(validating: data, as: UTF8.self)
  }
}
