// The text of an XML file in UTF-8: the parser of Foundation traps at names that are not.

import Foundation

/// The bytes of an XML file as UTF-8, by its byte order mark or what it declares; nil if it is other bytes than those.
func utf8OfXML(_ data: Data) -> Data? {
  if String(validating: data, as: UTF8.self) != nil { return data }
  let start = String(decoding: data.prefix(200), as: UTF8.self).lowercased()
  let encoding: String.Encoding? =
    switch true {
    case data.starts(with: [0xFF, 0xFE]), data.starts(with: [0xFE, 0xFF]): .utf16
    case start.contains("encoding=\"iso-8859-1\""), start.contains("encoding='iso-8859-1'"): .isoLatin1
    case start.contains("encoding=\"windows-1252\""), start.contains("encoding='windows-1252'"): .windowsCP1252
    default: nil
    }
  guard let encoding, let text = String(data: data, encoding: encoding) else { return nil }
  // What it declares is no longer so.
  return Data((text.firstRange(of: "?>").map { text[$0.upperBound...] } ?? text[...]).utf8)
}
