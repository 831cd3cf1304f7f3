// A number as people write it: Swift's own reading also takes hexadecimal ones, which nobody means.

/// The number that a text is in decimal digits; nil for another text.
///
/// `inf` and `nan` are read, for the caller to refuse in words of its own.
package func decimalNumber(_ text: some StringProtocol) -> Double? {
  text.utf8.contains { $0 | 0x20 == UInt8(ascii: "x") } ? nil : Double(text)
}
