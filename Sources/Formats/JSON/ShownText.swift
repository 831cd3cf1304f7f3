// Text from files as it may be shown on a terminal and in messages: short, on one line, without control characters.

/// Text of unknown origin, fit to be shown.
///
/// Control characters, line ends and marks that turn the direction of writing appear as `\u{1B}`; what is longer than
/// `limit` characters ends in "…".
package func shown(_ text: some StringProtocol, limit: Int = 80) -> String {
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == limit { return result + "…" }
    count += 1
    if isUnfitToShow(scalar) {
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Bytes of unknown origin, as far as a line goes; those that are not UTF-8 appear as "\u{FFFD}".
package func shown(bytes: some Sequence<UInt8>, limit: Int = 40) -> String {
  // Four bytes a character are enough for `limit` of them and one more.
  let line = bytes.prefix(4 * limit + 4).prefix { $0 != 0x0A && $0 != 0x0D }
  return shown(String(decoding: Array(line), as: UTF8.self), limit: limit)
}

private func isUnfitToShow(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
    // Joiners are parts of ordinary writing.
    scalar != "\u{200D}" && scalar != "\u{200C}"
  default: false
  }
}
